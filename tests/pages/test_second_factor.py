"""A second factor: setting it up, signing in with it, losing it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from pyotp.totp import TOTP
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from accounts import actions, factor_actions
from accounts.account import Account
from accounts.audit import AuditEntry
from accounts.factor import AccountChange, HalfSignIn, RecoveryCode, SecondFactor
from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from tests.pages.client import CheckedClient

PASSWORD = "correct horse battery"
NOON = datetime(2026, 5, 5, 12, 0, 10, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def noon(session: Session) -> Iterator[None]:
    with clock.pretending(NOON):
        yield


@pytest.fixture
def office(session: Session) -> Account:
    return opened("office")


def opened(name: str, role: Role = Role.OFFICE) -> Account:
    account = actions.open_account(
        f"{name}@example.invalid", f"{name.title()} Sample", PASSWORD, roles=[(role, "")], by=None
    )
    db.session.commit()
    return account


def with_factor(account: Account) -> list[str]:
    """Set up ten minutes ago. Its recovery codes."""
    with clock.pretending(NOON - timedelta(minutes=10)):
        codes = factor_actions.set_up_factor(account.id, SECRET, code_at(clock.now()), at=clock.now())
    db.session.commit()
    return codes


def code_at(moment: datetime) -> str:
    return TOTP(SECRET).at(moment)


def says_password(client: CheckedClient, name: str = "office", goes_to: str = "") -> TestResponse:
    said = {"email": f"{name}@example.invalid", "password": PASSWORD}
    return client.post("/sign-in", query_string={"next": goes_to} if goes_to else {}, data=said)


def says_code(client: CheckedClient, code: str, goes_to: str = "") -> TestResponse:
    return client.post(f"/sign-in/code?next={goes_to}", data={"code": code})


def is_in(client: CheckedClient) -> bool:
    return client.get("/me/account").status_code == 200


def test_a_password_alone_opens_nothing_where_there_is_a_second_factor(
    client: CheckedClient, office: Account
) -> None:
    with_factor(office)
    asked = says_password(client, goes_to="/find?q=Sample")
    assert asked.headers["Location"].startswith("/sign-in/code?next=/find")
    assert not is_in(client)
    with client.session_transaction() as cookie:
        assert "token" not in cookie
        cookie["token"] = cookie["halfway"]  # half a sign-in is no sign-in, wherever its token is put
    assert not is_in(client)


def test_a_code_from_the_app_lets_in_and_leads_back(client: CheckedClient, office: Account) -> None:
    with_factor(office)
    says_password(client)
    with client.session_transaction() as cookie:
        halfway = cookie["halfway"]
    assert says_code(client, code_at(NOON), "/find?q%3DSample").headers["Location"] == "/find?q=Sample"
    with client.session_transaction() as cookie:
        assert cookie["token"] != halfway
        assert "halfway" not in cookie
    assert is_in(client)
    assert db.session.scalars(select(HalfSignIn)).all() == []


@pytest.mark.parametrize(("steps", "let_in"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_one_step_early_or_late(
    client: CheckedClient, office: Account, steps: int, let_in: bool
) -> None:
    with_factor(office)
    says_password(client)
    assert (says_code(client, code_at(NOON + steps * STEP)).status_code == 302) is let_in
    assert is_in(client) is let_in


def test_no_code_is_used_twice_and_none_older_than_the_last(
    app: Flask, client: CheckedClient, office: Account
) -> None:
    with_factor(office)
    says_password(client)
    assert says_code(client, code_at(NOON)).status_code == 302
    second = app.test_client()
    assert isinstance(second, CheckedClient)
    says_password(second)
    for code in (code_at(NOON), code_at(NOON - STEP)):
        assert says_code(second, code).status_code == 422
    assert says_code(second, code_at(NOON + STEP)).status_code == 302


def test_a_recovery_code_works_once_however_it_is_typed(
    app: Flask, client: CheckedClient, office: Account
) -> None:
    first, *_ = with_factor(office)
    says_password(client)
    assert says_code(client, first.upper().replace("-", " ")).status_code == 302
    assert "9 recovery codes" in client.get("/me/account").text
    second = app.test_client()
    assert isinstance(second, CheckedClient)
    says_password(second)
    assert says_code(second, first).status_code == 422


def test_after_five_wrong_codes_the_password_is_asked_for_again(
    client: CheckedClient, office: Account
) -> None:
    with_factor(office)
    says_password(client)
    assert [says_code(client, "000000").status_code for _ in range(5)] == [422] * 5
    assert says_code(client, code_at(NOON)).headers["Location"].startswith("/sign-in")
    assert not is_in(client)


def test_ten_codes_in_five_minutes_are_all_that_may_be_tried(client: CheckedClient, office: Account) -> None:
    with_factor(office)
    for _ in range(2):
        says_password(client)
        assert [says_code(client, "000000").status_code for _ in range(5)] == [422] * 5
    says_password(client)
    assert says_code(client, code_at(NOON)).status_code == 429
    assert not is_in(client)


@pytest.mark.parametrize("happens", ["closed", "late"])
def test_half_a_sign_in_does_not_last(client: CheckedClient, office: Account, happens: str) -> None:
    with_factor(office)
    says_password(client)
    later = NOON + timedelta(minutes=11 if happens == "late" else 1)
    office.active = happens != "closed"
    with clock.pretending(later):
        assert says_code(client, code_at(later)).headers["Location"].startswith("/sign-in")
        assert not is_in(client)


def test_setting_one_up_asks_the_password_and_a_code_and_shows_codes_once(
    client: CheckedClient, office: Account
) -> None:
    client.sign_in(office)
    offered = client.get("/me/account/second-factor")
    assert "<svg" in offered.text
    sealed = re.search(r'name="sealed"[^>]*value="([^"]+)"', offered.text)
    typed = re.search(r'class="scan__typed">([A-Z2-7 ]+)<', offered.text)
    assert sealed and typed
    assert typed[1].replace(" ", "") not in sealed[1]
    right = {"sealed": sealed[1], "code": TOTP(typed[1].replace(" ", "")).at(NOON), "password": PASSWORD}
    for wrong in ({"code": "000000"}, {"password": "wrong horse battery"}, {"sealed": "made up"}):
        assert client.post("/me/account/second-factor", data=right | wrong).status_code == 422
        assert db.session.scalars(select(SecondFactor)).all() == []
    shown = client.post("/me/account/second-factor", data=right)
    codes = re.findall(r"<li>([a-z0-9]{4}(?:-[a-z0-9]{4}){6})</li>", shown.text)
    assert len(set(codes)) == 10
    kept = db.session.scalars(select(RecoveryCode.code_hash)).all()
    assert not {code for code in codes for held in kept if code.replace("-", "") in held}
    assert typed[1].replace(" ", "") not in db.session.scalars(select(SecondFactor.sealed)).one()
    assert not any(code in client.get("/me/account").text for code in codes)


def test_an_offer_opens_for_nobody_else(app: Flask, client: CheckedClient, office: Account) -> None:
    """A sealed secret that somebody else was offered would be a second factor that they hold."""
    client.sign_in(office)
    sealed = re.search(r'name="sealed"[^>]*value="([^"]+)"', client.get("/me/account/second-factor").text)
    other = opened("other")
    client.sign_in(other)
    assert sealed
    said = {"sealed": sealed[1], "code": "123456", "password": PASSWORD}
    refused = client.post("/me/account/second-factor", data=said)
    assert refused.status_code == 422
    assert "Scan the new picture" in refused.text


def test_replacing_it_ends_the_old_app_and_the_old_codes(client: CheckedClient, office: Account) -> None:
    old = with_factor(office)
    factor_actions.set_up_factor(office.id, "K" * 32, TOTP("K" * 32).at(NOON), at=clock.now())
    db.session.commit()
    says_password(client)
    assert says_code(client, code_at(NOON + STEP)).status_code == 422
    assert says_code(client, old[3]).status_code == 422
    assert says_code(client, TOTP("K" * 32).at(NOON + STEP)).status_code == 302


@pytest.mark.parametrize("page", ["second-factor/turn-off", "recovery-codes"])
def test_what_a_borrowed_browser_must_not_do_asks_for_the_password(
    client: CheckedClient, office: Account, page: str
) -> None:
    before = with_factor(office)
    client.sign_in(office)
    wrong = client.post(f"/me/account/{page}", data={"password": "wrong horse battery"})
    assert wrong.status_code == 422
    assert "present password is not right" in wrong.text
    assert db.session.scalars(select(AuditEntry.act).where(AuditEntry.act == "refused:own_password")).all()
    assert factor_actions.use_code(office.id, before[0], at=clock.now())
    assert client.post(f"/me/account/{page}", data={"password": PASSWORD}).status_code in (200, 302)
    assert not factor_actions.use_code(office.id, before[1], at=clock.now())


def test_the_own_password_is_not_guessed_from_a_borrowed_browser(
    client: CheckedClient, office: Account
) -> None:
    with_factor(office)
    client.sign_in(office)
    pages = ["password", "second-factor/turn-off", "recovery-codes", "second-factor"] * 3
    told = [client.post(f"/me/account/{page}", data={"password": "wrong"}).status_code for page in pages]
    assert told == [422] * 10 + [429] * 2


# Where the borough asks for one


@pytest.fixture
def required(app: Flask) -> Iterator[None]:
    app.config["REQUIRE_SECOND_FACTOR"] = True
    yield
    app.config["REQUIRE_SECOND_FACTOR"] = False


@pytest.mark.usefixtures("required")
def test_nobody_gets_in_before_they_have_set_one_up(client: CheckedClient, office: Account) -> None:
    asked = says_password(client, goes_to="/find")
    assert asked.headers["Location"] == "/sign-in/set-up?next=/find"
    assert not is_in(client)
    page = client.get("/sign-in/set-up?next=/find").text
    sealed = re.search(r'name="sealed"[^>]*value="([^"]+)"', page)
    typed = re.search(r'class="scan__typed">([A-Z2-7 ]+)<', page)
    assert sealed and typed
    said = {"sealed": sealed[1], "code": "000000"}
    assert client.post("/sign-in/set-up?next=/find", data=said).status_code == 422
    said["code"] = TOTP(typed[1].replace(" ", "")).at(NOON)
    done = client.post("/sign-in/set-up?next=/find", data=said)
    assert 'href="/find"' in done.text
    assert is_in(client)


@pytest.mark.usefixtures("required")
def test_it_can_be_replaced_and_not_turned_off(client: CheckedClient, office: Account) -> None:
    with_factor(office)
    client.sign_in(office)
    refused = client.post("/me/account/second-factor/turn-off", data={"password": PASSWORD})
    assert refused.status_code == 422
    assert "Everybody here needs a second factor" in refused.text


def test_half_a_sign_in_for_setting_up_does_not_answer_for_a_code(
    app: Flask, client: CheckedClient, office: Account
) -> None:
    """Nobody who knows only the password puts another app in place of the one there is."""
    with_factor(office)
    says_password(client)
    assert client.get("/sign-in/set-up").headers["Location"].startswith("/sign-in")


# Losing it


def test_an_administrator_resets_it_says_why_and_never_sees_it(
    app: Flask, client: CheckedClient, office: Account
) -> None:
    codes = with_factor(office)
    theirs = app.test_client()
    assert isinstance(theirs, CheckedClient)
    theirs.sign_in(office)
    client.sign_in(opened("admin", Role.ADMINISTRATOR))
    page = f"/accounts/{office.id}"
    assert SECRET not in client.get(page).text
    assert client.post(f"{page}/reset-factor", data={}).status_code == 422
    assert is_in(theirs)
    assert client.post(f"{page}/reset-factor", data={"because": "Lost phone"}).status_code == 302
    assert not is_in(theirs)
    assert not factor_actions.use_code(office.id, codes[0], at=clock.now())
    assert db.session.scalars(select(AccountChange.because)).all() == ["Lost phone"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "account.reset_factor")).one()
    assert (entry.subject_id, entry.after) == (office.id, None)
    assert says_password(theirs).headers["Location"] == "/"


def test_a_secret_sealed_under_an_old_key_is_opened_and_sealed_anew(
    app: Flask, client: CheckedClient, office: Account
) -> None:
    with_factor(office)
    before = db.session.scalars(select(SecondFactor.sealed)).one()
    old, app.config["SECRET_KEY"] = app.config["SECRET_KEY"], "a newer key"
    try:
        assert factor_actions.use_code(office.id, code_at(NOON), at=clock.now()) is None
        app.config["SECRET_KEY_FALLBACKS"] = [old]
        assert factor_actions.use_code(office.id, code_at(NOON), at=clock.now())
        db.session.commit()
        app.config["SECRET_KEY_FALLBACKS"] = []
        assert factor_actions.use_code(office.id, code_at(NOON + STEP), at=clock.now())
    finally:
        app.config["SECRET_KEY"], app.config["SECRET_KEY_FALLBACKS"] = old, []
    assert db.session.scalars(select(SecondFactor.sealed)).one() != before


def test_a_sealed_secret_copied_to_another_account_opens_nothing(
    app: Flask, office: Account, client: CheckedClient
) -> None:
    with_factor(office)
    other = opened("other")
    row = db.session.scalars(select(SecondFactor)).one()
    row.account_id = other.id
    db.session.flush()
    assert factor_actions.use_code(other.id, code_at(NOON), at=clock.now()) is None
