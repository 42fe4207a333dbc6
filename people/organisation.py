"""Organisations, professions and the apex each profession answers to: reference facts a borough loads."""

from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Model


class Organisation(Model):
    """An employer or partner. `full_time_hours` is its own full-time week."""

    __tablename__ = "organisation"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    full_time_hours: Mapped[Decimal]
    ods_code: Mapped[str | None] = mapped_column(default=None)
    status: Mapped[str] = mapped_column(default="")


class Profession(Model):
    """A profession, its regulator where it has one, and what counts as a registration number.

    `supervision_weeks` and `recheck_days` are intervals in weeks and days; `led_by` lists the professions
    whose members may lead it, `*` for anyone.
    """

    __tablename__ = "profession"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    regulator: Mapped[str | None] = mapped_column(default=None)
    number_pattern: Mapped[str | None] = mapped_column(default=None)
    pattern_certainty: Mapped[str] = mapped_column(default="")
    renewal: Mapped[str] = mapped_column(default="")
    supervision_weeks: Mapped[int | None] = mapped_column(default=None)
    supervision_ratio_warn: Mapped[int | None] = mapped_column(default=None)
    recheck_days: Mapped[int | None] = mapped_column(default=None)
    led_by: Mapped[str] = mapped_column(default="*")

    @property
    def regulated(self) -> bool:
        """Whether nobody may practise it without a registration in force."""
        return self.regulator is not None


class ProfessionalApex(Model):
    """Where a profession's line usually begins and where it ends, for one employer's staff."""

    __tablename__ = "professional_apex"
    __table_args__ = (UniqueConstraint("profession_id", "employer_id"),)

    profession_id: Mapped[int] = mapped_column(ForeignKey("profession.id"))
    employer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    usual_first_post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    apex_post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
