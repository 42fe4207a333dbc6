"""The points that cases are counted in, by version, and what reduces somebody's capacity for a time."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.effective import Dated
from foundation.model import Model, one_of

ONE_SCALE = 1
"""There is one scale for every profession and employer; the number is only a key."""


class WeightSet(Model):
    """One version of the weights. `points` is JSON as `caseload.capacity.workload.Weights` reads it. It can be changed
    until it is first adopted, never after."""

    __tablename__ = "weight_set"

    name: Mapped[str] = mapped_column(unique=True)
    points: Mapped[str]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class WeightsInForce(Dated, Model):
    """The version that counts on a day."""

    __tablename__ = "weights_in_force"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("scale",)

    scale: Mapped[int]
    weight_set_id: Mapped[int] = mapped_column(ForeignKey("weight_set.id"))

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (CheckConstraint("scale = 1", name="scale"),)


class ReductionReason(StrEnum):
    """Why somebody can hold less for a time."""

    NEWLY_QUALIFIED = "newly_qualified"
    SUPERVISION_DUTIES = "supervision_duties"
    PHASED_RETURN = "phased_return"
    LEAD_DUTIES = "lead_duties"
    TRAINING = "training"
    OTHER = "other"


class Reduction(Dated, Model):
    """What is taken off somebody's capacity: a percentage of it, or hours a week. One of the two."""

    __tablename__ = "workload_reduction"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("person_id", "reason")

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    percent: Mapped[int | None] = mapped_column(default=None)
    hours: Mapped[Decimal | None] = mapped_column(default=None)

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (
            one_of("reason", ReductionReason),
            CheckConstraint("(percent IS NULL) <> (hours IS NULL)", name="one"),
            CheckConstraint("percent > 0 AND percent <= 100", name="percent"),
            CheckConstraint("hours > 0 AND hours <= 16800", name="hours"),
        )
