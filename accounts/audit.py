"""What was seen, changed and refused: ids only, never a name or an NHS number."""

from typing import Any

from flask import g, has_request_context

from accounts.audit_entry import AuditEntry
from accounts.audit_storing import TRIES, Entry, stored_at_once, wait_for_commit
from foundation import clock
from foundation.database import begin_writing, compact_json, db, saying_busy
from foundation.errors import Busy

__all__ = ["AuditEntry", "record", "refused", "seen", "store_pending"]


def record(
    act: str, subject: str, subject_id: int | None, *, by: int | None, before: Any = None, after: Any = None
) -> None:
    """Note one entry with the change it is about: they are committed together or not at all."""
    wait_for_commit(db.session(), [_entry(act, subject, subject_id, by, before, after)])


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
    for turn in range(TRIES):
        begin_writing(alone=False)
        with saying_busy():
            if stored_at_once(db.session(), entries, afresh=turn > 0):
                db.session.commit()
                entries.clear()
                return
    raise Busy


def _pending() -> list[Entry]:
    if not has_request_context():
        return []
    if "audit" not in g:
        g.audit = []
    return g.audit


def _entry(
    act: str, subject: str, subject_id: int | None, by: int | None, before: Any = None, after: Any = None
) -> Entry:
    return {
        "at": clock.now(),
        "account_id": by,
        "act": act,
        "subject": subject,
        "subject_id": subject_id,
        "before": None if before is None else compact_json(before),
        "after": None if after is None else compact_json(after),
    }
