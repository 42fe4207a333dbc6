"""What a place for one case in one session is worth, and the tighter bound that such prices prove.

A price of minutes lets a session take half of one review and half of another. Here each case pays its own price
for each session, and a session takes whole reviews only: those that pay most together and fit in its minutes.
What every case's cheapest way costs at these prices, less what all sessions take, is below the score of every
plan, whatever the prices: the reviews of a plan fit in their sessions too. (Variable splitting: Guignard and
Kim, "Lagrangean decomposition", 1987.) Offers to people stay as `prices.py` left them.

Prices rise where a case would go and fall where a session would have it, one case and one session after another.
"""

import math
from collections import defaultdict
from collections.abc import Sequence

from caseload.reviews.planner.prices import Prices, between

STEPS = (3.0, 0.03)
"""The first and last step of a price, in points of score."""
SMOOTHING = 0.1
"""How far the smoothed prices follow in each round."""

Wanted = list[tuple[float, int]]
"""What reviews of one length would pay, and a number for each."""


class Places:
    """Prices of places, begun from prices of minutes. `Prices.bound` is raised by what they prove."""

    def __init__(self, prices: Prices) -> None:
        self._prices, self._ground = prices, prices.ground
        self._random = prices.random
        self._costs, self._people = prices.with_offers()
        minute = prices.smooth
        self._paid = [
            [course.minutes * minute[session] for session in course.nodes] for course in self._ground.courses
        ]
        self._smooth = [list(paid) for paid in self._paid]
        self._unit = math.gcd(*(course.minutes for course in self._ground.courses)) or 1
        self._lengths: list[defaultdict[int, list[tuple[int, int]]]] = [
            defaultdict(list) for _ in self._ground.sessions
        ]
        for number, course in enumerate(self._ground.courses):
            for node, session in enumerate(course.nodes):
                self._lengths[session][course.minutes // self._unit].append((number, node))

    def improve(self, share: float) -> None:
        """One round in which every case and every session is asked once; `share` of the rounds are over."""
        step = between(STEPS, share)
        for numbers, rooms in self._prices.turns:
            asked = [(number, -1) for number in numbers] + [(-1, session) for session in rooms]
            self._random.shuffle(asked)
            for number, session in asked:
                if session < 0:
                    self._ask(number, step)
                else:
                    self._fill(session, step)
        for smooth, paid in zip(self._smooth, self._paid, strict=True):
            smooth[:] = [a + SMOOTHING * (b - a) for a, b in zip(smooth, paid, strict=True)]

    def prove(self) -> float:
        """The best bound so far, once that of the present prices has been looked at."""
        self._prices.take_bound(self._bound(self._paid))
        self._prices.take_bound(self._bound(self._smooth))
        return self._prices.bound

    def _bound(self, paid: list[list[float]]) -> float:
        cases = math.fsum(
            course.cheapest([a + b for a, b in zip(costs, own, strict=True)])[0]
            for course, costs, own in zip(self._ground.courses, self._costs, paid, strict=True)
        )
        return cases - self._people - math.fsum(self._fullest(n, paid)[0] for n in range(len(self._lengths)))

    def _ask(self, number: int, step: float) -> None:
        paid = self._paid[number]
        costs = [a + b for a, b in zip(self._costs[number], paid, strict=True)]
        for node in self._ground.courses[number].cheapest(costs)[1]:
            paid[node] += step

    def _fill(self, session: int, step: float) -> None:
        for number, node in self._fullest(session, self._paid)[1]:
            self._paid[number][node] = max(0.0, self._paid[number][node] - step)

    def _fullest(self, session: int, paid: list[list[float]]) -> tuple[float, list[tuple[int, int]]]:
        """The reviews that pay most together of those that fit in a session, and what they pay."""
        units = self._ground.minutes[session] // self._unit
        lengths = [
            (
                length,
                sorted(((paid[number][node], n) for n, (number, node) in enumerate(places)), reverse=True),
            )
            for length, places in self._lengths[session].items()
            if length <= units
        ]
        worth, taken = fullest(lengths, units)
        return worth, [self._lengths[session][length][n] for length, n in taken]


def fullest(lengths: Sequence[tuple[int, Wanted]], units: int) -> tuple[float, list[tuple[int, int]]]:
    """The most that whole reviews of these lengths can pay within so many units, and which: length and number.

    Those of one length come dearest first, so only how many of each length there are is to be decided.
    (The knapsack, by dynamic programming over the units left.)
    """
    best, counts = [0.0] * (units + 1), list[list[int]]()
    for length, wanted in lengths:
        sums = [0.0]
        for price, _ in wanted[: units // length]:
            if price <= 0.0:
                break
            sums.append(sums[-1] + price)
        before, best, count = best, list(best), [0] * (units + 1)
        for room in range(length, units + 1):
            for many in range(1, min(len(sums), room // length + 1)):
                if before[room - many * length] + sums[many] > best[room]:
                    best[room], count[room] = before[room - many * length] + sums[many], many
        counts.append(count)
    room, taken = units, list[tuple[int, int]]()
    for (length, wanted), count in zip(reversed(lengths), reversed(counts), strict=True):
        taken += [(length, number) for _, number in wanted[: count[room]]]
        room -= count[room] * length
    return best[units], taken
