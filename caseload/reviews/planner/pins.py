"""Reviews that must stay in the session they are in: which of them can, who then comes, and why others cannot.

The people of one week are asked together: of several who could answer for a pinned review, the one is asked
who leaves somebody for every other pinned review of that week.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from caseload.reviews.planner.board import Board, Laid
from caseload.reviews.planner.courses import Course
from caseload.reviews.planner.draft import Draft
from caseload.reviews.planner.ground import Ground
from caseload.reviews.planner.plan import Unkept
from caseload.reviews.planner.why import say_block

TRIES = 2_000
"""People asked, at most, in looking for a way to seat the pinned reviews of one week."""


class Pin(NamedTuple):
    """A session and a case in it, by number; pins are in order of time."""

    session: int
    number: int


Want = tuple[int, int]
"""A session, and the people of whom one has to be there, as bits."""


class Pins(NamedTuple):
    """The pins that are kept, laid out with those whom they cannot be held without; and the others."""

    laid: Laid
    unkept: tuple[Unkept, ...]


def settle_pins(ground: Ground, pinned: Iterable[tuple[str, str]]) -> Pins:
    """Keep each pin that breaks no rule, alone or with those kept before it, and lead its case through it.

    Where two cannot both be kept the earlier stays, and on one day the case whose id comes first.
    """
    board = Board(ground)
    known, unkept = _number_them(ground, pinned)
    possible: list[Pin] = []
    empty = Draft(ground.problem)
    for pin in known:
        if reason := _fault(ground, empty, pin) or _conflict(board, pin):
            unkept.append(_unkept(ground, pin, reason))
        else:
            board.put(pin.number, pin.session)
            possible.append(pin)
    for pin in _seat_most(board, possible):
        board.take(pin.number, pin.session)
        unkept.append(_unkept(ground, pin, "Nobody is left for it beside the other pinned reviews"))
    for number, sessions in enumerate(board.series):
        if sessions:
            ground.courses[number].pin(ground.problem, sessions, ground.days)
    return Pins(board.laid(), tuple(unkept))


def keep_published(ground: Ground, pinned: Laid) -> Laid:
    """What is pinned, and as much of what is published as people, minutes and days still allow."""
    board = Board.holding(ground, pinned)
    possible: list[Pin] = []
    for pin in sorted(Pin(session, n) for n, course in enumerate(ground.courses) for session in course.kept):
        course = ground.courses[pin.number]
        if pin.session in course.place and pin.session not in course.pins and not _conflict(board, pin):
            board.put(pin.number, pin.session)
            possible.append(pin)
    for pin in _seat_most(board, possible):
        board.take(pin.number, pin.session)
    return board.laid()


def _number_them(ground: Ground, pinned: Iterable[tuple[str, str]]) -> tuple[list[Pin], list[Unkept]]:
    """The pins of known cases and sessions, in order of time; and the others."""
    sessions = {session.id: n for n, session in enumerate(ground.sessions)}
    numbers = {course.case.id: n for n, course in enumerate(ground.courses)}
    known: list[Pin] = []
    unknown: list[Unkept] = []
    for case, session in sorted(pinned):
        if case in numbers and session in sessions:
            known.append(Pin(sessions[session], numbers[case]))
        else:
            what = "case" if case not in numbers else "session"
            unknown.append(Unkept(case, session, f"The {what} is not one of those to plan"))
    return sorted(known), unknown


def _unkept(ground: Ground, pin: Pin, reason: str) -> Unkept:
    return Unkept(ground.courses[pin.number].case.id, ground.sessions[pin.session].id, reason)


def _fault(ground: Ground, empty: Draft, pin: Pin) -> str | None:
    """The rule that a pinned review breaks by itself."""
    case, session = ground.courses[pin.number].case, ground.sessions[pin.session]
    if case.neighbourhood != session.neighbourhood:
        return "The session is in another neighbourhood"
    if session.minutes < case.minutes:
        return f"The session is shorter than the {case.minutes} minutes of the review"
    if session.day < ground.problem.earliest_day(case, case.last_day):
        return "The session is too soon after the last review"
    if case.key_worker is None and case.deputy is None:
        return "The case has no key worker and no deputy"
    block = empty.block(case, session)
    return block and f"The session has {say_block(block, case)}"


def _conflict(board: Board, pin: Pin) -> str | None:
    """The rule that it breaks together with what is on the board, people apart."""
    course, left = board.ground.courses[pin.number], board.left[pin.session]
    if left < 0:
        return "The chair is in another session with pinned reviews then"
    if left < course.minutes:
        return f"The other pinned reviews leave fewer than {course.minutes} minutes"
    days = board.ground.days
    if any(abs(days[pin.session] - days[other]) < course.soonest for other in board.series[pin.number]):
        return "The session is too soon after another pinned review of the case"
    return None


def _seat_most(board: Board, pins: Iterable[Pin]) -> list[Pin]:
    """Ask people for these reviews, week by week; those for which nobody was left."""
    weeks: defaultdict[int, list[Pin]] = defaultdict(list)
    for pin in pins:
        weeks[board.ground.sessions[pin.session].week].append(pin)
    return [pin for week in weeks.values() for pin in _seat_week(board, week)]


def _seat_week(board: Board, pins: Sequence[Pin]) -> list[Pin]:
    if _seat(board, _wants(board, pins)):
        return []
    seated: list[Pin] = []
    for pin in pins:
        if _can_seat(board, _wants(board, [*seated, pin])):
            seated.append(pin)
    _seat(board, _wants(board, seated))
    return [pin for pin in pins if pin not in seated]


def _wants(board: Board, pins: Iterable[Pin]) -> list[Want]:
    courses = board.ground.courses
    return list(
        dict.fromkeys((session, people) for session, number in pins for people in _needed(courses[number]))
    )


def _needed(course: Course) -> Iterator[int]:
    yield course.quorum
    yield from course.musts


def _can_seat(board: Board, wants: Sequence[Want]) -> bool:
    before = list(board.here)
    if not _seat(board, wants):
        return False
    for session, _ in wants:
        for bit in split(board.here[session] & ~before[session]):
            board.release(session, bit)
    return True


def _seat(board: Board, wants: Sequence[Want]) -> bool:
    """Ask somebody for every one of `wants`, beginning with the hardest to meet; or nobody at all."""
    tries = iter(range(TRIES))

    def settle() -> bool:
        open_wants = [(s, people & board.could[s]) for s, people in wants if not people & board.here[s]]
        if not open_wants:
            return True
        session, able = min(open_wants, key=lambda want: want[1].bit_count())
        for bit in split(able):
            if next(tries, None) is None:
                break
            board.call(session, bit)
            if settle():
                return True
            board.release(session, bit)
        return False

    return settle()


def split(people: int) -> Iterator[int]:
    """Each of these people on their own, as a bit."""
    while people:
        bit = people & -people
        yield bit
        people ^= bit
