"""Somebody signs in with a second factor, looks after their account, and is asked whether they are still there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pyotp.totp import TOTP

from accounts import actions
from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from tests.browser import LiveServer
from tests.journeys.reader import Reader

PASSWORD = "correct horse battery"
WORDS = "She has moved to another employer"


@pytest.fixture
def reader(page: Page, live_server: LiveServer) -> Iterator[Reader]:
    """An administrator at a browser, signed in; there is one other account."""
    live_server.restore()
    with live_server.app.app_context():
        for name in ("admin", "other"):
            roles = [(Role.ADMINISTRATOR, "")]
            actions.open_account(
                f"{name}@example.invalid", f"{name.title()} Sample", PASSWORD, roles=roles, by=None
            )
        db.session.commit()
    reader = Reader(page)
    page.goto("/sign-in")
    says_password(reader)
    yield reader
    live_server.restore()


def says_password(reader: Reader) -> None:
    reader.fills("Email address", "admin@example.invalid")
    reader.fills("Password", PASSWORD)
    reader.presses("Sign in")


def sets_up(reader: Reader) -> str:
    """Types the letters under the picture into an app. Gives them."""
    secret = reader.page.locator(".scan__typed").inner_text().replace(" ", "")
    reader.fills("Code from your app", TOTP(secret).at(clock.now()))
    reader.fills("Your present password", PASSWORD)
    return secret


def test_a_second_factor_is_set_up_by_keyboard_and_used(reader: Reader, live_server: LiveServer) -> None:
    reader.follows("Admin Sample", "own account")
    reader.follows("Add a code from an app on your phone", "set up a factor")
    sets_up(reader)
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    reader.looks("recovery codes")
    code = reader.page.locator(".codes li").first.inner_text()
    reader.follows("I have kept them", "own account with a factor")
    reader.signs_out()
    says_password(reader)
    reader.looks("code")
    reader.fills("Code from your app, or a recovery code", "000000")
    reader.presses("Sign in", "wrong code")
    reader.reads("That code is not right")
    reader.fills("Code from your app, or a recovery code", code)
    reader.presses("Sign in")
    reader.follows("Admin Sample", "own account with a factor")
    reader.reads("9 recovery codes left")
    for link, kind in (
        ("Change your password", "password"),
        ("Turn the app’s codes off", "turn off"),
        ("Make new recovery codes", "new codes"),
    ):
        reader.follows(link, kind)
        reader.follows("Your account", "own account with a factor")


def test_nobody_is_let_in_before_they_have_set_one_up(reader: Reader, live_server: LiveServer) -> None:
    reader.signs_out()
    live_server.app.config["REQUIRE_SECOND_FACTOR"] = True
    try:
        says_password(reader)
        reader.looks("set up before signing in")
        secret = reader.page.locator(".scan__typed").inner_text().replace(" ", "")
        reader.fills("Code from your app", TOTP(secret).at(clock.now()))
        reader.presses("Set it up and sign in", "codes before signing in")
        reader.follows("I have kept them", "accounts")
    finally:
        live_server.app.config["REQUIRE_SECOND_FACTOR"] = False


def test_an_administrator_keeps_an_account(reader: Reader) -> None:
    reader.opens("/accounts", "accounts")
    reader.follows("Other Sample", "an account")
    reader.follows("Give a role", "give a role")
    reader.presses("Give the role", "give a role, refused")
    reader.chooses("Role", "Review coordinator")
    reader.fills("Why", "Starts on Monday")
    reader.presses("Give the role", "an account with a change")
    reader.reads("Review coordinator", "Starts on Monday")
    reader.follows("Take away", "take a role away")
    reader.follows("Other Sample", "an account with a change")
    reader.follows("Close the account", "close an account")
    reader.fills("Why", WORDS)
    reader.presses("Close the account", "a closed account")
    reader.follows("Open the account again", "open it again")


def test_whoever_is_still_there_stays(reader: Reader) -> None:
    reader.page.clock.install()
    reader.opens("/accounts/2/close", "close an account")
    reader.page.clock.fast_forward("27:01")
    stay = reader.page.get_by_role("button", name="Stay signed in")
    expect(stay).to_be_focused()
    reader.looks("still there?")
    with reader.page.expect_response("**/stay") as answer:
        reader.page.keyboard.press("Enter")
    assert answer.value.status == 200
    expect(stay).to_have_count(0)
    reader.page.clock.fast_forward("26:00")
    expect(stay).to_have_count(0)


def test_a_page_left_alone_goes_away_and_nothing_typed_is_lost(reader: Reader) -> None:
    reader.page.clock.install()
    reader.opens("/accounts/2/close", "close an account")
    reader.fills("Why", WORDS)
    reader.page.clock.fast_forward("27:01")
    with reader.page.expect_navigation():
        reader.page.clock.fast_forward("02:00")
    reader.reads_heading("Sign in")
    reader.looks("signed out")
    reader.reads("You have been signed out")
    reader.does_not_read(WORDS, "Other Sample")
    says_password(reader)
    reader.reads_heading("Close the account of Other Sample")
    reader.looks("typed before")
    expect(reader.page.get_by_label("Why")).to_have_value(WORDS)
    reader.presses("Close the account")
    reader.reads("The account is closed.")
