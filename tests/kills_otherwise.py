"""Commands that are killed in a way of their own: what they do takes steps that are seen, makes the register itself, or
is many thousand statements long."""

import os
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, inspect, select, text

from accounts.account import Account
from accounts.permissions import Role
from app.factory import create_app
from app.settings import Settings
from caseload.moves import rebalance
from caseload.reviews.plans import plan_errand
from foundation import clock
from foundation.database import compact_json, db
from foundation.errand import Errand
from foundation.errands import SILENT
from people.person import Person
from tests import builders
from tests.access.borough import borough
from tests.databases import new_scratch
from tests.killing import contents, differing, kill, kill_at_each
from tests.kills import Ground, Neither, at_statement
from tests.small_borough import NOW, TODAY

ROLE = "kills_service"
"""A role of PostgreSQL, made to be given its rights."""


def kill_errands(ground: Ground, kind: str, most: int | None = None) -> str:
    """An errand killed at each statement, or at so many of the first: it is not begun, or waits to be worked on again,
    or is whole with its answer; and worked on again, it ends. Gives how often. Raises Neither."""
    with clock.pretending(NOW):
        ground.begin_again()
        with ground.app.app_context():
            borough()
        killed = 0
        while (most is None or killed < most) and kill_errand_at(ground, kind, killed + 1):
            killed += 1
    return f"killed at each of {killed} statements and worked on again"


def kill_errand_at(ground: Ground, kind: str, statement: int) -> bool:
    """Whether it was killed there. Raises Neither."""
    number = ask(ground, kind)
    before = contents(ground.app)
    ended = ground.run(["errand", str(number)], at_statement(statement))
    changed = set(differing(before, contents(ground.app))) - {"errand"}
    if changed and answer(ground, number) is None:
        raise Neither(f"an errand of {kind} left something in {', '.join(changed)}, and no answer")
    if amiss := ground.tampered():
        raise Neither(f"an errand of {kind}: {amiss}")
    with clock.pretending(NOW + SILENT):
        if ground.run(["errand", str(number)]) != 0 or answer(ground, number) is None:
            raise Neither(f"an errand of {kind}, killed at statement {statement}, does not end")
    return ended < 0


def ask(ground: Ground, kind: str) -> int:
    """Another of them. Commits."""
    with ground.app.app_context():
        asker = db.session.scalars(select(Account).where(Account.email.like(f"{ASKED[kind][0]}%"))).one()
        question = ASKED[kind][1](asker.id)
        asked = {"question": compact_json(question), "asked_by_id": asker.id, "asked_at": NOW}
        number = builders.kept(Errand(kind=kind, **asked)).id
        db.session.commit()
        return number


def answer(ground: Ground, number: int) -> str | None:
    """What it handed in."""
    with ground.app.app_context():
        return db.session.scalars(select(Errand.answer).where(Errand.id == number)).one()


ASKED: dict[str, tuple[str, Callable[[int], dict[str, Any]]]] = {
    rebalance.REBALANCE: (Role.LEAD, lambda by: rebalance.question(["east"], TODAY, by)),
    plan_errand.PLAN_REVIEWS: (Role.COORDINATOR, lambda by: plan_errand.question(TODAY, 12, 1, "", by)),
}
"""Who asks for each kind of errand, and what."""


def kill_demo(ground: Ground) -> str:
    """The sample borough being laid down, killed at its commit and at statements twice as far in each time. Gives how
    often. Raises Neither."""
    ground.begin_again()
    before = contents(ground.app)
    if not kill(ground, "demo", ["demo"], at_commit_of_people, before):
        raise Neither("demo commits nobody")
    for n in count():
        if not kill(ground, "demo", ["demo"], at_statement(2**n), before):
            return f"killed at its commit and at {n} statements, the last beyond {2 ** (n - 1)}"
    raise AssertionError


def at_commit_of_people() -> None:
    """Die when people are written and not committed."""

    def die(connection: Any) -> None:
        if inspect(connection).has_table("person") and connection.execute(select(Person.id).limit(1)).first():
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "commit", die)


def kill_upgrade(ground: Ground) -> str:
    """A register that is being made, killed at statements twice as far in each time: there is none, and then a whole
    one. Gives how often. Raises Neither."""
    fresh, n = unmade(ground.folder), 0
    while kill_upgrade_at(fresh, 2**n):
        n += 1
    if tables(fresh) != tables(ground):
        raise Neither("db upgrade, killed before, does not make the whole register")
    return f"killed at {n} statements, the last beyond {2 ** (n - 1)}"


def unmade(folder: Path) -> Ground:
    """A database without a table."""
    inner = folder / "fresh"
    inner.mkdir()
    scratch = new_scratch(inner, "kills_fresh")
    return Ground(create_app(Settings(DATABASE_URL=scratch.address, SECRET_KEY="test")), scratch, inner)


def kill_upgrade_at(fresh: Ground, statement: int) -> bool:
    """Whether it was killed there. Raises Neither."""
    if (ended := fresh.run(["db", "upgrade"], at_statement(statement))) == 0:
        return False
    if ended > 0 or tables(fresh):
        raise Neither(f"db upgrade, killed, left {len(tables(fresh))} tables")
    return True


def tables(ground: Ground) -> set[str]:
    """Those that are there."""
    with ground.app.app_context():
        found = set(inspect(db.engine).get_table_names())
        db.engine.dispose()
    return found


def kill_guard(ground: Ground) -> str:
    """The audit's guard, killed at each statement, where the database has roles. Raises Neither."""
    with ground.app.app_context():
        if db.engine.dialect.name != "postgresql":
            return "refused: SQLite has no roles"
    ground.begin_again()
    as_owner(ground, f"CREATE ROLE {ROLE}")
    try:
        killed = kill_at_each(ground, "audit guard", ["audit", "guard", "--role", ROLE])
    finally:
        as_owner(ground, f"DROP OWNED BY {ROLE}", f"DROP ROLE {ROLE}")
    return f"killed at each of {killed} statements"


def as_owner(ground: Ground, *statements: str) -> None:
    """Said to the database itself."""
    with ground.app.app_context(), db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


OTHERS: dict[str, Callable[[Ground], str]] = {
    **{f"errand {kind}": lambda ground, kind=kind: kill_errands(ground, kind) for kind in ASKED},
    "audit guard": kill_guard,
    "db upgrade": kill_upgrade,
    "demo": kill_demo,
}
"""Each by its command, with what says how it was killed."""
