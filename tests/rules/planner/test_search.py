"""How the search behaves: how much it may do, how it is watched, and what it does with a published plan."""

import json
from itertools import count
from pathlib import Path

import pytest

from caseload.reviews.planner import Plan, Progress, read_problem, solve
from tests.rules.planner.small import Row, a_case, a_need, a_problem, a_session, checked, held
from tests.tools.check_plan import check

BOROUGH: Row = json.loads((Path(__file__).parent / "problems" / "bury-fit1-1.json").read_text())
WORK = 6_000


@pytest.fixture(scope="module")
def planned() -> Plan:
    return solve(read_problem(BOROUGH), work=WORK)


def published(plan: Plan) -> list[Row]:
    return [{"case": review.case, "session": review.session} for review in plan.reviews]


def nothing_is_wrong(problem: Row, plan: Plan) -> None:
    report = check(problem, json.loads(json.dumps(plan.as_json())))
    assert (report["broken"], report["wrong_figures"]) == ([], {})


def test_more_work_gives_a_better_plan_and_a_better_bound(planned: Plan) -> None:
    at_once = solve(read_problem(BOROUGH), work=0)
    nothing_is_wrong(BOROUGH, at_once)
    nothing_is_wrong(BOROUGH, planned)
    assert at_once.bound < planned.bound <= planned.figures.score < at_once.figures.score


def test_the_same_work_and_seed_give_the_same_plan(planned: Plan) -> None:
    assert solve(read_problem(BOROUGH), work=WORK) == planned
    assert solve(read_problem(BOROUGH), work=WORK, seed=3).reviews != planned.reviews


def test_whoever_watches_hears_of_better_and_better_plans(planned: Plan) -> None:
    heard: list[Progress] = []

    def watch(progress: Progress) -> bool:
        heard.append(progress)
        return True

    assert solve(read_problem(BOROUGH), work=WORK, watch=watch) == planned
    assert [row.work for row in heard] == sorted(row.work for row in heard)
    assert [row.score for row in heard] == sorted((row.score for row in heard), reverse=True)
    assert [row.bound for row in heard] == sorted(row.bound for row in heard)
    assert heard[-1].score >= planned.figures.score
    assert heard[-1].bound == planned.bound


def test_whoever_watches_can_stop_it_and_keep_the_best_so_far() -> None:
    heard: list[Progress] = []

    def watch(progress: Progress) -> bool:
        heard.append(progress)
        return len(heard) < 12

    plan = solve(read_problem(BOROUGH), work=10 * WORK, watch=watch)
    nothing_is_wrong(BOROUGH, plan)
    assert len(heard) == 12
    assert plan.figures.score <= heard[-1].score


def test_seconds_are_counted_by_the_counter_that_is_given() -> None:
    ticks = count()
    plan = solve(read_problem(BOROUGH), seconds=40, counter=lambda: float(next(ticks)))
    nothing_is_wrong(BOROUGH, plan)
    assert 40 <= next(ticks) < 60


def test_a_published_plan_that_still_holds_stays_as_it_is(planned: Plan) -> None:
    again = {**BOROUGH, "published": published(planned)}
    plan = solve(read_problem(again), work=WORK)
    nothing_is_wrong(again, plan)
    assert plan.figures.moved == 0
    assert plan.figures.score <= planned.figures.score * 1.02


def test_when_somebody_is_away_little_more_moves_than_must(planned: Plan) -> None:
    counts = [case["key_worker"] for case in BOROUGH["cases"]]
    away = max(sorted(set(counts)), key=counts.count)
    sessions = [
        {**session, "available": [p for p in session["available"] if p != away]}
        if "2026-01-19" <= session["starts_at"] < "2026-02-02"
        else session
        for session in BOROUGH["sessions"]
    ]
    problem = {**BOROUGH, "sessions": sessions, "published": published(planned)}
    people = {session["id"]: {*session["available"], session["chair"]} for session in sessions}
    cases = {case.id: case for case in read_problem(problem).cases}
    must = sum(not cases[review.case].can_be_held(people[review.session]) for review in planned.reviews)
    plan = solve(read_problem(problem), work=WORK)
    nothing_is_wrong(problem, plan)
    afresh = solve(read_problem({**problem, "published": []}), work=WORK)
    assert must <= plan.figures.moved <= must + 3
    assert plan.figures.score <= afresh.figures.score * 1.05


def test_a_published_review_gives_way_to_one_that_is_worth_more() -> None:
    only = a_session("only", "2026-01-06T09:30", minutes=15)
    light = a_case("light", "2025-12-10", weight=1, breach_weight=0)
    weighty = a_case("weighty", "2025-12-01", weight=8)
    plan = checked(a_problem([only], [light, weighty], published=[{"case": "light", "session": "only"}]))
    assert held(plan) == [("weighty", "only")]
    assert plan.figures.moved == 1


ODD: dict[str, Row] = {
    "the same person twice over": a_problem(
        [a_session("m", "2026-01-06T09:30", available=["key", "key"])],
        [a_case("c", "2025-12-01", deputy="key", needs=[a_need("gp", "key", "key"), a_need("gp", "key")])],
    ),
    "everything overdue": a_problem(
        [a_session("m", "2026-01-06T09:30")], [a_case(f"c{n}", "2024-01-01") for n in range(9)]
    ),
    "published twice": a_problem(
        [a_session("m", "2026-01-06T09:30")],
        [a_case("c", "2025-12-01")],
        published=[{"case": "c", "session": "m"}, {"case": "c", "session": "m"}],
    ),
    "published too close together": a_problem(
        [a_session("m", "2026-01-06T09:30"), a_session("n", "2026-01-07T09:30")],
        [a_case("c", "2025-12-01")],
        published=[{"case": "c", "session": "m"}, {"case": "c", "session": "n"}],
    ),
    "one chair for two sessions at once": a_problem(
        [a_session("m", "2026-01-06T09:30"), a_session("n", "2026-01-06T09:30")],
        [a_case(f"c{n}", "2025-12-01") for n in range(6)],
    ),
    "a horizon of one day": a_problem(
        [a_session("m", "2026-01-05T09:30")], [a_case("c", "2025-12-01")], days=1
    ),
    "reviews every day": a_problem(
        [a_session(f"m{day}", f"2026-01-{day:02}T09:30") for day in range(5, 32)],
        [a_case("c", "2026-01-01", interval_days=1)],
        earliest_share=0,
        staff=[
            {"id": id, "role": id, "sessions_per_week": 2} for id in ("chair", "key", "deputy", "gp", "nurse")
        ],
    ),
}


@pytest.mark.parametrize("problem", ODD.values(), ids=ODD)
def test_odd_problems_are_planned_within_the_rules(problem: Row) -> None:
    assert checked(problem).reviews
