"""Telling whoever is to come to a review session of its agenda, and that it is the next working day."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, or_, select

from caseload.reviews.plans.planning_facts import local_midnight
from caseload.reviews.review import Plan, PlannedAttendance, PlannedReview, PlanStatus, ReviewSession
from caseload.reviews.sessions.recurrence import bank_holidays
from foundation.clock import LONDON
from foundation.database import db
from people.notice import NoticeKind
from people.notices import tell
from people.person import Person

ONE_DAY = timedelta(days=1)
AGENDA_AHEAD = 2
"""Working days."""


def tell_reminders(on: date, *, at: datetime) -> int:
    """Tell them of sessions up to the end of the next working day, and give how many were told. Never commits."""
    return _tell(on, working_day_after(on), "soon", NoticeKind.SESSION_SOON, at)


def tell_agendas(on: date, *, at: datetime) -> int:
    """Likewise of agendas, two working days ahead. Never commits."""
    day = on
    for _ in range(AGENDA_AHEAD):
        day = working_day_after(day)
    return _tell(on, day, "agenda", NoticeKind.AGENDA, at)


def working_day_after(on: date) -> date:
    """The first day after it from Monday to Friday that is no bank holiday in England."""
    day = on + ONE_DAY
    while day.weekday() > 4 or bank_holidays([day]):
        day += ONE_DAY
    return day


def _tell(on: date, last: date, what: str, kind: NoticeKind, at: datetime) -> int:
    """Each person once for a session and the day it is on: one that is moved is told again."""
    told = 0
    for session_id, starts_at, person_id in _asked(on + ONE_DAY, last + ONE_DAY):
        day = starts_at.astimezone(LONDON).date()
        about = f"/reviews/sessions/{session_id}"
        told += tell(f"session {session_id} {what} {day}", kind, about, day, at=at, person_id=person_id)
    return told


def _asked(first: date, until: date) -> list[Any]:
    """Each session of the published plan that holds a review, with whoever it asks and whoever chairs."""
    asked = exists().where(
        PlannedAttendance.plan_id == Plan.id,
        PlannedAttendance.session_id == ReviewSession.id,
        PlannedAttendance.person_id == Person.id,
    )
    held = exists().where(PlannedReview.plan_id == Plan.id, PlannedReview.session_id == ReviewSession.id)
    rows = db.session.execute(
        select(ReviewSession.id, ReviewSession.starts_at, Person.id)
        .select_from(ReviewSession)
        .join(Plan, Plan.status == PlanStatus.PUBLISHED.value)
        .join(Person, or_(asked, Person.id == ReviewSession.chair_person_id))
        .where(
            and_(
                ReviewSession.starts_at >= local_midnight(first),
                ReviewSession.starts_at < local_midnight(until),
            ),
            ReviewSession.cancelled_because.is_(None),
            held,
        )
        .order_by(ReviewSession.starts_at, ReviewSession.id, Person.id)
    )
    return list(rows)
