"""Signing in and out."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from accounts import actions
from accounts.permissions import Role
from tests.pages.client import CheckedClient

PASSWORD = "correct horse battery"


@pytest.fixture
def office(session: Session) -> str:
    account = actions.open_account(
        "office@example.invalid", "Office Sample", PASSWORD, roles=[(Role.OFFICE, "")], by=None
    )
    session.commit()
    return account.email


def sign_in(
    client: CheckedClient, email: str, password: str = PASSWORD, goes_to: str = ""
) -> tuple[int, str]:
    response = client.post(f"/sign-in?next={goes_to}", data={"email": email, "password": password})
    return response.status_code, response.headers.get("Location", "")


def test_the_first_page_is_the_one_the_role_comes_for(client: CheckedClient, office: str) -> None:
    assert sign_in(client, office) == (302, "/")
    assert client.get("/").headers["Location"] == "/imports"


def test_who_asked_for_a_page_gets_it_after_signing_in(client: CheckedClient, office: str) -> None:
    asked = client.get("/find?q=Sample")
    assert asked.headers["Location"] == "/sign-in?next=/find?q%3DSample"
    assert sign_in(client, office, goes_to="/find?q%3DSample") == (302, "/find?q=Sample")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/%5Cevil.example", "/%09/evil.example"]
)
def test_nobody_is_sent_to_another_site(client: CheckedClient, office: str, elsewhere: str) -> None:
    assert sign_in(client, office, goes_to=elsewhere) == (302, "/")


def test_a_copied_cookie_is_worth_nothing_after_signing_out(
    app: Flask, client: CheckedClient, office: str
) -> None:
    sign_in(client, office)
    with client.session_transaction() as cookie:
        token = cookie["token"]
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie["token"] = token
    assert thief.get("/find").headers["Location"].startswith("/sign-in")


def test_pages_are_not_kept_by_the_browser_but_stylesheets_are(client: CheckedClient, office: str) -> None:
    sign_in(client, office)
    assert client.get("/find").headers["Cache-Control"] == "no-store"
    with client.get("/static/site.css") as stylesheet:
        assert "max-age=31536000" in stylesheet.headers["Cache-Control"]
