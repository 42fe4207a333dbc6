"""Grounds that many tests start from, built once in a process and then written again from memory.

Building one flushes a hundred rows, each by itself; writing the same rows again is one statement for each table.
"""

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from psycopg.sql import Literal
from sqlalchemy import Connection, Table, inspect

from accounts.audit_heads import Head
from accounts.audit_storing import TAIL, WAITING, chain, read_tail, wait_for_commit
from foundation import clock
from foundation.database import db
from foundation.model import Model
from tests.registers_read import held_in

P = ParamSpec("P")
T = TypeVar("T")

Written = list[tuple[str, list[tuple[Any, ...]]]]
"""Statements in the driver's own words, each with the rows it is done for; without any it is done as it stands."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What a builder wrote and gave: how to write it all again, the entries of the audit that waited for a commit,
    where the audit's chain ended, and the answer."""

    written: Written
    waiting: list[dict[str, Any]]
    tail: Head
    answer: bytes
    committed: bool

    def lay(self) -> Any:
        """Write it all again; the answer's objects are read from this session."""
        connection = db.session.connection()
        for statement, rows in self.written:
            connection.exec_driver_sql(statement, rows or None)
        answer = _Finding(io.BytesIO(self.answer)).load()
        session = db.session()
        if self.waiting:
            wait_for_commit(session, [dict(entry) for entry in self.waiting])
        if self.committed:
            if self.tail.number:
                session.info[TAIL] = self.tail  # so the audit notes it, as after any commit
            session.commit()
        return answer


def laid_once(build: Callable[P, T]) -> Callable[P, T]:
    """The same builder, remembering what it made of an empty register, for each day and each moment pretended, and for
    each key of the audit.

    In a register that is not empty it builds, as it always did. A fixture that asks for the session may be one: it does
    so to have a register at all.
    """
    remembered: dict[object, Laid] = {}

    @wraps(build)
    def lay(*args: P.args, **kwargs: P.kwargs) -> T:
        moment = clock._pretended.get() or clock.today()
        asked = {name: value for name, value in kwargs.items() if name != "session"}
        key = pickle.dumps((args, asked, moment, chain().keys.current))
        if not _is_empty():
            return build(*args, **kwargs)
        if key in remembered:
            return remembered[key].lay()
        answer = build(*args, **kwargs)
        committed = not db.session().in_transaction()
        remembered[key] = _as_laid(answer, committed)
        if committed:
            db.session.commit()  # what was asked to remember it is over too
        return answer

    return lay


def _is_empty() -> bool:
    """Whether no table holds a row and none waits to be written."""
    session = db.session()
    return not session.new and not session.info.get(WAITING) and not held_in(session.connection())


def _as_laid(answer: object, committed: bool) -> Laid:
    session = db.session()
    session.flush()
    waiting = [dict(entry) for _, entry in session.info.get(WAITING, ())]
    tail = read_tail(session)
    said = io.BytesIO()
    _Naming(said).dump(answer)
    return Laid(_as_written(session.connection()), waiting, tail, said.getvalue(), committed)


def _as_written(connection: Connection) -> Written:
    """All that the register holds, each table after those that it refers to."""
    held = [(table, _rows_of(connection, table)) for table in held_in(connection)]
    if connection.dialect.name == "postgresql":
        return [(_in_one(connection, held), [])]
    return [(f'INSERT INTO "{table.name}" VALUES ({_places(rows[0])})', rows) for table, rows in held]


def _rows_of(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    """Its rows as the driver gives them, in an order in which each follows those of the same table that it names."""
    key = ", ".join(f'"{column.name}"' for column in table.primary_key)
    return [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}" ORDER BY {key}')]


def _places(row: tuple[Any, ...]) -> str:
    return ", ".join("?" for _ in row)


def _in_one(connection: Connection, held: list[tuple[Table, list[tuple[Any, ...]]]]) -> str:
    """One text, which PostgreSQL takes in at once, and in which it looks for no broken rule: there was none when the
    rows were written first."""
    driver: Any = connection.connection.driver_connection

    def said(row: tuple[Any, ...]) -> str:
        return f"({', '.join(Literal(value).as_string(driver) for value in row)})"

    inserts = [f'INSERT INTO "{table.name}" VALUES {", ".join(map(said, rows))}' for table, rows in held]
    counts = [f"SELECT {', '.join(_counts_on(table) for table, _ in held)}"] if held else []
    role = "SET LOCAL session_replication_role = "
    return "; ".join([f"{role}replica", *inserts, *counts, f"{role}DEFAULT"]).replace("%", "%%")


def _counts_on(table: Table) -> str:
    """SQL that has the next row numbered after these, which brought their numbers with them."""
    column = table.autoincrement_column
    if column is None:
        return "NULL"
    return f'setval(\'"{table.name}_{column.name}_seq"\', (SELECT max("{column.name}") FROM "{table.name}"))'


class _Naming(pickle.Pickler):
    """Keeps a row's object as the row's name: its class and its key."""

    def persistent_id(self, obj: Any) -> object:
        return (type(obj), inspect(obj).identity) if isinstance(obj, Model) else None


class _Finding(pickle.Unpickler):
    """Gives for the name of a row the session's own object."""

    def persistent_load(self, pid: Any) -> Model:
        return db.session.get_one(*pid)
