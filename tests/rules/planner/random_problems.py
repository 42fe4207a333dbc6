"""Random small problems, and every plan there is of a tiny one."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, combinations, product
from typing import Any

from hypothesis import strategies as st

from tests.rules.planner.small import Row, a_case, a_need, a_problem, a_session
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


def every_plan(problem: Row) -> Iterator[tuple[Row, float]]:
    """Each plan that keeps the rules, by trying every one there is, and its score."""
    for choice in product(
        *(list(_ways_to_hold(session, problem["cases"])) for session in problem["sessions"])
    ):
        plan = {
            "reviews": [review for reviews, _ in choice for review in reviews],
            "attendance": [row for _, row in choice if row["staff"]],
        }
        report = check(problem, plan)
        if not report["broken"]:
            yield plan, report["figures"]["score"]


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
