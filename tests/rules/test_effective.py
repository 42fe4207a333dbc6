"""Half-open days: `starts_on` is in, `until` is out, and files and screens say the last day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.effective import FOR_EVER, Period, overlap_rules, through

APRIL_1, APRIL_30, MAY_1 = date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1)
days = st.dates(date(2026, 1, 1), date(2026, 1, 20))

unhurried = settings(deadline=None)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    starts_on = draw(days)
    length = draw(st.none() | st.integers(1, 20))
    return Period(starts_on, None if length is None else starts_on + timedelta(days=length))


def days_of(period: Period) -> set[date]:
    """The slow way: each day of a window wider than any period drawn, asked one by one."""
    window = (date(2026, 1, 1) + timedelta(days=n) for n in range(60))
    return {day for day in window if period.starts_on <= day and (period.until is None or day < period.until)}


@pytest.mark.parametrize(
    ("on", "held"),
    [(date(2026, 3, 31), False), (APRIL_1, True), (APRIL_30, True), (MAY_1, False)],
)
def test_the_first_day_is_in_and_until_is_out(on: date, held: bool) -> None:
    assert (on in Period(APRIL_1, MAY_1)) is held


def test_an_open_period_lasts() -> None:
    assert FOR_EVER - timedelta(days=1) in Period(APRIL_1)
    assert Period(APRIL_1).last_day is None


def test_a_last_day_is_the_day_before_until() -> None:
    assert through(APRIL_1, APRIL_30) == Period(APRIL_1, MAY_1)
    assert Period(APRIL_1, MAY_1).last_day == APRIL_30


def test_one_day_is_a_period() -> None:
    assert through(APRIL_1, APRIL_1) == Period(APRIL_1, date(2026, 4, 2))


@pytest.mark.parametrize("until", [APRIL_1, date(2026, 3, 31)])
def test_a_period_without_a_day_is_refused(until: date) -> None:
    with pytest.raises(ValueError, match="no day"):
        Period(APRIL_1, until)


def test_a_last_day_before_the_first_is_refused() -> None:
    with pytest.raises(ValueError, match="no day"):
        through(APRIL_1, date(2026, 3, 31))


@unhurried
@given(periods(), periods())
def test_meeting_is_sharing_a_day(one: Period, other: Period) -> None:
    assert one.meets(other) is bool(days_of(one) & days_of(other))
    assert one.meets(other) is other.meets(one)


@unhurried
@given(periods(), periods())
def test_touching_is_sharing_a_day_or_following_on(one: Period, other: Period) -> None:
    follows = one.until == other.starts_on or other.until == one.starts_on
    assert one.touches(other) is (one.meets(other) or follows)


@unhurried
@given(periods(), periods())
def test_what_is_left_outside_is_every_day_of_one_that_is_not_of_the_other(
    one: Period, other: Period
) -> None:
    left = [days_of(part) for part in one.outside(other)]
    assert set().union(*left) == days_of(one) - days_of(other)
    assert sum(map(len, left)) == len(set().union(*left))


def test_a_table_without_a_key_still_keeps_its_history() -> None:
    rules = overlap_rules("review", ())
    assert "postgresql" not in rules
    assert [statement.split()[2] for statement in rules["sqlite"]] == [
        "review_superseded_once",
        "review_kept",
    ]
