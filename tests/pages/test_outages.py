"""A disk without room and a database that fails: a page that says so, nothing acknowledged lost, and no restart."""

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import event, func, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from accounts import audit_storing, guard
from accounts.account import Account
from accounts.audit_heads import Heads
from accounts.audit_storing import chain
from accounts.audit_verify import verify
from accounts.permissions import Role
from foundation import clock, workbooks
from foundation.database import db, outage_of
from foundation.errors import NoRoom
from teams.extract_import import ExtractImport
from tests import builders as made
from tests.hostile_files import book
from tests.pages.client import CheckedClient
from tests.rules.extract.written import csv_of

A_FILE_TOO_MANY = 60
UNLIMITED_PAGES = 2**30
LONG = (b" " * 40 + b"\n") * 4_900


@pytest.fixture
def office(client: CheckedClient, session: scoped_session[Session]) -> CheckedClient:
    made.organisation("nca")
    client.sign_in(made.account(Role.OFFICE))
    return client


def send(office: CheckedClient, content: bytes, name: str = "nca.csv") -> TestResponse:
    answers = {"employer": "nca", "as_of": "2026-06-15", "profile": "", "file": (BytesIO(content), name)}
    return office.post("/imports/new", data=answers)


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(ExtractImport)) or 0


def refused_for_room(answer: TestResponse) -> bool:
    """Whether it is the page that says so."""
    said = "The disk is full" in answer.text and "Nothing was saved" in answer.text
    return answer.status_code == 507 and said and answer.headers["Retry-After"] == "5"


def send_until_full(office: CheckedClient) -> int:
    """How many were taken before the first that was not."""
    for taken in range(A_FILE_TOO_MANY):
        answer = send(office, csv_of([]) + LONG)
        if answer.status_code != 302:
            assert refused_for_room(answer)
            return taken
    pytest.fail("the disk was never full")


@contextmanager
def pages_limited_to(pages: list[int]) -> Iterator[None]:
    """SQLite's own way to have no room: the database may have so many pages."""

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages[0]}")

    event.listen(db.engine, "begin", limit)
    try:
        yield
    finally:
        pages[0] = UNLIMITED_PAGES
        with db.engine.begin():
            pass
        event.remove(db.engine, "begin", limit)


@pytest.fixture
def on_sqlite(session: scoped_session[Session]) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has its own below")


def test_a_full_database_says_so_and_goes_on_when_there_is_room(
    office: CheckedClient, on_sqlite: None
) -> None:
    db.session.commit()
    now = db.session.execute(text("PRAGMA page_count")).scalar_one()
    pages = [now + 150]
    db.session.rollback()
    with pages_limited_to(pages):
        taken = send_until_full(office)
        assert kept() == taken > 0
        pages[0] = UNLIMITED_PAGES
        assert send(office, csv_of([])).status_code == 302
    assert kept() == taken + 1


def test_a_file_that_may_not_grow_says_so_too(office: CheckedClient, on_sqlite: None) -> None:
    """As on a disk with a quota: what the system refuses, not what the database was told."""
    db.session.commit()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, before[1]))
    try:
        taken = send_until_full(office)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert kept() == taken
    assert send(office, csv_of([])).status_code == 302
    assert kept() == taken + 1


def test_a_database_without_room_for_a_row(office: CheckedClient) -> None:
    """On PostgreSQL: the error that it gives when the disk is full, out of the same insert."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has its own above")
    full = "BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END"
    db.session.execute(text(f"CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ {full} $$"))
    db.session.execute(
        text(
            "CREATE TRIGGER full_disk BEFORE INSERT ON extract_import FOR EACH ROW EXECUTE FUNCTION disk_full()"
        )
    )
    db.session.commit()
    try:
        answer = send(office, csv_of([]))
    finally:
        db.session.execute(text("DROP TRIGGER full_disk ON extract_import; DROP FUNCTION disk_full()"))
        db.session.commit()
    assert refused_for_room(answer)
    assert kept() == 0
    assert send(office, csv_of([])).status_code == 302


def test_a_question_that_needs_more_room_than_there_is(session: scoped_session[Session]) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite keeps such things in memory")
    session.execute(text("SET LOCAL work_mem = '64kB'; SET LOCAL temp_file_limit = 0"))
    with pytest.raises(DBAPIError) as failed:
        session.execute(text("SELECT g, repeat('x', 99) AS t FROM generate_series(1, 99999) g ORDER BY t, g"))
    assert outage_of(failed.value) is NoRoom
    session.rollback()


def test_no_room_to_open_a_workbook(office: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as full:
        full.setattr(workbooks.tempfile, "TemporaryFile", partial(Path("/dev/full").open, "w+b"))
        assert refused_for_room(send(office, book(), "nca.xlsx"))
    assert send(office, book(), "nca.xlsx").status_code == 422
    assert kept() == 0


def test_no_room_for_what_was_taken_from_an_account(
    client: CheckedClient, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written before the commit, so nothing is taken."""
    client.sign_in(made.account(Role.ADMINISTRATOR))
    other = made.account(Role.LEAD)
    address, why = f"/accounts/{other.id}/close", {"because": "They left"}
    with monkeypatch.context() as full:
        full.setattr(audit_storing, "revoked_file", lambda _heads: Path("/dev/full"))
        assert refused_for_room(client.post(address, data=why))
    assert db.session.get_one(Account, other.id).active
    assert client.post(address, data=why).status_code == 302
    assert not db.session.get_one(Account, other.id).active


def test_no_room_for_the_head_of_the_audit(
    office: CheckedClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What was committed stays: the next head that finds room is further on."""

    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    ours = chain()
    monkeypatch.setattr(ours, "heads", Heads(str(tmp_path / "heads")))
    with monkeypatch.context() as full:
        full.setattr(Heads, "write", no_room)
        assert send(office, csv_of([])).status_code == 302
    assert kept() == 1
    assert send(office, csv_of([])).status_code == 302
    db.session.commit()
    found = verify(db.session.connection(), ours.heads, ours.keys, clock.now())
    assert not found.findings
    db.session.rollback()


def test_a_page_that_is_drawn_is_answered_though_the_database_goes_before_it_is_sent(
    office: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite is a file: it does not go away")

    def gone(_viewer: object) -> None:
        ours = db.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:ours, 5000)"), {"ours": ours})

    with monkeypatch.context() as going:
        going.setattr(guard, "_note_use", gone)
        assert office.get("/imports/new").status_code == 200
    assert send(office, csv_of([])).status_code == 302
    assert kept() == 1


def test_an_error_of_our_own_is_no_outage(session: scoped_session[Session]) -> None:
    """The canary: a page that calls every failure an outage would hide our mistakes."""
    with pytest.raises(DBAPIError) as failed:
        session.execute(text("SELECT no_such_column FROM account"))
    assert outage_of(failed.value) is None
    assert outage_of(OSError(errno.ENOENT, "no such file")) is None
    assert outage_of(ValueError()) is None
    session.rollback()
