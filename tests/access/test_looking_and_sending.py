"""What would find a look that changes something does find it, and nothing is done for a form that did not come from a
page of this sign-in. That looking changes nothing is asked of every page by `tests.access.test_leaks`."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from accounts import actions
from accounts.account import Account
from accounts.guard import open_to_all
from accounts.limits import limiter
from accounts.permissions import Role
from foundation.database import begin_writing, db
from tests import builders as make
from tests.access.borough import Borough, borough
from tests.access.policy import Actor
from tests.access.test_leaks import all_held, changed
from tests.access.test_policy import as_actor
from tests.access.writes import written
from tests.house.test_guards import address, posts

PASSWORD = "correct horse battery"


@pytest.fixture
def small(session: scoped_session[Session]) -> Borough:
    return borough()


def write_while_looking() -> tuple[str, int, dict[str, str]]:
    begin_writing()
    db.session.execute(text("UPDATE account SET name = 'changed by looking'"))
    db.session.rollback()
    return "anything", 200, {"Content-Type": "text/plain"}


def test_a_page_that_writes_is_found(app: Flask, small: Borough, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it takes it back."""
    monkeypatch.setitem(app.view_functions, "home.up", open_to_all(write_while_looking))
    client = as_actor(app, small, Actor.SIGNED_OUT)
    with written() as statements:
        client.get("/up")
    assert len(statements) == 1


# Forms


@pytest.fixture
def anybody(session: scoped_session[Session]) -> Account:
    """An account that may do all there is."""
    account = actions.open_account("all@sample.invalid", "All Sample", PASSWORD, by=None)
    for role in Role:
        make.kept(make.RoleGrant(account_id=account.id, role=role.value))
    db.session.commit()
    limiter.reset()
    return account


class Plain(FlaskClient):
    """A browser that sends what it is told and nothing else. Each request has an application context of its own."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask, and read what is stored afresh afterwards."""
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        db.session.expire_all()
        return response


def plain(app: Flask) -> Plain:
    """A new one."""
    return Plain(app, app.response_class)


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def signed_in(app: Flask, account: Account) -> tuple[FlaskClient, str, str]:
    """A browser that has signed in, the token of the page it did so on, and that of a page since."""
    client = plain(app)
    old = token_in(client.get("/sign-in").text)
    said = {"email": account.email, "password": PASSWORD, "csrf_token": old}
    assert client.post("/sign-in", data=said).status_code == 302
    return client, old, token_in(client.get("/me/account").text)


@pytest.mark.parametrize("whose", ["none", "made up", "somebody else's", "from before signing in"])
def test_every_act_refuses_a_token_that_is_not_of_this_sign_in(
    app: Flask, anybody: Account, whose: str
) -> None:
    client, old, right = signed_in(app, anybody)
    _, _, foreign = signed_in(app, anybody)
    sent = {"none": "", "made up": "made up", "somebody else's": foreign, "from before signing in": old}[
        whose
    ]
    assert len({old, right, foreign}) == 3
    before, found = all_held(), dict[str, int]()
    for rule in posts(app):
        for data, header in ((sent, ""), ("", sent)):
            told = client.post(address(rule), data={"csrf_token": data}, headers={"X-CSRFToken": header})
            found[f"{rule} {bool(header)}"] = told.status_code
    assert {name for name, status in found.items() if status != 400} == set()
    assert len(found) > 100
    assert changed(before, all_held()) == set()


def test_the_right_token_is_taken(app: Flask, anybody: Account) -> None:
    """Or the test above would pass for a service that refuses everything."""
    client, _, right = signed_in(app, anybody)
    assert client.post("/stay", data={"csrf_token": right}).status_code == 200


# Requests that were ready before the sign-in ended


ENDS = ["signed out", "password changed", "closed", "ended elsewhere", "given a password"]


def end(app: Flask, account: Account, client: FlaskClient, token: str, how: str) -> None:
    if how == "signed out":
        assert client.post("/sign-out", data={"csrf_token": token}).status_code == 302
        return
    other, _, theirs = signed_in(app, account)
    if how == "password changed":
        new = "seven purple teapots"
        said = {"password": PASSWORD, "new": new, "again": new, "csrf_token": theirs}
        assert other.post("/me/account/password", data=said).status_code == 302
    elif how == "ended elsewhere":
        assert other.post("/me/account/sign-ins/end-others", data={"csrf_token": theirs}).status_code == 302
    else:
        begin_writing()
        keeper = actions.open_account("keeper@sample.invalid", "Keeper", PASSWORD, by=None)
        make.kept(make.RoleGrant(account_id=keeper.id, role=Role.ADMINISTRATOR.value))
        db.session.commit()
        admin, _, admins = signed_in(app, keeper)
        act = "close" if how == "closed" else "give-password"
        said = {"because": "Left", "csrf_token": admins}
        assert admin.post(f"/accounts/{account.id}/{act}", data=said).status_code in (200, 302)


@pytest.mark.parametrize("how", ENDS)
def test_a_request_made_ready_before_the_end_does_nothing_after_it(
    app: Flask, anybody: Account, how: str
) -> None:
    """The cookie and the form's token as they were, from the browser and from one that copied them."""
    client, _, token = signed_in(app, anybody)
    cookie = client.get_cookie("session")
    assert cookie
    end(app, anybody, client, token, how)
    before = all_held()
    for each in (client, plain(app)):
        each.set_cookie("session", cookie.value)
        told = each.post("/me/account/sign-ins/end-others", data={"csrf_token": token})
        assert (told.status_code, told.headers["Location"].split("?")[0]) == (302, "/sign-in")
        each.set_cookie("session", cookie.value)
        assert each.get("/me/account").headers["Location"].startswith("/sign-in")
    assert changed(before, all_held()) == set()
