"""Which days a pattern gives: over year ends, weeks 53, bank holidays and both changes of the clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload.reviews.sessions.recurrence import (
    Kept,
    Rhythm,
    bank_holidays,
    first_meeting,
    lay_over,
    moment_of,
    monday_of,
)
from foundation.clock import LONDON
from foundation.effective import Period

TUESDAY = 1


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("weekday", "every_weeks", "counted_from", "within", "given"),
    [
        # every week over a year's end
        (1, 1, "2026-12-22", "2026-12-22", ["2026-12-22", "2026-12-29", "2027-01-05", "2027-01-12"]),
        # every other week over a week 53 (2026 has one): the rhythm counts weeks, not their numbers
        (1, 2, "2026-12-15", "2026-12-15", ["2026-12-15", "2026-12-29", "2027-01-12"]),
        # asked from the middle, it keeps the rhythm it began with
        (1, 2, "2026-12-15", "2026-12-16", ["2026-12-29", "2027-01-12"]),
        # counted from the week of a day after that weekday: the first meeting is two weeks from that week's Monday
        (1, 2, "2026-12-17", "2026-12-17", ["2026-12-29", "2027-01-12"]),
        # every four weeks over 29 February
        (0, 4, "2028-02-07", "2028-02-07", ["2028-02-07"]),
        # nothing before it begins
        (4, 1, "2027-01-08", "2026-12-01", ["2027-01-08"]),
    ],
)
def test_the_days_a_rhythm_falls_on(
    weekday: int, every_weeks: int, counted_from: str, within: str, given: list[str]
) -> None:
    starts_on = date.fromisoformat(within)
    until = date(2027, 1, 13) if starts_on.year < 2028 else date(2028, 3, 6)
    found = Rhythm(weekday, every_weeks, date.fromisoformat(counted_from)).days(Period(starts_on, until))
    assert list(found) == days(*given)


@given(
    weekday=st.integers(0, 4),
    every_weeks=st.integers(1, 8),
    counted_from=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    ahead=st.integers(0, 400),
)
def test_a_rhythm_is_what_counting_every_day_says(
    weekday: int, every_weeks: int, counted_from: date, ahead: int
) -> None:
    rhythm = Rhythm(weekday, every_weeks, counted_from)
    within = Period(counted_from + timedelta(days=ahead), counted_from + timedelta(days=ahead + 200))
    every_day = [within.starts_on + timedelta(days=n) for n in range(200)]
    plainly = [
        day
        for day in every_day
        if day.weekday() == weekday
        and (monday_of(day) - monday_of(counted_from)).days // 7 % every_weeks == 0
    ]
    assert list(rhythm.days(within)) == plainly
    assert rhythm.next_day(within.starts_on) == plainly[0]


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        ("2026-03-27", 9),  # the Friday before the clocks go forward
        ("2026-03-30", 8),
        ("2026-10-23", 8),  # the Friday before they go back
        ("2026-10-26", 9),
    ],
)
def test_the_hour_in_england_stays_when_the_clocks_change(day: str, utc_hour: int) -> None:
    at = moment_of(date.fromisoformat(day), "09:30")
    assert f"{at.astimezone(LONDON):%H:%M}" == "09:30"
    assert at.astimezone(UTC) == datetime.fromisoformat(f"{day}T{utc_hour:02}:30+00:00")


@pytest.mark.parametrize(
    ("on", "first"),
    [("2026-12-01", "2026-12-01"), ("2026-12-02", "2026-12-08"), ("2026-11-30", "2026-12-01")],
)
def test_the_first_meeting_is_on_the_day_or_after_it(on: str, first: str) -> None:
    assert first_meeting(date.fromisoformat(on), TUESDAY) == date.fromisoformat(first)


@pytest.mark.parametrize(
    ("first", "closed"),
    [
        # Christmas Day on a Saturday: the Monday and the Tuesday after it; New Year's Day on one: the Monday.
        ("2027-12-24", ["2027-12-25", "2027-12-26", "2027-12-27", "2027-12-28", "2028-01-01", "2028-01-03"]),
        # On a Sunday: Boxing Day is its own Monday, and Christmas is kept on the Tuesday.
        ("2033-12-23", ["2033-12-25", "2033-12-26", "2033-12-27", "2034-01-01", "2034-01-02"]),
        # Boxing Day on a Saturday.
        ("2026-12-24", ["2026-12-25", "2026-12-26", "2026-12-28", "2027-01-01"]),
    ],
)
def test_a_bank_holiday_at_a_weekend_is_kept_on_the_next_days_free(first: str, closed: list[str]) -> None:
    fortnight = [date.fromisoformat(first) + timedelta(days=n) for n in range(14)]
    assert list(bank_holidays(fortnight)) == days(*closed)


def test_bank_holidays_are_englands_over_a_year_end() -> None:
    asked = days("2026-12-24", "2026-12-25", "2026-12-28", "2027-01-01", "2027-01-04", "2026-11-30")
    found = bank_holidays(asked)
    assert list(found) == days("2026-12-25", "2026-12-28", "2027-01-01")  # not 2 January, nor St Andrew's Day
    assert "Christmas" in found[date(2026, 12, 25)]
    assert bank_holidays([]) == {}


MON, TUE, THU = days("2026-12-07", "2026-12-08", "2026-12-10")
NEXT_TUE = date(2026, 12, 15)


@pytest.mark.parametrize(
    ("wanted", "kept", "new", "stays", "gone"),
    [
        ([TUE], [], [TUE], [], []),
        ([TUE], [Kept(TUE, 1, False)], [], [(1, TUE)], []),
        # another day of the same week: the session goes along
        ([THU], [Kept(TUE, 1, False)], [], [(1, THU)], []),
        # a week without: it has no day any more
        ([NEXT_TUE], [Kept(TUE, 1, False)], [NEXT_TUE], [], [1]),
        # what was changed by hand stands for its week
        ([THU], [Kept(TUE, 1, True)], [], [], []),
        ([TUE], [Kept(TUE, 1, True)], [], [], []),
        ([], [Kept(TUE, 1, True)], [], [], []),
        # two in the week of a change: the one with its own day stays there
        ([TUE, THU], [Kept(TUE, 1, False)], [THU], [(1, TUE)], []),
        ([THU], [Kept(MON, 1, False), Kept(TUE, 2, False)], [], [(1, THU)], [2]),
    ],
)
def test_days_are_laid_over_the_sessions_there_are(
    wanted: list[date], kept: list[Kept], new: list[date], stays: list[tuple[int, date]], gone: list[int]
) -> None:
    laid = lay_over(wanted, kept)
    assert (list(laid.new), list(laid.stays), list(laid.gone)) == (new, stays, gone)
