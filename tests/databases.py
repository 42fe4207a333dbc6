"""Databases for tests: made by the migrations once, then put back as they were before each test."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol
from zlib import crc32

import flask_migrate
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import URL, create_engine, make_url

from app import factory
from app.factory import ROOT, create_app
from app.settings import Settings
from foundation.database import db
from foundation.errands import START

OURS = "schemaname = 'public' AND tablename <> 'alembic_version'"
# Not ALTER SEQUENCE … RESTART, which makes a new file for each.
COUNT_AGAIN = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL
""".replace("%", "%%")


class Scratch(Protocol):
    """A database that a test may fill as it likes."""

    @property
    def address(self) -> str:
        """What DATABASE_URL is set to."""
        ...

    @property
    def folder(self) -> Path:
        """Where what belongs to it outside the database is kept."""
        ...

    def keep(self, app: Flask) -> None:
        """From now on `restore` goes back to the database as it is now."""
        ...

    def restore(self, app: Flask) -> None:
        """Put the database back as it was when it was last kept."""
        ...


@dataclass(frozen=True)
class SqliteScratch:
    """A SQLite file in `folder`, put back by copying it: no trigger that refuses deletion is in the way."""

    folder: Path

    @property
    def address(self) -> str:
        return f"sqlite:///{self._file}"

    def keep(self, app: Flask) -> None:
        self._kept.unlink(missing_ok=True)
        # Not a copy of the file: that would lose whatever is committed but still in its log.
        with closing(sqlite3.connect(self._file)) as live, closing(sqlite3.connect(self._kept)) as kept:
            live.backup(kept)

    def restore(self, app: Flask) -> None:
        with app.app_context():
            db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        # A new file: a connection that somebody forgot keeps the old one and disturbs nobody.
        fresh = self.folder / "fresh.db"
        shutil.copyfile(self._kept, fresh)
        fresh.replace(self._file)

    @property
    def _file(self) -> Path:
        return self.folder / "register.db"

    @property
    def _kept(self) -> Path:
        return self.folder / "kept.db"


@dataclass(frozen=True)
class PostgresScratch:
    """A database called `name` on a test server, whose account must be a superuser. Kept only when empty.

    Deleting is six times faster than TRUNCATE on tables that hold a handful of rows or none.
    """

    server: URL
    name: str
    folder: Path = Path(tempfile.gettempdir())

    @property
    def address(self) -> str:
        return self.server.set(database=self.name).render_as_string(hide_password=False)

    def create(self) -> None:
        """Make the database afresh, dropping one left over from before."""
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            connection.exec_driver_sql(f'CREATE DATABASE "{self.name}"')
        engine.dispose()

    def keep(self, app: Flask) -> None:
        """Refuses a database with rows in it: `restore` could not bring them back."""
        with app.app_context(), db.engine.connect() as connection:
            for table in self._tables:
                rows = connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar()
                assert rows == 0, f"{table} holds {rows} rows after the migrations; restore empties tables"

    def restore(self, app: Flask) -> None:
        with app.app_context(), db.engine.begin() as connection:
            # A forgotten transaction fails the next test in its own words and never hangs it. Neither
            # foreign keys nor triggers that refuse deletion are in the way in the replica role.
            connection.exec_driver_sql(
                "SET LOCAL lock_timeout = '5s'; SET LOCAL session_replication_role = replica"
            )
            connection.exec_driver_sql("; ".join(f'DELETE FROM "{table}"' for table in self._tables))
            connection.exec_driver_sql(COUNT_AGAIN)

    @cached_property
    def _tables(self) -> list[str]:
        engine = create_engine(self.address)
        with engine.connect() as connection:
            found = (
                connection.exec_driver_sql(f"SELECT tablename FROM pg_tables WHERE {OURS}").scalars().all()
            )
        engine.dispose()
        return list(found)


def new_scratch(folder: Path, worker: str) -> Scratch:
    """A database of this test process's own: on the server that TEST_DATABASE_URL names, else SQLite."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        return SqliteScratch(folder)
    scratch = PostgresScratch(make_url(server), f"test_{worker}", folder)
    scratch.create()
    return scratch


def new_app(database: Scratch) -> Flask:
    """The application on `database`, migrated to the newest schema, which is then what `restore` restores."""
    heads = str(database.folder / "audit.heads")
    settings = Settings(DATABASE_URL=database.address, SECRET_KEY="test", LOCALITY="bury", AUDIT_HEADS=heads)
    app = create_app(settings)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(_templates_made_before()))
    app.config[START] = lambda _errand_id: None  # no test leaves a process behind; `run` does the work
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    database.keep(app)
    return app


def _templates_made_before() -> Path:
    """Where templates are kept as the code they become, another place for each way the app sets them up."""
    setting_up = Path(factory.__file__).read_bytes()
    folder = ROOT / ".pytest_cache" / f"templates-{crc32(setting_up):08x}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
