"""Pins: a review that stays in its session, or a session that keeps its reviews, in every plan made meanwhile."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import insert, or_, select, update

from accounts import audit
from caseload.cases.case import Case, CaseDetails
from caseload.queries.reviewing import not_objecting
from caseload.reviews.plans.problem_making import PlanningFacts
from caseload.reviews.review import Pin, PlannedReview, ReviewSession
from foundation.acts import table_of
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere, RuleBroken

WHOLE = 0
"""In the place of a case: the session itself, with the reviews the published plan gives it."""


def keep_pins(
    session_id: int, wanted: Collection[int], *, plan_id: int, by: int, at: datetime
) -> tuple[int, int]:
    """Pin these cases to the session, and WHOLE the session itself; take other pins of it back. How many were put
    and how many taken back.

    Raises NotThere for a session, or for a case that the plan does not have in it; RuleBroken when it has begun.
    """
    session = db.session.get(ReviewSession, session_id)
    if session is None:
        raise NotThere
    had = pins_of(session_id)
    new, gone = set(wanted) - had, had - set(wanted)
    if new - {WHOLE} - _planned(plan_id, session_id):
        raise NotThere
    if session.starts_at <= at or session.cancelled_because is not None:
        raise RuleBroken("This session has begun or is cancelled, so nothing can be pinned to it.")
    _take_back(session_id, gone, by=by, at=at)
    kept = [
        {"session_id": session_id, "case_id": case or None, "recorded_at": at, "recorded_by_id": by}
        for case in sorted(new)
    ]
    if kept:
        db.session.execute(insert(table_of(Pin)), kept)
    audit.record("pins.keep", "session", session_id, by=by, before=sorted(had), after=sorted(wanted))
    return len(new), len(gone)


def pins_of(session_id: int) -> set[int]:
    """The cases pinned to a session, and WHOLE where it is pinned itself."""
    rows = db.session.scalars(
        select(Pin.case_id).where(Pin.session_id == session_id, Pin.superseded_at.is_(None)).order_by(Pin.id)
    )
    return {case_id or WHOLE for case_id in rows}


def named_besides(pinned: Collection[int], on: date) -> dict[int, str]:
    """The references of pinned cases, to be shown where the plan has them elsewhere. A case whose resident objects is
    not listed."""
    found = (
        select(Case.id, Case.local_reference)
        .join(CaseDetails, CaseDetails.case_id == Case.id)
        .where(Case.id.in_(pinned), in_force(CaseDetails, AsAt(on)), not_objecting())
        .order_by(Case.local_reference, Case.id)
    )
    return {row[0]: row[1] for row in db.session.execute(found)} if pinned else {}


def read_pinned(facts: PlanningFacts) -> frozenset[tuple[str, str]]:
    """The pinned reviews among these sessions, as the problem names them: case references with session codes."""
    codes = {session.id: session.code for session in facts.sessions}
    references = {case.id: case.reference for case in facts.cases}
    rows = db.session.execute(
        select(Pin.session_id, Pin.case_id)
        .where(Pin.superseded_at.is_(None), Pin.session_id.in_(codes))
        .order_by(Pin.id)
    ).all()
    whole = {codes[row.session_id] for row in rows if row.case_id is None}
    single = {(references[row.case_id], codes[row.session_id]) for row in rows if row.case_id in references}
    return frozenset(single | {(case, code) for case, code in facts.published if code in whole})


def _planned(plan_id: int, session_id: int) -> set[int]:
    found = select(PlannedReview.case_id).where(
        PlannedReview.plan_id == plan_id, PlannedReview.session_id == session_id
    )
    return set(db.session.scalars(found))


def _take_back(session_id: int, cases: Collection[int], *, by: int, at: datetime) -> None:
    which = Pin.case_id.in_([case for case in cases if case])
    db.session.execute(
        update(Pin)
        .where(
            Pin.session_id == session_id,
            Pin.superseded_at.is_(None),
            or_(which, Pin.case_id.is_(None)) if WHOLE in cases else which,
        )
        .values(superseded_at=at, superseded_by_id=by)
    )
