"""Placing the cases of somebody who leaves or is away, everybody else's staying where they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from caseload.spreading.board import Board, greedy, percent_of
from caseload.spreading.facts import CEILING, Taker, ToPlace
from caseload.spreading.search import lower_the_fullest, take


class NotPlaced(StrEnum):
    """Why a case is proposed for nobody."""

    NOBODY = "nobody"
    NO_ROOM = "no_room"


WHY = {
    NotPlaced.NOBODY: "Nobody can take it",
    NotPlaced.NO_ROOM: f"With the rest placed so, it would take anybody over {int(CEILING * 100)}% of capacity",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who would have each case, why some would be with nobody, and points held afterwards by whoever takes one.
    `percent`: the whole percentage that none of these is above."""

    placed: Mapping[int, int]
    unplaced: Mapping[int, NotPlaced]
    held: Mapping[int, int]
    percent: int


def propose(cases: Sequence[ToPlace], takers: Collection[Taker]) -> Proposal:
    """As many of the cases as fit placed, nobody over the ceiling; the fullest of those who take one as low as
    can be found; and within that, whoever should be thought of first."""
    board, ceiling = Board(takers, cases), float(CEILING)
    greedy(board, ceiling)
    for case_id in board.unplaced:
        _make_room(board, case_id, ceiling)
    lower_the_fullest(board, lambda: True)
    _prefer(board)
    return _proposal(board)


def _make_room(board: Board, case_id: int, most: float) -> None:
    """Where one case passed on lets this one in."""
    for who, more in board.points[case_id].items():
        for onward in sorted(board.holding[who]):
            theirs = board.points[onward]
            if board.share(who, more - theirs[who]) > most:
                continue
            for third, points in theirs.items():
                if third != who and board.share(third, points) <= most:
                    return take(board, ((onward, third), (case_id, who)))
    return None


def _prefer(board: Board) -> None:
    """Move and swap towards whoever should be thought of first, while the fullest stays as low."""
    full = board.fullest
    most = 0.0 if full is None else board.share(full)
    changed = True
    while changed:
        better = [_prefer_for(board, case_id, most) for case_id in board.where]
        changed = any(better)


def _prefer_for(board: Board, case_id: int, most: float) -> bool:
    """Whether a better place was found for the case."""
    who = board.where[case_id]
    if who is None:
        return False
    order, points = board.cases[case_id].order, board.points[case_id]
    for other, more in points.items():
        if order[other] >= order[who]:
            return False
        if board.share(other, more) <= most:
            board.lay(case_id, other)
            return True
        for back in sorted(board.holding[other]):
            if _swap_helps(board, case_id, back, most):
                take(board, ((case_id, other), (back, who)))
                return True
    return False


def _swap_helps(board: Board, case_id: int, back: int, most: float) -> bool:
    mine, theirs = board.points[case_id], board.points[back]
    who, other = board.where[case_id], board.where[back]
    if who is None or other is None or who not in theirs:
        return False
    one, two = board.cases[case_id].order, board.cases[back].order
    return (
        one[other] + two[who] < one[who] + two[other]
        and board.share(who, theirs[who] - mine[who]) <= most
        and board.share(other, mine[other] - theirs[other]) <= most
    )


def _proposal(board: Board) -> Proposal:
    placed = {case_id: who for case_id, who in board.where.items() if who is not None}
    unplaced = {
        case_id: NotPlaced.NO_ROOM if board.points[case_id] else NotPlaced.NOBODY
        for case_id in board.unplaced
    }
    held = {who: board.load[who] for who in placed.values()}
    percent = max((percent_of(load, board.capacity[who]) for who, load in held.items()), default=0)
    return Proposal(placed, unplaced, held, percent)
