"""Who holds what while a spread is looked for: the one thing here that changes."""

from collections.abc import Iterable, Mapping, Sequence

from caseload.spreading.facts import Taker, ToPlace


class Board:
    """Cases laid with people. A share is held of capacity; two shares that are the same number are the same
    float, since points and capacities are small whole numbers."""

    def __init__(self, takers: Iterable[Taker], cases: Iterable[ToPlace]) -> None:
        able = [taker for taker in takers if taker.capacity > 0]
        self.capacity = {taker.person_id: taker.capacity for taker in able}
        self.load = {taker.person_id: taker.kept for taker in able}
        self.cases = {case.case_id: case for case in cases}
        self.points = {
            case.case_id: {who: p for who, p in case.points.items() if who in self.capacity}
            for case in self.cases.values()
        }
        self.where: dict[int, int | None] = dict.fromkeys(self.cases)
        self.holding: dict[int, set[int]] = {who: set() for who in self.capacity}

    def lay(self, case_id: int, who: int | None) -> None:
        """Give the case to somebody, or to nobody, away from whoever has it."""
        was = self.where[case_id]
        if was is not None:
            self.load[was] -= self.points[case_id][was]
            self.holding[was].remove(case_id)
        if who is not None:
            self.load[who] += self.points[case_id][who]
            self.holding[who].add(case_id)
        self.where[case_id] = who

    def lay_all(self, where: Mapping[int, int | None]) -> None:
        """As it is written down."""
        for case_id, who in where.items():
            if self.where[case_id] != who:
                self.lay(case_id, who)

    def share(self, who: int, more: int = 0) -> float:
        """Of capacity, with so many points more."""
        return (self.load[who] + more) / self.capacity[who]

    @property
    def fullest(self) -> int | None:
        """Who holds the most of what they can, of those with a case that is to be laid; the lowest number of
        several."""
        having = (who for who, held in self.holding.items() if held)
        return max(having, key=lambda who: (self.share(who), -who), default=None)

    @property
    def highest(self) -> float:
        """The highest share of anybody, whatever it is made of; 0 of nobody."""
        return max((self.share(who) for who in self.capacity), default=0.0)

    @property
    def percent(self) -> int:
        """The whole percentage of what they can hold that nobody is above."""
        return max((percent_of(self.load[who], self.capacity[who]) for who in self.capacity), default=0)

    @property
    def unevenness(self) -> float:
        """Points squared over capacity, added up: less is fairer, and it grows fastest with who is fullest."""
        return sum(self.load[who] ** 2 / self.capacity[who] for who in self.capacity)

    @property
    def unplaced(self) -> list[int]:
        """Cases with nobody."""
        return [case_id for case_id, who in self.where.items() if who is None]

    def change(self, who: int, points: int) -> float:
        """What so many points more (or fewer) add to the unevenness."""
        load, capacity = self.load[who], self.capacity[who]
        return points * (2 * load + points) / capacity


def percent_of(points: int, capacity: int) -> int:
    """Of capacity, rounded up: nobody at 97% holds more than 97% of what they can."""
    return -(-points * 100 // capacity)


def greedy(board: Board, most: float) -> None:
    """Whatever is with nobody, those that the fewest people can take first and the heaviest of them; each to
    whoever then has the lowest share, within the share `most`."""
    waiting = sorted(
        board.unplaced, key=lambda c: (len(board.points[c]), -max(board.points[c].values(), default=0), c)
    )
    for case_id in waiting:
        points, order = board.points[case_id], board.cases[case_id].order
        fitting = [who for who, more in points.items() if board.share(who, more) <= most]
        if fitting:
            board.lay(case_id, min(fitting, key=lambda who: (board.share(who, points[who]), order[who])))


def laid(takers: Sequence[Taker], cases: Sequence[ToPlace]) -> Board:
    """As it is today: each case with its holder, where they may keep it."""
    board = Board(takers, cases)
    for case in cases:
        if case.holder in board.points[case.case_id]:
            board.lay(case.case_id, case.holder)
    return board
