"""Storing entries in the chain, in the transaction they tell of.

Entries wait in the session until it commits, so that the end of the chain is held by nobody but for that moment: a
long import does not keep pages waiting. What is rolled back takes its entries along.

Each process remembers where the chain ended when it last wrote. Entries go in only where the chain still ends there
(one statement looks and inserts); otherwise the end is read, and it is tried again. Two writers cannot
both follow one entry, because its successor's number is a primary key.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, event, exists, insert, select, text, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction
from sqlalchemy.sql import Select
from sqlalchemy.sql.visitors import iterate

from accounts.audit_chain import START, Keys, canonical, keys_of, link, microseconds
from accounts.audit_entry import AuditEntry
from accounts.audit_heads import Head, Heads, kept_key
from accounts.audit_revoked import note_revoked, revoked_file
from foundation.acts import table_of
from foundation.database import db
from foundation.errors import Busy

log = logging.getLogger(__name__)

Entry = dict[str, Any]
WAITING, TAIL = "audit_waiting", "audit_tail"
CHAIN_LOCK = 7_003_002  # PostgreSQL: who has lost the race for the end of the chain queues here
TRIES = 50
SAID = ("account_id", "act", "subject", "subject_id", "before", "after")
COLUMNS = ("id", "at", *SAID, "hash", "key")

entries = table_of(AuditEntry)


@dataclass
class Chain:
    """The chain as one app's process knows it."""

    heads: Heads
    key: str = field(repr=False)
    older: tuple[str, ...] = field(repr=False)
    tail: Head | None = None

    @cached_property
    def keys(self) -> Keys:
        """From the settings, or else from a file beside the heads that is made once."""
        return keys_of(self.key or kept_key(self.heads.file), self.older)


def chain() -> Chain:
    """This app's."""
    app = current_app
    if "audit" not in app.extensions:
        config = app.config
        older = tuple(config["AUDIT_OLD_KEYS"].split())
        app.extensions["audit"] = Chain(Heads(config["AUDIT_HEADS"]), config["AUDIT_KEY"], older)
    return app.extensions["audit"]


def wait_for_commit(session: Session, noted: Sequence[Entry]) -> None:
    """Have these stored with what the session commits next."""
    point = session.get_nested_transaction()
    session.info.setdefault(WAITING, []).extend((point, entry) for entry in noted)


def store_waiting(session: Session) -> None:
    """Put what waits at the end of the chain, in order of time. Raises Busy."""
    waiting = [entry for _, entry in session.info.pop(WAITING, ())]
    if waiting:
        session.info[TAIL] = _append(session, sorted(waiting, key=_when))


