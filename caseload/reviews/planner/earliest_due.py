"""What is done by hand, kept to compare with: earliest due first, each in the first session that can hold it."""

from heapq import heapify, heappop, heappush

from caseload.reviews.planner.draft import Draft
from caseload.reviews.planner.problem import Case, Problem, Session

Turn = tuple[int, float, float, str, int]
"""When a case's turn comes: due day, then the heaviest tier, then its id; and the day of its last review."""


def lay_out(problem: Problem) -> Draft:
    """Every review due within the horizon, laid into a session where one can hold it.

    A case that no session can hold is left out from there on: sessions and diaries only fill, so
    nothing placed later could make room for it.
    """
    draft = Draft(problem)
    cases = {case.id: case for case in problem.cases}
    rooms = {case.neighbourhood: problem.sessions_of(case.neighbourhood) for case in problem.cases}
    queue = [_turn(case, case.last_day) for case in problem.cases if _falls_due(problem, case, case.last_day)]
    heapify(queue)
    while queue:
        *_, case_id, last = heappop(queue)
        case = cases[case_id]
        session = _first_that_fits(draft, case, problem.earliest_day(case, last), rooms[case.neighbourhood])
        if session is None:
            continue
        draft.hold(case, session)
        if _falls_due(problem, case, session.day):
            heappush(queue, _turn(case, session.day))
    return draft


def _falls_due(problem: Problem, case: Case, last: int) -> bool:
    return case.due_day(last) < problem.days


def _turn(case: Case, last: int) -> Turn:
    return case.due_day(last), -case.breach_weight, -case.weight, case.id, last


def _first_that_fits(
    draft: Draft, case: Case, earliest: int, sessions: tuple[Session, ...]
) -> Session | None:
    return next((s for s in sessions if s.day >= earliest and draft.block(case, s) is None), None)
