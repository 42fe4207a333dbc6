"""A score that no plan of the problem can go below, and the proof of it.

A plan's score is a sum over cases. Suppose every case had its neighbourhood's sessions to itself,
with everybody available at each of them: minutes, clashes and weekly limits only ever take choices
away, so no plan can give any case less than it would cost then. Alone, a case's reviews are a path
through the days on which it can be reviewed, from its last review to the end of the horizon, where
each step costs the wait and each stop what must go unmet. The cheapest path is that case's share.
"""

import math

from caseload.reviews.planner.problem import Case, Problem, Session


def lower_bound(problem: Problem) -> float:
    """The proven bound in points of score, rounded down to two decimals."""
    limits = {person.id: person.sessions_per_week for person in problem.staff}
    could_come = {session.id: _could_come(session, limits) for session in problem.sessions}
    rooms = {case.neighbourhood: problem.sessions_of(case.neighbourhood) for case in problem.cases}
    total = math.fsum(
        _cheapest_series(problem, case, _stops(case, rooms[case.neighbourhood], could_come))
        for case in problem.cases
    )
    return math.floor(total * 100 + 1e-4) / 100  # the hair above is the rounding of the sum itself


def _could_come(session: Session, limits: dict[str, int | None]) -> frozenset[str]:
    """Everybody who could be at the session if they were asked to no other."""
    return frozenset(person for person in session.available if limits[person] != 0) | {session.chair}


def _stops(
    case: Case, sessions: tuple[Session, ...], could_come: dict[str, frozenset[str]]
) -> dict[int, float]:
    """The days on which the case could be reviewed, in order, with the least that must go unmet."""
    stops: dict[int, float] = {}
    for session in sessions:
        present = could_come[session.id]
        if session.minutes >= case.minutes and case.can_be_held(present):
            stops[session.day] = min(case.unmet(present), stops.get(session.day, math.inf))
    return stops


def _cheapest_series(problem: Problem, case: Case, stops: dict[int, float]) -> float:
    """The cost of the cheapest path from the case's last review over `stops` to the end of the horizon."""
    gap = problem.earliest_day(case, 0)
    cheapest = {case.last_day: 0.0}
    for day, unmet in stops.items():
        arrivals = [cost + case.wait_cost(last, day) for last, cost in cheapest.items() if last + gap <= day]
        if arrivals:
            cheapest[day] = min(arrivals) + unmet
    return min(cost + case.wait_cost(last, problem.days) for last, cost in cheapest.items())
