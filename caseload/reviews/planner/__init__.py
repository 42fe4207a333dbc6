"""The planner: a pure function from a problem to a plan. It knows no database, web or clock.

`solve` is the whole of its interface; what is inside may change without anything outside noticing.
"""

from caseload.reviews.planner.agenda import in_order
from caseload.reviews.planner.bound import lower_bound
from caseload.reviews.planner.draft import Draft
from caseload.reviews.planner.earliest_due import lay_out
from caseload.reviews.planner.figures import figures_of
from caseload.reviews.planner.plan import Attendance, Plan, PlannedReview
from caseload.reviews.planner.problem import Problem
from caseload.reviews.planner.reading import ProblemInvalid, read_problem
from caseload.reviews.planner.why import list_unplaced

__all__ = ["Plan", "Problem", "ProblemInvalid", "read_problem", "solve"]


def solve(problem: Problem, *, seconds: float | None = None, seed: int = 0) -> Plan:
    """A plan that keeps every rule of the problem; the same problem and seed always give the same plan.

    `seconds` is the most a method may take and `seed` settles its chances. The present method needs
    neither: it makes one pass and leaves nothing to chance.
    """
    draft = lay_out(problem)
    reviews, attendance = _reviews(problem, draft), _attendance(problem, draft)
    figures, bound = figures_of(problem, reviews, attendance), lower_bound(problem)
    return Plan(
        problem=problem.name,
        status="optimal" if figures.score <= bound else "feasible",
        reviews=reviews,
        attendance=attendance,
        figures=figures,
        bound=bound,
        unplaced=list_unplaced(problem, draft),
    )


def _reviews(problem: Problem, draft: Draft) -> tuple[PlannedReview, ...]:
    """The reviews session by session, in order of time."""
    return tuple(
        PlannedReview(case.id, session.id, starts)
        for session in problem.sessions
        for starts, case in in_order(draft.cases_in(session), draft.present(session) - {session.chair})
    )


def _attendance(problem: Problem, draft: Draft) -> tuple[Attendance, ...]:
    """Who comes to each session that holds a review."""
    return tuple(
        Attendance(session.id, tuple(sorted(draft.present(session))))
        for session in problem.sessions
        if draft.cases_in(session)
    )
