"""The professional line, and what it rests on: registration, register checks and supervision."""

from datetime import date
from typing import ClassVar

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.effective import Dated, Recorded
from foundation.model import Model


class Accountability(Dated, Model):
    """The professional line: a person, in a profession, answers to a post."""

    __tablename__ = "accountability"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("person_id", "profession_id")

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    profession_id: Mapped[int] = mapped_column(ForeignKey("profession.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)


class Registration(Dated, Model):
    """What a person is: a profession and, where it is regulated, the number and the day it expires.

    The expiry day itself still counts. No number where the profession is regulated is a gap.
    """

    __tablename__ = "registration"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("person_id", "profession_id")

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    profession_id: Mapped[int] = mapped_column(ForeignKey("profession.id"))
    number: Mapped[str | None] = mapped_column(default=None, index=True)
    expires_on: Mapped[date | None] = mapped_column(default=None)


class RegisterCheck(Recorded, Model):
    """That somebody looked the person up in the regulator's register on a day."""

    __tablename__ = "register_check"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    profession_id: Mapped[int] = mapped_column(ForeignKey("profession.id"))
    checked_on: Mapped[date]

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (Index(None, "person_id", "profession_id", "checked_on"),)


class Supervision(Recorded, Model):
    """That professional supervision took place: when, with whom, of what kind. Never what was said."""

    __tablename__ = "supervision"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    profession_id: Mapped[int] = mapped_column(ForeignKey("profession.id"))
    held_on: Mapped[date]
    kind: Mapped[str]
    with_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (Index(None, "person_id", "profession_id", "held_on"),)
