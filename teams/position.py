"""Signed positions, which never change, and what coverage came to on each Monday."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Model


class Position(Model):
    """What a director signed about the coverage of one day. The database refuses to change or delete a row.

    `scope`: the code of the apex post it is signed from. `content`: the sealed bytes, of which `digest` is the
    SHA-256 in hexadecimal; the columns beside it repeat what a list needs.
    """

    __tablename__ = "position"

    number: Mapped[int] = mapped_column(unique=True)
    scope: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    known_at: Mapped[datetime]
    signed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    signed_at: Mapped[datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str]


class CoverageWeek(Model):
    """Coverage on a Monday as it was known when it was reckoned: all by code, `neighbourhood` as coverage is
    asked for (the whole borough has a word of its own there). Whole-time equivalents to the hundredth."""

    __tablename__ = "coverage_week"
    __table_args__ = (UniqueConstraint("monday", "profession", "employer", "neighbourhood"),)

    monday: Mapped[date]
    profession: Mapped[str]
    employer: Mapped[str]
    neighbourhood: Mapped[str]
    people: Mapped[int]
    covered: Mapped[int]
    wte: Mapped[Decimal]
    wte_covered: Mapped[Decimal]
    reckoned_at: Mapped[datetime]
