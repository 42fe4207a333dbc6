"""Why a review could not be held by the day it was due, in plain sentences."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from caseload.reviews.planner.draft import Block, Draft, NoChair, NoKeyWorker, NoOneFor, TooShort
from caseload.reviews.planner.plan import Unplaced
from caseload.reviews.planner.problem import Case, Problem, Session


@dataclass(frozen=True, slots=True)
class _Missed:
    """One review not held by its due day, and the sessions in which it could still have been in time."""

    case: Case
    due: int
    first: int
    final: int
    sessions: tuple[Session, ...]


def list_unplaced(problem: Problem, draft: Draft) -> tuple[Unplaced, ...]:
    """Every review not held by its due day, in order of due day and case, each with its reasons.

    The last reason says what single change would place it: more minutes, a person, or one more session.
    A review already due when the horizon begins is left out where the very first session holds it.
    """
    missed = sorted(_list_missed(problem, draft), key=lambda row: (row.due, row.case.id))
    crowd = Counter(
        session.id for row in missed for session in row.sessions if _wants_minutes(draft, row, session)
    )
    return tuple(
        Unplaced(row.case.id, problem.date_of(row.due), _because(problem, draft, row, crowd))
        for row in missed
    )


def _list_missed(problem: Problem, draft: Draft) -> Iterator[_Missed]:
    rooms = {case.neighbourhood: problem.sessions_of(case.neighbourhood) for case in problem.cases}
    for case in problem.cases:
        reviewed = sorted(draft.days_of(case))
        for last, until in pairwise([case.last_day, *reviewed, problem.days]):
            if case.late_days(last, until):
                due, first = case.due_day(last), max(0, problem.earliest_day(case, last))
                final = due if due >= 0 else until - 1
                sessions = tuple(s for s in rooms[case.neighbourhood] if first <= s.day <= final)
                if due >= 0 or until not in reviewed or sessions:
                    yield _Missed(case, due, first, final, sessions)


def _because(problem: Problem, draft: Draft, row: _Missed, crowd: Counter[str]) -> tuple[str, ...]:
    """One sentence for each way in which sessions were blocked, the commonest first; then what would help."""
    if row.case.key_worker is None and row.case.deputy is None:
        return ("The case has no key worker and no deputy",)
    when = _period(problem.date_of(row.first), problem.date_of(row.final))
    if not row.sessions:
        return (f"There is no session {when}",)
    blocks = Counter(draft.block(row.case, session) for session in row.sessions)
    reasons = [
        f"{_share(n, len(row.sessions), when)} {say_block(block, row.case)}"
        for block, n in blocks.most_common()
    ]
    return (*reasons, _remedy(problem, draft, row, crowd))


def _wants_minutes(draft: Draft, row: _Missed, session: Session) -> bool:
    """Minutes are all that the review lacks there."""
    return list(draft.blocks(row.case, session)) == [TooShort()]


def _remedy(problem: Problem, draft: Draft, row: _Missed, crowd: Counter[str]) -> str:
    """The cheapest single change that would place the review, minutes before people before a session."""
    case = row.case
    short = [session for session in row.sessions if _wants_minutes(draft, row, session)]
    if short:
        session = min(short, key=lambda s: (case.minutes - draft.left(s), s.day))
        more = case.minutes - draft.left(session)
        others = crowd[session.id] - 1
        also = f"; {others} more {'waits' if others == 1 else 'wait'} for minutes there" if others else ""
        return f"{more} more minutes on {_say(problem.date_of(session.day))} would place it{also}"
    for session in row.sessions:
        match list(draft.blocks(case, session)):
            case [NoKeyWorker()]:
                return f"The key worker or a deputy on {_say(problem.date_of(session.day))} would place it"
            case [NoOneFor(kind)]:
                who = kind.replace("_", " ")
                return f"Somebody for {who} on {_say(problem.date_of(session.day))} would place it"
            case []:
                return f"It could be held on {_say(problem.date_of(session.day))} at a greater cost than the wait"
            case _:
                pass
    return f"One more session of {case.minutes} minutes would place it, with those whom it needs"


def _share(n: int, total: int, when: str) -> str:
    if total == 1:
        return f"The only session {when} has"
    if n == total == 2:
        return f"Both sessions {when} have"
    if n == total:
        return f"All {total} sessions {when} have"
    return f"{n} of the {total} sessions {when} {'has' if n == 1 else 'have'}"


def say_block(block: Block | None, case: Case) -> str:
    """What a session has that keeps a review of `case` out, to follow "has"."""
    match block:
        case None:
            return "room, but holding it there would cost more than the wait"
        case TooShort():
            return f"fewer than {case.minutes} minutes left"
        case NoChair(absence):
            return f"a chair who is {absence.value}"
        case NoOneFor(kind):
            return f"nobody free for a need that must be met: {kind.replace('_', ' ')}"
        case NoKeyWorker():
            return _no_key_worker(block)


def _no_key_worker(block: NoKeyWorker) -> str:
    absences = {"key worker": block.key_worker, "deputy": block.deputy}
    named = [f"no {word} ({absence.value})" for word, absence in absences.items() if absence]
    return " and ".join(named)


def _period(first: date, final: date) -> str:
    return f"on {_say(first)}" if first == final else f"from {_say(first)} to {_say(final)}"


def _say(day: date) -> str:
    return f"{day.day} {day:%b}"
