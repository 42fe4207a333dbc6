"""The planner beside the by-hand rule: score, proven bound, their gap, CPU seconds and moves of each problem.

python -m bench.planner PROBLEM.json... [--seconds 5 20 60] [--region] [--replan PEOPLE]

`by hand` takes the earliest due first; `at once` is the first plan, with no search. The gap is from the
best bound that any of the rows has proven. Where OR-Tools is installed each search is shown with it as well, and
the whole problem handed to CP-SAT, begun from the plan at once, which it may fail to better (`bench.cp_sat`).
`--region` makes one problem of all that are named. Seconds are
CPU seconds of one core, the solver's own process among them.

`--replan` publishes the last of these plans, makes history of its first three weeks, and then plans again
in two seconds with one person away for two weeks: each in turn of so many who answer for most cases. `moved`
counts the published reviews moved, beside the `fewest` that people, minutes and days would allow whatever the
score (a legal plan that moves so few was found) and the `must` whose session nobody could answer for any
more (no plan moves fewer). `stay put` is that plan of the fewest moves, and `afresh` forgets what was published.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.table import print_columns
from caseload.reviews.planner import Plan, Problem, read_problem, solve
from caseload.reviews.planner.agenda import in_order
from caseload.reviews.planner.earliest_due import lay_out
from caseload.reviews.planner.figures import figures_of
from caseload.reviews.planner.plan import Attendance, PlannedReview
from caseload.reviews.planner.problem import Published, Session
from caseload.reviews.planner.solver import Solver, installed_solver, no_solver

PUBLISHED_FOR, AWAY_FOR = 21, 14
"""The day on which plans are made again, and for how many days from then on somebody is away."""
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
    parser.add_argument("--replan", type=int, default=0, metavar="PEOPLE")
    asked = parser.parse_args(arguments)
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in asked.problems]
    for document in [_region(documents)] if asked.region else documents:
        problem = read_problem(document)
        print(f"\n{problem.name}: {len(problem.cases)} cases, {len(problem.sessions)} sessions")
        rows, plan = _planned(problem, document, asked.seconds)
        _print(rows)
        for person in _busiest(problem)[: asked.replan]:
            print(f"\n{problem.name}, {person} away for two weeks")
            _print(_planned_again(_without(problem, plan, person)))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    return 0


def _planned(problem: Problem, document: dict[str, Any], seconds: Sequence[float]) -> tuple[list[Row], Plan]:
    """A row for each method, and the last plan of all."""
    plan, took = _timed(problem, work=0)
    rows = [_by_hand(problem), Row("at once", plan.figures.score, plan.bound, took)]
    if find_spec("ortools"):
        rows.append(_cp_sat(problem, plan, document, max(seconds)))
    else:
        print("OR-Tools is not installed: no row for CP-SAT, and none with it")
    for allowed in seconds:
        plan, took = _timed(problem, seconds=allowed)
        rows.append(Row(f"search {allowed:g} s", plan.figures.score, plan.bound, took))
        if find_spec("ortools"):
            helped, took = _timed(problem, seconds=allowed, solver=installed_solver)
            rows.append(Row(f"with OR-Tools {allowed:g} s", helped.figures.score, helped.bound, took))
    return rows, plan


def _planned_again(problem: Problem) -> list[Row]:
    """Planned with the fewest moves there can be, with few moves, and without looking at what was published."""
    published = frozenset((row.case, row.session) for row in problem.published)
    put, took = _timed(problem, seconds=AGAIN, pinned=published)
    moves = f"fewest {len(put.unkept)}, must {_must_move(problem)}"
    rows = [Row("stay put", put.figures.score, 0, took, f"{put.figures.moved} ({moves})")]
    again, took = _timed(problem, seconds=AGAIN)
    rows.append(Row("again", again.figures.score, again.bound, took, str(again.figures.moved)))
    afresh, took = _timed(replace(problem, published=()), seconds=AGAIN)
    return [*rows, Row("afresh", afresh.figures.score, afresh.bound, took)]


def _cp_sat(problem: Problem, plan: Plan, document: dict[str, Any], seconds: float) -> Row:
    """The whole problem handed to CP-SAT in a process of its own, begun from this plan."""
    began = _cpu_seconds()
    with TemporaryDirectory() as folder:
        asked, hint = Path(folder, "problem.json"), Path(folder, "plan.json")
        asked.write_text(json.dumps(document), encoding="utf-8")
        hint.write_text(json.dumps(plan.as_json()), encoding="utf-8")
        command = [sys.executable, "-m", "bench.cp_sat", str(asked), str(hint), str(seconds)]
        said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    score = plan.figures.score if said["score"] is None else min(plan.figures.score, said["score"])
    return Row(f"CP-SAT {seconds:g} s", score, max(0.0, said["bound"]), _cpu_seconds() - began)


def _timed(
    problem: Problem,
    *,
    seconds: float | None = None,
    work: int | None = None,
    pinned: frozenset[tuple[str, str]] = frozenset(),
    solver: Callable[[], Solver | None] = no_solver,
) -> tuple[Plan, float]:
    began = _cpu_seconds()
    plan = solve(problem, pinned=pinned, seconds=seconds, work=work, counter=_cpu_seconds, solver=solver)
    return plan, _cpu_seconds() - began


def _cpu_seconds() -> float:
    """CPU seconds of this process and of those it started, whether they have ended or not (Linux)."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    tasks = Path("/proc/self/task").glob("*/children")
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(map(_of_children, tasks))


