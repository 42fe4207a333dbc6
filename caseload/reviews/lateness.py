"""What keeps a review from being held in time, in words, and where each thing is mended. Pure.

Professional supervision is not among it: whoever leads the work does not see that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from caseload.reviews.due import Due
from foundation.formats import day


class Mend(StrEnum):
    """Where something is put right."""

    ALLOCATE = "allocate"
    ABSENCE = "absence"
    LINES = "lines"
    PLAN = "plan"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One thing in the way. `person_id`: whose absence or lines it is about."""

    says: str
    mend: Mend
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """One review that is to come. `away_until`: the last day of the key worker's absence, where they are `away` and
    it is known. `lapsed`: the regulators whose registration of the key worker is not in force. `planned_on`: its
    session in the published plan; `unplaced`: why that plan has none; `published`: whether there is such a plan."""

    due: Due
    paused: bool = False
    key_worker_id: int | None = None
    deputy_id: int | None = None
    away: bool = False
    away_until: date | None = None
    lapsed: tuple[str, ...] = ()
    planned_on: date | None = None
    unplaced: tuple[str, ...] = ()
    published: bool = True


def hindrances(facts: ReviewFacts) -> tuple[Hindrance, ...]:
    """Everything that is known to stand in the way, the case first, then people, then the plan; each once."""
    found = (*_of_the_case(facts), *_of_people(facts), *_of_the_plan(facts))
    return tuple({each.says: each for each in reversed(found)}.values())[::-1]


def _of_the_case(facts: ReviewFacts) -> Iterator[Hindrance]:
    if facts.paused:
        yield Hindrance("The case is paused", Mend.CASE)
    if facts.key_worker_id is None and facts.deputy_id is None:
        yield Hindrance("No key worker or deputy is named", Mend.ALLOCATE)
    elif facts.key_worker_id is None:
        yield Hindrance("There is a deputy and no key worker", Mend.ALLOCATE)


def _of_people(facts: ReviewFacts) -> Iterator[Hindrance]:
    if facts.away:
        until = f" until {day(facts.away_until)}" if facts.away_until else ""
        no_deputy = "" if facts.deputy_id else ", and no deputy is named"
        yield Hindrance(f"The key worker is away{until}{no_deputy}", Mend.ABSENCE, facts.key_worker_id)
    for regulator in facts.lapsed:
        says = f"The key worker’s {regulator} registration is not in force"
        yield Hindrance(says, Mend.LINES, facts.key_worker_id)


def _of_the_plan(facts: ReviewFacts) -> Iterator[Hindrance]:
    if facts.paused:
        return
    if not facts.published:
        yield Hindrance("No plan of reviews is published", Mend.PLAN)
    elif facts.planned_on is None:
        says = facts.unplaced or ("It is in no session of the published plan",)
        yield from (Hindrance(why, Mend.PLAN) for why in says)
    elif facts.planned_on > facts.due.hard_limit_on:
        yield Hindrance(f"It is planned for {day(facts.planned_on)}, after the hard limit", Mend.PLAN)
    elif facts.planned_on > facts.due.due_on:
        yield Hindrance(f"It is planned for {day(facts.planned_on)}, after the due day", Mend.PLAN)
