"""Signing in by one's organisation, against a provider on this machine."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import actions, single_sign_on_routes, vouching
from accounts.account import Account, SignIn
from accounts.audit import AuditEntry
from accounts.limits import limiter
from accounts.outside import OutsideIdentity
from foundation.database import db
from tests.access.test_leaks import all_held, changed
from tests.pages.client import CheckedClient
from tests.provider import CLIENT, KEY, SECRET, STRANGERS_KEY, Provider, serving

ASK = "/sign-in/organisation"


@pytest.fixture(scope="module")
def organisation() -> Iterator[Provider]:
    with serving(Provider()) as provider:
        yield provider


@pytest.fixture
def joined(organisation: Provider, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application of a borough that has an organisation's sign-in."""
    settings = replace(
        app.config["SETTINGS"],
        OIDC_ISSUER=organisation.issuer,
        OIDC_CLIENT_ID=CLIENT,
        OIDC_CLIENT_SECRET=SECRET,
    )
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    monkeypatch.setitem(app.extensions, "authlib.integrations.flask_client", None)
    single_sign_on_routes.register(app)
    limiter.reset()
    return app


@pytest.fixture
def provider(organisation: Provider) -> Provider:
    organisation.claims, organisation.key = {}, KEY
    return organisation


@pytest.fixture
def ada(session: Session) -> Account:
    account = actions.open_account("ada@example.invalid", "Ada Sample", None, by=None)
    db.session.commit()
    return account


@pytest.fixture
def browser(joined: Flask, session: Session) -> CheckedClient:
    return new_browser(joined)


def new_browser(joined: Flask) -> CheckedClient:
    return cast("CheckedClient", joined.test_client())


def goes_there_and_back(browser: CheckedClient, provider: Provider, goes_to: str = "") -> Any:
    sent = browser.get(ASK, query_string={"next": goes_to} if goes_to else {})
    assert sent.headers["Location"].startswith(f"{provider.issuer}/authorize?")
    return browser.get(provider.answers(sent.headers["Location"]))


def signs_in(browser: CheckedClient, provider: Provider, goes_to: str = "") -> str:
    goes_there_and_back(browser, provider, goes_to)
    return browser.post(f"{ASK}/finish").headers["Location"]


def is_in(browser: CheckedClient) -> bool:
    return browser.get("/me/account").status_code == 200


def test_an_account_is_found_by_its_verified_address_and_then_by_who_it_is(
    joined: Flask, browser: CheckedClient, provider: Provider, ada: Account
) -> None:
    assert signs_in(browser, provider, "/me/account") == "/me/account"
    assert is_in(browser)
    assert db.session.scalars(select(SignIn.how)).one() == "organisation"
    assert db.session.scalars(select(AuditEntry.act).where(AuditEntry.act == "account.link")).all()
    provider.claims = {"email": "ada.married@example.invalid", "email_verified": False}
    again = new_browser(joined)
    signs_in(again, provider)
    assert is_in(again)
    assert len(db.session.scalars(select(OutsideIdentity)).all()) == 1


def test_coming_back_changes_no_row_until_the_button_is_pressed(
    browser: CheckedClient, provider: Provider, ada: Account
) -> None:
    before = all_held()
    page = goes_there_and_back(browser, provider)
    assert "ada@example.invalid" in page.text
    assert changed(before, all_held()) == set()
    assert not is_in(browser)


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "nobody@example.invalid"},
        {"email": None},
        {"email": "command-line@system.invalid"},
    ],
    ids=str,
)
def test_no_account_is_made_and_none_given_for_an_address_nobody_verified(
    browser: CheckedClient, provider: Provider, ada: Account, claims: dict[str, Any]
) -> None:
    actions.command_line()
    provider.claims = claims
    before = all_held()
    assert signs_in(browser, provider) == "/sign-in"
    assert "you have no account here" in browser.get("/sign-in").text
    assert changed(before, all_held()) == set()
    assert not is_in(browser)


