"""`flask load-reference` and `flask import staff`."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask import current_app

from accounts.actions import command_line
from app.cli.answering import DAY, as_json, refusing, say
from app.reference_folder import load_folder
from foundation import clock
from foundation.database import begin_writing, db
from foundation.errors import RuleBroken
from foundation.workbooks import as_csv
from teams.extract.actions import (
    apply_extract,
    counts_of,
    import_extract,
    look_at_extract,
    receive_extract,
)
from teams.extract.profiles import profile_named

imports = click.Group("import", help="Import a file: all of it or nothing.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("load-reference")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@as_json
def load_reference(folder: Path, as_json: bool) -> None:
    """Load neighbourhoods, organisations, posts and the rest from FOLDER; again changes only what differs."""
    with refusing():
        begin_writing()
        counts = load_folder(folder, by=command_line().id, on=clock.today(), at=clock.now())
        db.session.commit()
    say(counts, as_json=as_json, words="\n".join(f"{name}: {rows} rows" for name, rows in counts.items()))


@imports.command("staff")
@click.argument("file", type=FILE)
@click.option("--employer", required=True, help="The code of the employer whose extract this is.")
@click.option("--as-of", "as_of", type=DAY, required=True, help="The day the extract is true on.")
@click.option("--profile", default=None, help="Another system's column names.")
@click.option("--dry-run", is_flag=True, help="Say what it would do, and do nothing.")
@as_json
def import_staff(
    file: Path, employer: str, as_of: date, profile: str | None, dry_run: bool, as_json: bool
) -> None:
    """Make the register agree with one employer's whole truth on a day."""
    with refusing():
        content = as_csv(file.name, file.read_bytes())
        begin_writing()
        extract = Extract(file.name, content, employer, as_of, profile or "", command_line().id)
        counts = extract.look() if dry_run else extract.take_in()
    say(counts, as_json=as_json, words=_in_words(counts, dry_run))


@dataclass(frozen=True, slots=True)
class Extract:
    """The file and what was said of it on the command line."""

    file: str
    content: bytes
    employer: str
    on: date
    profile: str
    by: int

    def look(self) -> dict[str, Any]:
        """What it would do."""
        outcome = look_at_extract(
            self.file, self.content, employer=self.employer, on=self.on, at=clock.now(), by=self.by,
            profile=profile_named(self.profile),
        )  # fmt: skip
        db.session.rollback()
        return counts_of(outcome)

    def take_in(self) -> dict[str, Any]:
        """Apply it, or leave it waiting for a second account and raise RuleBroken."""
        outcome = import_extract(self.file, self.content, **self._given())
        if outcome.needs_second:
            db.session.rollback()
            begin_writing()
            # The command line's account may be as new as what was just taken back.
            replace(self, by=command_line().id)._ask_for_second()
        db.session.commit()
        return counts_of(outcome)

    def _ask_for_second(self) -> None:
        kept = receive_extract(self.file, self.content, **self._given())
        apply_extract(kept, by=self.by, at=clock.now())
        counts = current_app.json.loads(kept.counts)
        db.session.commit()
        raise RuleBroken(
            f"This file would end {counts['ending']} of {counts['staff']} people. Nothing has been changed: "
            f"import {kept.id} waits on the page Import staff for somebody of the partnership office to confirm it."
        )

    def _given(self) -> dict[str, Any]:
        return {
            "employer": self.employer, "on": self.on, "at": clock.now(), "by": self.by, "profile": self.profile,
            "mapping": profile_named(self.profile),
        }  # fmt: skip


def _in_words(counts: dict[str, Any], dry_run: bool) -> str:
    parts = ", ".join(f"{counts[name]} {name}" for name in ("started", "ended", "changed", "unchanged"))
    return ("Nothing was written. It would be: " if dry_run else "Done: ") + parts


imports.add_command(import_staff)
COMMANDS: list[click.Command] = [load_reference, imports]
