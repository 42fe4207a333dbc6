"""`flask backup` and `flask restore`."""

from dataclasses import asdict
from pathlib import Path

import click

from app.backup.actions import back_up, restore
from app.cli.answering import as_json, refusing, say
from foundation import clock
from foundation.formats import plural


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@as_json
def backup_command(file: Path, as_json: bool) -> None:
    """Keep the whole register in FILE, encrypted with BACKUP_KEY, while others go on writing."""
    with refusing():
        manifest = back_up(file, clock.now())
    rows = sum(manifest.counts.values())
    say(
        {"file": str(file)} | asdict(manifest),
        as_json=as_json,
        words=f"{plural(rows, 'row')} of {plural(len(manifest.counts), 'table')} kept in {file}.",
    )


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Even where the register holds something already.")
@as_json
def restore_command(file: Path, replace: bool, as_json: bool) -> None:
    """Put the register in FILE in this one's place: all of it or nothing. Everybody is signed out."""
    with refusing():
        restored = restore(file, replace=replace, at=clock.now())
    rows = sum(restored.manifest.counts.values())
    say(
        asdict(restored),
        as_json=as_json,
        words=f"{plural(rows, 'row')} as they were at {restored.made_at}. Everybody is signed out; "
        f"{restored.revoked} taken from accounts since stays taken.",
    )


COMMANDS: list[click.Command] = [backup_command, restore_command]
