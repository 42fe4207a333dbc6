"""Who keeps the time. One holder at a time, and a fence: whoever was stopped while another took over writes
nothing when they go on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from app.job_run import Lease
from app.settings import Settings
from foundation import clock
from foundation.database import begin_writing, db

NAME = "timekeeper"


class LeaseLost(Exception):
    """Somebody else keeps the time now."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Until when somebody keeps the time; none: nobody ever did."""

    until: datetime | None

    def by(self, now: datetime) -> bool:
        """Whether anybody does at a moment."""
        return self.until is not None and self.until > now


def hold_lease(holder: str) -> int | None:
    """Take or renew the lease and give its fence; none while somebody else has it. Commits."""
    begin_writing()
    now, lease = clock.now(), _lease()
    if lease is None:
        lease = Lease(name=NAME, holder=holder, until=now)
        db.session.add(lease)
    elif lease.holder != holder and lease.until > now:
        db.session.rollback()
        return None
    elif lease.holder != holder:
        lease.holder, lease.fence = holder, lease.fence + 1
    lease.until = now + lasts()
    db.session.commit()
    return lease.fence


def keep_lease(fence: int) -> None:
    """Within a transaction that writes alone: go on for another while. Raises LeaseLost when it has changed hands,
    which it cannot do again before the transaction ends."""
    lease = _lease()
    if lease is None or lease.fence != fence:
        raise LeaseLost
    lease.until = max(lease.until, clock.now() + lasts())


def lasts() -> timedelta:
    """How long a lease lasts that nobody renews, by the settings."""
    settings: Settings = current_app.config["SETTINGS"]
    return timedelta(seconds=int(settings.LEASE_SECONDS))


def who_keeps_time() -> Keeping:
    """As the lease stands."""
    return Keeping(db.session.scalar(select(Lease.until).where(Lease.name == NAME)))


def _lease() -> Lease | None:
    # As it is stored now: a session remembers rows across its commits, and others write this one.
    found = select(Lease).where(Lease.name == NAME).with_for_update()
    return db.session.scalars(found.execution_options(populate_existing=True)).first()
