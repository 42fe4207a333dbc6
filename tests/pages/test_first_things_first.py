"""What somebody who is signed in must do before anything else: choose a password nobody else knows, and set up a
second factor where the borough has come to ask for one. And what an administrator does that leads there."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from flask import Flask
from pyotp.totp import TOTP
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import actions, factor_actions
from accounts.account import Account, SignIn
from accounts.audit import AuditEntry
from accounts.factor import AccountChange, KeptForm, RecoveryCode
from accounts.limits import limiter
from accounts.outside import OutsideIdentity
from accounts.passkey import Passkey
from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from people.account_changes import tell_account_changes
from people.notice import Notice
from tests.access.test_leaks import all_held, changed
from tests.pages.client import CheckedClient

PASSWORD, FIRST, NEW = "correct horse battery", "given by somebody else", "seven purple teapots"
NOON = datetime(2026, 5, 5, 12, 0, 10, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WORDS = "She has moved to another team"


@pytest.fixture(autouse=True)
def noon(session: Session) -> Iterator[None]:
    limiter.reset()
    with clock.pretending(NOON):
        yield


@pytest.fixture
def admin(session: Session) -> Account:
    return opened("admin", Role.ADMINISTRATOR)


@pytest.fixture
def ada(session: Session) -> Account:
    return opened("ada")


@pytest.fixture
def required(app: Flask) -> Iterator[None]:
    yield
    app.config["REQUIRE_SECOND_FACTOR"] = False


def opened(name: str, role: Role = Role.OFFICE, password: str | None = PASSWORD) -> Account:
    account = actions.open_account(
        f"{name}@example.invalid", f"{name.title()} Sample", password, roles=[(role, "")], by=None
    )
    db.session.commit()
    return account


def browser(app: Flask, account: Account | None = None) -> CheckedClient:
    client = cast("CheckedClient", app.test_client())
    if account is not None:
        client.sign_in(account)
    return client


def says(client: CheckedClient, email: str, password: str, goes_to: str = "") -> tuple[int, str]:
    to = {"next": goes_to} if goes_to else {}
    told = client.post("/sign-in", query_string=to, data={"email": email, "password": password})
    return told.status_code, told.headers.get("Location", "")


def is_in(client: CheckedClient) -> bool:
    return client.get("/me/account").status_code == 200


# A password that somebody else gave


def given_by_opening(app: Flask, admin: Account) -> str:
    said = {"name": "Bea B", "email": "bea@example.invalid", "password": FIRST, "role": "office"}
    assert browser(app, admin).post("/accounts/new", data=said).status_code == 302
    return FIRST


def given_anew(app: Flask, admin: Account) -> str:
    bea = opened("bea")
    return gives(app, admin, bea)


def gives(app: Flask, admin: Account, account: Account) -> str:
    """The one-time password, as the administrator reads it."""
    page = browser(app, admin).post(f"/accounts/{account.id}/give-password", data={"because": "Forgot it"})
    [password] = re.findall(r"<li>([a-z0-9-]{19})</li>", page.text)
    return password


@pytest.mark.parametrize("given", [given_by_opening, given_anew])
def test_it_opens_nothing_but_the_page_that_changes_it(
    app: Flask, admin: Account, given: Callable[[Flask, Account], str]
) -> None:
    password = given(app, admin)
    client = browser(app)
    assert says(client, "bea@example.invalid", password, "/find") == (302, "/find")
    before = all_held()
    for page in ("/find", "/me", "/me/account", "/me/account/passkeys/new", "/", "/imports"):
        told = client.get(page, follow_redirects=True)
        assert told.request.path == "/me/account/password", page
        assert "Choose a password of your own first" in told.text
        assert "<nav" not in told.text, "nothing leads anywhere else"
    for act in ("/me/account/sign-ins/end-others", "/calendar/stop", "/me/account/second-factor"):
        assert client.post(act).headers["Location"].startswith("/me/account/password"), act
    assert changed(before, all_held()) == set()
    said = {"password": password, "new": NEW, "again": NEW}
    assert client.post("/me/account/password?next=/find", data=said).headers["Location"] == "/find"
    assert client.get("/find").status_code == 200
    assert says(browser(app), "bea@example.invalid", password)[0] == 422
    assert says(browser(app), "bea@example.invalid", NEW)[0] == 302


@pytest.mark.parametrize("new", [FIRST, "short"])
def test_it_is_not_kept_and_not_made_weaker(app: Flask, admin: Account, new: str) -> None:
    given_by_opening(app, admin)
    client = browser(app)
    says(client, "bea@example.invalid", FIRST)
    said = {"password": FIRST, "new": new, "again": new}
    assert client.post("/me/account/password", data=said).status_code == 422
    assert client.get("/find").headers["Location"].startswith("/me/account/password")


def test_it_works_for_a_fortnight(app: Flask, admin: Account) -> None:
    given_by_opening(app, admin)
    with clock.pretending(NOON + timedelta(days=13, hours=23)):
        assert says(browser(app), "bea@example.invalid", FIRST)[0] == 302
    with clock.pretending(NOON + timedelta(days=14)):
        told = browser(app).post("/sign-in", data={"email": "bea@example.invalid", "password": FIRST})
        assert (told.status_code, "is not right" in told.text) == (422, True)


def test_somebody_who_may_still_sign_out(app: Flask, admin: Account) -> None:
    given_by_opening(app, admin)
    client = browser(app)
    says(client, "bea@example.invalid", FIRST)
    assert client.post("/stay").status_code == 200
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    assert not is_in(client)


# What an administrator does


def test_a_one_time_password_is_shown_once_and_ends_every_sign_in(
    app: Flask, admin: Account, ada: Account
) -> None:
    theirs, keeper = browser(app, ada), browser(app, admin)
    refused = keeper.post(f"/accounts/{ada.id}/give-password", data={"because": " "})
    assert (refused.status_code, is_in(theirs)) == (422, True)
    password = gives(app, admin, ada)
    assert not is_in(theirs)
    assert says(browser(app), ada.email, PASSWORD)[0] == 422
    for page in (f"/accounts/{ada.id}", f"/accounts/{ada.id}/give-password", "/accounts"):
        assert password not in keeper.get(page).text
    everything = str(all_held())
    assert password not in everything
    assert gives(app, admin, ada) != password


def test_a_new_one_leaves_the_second_factor_as_it_is(app: Flask, admin: Account, ada: Account) -> None:
    factor_actions.set_up_factor(ada.id, SECRET, TOTP(SECRET).at(NOON), at=NOON)
    db.session.commit()
    password = gives(app, admin, ada)
    assert says(browser(app), ada.email, password)[1].startswith("/sign-in/code")


def linked(account: Account) -> OutsideIdentity:
    row = OutsideIdentity(
        account_id=account.id, issuer="https://id.example", subject=f"s-{account.id}", linked_at=NOON
    )
    db.session.add(row)
    return row


def keyed(account: Account) -> Passkey:
    row = Passkey(
        account_id=account.id, credential_id=bytes([account.id]), public_key=b"", sign_count=0, name="Any",
        transports=(), created_at=NOON,
    )  # fmt: skip
    db.session.add(row)
    return row


def ready(account: Account) -> None:
    """Something of each kind that an administrator may take."""
    linked(account)
    keyed(account)
    factor_actions.set_up_factor(account.id, SECRET, TOTP(SECRET).at(NOON), at=NOON)
    db.session.commit()


ACTS = {"give-password": "give_password", "unlink": "unlink", "reset-factor": "reset_factor"}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_ends_every_sign_in_is_noted_and_told(
    app: Flask, admin: Account, ada: Account, act: str
) -> None:
    ready(ada)
    theirs, other = browser(app, ada), browser(app, opened("other"))
    keeper = browser(app, admin)
    assert keeper.get(f"/accounts/{ada.id}/{act}").status_code == 200
    assert is_in(theirs)
    assert keeper.post(f"/accounts/{ada.id}/{act}", data={"because": "Asked by phone"}).status_code in (
        200,
        302,
    )
    assert (is_in(theirs), is_in(other)) == (False, True)
    note = db.session.scalars(select(AccountChange)).one()
    assert (note.account_id, note.act, note.because, note.by_id) == (
        ada.id,
        ACTS[act],
        "Asked by phone",
        admin.id,
    )
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == f"account.{ACTS[act]}")).one()
    assert (entry.subject_id, entry.account_id, "Asked" in str(entry.after)) == (ada.id, admin.id, False)
    assert tell_account_changes(clock.today(), at=NOON) == 1
    assert tell_account_changes(clock.today(), at=NOON) == 0
    assert db.session.scalars(select(Notice.account_id)).all() == [ada.id]
    ada.given_until = None
    assert "Asked by phone" in browser(app, ada).get("/me/account").text


@pytest.mark.parametrize("act", ACTS)
def test_nobody_does_it_to_themselves(app: Flask, admin: Account, act: str) -> None:
    ready(admin)
    keeper = browser(app, admin)
    before = all_held()
    told = keeper.post(f"/accounts/{admin.id}/{act}", data={"because": "I would like to"})
    assert told.status_code == 422
    assert "own" in told.text
    assert changed(before, all_held()) == set()


def test_a_reset_takes_passkeys_and_recovery_codes_too(app: Flask, admin: Account, ada: Account) -> None:
    ready(ada)
    other = opened("other")
    ready(other)
    browser(app, admin).post(f"/accounts/{ada.id}/reset-factor", data={"because": "Lost the bag"})
    assert db.session.scalars(select(Passkey.account_id)).all() == [other.id]
    assert set(db.session.scalars(select(RecoveryCode.account_id))) == {other.id}
    assert says(browser(app), ada.email, PASSWORD) == (302, "/")


def test_only_what_is_there_is_taken(app: Flask, admin: Account, ada: Account) -> None:
    for act in ("unlink", "reset-factor"):
        told = browser(app, admin).post(f"/accounts/{ada.id}/{act}", data={"because": "Slip"})
        assert told.status_code == 422
    ada.active = False
    told = browser(app, admin).post(f"/accounts/{ada.id}/give-password", data={"because": "Slip"})
    assert (told.status_code, "is closed" in told.text) == (422, True)


# A second factor that the borough has come to ask for


@pytest.mark.usefixtures("required")
def test_open_sign_ins_are_led_to_set_one_up_and_back_and_nothing_typed_is_lost(
    app: Flask, admin: Account, ada: Account
) -> None:
    keeper, page = browser(app, admin), f"/accounts/{ada.id}/close"
    assert keeper.get(page).status_code == 200
    app.config["REQUIRE_SECOND_FACTOR"] = True
    led = keeper.post(page, data={"because": WORDS}).headers["Location"]
    assert led == f"/me/account/second-factor?next={page}"
    assert db.session.get_one(Account, ada.id).active
    assert WORDS not in db.session.scalars(select(KeptForm.sealed)).one()
    offered = keeper.get(led).text
    assert "Everybody here needs a second factor from now on" in offered
    sealed = re.search(r'name="sealed"[^>]*value="([^"]+)"', offered)
    typed = re.search(r'class="scan__typed">([A-Z2-7 ]+)<', offered)
    assert sealed and typed
    code = TOTP(typed[1].replace(" ", "")).at(NOON)
    done = keeper.post(led, data={"sealed": sealed[1], "code": code, "password": PASSWORD})
    assert f'href="{page}"' in done.text
    assert WORDS in keeper.get(page).text
    assert keeper.post(page, data={"because": WORDS}).status_code == 302
    assert not db.session.get_one(Account, ada.id).active


@pytest.mark.usefixtures("required")
def test_no_page_and_no_act_goes_round_it(app: Flask, ada: Account) -> None:
    client = browser(app, ada)
    app.config["REQUIRE_SECOND_FACTOR"] = True
    before = all_held()
    for page in ("/find", "/me/account", "/imports", "/me/account/password", "/calendar"):
        assert client.get(page).headers["Location"].startswith("/me/account/second-factor"), page
    assert changed(before, all_held()) == set(), "no GET changes a row"
    assert client.get("/me/account/passkeys/new").status_code == 200
    assert client.post("/stay").status_code == 200


@pytest.mark.usefixtures("required")
def test_who_has_one_or_whose_organisation_asked_for_one_is_let_be(app: Flask, ada: Account) -> None:
    keyed(ada)
    theirs, vouched = browser(app, ada), browser(app, opened("bea", password=None))
    newest = db.session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
    assert newest
    newest.how = "vouched"
    app.config["REQUIRE_SECOND_FACTOR"] = True
    assert (is_in(theirs), is_in(vouched)) == (True, True)


@pytest.mark.usefixtures("required")
def test_whom_only_their_organisation_knows_needs_no_password_to_set_one_up(app: Flask) -> None:
    bea = opened("bea", password=None)
    client = browser(app, bea)
    newest = db.session.scalars(select(SignIn)).one()
    newest.how = "organisation"
    app.config["REQUIRE_SECOND_FACTOR"] = True
    led = client.get("/find").headers["Location"]
    offered = client.get(led).text
    assert 'name="password"' not in offered
    sealed = re.search(r'name="sealed"[^>]*value="([^"]+)"', offered)
    typed = re.search(r'class="scan__typed">([A-Z2-7 ]+)<', offered)
    assert sealed and typed
    code = TOTP(typed[1].replace(" ", "")).at(NOON)
    assert client.post(led, data={"sealed": sealed[1], "code": code}).status_code == 200
    assert client.get("/find").status_code == 200


@pytest.mark.usefixtures("required")
def test_the_last_passkey_stays_where_everybody_needs_one(app: Flask, ada: Account) -> None:
    number = keyed(ada)
    db.session.commit()
    client = browser(app, ada)
    app.config["REQUIRE_SECOND_FACTOR"] = True
    told = client.post(f"/me/account/passkeys/{number.id}/remove", data={"password": PASSWORD})
    assert (told.status_code, "Everybody here needs" in told.text) == (422, True)
    assert len(db.session.scalars(select(Passkey)).all()) == 1
