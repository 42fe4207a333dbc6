"""`flask position`: whether a sealed file is whole, and taking one out of the register."""

from pathlib import Path

import click

from accounts import audit
from accounts.actions import command_line
from app.cli.answering import as_json, refusing, say
from foundation.database import begin_writing, db
from foundation.formats import day
from teams.positions.sealing import digest_of, sealed
from teams.positions.sealing import verify as faults_of
from teams.queries.coverage_span import EVERYBODY
from teams.queries.positions import get_positions

FILE = click.Path(dir_okay=False, path_type=Path)
TO_READ = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("position")
def position() -> None:
    """Positions that directors have signed."""


@position.command("verify")
@click.argument("file", type=TO_READ)
@click.option("--digest", default=None, help="The digest on the signed page: is it that file?")
@click.pass_context
@as_json
def verify(context: click.Context, file: Path, digest: str | None, as_json: bool) -> None:
    """Whether a sealed file is whole. Needs nothing but the file; status 1 when it is not."""
    content = file.read_bytes()
    faults = faults_of(content, digest)
    found = digest_of(content.partition(b"\n")[0] + b"\n")
    answer = {"file": file.name, "whole": not faults, "digest": found, "faults": faults}
    words = "\n".join(faults) or f"{file.name} is whole. Its digest is {found}."
    say(answer, as_json=as_json, words=words)
    if faults:
        context.exit(1)


@position.command("export")
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@click.argument("file", type=FILE)
@as_json
def export(number: int, file: Path, as_json: bool) -> None:
    """Write the sealed file of a position: the same bytes every time."""
    with refusing():
        begin_writing(alone=False)
        [kept] = get_positions([number], EVERYBODY)
        audit.record("seen", "position:file", number, by=command_line().id)
        db.session.commit()
        says = kept.says
    file.write_bytes(sealed(kept.content))
    answer = {"number": number, "on": says.on, "file": file.name, "digest": kept.digest}
    words = f"Position {number} about {day(says.on)} is in {file.name}. Its digest is {kept.digest}."
    say(answer, as_json=as_json, words=words)


COMMANDS: list[click.Command] = [position]
