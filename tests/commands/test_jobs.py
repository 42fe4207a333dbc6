"""The timetable: each job once for each day, whoever keeps the time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.job_run import JobRun
from app.jobs import JOBS, WEEKLY, Job, do_what_is_due, due_days, hold_lease, list_jobs, run_job
from foundation import clock

NINE = datetime(2026, 11, 22, 9, tzinfo=UTC)
MONDAY = date(2026, 11, 16)
BY_WEEK = Job("coverage-week", "", time(4), lambda _on, _by: 3, every=WEEKLY)
COUNTED = Job("forget-uploads", "", time(3, 15), lambda _on, _by: 3)


@pytest.mark.parametrize(
    ("now", "last", "days"),
    [
        (datetime(2026, 11, 22, 3, 14, tzinfo=UTC), date(2026, 11, 21), []),
        (datetime(2026, 11, 22, 3, 15, tzinfo=UTC), date(2026, 11, 21), [date(2026, 11, 22)]),
        (NINE, date(2026, 11, 22), []),
        (NINE, None, [date(2026, 11, 22)]),
        (NINE, date(2026, 11, 19), [date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)]),
        # After a month's outage, a week is caught up.
        (NINE, date(2026, 10, 20), [date(2026, 11, n) for n in range(16, 23)]),
        # The night the clocks go back has two half past ones and still one slot.
        (datetime(2026, 10, 25, 3, 15, tzinfo=UTC), date(2026, 10, 24), [date(2026, 10, 25)]),
        # Summer time: a quarter past three in England is a quarter past two in UTC.
        (datetime(2026, 7, 1, 2, 15, tzinfo=UTC), date(2026, 6, 30), [date(2026, 7, 1)]),
    ],
)
def test_the_days_a_job_is_due_for(now: datetime, last: date | None, days: list[date]) -> None:
    assert due_days(COUNTED, now, last) == days


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
    assert due_days(BY_WEEK, now, last) == days


def test_a_weekly_job_says_its_next_monday(session: Session) -> None:
    assert JOBS["coverage-week"].every == WEEKLY
    for now, monday in ((NINE, 23), (datetime(2026, 11, 23, 3, tzinfo=UTC), 23), (NINE.replace(day=23), 30)):
        [standing] = [s for s in list_jobs(now) if s.job.name == "coverage-week"]
        assert standing.next_at == datetime(2026, 11, monday, 4, tzinfo=clock.LONDON)


def test_a_week_is_done_for_its_monday_alone(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["job", "coverage-week", "--on", "2026-11-22"])
    assert refused.exit_code == 1
    assert "22 November 2026 is not a Monday" in refused.stderr
    assert runner.invoke(args=["job", "coverage-week", "--on", "2026-11-16"]).exit_code == 0
    again = runner.invoke(args=["job", "coverage-week", "--on", "2026-11-16"])
    assert "was done for 2026-11-16 before" in again.stdout


def test_a_day_is_done_once(session: Session) -> None:
    assert run_job(COUNTED, date(2026, 11, 22)) == 3
    assert run_job(COUNTED, date(2026, 11, 22)) is None
    assert run_job(COUNTED, date(2026, 11, 23)) == 3
    assert len(session.scalars(select(JobRun)).all()) == 2


def test_a_job_that_fails_leaves_no_run_behind(session: Session) -> None:
    def fail(_on: date, _by: int) -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_job(Job("forget-uploads", "", time(3), fail), date(2026, 11, 22))
    session.rollback()
    assert session.scalars(select(JobRun)).all() == []


def test_one_timekeeper_holds_the_lease_until_it_runs_out(session: Session) -> None:
    with clock.pretending(NINE):
        assert hold_lease("first")
        assert not hold_lease("second")
        assert hold_lease("first")
    with clock.pretending(NINE.replace(minute=2)):
        assert hold_lease("second")
        assert not hold_lease("first")


def test_whoever_holds_the_lease_does_what_is_due_and_only_once(session: Session) -> None:
    with clock.pretending(NINE):
        do_what_is_due("first")
        do_what_is_due("second")
        do_what_is_due("first")
        assert sorted(session.scalars(select(JobRun.job))) == sorted(JOBS)
        slots = {standing.job.name: standing.last_slot for standing in list_jobs(NINE)}
        assert slots.pop("coverage-week") == MONDAY.isoformat()
        assert set(slots.values()) == {"2026-11-22"}


def test_the_commands_say_what_was_done(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    done = runner.invoke(args=["job", "forget-uploads", "--on", "2026-11-22", "--json"])
    assert done.exit_code == 0
    assert '"changed": 0' in done.stdout
    again = runner.invoke(args=["job", "forget-uploads", "--on", "2026-11-22"])
    assert "was done for 2026-11-22 before" in again.stdout
    assert runner.invoke(args=["job", "no-such-job"]).exit_code == 2
    assert "forget-sign-ins" in runner.invoke(args=["jobs"]).stdout
