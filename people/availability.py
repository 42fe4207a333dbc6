"""When people work and when they are away. No more is kept of an absence than that."""

from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.effective import Dated
from foundation.model import Model

HALF_DAYS = (
    "mon_am",
    "mon_pm",
    "tue_am",
    "tue_pm",
    "wed_am",
    "wed_pm",
    "thu_am",
    "thu_pm",
    "fri_am",
    "fri_pm",
)


class WorkingPattern(Dated, Model):
    """The half-days of a week somebody works, as ten marks from Monday morning: 1 works, 0 does not."""

    __tablename__ = "working_pattern"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("employment_id",)

    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    half_days: Mapped[str]


class Absence(Dated, Model):
    """Somebody is away or working elsewhere. `half` is am, pm or empty for the whole day.

    `because` says why it was taken back; why somebody is away is asked nowhere and kept nowhere.
    """

    __tablename__ = "absence"

    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    kind: Mapped[str]
    half: Mapped[str] = mapped_column(default="")

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (CheckConstraint("kind IN ('away', 'elsewhere')", name="kind"), Index(None, "employment_id"))
