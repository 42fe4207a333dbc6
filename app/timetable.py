"""What jobs there are, and which days of each are due. Who does them, and once, is `app.jobs`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

from flask import current_app

from accounts.actions import forget_sign_ins
from app.mail import make_todays_mail
from caseload.privacy.pattern_keeping import keep_odd_patterns
from caseload.reviews.escalating_acts import escalate_breaches
from caseload.reviews.falling_due import tell_actions_due, tell_breaches, tell_falling_due
from caseload.reviews.figures_kept import keep_review_week
from caseload.reviews.sessions.keeping import keep_sessions_ahead
from caseload.reviews.sessions.notices import tell_agendas, tell_reminders
from foundation import clock
from foundation.clock import LONDON
from people.account_changes import tell_account_changes
from people.registration_ends import tell_registration_ends
from teams.extract.actions import forget_uploads
from teams.mandates.ending import tell_mandate_ends
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


def told_now(telling: Callable[..., int]) -> Callable[[date, int], int]:
    """A job that tells people by a day, as of this moment."""
    return lambda on, _by: telling(on, at=clock.now())


def forget_old_sign_ins(on: date, by: int) -> int:
    """A job that keeps sign-ins for as long as the settings say."""
    return forget_sign_ins(on, by, days=int(current_app.config["SETTINGS"].KEEP_SIGN_INS_DAYS))


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
            "Forgets sign-ins that ended longer ago than they are kept",
            time(3, 30),
            forget_old_sign_ins,
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
            "review-week",
            "Keeps what reviews came to in the week before each Monday, for the board",
            time(4, 10),
            keep_review_week,
            every=WEEKLY,
            missed=Missed.EACH,
        ),
        Job(
            "sessions-ahead",
            "Lays down the review sessions that patterns give, 26 weeks ahead",
            time(2, 30),
            keep_sessions_ahead,
        ),
        Job(
            "odd-patterns",
            "Reads the day before for looking that wants explaining, for privacy officers",
            time(2, 15),
            keep_odd_patterns,
            missed=Missed.EACH,
        ),
        Job(
            "registration-ends",
            "Tells people and their professional leads of registrations that end in 60, 30 and 7 days",
            time(5, 0),
            told_now(tell_registration_ends),
            missed=Missed.DROPPED,
        ),
        Job(
            "mandate-ends",
            "Tells the partnership office of mandates that end in 60, 30 and 7 days",
            time(5, 5),
            told_now(tell_mandate_ends),
            missed=Missed.DROPPED,
        ),
        Job(
            "falling-due",
            "Tells whoever brings a review that it falls due in a fortnight",
            time(5, 10),
            tell_falling_due,
            missed=Missed.DROPPED,
        ),
        Job(
            "breaches",
            "Tells of reviews past their longest time: whoever brings them, leads and coordinators",
            time(5, 15),
            tell_breaches,
        ),
        Job(
            "escalations",
            "Escalates each breach along the line that answers for what keeps it",
            time(5, 20),
            escalate_breaches,
        ),
        Job(
            "actions-due",
            "Tells whoever owns an action that it is due in two days",
            time(5, 25),
            tell_actions_due,
            missed=Missed.DROPPED,
        ),
        Job(
            "agendas",
            "Tells whoever is to come to a review session of its agenda, two working days before",
            time(5, 30),
            told_now(tell_agendas),
            missed=Missed.DROPPED,
        ),
        Job(
            "reminders",
            "Reminds whoever is to come to a review session, the working day before",
            time(5, 35),
            told_now(tell_reminders),
            missed=Missed.DROPPED,
        ),
        Job(
            "account-changes",
            "Tells people what an administrator did to their account",
            time(5, 40),
            told_now(tell_account_changes),
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
