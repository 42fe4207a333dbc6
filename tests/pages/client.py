"""Flask's test client, judging each answer: sound HTML, and nothing left uncommitted."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import flask
from flask import has_app_context
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from accounts.account import Account
from accounts.actions import start_sign_in
from foundation.database import db
from tests.left_behind import asked
from tests.pages.sound import sound_pages

HOST = "localhost"
TOKEN_SENT = re.compile(r'(name="csrf_token"[^>]*value=")[^"]+')
TOKEN = re.compile(r'<input[^>]*name="csrf_token"[^>]*>')
WRITES = {"INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"}
NOT_QUESTIONS = {"BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "PRAGMA"}


class CheckedClient(FlaskClient):
    """Each request has an application context of its own, as in life: what a test keeps in its session is
    committed first so that the request can see it, and read afresh afterwards.

    Raises AssertionError for a page with faults and for a request that changed something without a commit.
    """

    def sign_in(self, account: Account) -> None:
        """This browser is the account's from now on, as after the sign-in page."""
        token = start_sign_in(account)
        db.session.commit()
        with self.session_transaction() as cookie:
            cookie["token"] = token

    def post(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Sends the token that each of our forms carries (`faults` asserts that they do)."""
        self.environ_base["HTTP_X_CSRFTOKEN"] = self._form_token()
        return super().post(*args, **kwargs)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        with self.application.app_context(), watching_writes(db.engine):
            response = super().open(*args, **kwargs)
            left = uncommitted(db.session())
        asked(response.request.full_path)
        asked(response.location or "")
        if has_app_context():
            db.session.expire_all()
        assert not left, f"{response.request.path} left uncommitted: {left}"
        judge(response)
        return response

    def _form_token(self) -> str:
        with self.session_transaction() as cookie:
            secret = cookie.setdefault("csrf_token", "known only to this browser")
        with self.application.app_context(), self.application.test_request_context():
            flask.session["csrf_token"] = secret
            return generate_csrf()


def without_token(page: str) -> str:
    """The page without the tokens of its forms, which differ at each request."""
    return TOKEN.sub("", page)


def judge(response: TestResponse) -> None:
    """Asserts that an answer in HTML is a sound page. A redirect's body is never shown, so it is let be."""
    if response.mimetype != "text/html" or 300 <= response.status_code < 400:
        return
    found = sound_pages().faults(TOKEN_SENT.sub(r"\1a token", response.text), HOST)
    assert not found, f"{response.request.path}\n" + "\n".join(found)


@contextmanager
def watching_writes(engine: Engine) -> Iterator[None]:
    """Within the block, each connection's `info` holds the writes it has made since its last commit."""

    def executed(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if first_word(statement) in WRITES:
            connection.info.setdefault("unsaved", []).append(statement)

    def settled(connection: Connection) -> None:
        connection.info.pop("unsaved", None)

    listeners = [("before_cursor_execute", executed), ("commit", settled), ("rollback", settled)]
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)


def uncommitted(session: Session) -> list[str]:
    """What the session would lose if it ended now: rows not yet written, and writes not yet committed."""
    rows = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    written = session.connection().info.get("unsaved", []) if session.in_transaction() else []
    return [repr(row) for row in rows] + list(written)


@contextmanager
def statements() -> Iterator[list[str]]:
    """A list that fills with each SQL statement sent within the block, transactions' own words left out.

    Needs an application context, as the `session` fixture gives.
    """
    sent: list[str] = []

    def executed(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if first_word(statement) not in NOT_QUESTIONS:
            sent.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", executed)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", executed)


def first_word(statement: str) -> str:
    """`SELECT` of a SELECT."""
    return statement.split(maxsplit=1)[0].upper()
