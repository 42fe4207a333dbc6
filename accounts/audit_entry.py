"""The audit's one table. Whoever asks for what was seen, changed or refused reads it here."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Model


class AuditEntry(Model):
    """One thing one account did, in the transaction that did it. `before` and `after` are JSON of numbers,
    codes and dates.

    `id` is its place in the chain, without gaps; `hash` is keyed and made over the hash before it; `key` names the
    key. An entry from before there was a chain has neither.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "account_id", "at"),)

    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None]
    act: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(index=True)
    before: Mapped[str | None] = mapped_column(default=None)
    after: Mapped[str | None] = mapped_column(default=None)
    hash: Mapped[bytes | None] = mapped_column(default=None)
    key: Mapped[str | None] = mapped_column(default=None)
