"""Reviews held, what they led to, sessions to hold them in, and plans."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.effective import Dated, Recorded
from foundation.model import Model, one_of


class ReviewOutcome(StrEnum):
    """What a review came to. A deferred one was not held: see `Deferral`."""

    CONTINUE = "continue"
    STEP_UP = "step_up"
    STEP_DOWN = "step_down"
    ESCALATED = "escalated"
    CLOSED = "closed"


class Review(Recorded, Model):
    """That a case was reviewed on a day. One imported says no more than that.

    `due_on`: the day it was itself due. The tier and its weeks are those its next one goes by; `next_on`: the next
    one by choice, with `next_because`. A choice never moves the hard limit.
    """

    __tablename__ = "review"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    held_on: Mapped[date]
    session_id: Mapped[int | None] = mapped_column(ForeignKey("review_session.id"), index=True, default=None)
    outcome: Mapped[str | None] = mapped_column(default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)
    tier_id: Mapped[int | None] = mapped_column(ForeignKey("review_tier.id"), default=None)
    interval_weeks: Mapped[int | None] = mapped_column(default=None)
    hard_maximum_weeks: Mapped[int | None] = mapped_column(default=None)
    next_on: Mapped[date | None] = mapped_column(default=None)
    next_because: Mapped[str | None] = mapped_column(default=None)

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (Index(None, "case_id", "held_on"), one_of("outcome", ReviewOutcome))


class Deferral(Recorded, Model):
    """That a case was on a session's agenda and was not reviewed. `because` says why. It moves no deadline."""

    __tablename__ = "deferral"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("review_session.id"), index=True)
    carried_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("review_session.id"), index=True, default=None
    )
    """The later session onto whose agenda it goes, whatever the plan says; none: as the plan has it."""

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (Index(None, "case_id"),)


class ExemptWhy(StrEnum):
    """Why a review is late with a reason. It stays due."""

    IN_HOSPITAL = "in_hospital"
    DECLINED = "declined"
    STAFF_REDEPLOYED = "staff_redeployed"


class ReviewExemption(Dated, Model):
    """That a case's review may be late with a reason. It is shown beside the due day and never moves it."""

    __tablename__ = "review_exemption"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    why: Mapped[str]

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (one_of("why", ExemptWhy),)


class Came(Recorded, Model):
    """Whether somebody came to a session."""

    __tablename__ = "came"

    session_id: Mapped[int] = mapped_column(ForeignKey("review_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    came: Mapped[bool]

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (Index(None, "session_id", "person_id"),)


class Action(Recorded, Model):
    """Something to be done about a case: what, by whom, by when. The owner's organisation is kept, and an owner who
    is nobody in the register is an organisation alone. A change supersedes."""

    __tablename__ = "action"

    number: Mapped[int]
    """Which action: rows of one number are one action as it changed."""
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    what: Mapped[str]
    raised_on: Mapped[date]
    due_on: Mapped[date]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    owner_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True, default=None)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("review_session.id"), index=True, default=None)
    done_on: Mapped[date | None] = mapped_column(default=None)
    dropped_on: Mapped[date | None] = mapped_column(default=None)

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        one_end = CheckConstraint("done_on IS NULL OR dropped_on IS NULL", name="one_end")
        believed = text("superseded_at IS NULL")
        return (
            one_end,
            Index(None, "case_id"),
            Index(
                "uq_action_believed", "number", unique=True, sqlite_where=believed, postgresql_where=believed
            ),
        )


class EscalatedOver(StrEnum):
    """Why a review was breached, which says whose it is: capacity runs along the management line, registration and
    supervision along the professional line."""

    CAPACITY = "capacity"
    REGISTRATION = "registration"
    SUPERVISION = "supervision"


