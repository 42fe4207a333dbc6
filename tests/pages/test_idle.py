"""Half an hour without use ends a sign-in, and nothing typed is lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import actions, guard
from accounts.account import Account, SignIn
from accounts.factor import AccountChange, KeptForm
from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from foundation.errors import Busy
from tests.pages.client import CheckedClient, statements

PASSWORD = "correct horse battery"
NOON = datetime(2026, 5, 5, 12, 0, 0, tzinfo=UTC)
WORDS = "She has moved to another team & back"


@pytest.fixture(autouse=True)
def noon(session: Session) -> Iterator[None]:
    with clock.pretending(NOON):
        yield


@pytest.fixture
def admin(client: CheckedClient, session: Session) -> Account:
    account = opened("admin")
    says_password(client, account)
    return account


def opened(name: str) -> Account:
    account = actions.open_account(
        f"{name}@example.invalid",
        f"{name.title()} Sample",
        PASSWORD,
        roles=[(Role.ADMINISTRATOR, "")],
        by=None,
    )
    db.session.commit()
    return account


def says_password(client: CheckedClient, account: Account, goes_to: str = "") -> str:
    said = {"email": account.email, "password": PASSWORD}
    return client.post("/sign-in", query_string={"next": goes_to}, data=said).headers["Location"]


def is_in(client: CheckedClient, minutes: float) -> bool:
    with clock.pretending(NOON + timedelta(minutes=minutes)):
        return client.get("/me/account").status_code == 200


def test_half_an_hour_without_use_is_the_end(client: CheckedClient, admin: Account) -> None:
    assert is_in(client, 29.9)
    assert is_in(client, 59)
    assert not is_in(client, 89.1)


def test_a_sign_in_ends_after_twelve_hours_however_busy(client: CheckedClient, admin: Account) -> None:
    assert all(is_in(client, minutes) for minutes in range(20, 720, 20))
    assert not is_in(client, 721)


def test_use_is_written_down_once_a_minute_at_most(client: CheckedClient, admin: Account) -> None:
    noted = []
    for seconds in (30, 61, 90, 122):
        with clock.pretending(NOON + timedelta(seconds=seconds)), statements() as sent:
            assert client.get("/accounts").status_code == 200
        noted.append(sum("UPDATE sign_in" in statement for statement in sent))
    assert noted == [0, 1, 0, 1]


def test_a_page_of_somebody_whose_use_cannot_be_noted_is_shown(
    client: CheckedClient, admin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(**_: object) -> None:
        raise Busy

    monkeypatch.setattr(guard, "begin_writing", busy)
    assert is_in(client, 5)


def test_somebody_who_says_they_are_there_stays(client: CheckedClient, admin: Account) -> None:
    for minutes in (28, 56, 84):
        with clock.pretending(NOON + timedelta(minutes=minutes)):
            assert client.post("/stay").status_code == 200
    assert is_in(client, 113)


def late(client: CheckedClient, account_id: int) -> str:
    """A reason sent 31 minutes after the page was opened. Where it leads."""
    with clock.pretending(NOON + timedelta(minutes=31)):
        sent = client.post(f"/accounts/{account_id}/close", data={"because": WORDS})
    assert sent.status_code == 302
    return sent.headers["Location"]


def test_a_form_sent_too_late_does_nothing_and_waits_for_its_sender(
    client: CheckedClient, admin: Account
) -> None:
    other, page = opened("other"), "/accounts/2/close"
    assert late(client, other.id) == f"/sign-in?next={page}"
    assert db.session.scalars(select(AccountChange)).all() == []
    assert WORDS not in db.session.scalars(select(KeptForm.sealed)).one()
    with clock.pretending(NOON + timedelta(minutes=35)):
        assert "You have been signed out" in client.get("/sign-in").text
        assert says_password(client, admin, page) == page
        shown = client.get(page)
        assert ">\r\nShe has moved to another team &amp; back</textarea>" in shown.text
        assert "Nothing has been sent" in shown.text
        assert other.active
        assert client.post(page, data={"because": WORDS}).status_code == 302
        assert "Nothing has been sent" not in client.get(page).text
    assert db.session.scalars(select(KeptForm)).all() == []
    assert not other.active


def test_an_hour_later_it_is_gone(client: CheckedClient, admin: Account) -> None:
    late(client, opened("other").id)
    with clock.pretending(NOON + timedelta(minutes=92)):
        says_password(client, admin)
        assert WORDS not in client.get("/accounts/2/close").text.replace("&amp;", "&")
    actions.forget_sign_ins((NOON + timedelta(days=2)).date(), admin.id)
    assert db.session.scalars(select(KeptForm)).all() == []


def test_nobody_else_who_signs_in_there_is_shown_it(client: CheckedClient, admin: Account) -> None:
    other = opened("other")
    late(client, other.id)
    with clock.pretending(NOON + timedelta(minutes=35)):
        says_password(client, other)
        shown = client.get("/accounts/2/close")
    assert shown.status_code == 200
    assert "She has moved" not in shown.text
    assert "Nothing has been sent" not in shown.text


@pytest.mark.parametrize("ended", ["signed out", "password", "closed"])
def test_nothing_is_kept_for_a_sign_in_that_was_ended(
    app: Flask, client: CheckedClient, admin: Account, ended: str
) -> None:
    """A copied cookie cannot fill the form of somebody who has signed out."""
    other = opened("other")
    cookie = client.get_cookie("session")
    assert cookie is not None
    if ended == "signed out":
        client.post("/sign-out")
        client.set_cookie("session", cookie.value)
    elif ended == "password":
        actions_of = {"password": PASSWORD, "new": "seven purple teapots", "again": "seven purple teapots"}
        client.post("/me/account/password", data=actions_of)
        client.set_cookie("session", cookie.value)
    else:
        admin.active = False
    late(client, other.id)
    assert db.session.scalars(select(KeptForm)).all() == []


def test_no_password_is_ever_kept(client: CheckedClient, admin: Account) -> None:
    said = {"password": PASSWORD, "new": "seven purple teapots", "name": "A", "because": "B"}
    with clock.pretending(NOON + timedelta(minutes=31)):
        for page in ("/me/account/password", "/accounts/new", "/me/account/second-factor"):
            client.post(page, data=said)
    assert db.session.scalars(select(KeptForm)).all() == []


def test_a_page_left_alone_goes_away_and_takes_what_was_typed_along(
    client: CheckedClient, admin: Account
) -> None:
    """As its script does: the sign-in is over and the words wait."""
    page = f"/accounts/{opened('other').id}/close"
    left = client.post(f"/idle?next={page}&to={page}", data={"because": WORDS})
    assert left.headers["Location"] == f"/sign-in?next={page}"
    assert db.session.scalars(select(SignIn.ended_at)).one() is not None
    assert not is_in(client, 1)
    says_password(client, admin, page)
    assert "She has moved" in client.get(page).text


def test_a_form_without_a_page_of_its_own_comes_back_on_the_page_it_was_sent_from(
    client: CheckedClient, admin: Account
) -> None:
    """And one from elsewhere leads to the start."""
    for referrer, leads_to in (
        ("http://localhost/accounts?page=1", "/sign-in?next=/accounts?page%3D1"),
        ("https://evil.example/accounts", "/sign-in"),
    ):
        with clock.pretending(NOON + timedelta(minutes=31)):
            sent = client.post("/me/account/sign-ins/end-others", headers={"Referer": referrer})
        assert sent.headers["Location"] == leads_to


def test_the_page_says_when_it_will_go(client: CheckedClient, admin: Account) -> None:
    page = client.get("/accounts").text
    assert 'data-seconds="1740"' in page
    client.post("/sign-out")
    assert "idle.js" not in client.get("/sign-in").text
