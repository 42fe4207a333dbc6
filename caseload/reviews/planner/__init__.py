"""The planner: a pure function from a problem to a plan. It knows no database, web or clock.

`solve` is the whole of its interface; what is inside may change without anything outside noticing.
"""

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace

from caseload.reviews.planner.agenda import in_order
from caseload.reviews.planner.board import Board
from caseload.reviews.planner.draft import Draft
from caseload.reviews.planner.figures import figures_of
from caseload.reviews.planner.ground import Ground
from caseload.reviews.planner.pins import settle_pins
from caseload.reviews.planner.plan import Attendance, Plan, PlannedReview, Unkept
from caseload.reviews.planner.problem import Problem
from caseload.reviews.planner.progress import WORK_PER_CASE, Allowance, Progress, Watch
from caseload.reviews.planner.reading import ProblemInvalid, read_problem
from caseload.reviews.planner.solver import Solver, no_solver
from caseload.reviews.planner.solving import find_plan
from caseload.reviews.planner.why import list_unplaced

__all__ = ["Plan", "Problem", "ProblemInvalid", "Progress", "Unkept", "read_problem", "solve"]


def solve(
    problem: Problem,
    *,
    pinned: frozenset[tuple[str, str]] = frozenset(),
    seconds: float | None = None,
    seed: int = 0,
    work: int | None = None,
    watch: Watch | None = None,
    counter: Callable[[], float] = time.monotonic,
    solver: Callable[[], Solver | None] = no_solver,
) -> Plan:
    """A plan that keeps every rule of the problem, and a proven bound that no such plan can score below.

    `pinned` are pairs of a case and the session that must hold a review of it. One that would break a rule,
    alone or beside the others, is left out, and `Plan.unkept` says why.

    `seconds` by the caller's `counter` or `work` (series of reviews laid out) is the most it may take; a
    little work where neither is given. `watch` is told of progress, and stops it by answering False: the
    best plan so far is kept. The same problem, seed and work give the same plan on any machine.

    `solver` starts a solver for the prices, `installed_solver` for one; without it the search goes on alone.
    """
    if work is None and seconds is None:
        work = WORK_PER_CASE * len(problem.cases)
    allowed = Allowance(work, seconds, counter, watch)
    ground = Ground(problem)
    pins = settle_pins(ground, pinned)
    helper = solver()
    with helper or nullcontext():
        board, bound = find_plan(ground, pins.laid, allowed, helper, seed=seed)
    plan = _plan(problem, board, bound, pins.unkept)
    return replace(plan, solver=helper is not None and helper.helped)


def _plan(problem: Problem, board: Board, bound: float, unkept: tuple[Unkept, ...]) -> Plan:
    attendance = _attendance(board)
    reviews = _reviews(board, attendance)
    figures = figures_of(problem, reviews, attendance)
    return Plan(
        problem=problem.name,
        status="optimal" if figures.score <= bound else "feasible",
        reviews=reviews,
        attendance=attendance,
        figures=figures,
        bound=bound,
        unplaced=list_unplaced(problem, Draft.of(problem, reviews, attendance)),
        unkept=unkept,
    )


def _attendance(board: Board) -> tuple[Attendance, ...]:
    """Who comes to each session that holds a review."""
    return tuple(
        Attendance(session.id, tuple(sorted(board.ground.people(n, board.here[n]))))
        for n, session in enumerate(board.ground.sessions)
        if board.held[n]
    )


def _reviews(board: Board, attendance: tuple[Attendance, ...]) -> tuple[PlannedReview, ...]:
    """The reviews session by session, in order of time."""
    come = {row.session: frozenset(row.staff) for row in attendance}
    courses = board.ground.courses
    return tuple(
        PlannedReview(case.id, session.id, starts)
        for session, held in zip(board.ground.sessions, board.held, strict=True)
        if held
        for starts, case in in_order(
            [courses[number].case for number in sorted(held)], come[session.id] - {session.chair}
        )
    )
