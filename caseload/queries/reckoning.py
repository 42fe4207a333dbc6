"""How one person's workload is counted, case by case, for themselves or for their lead: four statements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from caseload.capacity.weights import PROVISIONAL, Weights
from caseload.capacity.workload import Workload, explained, explained_capacity, points_of
from caseload.queries.workloads import EVERYWHERE, Part, WorkFacts, facts_of_people


@dataclass(frozen=True, slots=True)
class Counted:
    """One part in one case, and what it counts. `reserved`: only asked for yet."""

    case_id: int
    reference: str
    role: str
    reserved: bool
    points: int
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A workload with everything it is made of. `elsewhere` and its points: parts in cases of neighbourhoods
    that the reader does not see, told by their number alone."""

    load: Workload
    weights: str
    provisional: bool
    cases: tuple[Counted, ...]
    elsewhere: int
    elsewhere_points: int
    capacity_steps: tuple[str, ...]


def reckoning_of(person_id: int, on: date, within: Collection[str] = (EVERYWHERE,)) -> Reckoning:
    """As the reader sees it who sees the cases of these neighbourhoods ("": all, as the person does)."""
    facts = facts_of_people([person_id], on)
    parts = facts.parts.get(person_id, [])
    seen = [part for part in parts if EVERYWHERE in within or part.neighbourhood in within]
    unseen = [part for part in parts if part not in seen]
    return Reckoning(
        facts.load_of(person_id),
        facts.weights.name,
        facts.weights is PROVISIONAL,
        tuple(_counted(part, facts.weights) for part in seen),
        len(unseen),
        sum(points_of(part.work, facts.weights) for part in unseen),
        _capacity_steps(facts, person_id),
    )


def _counted(part: Part, weights: Weights) -> Counted:
    return Counted(
        part.work.case_id,
        part.reference,
        part.work.role,
        part.reserved,
        points_of(part.work, weights),
        explained(part.work, weights),
    )


def _capacity_steps(facts: WorkFacts, person_id: int) -> tuple[str, ...]:
    return explained_capacity(facts.hours_of(person_id), facts.allowances.get(person_id, ()), facts.weights)
