"""The order of reviews within one session, so that people called for several wait little between them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from caseload.reviews.planner.problem import Case

Slot = tuple[int, Case]
"""The minute of the session at which a case's review starts, and the case."""


def in_order(cases: Sequence[Case], people: AbstractSet[str]) -> tuple[Slot, ...]:
    """The cases one after another without a break, in the order found that keeps `people` waiting least.

    From each case that could open the session, every next one is that which shares most of the people
    with the one before it; of these orders the best is taken.
    """
    orders = [_timed(_following(first, cases, people)) for first in cases]
    return min(orders, key=lambda slots: waiting_minutes(slots, people), default=())


def waiting_minutes(slots: Sequence[Slot], people: AbstractSet[str]) -> int:
    """Minutes that `people` spend in the session between their own cases, all together."""
    return sum(_waits(slots, person) for person in people)


def _waits(slots: Sequence[Slot], person: str) -> int:
    own = [(starts, starts + case.minutes) for starts, case in slots if person in case.people]
    if not own:
        return 0
    stays = max(ends for _, ends in own) - min(starts for starts, _ in own)
    return stays - sum(ends - starts for starts, ends in own)


def _following(first: Case, cases: Sequence[Case], people: AbstractSet[str]) -> list[Case]:
    ordered, left = [first], [case for case in cases if case is not first]
    while left:
        shared = people & ordered[-1].people
        ordered.append(max(left, key=lambda case: len(shared & case.people)))
        left.remove(ordered[-1])
    return ordered


def _timed(cases: Sequence[Case]) -> tuple[Slot, ...]:
    starts = (sum(case.minutes for case in cases[:n]) for n in range(len(cases)))
    return tuple(zip(starts, cases, strict=True))
