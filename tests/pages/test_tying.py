"""Which account is whose, kept by the partnership office."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.account import Account
from accounts.audit import AuditEntry
from accounts.permissions import Role
from foundation.database import db
from people.person import Person
from tests import builders as made
from tests.pages.client import CheckedClient, statements


@pytest.fixture
def office(client: CheckedClient, session: scoped_session[Session]) -> Account:
    account = made.account(Role.OFFICE)
    client.sign_in(account)
    return account


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("person.%"))))


def test_an_account_is_given_and_its_owner_sees_their_own_lines(
    client: CheckedClient, office: Account
) -> None:
    person, account = made.person("Ada"), made.account(Role.STAFF)
    page = f"/people/{person.id}/account"
    assert "has no account, and so cannot sign in" in client.get(page).text
    assert client.post(page, data={"email": account.email.upper()}).status_code == 302
    assert account.email in client.get(page).text
    assert acts() == ["person.tie"]
    client.sign_in(account)
    assert client.get(f"/people/{person.id}").status_code == 200


def test_an_account_is_taken_and_its_owner_is_nobody(client: CheckedClient, office: Account) -> None:
    person, account = made.person("Ada"), made.account(Role.STAFF)
    person.account_id = account.id
    assert client.post(f"/people/{person.id}/account/take").status_code == 302
    assert acts() == ["person.untie"]
    assert client.post(f"/people/{person.id}/account/take").status_code == 422
    client.sign_in(account)
    assert client.get(f"/people/{person.id}").status_code == 404


def test_each_refusal_says_what_to_do_and_changes_nothing(client: CheckedClient, office: Account) -> None:
    ada, bob, account, closed = (
        made.person("Ada"),
        made.person("Bob"),
        made.account(Role.STAFF),
        made.account(Role.LEAD),
    )
    ada.account_id, closed.active = account.id, False
    for person, email, said in (
        (bob, "nobody@x.invalid", "An administrator opens accounts"),
        (bob, closed.email, "An administrator opens accounts"),
        (bob, account.email, "somebody else’s in the register"),
        (bob, office.email, "your own account"),
        (ada, made.account(Role.DIRECTOR).email, "They have an account already"),
        (bob, "not an address", "such as name@example.org"),
    ):
        answer = client.post(f"/people/{person.id}/account", data={"email": email})
        assert answer.status_code == 422
        assert said in answer.text
    assert db.session.get_one(Person, bob.id).account_id is None
    assert acts() == []


def test_nobody_takes_their_own_account(client: CheckedClient, office: Account) -> None:
    person = made.person("Ada")
    person.account_id = office.id
    assert "your own account" in client.post(f"/people/{person.id}/account/take").text
    assert db.session.get_one(Person, person.id).account_id == office.id


def test_the_page_costs_few_statements(client: CheckedClient, office: Account) -> None:
    person = made.person("Ada")
    person.account_id = made.account(Role.STAFF).id
    db.session.commit()
    with statements() as sent:
        client.get(f"/people/{person.id}/account")
    assert len(sent) <= 4
