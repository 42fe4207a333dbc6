"""Making a spread fairer step by step: first the fullest person lighter, then everybody more even."""

from collections.abc import Callable, Iterator

from caseload.spreading.board import Board

Step = tuple[tuple[int, int], ...]
"""Cases with who has each next, done together."""
Going = Callable[[], bool]
LEAST = 1e-6


def lower_the_fullest(board: Board, going: Going) -> None:
    """Take from whoever is fullest while nobody else comes as high."""
    while going():
        step = relief(board)
        if step is None:
            return
        take(board, step)


def even_out(board: Board, most: float, going: Going) -> None:
    """Move and swap whatever makes the spread more even, nobody coming to more than the share `most`."""
    changed = True
    while changed:
        changed = False
        for case_id in list(board.where):
            if not going():
                return
            found = evener(board, case_id, most)
            if found:
                take(board, found[1])
                changed = True


def take(board: Board, step: Step) -> None:
    """Do it."""
    for case_id, who in step:
        board.lay(case_id, who)


def relief(board: Board) -> Step | None:
    """The step that takes from whoever is fullest and leaves everybody it touches below what they had, the
    lowest of such; the simplest kind first."""
    who = board.fullest
    if who is None:
        return None
    most = board.share(who)
    for kind in (_moves, _swaps, _chains, _two_for_one):
        found = min(kind(board, who, most), default=None)
        if found is not None:
            return found[1]
    return None


def _moves(board: Board, who: int, most: float) -> Iterator[tuple[float, Step]]:
    for case_id in board.holding[who]:
        for other, more in board.points[case_id].items():
            if other != who and board.share(other, more) < most:
                yield board.share(other, more), ((case_id, other),)


def _swaps(board: Board, who: int, most: float) -> Iterator[tuple[float, Step]]:
    for case_id in board.holding[who]:
        points = board.points[case_id]
        for other, more in points.items():
            if other == who:
                continue
            for back in board.holding[other]:
                theirs = board.points[back]
                if who not in theirs:
                    continue
                after = board.share(who, theirs[who] - points[who]), board.share(other, more - theirs[other])
                if max(after) < most:
                    yield max(after), ((case_id, other), (back, who))


def _chains(board: Board, who: int, most: float) -> Iterator[tuple[float, Step]]:
    """One case on to somebody who passes another on."""
    for case_id in board.holding[who]:
        for other, more in board.points[case_id].items():
            if other == who:
                continue
            for onward in board.holding[other]:
                theirs = board.points[onward]
                middle = board.share(other, more - theirs[other])
                if middle >= most:
                    continue
                for third, points in theirs.items():
                    if third not in (who, other) and board.share(third, points) < most:
                        highest = max(middle, board.share(third, points))
                        yield highest, ((onward, third), (case_id, other))


def _two_for_one(board: Board, who: int, most: float) -> Iterator[tuple[float, Step]]:
    """One heavy case against two light ones."""
    for case_id in board.holding[who]:
        points = board.points[case_id]
        for other, more in points.items():
            if other == who:
                continue
            back = [c for c in board.holding[other] if who in board.points[c]]
            for first in range(len(back)):
                for second in range(first):
                    one, two = board.points[back[first]], board.points[back[second]]
                    mine = board.share(who, one[who] + two[who] - points[who])
                    theirs = board.share(other, more - one[other] - two[other])
                    if max(mine, theirs) < most:
                        yield max(mine, theirs), ((case_id, other), (back[first], who), (back[second], who))


def evener(board: Board, case_id: int, most: float) -> tuple[float, Step] | None:
    """The move or swap of one case that evens out the most for each case it moves, and what it adds to the
    unevenness for each, below 0. Nobody comes to more than the share `most`."""
    who = board.where[case_id]
    if who is None:
        return None
    points = board.points[case_id]
    gain = board.change(who, -points[who])
    best: tuple[float, Step] | None = None
    for other, more in points.items():
        if other == who:
            continue
        if board.share(other, more) <= most:
            best = _better(best, gain + board.change(other, more), ((case_id, other),))
        for back in board.holding[other]:
            theirs = board.points[back]
            if who not in theirs:
                continue
            mine, other_way = theirs[who] - points[who], more - theirs[other]
            added = board.change(who, mine) + board.change(other, other_way)
            if added < -LEAST and board.share(who, mine) <= most and board.share(other, other_way) <= most:
                best = _better(best, added / 2, ((case_id, other), (back, who)))
    return best


def _better(best: tuple[float, Step] | None, added: float, step: Step) -> tuple[float, Step] | None:
    if added < -LEAST and (best is None or added < best[0]):
        return added, step
    return best
