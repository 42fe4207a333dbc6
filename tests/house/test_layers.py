"""Only routes, jobs and commands know that there is a request and what time it is; the rest are told.

Which package may import which is in the import contracts of `pyproject.toml`, run by `make check`.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("foundation", "accounts", "people", "neighbourhoods", "teams", "caseload")
OF_A_REQUEST = {"request", "session", "flash", "redirect", "render_template", "url_for", "g", "abort"}
MAY_KNOW_THE_REQUEST = {
    "accounts/guard.py",  # stands between the request and the route
    "accounts/asker.py",  # keeps who asks for as long as the request lasts
    "accounts/audit.py",  # keeps what a request has seen until its answer is ready
    "accounts/limits.py",  # counts requests
    "accounts/turning_away.py",  # the guard's answer to whoever is not signed in
    "foundation/forms.py",  # gives back what was typed before its writer was signed out
    "foundation/asking.py",  # reads a question's two times for routes
    "foundation/uploads.py",  # opens the file of a request before the request begins to write
}
MAY_READ_THE_CLOCK = {
    "accounts/audit.py",  # an entry's moment is when it is written, whatever the act says
    "accounts/actions.py",  # a sign-in starts and ends when it does
    "accounts/guard.py",  # a request's moment, for whatever stands between it and its route
    "foundation/asking.py",
    "caseload/sealing/hiding.py",  # what is sealed today is hidden today, whatever day a question is about
    "caseload/privacy/pattern_keeping.py",  # the nightly job, and what came of what it found
    "caseload/reviews/escalating_acts.py",  # these four are jobs too, and note when they told or kept it
    "caseload/reviews/falling_due.py",
    "caseload/reviews/figures_kept.py",
    "caseload/reviews/sessions/keeping.py",
    "teams/extract/actions.py",  # the daily job that drops uploads nobody applied
    "teams/positions/actions.py",  # the weekly job: a week's coverage is kept with when it was reckoned
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module that is no room of routes, by its path, read."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            if "routes" not in file.relative_to(ROOT).as_posix():
                yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def knows_the_request(tree: ast.Module) -> bool:
    """Whether it takes anything from flask that only a request has."""
    taken = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "flask")
    return any(name.name in OF_A_REQUEST for node in taken for name in node.names)


def reads_the_clock(tree: ast.Module) -> bool:
    """Whether it asks the clock, or the machine's own."""
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    asked = (call for call in calls if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name))
    return any((call.value.id, call.attr) in CLOCKS for call in asked if isinstance(call.value, ast.Name))


CLOCKS = {(clock, asks) for clock in ("clock", "datetime", "date") for asks in ("now", "today", "utcnow")}


def test_only_routes_know_the_request() -> None:
    assert {name for name, tree in modules() if knows_the_request(tree)} == MAY_KNOW_THE_REQUEST


def test_only_routes_and_jobs_read_the_clock() -> None:
    own = {"foundation/clock.py"}
    assert {name for name, tree in modules() if reads_the_clock(tree)} - own == MAY_READ_THE_CLOCK


@pytest.mark.parametrize(
    ("code", "requests", "clock"),
    [
        ("from flask import request", True, False),
        ("from flask import Flask", False, False),
        ("def f(on): return on", False, False),
        ("clock.today()", False, True),
        ("datetime.now(UTC)", False, True),
        ("self.clock.today()", False, False),
    ],
)
def test_the_reading_finds_what_it_looks_for(code: str, requests: bool, clock: bool) -> None:
    tree = ast.parse(code)
    assert (knows_the_request(tree), reads_the_clock(tree)) == (requests, clock)
