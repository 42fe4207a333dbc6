"""Reading what is known of coverage over a stretch of days. Five statements, of however many people and days.

Supervision and register checks count up to the first of the days: what has not been done yet is not supposed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased

from foundation.effective import AsAt, Dated, in_force, known, still_open
from foundation.prepared import ask
from neighbourhoods.neighbourhood import Neighbourhood
from people.accountability import Accountability, RegisterCheck, Registration, Supervision
from people.employment import Employment, EmploymentDetails
from people.line_facts import Fact
from people.organisation import Organisation, Profession
from people.person import PersonDetails
from people.post import PostDetails, Tenure
from people.queries import STRENGTH, spoken_name
from teams.authority.facts import OrganisationFact
from teams.coverage.dated import Contract, DatedFacts, DatedPractice, Spell
from teams.coverage.facts import HolderFact, PostFact, PracticeFact, Registered
from teams.queries.coverage import (
    NAMELESS,
    Practised,
    latest_day_of,
    latest_end_of,
    placed,
    post_facts,
    same_practice,
    stretches_before,
)
from teams.queries.coverage_span import Span, reference
from teams.team import Management, Placement, PlacementDetails, Team

LAST = bindparam("last", type_=Date)


def dated_facts(as_at: AsAt, last: date) -> DatedFacts:
    """Posts, those who hold them and what they are registered as, from the day to `last`. Three statements."""
    posts: dict[int, list[Spell[PostFact]]] = defaultdict(list)
    for *said, starts_on, until in ask(_posts, as_at, last=last):
        posts[said[0]].append(Spell(starts_on, until, PostFact(*said)))
    held, registered = _holders(as_at, last)
    professions, apexes = reference()
    return DatedFacts(
        as_at.on,
        last,
        professions,
        apexes,
        {number: tuple(spells) for number, spells in posts.items()},
        held,
        registered,
    )


def dated_practices(span: Span, as_at: AsAt, last: date) -> list[DatedPractice]:
    """Everybody in the span on any of the days, by name, once for each profession. Two statements."""
    before = stretches_before(span, as_at)
    found: dict[tuple[int, str], _Gathered] = defaultdict(_Gathered)
    for row in ask(_practices, as_at, *span.worded(), last=last, **span.asked()).yield_per(5000):
        found[row[0], row[6]].add(row)
    return [each.practice(before) for each in found.values()]


@dataclass(slots=True)
class _Gathered:
    """The rows of one person in one profession: one for each placement × line × registration."""

    placed: dict[tuple[int, date], Spell[PracticeFact]] = field(default_factory=dict)
    lines: dict[date, Spell[int]] = field(default_factory=dict)
    registered: dict[date, Spell[Registered]] = field(default_factory=dict)
    contracts: dict[tuple[str, str], Contract] = field(default_factory=dict)

    def add(self, row: Any) -> None:
        line_post, line_since, line_until = row[11:14]
        if line_since is not None:
            self.lines[line_since] = Spell(line_since, line_until, line_post)
        if row[15] is not None:
            held = Registered(row[6], row[15], row[16], row[17])
            self.registered[row[15]] = Spell(row[15], row[18], held)
        self.placed.setdefault((row[26], row[9]), Spell(row[9], row[10], _practice(row)))
        if (row[2], row[3]) not in self.contracts:
            employer = OrganisationFact(row[2], *row[28:30])
            self.contracts[row[2], row[3]] = Contract(employer, row[27] or "")

    def practice(self, before: dict[Practised, list[Fact]]) -> DatedPractice:
        placed = tuple(spell for _, spell in sorted(self.placed.items(), key=lambda item: item[0]))
        first = placed[0].what
        stretches: dict[str, tuple[Fact, ...]] = {}
        for employer in {spell.what.employer for spell in placed}:
            coming = [spell for spell in placed if spell.what.employer == employer]
            earlier = before.get((first.person_id, first.profession, employer), ())
            stretches[employer] = (*earlier, *coming)
        return DatedPractice(
            placed,
            stretches,
            tuple(spell for _, spell in sorted(self.lines.items())),
            tuple(spell for _, spell in sorted(self.registered.items())),
            self.contracts,
        )


def _practice(row: Any) -> PracticeFact:
    """But for line and registration, which may change over the days."""
    return PracticeFact(
        *row[:9],
        placed_since=row[9],
        line_ended_on=row[14],
        registered_until=row[19],
        checked_on=row[20],
        supervised_on=row[21],
        management_post_id=row[22],
        funding=row[23],
        funding_ends_on=row[24],
        management_since=row[25],
    )


def _holders(
    as_at: AsAt, last: date
) -> tuple[dict[int, tuple[HolderFact, ...]], dict[int, tuple[Spell[Registered], ...]]]:
    held: dict[int, list[HolderFact]] = {}
    registered: dict[int, dict[tuple[str, date], Spell[Registered]]] = defaultdict(dict)
    for _, group in groupby(ask(_tenures, as_at, last=last), key=lambda row: row[0]):
        rows = list(group)
        holder = HolderFact(*rows[0][2:7])
        held.setdefault(rows[0][1], []).append(holder)
        for *_, profession, since, number, expires_on, until in rows:
            if profession is not None:
                what = Registered(profession, since, number, expires_on)
                registered[holder.person_id][profession, since] = Spell(since, until, what)
    return (
        {number: _strongest_first(holders) for number, holders in held.items()},
        {person_id: tuple(spells.values()) for person_id, spells in registered.items()},
    )


def _strongest_first(holders: Iterable[HolderFact]) -> tuple[HolderFact, ...]:
    return tuple(sorted(holders, key=lambda holder: (STRENGTH[holder.holding], holder.since)))


def _within(row: type[Dated], as_at: AsAt) -> ColumnElement[bool]:
    """True on one of the days."""
    return and_(row.starts_on <= LAST, still_open(row, as_at.on), known(row, as_at))


def _first_of(row: Any, as_at: AsAt) -> AsAt:
    """The first of the days on which the row is true."""
    return AsAt(case((row.starts_on > as_at.on, row.starts_on), else_=as_at.on), as_at.known_at)  # pyright: ignore[reportArgumentType]


@cache
def _practices(
    as_at: AsAt, people: bool, apex: bool, profession: bool, employer: bool
) -> Select[*tuple[Any, ...]]:
    person = PlacementDetails.profession_id, Placement.person_id
    then = _first_of(PlacementDetails, as_at)
    return (
        placed(people, apex, profession, employer)
        .outerjoin(Neighbourhood, Neighbourhood.id == Team.neighbourhood_id)
        .outerjoin(
            PersonDetails,
            and_(PersonDetails.person_id == Placement.person_id, in_force(PersonDetails, then)),
        )
        .outerjoin(
            EmploymentDetails,
            and_(EmploymentDetails.employment_id == Employment.id, in_force(EmploymentDetails, then)),
        )
        .outerjoin(Accountability, same_practice(Accountability, person, _within(Accountability, as_at)))
        .outerjoin(Registration, same_practice(Registration, person, _within(Registration, as_at)))
        .outerjoin(
            Management,
            and_(Management.placement_id == PlacementDetails.placement_id, in_force(Management, then)),
        )
        .where(_within(PlacementDetails, as_at))
        .with_only_columns(
            Placement.person_id,
            func.coalesce(spoken_name(), NAMELESS),
            Organisation.code,
            Employment.assignment_number,
            Team.code,
            Neighbourhood.code,
            Profession.code,
            PlacementDetails.hours,
            Organisation.full_time_hours,
            PlacementDetails.starts_on,
            PlacementDetails.until,
            Accountability.post_id,
            Accountability.starts_on,
            Accountability.until,
            latest_end_of(Accountability, person, as_at),
            Registration.starts_on,
            Registration.number,
            Registration.expires_on,
            Registration.until,
            latest_end_of(Registration, person, as_at),
            latest_day_of(RegisterCheck, RegisterCheck.checked_on, person, as_at),
            latest_day_of(Supervision, Supervision.held_on, person, as_at),
            Management.post_id,
            PlacementDetails.funding,
            PlacementDetails.funding_ends_on,
            Management.starts_on,
            PlacementDetails.placement_id,
            EmploymentDetails.job_title,
            Organisation.name,
            Organisation.kind,
            maintain_column_froms=True,
        )
        .order_by(
            PersonDetails.family_name,
            PersonDetails.given_name,
            PlacementDetails.placement_id,
            PlacementDetails.starts_on,
            Accountability.starts_on,
            Registration.starts_on,
        )
    )


@cache
def _posts(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    found = post_facts(as_at).where(_within(PostDetails, as_at))
    return found.add_columns(PostDetails.starts_on, PostDetails.until)


@cache
def _tenures(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """A row for each tenure × registration of whoever holds it."""
    profession = aliased(Profession)
    then = _first_of(Tenure, as_at)
    return (
        select(
            Tenure.id,
            Tenure.post_id,
            Tenure.person_id,
            func.coalesce(spoken_name(), "not yet in the register"),
            Tenure.holding,
            Tenure.starts_on,
            Tenure.until,
            profession.code,
            Registration.starts_on,
            Registration.number,
            Registration.expires_on,
            Registration.until,
        )
        .outerjoin(
            PersonDetails, and_(PersonDetails.person_id == Tenure.person_id, in_force(PersonDetails, then))
        )
        .outerjoin(
            Registration,
            and_(Registration.person_id == Tenure.person_id, _within(Registration, as_at)),
        )
        .outerjoin(profession, profession.id == Registration.profession_id)
        .where(_within(Tenure, as_at))
        .order_by(Tenure.id, profession.code, Registration.starts_on)
    )
