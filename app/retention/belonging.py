"""Which rows belong to somebody: those that lead to them by their foreign keys, however many steps away."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, Select, Table, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from foundation.model import Base, Moment

Links = Mapping[Table, tuple[tuple[Column[Any], Table], ...]]
"""Each table, those that others refer to first, with the columns that lead on and where to. The root has none."""

BORN = "date_of_birth"


def belonging(root: Table, apart: Collection[str] = ()) -> Links:
    """The tables whose rows belong to a row of the root. `apart`: columns, as `table.column`, that name it and yet
    belong to something else."""
    found: dict[Table, tuple[tuple[Column[Any], Table], ...]] = {root: ()}
    for table in Base.metadata.sorted_tables:
        keys = sorted(table.foreign_keys, key=lambda key: key.parent.name)
        links = tuple(
            (key.parent, key.column.table)
            for key in keys
            if key.column.table in found and key.column.table is not table and str(key.parent) not in apart
        )
        if links and table is not root:
            found[table] = links
    return found


def ids_of(links: Links, table: Table, numbers: Collection[int]) -> ColumnElement[bool]:
    """Which rows of a table belong to these rows of the root."""
    if not links[table]:
        return table.c.id.in_(numbers)
    return or_(
        *(
            column.in_(numbers if not links[parent] else _numbers(links, parent, numbers))
            for column, parent in links[table]
        )
    )


def owners(links: Links, table: Table, rows: ColumnElement[bool]) -> list[Select[int]]:
    """Of which rows of the root such rows of a table are: a statement for each way that leads there. By their classes,
    so that what is sealed is hidden in each part of it."""
    if not links[table]:
        return [select(mapped(table.c.id)).where(rows)]
    found: list[Select[int]] = []
    for column, parent in links[table]:
        numbers = select(mapped(column)).where(rows, mapped(column).is_not(None))
        found += owners(links, parent, mapped(parent.c.id).in_(numbers)) if links[parent] else [numbers]
    return found


@cache
def mapped(column: Column[Any]) -> InstrumentedAttribute[Any]:
    """The attribute of the class whose table has the column."""
    mapper = next(each for each in Base.registry.mappers if each.local_table is column.table)
    return mapper.get_property_by_column(column).class_attribute


def times_of(table: Table) -> list[Column[Any]]:
    """The columns that say when something was so, was done or was known: not when somebody was born."""
    return [c for c in table.c if isinstance(c.type, Date | Moment) and c.name != BORN]


def _numbers(links: Links, table: Table, numbers: Collection[int]) -> Select[int]:
    return select(table.c.id).where(ids_of(links, table, numbers))
