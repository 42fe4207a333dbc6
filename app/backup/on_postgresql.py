"""A PostgreSQL register: COPY of every table as one transaction sees it, and back in one transaction."""

import json
from contextlib import ExitStack
from typing import Any

import flask_migrate
from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import Connection

from app.backup.records import CONTENT, TABLE, Add, Backup, Manifest
from app.backup.tables import Mend, check_counts, manifest_of, revision_of, tables_of
from foundation.errors import RuleBroken

OLDER = "The backup is of tables as they were before an upgrade: restore it into an empty database. Nothing was changed."


def dump(engine: Engine, add: Add) -> Manifest:
    """The register as it was at one moment, whatever is written meanwhile."""
    still = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with still.connect() as connection:
        tables = tables_of(connection)
        manifest = manifest_of(connection, tables)
        for table in tables:
            columns = [column["name"] for column in inspect(connection).get_columns(table)]
            add(TABLE, json.dumps([table, columns]).encode())
            with _raw(connection).cursor().copy(f"COPY {_listed(table, columns)} TO STDOUT") as copy:
                for block in copy:
                    add(CONTENT, bytes(block))
    return manifest


def load(engine: Engine, backup: Backup, *, replace: bool, mend: Mend) -> Manifest:
    """Put it in the register's place: all of it, or nothing. Raises RuleBroken where there is one and it may not be
    replaced, when its tables are others, and when the backup is not whole."""
    _make_tables(engine, backup.header.revision)
    with engine.begin() as connection:
        if _holds_something(connection):
            if not replace:
                raise RuleBroken(
                    "This register holds something already. To put the backup in its place, say --replace."
                )
            _empty(connection)
        _fill(connection, backup)
        for table in backup.manifest.counts:
            _number_on(connection, table)
        check_counts(connection, backup.manifest)
        mend(connection, backup.manifest)
    return backup.manifest


def _make_tables(engine: Engine, revision: str) -> None:
    with engine.connect() as connection:
        held = revision_of(connection)
    if held is None:
        flask_migrate.upgrade(revision=revision)
    elif held != revision:
        raise RuleBroken(OLDER)


def _holds_something(connection: Connection) -> bool:
    tables = tables_of(connection)
    return any(connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first() for name in tables)


def _empty(connection: Connection) -> None:
    """Only the tables' owner can; the audit goes with the register it belongs to, and its heads tell of it."""
    named = ", ".join(f'"{name}"' for name in tables_of(connection))
    connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_kept"))
    connection.execute(text(f"TRUNCATE {named}"))
    connection.execute(text("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_kept"))


def _fill(connection: Connection, backup: Backup) -> None:
    cursor = _raw(connection).cursor()
    copy: Any = None
    with ExitStack() as filling:  # which tells the server of a failure half way through a table
        for kind, content in backup.records():
            if kind == TABLE:
                filling.close()
                copy = filling.enter_context(cursor.copy(f"COPY {_listed(*json.loads(content))} FROM STDIN"))
            else:
                copy.write(content)


def _number_on(connection: Connection, table: str) -> None:
    given = {"table": f'"{table}"'}
    sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, 'id')"), given).scalar()
    if sequence:
        last = f'(SELECT max(id) FROM "{table}")'
        connection.execute(text(f"SELECT setval('{sequence}', coalesce({last}, 1), {last} IS NOT NULL)"))


def _listed(table: str, columns: list[str]) -> str:
    named = ", ".join(f'"{name}"' for name in columns)
    return f'"{table}" ({named})'


def _raw(connection: Connection) -> Any:
    return connection.connection.driver_connection
