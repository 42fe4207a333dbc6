"""Roles that rest: obeyed by the next click, and said on the account's pages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from accounts.account import Account
from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from people.employment import Employment
from teams.team import Team
from tests import builders as make
from tests.pages.client import CheckedClient, statements

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
TODAY = MIDNIGHT.date()
BECAUSE = "no placement in Sample east and no post for it in force"


@pytest.fixture
def lead(session: scoped_session[Session]) -> Account:
    """Moves from the east to the north at midnight."""
    east, north = teams()
    account, contract = employed(Role.LEAD, "east")
    make.placement(contract, east, None, until=TODAY)
    make.placement(contract, north, None, starts_on=TODAY)
    session.commit()
    return account


def teams() -> tuple[Team, Team]:
    east, north = make.neighbourhood("east"), make.neighbourhood("north")
    return make.team("team_east", east), make.team("team_north", north)


def employed(role: Role, scope: str, **days: date) -> tuple[Account, Employment]:
    account = make.account(role, scope)
    who = make.person(account=account)
    return account, make.employment(who, make.organisation(), "N1", **days)


def text_of(client: CheckedClient, address: str) -> str:
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_the_click_after_midnight_obeys_without_signing_in_again(
    client: CheckedClient, lead: Account
) -> None:
    with clock.pretending(MIDNIGHT - timedelta(minutes=1)):
        client.sign_in(lead)
        assert client.get("/cases").status_code == 200
    with clock.pretending(MIDNIGHT):
        assert client.get("/cases").status_code == 404
        assert "Member of staff" in text_of(client, "/me")


def test_ones_own_account_says_which_role_rests_and_why(client: CheckedClient, lead: Account) -> None:
    with clock.pretending(MIDNIGHT):
        client.sign_in(lead)
        with statements() as sent:
            page = text_of(client, "/me/account")
    assert f"Neighbourhood lead of Sample east rests since 23 November 2026: {BECAUSE}." in page
    assert "tied to nobody" not in page
    assert len(sent) <= 10, "\n".join(sent)


def test_so_does_the_administrators_page(client: CheckedClient, lead: Account) -> None:
    client.sign_in(make.account(Role.ADMINISTRATOR))
    with clock.pretending(MIDNIGHT):
        page = text_of(client, f"/accounts/{lead.id}")
    assert f"rests since 23 November 2026: {BECAUSE}." in page


def test_an_account_of_nobody_says_that_it_follows_nothing(
    client: CheckedClient, session: scoped_session[Session]
) -> None:
    said = "This account is tied to nobody in the register, so its roles do not follow their work."
    client.sign_in(make.account(Role.ADMINISTRATOR))
    alone = make.account(Role.LEAD, "east")
    session.commit()
    assert said in text_of(client, f"/accounts/{alone.id}")
    assert said in text_of(client, "/me/account")
    client.sign_in(alone)
    assert client.get("/cases").status_code == 200


def test_whoever_has_no_role_left_reads_why(client: CheckedClient, session: scoped_session[Session]) -> None:
    _, contract = employed(Role.LEAD, "east", until=TODAY)
    make.placement(contract, teams()[0], None, until=TODAY)
    account = db.session.get_one(Account, db.session.get_one(make.Person, contract.person_id).account_id)
    with clock.pretending(MIDNIGHT):
        client.sign_in(account)
        assert client.get("/me").status_code == 404
        page = text_of(client, "/")
    assert "none of your roles holds today" in page
    assert f"Neighbourhood lead of Sample east rests since 23 November 2026: {BECAUSE}." in page


def test_whoever_was_given_no_role_reads_that(
    client: CheckedClient, session: scoped_session[Session]
) -> None:
    client.sign_in(make.account())
    assert "your account has no role yet" in text_of(client, "/")


def test_with_a_role_there_is_nothing_to_read(
    client: CheckedClient, session: scoped_session[Session]
) -> None:
    client.sign_in(make.account(Role.STAFF))
    assert client.get("/no-role").status_code == 404
