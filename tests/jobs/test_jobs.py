"""Doing the timetable: each job once for each day, whoever keeps the time, and whatever fails."""

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit import AuditEntry
from app import jobs as doing
from app.job_run import JobFailure, JobRun
from app.jobs import do_what_is_due, list_jobs, run_job
from app.lease import LeaseLost, hold_lease, who_keeps_time
from app.timetable import JOBS, Job
from foundation import clock

NINE = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY, MONDAY = date(2026, 11, 22), date(2026, 11, 16)
COUNTED = Job("forget-uploads", "", time(3, 15), lambda _on, _by: 3)


def fail(_on: date, _by: int) -> int:
    raise ZeroDivisionError("with a name in it")


def failures(session: Session) -> list[tuple[str, str, str]]:
    return [(row.job, row.slot, row.error) for row in session.scalars(select(JobFailure))]


def runs(session: Session) -> list[tuple[str, str]]:
    return [(row.job, row.slot) for row in session.scalars(select(JobRun).order_by(JobRun.id))]


def test_a_week_is_done_for_its_monday_alone(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["job", "coverage-week", "--on", "2026-11-22"])
    assert refused.exit_code == 1
    assert "22 November 2026 is not a Monday" in refused.stderr
    assert runner.invoke(args=["job", "coverage-week", "--on", "2026-11-16"]).exit_code == 0
    again = runner.invoke(args=["job", "coverage-week", "--on", "2026-11-16"])
    assert "was done for 2026-11-16 before" in again.stdout


def test_a_day_is_done_once(session: Session) -> None:
    assert run_job(COUNTED, TODAY) == 3
    assert run_job(COUNTED, TODAY) is None
    assert run_job(COUNTED, date(2026, 11, 23)) == 3
    assert len(session.scalars(select(JobRun)).all()) == 2


def test_a_job_that_fails_leaves_no_run_behind(session: Session) -> None:
    with pytest.raises(ZeroDivisionError):
        run_job(Job("forget-uploads", "", time(3), fail), TODAY)
    session.rollback()
    assert runs(session) == []


def test_a_job_that_fails_is_noted_by_its_kind_and_keeps_no_other_from_being_done(
    session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing = Job("failing", "", time(3), fail)
    monkeypatch.setattr(doing, "JOBS", {"failing": failing, "forget-uploads": COUNTED})
    with clock.pretending(NINE):
        do_what_is_due("first")
        do_what_is_due("first")  # too soon to be tried again
    assert failures(session) == [("failing", "2026-11-22", "ZeroDivisionError")]
    assert runs(session) == [("forget-uploads", "2026-11-22")]
    assert "with a name" not in caplog.text
    with clock.pretending(NINE + timedelta(minutes=1)):
        do_what_is_due("first")
        [standing] = [each for each in list_jobs(clock.now()) if each.job is failing]
    assert standing.late
    assert standing.failed[TODAY].times == 2
    monkeypatch.setattr(doing, "JOBS", {"failing": Job("failing", "", time(3), lambda _on, _by: 1)})
    with clock.pretending(NINE + timedelta(minutes=3)):
        do_what_is_due("first")
        [standing] = list_jobs(clock.now())
    assert (standing.history.last, standing.late, dict(standing.failed)) == (TODAY, False, {})


def test_one_timekeeper_holds_the_lease_until_it_runs_out(session: Session) -> None:
    with clock.pretending(NINE):
        assert hold_lease("first") == 1
        assert hold_lease("second") is None
        assert hold_lease("first") == 1
        assert who_keeps_time().by(clock.now())
    with clock.pretending(NINE.replace(minute=2)):
        assert not who_keeps_time().by(clock.now())
        assert hold_lease("second") == 2
        assert hold_lease("first") is None


def test_whoever_was_stopped_while_another_took_over_writes_nothing(session: Session) -> None:
    with clock.pretending(NINE):
        fence = hold_lease("first")
    with clock.pretending(NINE.replace(minute=2)):
        later = hold_lease("second")
        with pytest.raises(LeaseLost):
            run_job(COUNTED, TODAY, fence=fence)
        session.rollback()
        assert runs(session) == []
        assert run_job(COUNTED, TODAY, fence=later) == 3


def test_who_is_overtaken_within_a_look_leaves_the_rest_to_the_other(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(job: Job, on: date, *, fence: int | None = None) -> int | None:
        with clock.pretending(NINE.replace(minute=2)):
            assert hold_lease("second") == 2
        return run_job(job, on, fence=fence)

    monkeypatch.setattr(doing, "run_job", overtaken)
    with clock.pretending(NINE):
        do_what_is_due("first")
    session.rollback()
    assert runs(session) == []
    assert failures(session) == []


def test_a_job_keeps_the_lease_while_it_works(session: Session) -> None:
    with clock.pretending(NINE):
        fence = hold_lease("first")
    with clock.pretending(NINE.replace(minute=1)):
        run_job(COUNTED, TODAY, fence=fence)
    assert who_keeps_time().until == NINE.replace(minute=1, second=20)


def test_whoever_holds_the_lease_does_what_is_due_and_only_once(session: Session) -> None:
    with clock.pretending(NINE.replace(hour=14)):
        do_what_is_due("first")
        do_what_is_due("second")
        do_what_is_due("first")
        assert sorted(session.scalars(select(JobRun.job))) == sorted(JOBS)
        slots = {standing.job.name: standing.history.last for standing in list_jobs(clock.now())}
        assert {slots.pop("coverage-week")} == {MONDAY}
    entries = session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("job.%"))).all()
    assert sorted(entries) == sorted(f"job.{name}" for name in JOBS)


def test_a_day_to_come_done_by_hand_leaves_todays_to_be_done(session: Session) -> None:
    run_job(COUNTED, date(2026, 12, 24))
    with clock.pretending(NINE):
        do_what_is_due("first")
        [standing] = [each for each in list_jobs(NINE) if each.job.name == "forget-uploads"]
    assert standing.history.last == TODAY


def test_the_commands_say_what_was_done(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    done = runner.invoke(args=["job", "forget-uploads", "--on", "2026-11-22", "--json"])
    assert done.exit_code == 0
    assert '"changed": 0' in done.stdout
    again = runner.invoke(args=["job", "forget-uploads", "--on", "2026-11-22"])
    assert "was done for 2026-11-22 before" in again.stdout
    assert runner.invoke(args=["job", "no-such-job"]).exit_code == 2
    session.add(JobFailure(job="forget-sign-ins", slot="2026-11-22", at=NINE, error="ZeroDivisionError"))
    session.commit()
    with clock.pretending(NINE):
        assert "forget-sign-ins" in runner.invoke(args=["jobs"]).stdout
        told = {
            each["job"]: each for each in json.loads(runner.invoke(args=["jobs", "--json"]).stdout)["jobs"]
        }
    assert told["forget-uploads"]["last"] == "2026-11-22"
    assert told["forget-uploads"]["late"] is False
    assert told["forget-sign-ins"]["failed"][0]["slot"] == "2026-11-22"
