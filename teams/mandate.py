"""Mandates: signed agreements by which one organisation cedes functions over its staff, from a day until a day."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.effective import Dated
from foundation.model import Listed, Model

ALL = "*"
"""In a list of functions, professions or teams: every one."""


class Instrument(StrEnum):
    """The legal form of an agreement."""

    SECTION_75 = "section_75"
    SECTION_113 = "section_113"
    SECONDMENT = "secondment"
    HONORARY = "honorary"
    MEMORANDUM = "memorandum"
    CONTRACT = "contract"

    @property
    def label(self) -> str:
        """As a sentence says it after “a”."""
        return INSTRUMENTS[self]


INSTRUMENTS = {
    Instrument.SECTION_75: "section 75 agreement",
    Instrument.SECTION_113: "section 113 arrangement",
    Instrument.SECONDMENT: "secondment",
    Instrument.HONORARY: "honorary contract",
    Instrument.MEMORANDUM: "memorandum of understanding",
    Instrument.CONTRACT: "contract",
}


class Status(StrEnum):
    """What has been decided of an agreement. Signed, it is in force on the days it names and on no other."""

    DRAFT = "draft"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


class Mandate(Model):
    """An agreement: a code and the organisation that cedes, both for ever."""

    __tablename__ = "mandate"

    code: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)


class MandateTerms(Dated, Model):
    """What the agreement says on each of its days, whole: it is signed as one text, so it changes as one row.

    `professions` holds codes of professions and `job:` with a job title; `teams` holds codes of teams and
    services and `neighbourhood:` with a code; `*` is all. Staff are meant who are in one of the former and
    one of the latter. `conditions` holds `function: text`, or a text alone for every conditional function.
    """

    __tablename__ = "mandate_terms"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("mandate_id",)

    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"))
    status: Mapped[str]
    instrument: Mapped[str]
    reference: Mapped[str]
    functions: Mapped[tuple[str, ...]] = mapped_column(Listed)
    professions: Mapped[tuple[str, ...]] = mapped_column(Listed)
    teams: Mapped[tuple[str, ...]] = mapped_column(Listed)
    conditions: Mapped[tuple[str, ...]] = mapped_column(Listed)
    signed_by_organisation: Mapped[str | None] = mapped_column(default=None)
    signed_by_organisation_on: Mapped[date | None] = mapped_column(default=None)
    signed_by_partnership: Mapped[str | None] = mapped_column(default=None)
    signed_by_partnership_on: Mapped[date | None] = mapped_column(default=None)
    review_on: Mapped[date | None] = mapped_column(default=None)

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (
            CheckConstraint("status IN ('draft', 'signed', 'withdrawn')", name="status"),
            CheckConstraint(
                "instrument IN"
                " ('section_75', 'section_113', 'secondment', 'honorary', 'memorandum', 'contract')",
                name="instrument",
            ),
            CheckConstraint(
                "status <> 'signed' OR (signed_by_organisation_on IS NOT NULL"
                " AND signed_by_partnership_on IS NOT NULL)",
                name="signed",
            ),
        )
