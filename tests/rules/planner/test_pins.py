"""Reviews that are pinned stay where they are, unless that breaks a rule, which is then named."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseload.reviews.planner import read_problem, solve
from caseload.reviews.planner.diary import find_clashes
from caseload.reviews.planner.ground import Ground
from caseload.reviews.planner.pins import keep_published, settle_pins
from tests.rules.planner.random_problems import every_plan, problems
from tests.rules.planner.small import Row, a_case, a_need, a_problem, a_session, checked, held
from tests.rules.planner.test_bound import bounds_at_growing_prices

BOROUGH: Row = json.loads((Path(__file__).parent / "problems" / "bury-fit1-1.json").read_text())

TUESDAY = a_session("tuesday", "2026-01-06T09:30")
THURSDAY = a_session("thursday", "2026-01-08T09:30")
NEXT = a_session("next", "2026-01-13T09:30")


def test_a_pinned_review_stays_though_another_day_would_cost_less() -> None:
    problem = a_problem([TUESDAY, THURSDAY, NEXT], [a_case("c", "2025-12-10")])
    assert held(checked(problem)) == [("c", "tuesday")]
    plan = checked(problem, {("c", "next")})
    assert (held(plan), plan.unkept) == ([("c", "next")], ())
    assert plan.figures.score == plan.bound == 6 * 8
    assert plan.status == "optimal"


def test_what_is_pinned_is_held_before_heavier_cases() -> None:
    cases = [a_case("light", "2025-12-10", weight=1), a_case("heavy", "2025-12-01", weight=8)]
    problem = a_problem([{**TUESDAY, "minutes": 15}], cases)
    assert held(checked(problem)) == [("heavy", "tuesday")]
    assert held(checked(problem, {("light", "tuesday")})) == [("light", "tuesday")]


def test_other_reviews_of_the_case_keep_their_distance_from_a_pinned_one() -> None:
    often = a_case("c", "2025-12-29", interval_days=8)
    problem = a_problem([TUESDAY, THURSDAY, NEXT], [often])
    assert held(checked(problem, {("c", "thursday")})) == [("c", "thursday"), ("c", "next")]
    assert held(checked(problem, {("c", "tuesday"), ("c", "next")})) == [("c", "tuesday"), ("c", "next")]


def test_of_two_who_could_answer_the_one_comes_who_leaves_somebody_for_the_next_pinned_review() -> None:
    both = a_case("a", "2025-12-10")
    no_deputy = a_case("b", "2025-12-10", deputy=None)
    staff = [
        {"id": id, "role": id, "sessions_per_week": 1} for id in ("chair", "key", "deputy", "gp", "nurse")
    ]
    plan = checked(
        a_problem([TUESDAY, THURSDAY], [both, no_deputy], staff=staff), {("a", "tuesday"), ("b", "thursday")}
    )
    assert held(plan) == [("a", "tuesday"), ("b", "thursday")]


CASE = a_case("c", "2025-12-10")
BROKEN: dict[str, tuple[Row, tuple[str, str], str]] = {
    "a case that is gone": (
        a_problem([TUESDAY], [CASE]),
        ("gone", "tuesday"),
        "The case is not one of those to plan",
    ),
    "a session that was cancelled": (
        a_problem([TUESDAY], [CASE]),
        ("c", "cancelled"),
        "The session is not one of those to plan",
    ),
    "another neighbourhood": (
        a_problem([{**TUESDAY, "neighbourhood": "west"}], [CASE]),
        ("c", "tuesday"),
        "The session is in another neighbourhood",
    ),
    "too few minutes": (
        a_problem([{**TUESDAY, "minutes": 10}], [CASE]),
        ("c", "tuesday"),
        "The session is shorter than the 15 minutes of the review",
    ),
    "too soon": (
        a_problem([TUESDAY], [{**CASE, "last_review_on": "2026-01-01"}]),
        ("c", "tuesday"),
        "The session is too soon after the last review",
    ),
    "nobody named": (
        a_problem([TUESDAY], [{**CASE, "key_worker": None, "deputy": None}]),
        ("c", "tuesday"),
        "The case has no key worker and no deputy",
    ),
    "nobody to answer for it": (
        a_problem([{**TUESDAY, "available": ["gp"]}], [CASE]),
        ("c", "tuesday"),
        "The session has no key worker (not available) and no deputy (not available)",
    ),
    "a hard need that nobody meets": (
        a_problem([TUESDAY], [{**CASE, "needs": [a_need("social_worker", hard=True)]}]),
        ("c", "tuesday"),
        "The session has nobody free for a need that must be met: social worker",
    ),
}


@pytest.mark.parametrize(("problem", "pin", "because"), BROKEN.values(), ids=BROKEN)
def test_a_pin_that_breaks_a_rule_by_itself_is_left_out_and_named(
    problem: Row, pin: tuple[str, str], because: str
) -> None:
    plan = checked(problem, {pin})
    assert plan.unkept == ((*pin, because),)
    assert pin not in held(plan)
    assert "unkept" not in plan.as_json()


ALONE = [{"id": id, "role": id, "sessions_per_week": 1} for id in ("chair", "key", "deputy", "gp", "nurse")]
TOGETHER: dict[str, tuple[Row, str]] = {
    "minutes": (
        a_problem([{**TUESDAY, "minutes": 20}], [a_case("a", "2025-12-10"), a_case("b", "2025-12-10")]),
        "The other pinned reviews leave fewer than 15 minutes",
    ),
    "people": (
        a_problem(
            [TUESDAY, THURSDAY],
            [a_case("a", "2025-12-10", deputy=None), a_case("b", "2025-12-10", deputy=None)],
            staff=ALONE,
        ),
        "Nobody is left for it beside the other pinned reviews",
    ),
    "the chair": (
        a_problem(
            [TUESDAY, {**THURSDAY, "starts_at": "2026-01-06T09:45"}],
            [a_case("a", "2025-12-10"), a_case("b", "2025-12-10")],
        ),
        "The chair is in another session with pinned reviews then",
    ),
}


@pytest.mark.parametrize(("problem", "because"), TOGETHER.values(), ids=TOGETHER)
def test_of_pins_that_cannot_all_be_kept_the_first_are(problem: Row, because: str) -> None:
    last = problem["sessions"][-1]["id"]
    plan = checked(problem, {("a", "tuesday"), ("b", last)})
    assert plan.unkept == (("b", last, because),)
    assert ("a", "tuesday") in held(plan)


def test_two_pins_of_one_case_keep_their_distance() -> None:
    plan = checked(a_problem([TUESDAY, THURSDAY], [CASE]), {("c", "tuesday"), ("c", "thursday")})
    assert held(plan) == [("c", "tuesday")]
    assert [row.because for row in plan.unkept] == [
        "The session is too soon after another pinned review of the case"
    ]


@given(problems(n_sessions=3, n_cases=2), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_what_some_plan_keeps_is_kept_and_no_plan_that_keeps_it_scores_below_the_bound(
    problem: Row, random: Any
) -> None:
    plans = [
        (reviews_of(plan), score)
        for plan, score in every_plan(problem)
        if the_planner_could_find(problem, plan)
    ]
    pinned = frozenset(pair for pair in sorted(random.choice(plans)[0]) if random.random() < 0.7)
    best = min(score for reviews, score in plans if pinned <= reviews)
    plan = checked(problem, pinned)
    assert plan.unkept == ()
    assert pinned <= set(held(plan))
    assert plan.bound <= best <= plan.figures.score
    ground = Ground(read_problem(problem))
    settle_pins(ground, pinned)
    assert all(bound <= best + 1e-6 for bound in bounds_at_growing_prices(ground))


@given(problems(n_sessions=3, n_cases=2), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_a_published_plan_that_breaks_no_rule_is_begun_with_whole(problem: Row, random: Any) -> None:
    plans = [plan for plan, _ in every_plan(problem) if the_planner_could_find(problem, plan)]
    published = reviews_of(random.choice(plans))
    rows = [{"case": case, "session": session} for case, session in sorted(published)]
    ground = Ground(read_problem({**problem, "published": rows}))
    kept = keep_published(ground, settle_pins(ground, frozenset()).laid)
    series = zip(ground.courses, kept.series, strict=True)
    assert {(course.case.id, ground.sessions[n].id) for course, held in series for n in held} == published
    assert all(not here & ~could for here, could in zip(kept.here, ground.could, strict=True))


def reviews_of(plan: Row) -> frozenset[tuple[str, str]]:
    return frozenset((review["case"], review["session"]) for review in plan["reviews"])


def the_planner_could_find(problem: Row, plan: Row) -> bool:
    """It keeps everybody for the sessions they chair, even those that stay empty.

    No case is reviewed twice on a day, nor on the day of its last review.
    """
    chairs = {session["id"]: session["chair"] for session in problem["sessions"]}
    day = {session["id"]: session["starts_at"][:10] for session in problem["sessions"]}
    clashes = find_clashes(read_problem(problem))
    pairs = [(review["case"], day[review["session"]]) for review in plan["reviews"]]
    pairs += [(case["id"], case["last_review_on"]) for case in problem["cases"]]
    return len(set(pairs)) == len(pairs) and not any(
        chairs[other] == person != chairs[row["session"]]
        for row in plan["attendance"]
        for person in row["staff"]
        for other in clashes[row["session"]]
    )


@given(problems(n_sessions=10, n_cases=6), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_any_pins_at_all_are_kept_or_named(problem: Row, random: Any) -> None:
    pairs = [(case["id"], session["id"]) for case in problem["cases"] for session in problem["sessions"]]
    pinned = set(random.sample(pairs, random.randrange(12)))
    published = [{"case": case, "session": session} for case, session in random.sample(pairs, 6)]
    plan = checked({**problem, "published": published}, pinned)
    unkept = {(row.case, row.session) for row in plan.unkept}
    assert unkept == pinned - set(held(plan))
    assert plan.bound <= plan.figures.score


def test_a_borough_keeps_all_its_pins_through_the_search_and_all_its_plan_when_all_is_pinned() -> None:
    first = held(solve(read_problem(BOROUGH), work=3000, seed=1))
    some = set(first[::3])
    plan = checked(BOROUGH, some, work=3000)
    assert plan.unkept == ()
    assert some <= set(held(plan))
    everything = checked(BOROUGH, first, work=3000)
    assert everything.unkept == ()
    assert set(first) <= set(held(everything))
