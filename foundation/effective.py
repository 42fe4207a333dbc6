"""Effective dates: what was true on a day, and what was known at a moment.

A period is half-open: `starts_on` is in, `until` is out, no `until` means open. A row is never edited:
when belief changes it is superseded, with the moment and the account, and another says what is believed now.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, or_
from sqlalchemy.orm import Mapped, MappedAsDataclass, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

FOR_EVER = date.max
BEFORE_RECORDS = date(2000, 1, 1)
"""Reference facts carry no date: they are taken to have been so before anything else was recorded."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `starts_on` up to but not including `until`. Raises ValueError when empty."""

    starts_on: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.starts_on:
            raise ValueError("a period with no day in it")

    @property
    def end(self) -> date:
        """`until`, or the end of time: for comparing."""
        return self.until or FOR_EVER

    @property
    def last_day(self) -> date | None:
        """The last day in it, as files and screens say it."""
        return self.until and self.until - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day < self.end

    def meets(self, other: "Period") -> bool:
        """Whether they share a day."""
        return self.starts_on < other.end and other.starts_on < self.end

    def holds(self, other: "Period") -> bool:
        """Whether every day of the other is in it."""
        return self.starts_on <= other.starts_on and other.end <= self.end

    def touches(self, other: "Period") -> bool:
        """Whether they share a day, or one starts as the other ends."""
        return self.starts_on <= other.end and other.starts_on <= self.end

    def outside(self, other: "Period") -> "list[Period]":
        """What is left of this one when the other is cut out."""
        if not self.meets(other):
            return [self]
        left = [Period(self.starts_on, other.starts_on)] if self.starts_on < other.starts_on else []
        right = [Period(other.end, self.until)] if other.end < self.end else []
        return left + right


def through(starts_on: date, last_day: date | None) -> Period:
    """The period that a file or a screen means: its end is the last day. Raises ValueError when reversed."""
    return Period(starts_on, last_day and last_day + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class AsAt:
    """The question's two times: as at a day, as known at a moment (None: as known now)."""

    on: date
    known_at: datetime | None = None


class Recorded(MappedAsDataclass, kw_only=True):
    """Kept with when it became known and by whom, and when it stopped being believed and by whom."""

    __no_overlap__: ClassVar[tuple[str, ...]] = ()

    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None] = mapped_column(default=None)
    because: Mapped[str | None] = mapped_column(default=None)

    # The account table is above this floor; only its name is known here.
    @declared_attr
    def recorded_by_id(cls) -> Mapped[int]:
        """The account that said so."""
        return mapped_column(ForeignKey("account.id"))

    @declared_attr
    def superseded_by_id(cls) -> Mapped[int | None]:
        """The account that corrected it."""
        return mapped_column(ForeignKey("account.id"), default=None)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        known = CheckConstraint("superseded_at IS NULL OR superseded_at > recorded_at", name="known")
        return (known, *cls.__rules__())

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        """A table's own constraints and indexes."""
        return ()


class Dated(Recorded, kw_only=True):
    """True for a period, known since a moment."""

    starts_on: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        dates = CheckConstraint("until IS NULL OR until > starts_on", name="dates")
        known = CheckConstraint("superseded_at IS NULL OR superseded_at > recorded_at", name="known")
        by_key = (Index(None, *cls.__no_overlap__),) if cls.__no_overlap__ else ()
        return (dates, known, *by_key, *cls.__rules__())

    @property
    def period(self) -> Period:
        """The days it is true for."""
        return Period(self.starts_on, self.until)


def known(row: type[Recorded], as_at: AsAt) -> ColumnElement[bool]:
    """Only what was believed at the moment asked about."""
    if as_at.known_at is None:
        return row.superseded_at.is_(None)
    return and_(
        row.recorded_at <= as_at.known_at,
        or_(row.superseded_at.is_(None), row.superseded_at > as_at.known_at),
    )


def in_force(row: type[Dated], as_at: AsAt) -> ColumnElement[bool]:
    """Only what was true on the day, as known at the moment."""
    return and_(row.starts_on <= as_at.on, still_open(row, as_at.on), known(row, as_at))


def still_open(row: type[Dated], on: date) -> ColumnElement[bool]:
    """Not ended before or on the day."""
    return or_(row.until.is_(None), row.until > on)


def overlap_rules(table: str, key: Iterable[str]) -> dict[str, list[str]]:
    """The statements, by dialect, that make the database refuse two rows of one key that are true on one
    day and known at one moment, whoever writes. Key columns are integers or short text.

    PostgreSQL: an exclusion constraint, no extension. SQLite: twin triggers raising the same name.
    """
    key = tuple(key)
    if not key:
        return {"sqlite": _append_only(table)}
    return {
        "postgresql": [_exclusion(table, key)],
        "sqlite": [
            _overlap_trigger(table, key, "INSERT"),
            _overlap_trigger(table, key, "UPDATE"),
            *_append_only(table),
        ],
    }


TEXT_KEYS = {
    "holding": ("substantive", "acting", "deputy"),
    "role": ("key_worker", "deputy"),
    "reason": (
        "newly_qualified", "supervision_duties", "phased_return", "lead_duties", "training", "other",
    ),
}  # fmt: skip


def _exclusion(table: str, key: tuple[str, ...]) -> str:
    """One or two key columns are the coordinates of a point: whole numbers, so equal points are equal keys.
    As ranges they would do as well, but a row then takes seven times as long to insert."""
    coordinates = [_number(column) for column in key] + ["0"] * (2 - len(key))
    parts = (
        f"point({', '.join(coordinates)}) WITH ~=",
        "daterange(starts_on, until, '[)') WITH &&",
        "tstzrange(recorded_at, superseded_at, '[)') WITH &&",
    )
    return f"ALTER TABLE {table} ADD CONSTRAINT {table}_no_overlap EXCLUDE USING gist ({', '.join(parts)})"


def _number(column: str) -> str:
    """A short list of words as a number, since a coordinate needs one."""
    words = TEXT_KEYS.get(column)
    if words is None:
        return column
    cases = " ".join(f"WHEN '{word}' THEN {number}" for number, word in enumerate(words, 1))
    return f"(CASE {column} {cases} END)"


def _overlap_trigger(table: str, key: tuple[str, ...], verb: str) -> str:
    same = " AND ".join(f"o.{column} = NEW.{column}" for column in key)
    return f"""CREATE TRIGGER {table}_no_overlap_{verb.lower()} BEFORE {verb} ON {table}
WHEN EXISTS (SELECT 1 FROM {table} o WHERE {same} AND o.id IS NOT NEW.id
  AND o.starts_on < coalesce(NEW.until, '9999-12-31') AND coalesce(o.until, '9999-12-31') > NEW.starts_on
  AND o.recorded_at < coalesce(NEW.superseded_at, '9999-12-31')
  AND coalesce(o.superseded_at, '9999-12-31') > NEW.recorded_at)
BEGIN SELECT RAISE(ABORT, '{table}_no_overlap'); END"""


def _append_only(table: str) -> list[str]:
    """History cannot be rewritten by this process: the one change a row ever sees is being superseded."""
    return [
        f"""CREATE TRIGGER {table}_superseded_once BEFORE UPDATE ON {table}
WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL
BEGIN SELECT RAISE(ABORT, '{table}_superseded_once'); END""",
        f"""CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}_kept'); END""",
    ]
