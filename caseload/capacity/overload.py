"""Somebody saying that they are over capacity, and the plan written with them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Model, one_of


class Writer(StrEnum):
    """Who writes in a plan: the person, the management line, the professional line."""

    PERSON = "person"
    MANAGEMENT = "management"
    PROFESSIONAL = "professional"


OPEN = text("closed_at IS NULL")


class OverCapacity(Model):
    """That somebody said so, with what they held and could hold (points) then. `safety`: whether they think
    that people are not safe; then their professional line is in the plan too. The posts (codes; none: the line
    did not hold) are those their lines ran to. Open until `closed_at`, one at a time."""

    __tablename__ = "over_capacity"
    __table_args__ = (
        Index("ix_over_capacity_open", "person_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime]
    safety: Mapped[bool]
    held: Mapped[int]
    capacity: Mapped[int]
    management_post: Mapped[str | None] = mapped_column(default=None)
    professional_post: Mapped[str | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class OverCapacityEntry(Model):
    """One thing written in a plan, in order; nothing is changed or taken out. About work, never about a
    resident. `review_on`: when they look again."""

    __tablename__ = "over_capacity_entry"
    __table_args__ = (one_of("writer", Writer),)

    over_capacity_id: Mapped[int] = mapped_column(ForeignKey("over_capacity.id"), index=True)
    writer: Mapped[str]
    says: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime]
    review_on: Mapped[date | None] = mapped_column(default=None)
