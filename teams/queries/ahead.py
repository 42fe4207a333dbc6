"""The days ahead, and one page of what they bring."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Date, Integer, Select, bindparam

from foundation.effective import AsAt
from foundation.errors import NotThere
from foundation.paging import PER_PAGE
from foundation.prepared import ask
from teams.queries.staff import Whose

SOON = timedelta(days=60)
ONE_DAY = timedelta(days=1)

# Databases add days to a date each in their own way, so the statements are given both ends.
LAST_DAY = bindparam("last_day", type_=Date)
"""The last of the days ahead."""
DAY_AFTER = bindparam("day_after", type_=Date)
"""The day after it: what ends by then, its `until` being the first day out, ends in the days ahead."""


def one_page(
    statement: Callable[..., Select[*tuple[Any, ...]]], whose: Whose, as_at: AsAt, number: int
) -> tuple[list[Any], int]:
    """One page of rows, and how many there are in all, which each row counts in its last column: one
    statement. Raises NotThere for a page past the last."""
    last_day = as_at.on + SOON
    values = {
        "last_day": last_day,
        "day_after": last_day + ONE_DAY,
        "skipped": (max(1, number) - 1) * PER_PAGE,
    }
    rows = ask(statement, as_at, whose.of, whose=whose.id, **values).all()
    if not rows and number > 1:
        raise NotThere
    return list(rows), rows[0][-1] if rows else 0


def part_of(found: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The rows of the page that `one_page` asks for."""
    return found.limit(PER_PAGE).offset(bindparam("skipped", type_=Integer))
