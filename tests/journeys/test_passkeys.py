"""Somebody adds a passkey, signs in with nothing else, and takes it away again."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts import actions
from accounts.limits import limiter
from accounts.permissions import Role
from foundation.database import db
from tests.browser import WIDTHS, LiveServer, new_context, watch
from tests.journeys.reader import Reader

PASSWORD = "correct horse battery"
KEPT = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A phone or a computer that knows who touches it, and is touched at once."""


@pytest.fixture(params=list(WIDTHS))
def at_home(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that reaches the service by a name, as passkeys need, with an account to sign in to."""
    limiter.reset()
    live_server.restore()
    with live_server.app.app_context():
        actions.open_account(
            "ada@example.invalid", "Ada Sample", PASSWORD, roles=[(Role.OFFICE, "")], by=None
        )
        db.session.commit()
    address = f"http://localhost:{urlsplit(live_server.address).port}"
    context = new_context(browser, request.param, address)
    faults = watch(context, address)
    yield context.new_page()
    context.close()
    live_server.restore()
    assert not faults, "\n".join(faults)


def knows_passkeys(page: Page, **other: object) -> None:
    """The browser's own pretended authenticator, from now on."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEPT | other})


def says_password(reader: Reader) -> None:
    reader.page.goto("/sign-in")
    reader.fills("Email address", "ada@example.invalid")
    reader.fills("Password", PASSWORD)
    reader.presses("Sign in")


def adds_one(reader: Reader) -> None:
    reader.opens("/me/account", "own account with passkeys")
    reader.follows("Add a passkey", "add a passkey")
    reader.fills("Name", "Work phone")
    reader.fills("Your present password, or a code from your app or your recovery codes", PASSWORD)
    reader.page.get_by_role("button", name="Go on").click()
    reader.reads_heading("Your recovery codes")


def test_a_passkey_is_added_used_alone_and_taken_away(at_home: Page) -> None:
    knows_passkeys(at_home)
    reader = Reader(at_home)
    says_password(reader)
    adds_one(reader)
    reader.signs_out()
    at_home.goto("/sign-in?next=/me/account")
    reader.looks("sign in with a passkey")
    at_home.get_by_role("button", name="Sign in with a passkey").click()
    reader.reads_heading("Your account")
    expect(at_home.get_by_text("This one")).to_be_visible()
    reader.follows("Take away", "take a passkey away")
    reader.fills("Your present password, or a code from your app or your recovery codes", PASSWORD)
    reader.presses("Take it away")
    expect(at_home.get_by_text("The passkey is taken away.")).to_be_visible()
    reader.signs_out()
    at_home.get_by_role("button", name="Sign in with a passkey").click()
    expect(at_home.get_by_text("That is no passkey of this service")).to_be_visible()


def test_it_is_the_second_step_after_the_password(at_home: Page) -> None:
    knows_passkeys(at_home)
    reader = Reader(at_home)
    says_password(reader)
    adds_one(reader)
    reader.signs_out()
    says_password(reader)
    reader.looks("second step with a passkey")
    at_home.get_by_role("button", name="Use a passkey").click()
    expect(at_home.get_by_role("button", name="Sign out")).to_be_visible()


def test_without_scripts_the_page_says_what_to_do_instead(
    browser: Browser, live_server: LiveServer, at_home: Page
) -> None:
    address = f"http://localhost:{urlsplit(live_server.address).port}"
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("JavaScript turned off")).to_be_visible()
    expect(page.get_by_role("button", name="Ask again")).to_be_hidden()
    page.get_by_role("link", name="Go another way").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()


def test_a_browser_that_finds_no_passkey_says_so_and_can_be_asked_again(at_home: Page) -> None:
    knows_passkeys(at_home)
    at_home.goto("/sign-in")
    at_home.get_by_role("button", name="Sign in with a passkey").click()
    expect(at_home.get_by_text("Nothing was used. Try again, or go another way.")).to_be_visible()
    Reader(at_home).looks("no passkey found")
    expect(at_home.get_by_role("button", name="Ask again")).to_be_enabled()
