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
    possible, unkept = _sort_out(ground, sorted(pinned))
    board = Board(ground)
    weeks: defaultdict[int, list[Pin]] = defaultdict(list)
    for pin in possible:
        weeks[ground.sessions[pin.session].week].append(pin)
    for pins in weeks.values():
        for pin in _seat_most(board, pins):
            unkept.append(_unkept(ground, pin, "Nobody is left for it beside the other pinned reviews"))
            possible.remove(pin)
    series: list[list[int]] = [[] for _ in ground.courses]
    for pin in possible:
        series[pin.number].append(pin.session)
    for number, sessions in enumerate(series):
        if sessions:
            ground.courses[number].pin(ground.problem, sessions, ground.days)
    return Pins(Laid(tuple(map(tuple, series)), tuple(board.here)), tuple(unkept))


def _sort_out(ground: Ground, pinned: Sequence[tuple[str, str]]) -> tuple[list[Pin], list[Unkept]]:
    """The pins that minutes, days and chairs allow, in order of time, and the others with the reason."""
    sessions = {session.id: n for n, session in enumerate(ground.sessions)}
    numbers = {course.case.id: n for n, course in enumerate(ground.courses)}
    unkept = [
        Unkept(
            case, session, f"The {'case' if case not in numbers else 'session'} is not one of those to plan"
        )
        for case, session in pinned
        if case not in numbers or session not in sessions
    ]
    known = [Pin(sessions[s], numbers[c]) for c, s in pinned if c in numbers and s in sessions]
    kept: list[Pin] = []
    empty = Draft(ground.problem)
    for pin in sorted(known):
        reason = _fault(ground, empty, pin) or _conflict(ground, pin, kept)
        if reason:
            unkept.append(_unkept(ground, pin, reason))
        else:
            kept.append(pin)
    return kept, unkept


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


def _conflict(ground: Ground, pin: Pin, kept: Sequence[Pin]) -> str | None:
    """The rule that it breaks together with pins kept before it, people apart."""
    course = ground.courses[pin.number]
    if any(other.session in ground.rivals[pin.session] for other in kept):
        return "The chair is in another session with pinned reviews then"
    taken = sum(ground.courses[other.number].minutes for other in kept if other.session == pin.session)
    if ground.minutes[pin.session] - taken < course.minutes:
        return f"The other pinned reviews leave fewer than {course.minutes} minutes"
    days = [ground.days[other.session] for other in kept if other.number == pin.number]
    if any(ground.days[pin.session] - day < course.soonest for day in days):
        return "The session is too soon after another pinned review of the case"
    return None


def _seat_most(board: Board, pins: Sequence[Pin]) -> list[Pin]:
    """Ask people for the pinned reviews of one week; the pins for which nobody was left."""
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
