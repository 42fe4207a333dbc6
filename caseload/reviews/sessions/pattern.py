"""When a neighbourhood meets: patterns that give sessions, and how many sessions a week somebody may be asked to."""

from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.effective import Dated
from foundation.model import Model


class SessionPattern(Model):
    """A meeting that comes round. What it is, is dated; it stays in one neighbourhood."""

    __tablename__ = "session_pattern"

    code: Mapped[str] = mapped_column(unique=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"), index=True)


class SessionPatternDetails(Dated, Model):
    """How a pattern goes: `weekday` 0 to 4 from Monday, every so many weeks counted from the week of `starts_on`,
    from `starts` (HH:MM, the hour in England) for so many minutes."""

    __tablename__ = "session_pattern_details"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("pattern_id",)

    pattern_id: Mapped[int] = mapped_column(ForeignKey("session_pattern.id"))
    weekday: Mapped[int]
    every_weeks: Mapped[int]
    starts: Mapped[str]
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(default="")
    online: Mapped[bool] = mapped_column(default=False)
    chair_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (
            CheckConstraint("weekday BETWEEN 0 AND 4", name="weekday"),
            CheckConstraint("every_weeks BETWEEN 1 AND 8", name="every_weeks"),
            CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes"),
        )


class SessionLimit(Dated, Model):
    """The most review sessions a week that somebody may be asked to."""

    __tablename__ = "session_limit"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("person_id",)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sessions: Mapped[int]

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (CheckConstraint("sessions BETWEEN 0 AND 10", name="sessions"),)
