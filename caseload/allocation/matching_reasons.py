"""What speaks for and against somebody taking a case, topic by topic, in the order that puts people in order.
Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from caseload.allocation.candidates import AS, Candidate, CaseFact, Need
from caseload.allocation.directing import Directing
from caseload.capacity.workload import Workload
from foundation.formats import day, listed, number, plural

CEILING = 115
"""Percent of capacity after which nobody should be asked to take more without a very good reason."""
HALF_DAYS = 10


class Topic(StrEnum):
    """What is looked at, in this order."""

    ROOM = "room"
    COMPETENCE = "competence"
    KNOWS = "knows"
    PROFESSION = "profession"
    DIRECTING = "directing"
    PLACE = "place"
    DAYS = "days"
    LEFT = "left"


TOPICS: Mapping[Topic, tuple[str, str]] = {
    Topic.ROOM: (
        "Room",
        f"Within capacity with this case, before over capacity, before over {CEILING}% of it.",
    ),
    Topic.COMPETENCE: ("Competence", "Fewest of the competences that the case needs missing."),
    Topic.KNOWS: (
        "Knows the person",
        "Working on the case already, before having worked with the person before, before neither.",
    ),
    Topic.PROFESSION: (
        "Profession",
        "Of a profession that must be at the reviews, before one that is wanted there, before any other.",
    ),
    Topic.DIRECTING: ("May I give it to them", "Directly, before by asking whoever decides."),
    Topic.PLACE: (
        "Practice and ward",
        "Holding other cases of the same practice and in the same ward, before one of the two, before neither.",
    ),
    Topic.DAYS: ("Days in", "Not away in the next 14 days, before away for some of them."),
    Topic.LEFT: ("Capacity left", "The larger share of their capacity left with this case. Then by name."),
}
"""Each topic's name, and how it puts people in order."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one topic says of somebody. `place`: 0 for those it puts first. `good`: None when it is neither for
    nor against them."""

    topic: Topic
    place: int
    sentence: str
    good: bool | None = None


def reasons_of(case: CaseFact, candidate: Candidate, after: Workload) -> Iterator[Reason]:
    """One for each topic but the last, which is a number. `after`: their workload with the case."""
    yield _room(after)
    yield _competence(case, candidate)
    yield _knows(case, candidate)
    yield _profession(case.needs, candidate)
    yield _directing(candidate.directing)
    yield _place(case, candidate)
    yield _days(candidate)


def _room(after: Workload) -> Reason:
    if after.percent is None:
        return Reason(Topic.ROOM, 2, "No capacity: they have no hours left for cases.", good=False)
    said = f"{after.percent}% of capacity with this case ({number(after.used)} of {number(after.capacity)} points)"
    if not after.over:
        return Reason(Topic.ROOM, 0, f"{said}.", good=True)
    if after.percent <= CEILING:
        return Reason(Topic.ROOM, 1, f"Over capacity: {said}.", good=False)
    return Reason(Topic.ROOM, 2, f"Over the ceiling of {CEILING}%: {said}.", good=False)


def _competence(case: CaseFact, candidate: Candidate) -> Reason:
    if not case.competences:
        return Reason(Topic.COMPETENCE, 0, "The case needs none in particular.")
    missing = [name for code, name in sorted(case.competences.items()) if code not in candidate.competences]
    if missing:
        return Reason(Topic.COMPETENCE, len(missing), f"Not signed off in {listed(missing)}.", good=False)
    said = listed(name for _, name in sorted(case.competences.items()))
    return Reason(Topic.COMPETENCE, 0, f"Signed off in {said}.", good=True)


def _knows(case: CaseFact, candidate: Candidate) -> Reason:
    parts = case.parts_of(candidate.person_id)
    if parts:
        said = listed(AS[part] for part in parts)
        return Reason(Topic.KNOWS, 0, f"Works on the case already, as {said}.", good=True)
    if candidate.person_id in case.known:
        return Reason(Topic.KNOWS, 1, "Has worked with this person before.", good=True)
    return Reason(Topic.KNOWS, 2, "Has not worked with this person before.")


def _profession(needs: Collection[Need], candidate: Candidate) -> Reason:
    need = next((need for need in needs if need.code == candidate.profession), None)
    name = candidate.profession_name or "No profession recorded"
    if not needs:
        return Reason(Topic.PROFESSION, 0, f"{name}. The case names no profession.")
    if need is None:
        return Reason(Topic.PROFESSION, 2, f"{name}: not a profession that its reviews ask for.")
    if need.hard:
        return Reason(Topic.PROFESSION, 0, f"{name}: must be at its reviews.", good=True)
    return Reason(Topic.PROFESSION, 1, f"{name}: wanted at its reviews.", good=True)


def _directing(found: Directing) -> Reason:
    if found.direct:
        return Reason(Topic.DIRECTING, 0, f"Directly. {found.because}", good=True)
    return Reason(Topic.DIRECTING, 1, f"Only as a request. {found.because}", good=False)


def _place(case: CaseFact, candidate: Candidate) -> Reason:
    held = [
        f"{plural(count, 'case')} {where}"
        for count, where in (
            (candidate.practices.get(case.practice_id or 0, 0), f"of {case.practice}"),
            (candidate.wards.get(case.ward_id or 0, 0), f"in {case.ward} ward"),
        )
        if count
    ]
    if not held:
        return Reason(Topic.PLACE, 2, "Holds no other case of this practice or in this ward.")
    return Reason(Topic.PLACE, 2 - len(held), f"Holds {listed(held)}.", good=True)


def _days(candidate: Candidate) -> Reason:
    if candidate.half_days is None:
        worked = "Working days not recorded"
    else:
        worked = f"In for {candidate.half_days} of {HALF_DAYS} half-days this week"
    if candidate.away_next is not None:
        return Reason(Topic.DAYS, 1, f"{worked}; away on {day(candidate.away_next)}.", good=False)
    return Reason(Topic.DAYS, 0, f"{worked}.")
