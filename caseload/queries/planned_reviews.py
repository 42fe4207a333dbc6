"""When the published plan has each case's next review: in a session to come that is still to be held."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Subquery, func, select

from caseload.reviews.review import Plan, PlannedReview, PlanStatus, ReviewSession
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
    """When each case's next review is planned, by the published plan: `case_id`, `at`."""
    return (
        _published(now)
        .with_only_columns(PlannedReview.case_id, func.min(ReviewSession.starts_at).label("at"))
        .group_by(PlannedReview.case_id)
        .subquery("planned_ahead")
    )


def next_sessions(case_ids: Collection[int], now: datetime) -> dict[int, PlannedFor]:
    """The session in which each case's next review is planned. One statement."""
    rows: Any = db.session.execute(
        _published(now)
        .with_only_columns(
            PlannedReview.case_id,
            ReviewSession.id,
            ReviewSession.starts_at,
            ReviewSession.place,
            ReviewSession.online,
        )
        .where(PlannedReview.case_id.in_(case_ids))
        .order_by(ReviewSession.starts_at.desc(), ReviewSession.id.desc())
    )
    return {row[0]: PlannedFor(*row[1:]) for row in rows}


def _published(now: datetime) -> Select[*tuple[Any, ...]]:
    """Reviews of the published plan in sessions to come that are still to be held."""
    return (
        select()
        .select_from(PlannedReview)
        .join(ReviewSession, ReviewSession.id == PlannedReview.session_id)
        .join(Plan, Plan.id == PlannedReview.plan_id)
        .where(
            Plan.status == PlanStatus.PUBLISHED.value,
            ReviewSession.starts_at >= now,
            ReviewSession.cancelled_because.is_(None),
        )
    )
