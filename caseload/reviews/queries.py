"""The sessions of a plan, and what it could not place, read for a page: one neighbourhood at a time."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from caseload.cases.case import Allocation, Case, CaseDetails, Holds, ResidentDetails, ReviewTier
from caseload.cases.stage import CaseStage
from caseload.queries.cases import EVERYWHERE, holds, within
from caseload.queries.reviewing import going_on, not_objecting
from caseload.reviews.plans.planning_facts import local_midnight
from caseload.reviews.review import (
    Pin,
    PlannedAttendance,
    PlannedReview,
    ReviewSession,
    Unplaced,
)
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere
from foundation.paging import Page, page_of
from foundation.prepared import ask
from neighbourhoods.neighbourhood import Neighbourhood
from people.person import PersonDetails
from people.queries import spoken_name


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A neighbourhood, and how many sessions it has in the weeks asked about."""

    id: int
    code: str
    name: str
    sessions: int


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One case's turn in a session."""

    case_id: int
    reference: str
    resident: str
    tier: str
    pinned: bool
    starts_at: datetime
    minutes: int

    @property
    def starts(self) -> str:
        """The hour it starts in England; its day is the session's."""
        return f"{self.starts_at.astimezone(LONDON):%H:%M}"


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session with its reviews in order and everybody asked to come. `chair` is none while nobody is."""

    id: int
    code: str
    starts_at: datetime
    minutes: int
    place: str
    online: bool
    cancelled_because: str | None
    pinned: bool
    chair: str | None
    reviews: tuple[ReviewLine, ...]
    people: tuple[str, ...]

    @property
    def minutes_used(self) -> int:
        """What its reviews take."""
        return sum(review.minutes for review in self.reviews)


@dataclass(frozen=True, slots=True)
class UnplacedLine:
    """A review that the plan could not hold by the day it is due, who brings it, and why."""

    case_id: int
    reference: str
    resident: str
    due_on: date
    key_worker_id: int | None
    key_worker: str | None
    because: tuple[str, ...]


def list_places_with_sessions(scopes: Collection[str], first: date, weeks: int) -> list[PlaceFacts]:
    """The neighbourhoods a viewer may see, with how many sessions each has in these weeks."""
    until = first + timedelta(weeks=weeks)
    values = {"codes": list(scopes), "since": local_midnight(first), "before": local_midnight(until)}
    return [PlaceFacts(*row) for row in db.session.execute(_places(EVERYWHERE in scopes), values)]


@cache
def _places(everywhere: bool) -> Select[*tuple[Any, ...]]:
    of_place = and_(ReviewSession.neighbourhood_id == Neighbourhood.id, _in_these_weeks())
    return (
        select(Neighbourhood.id, Neighbourhood.code, Neighbourhood.name, func.count(ReviewSession.id))
        .outerjoin(ReviewSession, of_place)
        .where(within(everywhere))
        .group_by(Neighbourhood.id, Neighbourhood.code, Neighbourhood.name)
        .order_by(Neighbourhood.name, Neighbourhood.id)
    )


def list_sessions(
    neighbourhood_id: int, plan_id: int | None, first: date, until: date, on: date
) -> list[SessionLine]:
    """A neighbourhood's sessions from `first` up to but not including `until`, with what the plan lays into
    them: three statements. People and residents are called as on the day `on`; a case that is closed by
    then, or whose resident objects, is no longer listed."""
    weeks = {"since": local_midnight(first), "before": local_midnight(until)}
    rows: Any = ask(_sessions, AsAt(on), neighbourhood_id=neighbourhood_id, **weeks).all()
    ids = [row[0] for row in rows]
    reviews, people = _reviews(plan_id, ids, on), _people(plan_id, ids, on)
    return [SessionLine(*row, reviews=tuple(reviews[row[0]]), people=tuple(people[row[0]])) for row in rows]


@cache
def _sessions(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    chair = and_(PersonDetails.person_id == ReviewSession.chair_person_id, in_force(PersonDetails, as_at))
    return (
        select(
            ReviewSession.id,
            ReviewSession.code,
            ReviewSession.starts_at,
            ReviewSession.minutes,
            ReviewSession.place,
            ReviewSession.online,
            ReviewSession.cancelled_because,
            _pinned(ReviewSession.id, None),
            spoken_name(),
        )
        .outerjoin(PersonDetails, chair)
        .where(ReviewSession.neighbourhood_id == bindparam("neighbourhood_id"), _in_these_weeks())
        .order_by(ReviewSession.starts_at, ReviewSession.id)
    )


def where_and_when(session_id: int) -> tuple[int, date]:
    """A session's neighbourhood and its day in England. Raises NotThere."""
    row = db.session.execute(
        select(ReviewSession.neighbourhood_id, ReviewSession.starts_at).where(ReviewSession.id == session_id)
    ).first()
    if row is None:
        raise NotThere
    return row.neighbourhood_id, row.starts_at.astimezone(LONDON).date()


