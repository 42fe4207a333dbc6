"""A draft beside what is published, read for a page: one neighbourhood at a time."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from caseload.cases.case import Case, CaseDetails, ResidentDetails
from caseload.queries.reviewing import not_objecting
from caseload.reviews.plans.holding import Unsettled
from caseload.reviews.plans.planning_facts import local_midnight
from caseload.reviews.plans.reading import PlanFacts
from caseload.reviews.review import PlannedAttendance, PlannedMove, ReviewSession
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.paging import Page, paged
from people.person import PersonDetails
from people.queries import spoken_name

FEWER_IS_BETTER = (
    ("Points of lateness and unmet needs", "score"),
    ("Days late, by weight", "weighted_overdue_days"),
    ("Days in breach", "breach_days"),
    ("Breaches", "breaches"),
    ("Attendances", "attendances"),
    ("Minutes of waiting between cases", "waiting_minutes"),
)


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A review that is elsewhere than published. No `from_at`: it is new; no `to_at`: it is in no session."""

    case_id: int
    reference: str
    resident: str
    from_at: datetime | None
    to_at: datetime | None
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComingLine:
    """A session to which others are asked than before."""

    session_id: int
    starts_at: datetime
    place: str
    asked: tuple[str, ...]
    let_off: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnsettledLine:
    """What no longer holds, as a page lists it. `resident` is none for a session, and for a case that is no longer
    to be listed."""

    fact: Unsettled
    reference: str | None
    resident: str | None

    @property
    def starts_at(self) -> datetime:
        """When its session starts."""
        return self.fact.session.starts_at.replace(tzinfo=LONDON)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a draft and of the plan it would replace."""

    label: str
    draft: float
    published: float | None


def list_moves(plan_id: int, neighbourhood_id: int, on: date, *, number: int) -> Page[MoveLine]:
    """The reviews that a draft moves in a neighbourhood, the first to come first: two statements. A case whose
    resident objects is not listed."""
    left, came = aliased(ReviewSession), aliased(ReviewSession)
    found = (
        select(
            Case.id,
            Case.local_reference,
            ResidentDetails.given_name + " " + ResidentDetails.family_name,
            left.starts_at,
            came.starts_at,
            PlannedMove.because,
        )
        .join(PlannedMove, PlannedMove.case_id == Case.id)
        .join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
        .outerjoin(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, AsAt(on))))
        .outerjoin(left, left.id == PlannedMove.from_id)
        .outerjoin(came, came.id == PlannedMove.to_id)
        .where(
            PlannedMove.plan_id == plan_id,
            func.coalesce(left.neighbourhood_id, came.neighbourhood_id) == neighbourhood_id,
            in_force(ResidentDetails, AsAt(on)),
            or_(CaseDetails.id.is_(None), not_objecting()),
        )
        .order_by(func.coalesce(left.starts_at, came.starts_at), Case.local_reference, PlannedMove.id)
    )
    return paged(found, number, _as_move, per_page=20)


def count_moves(plan_id: int) -> dict[int, int]:
    """How many reviews a draft moves in each neighbourhood that has any: one statement."""
    rows = db.session.execute(
        select(ReviewSession.neighbourhood_id, func.count(PlannedMove.id))
        .join(ReviewSession, ReviewSession.id == func.coalesce(PlannedMove.from_id, PlannedMove.to_id))
        .where(PlannedMove.plan_id == plan_id)
        .group_by(ReviewSession.neighbourhood_id)
    )
    return {row[0]: row[1] for row in rows}


def list_coming(plan: PlanFacts, neighbourhood_id: int, on: date) -> list[ComingLine]:
    """The neighbourhood's sessions from the draft's first day on to which others are asked: one statement."""
    once = func.count(PlannedAttendance.id) == 1
    rows: Any = db.session.execute(
        select(
            ReviewSession.id,
            ReviewSession.starts_at,
            ReviewSession.place,
            func.max(PlannedAttendance.plan_id),
            spoken_name(),
        )
        .select_from(PlannedAttendance)
        .join(ReviewSession, ReviewSession.id == PlannedAttendance.session_id)
        .join(PersonDetails, PersonDetails.person_id == PlannedAttendance.person_id)
        .where(
            PlannedAttendance.plan_id.in_([plan.id, plan.follows_id]),
            ReviewSession.neighbourhood_id == neighbourhood_id,
            ReviewSession.starts_at >= local_midnight(max(on, plan.starts_on)),
            in_force(PersonDetails, AsAt(on)),
        )
        .group_by(ReviewSession.id, PersonDetails.id)
        .having(once)
        .order_by(ReviewSession.starts_at, ReviewSession.id, PersonDetails.family_name, PersonDetails.id)
    ).all()
    people: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for session_id, _, _, plan_id, name in rows:
        people[session_id, plan_id == plan.id].append(name)
    return [
        ComingLine(number, at, place, tuple(people[number, True]), tuple(people[number, False]))
        for number, at, place in dict.fromkeys((row[0], row[1], row[2]) for row in rows)
    ]


def name_unsettled(found: Collection[Unsettled], on: date) -> list[UnsettledLine]:
    """What no longer holds with what its cases are called: one statement. A case whose resident objects is not
    named."""
    if not found:
        return []
    ids = {each.case_id for each in found if each.case_id is not None}
    rows = db.session.execute(
        select(Case.id, Case.local_reference, ResidentDetails.given_name + " " + ResidentDetails.family_name)
        .join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
        .outerjoin(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, AsAt(on))))
        .where(
            Case.id.in_(ids),
            in_force(ResidentDetails, AsAt(on)),
            or_(CaseDetails.id.is_(None), not_objecting()),
        )
        .order_by(Case.id)
    )
    called = {case_id: (reference, resident) for case_id, reference, resident in rows}
    return [UnsettledLine(each, *called.get(each.case_id or 0, (None, None))) for each in found]


def figures_of(plan: PlanFacts, published: PlanFacts | None) -> list[Figure]:
    """Their figures side by side."""
    told = [
        Figure(label, round(plan.figures[name]), published and round(published.figures[name]))
        for label, name in FEWER_IS_BETTER
    ]
    met = "needs_met_percent"
    return [*told, Figure("Needs met, percent", plan.figures[met], published and published.figures[met])]


def _as_move(row: Any) -> MoveLine:
    return MoveLine(*row[:5], because=tuple(json.loads(row[5])))
