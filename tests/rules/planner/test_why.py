"""Why a review could not be held by the day it was due, in the words a coordinator reads."""

from datetime import date

import pytest

from tests.rules.planner.small import Row, a_case, a_need, a_problem, a_session, checked

CASE = a_case("c", "2025-12-12")  # due on 9 January
TUESDAY = a_session("tuesday", "2026-01-06T09:30")
THURSDAY = a_session("thursday", "2026-01-08T09:30")
TOO_LATE = a_session("too late", "2026-01-12T09:30")
WEST = a_case("w", "2025-12-01", neighbourhood="west", key_worker="key", deputy=None, weight=9)
WEST_AT_ONCE = a_session("west", "2026-01-06T09:30", neighbourhood="west", chair="nurse")
WEST_BEFORE = a_session("west", "2026-01-05T09:30", neighbourhood="west", chair="nurse")
LIMITED: list[Row] = [
    {"id": "key", "role": "social_worker", "sessions_per_week": 1},
    *({"id": id, "role": id, "sessions_per_week": None} for id in ("chair", "deputy", "gp", "nurse")),
]


def without(session: Row, *people: str) -> Row:
    return {**session, "available": [p for p in session["available"] if p not in people]}


REASONS: dict[str, tuple[Row, tuple[str, ...]]] = {
    "no session": (
        a_problem([TOO_LATE], [CASE]),
        ("There is no session from 5 Jan to 9 Jan",),
    ),
    "too short": (
        a_problem([{**TUESDAY, "minutes": 10}, {**THURSDAY, "minutes": 10}], [CASE]),
        ("Both sessions from 5 Jan to 9 Jan have fewer than 15 minutes left",),
    ),
    "filled by an earlier case": (
        a_problem([{**TUESDAY, "minutes": 20}], [CASE, a_case("first", "2025-12-11")]),
        ("The only session from 5 Jan to 9 Jan has fewer than 15 minutes left",),
    ),
    "key worker and deputy away": (
        a_problem([without(TUESDAY, "key", "deputy")], [CASE]),
        (
            "The only session from 5 Jan to 9 Jan has no key worker (not available) and no deputy (not available)",
        ),
    ),
    "key worker in another session": (
        a_problem([TUESDAY, WEST_AT_ONCE], [{**CASE, "deputy": None}, WEST]),
        ("The only session from 5 Jan to 9 Jan has no key worker (in another session)",),
    ),
    "key worker at their weekly limit": (
        a_problem([without(TUESDAY, "deputy"), WEST_BEFORE], [CASE, WEST], staff=LIMITED),
        (
            "The only session from 5 Jan to 9 Jan has no key worker (at their weekly limit)"
            " and no deputy (not available)",
        ),
    ),
    "only a deputy named": (
        a_problem([without(TUESDAY, "deputy")], [{**CASE, "key_worker": None}]),
        ("The only session from 5 Jan to 9 Jan has no deputy (not available)",),
    ),
    "nobody named": (
        a_problem([TUESDAY], [{**CASE, "key_worker": None, "deputy": None}]),
        ("The case has no key worker and no deputy",),
    ),
    "a hard need": (
        a_problem(
            [without(TUESDAY, "nurse")],
            [{**CASE, "needs": [a_need("mental_health_nurse", "nurse", hard=True)]}],
        ),
        (
            "The only session from 5 Jan to 9 Jan has nobody free for a need that must be met: mental health nurse",
        ),
    ),
    "the chair in another session": (
        a_problem([TUESDAY, {**WEST_AT_ONCE, "chair": "chair"}], [CASE, WEST]),
        ("The only session from 5 Jan to 9 Jan has a chair who is in another session",),
    ),
    "several reasons, the commonest first": (
        a_problem(
            [
                without(a_session("monday", "2026-01-05T09:30"), "key", "deputy"),
                {**TUESDAY, "minutes": 10},
                {**THURSDAY, "minutes": 10},
                TOO_LATE,
            ],
            [CASE],
        ),
        (
            "2 of the 3 sessions from 5 Jan to 9 Jan have fewer than 15 minutes left",
            "1 of the 3 sessions from 5 Jan to 9 Jan has no key worker (not available)"
            " and no deputy (not available)",
        ),
    ),
    "one day to do it in": (
        a_problem([], [{**CASE, "interval_days": 1, "last_review_on": "2026-01-07"}]),
        ("There is no session on 8 Jan",),
    ),
}


