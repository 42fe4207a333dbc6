"""A SQLite register: its own backup copies it while others write, and puts it back in one transaction."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, NullPool, create_engine

from app.backup.records import BLOCK, CONTENT, Add, Backup, Manifest
from app.backup.tables import Mend, check_counts, manifest_of, tables_of
from foundation.errors import RuleBroken


def dump(engine: Engine, add: Add) -> Manifest:
    """The register as it was at one moment. The copy it is read from has no name, so none is left behind."""
    with _nameless(_file(engine)) as (copy, path):
        with engine.connect() as live, closing(sqlite3.connect(path)) as made:
            made.execute("PRAGMA journal_mode=OFF")
            made.execute("SELECT * FROM sqlite_master").fetchall()  # it is open now
            path.unlink()
            # Counted and copied in one transaction, and so of one moment.
            manifest = manifest_of(live, tables_of(live))
            raw: Any = live.connection.driver_connection
            raw.backup(made)
        os.lseek(copy, 0, os.SEEK_SET)
        while block := os.read(copy, BLOCK):
            add(CONTENT, block)
    return manifest


def load(engine: Engine, backup: Backup, *, replace: bool, mend: Mend) -> Manifest:
    """Put it in the register's place: all of it, or nothing. Raises RuleBroken where there is one and it may not be
    replaced, and when the backup is not whole."""
    register = _file(engine)
    with closing(sqlite3.connect(register)) as live:
        _refuse_over(live, replace)
    made = register.with_name(register.name + ".restoring")
    made.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for _, block in backup.records():
                file.write(block)
        _check_and_mend(made, backup.manifest, mend)
        with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(register)) as live:
            source.backup(live)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            made.with_name(made.name + suffix).unlink(missing_ok=True)
    return backup.manifest


def _check_and_mend(made: Path, manifest: Manifest, mend: Mend) -> None:
    engine = create_engine(f"sqlite:///{made}", poolclass=NullPool)
    with engine.begin() as connection:
        if connection.exec_driver_sql("PRAGMA quick_check").scalar() != "ok":
            raise RuleBroken("The register in the backup is damaged. Nothing was changed.")
        check_counts(connection, manifest)
        mend(connection, manifest)
    engine.dispose()


def _refuse_over(live: sqlite3.Connection, replace: bool) -> None:
    found = live.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    held = [name for (name,) in found if name != "alembic_version" and not name.startswith("sqlite_")]
    if not replace and any(live.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in held):
        raise RuleBroken(
            "This register holds something already. To put the backup in its place, say --replace."
        )


@contextmanager
def _nameless(register: Path) -> Iterator[tuple[int, Path]]:
    path = register.with_name(f"{register.name}.copy-{os.getpid()}")
    path.unlink(missing_ok=True)
    copy = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        yield copy, path
    finally:
        os.close(copy)
        with suppress(FileNotFoundError):
            path.unlink()


def _file(engine: Engine) -> Path:
    return Path(engine.url.database or "")