def list_unplaced(
    plan_id: int, neighbourhood_id: int, on: date, *, number: int, per_page: int = 20
) -> Page[UnplacedLine]:
    """What the plan could not place in time in a neighbourhood, the first due first: one statement. A case whose
    resident objects is not listed."""
    rows = ask(_unplaced, AsAt(on), plan_id=plan_id, neighbourhood_id=neighbourhood_id)
    return page_of([_as_unplaced(row) for row in rows], number, per_page=per_page)


@cache
def _unplaced(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    key_worker = aliased(Allocation)
    called = and_(PersonDetails.person_id == key_worker.person_id, in_force(PersonDetails, as_at))
    return (
        select(
            Case.id,
            Case.local_reference,
            _resident(),
            Unplaced.due_on,
            key_worker.person_id,
            spoken_name(),
            Unplaced.because,
        )
        .join(Unplaced, Unplaced.case_id == Case.id)
        .join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
        .outerjoin(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, as_at)))
        .outerjoin(CaseStage, and_(CaseStage.case_id == Case.id, in_force(CaseStage, as_at)))
        .outerjoin(key_worker, holds(key_worker, Holds.KEY_WORKER, as_at))
        .outerjoin(PersonDetails, called)
        .where(
            Unplaced.plan_id == bindparam("plan_id"),
            ResidentDetails.neighbourhood_id == bindparam("neighbourhood_id"),
            in_force(ResidentDetails, as_at),
            or_(not_objecting(), and_(CaseDetails.id.is_(None), going_on())),
        )
        .order_by(Unplaced.due_on, Case.local_reference, Case.id)
    )


def _as_unplaced(row: Any) -> UnplacedLine:
    return UnplacedLine(*row[:6], because=tuple(json.loads(row[6])))


def _in_these_weeks() -> ColumnElement[bool]:
    """The session begins at the moment `since` or after, and before the moment `before`."""
    return and_(ReviewSession.starts_at >= bindparam("since"), ReviewSession.starts_at < bindparam("before"))


def _resident() -> Any:
    return ResidentDetails.given_name + " " + ResidentDetails.family_name


def _pinned(session: Any, case: Any) -> Any:
    """Whether the review (or, with no case, the session) is pinned."""
    whose = Pin.case_id.is_(None) if case is None else Pin.case_id == case
    return exists().where(Pin.session_id == session, whose, Pin.superseded_at.is_(None))


def _reviews(plan_id: int | None, session_ids: list[int], on: date) -> dict[int, list[ReviewLine]]:
    rows = ask(_laid, AsAt(on), plan_id=plan_id, session_ids=session_ids)
    found: dict[int, list[ReviewLine]] = defaultdict(list)
    for session_id, case_id, reference, resident, tier, pinned, starts_at, minute, minutes in rows:
        begins = starts_at + timedelta(minutes=minute)
        found[session_id].append(ReviewLine(case_id, reference, resident, tier, pinned, begins, minutes))
    return found


@cache
def _laid(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(
            PlannedReview.session_id,
            Case.id,
            Case.local_reference,
            _resident(),
            ReviewTier.name,
            _pinned(PlannedReview.session_id, PlannedReview.case_id),
            ReviewSession.starts_at,
            PlannedReview.starts_minute,
            ReviewTier.complexity_minutes,
        )
        .join(Case, Case.id == PlannedReview.case_id)
        .join(ReviewSession, ReviewSession.id == PlannedReview.session_id)
        .join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
        .join(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, as_at)))
        .join(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .where(
            PlannedReview.plan_id == bindparam("plan_id"),
            PlannedReview.session_id.in_(bindparam("session_ids", expanding=True)),
            in_force(ResidentDetails, as_at),
            not_objecting(),
        )
        .order_by(PlannedReview.session_id, PlannedReview.starts_minute, PlannedReview.id)
    )


def _people(plan_id: int | None, session_ids: list[int], on: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for session_id, name in ask(_attending, AsAt(on), plan_id=plan_id, session_ids=session_ids):
        found[session_id].append(name)
    return found


@cache
def _attending(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(PlannedAttendance.session_id, spoken_name())
        .join(PersonDetails, PersonDetails.person_id == PlannedAttendance.person_id)
        .where(
            PlannedAttendance.plan_id == bindparam("plan_id"),
            PlannedAttendance.session_id.in_(bindparam("session_ids", expanding=True)),
            in_force(PersonDetails, as_at),
        )
        .order_by(PlannedAttendance.session_id, PersonDetails.family_name, PlannedAttendance.id)
    )
