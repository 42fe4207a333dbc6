"""A plan made again asks those who were asked already, wherever that is as good and breaks no rule."""

from typing import Any

from caseload.reviews.planner import Plan, read_problem, solve
from caseload.reviews.plans.steadying import Sitting, steady
from tests.rules.planner.small import a_case, a_need, a_problem, a_session
from tests.tools.check_plan import check

NURSES = a_need("nurse", "nurse", "gp")


def made_again(problem: dict[str, Any], **sittings: Sitting) -> tuple[Plan, Plan]:
    """The planner's own plan, and what keeping people makes of it; both keep every rule."""
    read = read_problem(problem)
    plan = solve(read, work=2_000)
    kept = steady(read, plan, sittings)
    found = check(problem, kept.as_json())
    assert not found["broken"]
    assert not found["wrong_figures"]
    assert kept.figures.score <= plan.figures.score
    return plan, kept


def one_session(**different: Any) -> dict[str, Any]:
    case = a_case("c1", "2025-12-10", needs=[NURSES])
    return a_problem([a_session("m1", "2026-01-06T09:30", **different)], [case])


def asked(plan: Plan, session: str) -> set[str]:
    return next(set(row.staff) for row in plan.attendance if row.session == session)


def other_nurse(plan: Plan, session: str) -> str:
    """Whoever of the two could have come and was not asked."""
    return next(each for each in ("nurse", "gp") if each not in asked(plan, session))


def test_of_two_who_could_come_the_one_who_was_asked_comes_again() -> None:
    plan, _ = made_again(one_session())
    before = frozenset({"chair", "key", other_nurse(plan, "m1")})
    _, kept = made_again(one_session(), m1=Sitting({"c1": 0}, before))
    assert asked(kept, "m1") == before


def test_somebody_who_cannot_come_any_more_is_not_asked_again() -> None:
    plan, _ = made_again(one_session())
    gone = other_nurse(plan, "m1")
    here = [each for each in ("chair", "key", "deputy", "gp", "nurse") if each != gone]
    problem = one_session(available=here)
    _, kept = made_again(problem, m1=Sitting({"c1": 0}, frozenset({"chair", "key", gone})))
    assert gone not in asked(kept, "m1")


def test_a_session_that_has_other_reviews_now_asks_whom_they_need() -> None:
    plan, _ = made_again(one_session())
    before = frozenset({"chair", "key", other_nurse(plan, "m1")})
    _, kept = made_again(one_session(), m1=Sitting({"c1": 0, "c2": 15}, before))
    assert kept == plan


def test_nobody_comes_who_was_not_needed_or_without_whom_a_need_is_unmet() -> None:
    plan, _ = made_again(one_session())
    everybody = Sitting({"c1": 0}, frozenset({"chair", "key", "deputy", "gp", "nurse"}))
    too_few = Sitting({"c1": 0}, frozenset({"chair", "key"}))
    assert made_again(one_session(), m1=everybody)[1] == plan
    assert made_again(one_session(), m1=too_few)[1] == plan


def test_reviews_keep_the_order_they_were_published_in() -> None:
    cases = [a_case(each, "2025-12-10") for each in ("c1", "c2", "c3")]
    problem = a_problem([a_session("m1", "2026-01-06T09:30")], cases)
    backwards = Sitting({"c3": 0, "c2": 15, "c1": 30}, frozenset({"chair", "key"}))
    _, kept = made_again(problem, m1=backwards)
    assert {each.case: each.starts_minute for each in kept.reviews} == {"c3": 0, "c2": 15, "c1": 30}


def test_nobody_is_brought_back_into_two_sessions_at_once() -> None:
    sessions = [
        a_session("m1", "2026-01-06T09:30"),
        a_session("m2", "2026-01-06T09:30", neighbourhood="north", chair="deputy"),
    ]
    cases = [
        a_case("c1", "2025-12-10", needs=[NURSES]),
        a_case("c2", "2025-12-10", neighbourhood="north", key_worker=None, needs=[NURSES]),
    ]
    problem = a_problem(sessions, cases)
    plan, _ = made_again(problem)
    wanted = frozenset({"deputy", *(asked(plan, "m1") & {"nurse", "gp"})})
    _, kept = made_again(problem, m2=Sitting({"c2": 0}, wanted))
    assert not asked(kept, "m1") & asked(kept, "m2")
