"""A resident's record being sealed: to everybody who is not named on it, it does not exist."""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator

from foundation.effective import Dated
from foundation.model import Model

SEALED = "sealed:"
"""Begins the NHS number and the local references of a sealed record, so that they are free for whoever does not
know of it: the database then has nothing to refuse."""


class Sealable(TypeDecorator[str]):
    """An NHS number or a local reference, read without the mark of a seal."""

    impl = String
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """As it was given."""
        return None if value is None else value.removeprefix(SEALED)


def as_kept(given: Iterable[str]) -> list[str]:
    """NHS numbers or local references, each also as a sealed record keeps it: for looking them up."""
    return [kept for each in given for kept in (each, SEALED + each)]


class SealWhy(StrEnum):
    """Why a record is sealed."""

    SAFETY = "safety"
    COLLEAGUE = "colleague"
    COURT = "court"
    OTHER = "other"


class Seal(Dated, Model):
    """That a resident's record is sealed, and why."""

    __tablename__ = "seal"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("resident_id",)

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    why: Mapped[str]

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        listed = ", ".join(f"'{word.value}'" for word in SealWhy)
        return (CheckConstraint(f"why IN ({listed})", name="why"),)


class SealName(Dated, Model):
    """Somebody named on a sealed record: they see it, whoever they are."""

    __tablename__ = "seal_name"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("resident_id", "person_id")

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (Index(None, "person_id"),)
