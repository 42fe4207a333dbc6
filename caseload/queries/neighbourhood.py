"""A neighbourhood's reviews, as numbers: no resident is named or can be told from them."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, select

from caseload.reviews.review import Plan, PlannedReview, PlanStatus, ReviewSession
from foundation.clock import LONDON
from foundation.database import db


@dataclass(frozen=True, slots=True)
class SessionCount:
    """One review session, and how many reviews the published plan puts in it."""

    code: str
    starts_at: datetime
    minutes: int
    place: str
    online: bool
    reviews: int
    published: bool


def sessions_of_month(neighbourhood_id: int, on: date) -> list[SessionCount]:
    """The sessions held in the calendar month that the day is in, in order. `published` is whether any plan is."""
    first, after = month_of(on)
    asked = {"neighbourhood_id": neighbourhood_id, "first": first, "after": after}
    return [SessionCount(*row) for row in db.session.execute(_sessions(), asked)]


@cache
def _sessions() -> Select[*tuple[Any, ...]]:
    published = select(Plan.id).where(Plan.status == PlanStatus.PUBLISHED.value)
    return (
        select(
            ReviewSession.code,
            ReviewSession.starts_at,
            ReviewSession.minutes,
            ReviewSession.place,
            ReviewSession.online,
            func.count(PlannedReview.id),
            exists(published),
        )
        .outerjoin(
            PlannedReview,
            and_(PlannedReview.session_id == ReviewSession.id, PlannedReview.plan_id.in_(published)),
        )
        .where(
            ReviewSession.neighbourhood_id == bindparam("neighbourhood_id"),
            ReviewSession.starts_at >= bindparam("first"),
            ReviewSession.starts_at < bindparam("after"),
            ReviewSession.cancelled_because.is_(None),
        )
        .group_by(ReviewSession.id)
        .order_by(ReviewSession.starts_at, ReviewSession.id)
    )


def month_of(on: date) -> tuple[datetime, datetime]:
    """The moments at which the day's month begins and the next one does, in England."""
    year, month = (on.year + 1, 1) if on.month == 12 else (on.year, on.month + 1)
    return datetime(on.year, on.month, 1, tzinfo=LONDON), datetime(year, month, 1, tzinfo=LONDON)
