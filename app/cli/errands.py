"""`flask errand`."""

import click

from app.cli.answering import as_json, refusing, say
from app.errands import WORKS
from foundation import clock
from foundation.errands import run


@click.command("errand")
@click.argument("number", type=int)
@as_json
def errand(number: int, as_json: bool) -> None:
    """Work on what a page asked for. One that is done, or being worked on, is left alone."""
    with refusing():
        done = run(number, WORKS, clock.now)
    words = f"Errand {number} is done." if done else f"Errand {number} is done or being worked on already."
    say({"errand": number, "done": done}, as_json=as_json, words=words)


COMMANDS: list[click.Command] = [errand]
