"""Reading the review sessions somebody is asked to, with how long they stay: five statements, however many."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    exists,
    func,
    or_,
    select,
    tuple_,
)

from caseload.cases.case import Case, CaseDetails, ReviewTier
from caseload.queries.reviewing import not_objecting
from caseload.reviews.meetings.agenda_facts import CONTRIBUTES, Holder, Need, holders_of, needs_of
from caseload.reviews.meetings.carried import brings_one_carried, laid
from caseload.reviews.meetings.meeting import Item, Stay, stays, turns
from caseload.reviews.review import (
    Plan,
    PlannedAttendance,
    PlannedReview,
    PlanStatus,
    ReviewSession,
)
from foundation.database import db
from foundation.effective import AsAt, in_force
from neighbourhoods.neighbourhood import Neighbourhood
from teams.team import Placement, PlacementDetails


@dataclass(frozen=True, slots=True)
class AskedTo:
    """A session of the plan of its time. `published_at` is that plan's moment; `chair`: they chair it."""

    id: int
    starts_at: datetime
    minutes: int
    place: str
    online: bool
    neighbourhood: str
    cancelled: bool
    plan_id: int
    published_at: datetime
    chair: bool


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One that somebody is asked to, and from when to when: from the first to the last of their cases."""

    asked: AskedTo
    stay: Stay

    @property
    def comes_at(self) -> datetime:
        """When they are wanted."""
        return self.asked.starts_at + timedelta(minutes=self.stay.starts)

    @property
    def goes_at(self) -> datetime:
        """When they are no longer."""
        return self.asked.starts_at + timedelta(minutes=self.stay.ends)


def own_sessions(person_id: int, since: datetime, on: date) -> list[OwnSession]:
    """Those that start at a moment or later, the first one first, by what is known on the day `on`."""
    asked = _asked(person_id, since, on)
    rows = _reviews(asked, on)
    cases = [case_id for case_id, *_ in (row for of in rows.values() for row in of)]
    holders, needs = holders_of(cases, on), needs_of(cases, on)
    practising = _practising(asked, on)
    return [
        OwnSession(each, _stay(person_id, each, rows[each.id], holders, needs, practising[each.id]))
        for each in asked
    ]


def _stay(
    person_id: int,
    asked: AskedTo,
    reviews: Iterable[tuple[int, int | None, int]],
    holders: dict[int, list[Holder]],
    needs: dict[int, list[Need]],
    practising: dict[int, set[int]],
) -> Stay:
    items = [
        _item(case_id, starts_minute, minutes, holders.get(case_id, []), needs.get(case_id, []))
        for case_id, starts_minute, minutes in reviews
    ]
    people = {person_id: set[int]()} | practising
    chair_id = person_id if asked.chair else None
    return stays(turns(items, people), [person_id], chair_id=chair_id, minutes=asked.minutes)[person_id]


def _item(
    case_id: int,
    starts_minute: int | None,
    minutes: int,
    holders: Collection[Holder],
    needs: Collection[Need],
) -> Item:
    by_part = {each.part: each.person_id for each in holders}
    return Item(
        case_id,
        minutes,
        starts_minute,
        by_part.get("key_worker"),
        by_part.get("deputy"),
        frozenset(each.person_id for each in holders if each.part == CONTRIBUTES),
        frozenset(need.id for need in needs),
        carried=starts_minute is None,
    )


def _asked(person_id: int, since: datetime, on: date) -> list[AskedTo]:
    session, chairs = ReviewSession, ReviewSession.chair_person_id == person_id
    asked = exists().where(
        PlannedAttendance.plan_id == Plan.id,
        PlannedAttendance.session_id == session.id,
        PlannedAttendance.person_id == person_id,
    )
    planned = exists().where(PlannedReview.plan_id == Plan.id, PlannedReview.session_id == session.id)
    rows = db.session.execute(
        select(
            session.id,
            session.starts_at,
            session.minutes,
            session.place,
            session.online,
            Neighbourhood.name,
            session.cancelled_because.is_not(None),
            Plan.id,
            Plan.published_at,
            chairs,
        )
        .join(Neighbourhood, Neighbourhood.id == session.neighbourhood_id)
        .join(Plan, Plan.id == _plan_of_its_time(session))
        .where(
            session.starts_at >= since,
            or_(asked, and_(chairs, planned), brings_one_carried(person_id, session.id, on)),
        )
        .order_by(session.starts_at, session.id)
    )
    return [AskedTo(*row) for row in rows]


def _plan_of_its_time(session: type[ReviewSession]) -> Any:
    """The plan that was published when the session began, or is published now."""
    latest = (
        select(Plan.id)
        .where(
            Plan.status.in_([PlanStatus.PUBLISHED.value, PlanStatus.REPLACED.value]),
            Plan.published_at <= session.starts_at,
        )
        .order_by(Plan.published_at.desc(), Plan.id.desc())
        .limit(1)
    )
    return latest.correlate(session).scalar_subquery()


def _reviews(asked: Collection[AskedTo], on: date) -> dict[int, list[tuple[int, int | None, int]]]:
    """The case, the minute it starts (none where it was carried over) and the minutes it takes, by session. None that
    is over, and none whose resident objects."""
    has, sessions = laid(lambda each: _of(each, asked)), [each.id for each in asked]
    rows: Any = db.session.execute(
        select(has.c.session_id, Case.id, func.max(has.c.starts_minute), ReviewTier.complexity_minutes)
        .join(Case, Case.id == has.c.case_id)
        .join(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, AsAt(on))))
        .join(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .where(has.c.session_id.in_(sessions), not_objecting())
        .group_by(has.c.session_id, Case.id, Case.local_reference, ReviewTier.complexity_minutes)
        .order_by(has.c.session_id, func.max(has.c.starts_minute), Case.local_reference, Case.id)
    )
    found: dict[int, list[tuple[int, int | None, int]]] = defaultdict(list)
    for session_id, *review in rows:
        found[session_id].append((review[0], review[1], review[2]))
    return found


def _practising(asked: Collection[AskedTo], on: date) -> dict[int, dict[int, set[int]]]:
    """Everybody asked to each session, with the professions they practise in a team."""
    placed = PlacementDetails
    rows = db.session.execute(
        select(PlannedAttendance.session_id, PlannedAttendance.person_id, placed.profession_id)
        .outerjoin(Placement, Placement.person_id == PlannedAttendance.person_id)
        .outerjoin(placed, and_(placed.placement_id == Placement.id, in_force(placed, AsAt(on))))
        .where(_of(PlannedAttendance, asked))
        .order_by(PlannedAttendance.session_id, PlannedAttendance.person_id, Placement.id)
    )
    found: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for session_id, person_id, profession_id in rows:
        practises = found[session_id][person_id]
        if profession_id is not None:
            practises.add(profession_id)
    return found


def _of(rows: Any, asked: Collection[AskedTo]) -> ColumnElement[bool]:
    return tuple_(rows.plan_id, rows.session_id).in_([(each.plan_id, each.id) for each in asked])
