"""The tables of a register and what they come to, on either database."""

from collections.abc import Callable, Iterable

from sqlalchemy import inspect, select, text
from sqlalchemy.engine import Connection

from accounts.audit_storing import entries
from app.backup.records import Manifest
from foundation.errors import RuleBroken
from foundation.model import Base

Mend = Callable[[Connection, Manifest], None]
"""What is done to a restored register before anybody sees it."""


def tables_of(connection: Connection) -> list[str]:
    """Every table, those that are referred to before those that refer to them."""
    held = set(inspect(connection).get_table_names())
    return [table.name for table in Base.metadata.sorted_tables if table.name in held]


def manifest_of(connection: Connection, tables: Iterable[str]) -> Manifest:
    """What the tables come to, and where the audit ends."""
    counts = {name: _count(connection, name) for name in tables}
    columns = (entries.c.id, entries.c.hash, entries.c.at)
    last = connection.execute(select(*columns).order_by(entries.c.id.desc()).limit(1)).first()
    if last is None:
        return Manifest(counts, 0, "", None)
    return Manifest(counts, last.id, (last.hash or b"").hex(), last.at.isoformat())


def check_counts(connection: Connection, manifest: Manifest) -> None:
    """Raises RuleBroken unless each table holds as many rows as when the backup was made."""
    if manifest_of(connection, manifest.counts) != manifest:
        raise RuleBroken("The backup does not come to what it should. Nothing was changed.")


def revision_of(connection: Connection) -> str | None:
    """Which migration the tables are of, or None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _count(connection: Connection, table: str) -> int:
    return connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
