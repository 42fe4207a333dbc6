"""Reading one session: when and where it is, and to which later ones a review may be carried."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select

from caseload.reviews.review import Plan, PlannedReview, PlanStatus, ReviewSession
from foundation.clock import LONDON
from foundation.database import db
from foundation.errors import NotThere
from neighbourhoods.neighbourhood import Neighbourhood

WEEKS_CARRIED = 12
"""How far ahead a review may be carried."""


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One meeting. `plan_id` is the plan that was published when it began, or is published now; `planned`: how many
    cases that has in it."""

    id: int
    starts_at: datetime
    minutes: int
    place: str
    online: bool
    chair_id: int | None
    cancelled_because: str | None
    ended_at: datetime | None
    neighbourhood_id: int
    neighbourhood_code: str
    neighbourhood: str
    plan_id: int | None
    planned: int

    @property
    def on(self) -> date:
        """Its day in England."""
        return self.starts_at.astimezone(LONDON).date()

    def clock_at(self, minute: int) -> str:
        """The hour in England so many minutes after its start."""
        return f"{(self.starts_at + timedelta(minutes=minute)).astimezone(LONDON):%H:%M}"


def get_session(session_id: int) -> SessionFacts:
    """One session. Raises NotThere."""
    s = ReviewSession
    row: Any = db.session.execute(
        select(
            s.id,
            s.starts_at,
            s.minutes,
            s.place,
            s.online,
            s.chair_person_id,
            s.cancelled_because,
            s.ended_at,
            s.neighbourhood_id,
            Neighbourhood.code,
            Neighbourhood.name,
            _plan_of(s),
            select(func.count(PlannedReview.id))
            .where(PlannedReview.session_id == s.id, PlannedReview.plan_id == _plan_of(s))
            .scalar_subquery(),
        )
        .join(Neighbourhood, Neighbourhood.id == s.neighbourhood_id)
        .where(s.id == session_id)
    ).first()
    if row is None:
        raise NotThere
    return SessionFacts(*row)


def later_sessions(session: SessionFacts) -> list[tuple[int, datetime]]:
    """The neighbourhood's sessions after this one to which a review may be carried."""
    s = ReviewSession
    last = session.starts_at + timedelta(weeks=WEEKS_CARRIED)
    rows = db.session.execute(
        select(s.id, s.starts_at)
        .where(
            s.neighbourhood_id == session.neighbourhood_id,
            s.starts_at > session.starts_at,
            s.starts_at <= last,
            s.cancelled_because.is_(None),
            s.ended_at.is_(None),
        )
        .order_by(s.starts_at, s.id)
    )
    return [(row[0], row[1]) for row in rows]


def _plan_of(session: type[ReviewSession]) -> Any:
    """A plan that replaced another after the session began says nothing of it any more."""
    in_its_time = and_(
        Plan.status.in_([PlanStatus.PUBLISHED.value, PlanStatus.REPLACED.value]),
        Plan.published_at <= session.starts_at,
    )
    latest = select(Plan.id).where(in_its_time).order_by(Plan.published_at.desc(), Plan.id.desc()).limit(1)
    return latest.correlate(session).scalar_subquery()
