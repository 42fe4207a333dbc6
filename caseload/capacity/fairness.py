"""How evenly work is spread over people. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from caseload.capacity.workload import Workload, rounded
from caseload.cases.small_counts import LEAST


@dataclass(frozen=True, slots=True)
class Spread:
    """Shares of capacity used, in whole percent, of those who hold work and have capacity. `gini`: in hundredths,
    0 when everybody uses the same share and towards 100 the more of it is with a few."""

    people: int
    idle: int
    over: int
    lowest: int
    middle: int
    highest: int
    gini: int

    @property
    def words(self) -> str:
        """What the figure means."""
        if self.gini <= 10:
            return "work is spread evenly"
        return "work is spread fairly evenly" if self.gini <= 25 else "work is spread unevenly"


def spread_of(loads: Collection[Workload]) -> Spread | None:
    """None where fewer than five people hold work: a spread of so few would show each one's."""
    working = [load for load in loads if load.capacity and load.used]
    if len(working) < LEAST:
        return None
    shares = sorted(Fraction(load.used * 100, load.capacity) for load in working)
    return Spread(
        people=len(working),
        idle=sum(1 for load in loads if load.capacity and not load.used),
        over=sum(load.over for load in working),
        lowest=rounded(shares[0]),
        middle=rounded(_middle(shares)),
        highest=rounded(shares[-1]),
        gini=rounded(gini(shares) * 100),
    )


def gini(ordered: Collection[Fraction]) -> Fraction:
    """Of shares in rising order: the mean difference between two people, over twice the mean."""
    shares = list(ordered)
    weighted = sum((rank * share for rank, share in enumerate(shares, 1)), Fraction(0))
    total, count = sum(shares, Fraction(0)), len(shares)
    return Fraction(0) if not total else 2 * weighted / (count * total) - Fraction(count + 1, count)


def _middle(ordered: list[Fraction]) -> Fraction:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
