"""Grounds that many tests start from, built once in a process and then written again from memory.

Building one flushes a hundred rows, each by itself; writing the same rows again is one statement for each table.
"""

import io
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, Table, insert, inspect, select

from accounts.audit import AuditEntry
from accounts.audit_storing import WAITING
from foundation import clock
from foundation.database import db
from foundation.model import Model
from tests.registers_read import held_in, in_order

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Laid:
    """What a builder wrote and gave: rows of each table in the order they can be written, and the answer."""

    rows: list[tuple[Table, list[dict[str, Any]]]]
    answer: bytes
    committed: bool

    def lay(self) -> Any:
        """Write it all again; the answer's objects are read from this session."""
        connection = db.session.connection()
        with _unguarded(connection):
            for table, rows in self.rows:
                connection.execute(insert(table), rows)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT " + ", ".join(_counts_on(*held) for held in self.rows))
        answer = _Finding(io.BytesIO(self.answer)).load()
        if self.committed:
            db.session.commit()
        return answer


def laid_once(build: Callable[P, T]) -> Callable[P, T]:
    """The same builder, remembering what it made of an empty register, for each day and each moment pretended.

    In a register that is not empty it builds, as it always did; and so it does where it leaves an audit entry, whose
    place in the chain cannot be remembered.
    """
    remembered: dict[object, Laid] = {}

    @wraps(build)
    def lay(*args: P.args, **kwargs: P.kwargs) -> T:
        key = pickle.dumps((args, kwargs, clock._pretended.get() or clock.today()))
        if not _is_empty():
            return build(*args, **kwargs)
        if key in remembered:
            return remembered[key].lay()
        answer = build(*args, **kwargs)
        committed = not db.session().in_transaction()
        if not _is_audited():
            remembered[key] = _as_laid(answer, committed)
        if committed:
            db.session.commit()  # what was asked to remember it is over too
        return answer

    return lay


def _is_empty() -> bool:
    """Whether no table holds a row and none waits to be written."""
    return not db.session.new and not held_in(db.session.connection())


def _is_audited() -> bool:
    stored = db.session.execute(select(AuditEntry.id).limit(1)).first()
    return stored is not None or bool(db.session.info.get(WAITING))


def _as_laid(answer: object, committed: bool) -> Laid:
    db.session.flush()
    connection = db.session.connection()
    rows = [(table, _rows_of(connection, table)) for table in held_in(connection)]
    written = io.BytesIO()
    _Naming(written).dump(answer)
    return Laid(rows, written.getvalue(), committed)


def _rows_of(connection: Connection, table: Table) -> list[dict[str, Any]]:
    """Its rows, in an order in which each follows those of the same table that it names."""
    return [dict(row) for row in connection.execute(in_order(table)).mappings()]


@contextmanager
def _unguarded(connection: Connection) -> Iterator[None]:
    """Within the block PostgreSQL looks for no broken rule: there was none when the rows were written first."""
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    yield
    connection.exec_driver_sql("SET LOCAL session_replication_role = DEFAULT")


def _counts_on(table: Table, rows: list[dict[str, Any]]) -> str:
    """SQL that has the next row numbered after these, which brought their numbers with them."""
    column = table.autoincrement_column
    if column is None:
        return "NULL"
    return f"setval('\"{table.name}_{column.name}_seq\"', {max(row[column.name] for row in rows)})"


class _Naming(pickle.Pickler):
    """Keeps a row's object as the row's name: its class and its key."""

    def persistent_id(self, obj: Any) -> object:
        return (type(obj), inspect(obj).identity) if isinstance(obj, Model) else None


class _Finding(pickle.Unpickler):
    """Gives for the name of a row the session's own object."""

    def persistent_load(self, pid: Any) -> Model:
        return db.session.get_one(*pid)
