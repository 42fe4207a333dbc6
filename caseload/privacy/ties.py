"""What somebody's work has to do with a resident: by holding the case, by the team, by a session, by a role."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, literal, or_, select, union

from accounts.account import RoleGrant
from accounts.permissions import Role
from caseload.cases.case import Allocation, Case, ResidentDetails
from caseload.cases.holding import Contribution, TeamAllocation
from caseload.privacy.words import TIES
from caseload.reviews.review import Came, Plan, PlannedAttendance, PlannedReview, PlanStatus, ReviewSession
from foundation.acts import batches
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import Dated
from neighbourhoods.neighbourhood import Neighbourhood
from people.person import Person
from teams.team import Placement, PlacementDetails, Team

Ties = dict[tuple[int, int], list[str]]
"""For each person and resident what ties them, by the codes of `caseload.privacy.words.TIES` and in their order."""

FORTNIGHT = timedelta(days=14)
BY_NEIGHBOURHOOD = (Role.LEAD.value, Role.COORDINATOR.value)


def ties_between(people: Collection[int], residents: Collection[int], first: date, last: date) -> Ties:
    """What tied each of the people to each of the residents on some day of these, as known now. One statement for a
    thousand residents. A role in the whole borough ties nobody to anybody."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for some in batches(sorted(set(residents))):
        rows: Any = db.session.execute(_select(people, some, first, last))
        for person_id, resident_id, tie in rows:
            found[person_id, resident_id].add(tie)
    return {pair: [tie for tie in TIES if tie in held] for pair, held in found.items()}


def _select(people: Collection[int], residents: list[int], first: date, last: date) -> Any:
    parts = union(*_held(first, last), *_sessions(first, last), *_neighbourhoods(first, last)).subquery()
    return select(parts).where(parts.c.person_id.in_(people), parts.c.resident_id.in_(residents))


def _held(first: date, last: date) -> list[Select[*tuple[Any, ...]]]:
    allocated = _tie(Allocation.person_id, Case.resident_id, Allocation.role).join(
        Case, Case.id == Allocation.case_id
    )
    contributes = _tie(Contribution.person_id, Case.resident_id, literal("contributor")).join(
        Case, Case.id == Contribution.case_id
    )
    return [
        allocated.where(_meets(Allocation, first, last)),
        contributes.where(_meets(Contribution, first, last)),
    ]


def _sessions(first: date, last: date) -> list[Select[*tuple[Any, ...]]]:
    """Whoever is asked to a session of the published plan with the case, chairs it, or came."""
    near = ReviewSession.starts_at.between(_midnight(first - FORTNIGHT), _midnight(last + FORTNIGHT))
    planned = and_(Plan.id == PlannedReview.plan_id, Plan.status == PlanStatus.PUBLISHED.value)
    asked = and_(
        PlannedAttendance.plan_id == PlannedReview.plan_id,
        PlannedAttendance.session_id == PlannedReview.session_id,
    )
    came = and_(Came.session_id == PlannedReview.session_id, Came.superseded_at.is_(None), Came.came)
    return [
        _in_session(PlannedAttendance.person_id, planned, near).join(PlannedAttendance, asked),
        _in_session(ReviewSession.chair_person_id, planned, near),
        _in_session(Came.person_id, planned, near).join(Came, came),
    ]


def _in_session(
    person_id: Any, planned: ColumnElement[bool], near: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    return (
        _tie(person_id, Case.resident_id, literal("session"))
        .select_from(PlannedReview)
        .join(Case, Case.id == PlannedReview.case_id)
        .join(Plan, planned)
        .join(ReviewSession, ReviewSession.id == PlannedReview.session_id)
        .where(near)
    )


def _neighbourhoods(first: date, last: date) -> list[Select[*tuple[Any, ...]]]:
    lives, works = ResidentDetails, PlacementDetails
    at_work = and_(_meets(works, first, last), works.placement_id == Placement.id)
    in_team = (
        _tie(Placement.person_id, lives.resident_id, literal("team"))
        .select_from(Placement)
        .join(works, at_work)
        .join(Team, Team.id == works.team_id)
        .join(lives, lives.neighbourhood_id == Team.neighbourhood_id)
        .where(_meets(lives, first, last))
    )
    has_case = (
        _tie(Placement.person_id, Case.resident_id, literal("team"))
        .select_from(Placement)
        .join(works, at_work)
        .join(TeamAllocation, TeamAllocation.team_id == works.team_id)
        .join(Case, Case.id == TeamAllocation.case_id)
        .where(_meets(TeamAllocation, first, last))
    )
    leads = (
        _tie(Person.id, lives.resident_id, literal("leads"))
        .select_from(Person)
        .join(RoleGrant, RoleGrant.account_id == Person.account_id)
        .join(Neighbourhood, Neighbourhood.code == RoleGrant.scope)
        .join(lives, lives.neighbourhood_id == Neighbourhood.id)
        .where(RoleGrant.role.in_(BY_NEIGHBOURHOOD), _meets(lives, first, last))
    )
    return [in_team, has_case, leads]


def _tie(person_id: Any, resident_id: Any, tie: Any) -> Select[*tuple[Any, ...]]:
    return select(
        person_id.label("person_id"), resident_id.label("resident_id"), cast(tie, String).label("tie")
    )


def _meets(row: type[Dated], first: date, last: date) -> ColumnElement[bool]:
    """True on one of the days, as known now."""
    return and_(
        row.superseded_at.is_(None), row.starts_on <= last, or_(row.until.is_(None), row.until > first)
    )


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), LONDON)
