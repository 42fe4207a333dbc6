"""A register of the release before, with rows in every table, is brought up to date: nothing is lost, every rule of the
database is in force, the audit verifies, and whoever was signed in goes on working."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import flask_migrate
import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    Connection,
    NullPool,
    Table,
    column,
    create_engine,
    insert,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.orm import scoped_session

from accounts import audit
from accounts.actions import start_sign_in
from accounts.audit_heads import Heads
from accounts.audit_storing import Chain
from accounts.audit_verify import verify
from accounts.permissions import Role
from app.factory import create_app
from app.settings import Settings
from foundation import clock
from foundation.database import db
from tests import builders as made
from tests.access.borough import borough
from tests.databases import PostgresScratch, Scratch, SqliteScratch
from tests.house.test_database_rules import row
from tests.pages.client import CheckedClient

LAST_RELEASE = "0009"
KEY = "a key of tests alone"
SINCE = {"look", "odd_pattern", "seal", "passkey"}
"""Words that the release before did not know, where its rules allow only some."""
MEANT: dict[str, dict[str, Any]] = {
    "mail": {"account_id": 1},
    "notice": {"account_id": 1},
    "job_run": {"job": "escalations", "slot": "2026-03-01"},
    "job_failure": {"job": "escalations", "slot": "2026-03-01"},
}
"""What else makes a row of a table that the borough leaves empty one that could be meant."""
PAGES = ("/find", "/coverage", "/mandates", "/imports", "/jobs")

Rows = dict[str, list[dict[str, Any]]]
Contents = dict[str, Counter[str]]


@dataclass(frozen=True)
class Old:
    """What the release before held, and the token of somebody who was signed in."""

    rows: Rows
    token: str


@pytest.fixture
def old(app: Flask, session: scoped_session[Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Old:
    """The borough of the access tables, written by this release; and where it leaves a table empty, a row that could be
    meant. Its audit has entries of two acts."""
    monkeypatch.setitem(app.extensions, "audit", Chain(Heads(str(tmp_path / "heads")), KEY, ()))
    borough()
    office = made.account(Role.OFFICE, email="before@example.test")
    for act in ("first", "second"):
        audit.record(f"test.{act}", "account", office.id, by=office.id)
    token = start_sign_in(office)
    session.commit()
    return Old({each.name: rows_of(session, each) for each in db.metadata.sorted_tables}, token)


def rows_of(session: scoped_session[Session], of: Table) -> list[dict[str, Any]]:
    found = [dict(each) for each in session.execute(select(of)).mappings()]
    return found or [row(of, **MEANT.get(of.name, {}))]


@pytest.fixture
def register(database: Scratch, tmp_path: Path) -> Iterator[Flask]:
    """Another register, of the release before, without a row."""
    other: SqliteScratch | PostgresScratch = SqliteScratch(tmp_path)
    if isinstance(database, PostgresScratch):
        other = PostgresScratch(database.server, f"{database.name}_upgraded", tmp_path)
        other.create()
    heads = str(tmp_path / "heads")
    settings = Settings(DATABASE_URL=other.address, SECRET_KEY="test", AUDIT_HEADS=heads, AUDIT_KEY=KEY)
    app = create_app(settings)
    app.test_client_class = CheckedClient
    with app.app_context():
        flask_migrate.upgrade(revision=LAST_RELEASE)
    yield app
    with app.app_context():
        db.engine.dispose()


def stranger(app: Flask) -> Connection:
    """A connection that keeps no rule but the tables' own."""
    connection = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], poolclass=NullPool).connect()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
    return connection


def as_they_were(connection: Connection) -> dict[str, Any]:
    """The tables of the register as it is, with the columns that it has, typed as ours are."""
    there = inspect(connection)
    names = [each.name for each in db.metadata.sorted_tables if each.name in there.get_table_names()]
    return {
        name: table(
            name,
            *(column(c["name"], db.metadata.tables[name].c[c["name"]].type) for c in there.get_columns(name)),
        )
        for name in names
    }


