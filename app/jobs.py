"""Doing what the timetable says. APScheduler says when to look; a lease and one row for each job and slot decide
who does it, so that any number of timekeepers do each slot once."""

import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask
from sqlalchemy import exists, func, select

from accounts import audit
from accounts.actions import command_line
from accounts.permissions import Role
from app.job_run import JobFailure, JobRun
from app.lease import LeaseLost, hold_lease, keep_lease, lasts
from app.mail import send_at_once, send_todays_mail
from app.timetable import JOBS, MOST_SLOTS, Failed, History, Job, due_slots, is_late, next_at, open_slots
from foundation import clock
from foundation.database import begin_writing, db
from foundation.errors import Busy
from people.notice import NoticeKind
from people.notices import tell
from people.readers import readers_with

log = logging.getLogger(__name__)
TELL_EVERY = 20
"""Seconds: a look at a resident is told within a minute, also when one try finds somebody writing."""
FAILURES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """A job with what has become of it and when it is next due. `failed`: the slots still to do that failed."""

    job: Job
    history: History
    failed: Mapping[date, Failed]
    late: bool
    next_at: datetime


@dataclass(frozen=True, slots=True)
class FailureLine:
    """One time that a job failed for a day, and the kind of error."""

    job: str
    slot: date
    at: datetime
    error: str


def run_job(job: Job, on: date, *, fence: int | None = None) -> int | None:
    """Do the job for a day, in one transaction with the row that says so. Gives None when the day is done
    already. With a fence, raises LeaseLost and writes nothing once somebody else keeps the time. Commits."""
    begin_writing()
    if fence is not None:
        keep_lease(fence)
    if db.session.scalar(select(JobRun.id).where(JobRun.job == job.name, JobRun.slot == on.isoformat())):
        db.session.rollback()
        return None
    by = command_line().id
    changed = job.run(on, by)
    db.session.add(JobRun(job=job.name, slot=on.isoformat(), ran_at=clock.now(), changed=changed))
    audit.record(f"job.{job.name}", "job", None, by=by, after={"slot": on, "changed": changed})
    db.session.commit()
    return changed


def do_what_is_due(holder: str) -> None:
    """One look at the timetable. Whoever holds the lease does what is due; the others wait their turn."""
    fence = hold_lease(holder)
    if fence is None:
        return
    histories = read_histories(clock.today())
    tell_of_late(histories)
    try:
        for job in JOBS.values():
            for on in due_slots(job, clock.now(), histories[job.name]):
                attempt(job, on, fence)
    except LeaseLost:
        log.info("somebody else keeps the time now")
        return
    send_todays_mail()


def tell_of_late(histories: Mapping[str, History]) -> None:
    """Tell administrators of each job that is late, once for a day: one that was caught up was late too. Commits."""
    now = clock.now()
    late = [job.name for job in JOBS.values() if is_late(job, now, histories[job.name])]
    if not late:
        return
    begin_writing()
    for name in late:
        for reader in readers_with(Role.ADMINISTRATOR):
            once = f"job {name} late {clock.today()}"
            tell(once, NoticeKind.JOB_LATE, "/jobs", clock.today(), at=now, **reader.whose)
    db.session.commit()


def attempt(job: Job, on: date, fence: int) -> None:
    """Do one slot. One that fails is noted, and keeps no other job from being done. Raises LeaseLost."""
    try:
        changed = run_job(job, on, fence=fence)
    except LeaseLost:
        raise
    except Busy:
        log.info("the register is busy; job %s is tried again at the next look", job.name)
    except Exception as error:
        note_failure(job, on, error)
    else:
        log.info("job %s for %s changed %s rows", job.name, on, changed)


def note_failure(job: Job, on: date, error: Exception) -> None:
    """Keep that it failed, by the kind of error: its message may hold names. Commits."""
    log.error("job %s for %s failed: %s", job.name, on, type(error).__name__)
    begin_writing()
    db.session.add(JobFailure(job=job.name, slot=on.isoformat(), at=clock.now(), error=type(error).__name__))
    db.session.commit()


