"""Reading the audit as the database holds it, a million rows at a time: no ORM, nothing kept in memory."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from accounts.audit_chain import MICROSECOND, Said, canonical

SAID = "account_id, act, subject, subject_id, before, after"
SQLITE = f"SELECT id, at, {SAID}, hash, key FROM audit_entry ORDER BY id"
POSTGRESQL = f"""
SELECT id, CASE WHEN isfinite(at) THEN (extract(epoch FROM at) * 1000000)::bigint END, {SAID}, hash, key
FROM audit_entry ORDER BY id
"""
SQLITE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # as SQLite keeps it: UTC, without saying so
AT_ONCE = 5000


class Row(NamedTuple):
    """One entry as it is stored. `at` in microseconds since 1970, None where what is stored is no moment."""

    id: int
    at: int | None
    said: Said
    hash: bytes | None
    key: str | None

    @property
    def bytes(self) -> bytes | None:
        """What is hashed, or None where what is stored is no moment."""
        return None if self.at is None else canonical(self.id, self.at, self.said)


def each_row(connection: Connection) -> Iterator[Row]:
    """Every entry, in the chain's order."""
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        cursor = raw.execute(SQLITE)
        yield from (
            Row(row[0], _from_sqlite(row[1]), row[2:8], row[8], row[9])
            for batch in iter(lambda: cursor.fetchmany(AT_ONCE), [])
            for row in batch
        )
        return
    with raw.cursor(name="audit_rows", binary=True) as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(POSTGRESQL)
        yield from (Row(row[0], row[1], row[2:8], row[8], row[9]) for row in cursor)


def _from_sqlite(at: Any) -> int | None:
    try:
        return (datetime.fromisoformat(at) - SQLITE_EPOCH) // MICROSECOND
    except (TypeError, ValueError):
        return None
