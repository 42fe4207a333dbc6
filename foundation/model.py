"""The typed base that every table inherits. Never inherit `db.Model`: it defeats type checkers."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import CheckConstraint, DateTime, Integer, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, registry
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. SQLite has no zones, so the zone is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a naive moment: it could mean two different hours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Hours(TypeDecorator[Decimal]):
    """Hours a week to the hundredth, kept as whole hundredths: SQLite has no exact decimals."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """37.5 hours is kept as 3750."""
        return None if value is None else int(value * 100)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """3750 is read as 37.5 hours."""
        return None if value is None else _as_hours(value)


@lru_cache(4096)  # a handful of values, read for every placement
def _as_hours(hundredths: int) -> Decimal:
    return Decimal(hundredths) / 100


class Listed(TypeDecorator[tuple[str, ...]]):
    """A short list of codes or texts without a semicolon, kept as our files write it: `a;b;c`."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """("a", "b") is kept as `a;b`."""
        return None if value is None else ";".join(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """`a;b` is read as ("a", "b")."""
        return None if value is None else tuple(value.split(";")) if value else ()


class Base(DeclarativeBase):
    """Handed to Flask-SQLAlchemy; a dataclass base here fails at import on SQLAlchemy 2.1."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: Moment(), Decimal: Hours()}
    )


class Model(MappedAsDataclass, Base, kw_only=True, eq=False, repr=False):
    """A row with a number of its own."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, init=False)


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """The database takes only these words in the column."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
