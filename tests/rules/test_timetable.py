"""Which slots of a job are due, over clock changes, leap days and outages."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.timetable import (
    JOBS,
    WEEKLY,
    Failed,
    History,
    Job,
    Missed,
    due_slots,
    is_late,
    next_at,
    open_slots,
    starts_at,
)

NINE = datetime(2026, 11, 22, 9, tzinfo=UTC)
MONDAY = date(2026, 11, 16)
TODAY, YESTERDAY = date(2026, 11, 22), date(2026, 11, 21)


def nothing(_on: date, _by: int) -> int:
    return 0


DAILY = Job("daily", "", time(3, 15), nothing)
BY_WEEK = Job("weekly", "", time(4), nothing, every=WEEKLY, missed=Missed.EACH)
REMINDER = Job("reminder", "", time(6), nothing, missed=Missed.DROPPED)
IN_THE_LOST_HOUR = Job("lost", "", time(1, 30), nothing)


@pytest.mark.parametrize(
    ("now", "last", "days"),
    [
        (datetime(2026, 11, 22, 3, 14, tzinfo=UTC), YESTERDAY, []),
        (datetime(2026, 11, 22, 3, 15, tzinfo=UTC), YESTERDAY, [TODAY]),
        (NINE, TODAY, []),
        (NINE, None, [TODAY]),
        # However long nobody kept the time, the newest day does the work of those before it.
        (NINE, date(2026, 11, 19), [TODAY]),
        (NINE, date(2026, 2, 28), [TODAY]),
        # Before its hour, the newest is yesterday's.
        (datetime(2026, 11, 22, 2, tzinfo=UTC), date(2026, 11, 19), [YESTERDAY]),
        # Summer time: a quarter past three in England is a quarter past two in UTC.
        (datetime(2026, 7, 1, 2, 14, tzinfo=UTC), date(2026, 6, 30), []),
        (datetime(2026, 7, 1, 2, 15, tzinfo=UTC), date(2026, 6, 30), [date(2026, 7, 1)]),
        (datetime(2028, 2, 29, 9, tzinfo=UTC), date(2028, 2, 28), [date(2028, 2, 29)]),
        (datetime(2028, 3, 1, 9, tzinfo=UTC), date(2028, 2, 29), [date(2028, 3, 1)]),
    ],
)
def test_the_days_a_job_is_due_for(now: datetime, last: date | None, days: list[date]) -> None:
    assert due_slots(DAILY, now, History(last)) == days


@pytest.mark.parametrize(
    ("now", "last", "days"),
    [
        (NINE, None, [MONDAY]),
        (NINE, MONDAY, []),
        (datetime(2026, 11, 23, 3, 59, tzinfo=UTC), MONDAY, []),
        (datetime(2026, 11, 23, 4, 0, tzinfo=UTC), MONDAY, [date(2026, 11, 23)]),
        # Each missed week is done for its own Monday.
        (NINE, date(2026, 10, 26), [date(2026, 11, 2), date(2026, 11, 9), MONDAY]),
        # After two years' outage, a year and a week are caught up.
        (NINE, date(2024, 11, 18), [MONDAY - timedelta(weeks=n) for n in reversed(range(53))]),
    ],
)
def test_the_mondays_a_weekly_job_is_due_for(now: datetime, last: date | None, days: list[date]) -> None:
    assert due_slots(BY_WEEK, now, History(last)) == days


@pytest.mark.parametrize(
    ("now", "last", "days"),
    [
        (NINE, YESTERDAY, [TODAY]),
        (NINE, TODAY, []),
        # Three days nobody kept the time: what was about them is said no more.
        (NINE, date(2026, 11, 18), [TODAY]),
        (datetime(2026, 11, 22, 5, 59, tzinfo=UTC), date(2026, 11, 18), []),
        (datetime(2026, 11, 22, 5, 59, tzinfo=UTC), None, []),
    ],
)
def test_a_reminder_is_for_its_own_day_or_not_at_all(
    now: datetime, last: date | None, days: list[date]
) -> None:
    assert due_slots(REMINDER, now, History(last)) == days


def test_each_night_has_one_slot_whatever_the_clocks_do() -> None:
    """Looked at every half hour over both clock changes: 25 October has two half past ones, 29 March none."""
    for first in (datetime(2026, 10, 23, tzinfo=UTC), datetime(2026, 3, 27, tzinfo=UTC)):
        for job in (DAILY, REMINDER, IN_THE_LOST_HOUR):
            done, last = list[date](), first.date() - timedelta(days=1)
            for n in range(96 * 2):
                for slot in due_slots(job, first + timedelta(minutes=30 * n), History(last)):
                    done.append(slot)
                    last = slot
            assert done == [first.date() + timedelta(days=n) for n in range(4)]


def test_a_slot_that_fails_is_tried_again_after_a_while_that_grows() -> None:
    for times, minutes in ((1, 1), (2, 2), (3, 4), (7, 60), (400, 60)):
        failed = {TODAY: Failed(times, NINE)}
        history = History(YESTERDAY, NINE, failed)
        assert due_slots(DAILY, NINE + timedelta(minutes=minutes, seconds=-1), history) == []
        assert due_slots(DAILY, NINE + timedelta(minutes=minutes), history) == [TODAY]
        assert open_slots(DAILY, NINE, history) == [TODAY]


def test_a_week_that_failed_is_done_though_later_ones_were() -> None:
    failed = {date(2026, 11, 2): Failed(1, NINE - timedelta(days=1))}
    assert due_slots(BY_WEEK, NINE, History(MONDAY, NINE, failed)) == [date(2026, 11, 2)]


def test_a_slot_open_for_more_than_an_hour_is_late() -> None:
    assert not is_late(DAILY, datetime(2026, 11, 22, 4, 15, tzinfo=UTC), History(YESTERDAY))
    assert is_late(DAILY, datetime(2026, 11, 22, 4, 16, tzinfo=UTC), History(YESTERDAY))
    assert is_late(BY_WEEK, NINE, History(date(2026, 11, 9)))
    assert not is_late(DAILY, NINE, History(TODAY))
    # Yesterday's reminder is dropped, so that nothing waits until today's hour.
    assert not is_late(REMINDER, datetime(2026, 11, 22, 5, tzinfo=UTC), History(date(2026, 11, 1)))
    assert is_late(REMINDER, NINE, History(date(2026, 11, 1)))


def test_a_job_that_never_ran_is_not_late_until_it_has_failed() -> None:
    assert not is_late(DAILY, NINE, History())
    assert is_late(DAILY, NINE, History(failed={TODAY: Failed(1, NINE)}))


def test_when_a_job_is_next_due() -> None:
    assert next_at(DAILY, NINE) == starts_at(DAILY, date(2026, 11, 23))
    assert next_at(DAILY, datetime(2026, 11, 22, 1, tzinfo=UTC)) == starts_at(DAILY, TODAY)
    for day, monday in ((22, 23), (23, 23), (24, 30)):
        now = datetime(2026, 11, day, 3, tzinfo=UTC)
        assert next_at(BY_WEEK, now) == starts_at(BY_WEEK, date(2026, 11, monday))


def test_the_slots_of_weekly_jobs_are_mondays_and_no_job_is_named_twice() -> None:
    assert all(name == job.name for name, job in JOBS.items())
    for job in JOBS.values():
        if job.every == WEEKLY:
            assert due_slots(job, NINE, History()) == [MONDAY]
