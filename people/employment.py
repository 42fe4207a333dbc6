"""The employer line: a person's contract with an organisation."""

from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.effective import Dated
from foundation.model import Model


class Contract(StrEnum):
    """Kinds of contract."""

    SUBSTANTIVE = "substantive"
    SECONDMENT = "secondment"
    HONORARY = "honorary"
    BANK = "bank"
    VOLUNTEER = "volunteer"


class Employment(Model):
    """Who, with whom, under which assignment number: the three facts of a contract that never change."""

    __tablename__ = "employment"
    __table_args__ = (UniqueConstraint("organisation_id", "assignment_number"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    assignment_number: Mapped[str]


class EmploymentDetails(Dated, Model):
    """The contract in force: its kind, hours a week and job title."""

    __tablename__ = "employment_details"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("employment_id",)

    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    contract: Mapped[str]
    contracted_hours: Mapped[Decimal]
    job_title: Mapped[str]

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (CheckConstraint("contracted_hours >= 0 AND contracted_hours <= 16800", name="hours"),)
