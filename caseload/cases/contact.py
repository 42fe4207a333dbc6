"""Contacts with a resident, urgent contacts with services, and formal care: that they were, never what was
said. Counted before a case was accepted and after."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.effective import Dated, Recorded
from foundation.model import Model, one_of


class ContactKind(StrEnum):
    """How somebody of the team was in touch."""

    VISIT = "visit"
    TELEPHONE = "telephone"
    VIDEO = "video"
    LETTER = "letter"
    CARER = "carer"


class UrgentKind(StrEnum):
    """An urgent contact with a service."""

    AMBULANCE = "ambulance"
    EMERGENCY_DEPARTMENT = "emergency_department"
    EMERGENCY_ADMISSION = "emergency_admission"
    OUT_OF_HOURS_GP = "out_of_hours_gp"
    CRISIS_TEAM = "crisis_team"


class CareKind(StrEnum):
    """A formal care package."""

    HOME_CARE = "home_care"
    DAY_CARE = "day_care"
    DIRECT_PAYMENT = "direct_payment"
    CARE_HOME = "care_home"


class Contact(Recorded, Model):
    """That somebody was in touch with the resident of a case on a day."""

    __tablename__ = "contact"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    held_on: Mapped[date]
    kind: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (one_of("kind", ContactKind), Index(None, "case_id", "held_on"))


class UrgentContact(Recorded, Model):
    """That the resident of a case was in urgent contact with a service on a day."""

    __tablename__ = "urgent_contact"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    happened_on: Mapped[date]
    kind: Mapped[str]

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (one_of("kind", UrgentKind), Index(None, "case_id", "happened_on"))


class CarePackage(Dated, Model):
    """Formal care arranged for the resident of a case, in hours a week."""

    __tablename__ = "care_package"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str]
    hours: Mapped[Decimal]

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (one_of("kind", CareKind), CheckConstraint("hours >= 0 AND hours <= 16800", name="hours"))
