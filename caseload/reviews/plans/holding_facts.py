"""Reading what a plan's holding is judged by: two statements, however long the plan is."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from caseload.cases.case import (
    Allocation,
    Case,
    CaseDetails,
    CaseNeed,
    CasePause,
    Holds,
    Informed,
    ResidentDetails,
    ReviewTier,
)
from caseload.queries.cases import holds
from caseload.queries.reviewing import chosen, last_held
from caseload.reviews.due import next_due
from caseload.reviews.meetings.carried import laid
from caseload.reviews.plans.holding import (
    CLOSED,
    NO_LONGER_LISTED,
    PAUSED,
    HoldingFacts,
    PlannedCase,
    SessionNow,
)
from caseload.reviews.plans.problem_making import PlaceFacts, soonest_on
from caseload.reviews.review import PlannedAttendance, ReviewSession
from caseload.reviews.sessions.pattern import SessionLimit
from caseload.reviews.sessions.rota import Away, Contract, Limit, Pattern, Rota, make_rota
from foundation.clock import LONDON
from foundation.effective import AsAt, Dated, Period, in_force, known, still_open
from foundation.prepared import ask, left_open
from people.availability import Absence, WorkingPattern
from people.employment import Employment, EmploymentDetails
from people.organisation import Profession
from people.person import PersonDetails
from people.presence import AwayKind
from people.queries import spoken_name
from teams.team import Placement, PlacementDetails, Team

Fact = Row[*tuple[Any, ...]]
"""A kind, up to three numbers, what is said, and a period."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """The plan asked about: from when on its sessions are judged, and its own first day."""

    plan_id: int
    starts_on: date
    since: datetime
    """Sessions that begin after this moment are judged: now, or for a draft when it was made."""


def read_holding_facts(weeks: Weeks, now: datetime) -> HoldingFacts:
    """What the register says now about the sessions of a plan that are still to come."""
    today = now.astimezone(LONDON).date()
    on = max(today, weeks.starts_on)
    dated = _by_kind(weeks.plan_id, today, on)
    needs: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for _, case_id, profession_id, hard, _, _, _ in dated["need"]:
        needs[case_id].append((profession_id, bool(hard)))
    asked: dict[int, set[int]] = defaultdict(set)
    for _, session_id, person_id, _, _, _, _ in dated["asked"]:
        asked[session_id].add(person_id)
    limits: dict[int, list[Limit]] = defaultdict(list)
    for _, person_id, most, _, _, starts_on, until in dated["limit"]:
        limits[person_id].append(Limit(most, Period(starts_on, until)))
    return HoldingFacts(
        starts_on=weeks.starts_on,
        now=local(now),
        reviews=tuple(_reviews(weeks, on, needs)),
        asked={session: frozenset(people) for session, people in asked.items()},
        rota=_rota(dated),
        places=tuple(
            PlaceFacts(a, b or None, c or None, Period(s, u)) for _, a, b, c, _, s, u in dated["place"]
        ),
        limits={person: tuple(own) for person, own in limits.items()},
        names={a: said for _, a, _, _, said, _, _ in dated["name"]},
        professions={a: said for _, a, _, _, said, _, _ in dated["profession"]},
    )


def local(at: datetime) -> datetime:
    """The moment as a clock in England shows it, without a zone, as planning counts."""
    return at.astimezone(LONDON).replace(tzinfo=None)


def _rota(dated: dict[str, list[Fact]]) -> Rota:
    return make_rota(
        [Contract(a, b, Period(s, u)) for _, a, b, _, _, s, u in dated["contract"]],
        [Pattern(a, said, Period(s, u)) for _, a, _, _, said, s, u in dated["pattern"]],
        [Away(a, said, Period(s, u), bool(b)) for _, a, b, _, said, s, u in dated["away"]],
    )


def _reviews(weeks: Weeks, on: date, needs: dict[int, list[tuple[int, bool]]]) -> Iterator[PlannedCase]:
    sessions: dict[int, SessionNow] = {}
    for row in ask(_planned_cases, AsAt(on), plan_id=weeks.plan_id, since=weeks.since):
        number, place, starts_at, minutes, online, chair, cancelled, *of_case = row
        session = sessions.setdefault(
            number,
            SessionNow(number, place, local(starts_at), minutes, online, chair, cancelled is not None),
        )
        case_id, lives, takes, informed, pause, key_worker, deputy, *last = of_case
        starts_minute, held_on, chosen_on, interval_weeks, hard_weeks = last
        carried = starts_minute is None
        yield PlannedCase(
            case_id=case_id,
            session=session,
            neighbourhood_id=lives,
            minutes=takes or 0,
            key_worker_id=key_worker,
            deputy_id=deputy,
            fault=_fault(informed, pause),
            needs=tuple(needs.get(case_id, ())),
            starts_minute=starts_minute or 0,
            carried=carried,
            held_on=held_on,
            soonest_on=_soonest(held_on, chosen_on, interval_weeks, hard_weeks),
        )


def _soonest(held_on: date | None, chosen_on: date | None, interval: int | None, hard: int | None) -> date:
    if held_on is None or interval is None or hard is None:
        return date.min
    due = next_due(
        accepted_on=held_on,
        last_held_on=held_on,
        interval_weeks=interval,
        hard_maximum_weeks=hard,
        chosen_on=chosen_on,
    )
    return soonest_on(due, interval)


def _fault(informed: str | None, pause: int | None) -> str | None:
    if informed is None:
        return CLOSED
    if informed == Informed.OBJECTS:
        return NO_LONGER_LISTED
    return PAUSED if pause is not None else None


@cache
def _planned_cases(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    key_worker, deputy, has = (
        aliased(Allocation),
        aliased(Allocation),
        laid(lambda each: each.plan_id == bindparam("plan_id")),
    )
    held = last_held(as_at)
    return (
        select(
            ReviewSession.id,
            ReviewSession.neighbourhood_id,
            ReviewSession.starts_at,
            ReviewSession.minutes,
            ReviewSession.online,
            ReviewSession.chair_person_id,
            ReviewSession.cancelled_because,
            Case.id,
            ResidentDetails.neighbourhood_id,
            ReviewTier.complexity_minutes,
            CaseDetails.informed,
            CasePause.id,
            key_worker.person_id,
            deputy.person_id,
            has.c.starts_minute,
            held.c.on,
            chosen(held),
            ReviewTier.review_interval_weeks,
            ReviewTier.hard_maximum_weeks,
        )
        .select_from(has)
        .join(ReviewSession, ReviewSession.id == has.c.session_id)
        .join(Case, Case.id == has.c.case_id)
        .outerjoin(
            ResidentDetails,
            and_(ResidentDetails.resident_id == Case.resident_id, in_force(ResidentDetails, as_at)),
        )
        .outerjoin(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, as_at)))
        .outerjoin(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .outerjoin(CasePause, and_(CasePause.case_id == Case.id, in_force(CasePause, as_at)))
        .outerjoin(held, held.c.case_id == Case.id)
        .outerjoin(key_worker, holds(key_worker, Holds.KEY_WORKER, as_at))
        .outerjoin(deputy, holds(deputy, Holds.DEPUTY, as_at))
        .where(ReviewSession.starts_at > bindparam("since"))
        .order_by(ReviewSession.starts_at, has.c.starts_minute, Case.id)
    )


def _by_kind(plan_id: int, first: date, on: date) -> dict[str, list[Fact]]:
    """Dated facts of every kind in one statement, each by the word in its first column."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for row in ask(_dated_facts, AsAt(on), plan_id=plan_id, first=first):
        found[row[0]].append(row)
    return found


