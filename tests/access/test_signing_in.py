"""Getting in, getting out, and forms that did not come from one of our pages."""

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from accounts.actions import HASHER
from accounts.routes import limiter
from tests import builders as make
from tests.access.borough import borough
from tests.access.policy import Actor, policy
from tests.access.test_leaks import all_held, changed
from tests.access.test_policy import as_actor
from tests.pages.client import CheckedClient, without_token

RIGHT, WRONG = "right horse battery", "wrong horse battery"
TRIES = 10
ACTS = [row for row in policy() if row.method == "POST"]


@pytest.fixture
def known(client: CheckedClient) -> CheckedClient:
    """A signed-out browser; there is one account with a password."""
    account = make.account(email="known@sample.invalid")
    account.password_hash = HASHER.hash(RIGHT)
    return client


def tried(client: CheckedClient, email: str, password: str) -> TestResponse:
    return client.post("/sign-in", data={"email": email, "password": password})


def test_the_right_password_lets_in(known: CheckedClient) -> None:
    assert tried(known, "Known@Sample.invalid ", RIGHT).status_code == 302
    assert known.get("/").headers["Location"] == "/no-role"  # signed in


def test_a_wrong_password_and_an_unknown_account_are_told_the_same(known: CheckedClient) -> None:
    told = [tried(known, email, WRONG) for email in ("known@sample.invalid", "nobody@sample.invalid")]
    assert [response.status_code for response in told] == [422, 422]
    assert as_said(told[0]) == as_said(told[1])
    assert "The email address or password is not right." in told[0].text


@pytest.mark.parametrize("email", ["known@sample.invalid", "nobody@sample.invalid"])
def test_guesses_are_counted_for_each_account_known_or_not(known: CheckedClient, email: str) -> None:
    """Also the right password is not let in once there were too many tries."""
    guesses = [tried(known, email, WRONG).status_code for _ in range(TRIES)]
    assert guesses == [422] * TRIES
    limited = tried(known, email.upper(), RIGHT)
    assert limited.status_code == 429
    assert "Too many tries" in limited.text
    assert tried(known, "another@sample.invalid", WRONG).status_code == 422


def test_a_closed_account_is_told_what_a_wrong_password_is(known: CheckedClient) -> None:
    closed = make.account(email="closed@sample.invalid")
    closed.password_hash, closed.active = HASHER.hash(RIGHT), False
    assert as_said(tried(known, "closed@sample.invalid", RIGHT)) == as_said(
        tried(known, "nobody@sample.invalid", RIGHT)
    )


def as_said(response: TestResponse) -> str:
    """The page, without what the reader typed into it."""
    page = without_token(response.text)
    for typed in ("known@sample.invalid", "nobody@sample.invalid", "closed@sample.invalid"):
        page = page.replace(typed, "…")
    return page


def test_signing_out_ends_it_on_the_server(app: Flask, known: CheckedClient) -> None:
    """A copied cookie opens nothing afterwards."""
    make.account(email="other@sample.invalid")
    tried(known, "known@sample.invalid", RIGHT)
    cookie = known.get_cookie("session")
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("session", cookie.value)
    assert thief.get("/me").status_code == 404  # signed in, with no role
    known.post("/sign-out")
    thief.set_cookie("session", cookie.value)
    assert thief.get("/me").status_code == 302


def test_signing_in_anew_ends_what_the_browser_had_before(app: Flask, known: CheckedClient) -> None:
    """A cookie copied before opens nothing afterwards, and was another."""
    tried(known, "known@sample.invalid", RIGHT)
    before = known.get_cookie("session")
    assert before is not None
    tried(known, "known@sample.invalid", RIGHT)
    assert known.get("/me").status_code == 404  # signed in, with no role
    thief = app.test_client()
    thief.set_cookie("session", before.value)
    assert thief.get("/me").status_code == 302


def test_closing_an_account_signs_it_out_everywhere(client: CheckedClient) -> None:
    account = make.account(email="known@sample.invalid")
    client.sign_in(account)
    assert client.get("/me").status_code == 404
    account.active = False
    assert client.get("/me").status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example/"])
def test_signing_in_leads_nowhere_else(known: CheckedClient, elsewhere: str) -> None:
    answer = known.post(
        "/sign-in",
        query_string={"next": elsewhere},
        data={"email": "known@sample.invalid", "password": RIGHT},
    )
    assert answer.headers["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_asked(known: CheckedClient) -> None:
    asked = known.get("/people/7/history?line=management")
    answer = known.post(asked.headers["Location"], data={"email": "known@sample.invalid", "password": RIGHT})
    assert answer.headers["Location"] == "/people/7/history?line=management"


@pytest.mark.parametrize("actor", Actor)
def test_no_act_is_done_for_a_form_without_its_token(
    app: Flask, session: scoped_session[Session], actor: Actor
) -> None:
    """Every act that would be done for the actor with it."""
    small = borough()
    client = as_actor(app, small, actor)
    before = all_held()
    for row in (row for row in ACTS if row.answers[actor] in ("yes", "sign")):
        limiter.reset()
        told = client.open(small.address(row.address, actor), method="POST")
        assert told.status_code == 400, row
        assert "open too long" in told.text
    assert changed(before, all_held()) == set()