def fill(app: Flask, old: Old) -> Contents:
    """Store what the release before could hold. Gives all of it."""
    with stranger(app) as connection:
        tables = as_they_were(connection)
        for name, there in tables.items():
            for each in old.rows[name]:
                said = {key: value for key, value in each.items() if key in there.c}
                if SINCE.isdisjoint(value for value in said.values() if isinstance(value, str)):
                    connection.execute(insert(there).values(said))
            count_on(connection, name)
        connection.commit()
        return contents(connection, tables)


def count_on(connection: Connection, name: str) -> None:
    """The next row has a number of its own."""
    if connection.dialect.name == "postgresql" and "id" in db.metadata.tables[name].c:
        own = f"pg_get_serial_sequence('\"{name}\"', 'id')"
        connection.execute(text(f'SELECT setval({own}, max(id)) FROM "{name}" HAVING {own} IS NOT NULL'))


def contents(connection: Connection, tables: dict[str, Any]) -> Contents:
    return {
        name: Counter(repr(tuple(each)) for each in connection.execute(select(there)))
        for name, there in tables.items()
    }


def rules(connection: Connection) -> Counter[tuple[str, ...]]:
    """All that the database keeps of tables, constraints, indexes and triggers, in its own words. In which order
    SQLite has the constraints of a table made anew, and whether it quotes the name, is nothing to anybody."""
    asked = {
        "sqlite": "SELECT type, name, tbl_name, sql FROM sqlite_master",
        "postgresql": """
            SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
            UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger
            WHERE NOT tgisinternal
        """,
    }
    found = connection.execute(text(asked[connection.dialect.name]))
    return Counter(
        (*names, *sorted(line.strip(" ,\t)") for line in f"{said}".replace('"', "").splitlines()))
        for *names, said in found
    )


def upgrade(app: Flask) -> None:
    with app.app_context():
        flask_migrate.upgrade()


def now_there(app: Flask, before: Contents, tables: dict[str, Any]) -> Contents:
    with stranger(app) as connection:
        return contents(connection, {name: tables[name] for name in before})


def test_nothing_is_lost_and_every_rule_is_in_force(app: Flask, register: Flask, old: Old) -> None:
    before = fill(register, old)
    with stranger(register) as connection:
        tables = as_they_were(connection)
    assert [name for name, rows in before.items() if not rows] == []
    upgrade(register)
    assert now_there(register, before, tables) == before
    with stranger(register) as upgraded, stranger(app) as new:
        assert rules(upgraded) == rules(new)


def test_a_register_taken_back_and_brought_up_again_holds_what_it_held(register: Flask, old: Old) -> None:
    before = fill(register, old)
    with stranger(register) as connection:
        tables, kept = as_they_were(connection), rules(connection)
    upgrade(register)
    with register.app_context():
        flask_migrate.downgrade(revision=LAST_RELEASE)
    assert now_there(register, before, tables) == before
    with stranger(register) as connection:
        assert rules(connection) == kept
    upgrade(register)
    assert now_there(register, before, tables) == before


def test_the_audit_goes_on_and_whoever_was_signed_in_too(register: Flask, old: Old) -> None:
    fill(register, old)
    upgrade(register)
    client = cast("CheckedClient", register.test_client())
    with client.session_transaction() as browser:
        browser["token"] = old.token
    assert {address: client.get(address).status_code for address in PAGES} == dict.fromkeys(PAGES, 200)
    with register.app_context():
        ours: Chain = register.extensions["audit"]
        found = verify(db.session.connection(), ours.heads, ours.keys, clock.now())
        assert found.entries > 2
        assert found.findings == []


def test_a_row_that_was_lost_would_be_missed(register: Flask, old: Old) -> None:
    """The canary."""
    before = fill(register, old)
    with stranger(register) as connection:
        tables = as_they_were(connection)
        connection.execute(text("DELETE FROM notice"))
        connection.commit()
    assert now_there(register, before, tables) != before
