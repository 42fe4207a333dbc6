"""Reviews held, sessions to hold them in, and plans."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.effective import Recorded
from foundation.model import Model


class Review(Recorded, Model):
    """That a case was reviewed on a day."""

    __tablename__ = "review"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    held_on: Mapped[date]

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (Index(None, "case_id", "held_on"),)


class ReviewSession(Model):
    """One meeting with minutes to fill, a chair, and a place or a link."""

    __tablename__ = "review_session"

    code: Mapped[str] = mapped_column(unique=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(default="")
    online: Mapped[bool] = mapped_column(default=False)
    chair_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True, default=None)


class PlanStatus(StrEnum):
    """A plan is a draft until published; publishing another replaces it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"


class Plan(Model):
    """Reviews laid into sessions over some weeks. `figures` is JSON as FORMATS section 6 gives it."""

    __tablename__ = "plan"

    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    starts_on: Mapped[date]
    weeks: Mapped[int]
    status: Mapped[str]
    figures: Mapped[str]
    bound: Mapped[str | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)


class PlannedReview(Model):
    """One case in one session of a plan, `starts_minute` minutes after the session starts."""

    __tablename__ = "planned_review"
    __table_args__ = (UniqueConstraint("plan_id", "session_id", "starts_minute"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("review_session.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    starts_minute: Mapped[int]


class PlannedAttendance(Model):
    """Somebody asked to come to a session of a plan."""

    __tablename__ = "planned_attendance"
    __table_args__ = (UniqueConstraint("plan_id", "session_id", "person_id"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("review_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class Unplaced(Model):
    """A case the plan could not review in time, and why: JSON, a list of sentences."""

    __tablename__ = "unplaced"
    __table_args__ = (UniqueConstraint("plan_id", "case_id"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    due_on: Mapped[date]
    because: Mapped[str]
