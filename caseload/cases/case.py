"""Residents, their cases, and who holds each."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from caseload.sealing.seal import Sealable
from foundation.effective import Dated, Recorded
from foundation.model import Listed, Model, one_of


class Informed(StrEnum):
    """Whether the resident knows that agencies review their case together."""

    YES = "yes"
    NO = "no"
    BEST_INTEREST = "best_interest"
    OBJECTS = "objects"


class Why(StrEnum):
    """Why a case stands still."""

    HOSPITAL = "hospital"
    AWAY = "away"
    CHOICE = "choice"
    OTHER = "other"


class Holds(StrEnum):
    """How somebody holds a case."""

    KEY_WORKER = "key_worker"
    DEPUTY = "deputy"


class ReviewTier(Model):
    """How often a case is reviewed. Intervals are in weeks, time in minutes."""

    __tablename__ = "review_tier"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    review_interval_weeks: Mapped[int]
    hard_maximum_weeks: Mapped[int]
    coordinator_contact_weeks: Mapped[int]
    complexity_minutes: Mapped[int]
    overdue_weight: Mapped[int]


UNCONFIRMED = "unconfirmed:"
"""Begins what stands in place of an NHS number that another resident has too, until somebody who may see both
has said whether they are one person."""


class Resident(Model):
    """A person the teams look after, by NHS number. The number never leaves this table for an address or a log."""

    __tablename__ = "resident"

    nhs_number: Mapped[str] = mapped_column(Sealable, unique=True)


class ResidentDetails(Dated, Model):
    """Who they are and where they live. Resident neighbourhood and registered practice are two facts."""

    __tablename__ = "resident_details"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("resident_id",)

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    given_name: Mapped[str]
    family_name: Mapped[str]
    date_of_birth: Mapped[date]
    postcode: Mapped[str]
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"), index=True)
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"), default=None)
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"), default=None)


class ResidentMerge(Recorded, Model):
    """That two residents were one person under two numbers: the cases of one became the other's."""

    __tablename__ = "resident_merge"

    kept_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    merged_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    cases: Mapped[tuple[str, ...]] = mapped_column(Listed)
    """The numbers of the cases that moved, so that it can be taken back."""

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (
            CheckConstraint("kept_id <> merged_id", name="two"),
            Index(None, "kept_id"),
            Index(None, "merged_id"),
        )


class SameBy(StrEnum):
    """What makes two residents look like one."""

    NHS_NUMBER = "nhs_number"
    NAME_AND_BIRTH = "name_and_birth"


class PossibleSame(Model):
    """That a resident newly referred may be one who was there already, found without telling whoever
    referred. `same` is none until somebody who may see both has answered."""

    __tablename__ = "possible_same"
    __table_args__ = (UniqueConstraint("newer_id", "older_id"), one_of("found_by", SameBy))

    newer_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    older_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    found_by: Mapped[str]
    found_at: Mapped[datetime]
    same: Mapped[bool | None] = mapped_column(default=None)
    because: Mapped[str | None] = mapped_column(default=None)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)


class Case(Model):
    """A resident's time on the caseload, from referral."""

    __tablename__ = "cases"

    local_reference: Mapped[str] = mapped_column(Sealable, unique=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    referred_on: Mapped[date]
    referred_by: Mapped[str] = mapped_column(default="")


class CaseDetails(Dated, Model):
    """A case being open, from acceptance: its tier, why, and whether the resident is informed."""

    __tablename__ = "case_details"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    tier_id: Mapped[int] = mapped_column(ForeignKey("review_tier.id"))
    informed: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    informed_on: Mapped[date | None] = mapped_column(default=None)


class CasePause(Dated, Model):
    """A case standing still, and why. It is not listed for review meanwhile."""

    __tablename__ = "case_pause"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    why: Mapped[str | None] = mapped_column(default=None)


class CaseNeed(Dated, Model):
    """A profession wanted at the case's reviews; a hard need must be there."""

    __tablename__ = "case_need"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("case_id", "profession_id")

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    profession_id: Mapped[int] = mapped_column(ForeignKey("profession.id"))
    hard: Mapped[bool] = mapped_column(default=False)


class Allocation(Dated, Model):
    """A person holding a case. At most one key worker, and one deputy, on a day."""

    __tablename__ = "allocation"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("case_id", "role")

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    role: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (CheckConstraint("role IN ('key_worker', 'deputy')", name="role"), Index(None, "person_id"))
