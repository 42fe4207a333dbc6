"""Forms that were sent and done, so that the same form sent again is not done again: pressed twice, or sent anew by
somebody who never saw the answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ForeignKey, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import compact_json, db
from foundation.model import Model, Moment

KEPT = timedelta(days=2)
"""Longer than a page stays open whose reader presses again."""


class SentForm(Model):
    """One form of one account that was done, committed with what it did. `answer`: where its reader was sent, once
    that is known."""

    __tablename__ = "sent_form"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    done_at: Mapped[datetime] = mapped_column(Moment(timezone=True))
    answer: Mapped[str | None] = mapped_column(default=None)


def key_of(account_id: int, path: str, fields: Iterable[tuple[str, str]]) -> str:
    """What tells this form from every other: whose, which, and all that it says with the token its page was given.
    Only a hash: what was typed is not kept here."""
    return sha256(compact_json([account_id, path, sorted(fields)]).encode()).hexdigest()


def done_before(key: str) -> SentForm | None:
    """The same form, where it was done."""
    return db.session.scalars(select(SentForm).where(SentForm.key == key)).first()


def note_sent(account_id: int, key: str, at: datetime) -> None:
    """To be committed with the act, or not at all. The account's old ones are let go."""
    old = SentForm.done_at < at - KEPT
    db.session.execute(delete(SentForm).where(SentForm.account_id == account_id, old))
    db.session.add(SentForm(account_id=account_id, key=key, done_at=at))


def note_answer(key: str, answer: str) -> None:
    """Where its reader was sent. Commits nothing."""
    db.session.execute(update(SentForm).where(SentForm.key == key).values(answer=answer))
