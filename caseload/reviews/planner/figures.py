"""What a plan is judged by, worked out from the problem and the finished plan alone."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from caseload.reviews.planner.agenda import Slot, waiting_minutes
from caseload.reviews.planner.plan import Attendance, Figures, PlannedReview
from caseload.reviews.planner.problem import KEY_WORKER_WEIGHT, Case, Problem

Wait = tuple[Case, int, int]
"""A case, the day of one review and the day of the next, or of the horizon's end."""


def figures_of(
    problem: Problem, reviews: Sequence[PlannedReview], attendance: Sequence[Attendance]
) -> Figures:
    """The figures of a plan that keeps the rules, as `review-plan/1` defines them."""
    cases = {case.id: case for case in problem.cases}
    present = {row.session: frozenset(row.staff) for row in attendance}
    waits = list(_waits(problem, reviews))
    unmet = math.fsum(cases[review.case].unmet(present[review.session]) for review in reviews)
    cost = math.fsum(case.wait_cost(last, until) for case, last, until in waits)
    breaches = [case.breach_days_in(last, until) for case, last, until in waits]
    wanted = math.fsum(_wanted(cases[review.case]) for review in reviews)
    held = {(review.case, review.session) for review in reviews}
    return Figures(
        score=round(cost + unmet, 2),
        weighted_overdue_days=round(sum(case.weight * case.late_days(*wait) for case, *wait in waits), 2),
        breach_days=sum(breaches),
        breaches=sum(days > 0 for days in breaches),
        needs_met_percent=round(100 * (wanted - unmet) / wanted, 1) if wanted else 100.0,
        attendances=sum(len(row.staff) for row in attendance),
        waiting_minutes=_waiting(problem, reviews, attendance),
        moved=sum((row.case, row.session) not in held for row in problem.published),
    )


def _waiting(problem: Problem, reviews: Sequence[PlannedReview], attendance: Sequence[Attendance]) -> int:
    """Minutes that people spend between their own cases. The chair stays throughout, so is not counted."""
    cases = {case.id: case for case in problem.cases}
    chairs = {session.id: session.chair for session in problem.sessions}
    slots: defaultdict[str, list[Slot]] = defaultdict(list)
    for review in reviews:
        slots[review.session].append((review.starts_minute, cases[review.case]))
    return sum(
        waiting_minutes(slots[row.session], frozenset(row.staff) - {chairs[row.session]})
        for row in attendance
    )


def _waits(problem: Problem, reviews: Sequence[PlannedReview]) -> Iterator[Wait]:
    days = {session.id: session.day for session in problem.sessions}
    reviewed: defaultdict[str, list[int]] = defaultdict(list)
    for review in reviews:
        reviewed[review.case].append(days[review.session])
    for case in problem.cases:
        for last, until in pairwise([case.last_day, *sorted(reviewed[case.id]), problem.days]):
            yield case, last, until


def _wanted(case: Case) -> float:
    """The most that a review of the case can lose: its key worker and all its needs."""
    return KEY_WORKER_WEIGHT + sum(need.weight for need in case.needs)
