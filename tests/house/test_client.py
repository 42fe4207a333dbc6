"""The client that page tests use judges what it is there to judge."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select, text

from accounts.account import Account, SignIn
from foundation import clock
from foundation.database import db, open_database
from tests.pages.client import CheckedClient, statements

PAGE = '<!doctype html><html lang="en-GB"><title>Teams</title><h1>Teams</h1>{}</html>'


@pytest.fixture
def small(tmp_path: Path) -> Iterator[CheckedClient]:
    """A client of a service with one table and five pages, inside an application context."""
    app = Flask("small")
    app.config |= {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'small.db'}", "SECRET_KEY": "test"}
    app.test_client_class = CheckedClient
    open_database(app)
    pages(app)
    with app.app_context():
        db.session.execute(text("CREATE TABLE team (name TEXT)"))
        db.session.commit()
        yield cast("CheckedClient", app.test_client())
        db.session.remove()
        db.engine.dispose()


def pages(app: Flask) -> None:
    @app.post("/commits")
    def commits() -> str:
        write("East")
        db.session.commit()
        return PAGE

    @app.post("/forgets")
    def forgets() -> str:
        write("East")
        return PAGE

    @app.post("/refuses")
    def refuses() -> str:
        write("East")
        db.session.rollback()
        return PAGE

    @app.get("/faulty")
    def faulty() -> str:
        return "<p>Teams"

    @app.get("/moved")
    def moved() -> ResponseReturnValue:
        return redirect("/faulty" if request.args.get("faulty") else "/count")

    @app.get("/count")
    def count() -> str:
        return PAGE.format(db.session.scalar(text("SELECT count(*) FROM team")))


def write(name: str) -> None:
    db.session.execute(text("INSERT INTO team VALUES (:name)"), {"name": name})


def test_a_commit_and_a_rollback_leave_nothing(small: CheckedClient) -> None:
    assert small.post("/commits").status_code == 200
    assert small.post("/refuses").status_code == 200
    assert "1" in small.get("/count").text


def test_a_forgotten_commit_is_noticed(small: CheckedClient) -> None:
    with pytest.raises(AssertionError, match=r"/forgets left uncommitted: .*INSERT INTO team"):
        small.post("/forgets")


def test_a_faulty_page_is_noticed_also_after_a_redirect(small: CheckedClient) -> None:
    assert small.get("/moved?faulty=1").status_code == 302
    for address in ("/faulty", "/moved?faulty=1"):
        with pytest.raises(AssertionError, match="0 h1 headings"):
            small.get(address, follow_redirects=True)


def test_a_request_sees_what_the_test_has_not_committed(small: CheckedClient) -> None:
    write("East")
    assert "1" in small.get("/moved", follow_redirects=True).text


def test_statements_are_counted_without_the_transactions_own(small: CheckedClient) -> None:
    with statements() as sent:
        small.get("/count")
        small.post("/refuses")
    assert [statement.split()[0] for statement in sent] == ["SELECT", "INSERT"]


def test_signing_in_lasts_until_signing_out(client: CheckedClient) -> None:
    """The sign-out form needs its token, which the client carries."""
    account = Account(email="ann@example.test", name="Ann Example", created_at=clock.now())
    db.session.add(account)
    db.session.flush()
    client.sign_in(account)
    assert client.post("/sign-out").status_code == 302
    assert db.session.scalars(select(SignIn.ended_at)).one() is not None
