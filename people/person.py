"""A member of staff: a number that never changes, and what is known of them, dated."""

from typing import ClassVar

from sqlalchemy import ForeignKey, Index
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.effective import Dated
from foundation.model import Model
from people.spelling import fold


def folded(context: DefaultExecutionContext) -> str:
    """All that somebody is found by, as `people.spelling` folds it."""
    said = context.get_current_parameters()
    return fold(
        " ".join(said[name] for name in ("given_name", "known_as", "family_name", "email") if said[name])
    )


class Person(Model):
    """A member of staff. May have several employments and professions; everything said of them is dated."""

    __tablename__ = "person"

    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), unique=True, default=None)


class PersonDetails(Dated, Model):
    """What somebody is called and how they are reached."""

    __tablename__ = "person_details"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("person_id",)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_name: Mapped[str]
    family_name: Mapped[str]
    known_as: Mapped[str | None] = mapped_column(default=None)
    email: Mapped[str | None] = mapped_column(default=None)
    phone: Mapped[str | None] = mapped_column(default=None)
    searched: Mapped[str] = mapped_column(init=False, insert_default=folded)

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (Index(None, "family_name", "given_name"), Index(None, "email"))
