"""The caseload in numbers: no resident, case or member of staff is named. Eight statements at any size."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, Subquery, and_, bindparam, case, func, or_, select

from caseload.capacity.fairness import Spread, spread_of
from caseload.capacity.workload import Workload
from caseload.cases.before_after import BeforeAfter, CaseHistory, before_after
from caseload.cases.case import Allocation, Case, CaseDetails, Holds, Informed, ResidentDetails, ReviewTier
from caseload.cases.contact import CarePackage, UrgentContact
from caseload.cases.small_counts import Breakdown, breakdown_of
from caseload.cases.stage import CaseStage
from caseload.queries.reviewing import accepted, going_on, not_objecting
from caseload.queries.workloads import EVERYWHERE, facts_of_places
from foundation.effective import AsAt, Period, in_force, known
from foundation.prepared import ask
from neighbourhoods.neighbourhood import Neighbourhood

NO_PROFESSION = "No profession recorded"


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is counted, by neighbourhood and by tier. A referral has no tier yet."""

    words: str
    by_place: Breakdown
    by_tier: Breakdown | None


@dataclass(frozen=True, slots=True)
class Share:
    """The workload of so many people together, in points."""

    names: tuple[str, ...]
    people: int
    used: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything that is shown. `people`: who work in teams; none: fewer than five. A share for each group that
    may be shown, each person once, where they work most."""

    measures: tuple[Measure, ...]
    people: int | None
    by_employer: tuple[Share, ...]
    by_profession: tuple[Share, ...]
    used: int
    capacity: int
    spread: Spread | None
    outcomes: BeforeAfter


def counts_of(codes: Collection[str], on: date) -> Counts:
    """Of these neighbourhoods ("": the whole borough) on the day."""
    facts = facts_of_places(codes, on)
    loads = {person_id: facts.load_of(person_id) for person_id in facts.people}
    by_employer = {each: facts.places[each][0].place.employer for each in loads}
    by_profession = {each: facts.places[each][0].profession or NO_PROFESSION for each in loads}
    people = breakdown_of(Counter(by_employer.values())).total
    return Counts(
        tuple(_measures(codes, on)),
        people,
        _shares(by_employer, loads),
        _shares(by_profession, loads),
        sum(load.used for load in loads.values()) if people else 0,
        sum(load.capacity for load in loads.values()) if people else 0,
        spread_of(loads.values()),
        outcomes_of(codes, on),
    )


def outcomes_of(codes: Collection[str], on: date) -> BeforeAfter:
    """Urgent contacts and formal care before acceptance and after, of these neighbourhoods. Three statements."""
    return before_after(_histories(codes, on), on)


def _shares(group_of: dict[int, str], loads: dict[int, Workload]) -> tuple[Share, ...]:
    counted = Counter(group_of.values())
    by_name = {name: counted[name] for name in sorted(counted)}
    return tuple(
        _share(group.names, [loads[each] for each, name in group_of.items() if name in group.names])
        for group in breakdown_of(by_name).groups
    )


def _share(names: tuple[str, ...], loads: list[Workload]) -> Share:
    return Share(names, len(loads), sum(load.used for load in loads), sum(load.capacity for load in loads))


def _measures(codes: Collection[str], on: date) -> Iterable[Measure]:
    rows = ask(_cases, AsAt(on), EVERYWHERE in codes, codes=list(codes)).all()
    for words, wanted in (
        ("Waiting to be accepted", "waiting"),
        ("Accepted, waiting for a key worker", "unheld"),
        ("Held by a key worker", "held"),
    ):
        by_place = breakdown_of(_summed(rows, "place", wanted))
        by_tier = None if wanted == "waiting" else breakdown_of(_summed(rows, "tier", wanted))
        yield Measure(words, by_place, by_tier)


def _summed(rows: Iterable[Any], by: str, wanted: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        name = getattr(row, by)
        if name is not None:
            found[name] = found.get(name, 0) + (row.cases if row.standing == wanted else 0)
    return found


def _histories(codes: Collection[str], on: date) -> list[CaseHistory]:
    """Accepted cases, open or ended. None whose resident objects, or did when it ended."""
    as_at, asked = AsAt(on), {"codes": list(codes)}
    everywhere = EVERYWHERE in codes
    urgent: defaultdict[int, list[date]] = defaultdict(list)
    for case_id, day in ask(_urgent, as_at, everywhere, **asked):
        urgent[case_id].append(day)
    care: defaultdict[int, list[Any]] = defaultdict(list)
    for case_id, starts_on, until, hours in ask(_care, as_at, everywhere, **asked):
        care[case_id].append((Period(starts_on, until), hours))
    rows = ask(_opened, as_at, everywhere, **asked)
    latest = {row.case_id: row for row in rows}
    return [
        CaseHistory(row.accepted_on, row.until, tuple(urgent[case_id]), tuple(care[case_id]))
        for case_id, row in latest.items()
        if row.informed != Informed.OBJECTS.value
    ]


@cache
def _cases(as_at: AsAt, everywhere: bool) -> Select[*tuple[Any, ...]]:
    """Listed cases by neighbourhood, tier and how they stand."""
    each = _each_case(as_at, everywhere)
    return (
        select(each.c.place, each.c.tier, each.c.standing, func.count().label("cases"))
        .group_by(each.c.place, each.c.tier, each.c.weeks, each.c.standing)
        .order_by(each.c.place, each.c.weeks, each.c.tier, each.c.standing)
    )


def _each_case(as_at: AsAt, everywhere: bool) -> Subquery:
    start = accepted(as_at)
    referred = and_(Case.referred_on <= as_at.on, or_(start.c.on.is_(None), start.c.on > as_at.on))
    opened = and_(CaseDetails.id.is_not(None), not_objecting())
    key_worker = and_(Allocation.role == Holds.KEY_WORKER.value, in_force(Allocation, as_at))
    found = (
        select(
            Neighbourhood.name.label("place"),
            ReviewTier.name.label("tier"),
            ReviewTier.review_interval_weeks.label("weeks"),
            case(
                (CaseDetails.id.is_(None), "waiting"), (Allocation.id.is_(None), "unheld"), else_="held"
            ).label("standing"),
        )
        .select_from(Case)
        .outerjoin(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, as_at)))
        .outerjoin(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .outerjoin(CaseStage, and_(CaseStage.case_id == Case.id, in_force(CaseStage, as_at)))
        .outerjoin(start, start.c.case_id == Case.id)
        .outerjoin(Allocation, and_(Allocation.case_id == Case.id, key_worker))
        .where(or_(opened, and_(CaseDetails.id.is_(None), referred)), going_on())
    )
    return _within(found, as_at, everywhere).subquery("each_case")


@cache
def _opened(as_at: AsAt, everywhere: bool) -> Select[*tuple[Any, ...]]:
    """What was said last of each case that was ever accepted, the last row of each being the one that counts."""
    start = accepted(as_at)
    found = (
        select(
            Case.id.label("case_id"), start.c.on.label("accepted_on"), CaseDetails.until, CaseDetails.informed
        )
        .join(start, start.c.case_id == Case.id)
        .join(CaseDetails, CaseDetails.case_id == Case.id)
        .where(known(CaseDetails, as_at), CaseDetails.starts_on <= as_at.on)
    )
    return _within(found, as_at, everywhere).order_by(Case.id, CaseDetails.starts_on, CaseDetails.id)


@cache
def _urgent(as_at: AsAt, everywhere: bool) -> Select[*tuple[Any, ...]]:
    found = (
        select(UrgentContact.case_id, UrgentContact.happened_on)
        .join(Case, Case.id == UrgentContact.case_id)
        .where(known(UrgentContact, as_at), UrgentContact.happened_on <= as_at.on)
    )
    return _within(found, as_at, everywhere).order_by(UrgentContact.id)


@cache
def _care(as_at: AsAt, everywhere: bool) -> Select[*tuple[Any, ...]]:
    found = (
        select(CarePackage.case_id, CarePackage.starts_on, CarePackage.until, CarePackage.hours)
        .join(Case, Case.id == CarePackage.case_id)
        .where(known(CarePackage, as_at), CarePackage.starts_on <= as_at.on)
    )
    return _within(found, as_at, everywhere).order_by(CarePackage.id)


def _within(found: Select[*tuple[Any, ...]], as_at: AsAt, everywhere: bool) -> Select[*tuple[Any, ...]]:
    """Only residents of the neighbourhoods asked about."""
    lives = and_(ResidentDetails.resident_id == Case.resident_id, in_force(ResidentDetails, as_at))
    there = found.join(ResidentDetails, lives).join(
        Neighbourhood, Neighbourhood.id == ResidentDetails.neighbourhood_id
    )
    return there if everywhere else there.where(Neighbourhood.code.in_(bindparam("codes", expanding=True)))