@pytest.mark.parametrize(("problem", "because"), REASONS.values(), ids=REASONS)
def test_a_review_not_held_in_time_is_listed_with_what_blocks_it(
    problem: Row, because: tuple[str, ...]
) -> None:
    found = [row for row in checked(problem).unplaced if row.case == "c"]
    assert [row.because[: len(because)] for row in found] == [because]


def test_the_due_day_is_the_one_that_was_missed() -> None:
    assert [row.due_on for row in checked(a_problem([], [CASE])).unplaced] == [date(2026, 1, 9)]


def test_a_review_held_by_its_due_day_is_not_listed() -> None:
    on_the_day = a_session("friday", "2026-01-09T09:30")
    assert checked(a_problem([on_the_day], [CASE])).unplaced == ()


def test_a_review_not_due_before_the_end_is_not_listed() -> None:
    assert checked(a_problem([], [a_case("c", "2026-01-05")])).unplaced == ()


OVERDUE = a_case("c", "2025-11-01")


def test_an_overdue_review_held_at_the_first_session_there_is_could_not_have_been_sooner() -> None:
    assert checked(a_problem([THURSDAY], [OVERDUE])).unplaced == ()


def test_an_overdue_review_that_a_session_passed_by_is_listed_until_the_day_it_is_held() -> None:
    plan = checked(a_problem([{**TUESDAY, "minutes": 10}, THURSDAY], [OVERDUE]))
    (row,) = plan.unplaced
    assert row.due_on == date(2025, 11, 29)
    assert row.because == (
        "The only session from 5 Jan to 7 Jan has fewer than 15 minutes left",
        "5 more minutes on 6 Jan would place it",
    )


def test_an_overdue_review_that_is_never_held_is_listed_to_the_end() -> None:
    (row,) = checked(a_problem([], [OVERDUE])).unplaced
    assert row.because == ("There is no session from 5 Jan to 1 Feb",)


BOTH_SHORT = [{**TUESDAY, "minutes": 10}, {**THURSDAY, "minutes": 5}]
HARD = {**CASE, "needs": [a_need("mental_health_nurse", "nurse", hard=True)]}
REMEDIES: dict[str, tuple[Row, str]] = {
    "the fewest minutes": (a_problem(BOTH_SHORT, [CASE]), "5 more minutes on 6 Jan would place it"),
    "minutes that others wait for too": (
        a_problem([{**TUESDAY, "minutes": 10}], [CASE, {**CASE, "id": "d"}, {**CASE, "id": "e"}]),
        "5 more minutes on 6 Jan would place it; 2 more wait for minutes there",
    ),
    "minutes that one other waits for": (
        a_problem([{**TUESDAY, "minutes": 10}], [CASE, {**CASE, "id": "d"}]),
        "5 more minutes on 6 Jan would place it; 1 more waits for minutes there",
    ),
    "a key worker or deputy": (
        a_problem([without(TUESDAY, "key", "deputy")], [CASE]),
        "The key worker or a deputy on 6 Jan would place it",
    ),
    "minutes before people": (
        a_problem([without(TUESDAY, "key", "deputy"), {**THURSDAY, "minutes": 10}], [CASE]),
        "5 more minutes on 8 Jan would place it",
    ),
    "somebody for a hard need": (
        a_problem([without(TUESDAY, "nurse")], [HARD]),
        "Somebody for mental health nurse on 6 Jan would place it",
    ),
    "two things lacking at once": (
        a_problem([without({**TUESDAY, "minutes": 10}, "nurse")], [HARD]),
        "One more session of 15 minutes would place it, with those whom it needs",
    ),
}


@pytest.mark.parametrize(("problem", "remedy"), REMEDIES.values(), ids=REMEDIES)
def test_the_last_reason_says_what_single_change_would_place_it(problem: Row, remedy: str) -> None:
    found = [row for row in checked(problem).unplaced if row.case == "c"]
    assert [row.because[-1] for row in found] == [remedy]


def test_a_review_that_could_be_held_but_costs_more_than_its_wait_says_so() -> None:
    alone = without(a_session("m", "2026-01-31T09:30"), "key")  # the last session of the horizon
    case = a_case("c", "2026-01-04", weight=1, interval_days=27)  # due that very day, day 26
    (row,) = checked(a_problem([alone], [case])).unplaced
    assert row.because == (
        "The only session from 18 Jan to 31 Jan has room, but holding it there would cost more than the wait",
        "It could be held on 31 Jan at a greater cost than the wait",
    )
