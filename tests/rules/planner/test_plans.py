"""What the planner does with problems small enough to plan by hand, and with a borough's."""

import json
from pathlib import Path

import pytest

from caseload.reviews.planner import read_problem, solve
from caseload.reviews.planner.earliest_due import lay_out
from tests.rules.planner.small import Row, a_case, a_need, a_problem, a_session, attending, checked, held

PROBLEMS = sorted(Path(__file__).with_name("problems").glob("*.json"))

TUESDAY = a_session("tuesday", "2026-01-06T09:30")
THURSDAY = a_session("thursday", "2026-01-08T09:30")


def staff(**limits: int | None) -> list[Row]:
    """The usual people, with these limits on sessions a week."""
    usual: dict[str, int | None] = {"chair": 3, "key": 3, "deputy": 3, "gp": 3, "nurse": 3}
    return [{"id": id, "role": id, "sessions_per_week": limit} for id, limit in (usual | limits).items()]


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_the_checker_finds_nothing_wrong_with_the_plan_of_a_borough(path: Path) -> None:
    plan = checked(json.loads(path.read_text()))
    assert plan.reviews
    assert plan.bound <= plan.figures.score


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_the_same_problem_gives_the_same_plan(path: Path) -> None:
    problem = json.loads(path.read_text())
    again = {**problem, "staff": problem["staff"][::-1], "sessions": problem["sessions"][::-1]}
    plan = solve(read_problem(problem), work=3000, seed=7)
    assert solve(read_problem(again), work=3000, seed=7) == plan


def test_by_hand_the_earliest_due_goes_first_into_the_first_session_that_fits() -> None:
    cases = [a_case("later", "2025-12-10"), a_case("sooner", "2025-12-08"), a_case("last", "2025-12-11")]
    problem = read_problem(a_problem([THURSDAY, {**TUESDAY, "minutes": 30}], cases))
    draft = lay_out(problem)
    held_in = [{case.id for case in draft.cases_in(session)} for session in problem.sessions]
    assert held_in == [{"sooner", "later"}, {"last"}]


def test_of_two_cases_due_the_same_day_the_heavier_tier_goes_first() -> None:
    cases = [a_case("light", "2025-12-10", weight=1, breach_weight=0), a_case("weighty", "2025-12-10")]
    plan = checked(a_problem([{**TUESDAY, "minutes": 15}, THURSDAY], cases))
    assert held(plan) == [("weighty", "tuesday"), ("light", "thursday")]


def test_a_case_is_reviewed_again_when_it_falls_due_again() -> None:
    sessions = [a_session(f"day-{day}", f"2026-01-{day:02}T09:30") for day in range(6, 31, 2)]
    plan = checked(a_problem(sessions, [a_case("often", "2025-12-30", interval_days=10, breach_days=7)]))
    assert len(held(plan)) >= 2
    assert plan.figures.weighted_overdue_days == 0
    assert plan.unplaced == ()


def test_a_review_is_not_held_before_its_earliest_day() -> None:
    plan = checked(a_problem([TUESDAY, THURSDAY], [a_case("fresh", "2025-12-25")]))
    assert held(plan) == [("fresh", "thursday")]


def test_the_deputy_comes_only_when_the_key_worker_cannot() -> None:
    away = {**TUESDAY, "available": ["deputy", "gp"]}
    case = a_case("c", "2025-12-10")
    assert attending(checked(a_problem([TUESDAY], [case]))) == {"tuesday": {"chair", "key"}}
    plan = checked(a_problem([away], [case]))
    assert attending(plan) == {"tuesday": {"chair", "deputy"}}
    assert plan.figures.score == 3


def test_one_person_meets_every_need_they_can() -> None:
    needs = [a_need("nurse", "nurse", "gp"), a_need("prescriber", "gp", "gp"), a_need("lead", "key", "gp")]
    plan = checked(a_problem([TUESDAY], [a_case("c", "2025-12-10", needs=needs[::-1])]))
    assert attending(plan) == {"tuesday": {"chair", "key", "gp"}}
    assert plan.figures.needs_met_percent == 100


