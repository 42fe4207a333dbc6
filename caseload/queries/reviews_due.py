"""Reviews that are due, by the neighbourhoods a viewer may see: six statements, however many there are."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from caseload.cases.case import Allocation, Case, CaseDetails, CasePause, Holds, ReviewTier
from caseload.queries.cases import CaseLine, Choice, Parts, as_line, holds, in_scope, select_cases
from caseload.queries.planned_reviews import PlannedFor, next_sessions, planned_ahead
from caseload.reviews.lateness import Hindrance, ReviewFacts, hindrances
from caseload.reviews.review import (
    Plan,
    PlanStatus,
    ReviewExemption,
    Unplaced,
)
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.paging import Page, paged
from neighbourhoods.neighbourhood import Neighbourhood
from people.accountability import Registration
from people.organisation import Profession
from people.presence import Away, AwayKind
from people.who_is_away import away_people
from teams.team import Placement, PlacementDetails

SOON = timedelta(weeks=4)


class Show(StrEnum):
    """What a list of reviews is narrowed to. Breaches are in each."""

    SOON = "soon"
    LATE = "late"
    PLANNED = "planned"
    UNPLANNED = "unplanned"
    EXEMPT = "exempt"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Sought:
    """Which reviews are asked for, beside every breach."""

    show: Show = Show.SOON
    neighbourhood_id: int | None = None
    tier_id: int | None = None


@dataclass(frozen=True, slots=True)
class Exempt:
    """Why a review may be late with a reason, since when and up to before when."""

    why: str
    starts_on: date
    until: date | None
    because: str | None


@dataclass(frozen=True, slots=True)
class DueLine:
    """A review that is to be held: the case, when it is planned, its exemption and what is in the way.
    `place`: the code of its neighbourhood."""

    line: CaseLine
    place: str
    facts: ReviewFacts
    exempt: Exempt | None
    planned: PlannedFor | None = None
    in_the_way: tuple[Hindrance, ...] = ()


@dataclass(frozen=True, slots=True)
class TierCount:
    """The open cases of a tier. A breach is not counted as late too; planned and exempt ones are in these also."""

    tier: Choice
    cases: int
    late: int
    breach: int
    planned: int
    exempt: int


def list_due(
    scopes: Collection[str], sought: Sought, on: date, now: datetime, *, number: int
) -> Page[DueLine]:
    """Breaches first whatever is sought, then late ones, then by due day. None whose resident objects. Five
    statements."""
    parts, planned = Parts(AsAt(on)), planned_ahead(now)
    worst_first = case((parts.breach(on), 0), (parts.late(on), 1), else_=2)
    found = (
        _with_review(select_cases(parts), parts, planned)
        .where(in_scope(scopes), CaseDetails.id.is_not(None), parts.listed)
        .where(or_(parts.breach(on), _sought(sought, parts, planned, on)))
        .order_by(worst_first, parts.due_on, Case.local_reference, Case.id)
    )
    page = paged(found, number, _line)
    page.rows[:] = _told(page.rows, on, now)
    return page


def count_due(scopes: Collection[str], on: date, now: datetime) -> list[TierCount]:
    """By tier, the most frequent first: the same whatever a list is narrowed to. One statement."""
    parts, planned = Parts(AsAt(on)), planned_ahead(now)
    found = (
        _with_review(select_cases(parts), parts, planned)
        .where(in_scope(scopes), CaseDetails.id.is_not(None), parts.listed)
        .with_only_columns(
            ReviewTier.id,
            ReviewTier.code,
            ReviewTier.name,
            func.count(Case.id),
            func.count(case((parts.late(on), 1))),
            func.count(case((parts.breach(on), 1))),
            func.count(planned.c.at),
            func.count(ReviewExemption.id),
        )
        .group_by(ReviewTier.id, ReviewTier.code, ReviewTier.name, ReviewTier.review_interval_weeks)
        .order_by(ReviewTier.review_interval_weeks, ReviewTier.id)
    )
    rows: Any = db.session.execute(found)
    return [TierCount(Choice(*row[:3]), *row[3:]) for row in rows]


def breaches(on: date, now: datetime) -> list[DueLine]:
    """Every breach of the borough, the longest due first. Four statements."""
    parts = Parts(AsAt(on))
    return _told(_read(parts, planned_ahead(now), parts.breach(on)), on, now)


def falling_due(first: date, last: date, now: datetime) -> list[DueLine]:
    """Every review of the borough due on one of the days, as at the first, in order. None of a case that is paused.
    One statement."""
    parts = Parts(AsAt(first))
    within = and_(parts.due_on >= first, parts.due_on <= last, CasePause.id.is_(None))
    return _read(parts, planned_ahead(now), within)


def _read(parts: Parts, planned: Subquery, which: ColumnElement[bool]) -> list[DueLine]:
    found = (
        _with_review(select_cases(parts), parts, planned)
        .where(CaseDetails.id.is_not(None), parts.listed, which)
        .order_by(parts.due_on, Case.local_reference, Case.id)
    )
    return [_line(row) for row in db.session.execute(found)]


def _with_review(cases: Any, parts: Parts, planned: Subquery) -> Any:
    """With the columns of a `DueLine` after those of a `CaseLine`."""
    deputy, published = aliased(Allocation), _published_plan()
    return (
        cases.add_columns(
            Neighbourhood.code,
            parts.key_worker.person_id,
            deputy.person_id,
            published,
            Unplaced.because,
            ReviewExemption.why,
            ReviewExemption.starts_on,
            ReviewExemption.until,
            ReviewExemption.because,
        )
        .outerjoin(deputy, holds(deputy, Holds.DEPUTY, parts.as_at))
        .outerjoin(planned, planned.c.case_id == Case.id)
        .outerjoin(Unplaced, and_(Unplaced.case_id == Case.id, Unplaced.plan_id == published))
        .outerjoin(
            ReviewExemption,
            and_(ReviewExemption.case_id == Case.id, in_force(ReviewExemption, parts.as_at)),
        )
    )


def _published_plan() -> Any:
    published = select(func.max(Plan.id)).where(Plan.status == PlanStatus.PUBLISHED.value)
    return published.scalar_subquery()


def _sought(sought: Sought, parts: Parts, planned: Subquery, on: date) -> ColumnElement[bool]:
    soon: ColumnElement[bool] = parts.due_on <= on + SOON
    shown: dict[Show, ColumnElement[bool]] = {
        Show.SOON: soon,
        Show.LATE: parts.late(on),
        Show.PLANNED: planned.c.at.is_not(None),
        Show.UNPLANNED: and_(soon, planned.c.at.is_(None), CasePause.id.is_(None)),
        Show.EXEMPT: ReviewExemption.id.is_not(None),
        Show.ALL: true(),
    }
    place, tier = sought.neighbourhood_id, sought.tier_id
    return and_(
        shown[sought.show],
        true() if place is None else Neighbourhood.id == place,
        true() if tier is None else ReviewTier.id == tier,
    )


def _line(row: Any) -> DueLine:
    line = as_line(row)
    place, key_worker, deputy, published, unplaced, *exempt = row[14:]
    assert line.due is not None
    facts = ReviewFacts(
        line.due,
        paused=line.paused,
        key_worker_id=key_worker,
        deputy_id=deputy,
        unplaced=tuple(json.loads(unplaced)) if unplaced else (),
        published=published is not None,
    )
    return DueLine(line, place, facts, Exempt(*exempt) if exempt[0] else None)


def _told(lines: Sequence[DueLine], on: date, now: datetime) -> list[DueLine]:
    """With when each is planned, and what is in the way of those that are late or will be. Three statements."""
    people = {line.facts.key_worker_id for line in lines if line.facts.key_worker_id is not None}
    planned = next_sessions([line.line.id for line in lines], now)
    away, lapsed = away_people(people, AsAt(on)), lapsed_registrations(people, on)
    return [_told_of(line, planned.get(line.line.id), away, lapsed, on) for line in lines]


def _told_of(
    line: DueLine,
    planned: PlannedFor | None,
    away: Mapping[int, Away],
    lapsed: Mapping[int, list[str]],
    on: date,
) -> DueLine:
    worker = line.facts.key_worker_id or 0
    absence = away.get(worker)
    is_away = absence is not None and absence.kind is AwayKind.AWAY
    facts = replace(
        line.facts,
        away=is_away,
        away_until=absence.last_day if absence and is_away else None,
        lapsed=tuple(lapsed.get(worker, ())),
        planned_on=planned and planned.on,
    )
    due = facts.due
    behind = due.days_late(on) > 0 or due.due_on <= on + SOON
    return replace(line, facts=facts, planned=planned, in_the_way=hindrances(facts) if behind else ())


def lapsed_registrations(person_ids: Collection[int], on: date) -> dict[int, list[str]]:
    """The regulators of each one's professions in a placement whose registration is not in force. One statement."""
    as_at = AsAt(on)
    registered = and_(
        Registration.person_id == Placement.person_id,
        Registration.profession_id == PlacementDetails.profession_id,
        in_force(Registration, as_at),
    )
    rows = db.session.execute(
        select(Placement.person_id, Profession.regulator)
        .distinct()
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .join(Profession, Profession.id == PlacementDetails.profession_id)
        .outerjoin(Registration, registered)
        .where(
            in_force(PlacementDetails, as_at),
            Placement.person_id.in_(person_ids),
            Profession.regulator.is_not(None),
            or_(Registration.number.is_(None), Registration.expires_on < on),
        )
        .order_by(Placement.person_id, Profession.regulator)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, regulator in rows:
        found[person_id].append(regulator or "")
    return found
