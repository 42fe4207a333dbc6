"""Random small problems: every plan keeps the rules, and no plan at all scores below the bound."""

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, combinations, pairwise, product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from caseload.reviews.planner import Plan, read_problem
from caseload.reviews.planner.ground import Ground
from caseload.reviews.planner.prices import Prices
from caseload.reviews.planner.solving import rounded_down
from tests.rules.planner.small import Row, a_case, a_need, a_problem, a_session, attending, checked
from tests.tools.check_plan import check

PEOPLE = ("p", "q", "r")
FIRST_DAY, DAYS = date(2026, 1, 5), 21

people = st.sampled_from(PEOPLE)
perhaps_nobody = st.sampled_from([*PEOPLE, *PEOPLE, None])
weights = st.sampled_from([0, 0.5, 1, 2.25, 8])
neighbourhoods = st.sampled_from(["east", "east", "east", "west"])


def days(first: int, last: int) -> st.SearchStrategy[str]:
    return st.sampled_from(range(first, last + 1)).map(lambda n: str(FIRST_DAY + timedelta(days=n)))


needs = st.builds(
    lambda kind, eligible, weight, hard: a_need(kind, *eligible, weight=weight, hard=hard),
    st.sampled_from(["gp", "nurse"]),
    st.lists(people, max_size=3),
    weights,
    st.sampled_from([False, False, True]),
)
cases = st.builds(
    a_case,
    id=st.just("to be numbered"),
    last_review_on=days(-20, 2),
    neighbourhood=neighbourhoods,
    interval_days=st.sampled_from(range(4, 21)),
    breach_days=st.integers(0, 8),
    weight=st.sampled_from([8, 1, 2.25]),
    breach_weight=st.sampled_from([0, 100]),
    minutes=st.sampled_from([10, 15, 30]),
    key_worker=perhaps_nobody,
    deputy=perhaps_nobody,
    needs=st.lists(needs, max_size=2),
)
sessions = st.builds(
    a_session,
    id=st.just("to be numbered"),
    starts_at=st.builds("{}T{}".format, days(0, DAYS - 1), st.sampled_from(["09:00", "09:40", "10:30"])),
    neighbourhood=neighbourhoods,
    minutes=st.sampled_from([30, 45, 10]),
    online=st.booleans(),
    chair=people,
    available=st.lists(people, min_size=2, max_size=3),
)


def numbered(rows: list[Row], letter: str) -> list[Row]:
    return [{**row, "id": f"{letter}{n}"} for n, row in enumerate(rows)]


def problems(n_sessions: int, n_cases: int) -> st.SearchStrategy[Row]:
    limits = st.lists(st.sampled_from([2, 1, None, 1, 0]), min_size=3, max_size=3)
    return st.builds(
        lambda limits, sessions, cases, share: a_problem(
            numbered(sessions, "m"),
            numbered(cases, "c"),
            days=DAYS,
            earliest_share=share,
            staff=[
                {"id": id, "role": id, "sessions_per_week": limit}
                for id, limit in zip(PEOPLE, limits, strict=True)
            ],
        ),
        limits,
        st.lists(sessions, min_size=n_sessions, max_size=n_sessions),
        st.lists(cases, min_size=n_cases, max_size=n_cases),
        st.sampled_from([0, 0.3, 0.5, 1]),
    )


@given(problems(n_sessions=12, n_cases=8))
@settings(deadline=None, max_examples=60)
def test_a_plan_keeps_every_rule_states_true_figures_and_explains_what_is_missed(problem: Row) -> None:
    plan = checked(problem)
    assert plan.bound <= plan.figures.score
    assert (plan.status == "optimal") == (plan.bound == plan.figures.score)
    nobody_is_asked_for_nothing(problem, plan)
    everything_missed_is_explained(problem, plan)


def nobody_is_asked_for_nothing(problem: Row, plan: Plan) -> None:
    read = read_problem(problem)
    chairs = {session.id: session.chair for session in read.sessions}
    wanted = {case.id: case.people for case in read.cases}
    for session, present in attending(plan).items():
        reviewed = [review.case for review in plan.reviews if review.session == session]
        assert reviewed
        assert present <= {chairs[session]}.union(*(wanted[case] for case in reviewed))


def everything_missed_is_explained(problem: Row, plan: Plan) -> None:
    read = read_problem(problem)
    explained = {(row.case, row.due_on): row.because for row in plan.unplaced}
    days = {session.id: session.day for session in read.sessions}
    for case in read.cases:
        held = [days[review.session] for review in plan.reviews if review.case == case.id]
        for last, until in pairwise([case.last_day, *held, DAYS]):
            due = case.due_day(last)
            if 0 <= due < until:
                assert explained[case.id, read.date_of(due)]


