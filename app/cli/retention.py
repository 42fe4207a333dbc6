"""`flask retention`: how long records are kept, what may be removed, and removing it."""

from typing import Any

import click
from flask import current_app

from accounts.actions import command_line
from app.cli.answering import as_json, refusing, say
from app.retention.actions import Line, Preview, preview, remove
from app.retention.kinds import NEVER
from app.retention.words import due_said, held_back_said
from foundation import clock
from foundation.database import db


@click.command("retention")
@click.option(
    "--remove", "code", metavar="CODE", help="Remove what the preview with this code says, no more."
)
@as_json
def retention(code: str | None, as_json: bool) -> None:
    """What is kept, how long and why, and what is older. Nothing is removed without --remove."""
    settings, today = current_app.config["SETTINGS"], clock.today()
    with refusing():
        if code is None:
            seen = preview(settings, today, sealed_too=True)
        else:
            by = command_line().id
            db.session.commit()
            seen = remove(settings, today, code, by=by)
    say(told(seen, removed=code is not None), as_json=as_json, words=in_words(seen, removed=code is not None))


def told(seen: Preview, *, removed: bool) -> dict[str, Any]:
    """As JSON says it."""
    return {
        "on": seen.on,
        "code": None if removed else seen.code,
        "removed": removed,
        "kinds": [_told(line) for line in seen.lines],
        "never": [{"says": each.says, "why": each.why} for each in NEVER],
    }


def in_words(seen: Preview, *, removed: bool) -> str:
    """A line for each kind, what is never removed, and how to go on."""
    lines = [_in_words(line, removed=removed) for line in seen.lines]
    if removed:
        return "\n".join(lines)
    never = [f"never: {each.says}. {each.why}" for each in NEVER]
    return "\n".join([*lines, *never, f"To remove just this: flask retention --remove {seen.code}"])


def _told(line: Line) -> dict[str, Any]:
    return {
        "kind": line.kind.name,
        "says": line.kind.says,
        "setting": line.kind.setting,
        "period": str(line.period),
        "since": line.kind.since,
        "before": line.before,
        "due": due_said(line),
        "held_back": held_back_said(line),
        "on_hold": line.on_hold,
        "source": line.kind.source,
        "kept": line.kind.kept,
    }


def _in_words(line: Line, *, removed: bool) -> str:
    if line.on_hold:
        return f"{line.kind.name}: on hold, nothing is removed ({due_said(line)} older than {line.period})"
    verb = "removed" if removed else "to remove"
    held = f"; {held_back_said(line)} held back" if line.held_back else ""
    return (
        f"{line.kind.name}: {verb} {due_said(line)}, {line.period} since {line.kind.since}, "
        f"before {line.before}{held}. {line.kind.source}. {line.kind.kept}".rstrip()
    )


COMMANDS: list[click.Command] = [retention]
