"""A look at a resident outside one's own work, what it was marked as, what was found odd, and reports made."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Model, one_of

LONGEST_LOOK = 60
"""Minutes. A look is never longer, whoever asks and why."""


class LookReason(StrEnum):
    """Why somebody must look."""

    SAFEGUARDING = "safeguarding"
    URGENT_CARE = "urgent_care"
    COVERING = "covering"
    ASKED_BY_RESIDENT = "asked_by_resident"
    MOVING_HERE = "moving_here"
    OTHER = "other"


class LookOutcome(StrEnum):
    """What a privacy officer says of a look."""

    IN_ORDER = "in_order"
    FOLLOW_UP = "follow_up"


class Look(Model):
    """That somebody asked to look at a resident, and why. `resident_id` none: nobody was found whom a look may show;
    what was asked for is not kept. `on` is the local day it began. `because` is free text and leaves this table for
    the pages of whoever wrote it and of the privacy officer alone."""

    __tablename__ = "look"
    __table_args__ = (
        one_of("reason", LookReason),
        one_of("outcome", LookOutcome),
        CheckConstraint(f"minutes BETWEEN 1 AND {LONGEST_LOOK}", name="minutes"),
        CheckConstraint("(outcome IS NULL) = (reviewed_at IS NULL)", name="reviewed"),
        Index(None, "account_id", "on"),
        Index(None, "person_id", "on"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    because: Mapped[str]
    on: Mapped[date]
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    """When whoever looked had seen enough, before its minutes were over."""
    outcome: Mapped[str | None] = mapped_column(default=None)
    review: Mapped[str | None] = mapped_column(default=None)
    reviewed_at: Mapped[datetime | None] = mapped_column(default=None)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)

    @property
    def ends_at(self) -> datetime:
        """From this moment on there is nothing to see."""
        return self.ended_at or self.starts_at + timedelta(minutes=self.minutes)


class OddKind(StrEnum):
    """What makes a day's looking worth a question."""

    MANY = "many"
    COLLEAGUE = "colleague"
    OWN_NAME = "own_name"
    AT_NIGHT = "at_night"


class OddPattern(Model):
    """Something about what an account saw on a day that nothing of its work explains. `once` says which, so that the
    same is found once; `why` is a sentence without a name."""

    __tablename__ = "odd_pattern"
    __table_args__ = (one_of("kind", OddKind), Index(None, "person_id", "on"))

    once: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    on: Mapped[date]
    why: Mapped[str]
    found_at: Mapped[datetime]
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True, default=None)
    looked_into: Mapped[str | None] = mapped_column(default=None)
    looked_into_at: Mapped[datetime | None] = mapped_column(default=None)
    looked_into_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)


class SubjectReport(Model):
    """That a privacy officer printed all that is held about one resident, or one member of staff: one of the two."""

    __tablename__ = "subject_report"
    __table_args__ = (CheckConstraint("(resident_id IS NULL) <> (person_id IS NULL)", name="one"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    because: Mapped[str]
    made_at: Mapped[datetime]
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True, default=None)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True, default=None)
