"""The app under gunicorn, and a browser of the partnership office that starts people in it."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from accounts.permissions import Role
from bench.pages import TOKEN, sign_in
from bench.sample import SECRET_KEY
from bench.served import serving
from foundation.database import db
from tests import builders as made
from tests.databases import Scratch

PAGE = "/people/new"
EMAIL = "served@example.test"
PATIENCE = 120
"""Seconds after which somebody is taken to hang."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. A status of 0: the connection was cut."""

    status: int
    page: str = ""
    retry_after: str | None = None


@dataclass(frozen=True)
class Office:
    """The office's browser. `app`: the same app in this process, to look at the register with."""

    app: Flask
    port: int
    cookie: str
    token: str

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        """One request, on a connection of its own."""
        usual = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            try:
                connection.request(method, path, body, usual | headers)
                answer = connection.getresponse()
                return Answer(answer.status, answer.read().decode(), answer.headers["Retry-After"])
            except (OSError, HTTPException):
                return Answer(0)

    def form_of(self, number: str) -> str:
        """Somebody's first day, as a browser sends it; no two numbers are one person's."""
        person = {"given_name": "Ann", "family_name": "Example", "known_as": "", "starts_on": "2026-12-01"}
        contract = {"assignment_number": number, "contract": "substantive", "contracted_hours": "37"}
        rest = {"organisation_id": "1", "job_title": "Nurse", "because": "She came", "csrf_token": self.token}
        return urlencode(person | contract | rest)


def office_of(app: Flask, email: str, port: int) -> Office:
    """A browser that this account is signed in with."""
    with app.app_context():
        cookie = sign_in(app, email)
    with app.test_request_context():
        session["csrf_token"] = TOKEN
        return Office(app, port, cookie, generate_csrf())


@contextmanager
def served_office(app: Flask, database: Scratch, module: str = "wsgi:app") -> Iterator[Office]:
    """The app of `module` on an empty register, with one employer and an office account."""
    app.secret_key = SECRET_KEY
    with app.app_context():
        made.organisation("nca")
        made.account(Role.OFFICE, email=EMAIL)
        db.session.commit()
    with served(app, database, module) as port:
        yield office_of(app, EMAIL, port)


@contextmanager
def served(app: Flask, database: Scratch, module: str) -> Iterator[int]:
    """The app of `module` on the register of `app`. Gives its port. Both processes write the audit's heads to one
    file."""
    before = os.environ.get("AUDIT_HEADS", "")
    os.environ["AUDIT_HEADS"] = app.config["AUDIT_HEADS"]
    try:
        with serving(module, database.address) as server:
            yield server.port
    finally:
        os.environ["AUDIT_HEADS"] = before
        with app.app_context():
            db.engine.dispose()
