"""The pure heart of changing dated facts: a timeline in, what is dropped and what is added out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from foundation.effective import Period

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Stretch(Generic[V]):
    """One value held over one period. `row` numbers the stored row it came from; None: not stored."""

    period: Period
    value: V
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Change(Generic[V]):
    """What an act does to one timeline."""

    dropped: tuple[Stretch[V], ...] = ()
    added: tuple[Stretch[V], ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.dropped or self.added)


def put(timeline: Sequence[Stretch[V]], period: Period, value: V | None) -> Change[V]:
    """Say that `value` holds over the whole of `period` (None: nothing does). Other days keep what they had.

    Neighbours of equal value become one stretch, so a fact keeps the day it really began; saying what is
    already so changes nothing.
    """
    near = [s for s in timeline if s.period.touches(period)]
    if not near:
        return Change() if value is None else Change(added=(Stretch(period, value),))
    if any(s.value == value and s.period.holds(period) for s in near):
        return Change()
    wanted = [Stretch(part, s.value) for s in near for part in s.period.outside(period)]
    if value is not None:
        wanted.append(Stretch(period, value))
    joined = _join(sorted(wanted, key=lambda s: s.period.starts_on))
    kept = {(s.period, s.value) for s in joined}
    had = {(s.period, s.value) for s in near}
    return Change(
        tuple(s for s in near if (s.period, s.value) not in kept),
        tuple(s for s in joined if (s.period, s.value) not in had),
    )


def after(timeline: Sequence[Stretch[V]], change: Change[V]) -> list[Stretch[V]]:
    """The timeline once the change is made, in order."""
    kept = [s for s in timeline if s not in change.dropped]
    return sorted([*kept, *change.added], key=lambda s: s.period.starts_on)


def _join(stretches: list[Stretch[V]]) -> list[Stretch[V]]:
    joined: list[Stretch[V]] = []
    for stretch in stretches:
        last = joined[-1] if joined else None
        if last is not None and last.value == stretch.value and last.period.end == stretch.period.starts_on:
            joined[-1] = Stretch(Period(last.period.starts_on, stretch.period.until), last.value)
        else:
            joined.append(stretch)
    return joined
