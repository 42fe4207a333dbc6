"""What other weights would do to people's workload, before they are adopted. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from caseload.capacity.workload import Workload

NO_CAPACITY = 10**6
"""Percent of somebody who holds work and can hold none: worse than any share."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One person's workload before and after."""

    person_id: int
    name: str
    before: Workload
    after: Workload

    @property
    def goes_over(self) -> bool:
        """Over capacity, and was not."""
        return self.after.over and not self.before.over

    @property
    def comes_back(self) -> bool:
        """Was over capacity, and is not."""
        return self.before.over and not self.after.over

    @property
    def more(self) -> int:
        """Points of headroom lost."""
        return self.before.headroom - self.after.headroom


@dataclass(frozen=True, slots=True)
class Sums:
    """Everybody's points together, and how many are over capacity."""

    used: int
    capacity: int
    over: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What it does to a list of people."""

    people: int
    before: Sums
    after: Sums
    go_over: int
    come_back: int


def by_harm(shifts: Iterable[Shift]) -> list[Shift]:
    """Those who go over capacity first, then those fullest afterwards, then those who lose most headroom."""
    return sorted(
        shifts,
        key=lambda each: (not each.goes_over, -_share(each.after), -each.more, each.name, each.person_id),
    )


def effect_of(shifts: Iterable[Shift]) -> Effect:
    """The sums of all of them."""
    everybody = list(shifts)
    return Effect(
        people=len(everybody),
        before=_sums(each.before for each in everybody),
        after=_sums(each.after for each in everybody),
        go_over=sum(each.goes_over for each in everybody),
        come_back=sum(each.comes_back for each in everybody),
    )


def _share(load: Workload) -> int:
    if load.percent is None:
        return NO_CAPACITY if load.used else 0
    return load.percent


def _sums(loads: Iterable[Workload]) -> Sums:
    everybody = list(loads)
    return Sums(
        sum(each.used for each in everybody),
        sum(each.capacity for each in everybody),
        sum(each.over for each in everybody),
    )
