"""What a register holds, to compare it before and after: past the session, which would hide what is sealed.

Most of its tables are empty in most tests, so the others are found first, by one statement.
"""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from foundation.database import db
from foundation.model import Base

Rows = list[tuple[object, ...]]


def held_in(connection: Connection) -> list[Table]:
    """The tables that hold a row, each after those it refers to."""
    held = set(connection.exec_driver_sql(_that_hold_a_row()).scalars())
    return [table for table in Base.metadata.sorted_tables if table.name in held]


def rows_by_table(*, without: Collection[str] = (), but: str = "") -> dict[str, Rows]:
    """Every row of every table except those named `without`, in order; the column called `but` left out."""
    connection = db.session.connection()
    rows: dict[str, Rows] = {name: [] for name in Base.metadata.tables if name not in without}
    for table in held_in(connection):
        if table.name in rows:
            rows[table.name] = [tuple(row) for row in connection.execute(in_order(table, but))]
    return rows


def counts() -> dict[str, int]:
    """How many rows each table holds."""
    return {name: len(rows) for name, rows in rows_by_table().items()}


@cache
def in_order(table: Table, but: str = "") -> Select[*tuple[Any, ...]]:
    """Its rows, the older first."""
    return select(*(column for column in table.c if column.name != but)).order_by(*table.primary_key)


@cache
def _that_hold_a_row() -> str:
    """SQL that gives their names."""
    names = Base.metadata.tables
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
