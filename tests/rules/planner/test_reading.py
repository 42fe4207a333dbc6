"""A file that is not a planning problem is refused, naming the place, what was read and what was expected."""

import copy
from datetime import date, datetime
from typing import Any

import pytest

from caseload.reviews.planner import ProblemInvalid, read_problem
from tests.rules.planner.small import a_case, a_need, a_problem, a_session

A_NEED = a_need("gp", "gp", "gp")
GOOD = a_problem(
    [a_session("second", "2026-01-08T09:30"), a_session("first", "2026-01-06T09:30")],
    [a_case("c", "2025-12-10", needs=[A_NEED])],
)
Path = tuple[str | int, ...]
ABSENT = object()


def spoiled(path: Path, value: object) -> Any:
    """The good problem with one value replaced, or taken out."""
    problem = copy.deepcopy(GOOD)
    *way, last = path
    place: Any = problem
    for step in way:
        place = place[step]
    if value is ABSENT:
        del place[last]
    else:
        place[last] = value
    return problem


def test_a_problem_is_read_whole() -> None:
    problem = read_problem(GOOD)
    assert (problem.name, problem.starts_on, problem.days) == ("small", date(2026, 1, 5), 28)
    assert [session.id for session in problem.sessions] == ["first", "second"]
    assert problem.sessions[0].starts_at == datetime.fromisoformat("2026-01-06T09:30")
    assert [session.day for session in problem.sessions] == [1, 3]
    assert problem.cases[0].last_day == -26
    assert problem.cases[0].needs[0].eligible == ("gp",)


@pytest.mark.parametrize(
    "path",
    [
        ("published",),
        ("staff", 0, "sessions_per_week"),
        ("cases", 0, "breach_weight"),
        ("cases", 0, "deputy"),
    ],
    ids=str,
)
def test_what_may_be_left_out_may_also_be_null(path: Path) -> None:
    assert read_problem(spoiled(path, ABSENT)) == read_problem(spoiled(path, None))


REFUSALS: list[tuple[Path, object, str]] = [
    (("format",), "review-problem/2", 'format: read "review-problem/2", expected "review-problem/1"'),
    (("format",), ABSENT, 'format: read nothing, expected "review-problem/1"'),
    (("name",), "", 'name: read "", expected some text'),
    (("starts_on",), "5 January", 'starts_on: read "5 January", expected a day such as 2026-01-05'),
    (("starts_on",), "20260105", 'starts_on: read "20260105", expected a day such as 2026-01-05'),
    (("starts_on",), 0, "starts_on: read 0, expected some text"),
    (("starts_on",), "9999-01-01", 'starts_on: read "9999-01-01", expected a day before the year 9000'),
    (("days",), 0, "days: read 0, expected a whole number from 1 to 100000"),
    (("days",), 84.5, "days: read 84.5, expected a whole number"),
    (("days",), True, "days: read true, expected a whole number"),
    (("travel_minutes",), -1, "travel_minutes: read -1, expected a whole number from 0 to 100000"),
    (("earliest_share",), 1.5, "earliest_share: read 1.5, expected a number from 0 to 1"),
    (("staff",), {}, "staff: read {}, expected a list"),
    (("staff", 1), "key", 'staff[1]: read "key", expected an object'),
    (("staff", 1, "id"), "chair", 'staff[1].id: read "chair", expected an id that no row above has'),
    (("sessions", 1, "minutes"), "60", 'sessions[1].minutes: read "60", expected a whole number'),
    (("sessions", 0, "online"), "no", 'sessions[0].online: read "no", expected true or false'),
    (("sessions", 0, "id"), "first", 'sessions[1].id: read "first", expected an id that no row above has'),
    (("sessions", 0, "chair"), None, "sessions[0].chair: read null, expected some text"),
    (
        ("sessions", 0, "available", 2),
        "nobody",
        'sessions[0].available[2]: read "nobody", expected the id of one of the staff',
    ),
    (
        ("sessions", 0, "starts_at"),
        "2026-01-06T09:30Z",
        'sessions[0].starts_at: read "2026-01-06T09:30Z", expected a local date and time such as 2026-01-06T09:30',
    ),
    (
        ("sessions", 0, "starts_at"),
        "2026-01-06",
        'sessions[0].starts_at: read "2026-01-06", expected a local date and time such as 2026-01-06T09:30',
    ),
    (
        ("sessions", 0, "starts_at"),
        "2026-02-02T09:30",
        'sessions[0].starts_at: read "2026-02-02T09:30", expected a moment in the 28 days from 2026-01-05',
    ),
    (
        ("cases", 0, "interval_days"),
        0,
        "cases[0].interval_days: read 0, expected a whole number from 1 to 100000",
    ),
    (("cases", 0, "weight"), -1, "cases[0].weight: read -1, expected a number from 0 to 100000"),
    (("cases", 0, "weight"), float("nan"), "cases[0].weight: read NaN, expected a number from 0 to 100000"),
    (("cases", 0, "key_worker"), "x", 'cases[0].key_worker: read "x", expected the id of one of the staff'),
    (("cases", 0, "needs", 0, "hard"), 1, "cases[0].needs[0].hard: read 1, expected true or false"),
    (("cases", 0, "needs", 0, "weight"), ABSENT, "cases[0].needs[0].weight: read nothing, expected a number"),
    (("published",), [{"case": "c"}], "published[0].session: read nothing, expected some text"),
]


@pytest.mark.parametrize(("path", "value", "says"), REFUSALS, ids=[says for *_, says in REFUSALS])
def test_a_fault_is_named(path: Path, value: object, says: str) -> None:
    with pytest.raises(ProblemInvalid) as refusal:
        read_problem(spoiled(path, value))
    assert str(refusal.value) == says


@pytest.mark.parametrize("document", [None, [], "a problem", 7], ids=str)
def test_a_document_that_is_no_object_is_refused(document: object) -> None:
    with pytest.raises(ProblemInvalid, match=r"^problem: read .*, expected an object$"):
        read_problem(document)


def test_a_long_value_is_cut_short_in_the_refusal() -> None:
    with pytest.raises(ProblemInvalid) as refusal:
        read_problem(spoiled(("days",), "x" * 500))
    assert len(refusal.value.read) == 60