@given(problems(n_sessions=3, n_cases=2))
@settings(deadline=None, max_examples=40)
def test_no_plan_of_a_tiny_problem_scores_below_the_bound(problem: Row) -> None:
    best = min(scores_of_every_plan(problem))
    for bound in bounds_at_growing_prices(problem):
        assert bound <= best + 1e-6
    assert best <= checked(problem).figures.score


def bounds_at_growing_prices(problem: Row) -> Iterator[float]:
    """What is proven at no prices, and at those of each of forty rounds, whether better or worse."""
    prices = Prices(Ground(read_problem(problem)), seed=1)
    for n in range(40):
        prices.bound = -math.inf
        yield prices.prove()
        prices.improve(n / 40)


def scores_of_every_plan(problem: Row) -> Iterator[float]:
    """The score of each plan that keeps the rules, by trying every one there is."""
    for choice in product(
        *(list(_ways_to_hold(session, problem["cases"])) for session in problem["sessions"])
    ):
        plan = {
            "reviews": [review for reviews, _ in choice for review in reviews],
            "attendance": [row for _, row in choice if row["staff"]],
        }
        report = check(problem, plan)
        if not report["broken"]:
            yield report["figures"]["score"]


def _ways_to_hold(session: Row, cases: list[Row]) -> Iterator[tuple[list[Row], Row]]:
    """Not at all, or with any of the cases of its neighbourhood and any of the people who could come."""
    yield [], {"session": session["id"], "staff": []}
    others = sorted(set(session["available"]) - {session["chair"]})
    near = [case for case in cases if case["neighbourhood"] == session["neighbourhood"]]
    for chosen, present in product(_subsets(near), _subsets(others)):
        if chosen:
            staff = [session["chair"], *present]
            yield _back_to_back(session["id"], chosen), {"session": session["id"], "staff": staff}


def _back_to_back(session: str, cases: Sequence[Row]) -> list[Row]:
    starts = [sum(case["minutes"] for case in cases[:n]) for n in range(len(cases))]
    return [
        {"case": case["id"], "session": session, "starts_minute": start}
        for case, start in zip(cases, starts, strict=True)
    ]


def _subsets(rows: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    return chain.from_iterable(combinations(rows, n) for n in range(len(rows) + 1))


def bound_alone(problem: Row) -> float:
    """The bound when nothing is priced: each case as if it had everybody and every minute to itself."""
    return rounded_down(Prices(Ground(read_problem(problem)), seed=0).prove())


def test_the_bound_counts_the_wait_for_the_first_session_and_the_needs_nobody_could_meet() -> None:
    session = a_session("m", "2026-01-15T09:30", available=["key"])
    case = a_case("c", "2025-12-11", needs=[a_need("gp", "gp", weight=2)])  # due on 8 January, day 3
    assert bound_alone(a_problem([session], [case])) == 7 * 8 + 2


def test_the_bound_counts_days_past_breach_where_no_session_can_hold_the_review() -> None:
    away = a_session("m", "2026-01-06T09:30", available=[])
    case = a_case("c", "2025-12-09", weight=1, breach_weight=100)  # due on day 1, in breach from day 15
    assert bound_alone(a_problem([away], [case])) == 27 + 100 * 13


def test_the_bound_would_rather_leave_a_case_a_day_late_than_hold_it_without_its_key_worker() -> None:
    without_key_worker = a_session("m", "2026-01-31T09:30", available=["deputy"])
    case = a_case("c", "2026-01-04", weight=1)  # due on day 27, the last of the horizon
    assert bound_alone(a_problem([without_key_worker], [case])) == 1


def test_the_bound_takes_the_better_of_two_sessions_on_one_day() -> None:
    with_gp = a_session("a", "2026-01-06T09:30")
    without_gp = a_session("b", "2026-01-06T14:00", available=["key"])
    case = a_case("c", "2025-12-09", needs=[a_need("gp", "gp")])  # due on day 1
    assert bound_alone(a_problem([with_gp, without_gp], [case])) == 0


def test_the_bound_holds_no_review_before_its_earliest_day() -> None:
    too_soon = a_session("m", "2026-01-24T09:30")
    case = a_case("c", "2026-01-04")  # due on day 27, the last of the horizon
    assert bound_alone(a_problem([too_soon], [case], earliest_share=0.5)) == 0
    assert bound_alone(a_problem([too_soon], [case], earliest_share=1)) == 8


def test_the_bound_counts_on_nobody_whose_weekly_limit_is_no_sessions() -> None:
    staff = [
        {"id": id, "role": id, "sessions_per_week": 0} for id in ("chair", "key", "deputy", "gp", "nurse")
    ]
    session = a_session("m", "2026-01-20T09:30")
    cases = [a_case("c", "2026-01-04"), a_case("own", "2025-12-23", key_worker="chair")]
    assert bound_alone(a_problem([session], cases, staff=staff)) == 8


def test_the_bound_is_rounded_down() -> None:
    case = a_case("c", "2026-01-04", weight=0.339)
    assert bound_alone(a_problem([], [case])) == 0.33
