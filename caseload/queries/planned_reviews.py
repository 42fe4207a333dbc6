"""When each case has its next review: in a session to come that is still to be held, by the published plan or because a
meeting carried it over."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Subquery, func, select

from caseload.reviews.meetings.carried import laid
from caseload.reviews.review import Plan, PlanStatus, ReviewSession
from foundation.clock import LONDON
from foundation.database import db


@dataclass(frozen=True, slots=True)
class PlannedFor:
    """A session of the published plan that has the review. `starts_at`: when the session does."""

    session_id: int
    starts_at: datetime
    place: str
    online: bool

    @property
    def on(self) -> date:
        """Its day in England."""
        return self.starts_at.astimezone(LONDON).date()


def planned_ahead(now: datetime) -> Subquery:
    """When each case's next review is planned: `case_id`, `at`."""
    has = _laid()
    return (
        _to_come(has, now)
        .with_only_columns(has.c.case_id, func.min(ReviewSession.starts_at).label("at"))
        .group_by(has.c.case_id)
        .subquery("planned_ahead")
    )


def next_sessions(case_ids: Collection[int], now: datetime) -> dict[int, PlannedFor]:
    """The session in which each case's next review is planned. One statement."""
    has = _laid()
    rows: Any = db.session.execute(
        _to_come(has, now)
        .with_only_columns(
            has.c.case_id,
            ReviewSession.id,
            ReviewSession.starts_at,
            ReviewSession.place,
            ReviewSession.online,
        )
        .where(has.c.case_id.in_(case_ids))
        .order_by(ReviewSession.starts_at.desc(), ReviewSession.id.desc())
    )
    return {row[0]: PlannedFor(*row[1:]) for row in rows}


def _laid() -> Subquery:
    published = select(Plan.id).where(Plan.status == PlanStatus.PUBLISHED.value).scalar_subquery()
    return laid(lambda each: each.plan_id == published)


def _to_come(has: Subquery, now: datetime) -> Select[*tuple[Any, ...]]:
    """Reviews in sessions to come that are still to be held."""
    return (
        select()
        .select_from(has)
        .join(ReviewSession, ReviewSession.id == has.c.session_id)
        .where(ReviewSession.starts_at >= now, ReviewSession.cancelled_because.is_(None))
    )