def test_a_wanted_need_that_nobody_can_meet_costs_its_weight() -> None:
    needs = [a_need("gp", "gp", weight=2), a_need("pharmacist", weight=1.5)]
    plan = checked(a_problem([{**TUESDAY, "available": ["key"]}], [a_case("c", "2025-12-10", needs=needs)]))
    assert (plan.figures.score, plan.status) == (3.5, "optimal")


def test_a_hard_need_waits_for_somebody_who_can_meet_it() -> None:
    case = a_case("c", "2025-12-10", needs=[a_need("gp", "gp", hard=True)])
    plan = checked(a_problem([{**TUESDAY, "available": ["key"]}, THURSDAY], [case]))
    assert held(plan) == [("c", "thursday")]


@pytest.mark.parametrize(
    ("starts_at", "online", "both"),
    [
        ("2026-01-06T10:15", False, False),
        ("2026-01-06T10:45", False, False),
        ("2026-01-06T11:00", False, True),
        ("2026-01-06T10:45", True, True),
        ("2026-01-06T10:15", True, False),
    ],
    ids=["overlapping", "no time to travel", "time to travel", "both online", "online but overlapping"],
)
def test_nobody_is_in_two_places(starts_at: str, online: bool, both: bool) -> None:
    east = {**TUESDAY, "online": online}
    west = a_session("west", starts_at, neighbourhood="west", chair="nurse", online=online)
    cases = [a_case("e", "2025-12-10"), a_case("w", "2025-12-11", neighbourhood="west", deputy=None)]
    plan = checked(a_problem([east, west], cases))
    assert (("w", "west") in held(plan)) is both


def test_the_weekly_limit_counts_weeks_from_the_first_day_and_not_the_sessions_one_chairs() -> None:
    sessions = [TUESDAY, THURSDAY, a_session("next", "2026-01-12T09:30")]
    sessions = [{**session, "minutes": 15} for session in sessions]
    cases = [a_case(id, "2025-12-10", deputy=None) for id in ("a", "b")]
    plan = checked(a_problem(sessions, cases, staff=staff(key=1)))
    assert held(plan) == [("a", "tuesday"), ("b", "next")]
    chaired = [{**session, "chair": "key"} for session in sessions]
    assert held(checked(a_problem(chaired, cases, staff=staff(key=0)))) == [
        ("a", "tuesday"),
        ("b", "thursday"),
    ]


def test_whoever_chairs_a_session_is_kept_for_it() -> None:
    east = {**TUESDAY, "chair": "nurse"}
    west = a_session("west", "2026-01-06T09:30", neighbourhood="west", chair="key")
    cases = [a_case("e", "2025-12-01"), a_case("w", "2025-12-11", neighbourhood="west")]
    plan = checked(a_problem([east, west], cases))
    assert attending(plan) == {"tuesday": {"nurse", "deputy"}, "west": {"key"}}


def test_a_session_one_chairs_leaves_the_weekly_limit_for_another() -> None:
    sessions = [{**TUESDAY, "chair": "key", "minutes": 15}, {**THURSDAY, "minutes": 15}]
    cases = [a_case(id, "2025-12-10", deputy=None) for id in ("a", "b")]
    plan = checked(a_problem(sessions, cases, staff=staff(key=1)))
    assert held(plan) == [("a", "tuesday"), ("b", "thursday")]


def wanting(**wanted: list[Row]) -> list[Row]:
    """Cases that want these people, and are otherwise the chair's own."""
    return [a_case(id, "2025-12-10", key_worker="chair", needs=needs) for id, needs in wanted.items()]


GP, NURSE = a_need("gp", "gp"), a_need("nurse", "nurse")


