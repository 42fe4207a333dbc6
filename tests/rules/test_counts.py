"""Counts that tell of nobody, how even a spread is, and urgent contacts and care before and after."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload.capacity.fairness import gini, spread_of
from caseload.capacity.workload import Workload
from caseload.cases.before_after import CaseHistory, Side, before_after
from caseload.cases.small_counts import Breakdown, Group, breakdown_of
from foundation.effective import Period

ON = date(2026, 11, 23)

# counts of East, North, South and West: what may be shown
BREAKDOWNS = [
    ((10, 20, 30, 0), 60, [("East", 10), ("North", 20), ("South", 30), ("West", 0)]),
    ((10, 2, 30, 7), 49, [("South", 30), ("West", 7), ("East, North", 12)]),
    ((10, 2, 30, 0), 42, [("South", 30), ("East, North, West", 12)]),
    ((20, 2, 30, 0), 52, [("South", 30), ("East, North, West", 22)]),
    ((5, 1, 30, 9), 45, [("West", 9), ("East, North, South", 36)]),
    ((5, 4, 0, 0), 9, []),
    ((4, 4, 4, 4), 16, []),
    ((1, 2, 0, 0), None, []),
    ((0, 0, 0, 0), 0, [("East", 0), ("North", 0), ("South", 0), ("West", 0)]),
]


@pytest.mark.parametrize(("counts", "total", "shown"), BREAKDOWNS)
def test_what_may_be_shown(counts: Sequence[int], total: int | None, shown: list[tuple[str, int]]) -> None:
    found = breakdown_of(dict(zip(("East", "North", "South", "West"), counts, strict=True)))
    assert found.total == total
    assert [(", ".join(group.names), group.count) for group in found.groups] == shown


def test_one_group_alone() -> None:
    assert breakdown_of({"East": 7}) == Breakdown(7, (Group(("East",), 7),))
    assert breakdown_of({"East": 3}) == Breakdown(None, ())
    assert breakdown_of({}) == Breakdown(0, ())


def test_nobody_can_work_out_a_small_count() -> None:
    """Somebody who knows the rule, and tries every set of three counts that could have been shown so, is left
    with at least two answers for each count of 1 to 4."""
    could_be: defaultdict[Breakdown, list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(24), repeat=3):
        could_be[breakdown_of(dict(zip("abc", counts, strict=True)))].append(counts)
    for shown, answers in could_be.items():
        if shown.total is not None and shown.total > 20:
            continue  # larger counts than were tried could have been shown so too
        for place in range(3):
            values = {counts[place] for counts in answers}
            assert len(values) > 1 or not values & {1, 2, 3, 4}, shown


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.integers(0, 12), max_size=8))
def test_no_small_count_is_shown_and_what_is_shown_adds_up(counts: dict[str, int]) -> None:
    found = breakdown_of(counts)
    assert all(group.count == 0 or group.count >= 5 for group in found.groups)
    if found.groups:
        assert sum(group.count for group in found.groups) == found.total
        assert sorted(name for group in found.groups for name in group.names) == sorted(counts)


# Fairness


def loads(*used: int) -> list[Workload]:
    return [Workload(number, each, 0, 100) for number, each in enumerate(used)]


def test_a_spread() -> None:
    found = spread_of([*loads(50, 60, 70, 80, 120), Workload(9, 0, 0, 100), Workload(10, 40, 0, 0)])
    assert found is not None
    assert (found.people, found.idle, found.over) == (5, 1, 1)
    assert (found.lowest, found.middle, found.highest) == (50, 70, 120)
    assert found.gini == 17  # 0.1684
    assert found.words == "work is spread fairly evenly"


def test_everybody_the_same() -> None:
    found = spread_of(loads(*[60] * 5))
    assert found is not None
    assert (found.gini, found.words) == (0, "work is spread evenly")


def test_so_few_have_no_spread() -> None:
    assert spread_of(loads(50, 60, 70, 80)) is None
    assert spread_of(loads(50, 60, 70, 80, 0)) is None
    assert spread_of([]) is None


@given(st.lists(st.integers(1, 500), min_size=1, max_size=12))
def test_gini_is_half_the_mean_difference(values: list[int]) -> None:
    """The definition, the slow way: over every two people."""
    shares = [Fraction(value) for value in sorted(values)]
    differences = sum(abs(a - b) for a in shares for b in shares)
    assert gini(shares) == differences / (2 * len(shares) * sum(shares))


# Before and after


def history(days: int, *urgent: int, care: tuple[tuple[int, int | None, str], ...] = ()) -> CaseHistory:
    """Accepted so many days before; the rest in days from acceptance."""
    accepted_on = ON - timedelta(days=days - 1)  # the day asked about counts

    def at(offset: int) -> date:
        return accepted_on + timedelta(days=offset)

    packages = tuple(
        (Period(at(start), None if end is None else at(end)), Decimal(hours)) for start, end, hours in care
    )
    return CaseHistory(accepted_on, None, tuple(at(offset) for offset in urgent), packages)


def test_the_same_number_of_days_on_either_side() -> None:
    """Five cases of 60 days: three urgent contacts in 60 days before, one after; the 61st day before is out."""
    found = before_after([history(60, -61, -60, -1, -30, 5)] * 5, ON)
    assert (found.before, found.after) == (
        Side(Decimal("150.0"), Decimal("0.0")),
        Side(Decimal("50.0"), Decimal("0.0")),
    )


def test_at_most_180_days() -> None:
    found = before_after([history(400, -181, -180, 179, 180)] * 5, ON)
    assert found.before is not None
    assert found.after is not None
    assert found.before.urgent == found.after.urgent == Decimal("16.7")


def test_care_is_hours_a_week_over_the_days_it_was_there() -> None:
    found = before_after([history(60, care=((-30, 30, "10"), (30, None, "4")))] * 5, ON)
    assert found.before == Side(Decimal("0.0"), Decimal("5.0"))
    assert found.after == Side(Decimal("0.0"), Decimal("7.0"))


def test_a_case_counts_until_it_ended() -> None:
    ended = CaseHistory(date(2026, 1, 1), date(2026, 3, 2), (date(2026, 2, 1), date(2026, 4, 1)))
    found = before_after([ended] * 5, ON)
    assert found.after == Side(Decimal("50.0"), Decimal("0.0"))  # one in 60 days


def test_what_is_left_out_is_said() -> None:
    cases = [history(29, 1), history(30, 1), history(60), *[history(60, -1)] * 4]
    found = before_after(cases, ON)
    assert (found.cases, found.too_new, found.unknown) == (5, 1, 1)


def test_too_few_cases_show_nothing() -> None:
    found = before_after([history(60, -1)] * 4, ON)
    assert (found.cases, found.before, found.after) == (4, None, None)