def read_histories(today: date) -> dict[str, History]:
    """What has become of each job, by its name: two statements."""
    # A day still to come, done by hand, is no reason to leave today's undone.
    runs = (
        select(JobRun.job, func.max(JobRun.slot), func.max(JobRun.ran_at))
        .where(JobRun.slot <= today.isoformat())
        .group_by(JobRun.job)
    )
    done = {name: (date.fromisoformat(slot), ran_at) for name, slot, ran_at in db.session.execute(runs)}
    failed = _failed(today - timedelta(weeks=MOST_SLOTS))
    return {name: History(*done.get(name, (None, None)), failed=failed[name]) for name in JOBS}


def list_jobs(now: datetime) -> list[Standing]:
    """Each job as it stands: two statements."""
    histories = read_histories(now.astimezone(clock.LONDON).date())
    return [_standing(job, now, histories[name]) for name, job in JOBS.items()]


def latest_failures() -> list[FailureLine]:
    """The latest times that any job failed, the newest first."""
    rows = db.session.execute(
        select(JobFailure.job, JobFailure.slot, JobFailure.at, JobFailure.error)
        .order_by(JobFailure.id.desc())
        .limit(FAILURES_SHOWN)
    )
    return [FailureLine(job, date.fromisoformat(slot), at, error) for job, slot, at, error in rows]


def keep_time(app: Flask) -> None:
    """Look at the timetable until stopped. Its own process; any number may run."""
    holder = uuid.uuid4().hex
    with app.app_context():
        every = lasts().total_seconds() / 2
    scheduler = BlockingScheduler(timezone=clock.LONDON)
    # However late a look comes, it is better than none: the library would leave out one that is a second late.
    scheduler.add_job(
        lambda: look(app, holder),
        "interval",
        seconds=every,
        next_run_time=clock.now(),
        max_instances=1,
        misfire_grace_time=None,
        coalesce=True,
    )
    # Beside the timetable, whoever holds the lease: a long job keeps nobody waiting, and a mail is begun by one only.
    scheduler.add_job(
        lambda: tell_at_once(app),
        "interval",
        seconds=TELL_EVERY,
        next_run_time=clock.now(),
        max_instances=1,
        misfire_grace_time=None,
        coalesce=True,
    )
    scheduler.start()


def look(app: Flask, holder: str) -> None:
    """One look at the timetable."""
    trying(app, lambda: do_what_is_due(holder))


def tell_at_once(app: Flask) -> None:
    """What cannot wait for the mail of the day."""
    trying(app, send_at_once)


def trying(app: Flask, do: Callable[[], object]) -> None:
    """Do it, which a database that is busy or gone for a while does not end."""
    with app.app_context():
        try:
            do()
        except Busy:
            log.info("the register is busy; it is tried again at the next look")
        except Exception as error:  # its message may hold what a statement was given
            log.error("the timetable could not be looked at: %s", type(error).__name__)


def _standing(job: Job, now: datetime, history: History) -> Standing:
    slots = open_slots(job, now, history)
    failed = {day: history.failed[day] for day in slots if day in history.failed}
    return Standing(job, history, failed, is_late(job, now, history), next_at(job, now))


def _failed(first: date) -> dict[str, dict[date, Failed]]:
    since_done = exists().where(JobRun.job == JobFailure.job, JobRun.slot == JobFailure.slot)
    rows = db.session.execute(
        select(JobFailure.job, JobFailure.slot, func.count(), func.max(JobFailure.at))
        .where(JobFailure.slot >= first.isoformat(), ~since_done)
        .group_by(JobFailure.job, JobFailure.slot)
    )
    found: dict[str, dict[date, Failed]] = defaultdict(dict)
    for name, slot, times, last_at in rows:
        found[name][date.fromisoformat(slot)] = Failed(times, last_at)
    return found
