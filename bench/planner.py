"""The planner beside the by-hand rule: score, proven bound, their gap, CPU seconds and moves of each problem.

python -m bench.planner PROBLEM.json... [--seconds 5 20 60] [--region]

`by hand` takes the earliest due first; `at once` is the first plan, with no search. The gap is from the
best bound that any of the rows has proven. `after absence` plans again, from the plan above it, when the
person who answers for most cases is away for two weeks; `moved` counts the published reviews it moves, and
of `must` those whose session nobody can answer for any more. `--region` makes one problem of all that are
named. Seconds are CPU seconds of one core.
"""

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.table import print_columns
from caseload.reviews.planner import Plan, Problem, read_problem, solve
from caseload.reviews.planner.agenda import in_order
from caseload.reviews.planner.earliest_due import lay_out
from caseload.reviews.planner.figures import figures_of
from caseload.reviews.planner.plan import Attendance, PlannedReview
from caseload.reviews.planner.problem import Published

FORTNIGHT = range(14, 28)
"""The days on which somebody is away: weeks three and four."""
AGAIN = 1.5
"""CPU seconds for planning again, so that there is an answer within two."""


@dataclass(frozen=True, slots=True)
class Row:
    """One method's answer to one problem. `bound` is 0 where the method proves none."""

    method: str
    score: float
    bound: float
    seconds: float
    moves: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("problems", nargs="+", type=Path)
    parser.add_argument("--seconds", nargs="+", type=float, default=[5, 20, 60])
    parser.add_argument("--region", action="store_true")
    asked = parser.parse_args(arguments)
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in asked.problems]
    for document in [_region(documents)] if asked.region else documents:
        problem = read_problem(document)
        rows = list(_rows(problem, asked.seconds))
        print(f"\n{problem.name}: {len(problem.cases)} cases, {len(problem.sessions)} sessions")
        _print(rows)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    return 0


def _rows(problem: Problem, seconds: Sequence[float]) -> Iterator[Row]:
    yield _by_hand(problem)
    plan, took = _timed(problem, work=0)
    yield Row("at once", plan.figures.score, plan.bound, took)
    for allowed in seconds:
        plan, took = _timed(problem, seconds=allowed)
        yield Row(f"search {allowed:g} s", plan.figures.score, plan.bound, took)
    away, must = _without_the_busiest(problem, plan)
    again, took = _timed(away, seconds=min(AGAIN, *seconds))
    yield Row("after absence", again.figures.score, again.bound, took, f"{again.figures.moved} (must {must})")
    afresh, took = _timed(replace(away, published=()), seconds=max(seconds, default=AGAIN))
    yield Row("absence, afresh", afresh.figures.score, afresh.bound, took)


def _timed(problem: Problem, *, seconds: float | None = None, work: int | None = None) -> tuple[Plan, float]:
    began = time.process_time()
    plan = solve(problem, seconds=seconds, work=work, counter=time.process_time)
    return plan, time.process_time() - began


def _by_hand(problem: Problem) -> Row:
    began = time.process_time()
    draft = lay_out(problem)
    held = [session for session in problem.sessions if draft.cases_in(session)]
    attendance = [Attendance(session.id, tuple(draft.present(session))) for session in held]
    reviews = [
        PlannedReview(case.id, session.id, starts)
        for session in held
        for starts, case in in_order(draft.cases_in(session), draft.present(session) - {session.chair})
    ]
    score = figures_of(problem, reviews, attendance).score
    return Row("by hand", score, 0, time.process_time() - began)


def _without_the_busiest(problem: Problem, plan: Plan) -> tuple[Problem, int]:
    """The problem with `plan` published and one person away, and the reviews that cannot stay for that."""
    counts = Counter(case.key_worker for case in problem.cases if case.key_worker)
    away = {min(counts, key=lambda person: (-counts[person], person), default="")}
    sessions = tuple(
        replace(session, available=session.available - away) if session.day in FORTNIGHT else session
        for session in problem.sessions
    )
    people = {session.id: session.available | {session.chair} for session in sessions}
    cases = {case.id: case for case in problem.cases}
    must = sum(not cases[review.case].can_be_held(people[review.session]) for review in plan.reviews)
    published = tuple(Published(review.case, review.session) for review in plan.reviews)
    return replace(problem, sessions=sessions, published=published), must


def _region(documents: list[dict[str, Any]]) -> dict[str, Any]:
    """One problem of them all: each keeps its own people, sessions, cases and neighbourhoods."""
    renamed = [_renamed(document, f"{n}-") for n, document in enumerate(documents)]
    whole = {
        part: [row for document in renamed for row in document[part]]
        for part in ("staff", "sessions", "cases")
    }
    return {**documents[0], **whole, "name": "region", "published": []}


def _renamed(document: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Every id, and every mention of one, begins with `prefix`."""
    names = {row["id"] for part in ("staff", "sessions", "cases") for row in document[part]}
    names |= {session["neighbourhood"] for session in document["sessions"]}

    def rename(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: rename(item) for key, item in value.items()}
        if isinstance(value, list):
            return [rename(item) for item in value]
        return prefix + value if isinstance(value, str) and value in names else value

    return {part: rename(document[part]) for part in ("staff", "sessions", "cases")}


def _print(rows: list[Row]) -> None:
    """The gap of the last two rows is from their own bound: an absence makes another problem."""
    plain, absent = rows[:-2], rows[-2:]
    table = [("method", "score", "bound", "gap", "CPU s", "moved")]
    for some in (plain, absent):
        best = max(row.bound for row in some)
        table += [
            (
                row.method,
                f"{row.score:,.1f}",
                f"{row.bound:,.1f}",
                _gap(row.score, best),
                f"{row.seconds:.1f}",
                row.moves,
            )
            for row in some
        ]
    print_columns(table)


def _gap(score: float, bound: float) -> str:
    return f"{100 * (score / bound - 1):.1f}%" if bound else "-"


if __name__ == "__main__":
    raise SystemExit(main())
