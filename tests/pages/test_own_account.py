"""Where somebody is signed in, their password, and what an administrator may do to an account."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import actions
from accounts.account import Account, RoleGrant, SignIn
from accounts.audit import AuditEntry
from accounts.browsers import describe
from accounts.factor import AccountChange
from accounts.limits import limiter
from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from tests.pages.client import CheckedClient, statements

PASSWORD, NEW = "correct horse battery", "seven purple teapots"
NOON = datetime(2026, 5, 5, 12, 0, 10, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def noon(session: Session) -> Iterator[None]:
    limiter.reset()
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


def browser(app: Flask, account: Account | None = None) -> CheckedClient:
    """Another one; signed in with the password where an account is named."""
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    if account is not None:
        assert signs_in(client, account) == 302
    return client


def signs_in(client: CheckedClient, account: Account, password: str = PASSWORD) -> int:
    return client.post("/sign-in", data={"email": account.email, "password": password}).status_code


def is_in(client: CheckedClient) -> bool:
    return client.get("/me/account").status_code == 200


BROWSERS = [
    (FIREFOX, "Firefox on a Windows computer"),
    ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on a Windows computer"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari on an iPhone"),
    ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome on an Android device"),
    ("<script>alert(1)</script>", "A browser we do not know on a device we do not know"),
    ("", "A browser we do not know on a device we do not know"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "told"), BROWSERS)
def test_a_browser_is_told_in_plain_words(said: str, told: str) -> None:
    assert describe(said) == told


def test_each_sees_where_they_are_signed_in_and_which_is_this_one(app: Flask, office: Account) -> None:
    here, there = browser(app, office), browser(app, office)
    browser(app, opened("other"))
    page = here.get("/me/account").text
    assert (
        page.count("Firefox on a Windows computer</th>") + page.count("Firefox on a Windows computer <") == 2
    )
    assert page.count("This one") == 1
    assert is_in(there)


def test_one_of_them_is_ended_from_another(app: Flask, office: Account) -> None:
    here, there = browser(app, office), browser(app, office)
    theirs = db.session.scalars(select(SignIn.id).order_by(SignIn.id.desc())).first()
    assert here.post(f"/me/account/sign-ins/{theirs}/end").status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert here.post(f"/me/account/sign-ins/{theirs}/end").status_code == 404


def test_nobody_ends_somebody_elses(app: Flask, office: Account) -> None:
    here, theirs = browser(app, office), browser(app, opened("other"))
    newest = db.session.scalars(select(SignIn.id).order_by(SignIn.id.desc())).first()
    assert here.post(f"/me/account/sign-ins/{newest}/end").status_code == 404
    assert is_in(theirs)


def test_all_but_this_one_are_ended(app: Flask, office: Account) -> None:
    here, *others = (browser(app, office) for _ in range(3))
    theirs = browser(app, opened("other"))
    assert here.post("/me/account/sign-ins/end-others").status_code == 302
    assert [is_in(each) for each in (here, *others, theirs)] == [True, False, False, True]


# The password


def changes(client: CheckedClient, **said: str) -> tuple[int, str]:
    usual = {"password": PASSWORD, "new": NEW, "again": NEW}
    response = client.post("/me/account/password", data=usual | said)
    return response.status_code, response.text


WEAK = [
    ("elevenchars", "at least|12"),
    ("password1234", "tried first"),
    ("Welcome12345!", "tried first"),
    ("aaaaaaaaaaaaaaa", "tried first"),
    ("123456789012", "tried first"),
    ("officeofficeoffice!", "your name or your email"),
    ("I am Office Sample", "your name or your email"),
    (PASSWORD, "the one you have now"),
]


@pytest.mark.parametrize(("weak", "why"), WEAK)
def test_a_weak_password_is_refused_and_the_old_one_stays(
    app: Flask, office: Account, weak: str, why: str
) -> None:
    here = browser(app, office)
    status, told = changes(here, new=weak, again=weak)
    assert status == 422
    assert any(part in told for part in why.split("|"))
    assert signs_in(browser(app), office) == 302


def test_the_present_password_is_asked_and_the_new_one_twice(app: Flask, office: Account) -> None:
    here = browser(app, office)
    assert "present password is not right" in changes(here, password="wrong horse battery")[1]
    assert "not the same" in changes(here, again=NEW + "s")[1]
    assert signs_in(browser(app), office, NEW) == 422


def test_a_new_password_ends_every_sign_in_and_every_copied_cookie(app: Flask, office: Account) -> None:
    here, there = browser(app, office), browser(app, office)
    cookie = here.get_cookie("session")
    assert cookie is not None
    assert changes(here)[0] == 302
    thief = browser(app)
    thief.set_cookie("session", cookie.value)
    assert [is_in(each) for each in (here, there, thief)] == [True, False, False]
    assert signs_in(browser(app), office) == 422
    assert signs_in(browser(app), office, NEW) == 302
    assert NEW not in str(db.session.execute(select(AuditEntry.__table__)).all())


def test_the_first_password_is_no_weaker(client: CheckedClient, office: Account) -> None:
    client.sign_in(opened("admin", Role.ADMINISTRATOR))
    said = {"name": "A B", "email": "ab@example.invalid", "password": "password1234", "role": "staff"}
    assert client.post("/accounts/new", data=said).status_code == 422


# What an administrator does


@pytest.fixture
def admin(client: CheckedClient, session: Session) -> Account:
    account = opened("admin", Role.ADMINISTRATOR)
    client.sign_in(account)
    return account


def test_a_closed_account_is_out_at_once_and_stays_out_when_opened_again(
    app: Flask, client: CheckedClient, admin: Account, office: Account
) -> None:
    theirs = browser(app, office)
    assert client.post(f"/accounts/{office.id}/close", data={"because": "Left"}).status_code == 302
    assert not is_in(theirs)
    assert signs_in(browser(app), office) == 422
    assert client.post(f"/accounts/{office.id}/reopen", data={"because": "Back"}).status_code == 302
    assert not is_in(theirs)
    assert signs_in(browser(app), office) == 302
    assert db.session.scalars(select(AccountChange.because).order_by(AccountChange.id)).all() == [
        "Left",
        "Back",
    ]


def test_roles_given_and_taken_hold_from_the_next_click(
    app: Flask, client: CheckedClient, admin: Account, office: Account
) -> None:
    theirs = browser(app, office)
    grant = db.session.scalars(select(RoleGrant.id).where(RoleGrant.account_id == office.id)).one()
    assert theirs.get("/imports").status_code == 200
    page = f"/accounts/{office.id}/roles"
    assert client.post(f"{page}/{grant}/take", data={"because": "Moved"}).status_code == 302
    assert theirs.get("/imports").status_code == 404
    said = {"role": "lead", "scope": "east", "because": "Moved"}
    assert client.post(f"{page}/new", data=said).status_code == 302
    assert theirs.get("/find").status_code == 200
    assert client.post(f"{page}/new", data=said).status_code == 422


@pytest.mark.parametrize("act", ["close", "reopen", "reset-factor", "roles/new"])
def test_every_act_says_why(client: CheckedClient, admin: Account, office: Account, act: str) -> None:
    told = client.post(f"/accounts/{office.id}/{act}", data={"role": "lead", "because": "  "})
    assert told.status_code == 422
    assert "Say why" in told.text
    assert db.session.scalars(select(AccountChange)).all() == []


def test_nobody_changes_their_own_roles(client: CheckedClient, admin: Account) -> None:
    opened("second", Role.ADMINISTRATOR)
    grant = db.session.scalars(select(RoleGrant.id).where(RoleGrant.account_id == admin.id)).one()
    said = {"role": "office", "scope": "", "because": "I would like it"}
    for act in ("roles/new", f"roles/{grant}/take"):
        told = client.post(f"/accounts/{admin.id}/{act}", data=said)
        assert told.status_code == 422
        assert "cannot change your own roles" in told.text
    assert len(db.session.scalars(select(RoleGrant).where(RoleGrant.account_id == admin.id)).all()) == 1


def test_the_last_administrator_is_not_closed(client: CheckedClient, admin: Account) -> None:
    second = opened("second", Role.ADMINISTRATOR)
    why = {"because": "Left"}
    assert client.post(f"/accounts/{second.id}/close", data=why).status_code == 302
    told = client.post(f"/accounts/{admin.id}/close", data=why)
    assert told.status_code == 422
    assert "Nobody else is an administrator" in told.text


def test_a_role_is_taken_from_the_account_that_has_it(
    client: CheckedClient, admin: Account, office: Account
) -> None:
    other = opened("other")
    grant = db.session.scalars(select(RoleGrant.id).where(RoleGrant.account_id == office.id)).one()
    page = f"/accounts/{other.id}/roles/{grant}/take"
    assert client.post(page, data={"because": "Slip"}).status_code == 404
    assert db.session.get(RoleGrant, grant) is not None


def test_the_account_of_commands_is_kept_by_nobody(client: CheckedClient, admin: Account) -> None:
    system = actions.command_line()
    db.session.commit()
    assert client.get(f"/accounts/{system.id}").status_code == 404
    assert client.post(f"/accounts/{system.id}/close", data={"because": "No"}).status_code == 404
    assert system.name not in client.get("/accounts").text


@pytest.mark.parametrize(
    "address", ["/me/account", "/me/account/second-factor", "/accounts/{id}", "/accounts"]
)
def test_a_page_asks_ten_statements_at_most(
    client: CheckedClient, admin: Account, office: Account, address: str
) -> None:
    for number in range(5):
        with clock.pretending(NOON - timedelta(seconds=number)):
            actions.start_sign_in(admin)
    db.session.commit()
    with statements() as sent:
        assert client.get(address.format(id=office.id)).status_code == 200
    assert len(sent) <= 6, "\n".join(sent)
