"""Workloads as bars of one scale: lengths in pixels. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from caseload.capacity.workload import Workload

WIDTH = 300


@dataclass(frozen=True, slots=True)
class Bar:
    """From the left: `held`, then `reserved`, then what is left up to `capacity`, then what reductions took, up
    to `unreduced`. Over capacity, the first two pass the third."""

    held: int
    reserved: int
    capacity: int
    unreduced: int
    width: int = WIDTH


def bars_of(loads: Collection[tuple[Workload, int]]) -> dict[int, Bar]:
    """A bar for each workload with its capacity before reductions, by person; the longest fills the width."""
    longest = max((max(load.used, unreduced) for load, unreduced in loads), default=0) or 1
    return {load.person_id: _bar(load, unreduced, longest) for load, unreduced in loads}


def _bar(load: Workload, unreduced: int, longest: int) -> Bar:
    held = load.held * WIDTH // longest
    used = load.used * WIDTH // longest
    return Bar(held, used - held, load.capacity * WIDTH // longest, unreduced * WIDTH // longest)
