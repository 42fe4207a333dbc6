"""How far a case has come, and what kind of work it is."""

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.effective import Dated
from foundation.model import Model, one_of


class Stage(StrEnum):
    """From referral to the end. A pause is kept apart: a case is paused at some stage."""

    REFERRAL = "referral"
    TRIAGE = "triage"
    ASSESSMENT = "assessment"
    REVIEW_CYCLE = "review_cycle"
    STEPPING_DOWN = "stepping_down"
    CLOSED = "closed"
    DECLINED = "declined"


WAITING = (Stage.REFERRAL, Stage.TRIAGE)
OPEN = (Stage.ASSESSMENT, Stage.REVIEW_CYCLE, Stage.STEPPING_DOWN)
OVER = (Stage.CLOSED, Stage.DECLINED)


class Outcome(StrEnum):
    """How a case ended, or why it was declined."""

    GOALS_MET = "goals_met"
    STEPPED_DOWN = "stepped_down"
    MOVED = "moved"
    DIED = "died"
    CHOSE_TO_STOP = "chose_to_stop"
    NOT_SUITABLE = "not_suitable"
    ALREADY_KNOWN = "already_known"


class CaseKind(StrEnum):
    """What kind of work a case is, as the weights tell it apart."""

    STANDARD = "standard"
    COMPLEX = "complex"
    SAFEGUARDING = "safeguarding"
    END_OF_LIFE = "end_of_life"


class CaseStage(Dated, Model):
    """The stage a case is at. `outcome` is given with closed and declined only."""

    __tablename__ = "case_stage"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    stage: Mapped[str]
    outcome: Mapped[str | None] = mapped_column(default=None)

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        ended = "(outcome IS NOT NULL) = (stage IN ('closed', 'declined'))"
        return (one_of("stage", Stage), one_of("outcome", Outcome), CheckConstraint(ended, name="ended"))


class CaseWork(Dated, Model):
    """What makes a case more or less work beside its tier. Nothing recorded: standard, neither."""

    __tablename__ = "case_work"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str]
    statutory: Mapped[bool] = mapped_column(default=False)
    travel: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (one_of("kind", CaseKind),)
