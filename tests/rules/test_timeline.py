"""A timeline under random acts is what a day-by-day diary under the same acts is."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.effective import Period
from foundation.timeline import Change, Stretch, after, put

FIRST = date(2026, 1, 1)
DAYS = 14
"""The diary's length: its last day stands for every day after it."""

unhurried = settings(deadline=None)

Diary = dict[date, str]
Saying = tuple[Period, str | None]


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    starts = draw(st.integers(0, DAYS - 2))
    until = draw(st.none() | st.integers(starts + 1, DAYS - 1))
    return Period(day(starts), None if until is None else day(until))


sayings = st.lists(st.tuples(periods(), st.sampled_from(["p", "q", "r", None])), max_size=12)


def said(all_of_it: Sequence[Saying]) -> list[Stretch[str]]:
    timeline: list[Stretch[str]] = []
    for period, value in all_of_it:
        timeline = after(timeline, put(timeline, period, value))
    return timeline


def diary_of(all_of_it: Sequence[Saying]) -> Diary:
    """The slow, obvious way: every day is crossed out and written again."""
    diary: Diary = {}
    for period, value in all_of_it:
        for number in range(DAYS):
            if day(number) in period:
                diary.pop(day(number), None)
                if value is not None:
                    diary[day(number)] = value
    return diary


def read(timeline: Sequence[Stretch[str]]) -> Diary:
    """The diary that a timeline amounts to. Two stretches on one day are a fault of the timeline."""
    diary: Diary = {}
    for stretch in timeline:
        for number in range(DAYS):
            if day(number) in stretch.period:
                assert day(number) not in diary, "two values on one day"
                diary[day(number)] = stretch.value
    return diary


@unhurried
@given(sayings)
def test_what_holds_each_day(all_of_it: list[Saying]) -> None:
    assert read(said(all_of_it)) == diary_of(all_of_it)


@unhurried
@given(sayings)
def test_stretches_are_in_order_and_neighbours_of_equal_value_are_one(all_of_it: list[Saying]) -> None:
    timeline = said(all_of_it)
    for one, following in pairwise(timeline):
        assert one.period.end <= following.period.starts_on
        assert one.period.end < following.period.starts_on or one.value != following.value


@unhurried
@given(sayings, periods(), st.sampled_from(["p", None]))
def test_saying_a_thing_twice_changes_nothing_the_second_time(
    all_of_it: list[Saying], period: Period, value: str | None
) -> None:
    timeline = said([*all_of_it, (period, value)])
    assert not put(timeline, period, value)


@unhurried
@given(sayings, periods(), st.sampled_from(["p", None]))
def test_only_what_differs_is_dropped_or_added(
    all_of_it: list[Saying], period: Period, value: str | None
) -> None:
    change = put(said(all_of_it), period, value)
    kept = {(s.period, s.value) for s in change.dropped} & {(s.period, s.value) for s in change.added}
    assert not kept
    assert all(s.row is None for s in change.added)


def stored(starts_on: int, until: int | None, value: str, row: int) -> Stretch[str]:
    return Stretch(Period(day(starts_on), None if until is None else day(until)), value, row)


def test_a_change_ends_one_row_and_starts_the_next() -> None:
    held = stored(0, None, "p", 7)
    assert put([held], Period(day(5)), "q") == Change(
        (held,), (Stretch(Period(day(0), day(5)), "p"), Stretch(Period(day(5)), "q"))
    )


def test_a_neighbour_that_is_not_touched_keeps_its_row() -> None:
    before, long_after = stored(0, 3, "p", 1), stored(8, None, "r", 2)
    change = put([before, long_after], Period(day(3), day(5)), "q")
    assert change == Change((), (Stretch(Period(day(3), day(5)), "q"),))


def test_a_gap_filled_with_the_same_value_leaves_one_row() -> None:
    before, later = stored(0, 3, "p", 1), stored(5, None, "p", 2)
    change = put([before, later], Period(day(3), day(5)), "p")
    assert change == Change((before, later), (Stretch(Period(day(0)), "p"),))


def test_clearing_the_middle_leaves_both_ends() -> None:
    held = stored(0, 9, "p", 1)
    assert after([held], put([held], Period(day(3), day(5)), None)) == [
        Stretch(Period(day(0), day(3)), "p"),
        Stretch(Period(day(5), day(9)), "p"),
    ]


def test_clearing_what_never_was_changes_nothing() -> None:
    assert not put([stored(0, 3, "p", 1)], Period(day(3)), None)
