"""Saying again what a row said: one row takes another's place. For rows that are no timelines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from foundation.acts import A_MOMENT, table_of
from foundation.database import db
from foundation.errors import RuleBroken
from foundation.model import Model
from people.deeds import SUPERSEDED


def restate(
    model: type[Model],
    held: int | None,
    values: Mapping[str, Any] | None,
    *,
    by: int,
    at: datetime,
    because: str | None = None,
) -> None:
    """The row `held` (none: there is none) is no longer believed, and `values` (none: nothing) are instead.

    `because` is why the row was wrong, kept with it. Raises RuleBroken when somebody else has restated it meanwhile.
    Never commits.
    """
    if held is not None:
        at = _supersede(model, held, by=by, at=at, because=because)
    if values is not None:
        kept = {"recorded_at": at, "recorded_by_id": by}
        db.session.execute(insert(table_of(model)), [kept | dict(values)])


def _supersede(model: type[Model], row: int, *, by: int, at: datetime, because: str | None) -> datetime:
    table = table_of(model)
    recorded_at = db.session.scalar(
        select(table.c.recorded_at).where(table.c.id == row, table.c.superseded_at.is_(None))
    )
    if recorded_at is None:
        raise RuleBroken(SUPERSEDED)
    at = max(
        at, recorded_at + A_MOMENT
    )  # a clock that stood still must not make it unknown before it was known
    told = {"because": func.coalesce(table.c.because + ". ", "") + because} if because else {}
    db.session.execute(
        update(table).where(table.c.id == row).values(superseded_at=at, superseded_by_id=by, **told)
    )
    return at
