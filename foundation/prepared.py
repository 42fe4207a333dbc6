"""Statements that are built once and asked again with each question's own values.

SQLAlchemy takes several times as long to build a statement as to run it. So a query that a page asks is a
pair: a cached function that builds the statement with its times and numbers left open, and one that asks it.

    @cache
    def _posts_held(as_at: AsAt) -> Select: ...where(Tenure.person_id == bindparam("person_id"), ...)

    rows = ask(_posts_held, as_at, person_id=41)
"""

from collections.abc import Callable, Hashable, Iterator
from typing import Any, TypeVar, cast

from sqlalchemy import CompoundSelect, Date, Result, Row, Select, bindparam

from foundation.database import db
from foundation.effective import AsAt
from foundation.model import Moment

ROWS_AT_ONCE = 5_000

Rows = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
S = TypeVar("S", bound=Rows)


def left_open(day: str, *, known_then: bool) -> AsAt:
    """The two times of a statement, to be filled by `day` and, where it asks what was known, `known_at`.

    An expression stands where a day or a moment is meant: the conditions of foundation.effective take either.
    """
    known_at = bindparam("known_at", type_=Moment) if known_then else None
    return AsAt(on=cast("Any", bindparam(day, type_=Date)), known_at=cast("Any", known_at))


AS_KNOWN_NOW = left_open("on", known_then=False)
AS_KNOWN_THEN = left_open("on", known_then=True)


def ask(
    statement: Callable[..., Rows], as_at: AsAt, *which: Hashable, **values: Any
) -> Result[*tuple[Any, ...]]:
    """The rows of a cached statement as at a day, as known at a moment.

    `which` are its further arguments, which choose how it is worded; `values` fill what it leaves open.
    """
    return db.session.execute(*asked(statement, as_at, which, values))


def stream(
    statement: Callable[..., Select[*tuple[Any, ...]]], as_at: AsAt, *which: Hashable, **values: Any
) -> Iterator[Row[*tuple[Any, ...]]]:
    """The same rows, a few thousand in memory at a time. The session's own loading, which costs as much as
    reading the row, is left out."""
    db.session.flush()
    found, filled = asked(statement, as_at, which, values)
    yield from db.session.connection().execute(found, filled, execution_options={"yield_per": ROWS_AT_ONCE})


def asked(
    statement: Callable[..., S],
    as_at: AsAt,
    which: tuple[Hashable, ...],
    values: dict[str, Any],
) -> tuple[S, dict[str, Any]]:
    """A cached statement, and everything that it leaves open."""
    open_times = AS_KNOWN_NOW if as_at.known_at is None else AS_KNOWN_THEN
    times = {"on": as_at.on, "known_at": as_at.known_at}
    return statement(open_times, *which), times | values
