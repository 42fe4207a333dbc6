"""Why a review could not be held by the day it was due, in plain sentences."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from caseload.reviews.planner.draft import Block, Draft, NoChair, NoKeyWorker, NoOneFor, TooShort
from caseload.reviews.planner.plan import Unplaced
from caseload.reviews.planner.problem import Case, Problem, Session


def list_unplaced(problem: Problem, draft: Draft) -> tuple[Unplaced, ...]:
    """Every review not held by its due day, in order of due day and case, each with its reasons.

    A review already due when the horizon begins is left out where the very first session holds it.
    """
    found = [row for case in problem.cases for row in _unplaced(problem, draft, case)]
    return tuple(sorted(found, key=lambda row: (row.due_on, row.case)))


def _unplaced(problem: Problem, draft: Draft, case: Case) -> Iterator[Unplaced]:
    reviewed = sorted(draft.days_of(case))
    for last, until in pairwise([case.last_day, *reviewed, problem.days]):
        due = case.due_day(last)
        if not case.late_days(last, until):
            continue
        first = max(0, problem.earliest_day(case, last))
        final = due if due >= 0 else until - 1
        sessions = [s for s in problem.sessions_of(case.neighbourhood) if first <= s.day <= final]
        if due < 0 and until in reviewed and not sessions:
            continue
        when = _period(problem.date_of(first), problem.date_of(final))
        yield Unplaced(case.id, problem.date_of(due), _reasons(draft, case, sessions, when))


def _reasons(draft: Draft, case: Case, sessions: Sequence[Session], when: str) -> tuple[str, ...]:
    """One sentence for each way in which sessions were blocked, the commonest first."""
    if case.key_worker is None and case.deputy is None:
        return ("The case has no key worker and no deputy",)
    if not sessions:
        return (f"There is no session {when}",)
    blocks = Counter(block for session in sessions if (block := draft.block(case, session)))
    return tuple(
        f"{_share(n, len(sessions), when)} {_predicate(block, case)}" for block, n in blocks.most_common()
    )


def _share(n: int, total: int, when: str) -> str:
    if total == 1:
        return f"The only session {when} has"
    if n == total == 2:
        return f"Both sessions {when} have"
    if n == total:
        return f"All {total} sessions {when} have"
    return f"{n} of the {total} sessions {when} {'has' if n == 1 else 'have'}"


def _predicate(block: Block, case: Case) -> str:
    match block:
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