def read_tail(session: Session) -> Head:
    """Where the chain ends in the database."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK})
    columns = (entries.c.id, entries.c.hash, entries.c.at)
    last = session.execute(select(*columns).order_by(entries.c.id.desc()).limit(1)).first()
    return Head(0, START, None) if last is None else Head(last.id, last.hash or START, last.at)


def stored_at_once(session: Session, noted: Sequence[Entry], *, afresh: bool) -> bool:
    """Put these at the end of the chain in one statement, in a transaction that does nothing else. False where the
    chain does not end where this process remembers: begin again, and look `afresh`."""
    ours = chain()
    tail = read_tail(session) if afresh or ours.tail is None else ours.tail
    rows = _linked(tail, sorted(noted, key=_when), ours.keys)
    if not _follow(session, tail, rows):
        return False
    session.info[TAIL] = _head(rows[-1], tail)
    return True


def _append(session: Session, noted: list[Entry]) -> Head:
    ours = chain()
    tail = session.info.get(TAIL) or ours.tail
    for _ in range(TRIES):
        if tail is not None:
            rows = _linked(tail, noted, ours.keys)
            if _follow(session, tail, rows[:1]):
                # The first is in, so the numbers after it are nobody else's.
                if rows[1:]:
                    session.execute(insert(entries), rows[1:])
                note_revoked(revoked_file(ours.heads.file), rows)
                return _head(rows[-1], tail)
        tail = read_tail(session)
    raise Busy


def _linked(tail: Head, noted: list[Entry], keys: Keys) -> list[Entry]:
    secret, previous, rows = keys.secrets[keys.current], tail.hash, []
    for number, entry in enumerate(noted, tail.number + 1):
        said = tuple(entry[name] for name in SAID)
        previous = link(secret, previous, canonical(number, microseconds(entry["at"]), said))
        rows.append(entry | {"id": number, "hash": previous, "key": keys.current})
    return rows


def _follow(session: Session, tail: Head, rows: Sequence[Entry]) -> bool:
    """Whether the chain ended there and now ends with these rows. Where only some of several went in, the
    transaction has to be given up."""
    statement = _insert_after(session.get_bind().dialect.name, tail.number == 0, len(rows))
    given = {f"{name}_{place}": row[name] for place, row in enumerate(rows) for name in COLUMNS}
    found = session.execute(statement, given | {"tail_id": tail.number, "tail_hash": tail.hash})
    return len(found.all()) == len(rows)


@cache
def _insert_after(dialect: str, first: bool, count: int) -> Any:
    """Inserts rows only where the chain ends as the writer believes. Gives their numbers, or nothing."""
    ends_there = (
        ~exists().where(entries.c.id.is_not(None))
        if first
        else exists().where(
            entries.c.id == bindparam("tail_id"),
            (entries.c.hash == bindparam("tail_hash")) | entries.c.hash.is_(None),
        )
    )
    rows = [
        select(*(bindparam(f"{name}_{place}", type_=entries.c[name].type) for name in COLUMNS)).where(
            ends_there
        )
        for place in range(count)
    ]
    made = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect](entries)
    source = union_all(*rows) if count > 1 else rows[0]
    return made.from_select(list(COLUMNS), source).on_conflict_do_nothing().returning(entries.c.id)


def _head(row: Entry, before: Head) -> Head:
    """The new end, remembering the end of the day before where a new day has begun."""
    head = Head(row["id"], row["hash"], row["at"])
    yesterday = before if before.day is not None and before.day != head.day else before.yesterday
    return Head(head.number, head.hash, head.at, yesterday)


def _when(entry: Entry) -> datetime:
    return entry["at"]


def _before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        store_waiting(session)


def _after_commit(session: Session) -> None:
    if session.in_nested_transaction() or TAIL not in session.info:
        return
    head: Head = session.info.pop(TAIL)
    ours = chain()
    ours.tail = Head(head.number, head.hash, head.at)
    try:
        ours.heads.note(head, ours.keys)
    except OSError:
        # What was committed stays so; `flask audit verify` and this line tell of a head that is missing.
        log.exception("the head of the audit could not be written")


def _after_rollback(session: Session, ended: SessionTransaction) -> None:
    session.info.pop(TAIL, None)
    kept = [
        (point, entry)
        for point, entry in session.info.pop(WAITING, ())
        if ended.nested and not _within(point, ended)
    ]
    if kept:
        session.info[WAITING] = kept


def _within(point: SessionTransaction | None, ended: SessionTransaction) -> bool:
    while point is not None and point is not ended:
        point = point.parent
    return point is ended


def _before_reading(state: ORMExecuteState) -> None:
    """Who asks for entries within the transaction finds those that wait."""
    session = state.session
    if (
        session.info.get(WAITING)
        and isinstance(state.statement, Select)
        and _asks_for_entries(state.statement)
    ):
        store_waiting(session)


def _asks_for_entries(statement: Select[Any]) -> bool:
    for element in iterate(statement):
        table: Any = getattr(element, "table", element)
        if getattr(table, "name", None) == entries.name and table.is_selectable:
            return True
    return False


event.listen(db.session, "before_commit", _before_commit)
event.listen(db.session, "after_commit", _after_commit)
event.listen(db.session, "after_soft_rollback", _after_rollback)
event.listen(db.session, "do_orm_execute", _before_reading)
