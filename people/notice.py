"""What somebody is to be told by mail: once, in one mail a day, naming nobody."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.model import Model, one_of


class NoticeKind(StrEnum):
    """What it is about. What a mail says of each is a sentence without a name."""

    PLAN_PUBLISHED = "plan_published"
    PLAN_UNSETTLED = "plan_unsettled"
    AGENDA = "agenda"
    SESSION_SOON = "session_soon"
    SESSION_CHANGED = "session_changed"
    REVIEW_FALLING_DUE = "review_falling_due"
    REVIEW_BREACHED = "review_breached"
    ESCALATED = "escalated"
    ACTION_GIVEN = "action_given"
    ACTION_DUE = "action_due"
    REGISTRATION_ENDING = "registration_ending"
    MANDATE_ENDING = "mandate_ending"
    JOB_LATE = "job_late"
    SEALED_REFERRAL = "sealed_referral"
    ACCOUNT_CHANGED = "account_changed"
    LOOK = "look"
    ODD_PATTERN = "odd_pattern"


AT_ONCE = frozenset({NoticeKind.LOOK})
"""What is told within a minute, in a mail of its own, and not with the day's other things."""


class Reached:
    """To one person, or to an account that is nobody's in the register."""

    @classmethod
    def __one__(cls) -> SchemaItem:
        return CheckConstraint("(person_id IS NULL) <> (account_id IS NULL)", name="one")


class Mail(Model):
    """One mail to one reader for one day, or one that could not wait. The address is read as it is sent. `tried_at`
    without `sent_at`: it may have gone, and is sent again only while it is known not to have."""

    __tablename__ = "mail"
    __table_args__ = (
        Reached.__one__(),
        UniqueConstraint("once"),
        Index(
            "ix_mail_waiting",
            "made_at",
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
    )

    once: Mapped[str]
    on: Mapped[date]
    made_at: Mapped[datetime]
    subject: Mapped[str]
    body: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    failed: Mapped[str | None] = mapped_column(default=None)
    at_once: Mapped[bool] = mapped_column(default=False)
    """Beside the mail of the day, and sent as soon as it is made."""


class Notice(Model):
    """Something to be told, written with the act it tells of. `once` says what it is, so that telling twice tells
    once; `about` is an address within the app, without a name; `day` is the day it is about."""

    __tablename__ = "notice"
    __table_args__ = (Reached.__one__(), one_of("kind", NoticeKind), UniqueConstraint("once"))

    once: Mapped[str]
    kind: Mapped[str]
    about: Mapped[str]
    day: Mapped[date]
    raised_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True, default=None)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True, default=None)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"), index=True, default=None)
