"""Pins: a review that stays in its session, or a session that keeps its reviews, in every plan made meanwhile."""

from datetime import datetime

from sqlalchemy import insert, select

from accounts import audit
from caseload.reviews.problem_making import PlanningFacts
from caseload.reviews.review import Pin, PlannedReview, ReviewSession
from foundation.acts import table_of
from foundation.database import db
from foundation.errors import NotThere, RuleBroken

MANY = "It is pinned already."


def pin(session_id: int, case_id: int | None, *, plan_id: int, by: int, at: datetime) -> None:
    """Keep a review of the plan in its session, or (no case) the session as the published plan has it.

    Raises NotThere for what the plan does not have; RuleBroken when it is pinned, or the session has begun.
    """
    session = db.session.get(ReviewSession, session_id)
    if session is None or (case_id is not None and not _is_planned(plan_id, session_id, case_id)):
        raise NotThere
    if session.starts_at <= at:
        raise RuleBroken("This session has begun, so no plan changes it.")
    if _find(session_id, case_id) is not None:
        raise RuleBroken(MANY)
    kept = {"session_id": session_id, "case_id": case_id, "recorded_at": at, "recorded_by_id": by}
    db.session.execute(insert(table_of(Pin)).values(kept))
    audit.record("pin.put", "session", session_id, by=by, after={"case": case_id})


def take_back(session_id: int, case_id: int | None, *, by: int, at: datetime) -> None:
    """Let plans move it again. Raises NotThere when it is not pinned."""
    found = _find(session_id, case_id)
    if found is None:
        raise NotThere
    found.superseded_at, found.superseded_by_id = at, by
    audit.record("pin.take_back", "session", session_id, by=by, before={"case": case_id})


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


def _find(session_id: int, case_id: int | None) -> Pin | None:
    return db.session.scalars(
        select(Pin).where(Pin.session_id == session_id, Pin.case_id == case_id, Pin.superseded_at.is_(None))
    ).first()


def _is_planned(plan_id: int, session_id: int, case_id: int) -> bool:
    found = select(PlannedReview.id).where(
        PlannedReview.plan_id == plan_id,
        PlannedReview.session_id == session_id,
        PlannedReview.case_id == case_id,
    )
    return db.session.scalar(found) is not None
