"""`flask import …`, `flask plan-reviews` and `flask solve`: answers, refusals and statuses."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from caseload.cases.case import Case
from caseload.reviews.planner import solver
from caseload.reviews.plans.planning_facts import read_planning_facts
from caseload.reviews.plans.problem_making import make_problem
from caseload.reviews.review import Plan
from foundation import clock
from tests.small_borough import NOW, SESSION, TODAY, case_list, file_of, small_borough
from tests.tools.check_plan import check

Db = scoped_session[Session]
PROBLEM = Path(__file__).parents[1] / "rules/planner/problems/shared-nurse.json"


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOW):
        yield


@pytest.fixture
def files(session: Db, tmp_path: Path) -> Path:
    """A folder with a case list and a file of sessions of a small borough."""
    small_borough()
    session.commit()
    days = [TODAY + timedelta(days=1, weeks=week) for week in range(6)]
    sessions = [SESSION | {"code": f"east-{n}", "starts_at": f"{day}T09:30"} for n, day in enumerate(days)]
    (tmp_path / "cases.csv").write_bytes(case_list({}, {"needs": ""}))
    (tmp_path / "bad.csv").write_bytes(case_list({"tier": "urgent"}, {"postcode": "BURY"}))
    (tmp_path / "sessions.csv").write_bytes(file_of(sessions))
    return tmp_path


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=arguments)


def import_both(app: Flask, files: Path) -> None:
    for kind in ("cases", "sessions"):
        assert run(app, "import", kind, str(files / f"{kind}.csv")).exit_code == 0


def test_an_import_answers_with_counts(app: Flask, files: Path) -> None:
    first = json.loads(run(app, "import", "cases", str(files / "cases.csv"), "--json").stdout)
    assert first["counts"] == {"started": 2, "changed": 0, "ended": 0, "unchanged": 0, "not_in_file": 0}
    again = run(app, "import", "cases", str(files / "cases.csv"))
    assert again.stdout == "0 started, 0 changed, 0 ended, 2 unchanged, 0 not in file\n"


def test_a_dry_run_writes_nothing(app: Flask, session: Db, files: Path) -> None:
    answer = run(app, "import", "cases", str(files / "cases.csv"), "--dry-run")
    assert answer.stdout.startswith("Nothing was written. It would be: 2 started")
    assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_a_bad_file_is_refused_with_every_place_on_stderr(app: Flask, session: Db, files: Path) -> None:
    answer = run(app, "import", "cases", str(files / "bad.csv"))
    assert answer.exit_code == 1
    assert answer.stderr.splitlines() == [
        "bad.csv, row 2, tier: read “urgent”, expected the code of a review tier",
        "bad.csv, row 3, postcode: read “BURY”, expected a postcode such as BL9 0SW",
    ]
    assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_a_plan_is_printed_as_the_format_says_and_passes_the_checker(
    app: Flask, session: Db, files: Path
) -> None:
    import_both(app, files)
    answer = json.loads(run(app, "plan-reviews", "--weeks", "6", "--json").stdout)
    assert answer["format"] == "review-plan/1"
    found = check(make_problem(read_planning_facts(TODAY, 6)).problem, answer)
    assert not found["broken"]
    assert not found["wrong_figures"]
    assert session.scalars(select(Plan.status)).all() == ["draft"]


def test_a_plan_is_published_when_asked(app: Flask, session: Db, files: Path) -> None:
    import_both(app, files)
    for _ in range(2):
        assert run(app, "plan-reviews", "--from", "2026-11-23", "--publish").exit_code == 0
    assert session.scalars(select(Plan.status).order_by(Plan.id)).all() == ["replaced", "published"]


def test_a_plan_without_sessions_is_refused(app: Flask, session: Db) -> None:
    answer = run(app, "plan-reviews")
    assert answer.exit_code == 1
    assert "no review session with a chair" in answer.stderr


def test_solve_writes_a_plan_that_passes_the_checker(app: Flask, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    assert run(app, "solve", str(PROBLEM), "--out", str(out), "--seconds", "5", "--seed", "1").exit_code == 0
    plan = json.loads(out.read_text())
    found = check(json.loads(PROBLEM.read_text()), plan)
    assert not found["broken"]
    assert not found["wrong_figures"]
    assert plan["seconds"] >= 0


@pytest.mark.parametrize("found", [None, object()], ids=["not installed", "installed"])
def test_solve_asks_for_a_solver_only_where_one_is(
    app: Flask, session: Db, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: object
) -> None:
    """What the solver then does is tested with the planner."""
    out = tmp_path / "plan.json"
    monkeypatch.setattr(solver, "find_spec", lambda _name: found)
    monkeypatch.setattr(
        solver, "CHILD", tmp_path / "no such child"
    )  # it dies at once, and the search goes on alone
    answer = run(app, "solve", str(PROBLEM), "--out", str(out), "--seconds", "1", "--solver")
    if found is None:
        assert (answer.exit_code, out.exists()) == (1, False)
        assert "OR-Tools is not installed" in answer.stderr
    else:
        assert answer.exit_code == 0, answer.stderr
        assert not check(json.loads(PROBLEM.read_text()), json.loads(out.read_text()))["broken"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", "line 1, column 2"),
        ('{"format":"review-problem/2"}', 'format: read "review-problem/2"'),
        ('{"format":"review-problem/1","starts_on":"soon"}', 'starts_on: read "soon"'),
    ],
)
def test_solve_names_the_place_that_is_wrong(
    app: Flask, session: Db, tmp_path: Path, text: str, place: str
) -> None:
    problem, out = tmp_path / "problem.json", tmp_path / "plan.json"
    problem.write_text(text)
    answer = run(app, "solve", str(problem), "--out", str(out))
    assert answer.exit_code == 1
    assert f"problem.json, {place}" in answer.stderr
    assert not out.exists()