@cache
def _dated_facts(as_at: AsAt) -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(*_of_staff(left_open("first", known_then=False)), *_of_cases(as_at))


def _of_staff(first: AsAt) -> list[Select[*tuple[Any, ...]]]:
    """Contracts, half-days worked, absences, places in teams and limits, from a day on."""
    elsewhere = case((Absence.kind == AwayKind.ELSEWHERE.value, 1), else_=0)
    contract = _facts("contract", Employment.id, Employment.person_id, of=EmploymentDetails)
    place = _facts(
        "place",
        Placement.person_id,
        Team.neighbourhood_id,
        PlacementDetails.profession_id,
        of=PlacementDetails,
    )
    told: dict[type[Dated], Select[*tuple[Any, ...]]] = {
        EmploymentDetails: contract.join(Employment, Employment.id == EmploymentDetails.employment_id),
        WorkingPattern: _facts(
            "pattern", WorkingPattern.employment_id, said=WorkingPattern.half_days, of=WorkingPattern
        ),
        Absence: _facts("away", Absence.employment_id, elsewhere, said=Absence.half, of=Absence),
        PlacementDetails: place.join(Placement, Placement.id == PlacementDetails.placement_id).join(
            Team, Team.id == PlacementDetails.team_id
        ),
        SessionLimit: _facts("limit", SessionLimit.person_id, SessionLimit.sessions, of=SessionLimit),
    }
    return [found.where(known(table, first), still_open(table, first.on)) for table, found in told.items()]


def _of_cases(as_at: AsAt) -> list[Select[*tuple[Any, ...]]]:
    """What the plan's cases need, who is asked to which session, and what people and professions are called."""
    hard, has = cast(CaseNeed.hard, Integer), laid(lambda each: each.plan_id == bindparam("plan_id"))
    return [
        _facts("need", CaseNeed.case_id, CaseNeed.profession_id, hard, of=CaseNeed).where(
            in_force(CaseNeed, as_at), CaseNeed.case_id.in_(select(has.c.case_id))
        ),
        _facts("asked", PlannedAttendance.session_id, PlannedAttendance.person_id).where(
            PlannedAttendance.plan_id == bindparam("plan_id")
        ),
        _facts("name", PersonDetails.person_id, said=spoken_name(), of=PersonDetails).where(
            in_force(PersonDetails, as_at)
        ),
        _facts("profession", Profession.id, said=Profession.name),
    ]


def _facts(
    kind: str, a: Any, b: Any = None, c: Any = None, *, said: Any = None, of: type[Dated] | None = None
) -> Select[*tuple[Any, ...]]:
    """One kind of fact in the columns that all kinds share."""
    number, text, day = cast(null(), Integer), cast(null(), String), cast(null(), Date)
    return select(
        literal(kind).label("kind"),
        a.label("a"),
        (number if b is None else b).label("b"),
        (number if c is None else c).label("c"),
        (text if said is None else said).label("said"),
        (of.starts_on if of else day).label("starts_on"),
        (of.until if of else day).label("until"),
    )