class Escalation(Model):
    """A breach told to the post that answers for what keeps it. `because` is JSON, a list of sentences with no name
    in them."""

    __tablename__ = "escalation"
    __table_args__ = (one_of("over", EscalatedOver), UniqueConstraint("case_id", "over", "due_on"))

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    over: Mapped[str]
    due_on: Mapped[date]
    because: Mapped[str]
    raised_at: Mapped[datetime]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True, default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    answer: Mapped[str | None] = mapped_column(default=None)


class ReviewWeek(Model):
    """What the reviews of one tier in one neighbourhood came to in the week that ended before a Monday."""

    __tablename__ = "review_week"
    __table_args__ = (UniqueConstraint("on", "neighbourhood_id", "tier_id"),)

    on: Mapped[date]
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"))
    tier_id: Mapped[int] = mapped_column(ForeignKey("review_tier.id"))
    cases: Mapped[int]
    held: Mapped[int]
    on_time: Mapped[int]
    late: Mapped[int]
    breached: Mapped[int]
    exempt: Mapped[int]
    weighted_days: Mapped[int]
    kept_at: Mapped[datetime]


class ReviewSession(Model):
    """One meeting with minutes to fill, a chair, and a place or a link."""

    __tablename__ = "review_session"
    __table_args__ = (Index("uq_review_session_pattern_day", "pattern_id", "pattern_day", unique=True),)

    code: Mapped[str] = mapped_column(unique=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(default="")
    online: Mapped[bool] = mapped_column(default=False)
    chair_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True, default=None)
    pattern_id: Mapped[int | None] = mapped_column(ForeignKey("session_pattern.id"), default=None)
    pattern_day: Mapped[date | None] = mapped_column(default=None)
    """The day its pattern gave it, wherever it was moved to since."""
    by_hand: Mapped[bool] = mapped_column(default=False)
    """Changed by itself: a change of its pattern leaves it as it is."""
    follows_because: Mapped[str | None] = mapped_column(default=None)
    cancelled_because: Mapped[str | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its meeting was said to be over. Its outcomes may still be corrected."""


class PlanStatus(StrEnum):
    """A plan is a draft until published; publishing another replaces it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"
    DISCARDED = "discarded"


IN_FORCE = text("status = 'published'")


class Plan(Model):
    """Reviews laid into sessions over some weeks. `figures` is JSON as FORMATS section 6 gives it. One is published
    at a time, whoever publishes."""

    __tablename__ = "plan"
    __table_args__ = (
        Index("uq_plan_published", "status", unique=True, sqlite_where=IN_FORCE, postgresql_where=IN_FORCE),
    )

    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    starts_on: Mapped[date]
    weeks: Mapped[int]
    status: Mapped[str]
    figures: Mapped[str]
    bound: Mapped[str | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), default=None)
    """What was published when it was made: a draft follows one plan, and replaces no other."""
    because: Mapped[str] = mapped_column(default="")
    """Why it was made, as its maker said."""


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


class PlannedMove(Model):
    """A review that a draft has elsewhere than the plan it follows, and why: JSON, a list of sentences. `to` none: it
    is in no session any more; `from` none: it is new."""

    __tablename__ = "planned_move"
    __table_args__ = (Index(None, "plan_id"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    because: Mapped[str]
    from_id: Mapped[int | None] = mapped_column(ForeignKey("review_session.id"), default=None)
    to_id: Mapped[int | None] = mapped_column(ForeignKey("review_session.id"), default=None)


class Pin(Recorded, Model):
    """That a review stays in its session, or (no case) that a session keeps the reviews it has, in every plan made
    while it is believed."""

    __tablename__ = "pin"

    session_id: Mapped[int] = mapped_column(ForeignKey("review_session.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True, default=None)

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (Index(None, "session_id"),)


class Unplaced(Model):
    """A case the plan could not review in time, and why: JSON, a list of sentences."""

    __tablename__ = "unplaced"
    __table_args__ = (UniqueConstraint("plan_id", "case_id"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    due_on: Mapped[date]
    because: Mapped[str]
