"""The fairest spread of cases that people hold already, how far today's is from it, and the moves that lead there.

First counts the highest whole percentage of what they can hold that anybody comes to; of spreads alike in that,
the one whose points squared over capacity add up to the least is fairer (`unevenness`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from caseload.spreading.board import Board, greedy, laid
from caseload.spreading.bound import bounds_of
from caseload.spreading.facts import Taker, ToPlace
from caseload.spreading.search import Going, Step, even_out, evener, lower_the_fullest, relief, take
from caseload.spreading.settling import Settling

NEAR = 3
"""A spread within 3 points of the best highest percentage, and whose unevenness is within 3% of the least that is
possible, is let be."""
MOST_MOVES = 60
ANYTHING = float("inf")
Tell = Callable[["Standing"], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """How fair a spread is: nobody holds more than `percent` of what they can; its unevenness."""

    percent: int
    unevenness: float


@dataclass(frozen=True, slots=True)
class Move:
    """A case to somebody else, or two cases changing hands, and how the spread stands after it and all before."""

    cases: tuple[tuple[int, int | None, int], ...]
    """Of each: the case, who has it before (None: nobody who may keep it), and who has it then."""
    after: Standing

    @property
    def places(self) -> bool:
        """Whether it gives somebody a case that nobody may keep."""
        return any(holder is None for _, holder, _ in self.cases)


@dataclass(frozen=True, slots=True)
class Rebalance:
    """Today's spread, the fairest that was found, what no spread can be better than, how greedy does, and moves
    from today's, those that buy the most first. Where `best.percent` is `bound.percent` the highest percentage
    is proven to be as low as it can be. `unmovable`: cases that nobody can take."""

    today: Standing
    best: Standing
    bound: Standing
    greedy: Standing
    moves: tuple[Move, ...]
    found: Mapping[int, int]
    unmovable: tuple[int, ...]

    @property
    def proven(self) -> bool:
        """Whether no spread has a lower highest percentage than the one found."""
        return self.best.percent <= self.bound.percent

    @property
    def settled(self) -> bool:
        """Whether today's spread is near enough to the best possible to be let be."""
        return near(self.today, self.best, self.bound) and not any(move.places for move in self.moves)

    @property
    def gap(self) -> float:
        """How much more uneven the spread found is than the bound, as a share: 0.01 is 1%."""
        return _above(self.best.unevenness, self.bound.unevenness)

    @property
    def distance(self) -> float:
        """The same of today's spread."""
        return _above(self.today.unevenness, self.bound.unevenness)


def rebalance(
    takers: Sequence[Taker], cases: Sequence[ToPlace], going: Going, tell: Tell = lambda _: None
) -> Rebalance:
    """The fairest spread that is found while `going` says so, and the moves. `tell` hears of each fairer one.
    Whoever has no capacity keeps nothing: their cases are moved first."""
    today = laid(takers, cases)
    yardstick = Board(takers, cases)
    greedy(yardstick, ANYTHING)
    bounds = bounds_of(takers, cases)
    bound = Standing(max((b.percent for b in bounds), default=0), sum(b.unevenness for b in bounds))
    best = _fairest(takers, cases, bound.percent, going, tell)
    return Rebalance(
        today=standing(today),
        best=standing(best),
        bound=bound,
        greedy=standing(yardstick),
        moves=tuple(_moves(today, standing(best), bound)),
        found={case_id: who for case_id, who in best.where.items() if who is not None},
        unmovable=tuple(sorted(case_id for case_id, points in today.points.items() if not points)),
    )


def standing(board: Board) -> Standing:
    """How fair it is."""
    return Standing(board.percent, board.unevenness)


def near(now: Standing, best: Standing, bound: Standing) -> bool:
    """Whether a spread is so near to the best possible that it is not worth moving a case for."""
    return now.percent <= best.percent + NEAR and _above(now.unevenness, bound.unevenness) * 100 <= NEAR


def _fairest(
    takers: Sequence[Taker], cases: Sequence[ToPlace], percent: int, going: Going, tell: Tell
) -> Board:
    """From today's and from greedy's; then down to the percentage that is known to be the least, or as near to
    it as can be found; then evened out below what was reached."""
    descended = [_descended(board, going) for board in _starts(takers, cases)]
    best = min(descended, key=lambda board: (board.percent, board.unevenness))
    tell(standing(best))
    while best.percent > percent:
        tried = Board(takers, cases)
        tried.lay_all(best.where)
        if not Settling(tried, best.percent - 1).settle(going):
            break
        best = tried
        tell(standing(best))
    even_out(best, best.percent / 100, going)
    tell(standing(best))
    return best


def _starts(takers: Sequence[Taker], cases: Sequence[ToPlace]) -> Iterator[Board]:
    today = laid(takers, cases)
    greedy(today, ANYTHING)
    yield today
    anew = Board(takers, cases)
    greedy(anew, ANYTHING)
    yield anew


def _descended(board: Board, going: Going) -> Board:
    lower_the_fullest(board, going)
    return board


def _moves(board: Board, best: Standing, bound: Standing) -> Iterator[Move]:
    """From today's: what is with nobody first, then what buys the most for each case moved."""
    for case_id in board.unplaced:
        points = board.points[case_id]
        if points:
            yield _moved(
                board, ((case_id, min(points, key=lambda who: (board.share(who, points[who]), who))),)
            )
    for _ in range(MOST_MOVES):
        step = None if near(standing(board), best, bound) else _buys_most(board) or relief(board)
        if step is None:
            return
        yield _moved(board, step)


def _buys_most(board: Board) -> Step | None:
    """Looked for with the fullest first: what a case brings cannot be more than its points times twice how much
    fuller its holder is than the least full."""
    most, least = board.highest, min(map(board.share, board.capacity), default=0.0)
    best: tuple[float, Step] = 0.0, ()
    for who in sorted(board.holding, key=board.share, reverse=True):
        heaviest = max((board.points[case_id][who] for case_id in board.holding[who]), default=0)
        if 2 * heaviest * (board.share(who) - least) <= -best[0]:
            continue
        found = (evener(board, case_id, most) for case_id in sorted(board.holding[who]))
        best = min([best, *(each for each in found if each)])
    return best[1] or None


def _moved(board: Board, step: Step) -> Move:
    before = {case_id: board.where[case_id] for case_id, _ in step}
    take(board, step)
    return Move(tuple((case_id, before[case_id], who) for case_id, who in step), standing(board))


def _above(unevenness: float, bound: float) -> float:
    return max(0.0, unevenness / bound - 1) if bound else 0.0
