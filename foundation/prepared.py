"""Statements that are built once and asked again with each question's own values.

SQLAlchemy takes several times as long to build a statement as to run it. So a query that a page asks is a
pair: a cached function that builds the statement with its times and numbers left open, and one that asks it.

    @cache
    def _posts_held(as_at: AsAt) -> Select: ...where(Tenure.person_id == bindparam("person_id"), ...)

    rows = ask(_posts_held, as_at, person_id=41)
"""

from collections.abc import Callable, Hashable
from typing import Any, cast

from sqlalchemy import Date, Result, Select, bindparam

from foundation.database import db
from foundation.effective import AsAt
from foundation.model import Moment


def left_open(day: str, *, known_then: bool) -> AsAt:
    """The two times of a statement, to be filled by `day` and, where it asks what was known, `known_at`.

    An expression stands where a day or a moment is meant: the conditions of foundation.effective take either.
    """
    known_at = bindparam("known_at", type_=Moment) if known_then else None
    return AsAt(on=cast("Any", bindparam(day, type_=Date)), known_at=cast("Any", known_at))


AS_KNOWN_NOW = left_open("on", known_then=False)
AS_KNOWN_THEN = left_open("on", known_then=True)


def ask(
    statement: Callable[..., Select[*tuple[Any, ...]]], as_at: AsAt, *which: Hashable, **values: Any
) -> Result[*tuple[Any, ...]]:
    """The rows of a cached statement as at a day, as known at a moment.

    `which` are its further arguments, which choose how it is worded; `values` fill what it leaves open.
    """
    open_times = AS_KNOWN_NOW if as_at.known_at is None else AS_KNOWN_THEN
    times = {"on": as_at.on, "known_at": as_at.known_at}
    return db.session.execute(statement(open_times, *which), times | values)