@pytest.mark.parametrize(
    "cases",
    [
        wanting(a=[GP], b=[NURSE], c=[GP], d=[NURSE], e=[GP], f=[NURSE]),
        wanting(a=[GP, NURSE], b=[GP], c=[NURSE]),
    ],
    ids=["two groups", "one case that links two others"],
)
def test_cases_that_share_people_follow_one_another(cases: list[Row]) -> None:
    plan = checked(a_problem([{**TUESDAY, "minutes": 90}], cases))
    assert plan.figures.waiting_minutes == 0
    assert [review.starts_minute for review in plan.reviews] == [15 * n for n in range(len(cases))]


def test_the_chair_stays_throughout_so_nobody_else_waits_for_the_chair_s_sake() -> None:
    first, last = wanting(a=[GP], c=[NURSE])
    between = a_case("b", "2025-12-10", minutes=60, needs=[GP, NURSE])
    plan = checked(a_problem([{**TUESDAY, "minutes": 90}], [first, between, last]))
    assert [review.case for review in plan.reviews] == ["a", "b", "c"]
    assert plan.figures.waiting_minutes == 0


def test_reviews_moved_from_the_published_plan_are_counted() -> None:
    published = [{"case": "c", "session": "tuesday"}, {"case": "gone", "session": "cancelled"}]
    plan = checked(a_problem([TUESDAY], [a_case("c", "2025-12-10")], published=published))
    assert plan.figures.moved == 1


NOTHING_HELD: dict[str, Row] = {
    "no sessions": a_problem([], [a_case("c", "2025-12-10")]),
    "no cases": a_problem([TUESDAY], []),
    "no staff, sessions or cases": a_problem([], [], staff=[]),
    "nobody available": a_problem([{**TUESDAY, "available": []}], [a_case("c", "2025-12-10")]),
    "session too short": a_problem([{**TUESDAY, "minutes": 14}], [a_case("c", "2025-12-10")]),
    "sessions elsewhere": a_problem([{**TUESDAY, "neighbourhood": "west"}], [a_case("c", "2025-12-10")]),
    "last review to come": a_problem([TUESDAY], [a_case("c", "2026-01-20")]),
    "due on the day after the end": a_problem(
        [a_session("m", "2026-01-20T09:30")], [a_case("c", "2026-01-05", interval_days=28)]
    ),
    "last review after the end": a_problem([TUESDAY], [a_case("c", "2026-06-20")]),
    "nobody named": a_problem([TUESDAY], [a_case("c", "2025-12-10", key_worker=None, deputy=None)]),
    "nobody eligible": a_problem([TUESDAY], [a_case("c", "2025-12-10", needs=[a_need("gp", hard=True)])]),
}


@pytest.mark.parametrize("problem", NOTHING_HELD.values(), ids=NOTHING_HELD)
def test_where_nothing_can_be_held_the_plan_is_empty_and_known_to_be_the_best(problem: Row) -> None:
    plan = checked(problem)
    assert (plan.reviews, plan.attendance, plan.status) == ((), (), "optimal")
    assert plan.figures.score == plan.bound


def test_a_backlog_is_laid_out_until_the_minutes_run_out() -> None:
    cases = [a_case(f"c{n}", f"2025-11-{n + 1:02}") for n in range(12)]
    plan = checked(a_problem([TUESDAY, THURSDAY], cases))
    assert len(held(plan)) == 8
    assert {row.case for row in plan.unplaced} == {
        case for case, session in held(plan) if session != "tuesday"
    } | ({case["id"] for case in cases} - {case for case, _ in held(plan)})


def test_every_day_may_be_a_review_day_but_no_case_is_reviewed_twice_on_one() -> None:
    sessions = [TUESDAY, a_session("afternoon", "2026-01-06T14:00")]
    plan = checked(a_problem(sessions, [a_case("c", "2026-01-01", interval_days=1)], earliest_share=0))
    assert held(plan) == [("c", "tuesday")]


def test_the_caller_says_how_long_it_took() -> None:
    plan = checked(a_problem([TUESDAY], [a_case("c", "2025-12-10")]))
    assert plan.taking(4.128).as_json() == {**plan.as_json(), "seconds": 4.13}
