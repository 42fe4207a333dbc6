"""A sealed record does not exist for anybody not named on it.

No query says so. Each statement of a session is given the condition on the way to the database, for every table
whose rows belong to a resident: those that lead to `resident` by their foreign keys, however many steps away. So a
new table is covered by being one, and a new page by asking anything at all. Who asks is `accounts.asker`; when
nobody does, what is sealed is hidden.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Date,
    Executable,
    ForeignKey,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    event,
    exists,
    or_,
    select,
    true,
)
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.sql.visitors import replacement_traverse

from accounts.asker import asker, sees_all
from caseload.cases.case import Resident
from caseload.sealing.seal import Seal, SealName
from foundation import clock
from foundation.acts import table_of
from foundation.model import Base, Model
from people.person import Person

SEALED_TOO = {"sealed_too": True}
"""Execution options of a statement that must see everything. A test lists who uses them."""

ASKER = bindparam("asker", callable_=asker, type_=Integer)
TODAY = bindparam("sealed_on", callable_=lambda: clock.today(), type_=Date)

_prepared: WeakKeyDictionary[Executable, Executable] = WeakKeyDictionary()
"""Statements that are asked again, with the condition: to add it anew would cost as much as to build them."""


def hide_sealed() -> None:
    """From now on, in every session of this process."""
    if not event.contains(Session, "do_orm_execute", _hide):
        event.listen(Session, "do_orm_execute", _hide)


def anything_sealed() -> ColumnElement[bool]:
    """That a record is sealed today: found together with who is asking, since where none is there is no condition to
    pay for."""
    return exists().where(_today(table_of(Seal).alias("sealed_today")))


def show_sealed() -> None:
    """The opposite, for the tests that must then find what is sealed."""
    event.remove(Session, "do_orm_execute", _hide)


@cache
def of_residents() -> dict[Table, tuple[tuple[Column[Any], Table], ...]]:
    """Every table whose rows belong to a resident: the columns that say to which, and where each leads."""
    found: dict[Table, tuple[tuple[Column[Any], Table], ...]] = {table_of(Resident): ()}
    while True:
        # Sorted by what they refer to, but a circle of tables would need another round.
        before = len(found)
        for table in Base.metadata.sorted_tables:
            links = tuple((key.parent, key.column.table) for key in _keys(table) if key.column.table in found)
            if links:
                found[table] = links
        if len(found) == before:
            return found


def _hide(state: ORMExecuteState) -> None:
    if state.is_select and not sees_all() and not state.execution_options.get("sealed_too"):
        found = _prepared.get(state.statement)
        if found is None:
            found = _with_condition(state.statement, of_classes=state.is_orm_statement)
            _prepared[state.statement] = found
        state.statement = found


def _with_condition(statement: Any, *, of_classes: bool) -> Executable:
    if not of_classes or isinstance(statement, CompoundSelect):  # a union may have parts of both kinds
        statement = replacement_traverse(statement, {}, _of_tables_in)
    return statement.options(*_criteria()) if of_classes else statement


@cache
def _criteria() -> tuple[ORMOption, ...]:
    return (
        with_loader_criteria(
            _OfResident,
            lambda entity: _seen(entity),
            include_aliases=True,
            track_closure_variables=False,
        ),
    )


class _OfResident:
    """Stands for every mapped class whose rows belong to a resident."""

    @classmethod
    def __subclasses__(cls) -> list[type[Model]]:
        return [mapper.class_ for mapper in Base.registry.mappers if mapper.local_table in of_residents()]


def _seen(entity: Any) -> ColumnElement[bool]:
    """The condition on one class, or on an alias of it."""
    table = getattr(entity, "__table__", None)
    return true() if table is None else _condition(table, lambda column: getattr(entity, column.key))


def _of_tables_in(element: Any, **_: Any) -> Any:
    """A query with the same of the tables that it names without their classes, also where it is one of a union."""
    return element.where(*_of_tables(element)) if isinstance(element, Select) else None


def _of_tables(statement: Select[*tuple[Any, ...]]) -> Iterator[ColumnElement[bool]]:
    for source in statement.get_final_froms():
        if isinstance(source, Table) and source in of_residents():
            yield _condition_on(source)


@cache
def _condition_on(table: Table) -> ColumnElement[bool]:
    """The condition on a table under its own name. Whoever builds a statement anew does not build this anew too."""
    return _condition(table, lambda column: column)


def _condition(table: Table, column_of: Any) -> ColumnElement[bool]:
    if table is table_of(Resident):
        return column_of(table.c.id).not_in(_ids(table))
    return and_(
        *(
            _outside(column_of(column), parent, nullable=bool(column.nullable))
            for column, parent in of_residents()[table]
        )
    )


def _outside(column: ColumnElement[Any], parent: Table, *, nullable: bool) -> ColumnElement[bool]:
    outside = column.not_in(_ids(parent))
    return or_(column.is_(None), outside) if nullable else outside


def _ids(table: Table) -> Select[int]:
    """The numbers of a table's rows that belong to residents who are sealed today to whoever asks. Each table has a
    name of its own here, so that it is never taken for one of the statement's."""
    if table is table_of(Resident):
        return _sealed()
    of = table.alias(f"sealed_{table.name}")
    links = of_residents()[table]
    found = select(of.c.id).where(or_(*(of.c[column.name].in_(_ids(parent)) for column, parent in links)))
    return found.correlate(None)


def _sealed() -> Select[int]:
    seal, name, person = (
        table_of(model).alias(f"sealed_{model.__tablename__}") for model in (Seal, SealName, Person)
    )
    named = (
        select(name.c.id)
        .select_from(name.join(person, person.c.id == name.c.person_id))
        .where(name.c.resident_id == seal.c.resident_id, person.c.account_id == ASKER, _today(name))
        .correlate(seal)
    )
    return select(seal.c.resident_id).where(_today(seal), ~named.exists()).correlate(None)


def _today(table: FromClause) -> ColumnElement[bool]:
    c = table.c
    return and_(c.superseded_at.is_(None), c.starts_on <= TODAY, or_(c.until.is_(None), c.until > TODAY))


def _keys(table: Table) -> list[ForeignKey]:
    return sorted(table.foreign_keys, key=lambda key: key.parent.name)
