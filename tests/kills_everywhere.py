"""Every writing command killed, with SIGKILL, at every one of its statements and at its commit: what each table holds
is then what it held before, and the audit verifies. Undisturbed, the command then does what it is for, and the next
one begins with what it left.

`python -m tests.kills_everywhere` is the long form, on SQLite or, under `python -m tests.postgres --`, PostgreSQL. It
prints what it did and ends with status 1 at the first register that holds something between.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app.job_run import JobRun
from foundation import clock
from foundation.database import db
from tests.databases import new_app, new_scratch
from tests.killing import kill_at_each
from tests.kills import Ground, Neither
from tests.kills_otherwise import OTHERS
from tests.kills_scenes import SCENES, Scene, Words


def act(ground: Ground, scene: Scene, tell: Callable[[str], None]) -> None:
    """Every command of the scene, killed at each of its statements. Raises Neither."""
    with clock.pretending(scene.now):
        for command, words in begin(ground, scene).items():
            line = called(ground.app, words)
            tell(f"  {command}: killed at each of {kill_at_each(ground, command, line)} statements")
            if line[0] == "job" and not changed_by(ground.app, line[1]):
                raise Neither(f"nothing was there for {command} to do")


def changed_by(app: Flask, job: str) -> int:
    """How many rows the job has changed."""
    with app.app_context():
        return sum(db.session.scalars(select(JobRun.changed).where(JobRun.job == job)))


def begin(ground: Ground, scene: Scene) -> dict[str, Words]:
    """Lay the register. Gives its commands."""
    ground.begin_again()
    with ground.app.app_context():
        scene.lay(ground.folder)
        return scene.commands(ground.folder)


def called(app: Flask, words: Words) -> list[str]:
    """The command line."""
    if isinstance(words, list):
        return words
    with app.app_context():
        return words()


def main() -> int:
    """The long form."""
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        folder = Path(name)
        database = new_scratch(folder, "kills")
        ground = Ground(new_app(database), database, folder)
        for scene in SCENES:
            act(ground, scene, print)
        for command, kill_it in OTHERS.items():
            print(f"  {command}: {kill_it(ground)}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
