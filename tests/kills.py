"""Killing a process that writes, with SIGKILL, at a statement or at any moment: what it leaves is what was before or
what is after, and an audit that verifies.

`python -m tests.kills [KILLS] [SEED]` is the long form, on SQLite or, under `python -m tests.postgres --`, PostgreSQL.
It prints what it did and ends with status 1 at the first register that is neither.
"""

import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Timer

from flask import Flask
from sqlalchemy import Engine, event, func, select
from sqlalchemy.engine import Connection

from accounts.audit_heads import Heads
from accounts.audit_storing import Chain
from accounts.audit_verify import verify
from bench.served import serving
from foundation import clock
from foundation.database import db
from tests.databases import Scratch, new_app, new_scratch

REFERENCE = str(Path(__file__).parent.parent / "app" / "reference" / "bury")
PASSPHRASE = "a passphrase for tests alone"
LONGEST = 2.0  # seconds: a command that is killed at any moment is killed within so many
EVERY_COMMAND = ("open-account", "load-reference", "job", "plan-reviews", "backup", "restore")

Counts = dict[str, int]


class Neither(Exception):
    """The register is neither as it was before nor as it is after."""


@dataclass
class Ground:
    """A register, and how to run a command on it in a process that can be killed."""

    app: Flask
    database: Scratch
    folder: Path

    def begin_again(self) -> None:
        """An empty register, with reference data and a backup of it, and its own heads."""
        self.database.restore(self.app)
        for file in self.folder.glob("heads*"):
            file.unlink()
        self.app.config["SETTINGS"] = replace(self.app.config["SETTINGS"], BACKUP_KEY=PASSPHRASE)
        self.app.extensions["audit"] = Chain(Heads(str(self.folder / "heads")), "a key", ())
        for command in ("open-account", "backup"):
            if self.run(self.words(command, "first")) != 0:
                raise Neither(f"{command} does not even work undisturbed")

    def words(self, command: str, name: str) -> list[str]:
        """The command line; each run of it has something to do."""
        backup = str(self.folder / f"{name}.backup")
        rest = {
            "open-account": [
                f"{name}@example.test",
                "Ann Example",
                "lead",
                "--password",
                "a password of hers",
            ],
            "load-reference": [REFERENCE],
            "job": ["forget-sign-ins"],
            "plan-reviews": ["--publish"],
            "backup": [backup],
            "restore": [str(self.folder / "first.backup"), "--replace"],
        }
        return [command, *rest[command]]

    def run(self, words: list[str], die: Callable[[], None] = lambda: None) -> int:
        """Run it in a process of its own, and give how that ended: minus the signal that killed it."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            with self.app.app_context():
                die()
                ran = self.app.test_cli_runner().invoke(args=words)
            os._exit(ran.exit_code)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def counts(self) -> Counts:
        """How many rows each table holds."""
        with self.app.app_context(), db.engine.connect() as connection:
            return {table.name: _count(connection, table) for table in db.metadata.sorted_tables}

    def tampered(self) -> list[str]:
        """What the audit says is amiss."""
        ours: Chain = self.app.extensions["audit"]
        with self.app.app_context(), db.engine.connect() as connection:
            found = verify(connection, Heads(str(ours.heads.file)), ours.keys, clock.now())
        return [f"{finding.kind} {finding.id}: {finding.says}" for finding in found.findings]


def at_statement(number: int) -> Callable[[], None]:
    """Die at so many statements and commits, before the database sees it."""

    def die() -> None:
        left = [number]

        def count(*_: object) -> None:
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

        for moment in ("before_cursor_execute", "commit"):
            event.listen(Engine, moment, count)

    return die


def at_commit() -> None:
    """Die when all is written and nothing is committed."""
    event.listen(Engine, "commit", lambda _connection: os.kill(os.getpid(), signal.SIGKILL))


def after_seconds(seconds: float) -> Callable[[], None]:
    """Die at any moment."""

    def die() -> None:
        stopping = Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL))
        stopping.daemon = True
        stopping.start()

    return die


def kill_once(ground: Ground, command: str, die: Callable[[], None]) -> str:
    """Run the command, killed; say what it left. Raises Neither."""
    before = ground.counts()
    name = f"n{time.monotonic_ns()}"
    ended = ground.run(ground.words(command, name), die)
    killed = ground.counts()
    if amiss := ground.tampered():
        raise Neither(f"{command}: {amiss}")
    if (unwhole := ground.folder / f"{name}.backup").exists() and command == "backup":
        if ground.run(["restore", str(unwhole), "--replace"]) != 0:
            raise Neither("backup: the file is there and is not whole")
        unwhole.unlink()
        return "after"
    if ended == 0 or killed == before:
        return "undisturbed" if ended == 0 else "before"
    # It was stopped and yet something is there: then it is all there, as when nobody stops it.
    if ground.run(ground.words(command, f"{name}x")) not in (0, 1):
        raise Neither(f"{command} does not work any more")
    if not _same_step(command, before, killed):
        changed = {
            table: (before[table], killed[table]) for table in before if before[table] != killed[table]
        }
        raise Neither(f"{command}: {changed}")
    return "after"


def _same_step(command: str, before: Counts, killed: Counts) -> bool:
    """Whether all that the command writes in one transaction is there, its audit entry too."""
    grown = {table for table in before if killed[table] > before[table]}
    whole = {
        "open-account": {"account", "role_grant", "audit_entry"},
        "job": {"job_run", "audit_entry"},
        "plan-reviews": {"plan", "audit_entry"},
        "load-reference": {"neighbourhood", "organisation", "post", "post_details", "ward", "review_tier"},
        "backup": {"audit_entry"},
        "restore": set(),
    }
    return whole[command] <= grown or command == "restore"


def _count(connection: Connection, table: object) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()  # pyright: ignore[reportArgumentType]


def start_again(address: str, times: int) -> float:
    """Kill a server with all its processes so many times, and give the longest wait for a page after, in seconds."""
    longest = 0.0
    for _ in range(times):
        began = time.monotonic()
        with serving("wsgi:app", address) as served:
            longest = max(longest, time.monotonic() - began)
            children = Path(f"/proc/{served.master}/task/{served.master}/children").read_text(
                encoding="ascii"
            )
            for process in (served.master, *map(int, children.split())):
                os.kill(process, signal.SIGKILL)
    return longest


def main(arguments: list[str]) -> int:
    """The long form."""
    kills = int(arguments[0]) if arguments else 200
    seed = int(arguments[1]) if len(arguments) > 1 else random.SystemRandom().randrange(10**6)
    rng, left = random.Random(seed), dict[tuple[str, str], int]()
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        folder = Path(name)
        database = new_scratch(folder, "kills")
        ground = Ground(new_app(database), database, folder)
        for turn in range(kills):
            if turn % 10 == 0:
                ground.begin_again()
            command = EVERY_COMMAND[turn % len(EVERY_COMMAND)]
            at = rng.random() < 0.5
            die = at_statement(rng.randint(1, 60)) if at else after_seconds(rng.uniform(0, LONGEST))
            what = kill_once(ground, command, die)
            left[command, what] = left.get((command, what), 0) + 1
        os.environ["AUDIT_HEADS"] = str(folder / "heads")
        os.environ["AUDIT_KEY"] = "a key"
        longest = start_again(database.address, 3)
        if amiss := ground.tampered():
            raise Neither(f"the server: {amiss}")
    print(f"{kills} kills, seed {seed}")  # noqa: T201
    for (command, what), times in sorted(left.items()):
        print(f"  {command}: {what} {times}")  # noqa: T201
    print(f"  a server killed and started again: its first page after {longest:.1f} s at most")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
