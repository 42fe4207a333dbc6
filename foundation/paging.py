"""Lists are ordered and come a page at a time."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, bindparam, func, select

from foundation.database import db
from foundation.effective import AsAt
from foundation.prepared import asked

T = TypeVar("T")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. `number` counts from 1; `total` counts rows."""

    rows: list[T]
    number: int
    total: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, math.ceil(self.total / self.per_page))


def paged(
    found: Select[*tuple[Any, ...]], number: int, make: Callable[[Any], T], *, per_page: int = PER_PAGE
) -> Page[T]:
    """That page of an ordered query, and how many rows there are in all: two statements."""
    total = db.session.scalar(_counted(found)) or 0
    number = _there_is(number, total, per_page)
    rows = db.session.execute(found.limit(per_page).offset((number - 1) * per_page)).all()
    return Page([make(row) for row in rows], number, total, per_page)


def ask_page(
    statement: Callable[..., Select[*tuple[Any, ...]]],
    as_at: AsAt,
    *which: Hashable,
    number: int,
    make: Callable[[Any], T],
    per_page: int = PER_PAGE,
    total: int | None = None,
    **values: Any,
) -> Page[T]:
    """The same of a statement that is built once, asked as `foundation.prepared.ask` does. `total`: how many rows there
    are, where that is known: then they are not counted."""
    found, filled = asked(statement, as_at, which, values)
    if total is None:
        total = db.session.scalar(_counted_once(found), filled) or 0
    number = _there_is(number, total, per_page)
    cut = {"at_most": per_page, "passed_over": (number - 1) * per_page}
    rows = db.session.execute(_cut_once(found), filled | cut).all()
    return Page([make(row) for row in rows], number, total, per_page)


def _counted(found: Select[*tuple[Any, ...]]) -> Select[int]:
    return select(func.count()).select_from(found.order_by(None).subquery())


_counted_once = cache(_counted)


@cache
def _cut_once(found: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return found.limit(bindparam("at_most")).offset(bindparam("passed_over"))


def _there_is(number: int, total: int, per_page: int) -> int:
    """The page asked for, or the nearest that there is."""
    return min(max(1, number), max(1, math.ceil(total / per_page)))


def page_of(rows: Sequence[T], number: int, *, per_page: int = PER_PAGE) -> Page[T]:
    """That page of a list that is already at hand; the last one where there are not so many."""
    number = _there_is(number, len(rows), per_page)
    return Page(list(rows[(number - 1) * per_page : number * per_page]), number, len(rows), per_page)
