"""Telling those who were to come that a session is other than the published plan had it. None commits."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from caseload.cases.case import CaseDetails, ReviewTier
from caseload.queries.reviewing import not_objecting
from caseload.reviews.review import Plan, PlannedAttendance, PlannedReview, PlanStatus, ReviewSession
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import AsAt, in_force
from people.notice import NoticeKind
from people.notices import tell


@dataclass(frozen=True, slots=True)
class Change:
    """A session that changed. `day`: the later of the days it was and is on; `chairs`: who chaired and who does."""

    session_id: int
    day: date
    chairs: frozenset[int]


def tell_changes(changes: Sequence[Change], *, at: datetime) -> int:
    """Tell each person the published plan asks to a changed session, and its chairs where it has reviews, once for
    each change. Gives how many published reviews are left without a session."""
    if not changes:
        return 0
    ids = [change.session_id for change in changes]
    asked = _asked(ids)
    for change in changes:
        people = asked.get(change.session_id)
        for person_id in sorted(people | change.chairs) if people else ():
            once = f"session {change.session_id} changed {at.isoformat()}"
            about = f"/reviews/sessions/{change.session_id}"
            tell(once, NoticeKind.SESSION_CHANGED, about, change.day, at=at, person_id=person_id)
    return count_left(ids, at.astimezone(LONDON).date())


def count_left(session_ids: Collection[int], on: date) -> int:
    """How many published reviews these sessions cannot hold: the session is cancelled, or too short for them."""
    found = (
        select(func.count())
        .select_from(PlannedReview)
        .join(Plan, Plan.id == PlannedReview.plan_id)
        .join(ReviewSession, ReviewSession.id == PlannedReview.session_id)
        .join(
            CaseDetails, and_(CaseDetails.case_id == PlannedReview.case_id, in_force(CaseDetails, AsAt(on)))
        )
        .join(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .where(
            Plan.status == PlanStatus.PUBLISHED.value,
            PlannedReview.session_id.in_(session_ids),
            not_objecting(),
            or_(ReviewSession.cancelled_because.is_not(None), too_long()),
        )
    )
    return db.session.scalar(found) or 0


def too_long() -> Any:
    """Where a planned review would end after its session, in SQL."""
    return PlannedReview.starts_minute + ReviewTier.complexity_minutes > ReviewSession.minutes


def _asked(session_ids: Collection[int]) -> defaultdict[int, set[int]]:
    rows = db.session.execute(
        select(PlannedAttendance.session_id, PlannedAttendance.person_id)
        .join(Plan, Plan.id == PlannedAttendance.plan_id)
        .where(Plan.status == PlanStatus.PUBLISHED.value, PlannedAttendance.session_id.in_(session_ids))
        .order_by(PlannedAttendance.session_id, PlannedAttendance.person_id)
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for session_id, person_id in rows:
        found[session_id].add(person_id)
    return found
