"""Killing a command at one of its statements or at its commit, and holding against each other all that the register held
before and after."""

from collections import Counter
from collections.abc import Callable

from flask import Flask
from sqlalchemy import text

from foundation.database import db
from tests.kills import Ground, Neither, at_commit, at_statement

IN_STEPS = ("job", "restore")
"""These commit what they are for first; the mail that waits, or the entry of it in the audit, comes after."""
MOST = 5_000
"""Statements after which a command is taken never to end."""
RIGHTS = text("SELECT relname, relacl::text FROM pg_class WHERE relacl IS NOT NULL ORDER BY oid")
Contents = dict[str, Counter[str]]


def contents(app: Flask) -> Contents:
    """Every row of every table, and on PostgreSQL what each role may do with it."""
    with app.app_context(), db.engine.connect() as connection:
        asked = {table.name: table.select() for table in db.metadata.sorted_tables}
        if connection.dialect.name == "postgresql":
            asked["rights"] = RIGHTS  # pyright: ignore[reportArgumentType]
        return {
            name: Counter(repr(tuple(row)) for row in connection.execute(rows))
            for name, rows in asked.items()
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
    if changed and words[0] in IN_STEPS:
        finish(ground, command, words, after)
        return False
    if changed:
        raise Neither(f"{command}, killed, left something in {', '.join(changed)}")
    return True


def finish(ground: Ground, command: str, words: list[str], begun: Contents) -> None:
    """Killed after its first step, it has only to tell of it. Raises Neither."""
    if ground.run(words) != 0:
        raise Neither(f"{command}, killed after its first step, is refused")
    if changed := set(differing(begun, contents(ground.app))) - {"audit_entry", "mail"}:
        raise Neither(f"{command}, killed after its first step, had yet to write {changed}")


def differing(before: Contents, after: Contents) -> list[str]:
    """The tables that hold something else."""
    return sorted(name for name in before if before[name] != after[name])


def kill_at_each(ground: Ground, command: str, words: list[str]) -> int:
    """Killed at its first statement, its second, and so on until it is done. Gives how often. Raises Neither."""
    before = contents(ground.app)
    for number in range(1, MOST):
        if not kill(ground, command, words, at_statement(number), before):
            if contents(ground.app) == before:
                raise Neither(f"{command}, undisturbed, changes nothing")
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
