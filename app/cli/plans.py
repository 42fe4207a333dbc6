"""`flask plan-reviews` and `flask solve`."""

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import click

from accounts.actions import command_line
from app.cli.answering import DAY, as_json, refusing, say
from caseload.reviews import planner
from caseload.reviews.actions import Planned, make_plan, publish_plan
from caseload.reviews.planner.solver import Solver, installed_solver, no_solver
from foundation import clock
from foundation.database import begin_writing, db
from foundation.errors import RuleBroken
from foundation.formats import plural

WEEKS = 12


@click.command("plan-reviews")
@click.option("--from", "starts_on", type=DAY, help="The first day planned for; today unless given.")
@click.option("--weeks", type=click.IntRange(min=1), default=WEEKS, show_default=True)
@click.option("--publish", is_flag=True, help="Publish the plan at once.")
@as_json
def plan_reviews(starts_on: date | None, weeks: int, publish: bool, as_json: bool) -> None:
    """Lay the reviews of the coming weeks into their sessions, as a draft unless published."""
    started = time.perf_counter()
    with refusing():
        begin_writing()
        by = command_line().id
        planned = make_plan(starts_on or clock.today(), weeks, by=by, at=clock.now())
        if publish:
            publish_plan(planned.plan_id, by=by, at=clock.now())
        db.session.commit()
    plan = planned.plan.taking(time.perf_counter() - started)
    say(plan.as_json(), as_json=as_json, words=in_words(planned, publish=publish))


@click.command("solve")
@click.argument("problem", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The plan.")
@click.option("--seconds", type=click.FloatRange(min=0), help="The most it may take.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option(
    "--solver", "helped", is_flag=True, help="Have OR-Tools sharpen the bound, where it is installed."
)
@as_json
def solve(problem: Path, out: Path, seconds: float | None, seed: int, helped: bool, as_json: bool) -> None:
    """Plan a problem file; needs no database."""
    with refusing():
        read = read_problem_file(problem)
        started = time.perf_counter()
        solver = with_ortools if helped else no_solver
        plan = planner.solve(read, seconds=seconds, seed=seed, solver=solver)
    plan = plan.taking(time.perf_counter() - started)
    answer = plan.as_json()
    out.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    words = (
        f"{plural(len(plan.reviews), 'review')} planned, score {plan.figures.score}, bound {plan.bound}, "
        f"{plan.seconds} seconds"
    )
    say(answer, as_json=as_json, words=words)


def with_ortools() -> Solver:
    """The solver, started. Raises RuleBroken where OR-Tools is not installed."""
    solver = installed_solver()
    if solver is None:
        raise RuleBroken(
            "OR-Tools is not installed: it is in requirements/solver.txt. Without --solver all works."
        )
    return solver


def read_problem_file(file: Path) -> planner.Problem:
    """The problem in a file. Raises RuleBroken naming the place that is not as it should be."""
    try:
        document: Any = json.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise RuleBroken(f"{file.name}: read bytes that are not UTF-8, expected JSON") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise RuleBroken(f"{file.name}, {place}: {error.msg}, expected JSON") from error
    except (RecursionError, ValueError) as error:  # lists too deep, or a number too long
        raise RuleBroken(f"{file.name}: too deep or too long to be read, expected JSON") from error
    try:
        return planner.read_problem(document)
    except planner.ProblemInvalid as error:
        raise RuleBroken(f"{file.name}, {error}") from error


def in_words(planned: Planned, *, publish: bool) -> str:
    """What was planned, in one line."""
    plan = planned.plan
    state = "Published" if publish else "Draft"
    return (
        f"{state} plan {planned.plan_id}: {plural(len(plan.reviews), 'review')} in "
        f"{plural(len(plan.attendance), 'session')}, {len(plan.unplaced)} not placed in time, "
        f"{plural(plan.figures.breaches, 'breach', 'breaches')}"
    )


COMMANDS: list[click.Command] = [plan_reviews, solve]
