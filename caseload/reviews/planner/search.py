"""Take a few cases out, put them back where they cost least, keep what pays; over and over.

Cases are put back one after another along their own cheapest series, at prices that leave the minutes
that many want to those who gain most from them. A change for the worse is sometimes kept, the less often
the longer the search goes on, so that it does not stop at the first plan that no small change improves.
(Ruin and recreate: Schrimpf and others, "Record breaking optimization results using the ruin and recreate
principle", 2000; blinking: Christiaens and Vanden Berghe, "Slack induction by string removals", 2020.)
"""

import math
from collections.abc import Sequence
from random import Random

from caseload.reviews.planner.attendance import call_whoever_helps
from caseload.reviews.planner.board import MOVE, Board, Laid
from caseload.reviews.planner.courses import NEVER
from caseload.reviews.planner.ground import Ground

CALL = 0.15
"""The share of what a newly asked person would mend that asking them is charged at: seats are scarce."""
UNHELD = 8.0
"""Points that having nobody to answer for the case yet counts as, before that share is taken."""
BLINK = 4
"""A node is overlooked in one of so many insertions."""
GREED, FEW = 0.7, 12
"""How often a case that waits needlessly is begun with, and of how many at most it is the worst."""
MEND = 0.9
"""How often, of a published plan, one of those cases is begun with that are not where they were."""
AT_PUBLISHED, AT_WISH, AT_HOME = 0.2, 0.4, 0.7
"""How often it is begun where the case was published, where it would like to be, and above that where it is."""
ROOMS, REVIEWS, NEARBY = 5, 3, 6
"""Sessions emptied together, reviews from each, and how many sessions before and after count as near."""


