"""Every writing command killed, with SIGKILL, at every one of its statements and at its commit: what each table holds
is then what it held before, and the audit verifies. Undisturbed, the command then does what it is for, and the next
one begins with what it left.

`python -m tests.kills_everywhere` is the long form, on SQLite or, under `python -m tests.postgres --`, PostgreSQL. It
prints what it did and ends with status 1 at the first register that holds something between.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask

from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from tests import builders
from tests.actions.mandates import ROW as MANDATE
from tests.actions.mandates import keep_functions
from tests.actions.test_other_files import ABSENCE, PATTERN, SUPERVISION, TENURE
from tests.databases import new_app, new_scratch
from tests.kills import REFERENCE, Ground, Neither, at_commit, at_statement
from tests.rules.extract.written import csv_of, row
from tests.small_borough import NOW, SESSION, TODAY, case_list, file_of, small_borough

MOST = 5_000
"""Statements after which a command is taken never to end."""
IN_STEPS = ("job", "restore")
"""These commit what they are for first; the mail that waits, or the entry of it in the audit, comes after."""
Contents = dict[str, Counter[str]]
OFFICE = "office@example.test"


def lay(folder: Path) -> None:
    """A small borough whose employer may cede, an office account, and a file of each kind about it. Commits."""
    small_borough()
    council = builders.organisation("council", kind="council")
    builders.post("lead", "management", council)
    builders.post("director", "professional", council)
    keep_functions()
    builders.account(Role.OFFICE, email=OFFICE)
    db.session.commit()
    for kind, content in files().items():
        (folder / f"{kind}.csv").write_bytes(content)


def files() -> dict[str, bytes]:
    """A file of each kind, by its kind."""
    council = {
        "employer": "council",
        "team": "team_east",
        "management_post": "lead",
    }
    staff = [row(assignment_number=f"{n}", email=f"{n}@example.test", **council) for n in (1, 2)]
    sessions = [
        SESSION | {"starts_at": f"{TODAY + timedelta(days=n)}T09:30", "code": f"s{n}"} for n in (1, 8)
    ]
    return {
        "staff": csv_of(staff),
        "tenures": file_of([TENURE]),
        "mandates": file_of([MANDATE]),
        "supervision": file_of([SUPERVISION]),
        "patterns": file_of([PATTERN]),
        "absences": file_of([ABSENCE]),
        "cases": case_list({}, {"needs": ""}),
        "sessions": file_of(sessions),
    }


def commands(folder: Path) -> dict[str, list[str]]:
    """What is killed, in an order in which each has something to do."""
    password = ["--password", "another password of theirs"]
    staff = ["--employer", "council", "--as-of", "2026-04-01"]
    imports = {
        f"import {kind}": ["import", kind, str(folder / f"{kind}.csv"), *(staff if kind == "staff" else [])]
        for kind in files()
    }
    return {
        "open-account": ["open-account", "new@example.test", "New Sample", "lead", *password],
        "give-password": ["give-password", OFFICE, *password],
        **imports,
        "plan-reviews": ["plan-reviews", "--publish"],
        "backup": ["backup", str(folder / "kept.backup")],
        "job": ["job", "forget-sign-ins"],
        "load-reference": ["load-reference", REFERENCE],
        "restore": ["restore", str(folder / "kept.backup"), "--replace"],
    }


def contents(app: Flask) -> Contents:
    """Every row of every table."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: Counter(repr(tuple(row)) for row in connection.execute(table.select()))
            for table in db.metadata.sorted_tables
        }


def kill(ground: Ground, command: str, words: list[str], die: Callable[[], None], before: Contents) -> bool:
    """Run it, killed. Gives whether it was; then the register is as before. Raises Neither."""
    ended = ground.run(words, die)
    if ended >= 0:
        if ended:
            raise Neither(f"{command} is refused")
        return False
    if amiss := ground.tampered():
        raise Neither(f"{command}: {amiss}")
    after = contents(ground.app)
    changed = differing(before, after)
    if changed and command in IN_STEPS:
        finish(ground, command, words, after)
        return False
    if changed:
        raise Neither(f"{command}, killed, left something in {', '.join(changed)}")
    return True


def finish(ground: Ground, command: str, words: list[str], begun: Contents) -> None:
    """Killed after its first step, it has only to tell of it. Raises Neither."""
    if ground.run(words) != 0:
        raise Neither(f"{command}, killed after its first step, is refused")
    if changed := set(differing(begun, contents(ground.app))) - {"audit_entry"}:
        raise Neither(f"{command}, killed after its first step, had yet to write {changed}")


def differing(before: Contents, after: Contents) -> list[str]:
    """The tables that hold something else."""
    return sorted(name for name in before if before[name] != after[name])


def kill_at_each(ground: Ground, command: str, words: list[str]) -> int:
    """Killed at its first statement, its second, and so on until it is done. Gives how often. Raises Neither."""
    before = contents(ground.app)
    for number in range(1, MOST):
        if not kill(ground, command, words, at_statement(number), before):
            return number - 1
    raise Neither(f"{command} does not end")


def kill_at_commit(ground: Ground, command: str, words: list[str]) -> None:
    """Killed when all is written and nothing committed; then done. Raises Neither."""
    before = contents(ground.app)
    if not kill(ground, command, words, at_commit, before):
        raise Neither(f"{command} commits nothing")
    kill(ground, command, words, lambda: None, before)
    if contents(ground.app) == before:
        raise Neither(f"{command}, undisturbed, changes nothing")


def main() -> int:
    """The long form."""
    with tempfile.TemporaryDirectory(prefix="kills-") as name, clock.pretending(NOW):
        folder = Path(name)
        database = new_scratch(folder, "kills")
        ground = Ground(new_app(database), database, folder)
        ground.begin_again()
        with ground.app.app_context():
            lay(folder)
        for command, words in commands(folder).items():
            print(f"  {command}: killed at each of {kill_at_each(ground, command, words)} statements")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
