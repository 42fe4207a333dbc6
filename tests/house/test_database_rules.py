"""The database itself refuses what must never be stored, whoever writes: here a connection that is not ours,
without foreign keys, so that each table's own rules stand alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Connection,
    Date,
    Integer,
    LargeBinary,
    NullPool,
    Table,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import scoped_session

import app.tables  # noqa: F401  # every table is known before its rules are looked for
from accounts.audit import AuditEntry
from caseload.capacity.weighting import WeightsInForce
from foundation.acts import key_names, table_of
from foundation.effective import TEXT_KEYS, Dated, Recorded
from foundation.model import Base, Hours, Listed, Model, Moment
from people.availability import Absence
from people.post import PostDetails
from teams.position import Position
from tests.databases import Scratch

DAY, A_DAY = date(2026, 3, 1), timedelta(days=1)
MOMENT, AN_HOUR = datetime(2026, 3, 1, 9, tzinfo=UTC), timedelta(hours=1)
ALLOWED = {"holding": "substantive", "kind": "away", "instrument": "memorandum", "status": "draft"}
SOUND: dict[str, dict[str, Any]] = {
    "resident_merge": {"merged_id": 2},
    "workload_reduction": {"percent": 10},
    "session_pattern_details": {"minutes": 60},
}
"""What else makes a row of a table one that could be meant."""
KEYLESS = {Absence}
"""Dated tables without a key: somebody may be away for two reasons on one day."""
ONE_KEY = {WeightsInForce}
"""There is one scale, so no second key to try."""

pytestmark = pytest.mark.usefixtures("session")


def models_of(kind: type) -> list[type[Model]]:
    found = [
        m.class_ for m in Base.registry.mappers if issubclass(m.class_, kind) and issubclass(m.class_, Model)
    ]
    return sorted(found, key=lambda model: model.__tablename__)


RECORDED, DATED = models_of(Recorded), models_of(Dated)
KEYED = [model for model in DATED if model not in KEYLESS]


def each(models: list[type[Model]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("model", models, ids=[model.__tablename__ for model in models])


every_recorded, every_dated, every_keyed = each(RECORDED), each(DATED), each(KEYED)


@pytest.fixture
def stranger(database: Scratch, session: scoped_session[Session]) -> Iterator[Connection]:
    """Somebody else's connection."""
    engine = create_engine(database.address, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        # Without it SQLite deletes what INSERT OR REPLACE replaces behind the triggers' backs.
        event.listen(engine, "connect", lambda c, _: c.execute("PRAGMA recursive_triggers=ON"))
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        yield connection


@pytest.fixture
def sqlite(stranger: Connection) -> Connection:
    if stranger.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps history by the rights of the account, not by triggers")
    return stranger


def row(table: Table, **said: Any) -> dict[str, Any]:
    """A value for every column that needs one."""
    usual = {column.name: some(column.type, column.name) for column in table.c if not column.nullable}
    usual.pop("id")
    return usual | listed(table) | SOUND.get(table.name, {}) | said


def listed(table: Table) -> dict[str, str]:
    """The first of the words that the table takes in each column that needs one and takes only some."""
    rules = [str(rule.sqltext) for rule in table.constraints if isinstance(rule, CheckConstraint)]
    found = [match for rule in rules if (match := re.fullmatch(r"(\w+) IN \('(\w+)'.*\)", rule))]
    return {match[1]: match[2] for match in found if not table.c[match[1]].nullable}


def some(kind: Any, name: str) -> Any:
    if isinstance(kind, Moment):
        return MOMENT
    if isinstance(kind, Hours):
        return Decimal(1)
    for known, value in ((Date, DAY), (Boolean, False), (Integer, 1), (LargeBinary, b""), (Listed, ())):
        if isinstance(kind, known):
            return value
    return ALLOWED.get(name) or TEXT_KEYS.get(name, ("x",))[0]


def store(connection: Connection, model: type[Model], **said: Any) -> int:
    table = table_of(model)
    return connection.execute(insert(table).values(row(table, **said)).returning(table.c.id)).scalar_one()


@contextmanager
def refused(name: str) -> Iterator[None]:
    with pytest.raises(DBAPIError) as error:
        yield
    assert name in str(error.value.orig)


def test_every_table_is_made_by_the_migrations(stranger: Connection) -> None:
    assert {*Base.metadata.tables, "alembic_version"} == set(inspect(stranger).get_table_names())


def test_the_migrations_make_what_the_code_describes(stranger: Connection) -> None:
    context = MigrationContext.configure(stranger, opts={"compare_type": True})
    assert compare_metadata(context, Base.metadata) == []


def test_every_dated_table_has_a_key_or_is_known_to_need_none() -> None:
    assert {model for model in DATED if not key_names(model)} == KEYLESS


@every_keyed
def test_two_rows_of_one_key_on_one_day_are_refused(stranger: Connection, model: type[Model]) -> None:
    store(stranger, model, until=DAY + 9 * A_DAY)
    with refused(f"{model.__tablename__}_no_overlap"):
        store(stranger, model, starts_on=DAY + 8 * A_DAY)


@every_keyed
def test_an_open_row_leaves_no_later_day_free(stranger: Connection, model: type[Model]) -> None:
    store(stranger, model)
    with refused(f"{model.__tablename__}_no_overlap"):
        store(stranger, model, starts_on=date(9999, 1, 1))


@every_keyed
def test_a_row_inside_another_is_refused(stranger: Connection, model: type[Model]) -> None:
    store(stranger, model, starts_on=DAY + 2 * A_DAY, until=DAY + 3 * A_DAY)
    with refused(f"{model.__tablename__}_no_overlap"):
        store(stranger, model)


@every_keyed
def test_two_adjacent_periods_are_fine(stranger: Connection, model: type[Model]) -> None:
    store(stranger, model, until=DAY + A_DAY)
    assert store(stranger, model, starts_on=DAY + A_DAY)


@every_keyed
def test_the_same_day_known_at_different_moments_is_fine(stranger: Connection, model: type[Model]) -> None:
    store(stranger, model, superseded_at=MOMENT + AN_HOUR)
    assert store(stranger, model, recorded_at=MOMENT + AN_HOUR)


@every_keyed
def test_two_beliefs_at_one_moment_are_refused(stranger: Connection, model: type[Model]) -> None:
    store(stranger, model, superseded_at=MOMENT + AN_HOUR)
    with refused(f"{model.__tablename__}_no_overlap"):
        store(stranger, model, recorded_at=MOMENT + AN_HOUR - timedelta(microseconds=1))


@each([model for model in KEYED if model not in ONE_KEY])
def test_another_key_on_the_same_day_is_fine(stranger: Connection, model: type[Model]) -> None:
    store(stranger, model)
    for column in key_names(model):
        other = TEXT_KEYS.get(column, ("", 2))[1] if column in TEXT_KEYS else 2
        assert store(stranger, model, **{column: other})


@every_keyed
def test_superseding_one_row_frees_its_days_for_another(stranger: Connection, model: type[Model]) -> None:
    table, held = table_of(model), store(stranger, model)
    stranger.execute(update(table).where(table.c.id == held).values(superseded_at=MOMENT + AN_HOUR))
    assert store(stranger, model, recorded_at=MOMENT + AN_HOUR)


@every_keyed
def test_a_row_cannot_be_moved_onto_another(stranger: Connection, model: type[Model]) -> None:
    store(stranger, model, until=DAY + A_DAY)
    later = store(stranger, model, starts_on=DAY + A_DAY)
    table = table_of(model)
    moved = {"starts_on": DAY, "superseded_at": MOMENT + AN_HOUR}  # superseding is the one change there is
    with refused(f"{model.__tablename__}_no_overlap"):
        stranger.execute(update(table).where(table.c.id == later).values(moved))


@every_dated
@pytest.mark.parametrize("until", [DAY, DAY - A_DAY])
def test_a_period_without_a_day_is_refused(stranger: Connection, model: type[Model], until: date) -> None:
    with pytest.raises(IntegrityError, match=f"ck_{model.__tablename__}_dates"):
        store(stranger, model, until=until)


@every_recorded
@pytest.mark.parametrize("superseded_at", [MOMENT, MOMENT - AN_HOUR])
def test_nothing_is_superseded_before_it_is_known(
    stranger: Connection, model: type[Model], superseded_at: datetime
) -> None:
    with pytest.raises(IntegrityError, match=f"ck_{model.__tablename__}_known"):
        store(stranger, model, superseded_at=superseded_at)


@every_recorded
def test_what_is_superseded_is_never_changed_again(sqlite: Connection, model: type[Model]) -> None:
    table, held = table_of(model), store(sqlite, model, superseded_at=MOMENT + AN_HOUR)
    for change in ({"superseded_at": None}, {"superseded_at": MOMENT + 2 * AN_HOUR}, {"because": "No"}):
        with refused(f"{model.__tablename__}_superseded_once"):
            sqlite.execute(update(table).where(table.c.id == held).values(change))


@every_recorded
def test_what_is_believed_is_never_edited_in_place(sqlite: Connection, model: type[Model]) -> None:
    table, held = table_of(model), store(sqlite, model)
    for change in ({"because": "No"}, {"recorded_at": MOMENT - AN_HOUR}):
        with refused(f"{model.__tablename__}_superseded_once"):
            sqlite.execute(update(table).where(table.c.id == held).values(change))


@every_recorded
def test_nothing_recorded_is_taken_away(sqlite: Connection, model: type[Model]) -> None:
    table, held = table_of(model), store(sqlite, model)
    with refused(f"{model.__tablename__}_kept"):
        sqlite.execute(delete(table).where(table.c.id == held))
    with refused(f"{model.__tablename__}_kept"):
        sqlite.execute(insert(table).prefix_with("OR REPLACE").values(row(table, id=held, because="No")))


def test_a_post_cannot_report_to_itself(stranger: Connection) -> None:
    with pytest.raises(IntegrityError, match="ck_post_details_not_itself"):
        store(stranger, PostDetails, post_id=7, reports_to_id=7)


@each([AuditEntry, Position])
def test_what_is_signed_or_audited_stays_as_it_was_written(sqlite: Connection, model: type[Model]) -> None:
    table, held = table_of(model), store(sqlite, model)
    text_column = "act" if model is AuditEntry else "digest"
    for attempt in (
        update(table).values({text_column: "other"}),
        delete(table),
        insert(table).prefix_with("OR REPLACE").values(row(table, id=held)),
    ):
        with refused(f"{model.__tablename__}_kept"):
            sqlite.execute(attempt)


def test_our_own_connections_have_the_triggers_fire_on_replace(
    app: Flask, session: scoped_session[Session]
) -> None:
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        assert connection.exec_driver_sql("PRAGMA recursive_triggers").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
