"""What jobs there are, and which days of each are due. Who does them, and once, is `app.jobs`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

from accounts.actions import forget_sign_ins
from app.mail import make_todays_mail
from foundation.clock import LONDON
from teams.extract.actions import forget_uploads
from teams.positions.actions import keep_week

DAILY, WEEKLY = 1, 7  # days between one slot and the next; a week's slot is its Monday
MOST_SLOTS = 53  # done after an outage, of a job that is done for each of its slots
LATE = timedelta(hours=1)
LONGEST_WAIT = 60  # minutes between two tries at a slot that fails


class Missed(Enum):
    """What becomes of slots that nobody did in their time."""

    DROPPED = auto()
    """It is about its own day, and said later it would be wrong or a flood."""
    NEWEST = auto()
    """The newest does the work of those before it."""
    EACH = auto()
    """Each is done for its own day."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something done once a local day, or once a week for its Monday, from `at` on. `run` takes the day and an
    account and gives how many rows it changed; run twice for a day it changes nothing the second time."""

    name: str
    says: str
    at: time
    run: Callable[[date, int], int]
    every: int = DAILY
    missed: Missed = Missed.NEWEST


@dataclass(frozen=True, slots=True)
class Failed:
    """A slot that failed so many times, and has not been done since."""

    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """What has become of one job: the newest slot done, up to today, and those that only failed."""

    last: date | None = None
    ran_at: datetime | None = None
    failed: Mapping[date, Failed] = field(default_factory=dict)


def open_slots(job: Job, now: datetime, history: History) -> list[date]:
    """The days the job should have been done for by now and was not, oldest first. Of a job never done, only
    the newest."""
    local = now.astimezone(LONDON)
    newest = local.date() if local.time() >= job.at else local.date() - timedelta(days=1)
    newest -= timedelta(days=newest.weekday() % job.every)
    if job.missed is Missed.DROPPED and local.date() - newest >= timedelta(days=job.every):
        return []
    many = MOST_SLOTS if job.missed is Missed.EACH else 1
    slots = [newest - timedelta(days=job.every * n) for n in reversed(range(many))]
    since = history.last or slots[-1] - timedelta(days=1)
    return [day for day in slots if day > since or day in history.failed]


def due_slots(job: Job, now: datetime, history: History) -> list[date]:
    """Those of the open slots to do now: one that failed is left alone for a while, longer each time."""
    return [day for day in open_slots(job, now, history) if not _waits(history.failed.get(day), now)]


def is_late(job: Job, now: datetime, history: History) -> bool:
    """Whether a slot has been open for an hour. A job that never ran is not late: nobody has begun."""
    begun = history.last is not None or bool(history.failed)
    return begun and any(now > starts_at(job, day) + LATE for day in open_slots(job, now, history))


def starts_at(job: Job, slot: date) -> datetime:
    """The moment from which a slot is due. An hour that a clock change leaves out or repeats is its first."""
    return datetime.combine(slot, job.at, tzinfo=LONDON)


def next_at(job: Job, now: datetime) -> datetime:
    """When its next slot is due."""
    local = now.astimezone(LONDON)
    day = local.date() if local.time() < job.at else local.date() + timedelta(days=1)
    return starts_at(job, day + timedelta(days=-day.weekday() % job.every))


def _waits(failed: Failed | None, now: datetime) -> bool:
    if failed is None:
        return False
    wait = min(2 ** min(failed.times - 1, 10), LONGEST_WAIT)
    return now < failed.last_at + timedelta(minutes=wait)


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
            missed=Missed.EACH,
        ),
        Job(
            "mail",
            "Makes one mail for each reader of what they are to be told; it is sent at once",
            time(7, 30),
            make_todays_mail,
            missed=Missed.DROPPED,
        ),
        Job(
            "mail-midday",
            "Likewise, for readers who had none in the morning",
            time(12, 30),
            make_todays_mail,
            missed=Missed.DROPPED,
        ),
    )
}
