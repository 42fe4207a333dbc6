"""`flask import cases`, `mandates`, `tenures`, `supervision`, `absences`, `patterns` and `sessions`."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import click

from accounts.actions import command_line
from app.cli.answering import as_json, refusing, say
from app.cli.register_files import imports
from caseload.case_lists.actions import import_cases
from caseload.reviews.sessions.file import import_sessions
from foundation import clock
from foundation.database import begin_writing, db
from foundation.workbooks import as_csv
from people.availability_files import import_absences, import_patterns
from people.files import Counts
from people.supervision_file import import_supervision
from people.tenure_file import import_tenures
from teams.mandates.mandate_file import import_mandates

A_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")


class Importer(Protocol):
    """Any of the importers of files that are not about residents."""

    def __call__(self, name: str, content: bytes, *, by: int, dry_run: bool) -> Counts:
        """Import the file; commits nothing."""
        ...


def at_now(importer: Callable[..., Counts]) -> Importer:
    """The importer, acting at this moment."""

    def act(name: str, content: bytes, *, by: int, dry_run: bool) -> Counts:
        return importer(name, content, by=by, at=clock.now(), dry_run=dry_run)

    return act


def cases_today(name: str, content: bytes, *, by: int, dry_run: bool) -> Counts:
    """A case list speaks of the day it is imported."""
    return import_cases(name, content, by=by, at=clock.now(), on=clock.today(), dry_run=dry_run)


def mandates_today(name: str, content: bytes, *, by: int, dry_run: bool) -> Counts:
    """Nobody has signed on a day that is still to come."""
    return import_mandates(name, content, by=by, at=clock.now(), on=clock.today(), dry_run=dry_run)


IMPORTERS: dict[str, tuple[Importer, str]] = {
    "cases": (cases_today, "Import a case list."),
    "mandates": (mandates_today, "Import mandates: what each employer has ceded."),
    "tenures": (at_now(import_tenures), "Import who held which post, and when."),
    "supervision": (at_now(import_supervision), "Import that supervision took place."),
    "absences": (at_now(import_absences), "Import when people are away or working elsewhere."),
    "patterns": (at_now(import_patterns), "Import the half-days people work."),
    "sessions": (at_now(import_sessions), "Import review sessions."),
}


def command_for(kind: str, importer: Importer, says: str) -> click.Command:
    """`flask import KIND FILE [--dry-run] [--json]`."""

    @click.command(kind, help=says)
    @A_FILE
    @DRY_RUN
    @as_json
    def run(file: Path, dry_run: bool, as_json: bool) -> None:
        with refusing():
            content = as_csv(file.name, file.read_bytes())
            begin_writing()
            counts = importer(file.name, content, by=command_line().id, dry_run=dry_run)
            if dry_run:
                db.session.rollback()
            else:
                db.session.commit()
        answer = {"kind": kind, "file": file.name, "dry_run": dry_run, "counts": counts.as_json()}
        say(answer, as_json=as_json, words=in_words(counts, dry_run=dry_run))

    return run


def in_words(counts: Counts, *, dry_run: bool) -> str:
    """One line of counts."""
    parts = [f"{number} {name.replace('_', ' ')}" for name, number in counts.as_json().items()]
    return ("Nothing was written. It would be: " if dry_run else "") + ", ".join(parts)


for _kind, (_importer, _says) in IMPORTERS.items():
    imports.add_command(command_for(_kind, _importer, _says))

COMMANDS: list[click.Command] = [imports]  # the group these hang on