def _of_children(listed: Path) -> float:
    ticks = 0
    for child in listed.read_text().split():
        fields = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


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


def _busiest(problem: Problem) -> list[str]:
    """Those who answer for cases, for the most first."""
    counts = Counter(case.key_worker for case in problem.cases if case.key_worker)
    return sorted(counts, key=lambda person: (-counts[person], person))


def _without(problem: Problem, plan: Plan, person: str) -> Problem:
    """What is left to plan three weeks on: `plan` is published, its first reviews held, the person away."""
    day = {session.id: session.day for session in problem.sessions}
    last = {case.id: case.last_day for case in problem.cases}
    for review in plan.reviews:
        if day[review.session] < PUBLISHED_FOR:
            last[review.case] = max(last[review.case], day[review.session])
    return replace(
        problem,
        starts_on=problem.date_of(PUBLISHED_FOR),
        days=problem.days - PUBLISHED_FOR,
        sessions=tuple(
            _seen_later(session, person) for session in problem.sessions if session.day >= PUBLISHED_FOR
        ),
        cases=tuple(replace(case, last_day=last[case.id] - PUBLISHED_FOR) for case in problem.cases),
        published=tuple(
            Published(review.case, review.session)
            for review in plan.reviews
            if day[review.session] >= PUBLISHED_FOR
        ),
    )


def _seen_later(session: Session, away: str) -> Session:
    day = session.day - PUBLISHED_FOR
    come = session.available - {away} if day < AWAY_FOR else session.available
    return replace(session, day=day, available=come)


def _must_move(problem: Problem) -> int:
    """The published reviews that nobody could answer for, or whose hard needs nobody could meet."""
    people = {session.id: session.available | {session.chair} for session in problem.sessions}
    cases = {case.id: case for case in problem.cases}
    return sum(not cases[row.case].can_be_held(people[row.session]) for row in problem.published)


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
    best = max(row.bound for row in rows)
    table = [("method", "score", "bound", "gap", "CPU s", "moved")]
    table += [
        (
            row.method,
            f"{row.score:,.1f}",
            f"{row.bound:,.1f}",
            _gap(row.score, best),
            f"{row.seconds:.1f}",
            row.moves,
        )
        for row in rows
    ]
    print_columns(table)


def _gap(score: float, bound: float) -> str:
    return f"{100 * (score / bound - 1):.1f}%" if bound else "-"


if __name__ == "__main__":
    raise SystemExit(main())
