"""One case in whole numbers: where it could be reviewed, what waiting costs, and its cheapest series."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import add

from caseload.reviews.planner.problem import KEY_WORKER_WEIGHT, Case, Problem

NEVER = 1e15
"""The cost of what may not be: above any true score."""

Wish = tuple[int, float]
"""The people who would meet a need, as bits, and the points lost when none of them is there."""


class Unmet(dict[int, float]):
    """What a review loses with these people present, worked out when first asked for."""

    def __init__(self, course: "Course") -> None:
        super().__init__()
        self._course = course

    def __missing__(self, present: int) -> float:
        lost = self[present] = self._course.lost(present)
        return lost


class Course:
    """A case's way through the horizon.

    `nodes` are the sessions that might hold it, in order of time, on `days`; `first[n]` is the cost of
    waiting until node n, `last[n]` of waiting from it to the end, `gap[d]` of d days between two reviews
    and `unseen` of no review at all. `unmet[present]` wants `present` cut down to the case's `people`.
    Every series goes through the sessions `pins`, if there are any.
    """

    def __init__(self, case: Case, bits: dict[str, int], gap: tuple[float, ...], published: set[int]) -> None:
        def mask(people: Iterable[str | None]) -> int:
            return sum(bits[person] for person in set(people) if person is not None)

        self.case = case
        self.minutes = case.minutes
        self.gap = gap
        self.key = mask([case.key_worker])
        self.quorum = mask([case.key_worker, case.deputy])
        self.musts = tuple(mask(need.eligible) for need in case.needs if need.hard)
        wishes = [(mask(need.eligible), need.weight) for need in case.needs]
        self.wishes: tuple[Wish, ...] = ((self.key, KEY_WORKER_WEIGHT), *wishes)
        self.people = mask(case.people)
        self.unmet = Unmet(self)
        self.kept = published
        self.pins: frozenset[int] = frozenset()

    def lead_through(self, problem: Problem, sessions: Sequence[int], days: Sequence[int]) -> None:
        """Lay the case through those of `sessions` that are not too soon after its last review."""
        case, end = self.case, problem.days
        start = problem.earliest_day(case, case.last_day)
        self.soonest = problem.earliest_day(case, 0)
        self.nodes = tuple(n for n in sessions if days[n] >= start)
        self.place = {session: n for n, session in enumerate(self.nodes)}
        self.days = tuple(days[n] for n in self.nodes)
        self.first = tuple(map(self._wait_for_first, self.days))
        self.last = tuple(self.gap[end - day] for day in self.days)
        self.unseen = case.wait_cost(case.last_day, end)
        self._earlier = tuple(bisect_right(self.days, day - self.soonest) for day in self.days)
        self._since = (0,) * len(self.days)
        self._twice = max(self._earlier, default=0)
        self._alone = tuple(map(add, self.first, self.last))
        self._soonest_gap = tuple(
            self.gap[day - self.days[known - 1]] if known else 0.0
            for day, known in zip(self.days, self._earlier, strict=True)
        )

    def pin(self, problem: Problem, sessions: Sequence[int], days: Sequence[int]) -> None:
        """Lead every series through these of its `nodes`, none of them too soon after another."""
        self.pins = frozenset(sessions)
        apart = [
            n
            for n in self.nodes
            if n in self.pins or all(abs(days[n] - days[pin]) >= self.soonest for pin in sessions)
        ]
        self.lead_through(problem, apart, days)
        places = sorted(self.place[session] for session in sessions)
        self._since = tuple(max((at for at in places if at < n), default=0) for n in range(len(apart)))
        self.first = tuple(NEVER if n > places[0] else cost for n, cost in enumerate(self.first))
        self.last = tuple(NEVER if n < places[-1] else cost for n, cost in enumerate(self.last))
        self.unseen = NEVER

    def _wait_for_first(self, day: int) -> float:
        last = self.case.last_day
        if self.case.due_day(last) < 0:
            return self.case.wait_cost(last, day)
        return self.gap[day - last]

    def lost(self, present: int) -> float:
        """Points lost when reviewed with the people `present`; NEVER where it may not be held."""
        if not present & self.quorum or not all(present & must for must in self.musts):
            return NEVER
        return sum(weight for eligible, weight in self.wishes if not present & eligible)

    def waits(self, series: Sequence[int]) -> float:
        """The cost of waiting when the case is reviewed in these sessions, in order of time."""
        if not series:
            return self.unseen
        nodes = [self.place[session] for session in series]
        days = [self.days[n] for n in nodes]
        between = sum(self.gap[after - before] for before, after in pairwise(days))
        return self.first[nodes[0]] + between + self.last[nodes[-1]]

    def cheapest(self, costs: Sequence[float]) -> tuple[float, list[int]]:
        """The cheapest series when a review at node n costs `costs[n]`, and its whole cost.

        It is the shortest path through the nodes in order of day: each is reached from the node before
        that costs least, or straight from the last review held. Mostly one review is enough, which
        is looked at first: two cost no less than the first of them and the wait for it.
        """
        if self.pins:
            return self._shortest(costs)
        once = [*map(add, costs, self._alone)]
        best = min(once, default=NEVER)
        if not self._twice or best <= min(map(add, costs[: self._twice], self.first)):
            return (best, [once.index(best)]) if best < self.unseen else (self.unseen, [])
        return self._shortest(costs)

    def _shortest(self, costs: Sequence[float]) -> tuple[float, list[int]]:
        whole: list[float] = []
        least = [math.inf]
        via: list[int] = []
        best, end = self.unseen, -1
        for n, (cost, arrive, after, known) in enumerate(
            zip(costs, self.first, self.last, self._earlier, strict=True)
        ):
            back = -1
            if cost < NEVER:
                if known and least[known] + self._soonest_gap[n] < arrive:
                    arrive, back = self._reach(n, arrive, whole)
                cost += arrive
                if cost + after < best:
                    best, end = cost + after, n
            whole.append(cost)
            least.append(cost if cost < least[n] else least[n])
            via.append(back)
        path: list[int] = []
        while end >= 0:
            path.append(end)
            end = via[end]
        path.reverse()
        return best, path

    def _reach(self, n: int, straight: float, whole: Sequence[float]) -> tuple[float, int]:
        """The least cost of arriving at node n, and the node before it; -1 when `straight` is best.

        Longer waits cost no less, so going back stops once the wait and the cheapest node of all no longer pay.
        """
        days, gap = self.days, self.gap
        arrive, back, day = straight, -1, days[n]
        floor = min(whole)
        for before in range(self._earlier[n] - 1, self._since[n] - 1, -1):
            wait = gap[day - days[before]]
            if wait + floor >= arrive:
                break
            if wait + whole[before] < arrive:
                arrive, back = wait + whole[before], before
        return arrive, back
