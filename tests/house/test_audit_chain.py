"""The audit shows what was done to it: each kind of tampering, by somebody who holds the database, is found where it
was done; nothing is found in an audit that nobody touched."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import flask_migrate
import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session

from accounts import audit, audit_heads
from accounts.audit_beginning import begin_chain
from accounts.audit_chain import START, canonical, keys_of, link
from accounts.audit_guard import guarding, look_at_guards
from accounts.audit_heads import HEAD, RESTORED, Head, Heads
from accounts.audit_rows import each_row
from accounts.audit_storing import Chain, chain
from accounts.audit_verify import Report, verify
from app.factory import create_app
from app.settings import Settings
from foundation import clock
from foundation.database import begin_writing, db
from foundation.errors import RuleBroken
from tests.databases import Scratch

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=3)
BEFORE_THE_CHAIN = "0008"
STORED = "INSERT INTO audit_entry (id, at, act, subject) VALUES (:id, '2026-01-01 09:00:00.000000', 'seen', 'person')"
CHANGES = (
    "UPDATE audit_entry SET act = 'x'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_entry_kept ON audit_entry",
)
COPY = "at, account_id, act, subject, subject_id, before, after, hash, key"


@dataclass
class Audit:
    """Thirty entries over two days, with a head after each, and somebody who may do anything to the database."""

    app: Flask
    database: Scratch
    file: Path

    def write(self, count: int, at: datetime = NOON) -> None:
        for number in range(count):
            with clock.pretending(at + timedelta(seconds=number)):
                begin_writing(alone=False)
                audit.record("seen", "person", number, by=7)
                db.session.commit()

    def verify(self, now: datetime = LATER) -> Report:
        ours = self.app.extensions["audit"]
        with db.engine.connect() as connection:
            return verify(connection, Heads(str(self.file)), ours.keys, now)

    @contextmanager
    def intruder(self) -> Iterator[Connection]:
        """Knows how to go round the triggers, and puts them back."""
        engine = create_engine(self.database.address, poolclass=NullPool)
        with engine.begin() as connection:
            held: list[str] = []
            if engine.dialect.name == "sqlite":
                found = "FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
                held = list(connection.execute(text(f"SELECT sql {found}")).scalars())
                for name in list(connection.execute(text(f"SELECT name {found}")).scalars()):
                    connection.execute(text(f"DROP TRIGGER {name}"))
            else:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            yield connection
            for trigger in held:
                connection.execute(text(trigger))

    def tamper(self, *statements: str) -> None:
        with self.intruder() as connection:
            for statement in statements:
                connection.execute(text(statement))


@pytest.fixture
def a(
    app: Flask,
    database: Scratch,
    session: scoped_session[Session],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Audit]:
    monkeypatch.setattr(audit_heads, "EVERY_ENTRIES", 5)
    monkeypatch.setitem(app.extensions, "audit", Chain(Heads(str(tmp_path / "heads")), "a key", ()))
    made = Audit(app, database, tmp_path / "heads")
    made.write(18)
    made.write(12, NOON + timedelta(days=1))
    yield made
    db.session.remove()


def told(report: Report) -> list[tuple[str, int | None]]:
    return [(finding.kind, finding.id) for finding in report.findings]


def test_nothing_is_found_where_nobody_touched_it(a: Audit) -> None:
    report = a.verify()
    assert (told(report), report.entries, report.unchained) == ([], 30, 0)
    assert report.heads > 30 // 5


def test_a_finding_says_the_day_and_the_place_in_it(a: Audit) -> None:
    a.tamper("UPDATE audit_entry SET act = 'x' WHERE id = 20")
    [finding] = a.verify().findings
    assert finding.as_json() | {"says": ""} == {
        "kind": "changed", "day": "2026-05-05", "sequence": 2, "id": 20, "says": "",
    }  # fmt: skip


def _insert(source: int, number: int) -> str:
    return (
        f"INSERT INTO audit_entry (id, {COPY}) SELECT {number}, {COPY} FROM audit_entry WHERE id = {source}"
    )


def _swap(one: int, other: int) -> tuple[str, ...]:
    return tuple(
        f"UPDATE audit_entry SET id = {to} WHERE id = {was}"
        for was, to in ((one, -1), (other, one), (-1, other))
    )


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        pytest.param(("UPDATE audit_entry SET after = '{}' WHERE id = 9",), ("changed", 9), id="edit"),
        pytest.param(("UPDATE audit_entry SET account_id = 8 WHERE id = 9",), ("changed", 9), id="actor"),
        pytest.param(("UPDATE audit_entry SET at = '2026-05-04 12:00:09.5+00' WHERE id = 9",), ("changed", 9), id="moment"),
        pytest.param(("DELETE FROM audit_entry WHERE id = 9",), ("gap", 9), id="delete"),
        pytest.param(("DELETE FROM audit_entry WHERE id BETWEEN 6 AND 15",), ("gap", 6), id="segment"),
        pytest.param(("DELETE FROM audit_entry WHERE id < 4",), ("gap", 1), id="beginning"),
        pytest.param(("UPDATE audit_entry SET id = id + 1000 WHERE id > 20",), ("gap", 21), id="gap"),
        pytest.param((_insert(9, 31),), ("changed", 31), id="insert at the end"),
        pytest.param(_swap(9, 12), ("changed", 9), id="swap"),
        pytest.param(("DELETE FROM audit_entry WHERE id = 9", _insert(8, 9)), ("changed", 9), id="replace"),
        pytest.param(("DELETE FROM audit_entry WHERE id > 27",), ("cut", 29), id="cut tail"),
        pytest.param(("UPDATE audit_entry SET hash = NULL, key = NULL WHERE id = 9",), ("unchained", 9), id="no hash"),
        pytest.param(("DELETE FROM audit_entry",), ("cut", 29), id="all"),
    ],
)  # fmt: skip
def test_what_is_done_to_rows_is_found_where_it_was_done(
    a: Audit, statements: tuple[str, ...], found: tuple[str, int]
) -> None:
    a.tamper(*statements)
    assert found in told(a.verify())


def test_an_insert_between_two_entries_moves_those_behind_it_and_each_is_found(a: Audit) -> None:
    up = [f"UPDATE audit_entry SET id = {number + 1} WHERE id = {number}" for number in range(30, 19, -1)]
    a.tamper(*up, _insert(19, 20))
    assert {("changed", number) for number in range(20, 32)} <= set(told(a.verify()))


def _rechain(connection: Connection, secret: bytes, key: str) -> None:
    previous = START
    for row in list(each_row(connection)):
        previous = link(secret, previous, canonical(row.id, row.at or 0, row.said))
        given = {"hash": previous, "key": key, "id": row.id}
        connection.execute(text("UPDATE audit_entry SET hash = :hash, key = :key WHERE id = :id"), given)


@pytest.mark.parametrize(("as_key", "kind"), [("theirs", "key"), ("ours", "changed")])
def test_chaining_again_without_the_key_is_found(a: Audit, as_key: str, kind: str) -> None:
    theirs = keys_of("a guess")
    name = theirs.current if as_key == "theirs" else a.app.extensions["audit"].keys.current
    with a.intruder() as connection:
        connection.execute(text("UPDATE audit_entry SET act = 'x' WHERE id = 3"))
        _rechain(connection, theirs.secrets[theirs.current], name)
    assert (kind, 1) in told(a.verify())


def test_an_old_backup_put_back_is_found_by_the_heads(a: Audit) -> None:
    a.tamper("DELETE FROM audit_entry WHERE id > 20")
    assert ("cut", 29) in told(a.verify())
    a.write(15, NOON + timedelta(days=2))  # and the service went on writing after it
    assert ("head", 29) in told(a.verify())


def test_an_old_backup_that_our_own_command_restored_is_no_finding(a: Audit) -> None:
    a.tamper("DELETE FROM audit_entry WHERE id > 20")
    with db.engine.connect() as connection:
        row = next(row for row in each_row(connection) if row.id == 20)
    ours = a.app.extensions["audit"]
    assert row.hash
    ours.heads.write(RESTORED, Head(20, row.hash, NOON + timedelta(days=1)), ours.keys)
    a.write(15, NOON + timedelta(days=2))
    assert told(a.verify()) == []


def test_a_clock_set_back_is_found(a: Audit) -> None:
    a.write(1, NOON)
    assert told(a.verify()) == [("clock", 31)]


def test_a_clock_set_forward_is_found(a: Audit) -> None:
    assert told(a.verify(now=NOON)) == [("clock", 30)]


def test_what_began_earlier_may_be_committed_a_little_later(a: Audit) -> None:
    a.write(1, NOON + timedelta(days=1) - timedelta(minutes=9))
    assert told(a.verify()) == []


def test_a_changed_byte_of_the_heads_is_found(a: Audit) -> None:
    lines = a.file.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b"head 2026-05-04 1", b"head 2026-05-04 2")
    a.file.write_bytes(b"".join(lines))
    [finding] = [finding for finding in a.verify().findings if finding.kind == "heads"]
    assert "line 3" in finding.says


def test_a_line_taken_out_of_the_heads_is_found(a: Audit) -> None:
    lines = a.file.read_bytes().splitlines(keepends=True)
    a.file.write_bytes(b"".join(lines[:2] + lines[3:]))
    assert [finding.kind for finding in a.verify().findings] == ["heads"]


def test_heads_that_are_gone_are_found(a: Audit) -> None:
    a.file.unlink()
    assert [finding.kind for finding in a.verify().findings] == ["heads"]


def test_half_a_line_of_a_process_that_died_is_mended(a: Audit) -> None:
    with a.file.open("ab") as file:
        file.write(b"head 2026-05-05 29 00")
    a.write(6, NOON + timedelta(days=2))
    assert told(a.verify()) == []


@pytest.mark.parametrize("name", ["audit_entry_kept_update", "audit_entry_kept_delete"])
def test_a_dropped_trigger_is_found(a: Audit, name: str) -> None:
    engine = create_engine(a.database.address, poolclass=NullPool)
    table = "" if engine.dialect.name == "sqlite" else " ON audit_entry"
    with engine.connect() as connection:
        if table:
            name = "audit_entry_kept"
        connection.execute(text(f"DROP TRIGGER {name}{table}"))
        assert [says for says in look_at_guards(connection)[0] if name in says]
        connection.rollback()


def test_the_end_of_each_day_is_among_the_heads(a: Audit) -> None:
    ours = a.app.extensions["audit"]
    ends = {(line.day, line.number) for line in a_heads(a)}
    assert ("2026-05-04", 18) in ends
    assert all(line.sound for line in Heads(str(a.file)).read(ours.keys))


def a_heads(a: Audit) -> list[audit_heads.Line]:
    return list(Heads(str(a.file)).read(a.app.extensions["audit"].keys))


def test_keys_are_changed_without_losing_what_was_written(a: Audit) -> None:
    a.app.extensions["audit"] = Chain(Heads(str(a.file)), "a new key", ("a key",))
    a.write(3, NOON + timedelta(days=2))
    assert told(a.verify()) == []
    a.app.extensions["audit"] = Chain(Heads(str(a.file)), "a new key", ())
    assert ("key", 1) in told(a.verify())


def test_entries_from_before_there_was_a_chain_are_sealed_as_one(a: Audit) -> None:
    with a.intruder() as connection:
        connection.execute(text("UPDATE audit_entry SET hash = NULL, key = NULL"))
        begin_chain(connection, NOON + timedelta(days=2))
    a.app.extensions["audit"] = Chain(Heads(str(a.file.with_name("new"))), "a key", ())
    a.file = a.file.with_name("new")
    a.write(3, NOON + timedelta(days=2))
    report = a.verify()
    assert (told(report), report.unchained, report.entries) == ([], 30, 34)
    a.tamper("UPDATE audit_entry SET act = 'x' WHERE id = 3")
    assert told(a.verify()) == [("before", 31)]


def test_entries_without_any_hash_at_all_are_found(a: Audit) -> None:
    a.tamper("UPDATE audit_entry SET hash = NULL, key = NULL")
    assert "unchained" in [finding.kind for finding in a.verify().findings]


def test_what_is_rolled_back_takes_its_number_along(a: Audit) -> None:
    begin_writing()
    audit.record("seen", "person", 1, by=7)
    db.session.rollback()
    begin_writing()
    with pytest.raises(RuleBroken), db.session.begin_nested():
        audit.record("seen", "person", 2, by=7)
        raise RuleBroken
    audit.record("seen", "person", 3, by=7)
    with db.session.begin_nested():
        audit.record("seen", "person", 4, by=7)
    db.session.commit()
    with db.engine.connect() as connection:
        assert [row.said[3] for row in each_row(connection)][30:] == [3, 4]
    assert [finding for finding in told(a.verify(clock.now())) if finding[0] != "clock"] == []


def test_another_process_writing_meanwhile_never_forks_the_chain(a: Audit) -> None:
    other = Chain(Heads(str(a.file)), "a key", ())  # what another process remembers
    for turn in range(3):
        mine = a.app.extensions["audit"]
        a.app.extensions["audit"] = other
        a.write(4, NOON + timedelta(days=2, minutes=turn))
        a.app.extensions["audit"] = mine
        a.write(4, NOON + timedelta(days=2, minutes=turn))
    report = a.verify()
    assert (told(report), report.entries) == ([], 54)


def test_many_writers_at_once_make_one_chain(a: Audit) -> None:
    def work(ours: Callable[[], Chain]) -> None:
        with a.app.app_context():
            for _ in range(10):
                a.write(2, NOON + timedelta(days=2))
                if ours().tail is None:
                    raise AssertionError("nothing was written")
            db.session.remove()

    db.session.remove()
    writers = [Thread(target=work, args=(lambda: a.app.extensions["audit"],)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    report = a.verify()
    assert (told(report), report.entries) == ([], 30 + 4 * 20)


def test_the_services_role_is_refused_by_postgresql_and_not_made_in_sqlite(a: Audit) -> None:
    engine = create_engine(a.database.address, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        answer = a.app.test_cli_runner().invoke(args=["audit", "guard", "--role", "the_service"])
        assert (answer.exit_code, "triggers guard the audit" in answer.output) == (1, True), answer.output
        return
    with engine.connect() as connection:
        connection.execute(text("CREATE ROLE the_service"))
        for statement in guarding("the_service"):
            connection.execute(text(statement))
        connection.execute(text("SET LOCAL ROLE the_service"))
        assert look_at_guards(connection) == ([], [])
        assert connection.execute(text("SELECT count(*) FROM audit_entry")).scalar() == 30
        connection.execute(text(_insert(30, 31)))
        for attempt in CHANGES:
            point = connection.begin_nested()
            with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
                connection.execute(text(attempt))
            point.rollback()
        connection.execute(text("RESET ROLE"))
        connection.execute(text("GRANT DELETE ON audit_entry TO the_service"))
        connection.execute(text("SET LOCAL ROLE the_service"))
        assert look_at_guards(connection) == (["the service's role may DELETE the audit"], [])
        connection.rollback()


def test_heads_begin_with_any_head(tmp_path: Path) -> None:
    keys, heads = keys_of("k"), Heads(str(tmp_path / "heads"))
    heads.write(HEAD, Head(1, START, NOON), keys)
    assert [(line.number, line.sound) for line in heads.read(keys)] == [(1, True)]


def _blank_page(file: bytes, starts: int) -> bytes:
    return file[:starts] + bytes(4096) + file[starts + 4096 :]


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        pytest.param(lambda file, of: file.replace(of, bytes(32)), "changed", id="a hash"),
        pytest.param(
            lambda file, of: _blank_page(file, file.index(of) // 4096 * 4096), "unreadable", id="a page"
        ),
    ],
)
def test_changed_bytes_of_the_database_file_are_found(
    tmp_path: Path, damage: Callable[[bytes, bytes], bytes], kind: str
) -> None:
    file = tmp_path / "register.db"
    ours = create_app(Settings(DATABASE_URL=f"sqlite:///{file}", SECRET_KEY="test", LOCALITY="bury"))
    with ours.app_context():
        flask_migrate.upgrade()
        for number in range(5):
            begin_writing()
            audit.record("seen", "person", number, by=7)
            db.session.commit()
        with db.engine.connect() as connection:
            third = list(each_row(connection))[2]
            connection.rollback()
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.engine.dispose()
        assert third.hash
        file.write_bytes(damage(file.read_bytes(), third.hash))
        with db.engine.connect() as connection:
            report = verify(connection, chain().heads, chain().keys, clock.now())
        db.engine.dispose()
    assert kind in {finding.kind for finding in report.findings}
    assert 3 in {finding.id for finding in report.findings} or kind == "unreadable"


def test_a_register_in_use_is_brought_into_the_chain(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'register.db'}"
    older = create_app(Settings(DATABASE_URL=address, SECRET_KEY="test", LOCALITY="bury"))
    with older.app_context():
        flask_migrate.upgrade(revision=BEFORE_THE_CHAIN)
        with db.engine.begin() as connection:
            for number in (1, 2, 5):
                connection.execute(text(STORED), {"id": number})
        flask_migrate.upgrade()
        begin_writing()
        audit.record("seen", "person", 1, by=7)
        db.session.commit()
        with db.engine.connect() as connection:
            report = verify(connection, chain().heads, chain().keys, clock.now())
        db.engine.dispose()
    assert (told(report), report.unchained, report.entries) == ([], 3, 5)
