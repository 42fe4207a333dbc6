"""Cases that a meeting carried over to a later session, where they keep their minutes and their people; and what a
session has once those and the ones deferred before it are counted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Subquery, cast, exists, null, or_, select, union_all
from sqlalchemy.orm import aliased

from caseload.cases.case import Allocation, Holds
from caseload.reviews.review import Deferral, PlannedReview, Review, ReviewSession
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import AsAt, in_force


@dataclass(frozen=True, slots=True)
class Carried:
    """A case on the agenda of a session because an earlier one carried it there. `from_on` is that one's day."""

    case_id: int
    session_id: int
    starts_at: datetime
    from_on: date


def read_carried(after: datetime) -> tuple[Carried, ...]:
    """The cases carried over to sessions that begin after a moment and will be held, each to one session: where the
    last meeting to say so carried it. One statement."""
    left, came = aliased(ReviewSession), aliased(ReviewSession)
    rows = db.session.execute(
        select(Deferral.case_id, came.id, came.starts_at, left.starts_at)
        .join(came, came.id == Deferral.carried_to_id)
        .join(left, left.id == Deferral.session_id)
        .where(
            came.starts_at > after,
            came.cancelled_because.is_(None),
            came.ended_at.is_(None),
            still_carried(Deferral),
        )
        .order_by(left.starts_at, Deferral.id)
    )
    last = {
        case_id: Carried(case_id, session_id, starts_at, left_at.astimezone(LONDON).date())
        for case_id, session_id, starts_at, left_at in rows
    }
    return tuple(last.values())


def still_carried(carried: Any) -> ColumnElement[bool]:
    """Of `Deferral` or an alias of it: it is believed, and no session but the one it goes to has reviewed the case
    since."""
    since = aliased(Review)
    reviewed = exists().where(
        since.case_id == carried.case_id,
        since.superseded_at.is_(None),
        since.recorded_at > carried.recorded_at,
        or_(since.session_id.is_(None), since.session_id != carried.carried_to_id),
    )
    return carried.superseded_at.is_(None) & ~reviewed


def carried_to(session_id: Any) -> Select[int]:
    """The numbers of the cases carried to a session: a part of a statement."""
    carried = aliased(Deferral)
    return select(carried.case_id).where(carried.carried_to_id == session_id, still_carried(carried))


def laid(of: Callable[[Any], ColumnElement[bool]]) -> Subquery:
    """What sessions have: `session_id`, `case_id` and `starts_minute`, by the plans that a condition on `PlannedReview`
    gives, without what was deferred before its session began; and what was carried over (no minute)."""
    also, nowhere = aliased(PlannedReview), cast(null(), Integer).label("starts_minute")
    planned_too = exists().where(
        of(also), also.case_id == Deferral.case_id, also.session_id == Deferral.carried_to_id
    )
    return union_all(
        select(PlannedReview.session_id, PlannedReview.case_id, PlannedReview.starts_minute).where(
            of(PlannedReview), ~deferred_before(PlannedReview)
        ),
        select(Deferral.carried_to_id, Deferral.case_id, nowhere)
        .join(ReviewSession, ReviewSession.id == Deferral.carried_to_id)
        .where(ReviewSession.ended_at.is_(None), ~planned_too, still_carried(Deferral)),
    ).subquery("laid")


def deferred_before(planned: Any) -> ColumnElement[bool]:
    """Of `PlannedReview` or an alias of it: whether the case was deferred before its session began."""
    said, session = aliased(Deferral), aliased(ReviewSession)
    return exists().where(
        said.case_id == planned.case_id,
        said.session_id == planned.session_id,
        said.superseded_at.is_(None),
        session.id == said.session_id,
        said.recorded_at < session.starts_at,
    )


def brings_one_carried(person_id: Any, session_id: Any, on: date) -> ColumnElement[bool]:
    """Whether somebody is the key worker of a case that was carried to a session, and so comes to it."""
    carried, held = aliased(Deferral), aliased(Allocation)
    return exists().where(
        carried.carried_to_id == session_id,
        still_carried(carried),
        held.case_id == carried.case_id,
        held.person_id == person_id,
        held.role == Holds.KEY_WORKER.value,
        in_force(held, AsAt(on)),
    )
