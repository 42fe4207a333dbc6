"""Looking for a spread in which nobody is above a percentage, by way of spreads in which some still are."""

from collections.abc import Iterator
from itertools import chain, combinations
from random import Random

from caseload.spreading.board import Board
from caseload.spreading.search import Going, Step

REST = 12  # steps for which a case does not go back to whom it left
SEED = 20261122
MOST_STEPS = 1_500


class Settling:
    """A board on which points over the percentage are made fewer and fewer. Given as many steps, the same
    board settles the same way."""

    def __init__(self, board: Board, percent: int) -> None:
        self.board, self._random = board, Random(SEED)  # nothing secret about it
        self._room = {who: percent * capacity // 100 for who, capacity in board.capacity.items()}
        self._rests: dict[tuple[int, int], int] = {}
        self._steps = 0

    def settle(self, going: Going) -> bool:
        """Whether everybody came within the share before `going` said no more."""
        least = self._over()
        while least and self._steps < MOST_STEPS and going():
            step = self._best(least)
            if step is None:
                return False
            self._take(step)
            least = self._over()
        return not least

    def _over(self) -> int:
        return sum(map(self._excess, self.board.load))

    def _excess(self, who: int) -> int:
        return max(0, self.board.load[who] - self._room[who])

    def _take(self, step: Step) -> None:
        self._steps += 1
        for case_id, who in step:
            was = self.board.where[case_id]
            if was is not None:
                self._rests[case_id, was] = self._steps + REST + self._random.randrange(REST)
            self.board.lay(case_id, who)

    def _best(self, over: int) -> Step | None:
        """The step from somebody who is over that leaves the fewest points over; any of several."""
        over_it = [who for who, held in self.board.holding.items() if held and self._excess(who)]
        if not over_it:
            return None
        best, found = 0, list[Step]()
        who = self._random.choice(over_it)
        for added, step in chain(self._steps_from(who), self._uneven_swaps(who)):
            if any(self._rests.get(each, 0) > self._steps for each in step) and over + added > 0:
                continue
            if not found or added < best:
                best, found = added, [step]
            elif added == best:
                found.append(step)
        return self._random.choice(found) if found else None

    def _steps_from(self, who: int) -> Iterator[tuple[int, Step]]:
        board, room, load = self.board, self._room, self.board.load
        mine, top = load[who], room[who]
        before = max(0, mine - top)
        for case_id in board.holding[who]:
            points = board.points[case_id]
            less = mine - points[who]
            for other, more in points.items():
                if other == who:
                    continue
                theirs, limit = load[other] + more, room[other]
                was = max(0, load[other] - limit) + before
                yield max(0, less - top) + max(0, theirs - limit) - was, ((case_id, other),)
                for back in board.holding[other]:
                    carried = board.points[back]
                    if who in carried:
                        after = max(0, less + carried[who] - top) + max(0, theirs - carried[other] - limit)
                        yield after - was, ((case_id, other), (back, who))

    def _uneven_swaps(self, who: int) -> Iterator[tuple[int, Step]]:
        """One of their cases, any, against two; and two against one: the last odd points seldom go otherwise."""
        held = sorted(self.board.holding[who])
        one = self._random.choice(held)
        for other in self.board.points[one]:
            back = self._could_go(other, who)
            yield from (self._swap(who, other, (one,), two) for two in combinations(back, 2))
        if len(held) < 2:
            return
        first, second = self._random.sample(held, 2)
        for other in self.board.points[first].keys() & self.board.points[second].keys():
            yield from (
                self._swap(who, other, (first, second), (back,)) for back in self._could_go(other, who)
            )

    def _could_go(self, holder: int, who: int) -> list[int]:
        """Cases of somebody that somebody else could take."""
        if holder == who:
            return []
        return [case_id for case_id in self.board.holding[holder] if who in self.board.points[case_id]]

    def _swap(self, who: int, other: int, given: tuple[int, ...], back: tuple[int, ...]) -> tuple[int, Step]:
        """These cases against those, and what it adds to the points over."""
        points, load, room = self.board.points, self.board.load, self._room
        mine, theirs = load[who] - room[who], load[other] - room[other]
        more = sum(points[c][who] for c in back) - sum(points[c][who] for c in given)
        less = sum(points[c][other] for c in given) - sum(points[c][other] for c in back)
        added = max(0, mine + more) + max(0, theirs + less) - max(0, mine) - max(0, theirs)
        return added, (*((case_id, other) for case_id in given), *((case_id, who) for case_id in back))
