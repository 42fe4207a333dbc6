"""With OR-Tools the bound is better; without it, or with one that fails or lies, a plan is made all the same."""

import json
import sys
from collections.abc import Callable
from importlib.util import find_spec as real_find_spec

import pytest
from hypothesis import given, settings

from caseload.reviews.planner import Plan, Progress, read_problem, solve, solver
from caseload.reviews.planner.ground import Ground
from caseload.reviews.planner.prices import Prices
from caseload.reviews.planner.sharpening import Sharpening
from caseload.reviews.planner.solver import Model, Solver, installed_solver
from tests.rules.planner.random_problems import every_plan, problems
from tests.rules.planner.small import Row
from tests.rules.planner.test_search import BOROUGH, WORK, nothing_is_wrong

NEIGHBOURHOOD: Row = BOROUGH | {
    part: [row for row in BOROUGH[part] if row["neighbourhood"] == "n0"] for part in ("sessions", "cases")
}


def a_child(script: str) -> Callable[[], Solver | None]:
    """Starts a process of ours in the solver's place; `asked` is each question it is sent."""
    lines = f"import json, sys\nfor line in sys.stdin:\n    asked = json.loads(line)\n    {script}\n"
    return lambda: Solver([sys.executable, "-I", "-c", lines])


LITTLE = 1_500
"""Work enough for the solver to be asked, and little enough for a test."""


def planned(start: Callable[[], Solver | None]) -> Plan:
    return solve(read_problem(BOROUGH), work=LITTLE, solver=start)


def test_the_solver_proves_more_with_the_same_work_and_says_so() -> None:
    heard: list[Progress] = []
    alone = solve(read_problem(NEIGHBOURHOOD), work=WORK)
    plan = solve(
        read_problem(NEIGHBOURHOOD),
        work=WORK,
        solver=installed_solver,
        watch=lambda row: heard.append(row) is None,
    )
    nothing_is_wrong(NEIGHBOURHOOD, plan)
    assert (alone.solver, plan.solver) == (False, True)
    assert plan.bound > alone.bound
    assert not heard[0].solver
    assert any(row.solver for row in heard)


def test_the_same_work_and_seed_give_the_same_plan_with_the_solver_too() -> None:
    assert planned(installed_solver) == planned(installed_solver)


def test_unless_it_is_asked_for_there_is_no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "find_spec", lambda name: pytest.fail("looked for a solver"))
    assert not solve(read_problem(NEIGHBOURHOOD), work=0).solver


def test_where_ortools_is_not_installed_there_is_no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "find_spec", lambda name: None if name == "ortools" else real_find_spec(name))
    assert installed_solver() is None
    plan = planned(installed_solver)
    nothing_is_wrong(BOROUGH, plan)
    assert not plan.solver


FAULTY = {
    "dies at once": "sys.exit(1)",
    "runs out of memory": "raise MemoryError",
    "answers no JSON": "print('hello', flush=True)",
    "answers a number": "print(7, flush=True)",
    "answers without amounts": "print(json.dumps({'found': True}), flush=True)",
    "answers too few amounts": "print(json.dumps({'found': True, 'amounts': [1], 'duals': [1]}), flush=True)",
    "answers amounts that are none": (
        "print(json.dumps({'found': True, 'amounts': [float('nan')] * len(asked['columns']),"
        " 'duals': ['x'] * len(asked['rows'])}), flush=True)"
    ),
    "finds nothing": "print(json.dumps({'found': False}), flush=True)",
    "says nothing": "pass",
}


@pytest.mark.parametrize("script", FAULTY.values(), ids=FAULTY)
def test_a_solver_that_fails_changes_nothing_but_the_work_it_took(
    script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "PATIENCE", 1.0)
    plan = planned(a_child(script))
    nothing_is_wrong(BOROUGH, plan)
    assert not plan.solver


def test_a_solver_that_cannot_be_started_is_none() -> None:
    started = Solver(["/nowhere/solver"])
    assert not started.working
    assert not planned(lambda: started).solver


WILD = (
    "import random; r = random.Random(1);"
    "rows = globals().get('rows', 0) + len(asked['rows']);"
    "columns = globals().get('columns', 0) + len(asked['columns']);"
    "n = 10.0 ** r.choice([-3, 0, 2, 9, 300]);"
    "say = {'found': True, 'amounts': [n] * columns, 'duals': [r.uniform(-n, n) for _ in range(rows)]};"
    "print(json.dumps(say), flush=True)"
)


def test_wild_prices_prove_nothing_false() -> None:
    plan = planned(a_child(WILD))
    nothing_is_wrong(BOROUGH, plan)
    assert plan.bound <= plan.figures.score


def test_the_process_is_gone_once_there_is_a_plan() -> None:
    started: list[Solver] = []

    def start() -> Solver | None:
        child = installed_solver()
        started.extend([child] if child else [])
        return child

    planned(start)
    assert [child.working for child in started] == [False]


def test_it_answers_a_linear_programme_that_grows() -> None:
    child = installed_solver()
    assert child
    with child:
        first = Model()
        row = first.row(3, None)
        first.column(2, None, [(row, 1)])
        answer = child.solve(first, effort=1)
        assert answer
        assert (answer.amounts, answer.duals) == ([3], [2])
        more = Model(*first.size)
        more.column(1, 2, [(row, 1)])
        answer = child.solve(more, effort=1)
        assert answer
        assert (answer.amounts, answer.duals) == ([1, 2], [2])


def the_bounds_of_the_linear_programme(problem: Row) -> list[float]:
    prices = Prices(Ground(read_problem(problem)), seed=1)
    bounds = [prices.prove()]
    child = installed_solver()
    assert child
    with child:
        sharpening = Sharpening(prices, child)
        sharpening.begin()
        while not sharpening.done and sharpening.improve(1.0, None):
            bounds.append(prices.prove())
    assert sharpening.done
    return bounds


@given(problems(n_sessions=3, n_cases=2))
@settings(deadline=None, max_examples=8)
def test_no_plan_of_a_tiny_problem_scores_below_what_the_solver_helps_to_prove(problem: Row) -> None:
    best = min(score for _, score in every_plan(problem))
    bounds = the_bounds_of_the_linear_programme(json.loads(json.dumps(problem)))
    assert bounds == sorted(bounds)
    assert bounds[-1] <= best + 1e-6
