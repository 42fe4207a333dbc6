"""Removing rows of history, which nothing but the end of their retention period may do."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import bindparam, text

from foundation.database import db

KEPT = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name IN :names").bindparams(
    bindparam("names", expanding=True)
)


@contextmanager
def letting_go(tables: Collection[str]) -> Iterator[None]:
    """Within the block rows of these tables may be removed: on SQLite the triggers that refuse it are away.

    They are taken away and put back, word for word, within the transaction that has begun: other processes never see
    the tables without them, and one that dies leaves them where they were. When the block raises, roll back. On
    PostgreSQL the rights of the service's role allow it already.
    """
    if db.engine.dialect.name != "sqlite":
        yield
        return
    kept = db.session.execute(KEPT, {"names": [f"{table}_kept" for table in tables]}).all()
    for name, _ in kept:
        db.session.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, sql in kept:
        db.session.execute(text(sql))
