"""The timetable: which job is due when. APScheduler says when to look; a lease and one row for each job and
slot decide who does it, so that any number of timekeepers do each slot once."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask
from sqlalchemy import func, select

from accounts import audit
from accounts.actions import command_line, forget_sign_ins
from app.job_run import JobRun, Lease
from foundation import clock
from foundation.database import begin_writing, db
from foundation.errors import Busy
from teams.extract.actions import forget_uploads
from teams.positions.actions import keep_week

log = logging.getLogger(__name__)

DAILY, WEEKLY = 1, 7  # days between one slot and the next; a week's slot is its Monday
CATCH_UP = {DAILY: 7, WEEKLY: 53}  # the most slots done after an outage
LEASE = timedelta(seconds=90)
LOOK_EVERY = 30  # seconds


@dataclass(frozen=True, slots=True)
class Job:
    """Something done once a local day, or once a week for its Monday, from `at` on. `run` takes the day and an
    account and gives how many rows it changed; run twice for a day it changes nothing the second time."""

    name: str
    says: str
    at: time
    run: Callable[[date, int], int]
    every: int = DAILY


@dataclass(frozen=True, slots=True)
class Standing:
    """A job with its last run and the next."""

    job: Job
    last_slot: str | None
    last_ran_at: datetime | None
    next_at: datetime


JOBS = {
    job.name: job
    for job in (
        Job(
            "forget-uploads",
            "Drops extracts that nobody applied within 14 days, with the names in them",
            time(3, 15),
            forget_uploads,
        ),
        Job(
            "forget-sign-ins",
            "Forgets sign-ins that ended more than 30 days ago",
            time(3, 30),
            forget_sign_ins,
        ),
        Job(
            "coverage-week",
            "Keeps what coverage comes to on each Monday, for the trend",
            time(4, 0),
            keep_week,
            every=WEEKLY,
        ),
    )
}


def run_job(job: Job, on: date) -> int | None:
    """Do the job for a day, in one transaction with the row that says so. Gives None when the day is done
    already. Commits."""
    begin_writing()
    if db.session.scalar(select(JobRun.id).where(JobRun.job == job.name, JobRun.slot == on.isoformat())):
        db.session.rollback()
        return None
    by = command_line().id
    changed = job.run(on, by)
    db.session.add(JobRun(job=job.name, slot=on.isoformat(), ran_at=clock.now(), changed=changed))
    audit.record(f"job.{job.name}", "job", None, by=by, after={"slot": on, "changed": changed})
    db.session.commit()
    return changed


def due_days(job: Job, now: datetime, last: date | None) -> list[date]:
    """The local days this job is due for and has not done, oldest first, after an outage at most CATCH_UP."""
    local = now.astimezone(clock.LONDON)
    newest = local.date() if local.time() >= job.at else local.date() - timedelta(days=1)
    newest -= timedelta(days=newest.weekday() % job.every)
    days = [newest - timedelta(days=job.every * n) for n in reversed(range(CATCH_UP[job.every]))]
    return days[-1:] if last is None else [day for day in days if day > last]


def do_what_is_due(holder: str) -> None:
    """One look at the timetable. Whoever holds the lease does what is due; the others wait their turn."""
    if not hold_lease(holder):
        return
    for job in JOBS.values():
        for on in due_days(job, clock.now(), last_day(job)):
            changed = run_job(job, on)
            log.info("job %s for %s changed %s rows", job.name, on, changed)


def hold_lease(holder: str) -> bool:
    """Take or renew the lease. Commits."""
    begin_writing()
    now = clock.now()
    lease = db.session.scalars(select(Lease).where(Lease.name == "timekeeper")).first()
    if lease is None:
        lease = Lease(name="timekeeper", holder=holder, until=now)
        db.session.add(lease)
    mine = lease.holder == holder or lease.until <= now
    if mine:
        lease.holder, lease.until = holder, now + LEASE
    db.session.commit()
    return mine


def last_day(job: Job) -> date | None:
    """The newest day the job was done for."""
    slot = db.session.scalar(select(func.max(JobRun.slot)).where(JobRun.job == job.name))
    return None if slot is None else date.fromisoformat(slot)


def list_jobs(now: datetime) -> list[Standing]:
    """Each job with its last run and the next."""
    runs = select(JobRun.job, func.max(JobRun.slot), func.max(JobRun.ran_at)).group_by(JobRun.job)
    done = {name: (slot, ran_at) for name, slot, ran_at in db.session.execute(runs)}
    return [
        Standing(job, *done.get(job.name, (None, None)), next_at=_next(job, now)) for job in JOBS.values()
    ]


def keep_time(app: Flask) -> None:
    """Look at the timetable until stopped. Its own process; any number may run."""
    holder = uuid.uuid4().hex

    def look() -> None:
        with app.app_context():
            try:
                do_what_is_due(holder)
            except Busy:
                log.info("the register is busy; the timetable is looked at again in %s seconds", LOOK_EVERY)

    scheduler = BlockingScheduler(timezone=clock.LONDON)
    scheduler.add_job(look, "interval", seconds=LOOK_EVERY, next_run_time=clock.now(), max_instances=1)
    scheduler.start()


def _next(job: Job, now: datetime) -> datetime:
    local = now.astimezone(clock.LONDON)
    day = local.date() if local.time() < job.at else local.date() + timedelta(days=1)
    day += timedelta(days=-day.weekday() % job.every)
    return datetime.combine(day, job.at, tzinfo=clock.LONDON)