class Search:
    """The plan on `board`, and its `cost`: its score, and the price of the published reviews moved.

    It begins with the reviews that are `kept`, and never takes out those that are pinned.
    """

    def __init__(self, ground: Ground, seed: int, kept: Laid) -> None:
        self.ground = ground
        self._kept = kept
        self.board = Board.holding(ground, kept)
        self.prices: Sequence[float] = [0.0] * len(ground.sessions)
        self._random = Random(seed)
        self._near = [self._near_to(session) for session in range(len(ground.sessions))]
        self._movable = [number for number, course in enumerate(ground.courses) if course.nodes]
        self._heaviest = sorted(self._movable, key=lambda n: (-ground.courses[n].gap[-1], n))
        self._published = [number for number in self._movable if ground.courses[number].kept]
        self._moved: list[int] = []
        self._least = [course.cheapest([0.0] * len(course.nodes))[0] for course in ground.courses]
        self.cost = self._best_cost = self.board.cost()
        self.best, self.best_score = self.board.laid(), self.board.score()

    def lay_out(self, prices: Sequence[float]) -> None:
        """A first plan: what is kept, then the heaviest cases first, each on its cheapest series."""
        self.board, self.prices = Board.holding(self.ground, self._kept), prices
        self.board.begin()
        moving = [number for number in self._heaviest if not self._stays(number)]
        for number in moving:
            self.board.remove(number)
            self._insert(number, 1.0)
        call_whoever_helps(self.board)
        self.board.settle()
        self.cost = self.board.cost()
        self._look_for_moved()

    def _stays(self, number: int) -> bool:
        """All published reviews of the case are where they were."""
        kept = self.ground.courses[number].kept
        return bool(kept) and kept.issubset(self._kept.series[number])

    def _look_for_moved(self) -> None:
        """The cases whose published reviews are not all where they were."""
        courses, series = self.ground.courses, self.board.series
        self._moved = [n for n in self._published if not courses[n].kept.issubset(series[n])]

    def note(self) -> None:
        """Remember the plan as it stands if none before it cost less."""
        self._look_for_moved()
        if self.cost < self._best_cost - 1e-9:
            self._best_cost = self.cost
            self.best, self.best_score = self.board.laid(), self.board.score()

    def step(self, heat: float) -> int:
        """One change, kept or undone; how many cases were put back."""
        board, chance = self.board, self._random.random
        out = self._choose()
        board.begin()
        for number in out:
            board.remove(number)
        self._order(out)
        share = chance()
        for number in out:
            self._insert(number, share)
        delta = board.settle()
        if delta <= 0 or delta < -heat * math.log(1.0 - chance()):
            self.cost += delta
        else:
            board.undo()
        return len(out)

    def _insert(self, number: int, share: float) -> None:
        costs = self._costs(number, share)
        skip = int(self._random.random() * len(costs) * BLINK)
        course = self.ground.courses[number]
        if skip < len(costs) and course.nodes[skip] not in course.kept | course.pins:
            costs[skip] = NEVER
        self.board.insert(number, course.cheapest(costs)[1])

    def _costs(self, number: int, share: float) -> list[float]:
        """What a review of the case would cost at each of its nodes as things stand."""
        course, board = self.ground.courses[number], self.board
        left, here, could, price = board.left, board.here, board.could, self.prices
        minutes, people, unmet = course.minutes, course.people, course.unmet
        worth, kept = share * minutes, course.kept
        costs: list[float] = []
        for session in course.nodes:
            if left[session] < minutes and session not in course.pins:
                costs.append(NEVER)
                continue
            lost, now = unmet[could[session] & people], unmet[here[session] & people]
            if now != lost:
                lost += CALL * (now - lost if now < NEVER else UNHELD)
            if kept and session not in kept:
                lost += MOVE
            costs.append(lost + worth * price[session])
        return costs

    # --- what to take out

    def _choose(self) -> list[int]:
        """A case, and some of those that sit where it does or would like to be."""
        chance, board = self._random.random, self.board
        first = self._start()
        where = self._where(first)
        rooms = [where[int(chance() * len(where))]]
        near = self._near[rooms[0]]
        if near:
            rooms += [near[int(chance() ** 2 * len(near))] for _ in range(int(chance() * ROOMS))]
        size = 1 + (1 + int(chance() * REVIEWS)) // len(rooms)
        out = {first: None}
        for session in rooms:
            held = board.held[session]
            for _ in range(min(len(held), size)):
                out[held[int(chance() * len(held))]] = None
        return list(out)

    def _where(self, number: int) -> Sequence[int]:
        """The sessions where a case sits, or where it would like to and does not, or any it could be in."""
        course, series, pick = self.ground.courses[number], self.board.series[number], self._random.random()
        if course.kept and pick < AT_PUBLISHED:
            left = [session for session in course.kept if session in course.place and session not in series]
            if left:
                return left
        if pick < AT_WISH:
            board, price = self.board, self.prices
            worth = self._random.random() * course.minutes
            costs = [
                course.unmet[board.could[session] & course.people] + worth * price[session]
                for session in course.nodes
            ]
            wished = [course.nodes[node] for node in course.cheapest(costs)[1]]
            return [session for session in wished if session not in series] or series or course.nodes
        return series if series and pick < AT_HOME else course.nodes

    def _start(self) -> int:
        """A case that cannot stay as published, or one at random, mostly the most needlessly late of a few."""
        chance, movable, waits = self._random.random, self._movable, self.board.waits
        if self._moved and chance() < MEND:
            return self._moved[int(chance() * len(self._moved))]
        first = movable[int(chance() * len(movable))]
        if chance() < GREED:
            for _ in range(int(chance() * FEW)):
                other = movable[int(chance() * len(movable))]
                if waits[other] - self._least[other] > waits[first] - self._least[first]:
                    first = other
        return first

    def _order(self, out: list[int]) -> None:
        chance, courses = self._random.random, self.ground.courses
        if chance() < 0.5:
            self._random.shuffle(out)
        else:
            out.sort(key=lambda number: -courses[number].gap[-1] * (0.5 + chance()))

    def _near_to(self, session: int) -> list[int]:
        days, rooms = self.ground.days, self.ground.rooms[self.ground.sessions[session].neighbourhood]
        others = [other for other in rooms if other != session]
        return sorted(others, key=lambda n: (abs(days[n] - days[session]), n))[:NEARBY]
