"""Asking whoever decides that somebody may be given a case, where the asker may not allocate to them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Model, one_of


class Party(StrEnum):
    """Who answers a request."""

    DECIDER = "decider"
    WORKER = "worker"
    ASKER = "asker"


class Answer(StrEnum):
    """What they answer. The asker can only withdraw; a request lapses when the case goes to somebody else."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OPEN = text("closed_at IS NULL")


class AllocationRequest(Model):
    """That somebody be given a case. `decider_*`: the post or organisation that decided about their work
    when it was asked. Open until `closed_at`; at most one is open for a case and role."""

    __tablename__ = "allocation_request"
    __table_args__ = (
        Index("ix_allocation_request_open", "case_id", "role", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index(None, "decider_code"),
        Index(None, "person_id"),
    )  # fmt: skip

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    role: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    starts_on: Mapped[date]
    because: Mapped[str]
    decider_kind: Mapped[str]
    decider_code: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class RequestAnswer(Model):
    """What one of the parties answered, and why."""

    __tablename__ = "request_answer"
    __table_args__ = (
        UniqueConstraint("request_id", "party"),
        one_of("party", Party),
        one_of("answer", Answer),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("allocation_request.id"))
    party: Mapped[str]
    answer: Mapped[str]
    because: Mapped[str]
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime]
