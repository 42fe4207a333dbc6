"""Random small problems: every plan keeps the rules, and no plan at all scores below the bound."""

import math
from collections.abc import Iterator
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from caseload.reviews.planner import Plan, read_problem, solve
from caseload.reviews.planner.ground import Ground
from caseload.reviews.planner.places import Places, fullest
from caseload.reviews.planner.prices import Prices
from caseload.reviews.planner.solving import rounded_down
from tests.rules.planner.random_problems import DAYS, every_plan, problems
from tests.rules.planner.small import Row, a_case, a_need, a_problem, a_session, attending, checked


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
    best = min(score for _, score in every_plan(problem))
    for bound in bounds_at_growing_prices(Ground(read_problem(problem))):
        assert bound <= best + 1e-6
    assert best <= checked(problem).figures.score


def bounds_at_growing_prices(ground: Ground) -> Iterator[float]:
    """What is proven at no prices, and at those of each of forty rounds, whether better or worse."""
    prices = Prices(ground, seed=1)
    for n in range(40):
        prices.bound = -math.inf
        yield prices.prove()
        prices.improve(n / 40)


@given(problems(n_sessions=3, n_cases=2))
@settings(deadline=None, max_examples=25)
def test_no_plan_of_a_tiny_problem_scores_below_the_bound_that_prices_of_places_prove(problem: Row) -> None:
    best = min(score for _, score in every_plan(problem))
    for bound in bounds_at_prices_of_places(Ground(read_problem(problem))):
        assert bound <= best + 1e-6


def bounds_at_prices_of_places(ground: Ground) -> Iterator[float]:
    """What is proven at the prices of forty rounds that follow a few for minutes and people."""
    prices = Prices(ground, seed=1)
    for n in range(12):
        prices.improve(n / 12)
    places = Places(prices)
    for n in range(40):
        prices.bound = -math.inf
        yield places.prove()
        places.improve(n / 40)


def three_reviews_with_room_for_two() -> Row:
    """Three reviews of 20 minutes in two sessions of 30 have room as minutes go, but one must wait."""
    sessions = [a_session(id, f"2026-01-07T{at}", minutes=30) for id, at in (("a", "09:30"), ("b", "14:00"))]
    cases = [
        a_case(id, "2025-12-09", minutes=20, weight=1, breach_weight=0)  # due on day 1
        for id in ("x", "y", "z")
    ]
    return a_problem(sessions, cases)


TWO_WAIT_A_DAY_AND_ONE_FOR_GOOD = 2 + 27


def test_half_a_review_here_and_half_there_proves_less_than_whole_reviews_in_whole_sessions() -> None:
    prices = Prices(Ground(read_problem(three_reviews_with_room_for_two())), seed=1)
    for n in range(40):
        prices.improve(n / 40)
    by_minutes, places = prices.prove(), Places(prices)
    for n in range(200):
        places.improve(n / 200)
    assert by_minutes < 0.2 * TWO_WAIT_A_DAY_AND_ONE_FOR_GOOD
    assert 0.9 * TWO_WAIT_A_DAY_AND_ONE_FOR_GOOD < places.prove() <= TWO_WAIT_A_DAY_AND_ONE_FOR_GOOD


def test_where_there_is_work_enough_a_plan_is_judged_by_whole_reviews_and_the_same_each_time() -> None:
    problem = read_problem(three_reviews_with_room_for_two())
    plan = solve(problem, work=6_000)
    assert plan.figures.score == TWO_WAIT_A_DAY_AND_ONE_FOR_GOOD
    assert 0.9 * TWO_WAIT_A_DAY_AND_ONE_FOR_GOOD < plan.bound <= plan.figures.score
    assert solve(problem, work=6_000) == plan


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(-3, 9)), max_size=6), st.integers(0, 14))
def test_what_pays_most_in_a_session_is_the_best_of_everything_that_fits(
    reviews: list[tuple[int, int]], units: int
) -> None:
    lengths = [
        (
            length,
            sorted(((float(pays), n) for n, (of, pays) in enumerate(reviews) if of == length), reverse=True),
        )
        for length in sorted({length for length, _ in reviews})
    ]
    worth, taken = fullest(lengths, units)
    choices = [every for n in range(len(reviews) + 1) for every in combinations(reviews, n)]
    fitting = [sum(pays for _, pays in chosen) for chosen in choices if sum(of for of, _ in chosen) <= units]
    assert worth == max(fitting)
    assert sum(length for length, _ in taken) <= units
    assert sum(reviews[n][1] for _, n in taken) == worth
    assert all(reviews[n][0] == length for length, n in taken)


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
