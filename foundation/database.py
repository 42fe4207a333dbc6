"""The session, and how a transaction that writes begins."""

import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, Engine, event, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from foundation.errors import Away, Busy, NoRoom, RuleBroken
from foundation.model import Base

WRITING, READING = "writing", "reading"
WRITERS_LOCK = 7_003_001  # one writer of the register at a time, on PostgreSQL as SQLite has it anyway
WAIT_SECONDS = 5
STATEMENTS_KEPT = 3_000  # translated into SQL once: there are more in all than the 500 that SQLAlchemy keeps
PLANS_KEPT = 300  # by PostgreSQL for each connection, of statements asked five times; psycopg would keep 100
PLANNED_FOR = (
    "max_parallel_workers_per_gather = 0",  # a page is one of many asked at once: none takes every core
    "jit = off",  # to compile a page's statement takes longer than to run it
    "cursor_tuple_fraction = 1",  # what is streamed is read to its end
)
NO_ROOM_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_ROOM_STATES = {"53100", "53400"}  # disk_full, and a limit on temporary files
NO_ROOM_WORDS = ("database or disk is full", "disk I/O error")
"""SQLite's own; a file that may not grow is an error of the disk to it."""

db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})


def open_database(app: Flask) -> None:
    """Bind the database and teach its connections our manners. The folder of a SQLite file is made, so
    that the first start on a fresh machine finds it."""
    address = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(exist_ok=True)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", _engine_options(address))
    db.init_app(app)
    app.teardown_appcontext(_take_back)  # before the extension closes the session: the last comes first
    app.teardown_request(_end_reading)
    with app.app_context():
        prepare(db.engine)


def _engine_options(address: URL) -> dict[str, object]:
    options: dict[str, object] = {"query_cache_size": STATEMENTS_KEPT}
    if address.get_backend_name() == "postgresql":
        # A server that was stopped and started is found to be so before anybody's request meets the old connection.
        options["pool_pre_ping"] = True
        # The connection used last has the most planned already.
        options["pool_use_lifo"] = True
    return options


def _take_back(_error: BaseException | None) -> None:
    """What was read or left undone, at the end of a request. Its answer stands, also where the database went away
    meanwhile: a connection that is gone has nothing to take back."""
    with suppress(DBAPIError):
        _end(db.session())


def _end_reading(_error: BaseException | None) -> None:
    """The same of a request that shares its session with whoever made it, and only read."""
    if READING in db.session().info:
        _take_back(_error)


def _end(session: Session) -> None:
    """Take back what this transaction did. One that may only read is said to be done: there is nothing to take back,
    and at each ROLLBACK psycopg forgets the plans that PostgreSQL keeps, which cost more to make than to run."""
    reading: Connection | None = session.info.pop(READING, None)
    if reading is not None and not reading.closed:
        with suppress(reading.dialect.loaded_dbapi.Error):  # one that is gone says so to the rollback too
            reading.connection.commit()
    session.rollback()


def prepare(engine: Engine) -> None:
    """SQLite: we say BEGIN ourselves, foreign keys hold, readers never wait for the writer. PostgreSQL: plans are kept."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _set_up_postgresql)


def begin_reading() -> None:
    """Start this transaction as one that PostgreSQL lets only read, unless one has begun. SQLite needs none of it."""
    session = db.session()
    if session.get_bind().dialect.name == "postgresql" and not session.in_transaction():
        session.info[READING] = session.connection(execution_options={"postgresql_readonly": True})


def begin_writing(session: Session | None = None, *, alone: bool = True) -> None:
    """Start this transaction as one that writes.

    On SQLite it begins immediate: a deferred one loses updates or fails half way. On PostgreSQL writers
    of the register queue on one lock (`alone`), so what is known grows in one order and two writers never
    deadlock. Raises Busy when the wait is over `WAIT_SECONDS`.
    """
    session = session or db.session()
    _end(session)
    with saying_busy():
        connection = session.connection(execution_options={WRITING: True})
        if connection.dialect.name == "postgresql" and alone:
            connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITERS_LOCK})


def is_writing() -> bool:
    """Whether this session is within a transaction that was begun to write."""
    return db.session().in_transaction() and bool(
        db.session.connection().get_execution_options().get(WRITING)
    )


@contextmanager
def saying_busy() -> Iterator[None]:
    """Turn the database's own words for “somebody else is writing” into Busy, and a broken constraint
    into RuleBroken, so that a reader never meets either."""
    try:
        yield
    except IntegrityError as error:
        raise RuleBroken(sentence_for(error)) from error
    except (OperationalError, DBAPIError) as error:
        if _is_contention(error):
            raise Busy from error
        raise


def outage_of(error: Exception) -> type[Busy | NoRoom | Away] | None:
    """What of the machine failed, where it is that and no fault of ours: another writer, the disk, the database."""
    if isinstance(error, OSError):
        return NoRoom if error.errno in NO_ROOM_ERRORS else None
    if not isinstance(error, DBAPIError):
        return None
    if _is_contention(error):
        return Busy
    state, said = getattr(error.orig, "sqlstate", None), str(error.orig)
    if state in NO_ROOM_STATES or (state is None and any(words in said for words in NO_ROOM_WORDS)):
        return NoRoom
    gone = error.connection_invalidated or (state or "").startswith(("08", "57P"))
    never_came = state is None and type(error.orig).__module__.startswith("psycopg")
    return Away if gone or (never_came and isinstance(error, OperationalError)) else None


def sentence_for(error: IntegrityError) -> str:
    """What a broken constraint means to a reader. The database's text may hold values, so none is shown."""
    said = str(error.orig)
    if "no_overlap" in said:
        return (
            "The register already holds something for those days, perhaps recorded by somebody else a "
            "moment ago. Nothing was saved. Look again before you repeat it."
        )
    if "not_itself" in said:
        return "A post cannot report to itself."
    if "dates" in said:
        return "The last day is before the first day."
    return "That would break a rule the register keeps, so nothing was saved."


def _is_contention(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state in {"40001", "40P01", "55P03"}
    return "database is locked" in str(error.orig) or "database is busy" in str(error.orig)


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={WAIT_SECONDS * 1000}",
        "recursive_triggers=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _set_up_postgresql(connection: Any, _record: object) -> None:
    connection.prepared_max = PLANS_KEPT
    with connection.cursor() as cursor:
        for setting in PLANNED_FOR:
            cursor.execute(f"SET {setting}")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def compact_json(value: object) -> str:
    """JSON with no spaces and a fixed order, so that equal facts are equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
