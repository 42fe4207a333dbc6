"""What people hold and what they can hold on a day: at most four statements, however many people.

Counted is work on open, listed cases: as key worker, deputy or contributor, a paused one by its percentage.
Not counted are cases closed or declined, those not accepted yet, and those whose resident objects: an objection
takes a case out of everything shown here, so no total may still hold it for somebody to work out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from caseload.capacity.weights import PROVISIONAL, Weights
from caseload.capacity.workload import Allowance, HeldWork, PlaceHours, Workload, capacity_of, points_of
from caseload.queries.workload_rows import (
    select_employer_weeks,
    select_parts,
    select_places,
    select_reductions,
    select_weights,
)
from foundation.database import db
from foundation.effective import AsAt
from foundation.prepared import ask

EVERYWHERE = ""


class Part(NamedTuple):
    """One person's part in one case, or one that is asked for (`reserved`)."""

    person_id: int
    reference: str
    neighbourhood: str
    reserved: bool
    work: HeldWork


class PersonPlace(NamedTuple):
    """A placement, with whose it is."""

    person_id: int
    name: str
    profession: str | None
    profession_code: str | None
    employer_code: str
    assignment_number: str
    neighbourhood: str | None
    place: PlaceHours


@dataclass(frozen=True, slots=True)
class PersonWorkload:
    """Somebody's workload as a list shows it. `employers` and the rest are names, by where they work most."""

    person_id: int
    name: str
    employers: tuple[str, ...]
    professions: tuple[str, ...]
    teams: tuple[str, ...]
    load: Workload
    unreduced: int
    """Capacity before reductions."""

    @property
    def employer(self) -> str:
        """Every employer, in one line."""
        return ", ".join(self.employers)


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """Everything that workloads are reckoned from. Nobody is missing from `people` who works in a team."""

    weights: Weights
    places: dict[int, list[PersonPlace]]
    parts: dict[int, list[Part]]
    allowances: dict[int, list[Allowance]]

    @property
    def people(self) -> list[int]:
        """Those who work in a team that day."""
        return list(self.places)

    def load_of(self, person_id: int, weights: Weights | None = None) -> Workload:
        """One person's, by the weights in force or by others."""
        counted = weights or self.weights
        parts = self.parts.get(person_id, [])
        return Workload(
            person_id,
            held=sum(points_of(part.work, counted) for part in parts if not part.reserved),
            reserved=sum(points_of(part.work, counted) for part in parts if part.reserved),
            capacity=capacity_of(self.hours_of(person_id), self.allowances.get(person_id, ()), counted),
        )

    def hours_of(self, person_id: int) -> list[PlaceHours]:
        """Where they work, and how long."""
        return [found.place for found in self.places.get(person_id, ())]


def weights_on(on: date) -> Weights:
    """The weights in force on the day; `PROVISIONAL` itself where none are."""
    text = ask(select_weights, AsAt(on)).scalar()
    return PROVISIONAL if text is None else Weights.read(text)


def workloads_of(person_ids: Collection[int], on: date) -> dict[int, Workload]:
    """Each one's; somebody who works in no team that day can hold nothing."""
    facts = facts_of_people(person_ids, on)
    return {person_id: facts.load_of(person_id) for person_id in person_ids}


def team_workloads(neighbourhood_codes: Collection[str], on: date) -> list[PersonWorkload]:
    """Everybody who works in a team of these neighbourhoods ("": everywhere, borough-wide services too), whole
    people: what they do elsewhere counts. Those with the most headroom first, then by name."""
    facts = facts_of_places(neighbourhood_codes, on)
    return sorted(
        (_described(facts, person_id) for person_id in facts.people),
        key=lambda found: (-found.load.headroom, found.name, found.person_id),
    )


def employer_weeks() -> list[tuple[str, Decimal]]:
    """What each employer of somebody calls a full-time week, in hours, by name."""
    return [(name, Decimal(hours)) for name, hours in db.session.execute(select_employer_weeks())]


def facts_of_people(person_ids: Collection[int], on: date) -> WorkFacts:
    """What these people's workloads are reckoned from: four statements."""
    return _facts(on, "people", person_ids=list(person_ids))


def facts_of_places(codes: Collection[str], on: date) -> WorkFacts:
    """The same for everybody who works in these neighbourhoods ("": everywhere): four statements."""
    if EVERYWHERE in codes:
        return _facts(on, "everybody")
    return _facts(on, "places", codes=list(codes))


def _facts(on: date, who: str, **values: Any) -> WorkFacts:
    as_at = AsAt(on)
    return WorkFacts(
        weights_on(on),
        _by_person(map(_place, ask(select_places, as_at, who, **values))),
        _by_person(map(_part, ask(select_parts, as_at, who, **values))),
        _allowances(ask(select_reductions, as_at, who, **values)),
    )


def _described(facts: WorkFacts, person_id: int) -> PersonWorkload:
    places = facts.places[person_id]
    return PersonWorkload(
        person_id,
        places[0].name,
        tuple(dict.fromkeys(found.place.employer for found in places)),
        tuple(dict.fromkeys(found.profession for found in places if found.profession)),
        tuple(dict.fromkeys(found.place.team for found in places)),
        facts.load_of(person_id),
        capacity_of(facts.hours_of(person_id), (), facts.weights),
    )


def _by_person(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return dict(found)


def _place(row: Any) -> PersonPlace:
    return PersonPlace._make([*row[:7], PlaceHours(*row[7:11])])


def _part(row: Any) -> Part:
    person_id, reserved, role, case_id, reference, neighbourhood, tier, kind, stage = row[:9]
    paused, travel, statutory = row[9:12]
    work = HeldWork(case_id, tier, kind, stage, role, bool(paused), bool(travel), bool(statutory))
    return Part(person_id, reference, neighbourhood, bool(reserved), work)


def _allowances(rows: Iterable[Any]) -> dict[int, list[Allowance]]:
    found: defaultdict[int, list[Allowance]] = defaultdict(list)
    for person_id, reason, percent, hours, until in rows:
        last_day = until and until - timedelta(days=1)
        found[person_id].append(Allowance(reason, percent, _decimal(hours), last_day))
    return dict(found)


def _decimal(hours: Any) -> Decimal | None:
    return None if hours is None else Decimal(hours)
