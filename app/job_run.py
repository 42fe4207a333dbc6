"""That a job ran for a slot, and which timekeeper keeps the time."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Model


class JobRun(Model):
    """One job done for one slot (a local day, in ISO). The row is stored with what the job did, so it is
    there exactly when the work is."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "slot"),)

    job: Mapped[str]
    slot: Mapped[str]
    ran_at: Mapped[datetime]
    changed: Mapped[int]


class JobFailure(Model):
    """One time that a job failed for a slot. `error` is the kind of error, never what it was about."""

    __tablename__ = "job_failure"
    __table_args__ = (Index(None, "job", "at"),)

    job: Mapped[str]
    slot: Mapped[str]
    at: Mapped[datetime]
    error: Mapped[str]


class Lease(Model):
    """Who keeps the time until when. One row a name. `fence` grows each time it changes hands: whoever holds an
    older one writes nothing."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(unique=True)
    holder: Mapped[str]
    until: Mapped[datetime]
    fence: Mapped[int] = mapped_column(default=1)
