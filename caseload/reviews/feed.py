"""A calendar feed: an address that shows one account's sessions to a calendar, with no sign-in."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Model

OPEN = text("ended_at IS NULL")


class CalendarFeed(Model):
    """The calendar holds the token of the address; we hold only its hash. One at a time for an account."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        Index("uq_calendar_feed_open", "account_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    fetched_at: Mapped[datetime | None] = mapped_column(default=None)
