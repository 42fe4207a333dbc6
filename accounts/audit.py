"""What was seen, changed and refused: ids only, never a name or an NHS number."""

from datetime import datetime
from typing import Any

from flask import g, has_request_context
from sqlalchemy import insert
from sqlalchemy.orm import Mapped, mapped_column

from foundation import clock
from foundation.acts import table_of
from foundation.database import begin_writing, compact_json, db, saying_busy
from foundation.model import Model


class AuditEntry(Model):
    """One thing one account did, in the transaction that did it. `before` and `after` are JSON of numbers,
    codes and dates."""

    __tablename__ = "audit_entry"

    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None]
    act: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(index=True)
    before: Mapped[str | None] = mapped_column(default=None)
    after: Mapped[str | None] = mapped_column(default=None)


def record(
    act: str, subject: str, subject_id: int | None, *, by: int | None, before: Any = None, after: Any = None
) -> None:
    """Write one entry with the change it is about: they are stored together or not at all."""
    db.session.execute(insert(table_of(AuditEntry)), _entry(act, subject, subject_id, by, before, after))


def seen(subject: str, subject_id: int | None, *, by: int) -> None:
    """Note that this request shows the subject; stored before the page leaves us."""
    _pending().append(_entry("seen", subject, subject_id, by))


def refused(act: str, subject: str, subject_id: int | None, *, by: int | None) -> None:
    """Note that this request asked for something and was refused; stored before the answer leaves us."""
    _pending().append(_entry(f"refused:{act}", subject, subject_id, by))


def store_pending() -> None:
    """Store what this request saw or was refused, in a short transaction of its own.

    A page that reads must not hold the writers' lock while it is drawn; a page whose entry cannot be
    stored is not shown.
    """
    entries = _pending()
    if not entries:
        return
    begin_writing(alone=False)
    with saying_busy():
        db.session.execute(insert(table_of(AuditEntry)), entries)
        db.session.commit()
    entries.clear()


def _pending() -> list[dict[str, Any]]:
    if not has_request_context():
        return []
    if "audit" not in g:
        g.audit = []
    return g.audit


def _entry(
    act: str, subject: str, subject_id: int | None, by: int | None, before: Any = None, after: Any = None
) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "account_id": by,
        "act": act,
        "subject": subject,
        "subject_id": subject_id,
        "before": None if before is None else compact_json(before),
        "after": None if after is None else compact_json(after),
    }
