"""Any number of timekeepers, each with a clock of its own, do 500 slots: each slot once."""

import threading
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.actions import command_line
from accounts.audit import AuditEntry
from app import jobs
from app.job_run import JobFailure, JobRun
from app.timetable import Job, Missed
from foundation import clock
from people.notice import Notice, NoticeKind
from people.notices import tell

FIRST, DAYS = date(2028, 1, 1), 125  # over 29 February and the night the clocks go forward
PATIENCE = 300
"""Seconds after which a timekeeper is taken to hang."""


def telling(name: str) -> Job:
    """A job whose work shows how often it was done."""

    def run(on: date, by: int) -> int:
        tell(f"{name} {clock.now()}", NoticeKind.JOB_LATE, "/jobs", on, at=clock.now(), account_id=by)
        return 1

    return Job(name, "", time(1, 30), run, missed=Missed.DROPPED)


KINDS = {name: telling(name) for name in ("one", "two", "three", "four")}


def keep_time(app: Flask, holder: str, together: threading.Barrier, said: list[str]) -> None:
    """Look three times each morning. The others do so too, and by their clocks the lease may have run out while
    its holder is still at work."""
    for n in range(DAYS):
        together.wait(PATIENCE)
        morning = datetime.combine(FIRST + timedelta(days=n), time(9), tzinfo=UTC)
        for minutes in (0, 2, 4):
            with clock.pretending(morning + timedelta(minutes=minutes)):
                jobs.look(app, holder)
    said.append(holder)


@pytest.mark.parametrize("many", [1, 2, 4])
def test_each_slot_is_done_once_by_any_number_of_timekeepers(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(jobs, "JOBS", KINDS)
    command_line()
    session.commit()
    together, said = threading.Barrier(many), list[str]()
    keepers = [
        threading.Thread(target=keep_time, args=(app, f"keeper {n}", together, said), daemon=True)
        for n in range(many)
    ]
    for keeper in keepers:
        keeper.start()
    for keeper in keepers:
        keeper.join(PATIENCE)
        assert not keeper.is_alive(), "a timekeeper hangs"
    assert len(said) == many
    slots = {(name, (FIRST + timedelta(days=n)).isoformat()) for name in KINDS for n in range(DAYS)}
    assert {tuple(row) for row in session.execute(select(JobRun.job, JobRun.slot))} == slots
    days = Counter(session.scalars(select(Notice.day)))
    assert len(slots) == sum(days.values()) == 500
    assert set(days.values()) == {len(KINDS)}
    entries = session.scalars(select(AuditEntry.id).where(AuditEntry.act.like("job.%"))).all()
    assert len(entries) == 500
    assert session.scalars(select(JobFailure.id)).all() == []