def test_an_address_given_to_somebody_new_does_not_bring_the_account_along(
    joined: Flask, browser: CheckedClient, provider: Provider, ada: Account
) -> None:
    signs_in(browser, provider)
    provider.claims = {"sub": "another-ada"}
    other = new_browser(joined)
    signs_in(other, provider)
    assert not is_in(other)


def test_a_closed_account_is_not_let_in(browser: CheckedClient, provider: Provider, ada: Account) -> None:
    ada.active = False
    assert signs_in(browser, provider) == "/sign-in"
    assert db.session.scalars(select(OutsideIdentity)).all() == []


FORGED = [
    {"iss": "https://evil.example"},
    {"aud": "somebody-else"},
    {"nonce": "another"},
    {"exp": int(time.time()) - 3600},
]


@pytest.mark.parametrize("claims", FORGED, ids=lambda claims: next(iter(claims)))
def test_an_answer_that_is_not_for_us_or_not_for_now_is_refused(
    browser: CheckedClient, provider: Provider, ada: Account, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert goes_there_and_back(browser, provider).headers["Location"] == "/sign-in"
    assert browser.post(f"{ASK}/finish").headers["Location"] == "/sign-in"
    assert not is_in(browser)


def test_an_answer_signed_by_somebody_else_is_refused(
    browser: CheckedClient, provider: Provider, ada: Account
) -> None:
    provider.key = STRANGERS_KEY
    assert goes_there_and_back(browser, provider).headers["Location"] == "/sign-in"
    assert not is_in(browser)


def test_an_answer_to_another_browser_is_refused(
    joined: Flask, browser: CheckedClient, provider: Provider, ada: Account
) -> None:
    """Its state is another's: nobody is signed in as whoever sends them a link."""
    theirs = new_browser(joined)
    link = provider.answers(theirs.get(ASK).headers["Location"])
    browser.get(ASK)
    assert browser.get(link).headers["Location"] == "/sign-in"
    assert browser.get(f"{ASK}/back?state=x&error=access_denied").headers["Location"] == "/sign-in"
    assert browser.post(f"{ASK}/finish").headers["Location"] == "/sign-in"


def test_a_code_is_good_for_one_answer(browser: CheckedClient, provider: Provider, ada: Account) -> None:
    link = provider.answers(browser.get(ASK).headers["Location"])
    assert browser.get(link).status_code == 200
    assert browser.get(link).headers["Location"] == "/sign-in"


SHOWN = [
    ({}, "/sign-in/set-up"),
    ({"amr": ["pwd"]}, "/sign-in/set-up"),
    ({"amr": ["pwd", "mfa"]}, "/"),
    ({"acr": "AAL3_ANY"}, "/"),
    ({"acr": "AAL1_USERPASS"}, "/sign-in/set-up"),
]


@pytest.mark.parametrize(("claims", "leads_to"), SHOWN, ids=str)
def test_a_second_factor_is_asked_for_where_the_organisation_asked_for_none(
    joined: Flask, browser: CheckedClient, provider: Provider, ada: Account, claims: dict[str, Any],
    leads_to: str, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setitem(joined.config, "REQUIRE_SECOND_FACTOR", True)
    provider.claims = claims
    assert signs_in(browser, provider) == leads_to
    assert is_in(browser) is (leads_to == "/")


def test_entra_says_in_its_own_word_that_it_has_verified_an_address() -> None:
    said = {"iss": "i", "sub": "s", "email": "a@example.invalid"}
    assert vouching.judge(said, frozenset()).email is None
    assert vouching.judge(said | {"xms_edov": True}, frozenset()).email == "a@example.invalid"


def test_the_sign_in_page_offers_it(browser: CheckedClient) -> None:
    assert f'href="{ASK}?next=/find"' in browser.get("/sign-in?next=/find").text


def test_the_sign_in_page_does_not_offer_what_there_is_not(client: CheckedClient) -> None:
    assert ASK not in client.get("/sign-in").text
