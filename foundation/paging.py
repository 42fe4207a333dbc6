"""Lists are ordered and come a page at a time."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from foundation.database import db

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
    total = db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    number = min(max(1, number), max(1, math.ceil(total / per_page)))
    rows = db.session.execute(found.limit(per_page).offset((number - 1) * per_page)).all()
    return Page([make(row) for row in rows], number, total, per_page)


def page_of(rows: Sequence[T], number: int, *, per_page: int = PER_PAGE) -> Page[T]:
    """That page of a list that is already at hand; the last one where there are not so many."""
    number = min(max(1, number), max(1, math.ceil(len(rows) / per_page)))
    return Page(list(rows[(number - 1) * per_page : number * per_page]), number, len(rows), per_page)
