"""Moving a whole service to another employer, by screen."""

import re

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from foundation.database import db
from people.employment import Employment
from teams.transfer import CHANGED
from tests import builders as make
from tests.actions.registers import Register, register
from tests.pages.client import CheckedClient, statements


@pytest.fixture
def r(client: CheckedClient, session: scoped_session[Session]) -> Register:
    made = register()
    client.sign_in(made.office)
    return made


def asked(r: Register, **given: object) -> dict[str, str]:
    usual = {
        "from_id": r.trust.id, "to_id": r.council.id, "team_id": r.east.id, "profession_id": "", "prefix": "",
        "on": "2027-07-01",
    }  # fmt: skip
    return {name: str(value) for name, value in (usual | given).items()}


def shown(client: CheckedClient, r: Register, **given: object) -> str:
    return client.get("/transfers/new", query_string=asked(r, **given)).text


def mark(page: str) -> str:
    found = re.search(r'name="fingerprint" value="(\w+)"', page)
    assert found
    return found[1]


def at_council() -> list[str]:
    found = (
        select(Employment.assignment_number)
        .join(make.Organisation)
        .where(make.Organisation.code == "council")
    )
    return list(db.session.scalars(found))


def test_nothing_is_done_before_everybody_is_shown(client: CheckedClient, r: Register) -> None:
    assert "See who would move" in client.get("/transfers/new").text
    page = shown(client, r)
    for words in (
        "1 contract to move on 1 July 2027",
        "Ada Sample",
        "Sample lead",
        "Sample nursing",
        "37.5 hours",
    ):
        assert words in page
    assert at_council() == []


def test_what_was_shown_is_moved(client: CheckedClient, r: Register) -> None:
    page = shown(client, r, prefix="N")
    assert "100, then N100" in page
    told = client.post(
        "/transfers/new", data=asked(r, prefix="N", fingerprint=mark(page)), follow_redirects=True
    )
    assert "1 contracts have moved" not in told.text
    assert "1 contract has moved" in told.text
    assert at_council() == ["N100"]


def test_a_stale_page_is_shown_again_with_words(client: CheckedClient, r: Register) -> None:
    page = shown(client, r)
    make.placement(make.employment(r.bea, r.trust, "200"), r.east, r.nurse)
    told = client.post("/transfers/new", data=asked(r, fingerprint=mark(page)))
    assert told.status_code == 422
    assert CHANGED in told.text
    assert "Bea Sample" in told.text
    assert at_council() == []
    assert client.post("/transfers/new", data=asked(r, fingerprint=mark(told.text))).status_code == 302
    assert sorted(at_council()) == ["100", "200"]


def test_a_clash_is_named_and_offers_no_button(client: CheckedClient, r: Register) -> None:
    make.employment(r.bea, r.council, "100")
    page = shown(client, r)
    assert "already uses 100." in page
    assert 'name="fingerprint"' not in page


def test_a_service_without_staff_says_so(client: CheckedClient, r: Register) -> None:
    assert "Nobody of that service is employed there on that day." in shown(client, r, team_id=r.north.id)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"from_id": ""}, "Choose the employer it leaves"),
        ({"to_id": ""}, "Choose the employer it goes to"),
        ({"to_id": "1"}, "Choose another employer than the one it leaves"),
        ({"team_id": ""}, "Choose a team, a profession or both"),
        ({"on": "soon"}, "Enter a day, such as 2026-04-01"),
    ],
)
def test_the_question_is_checked_in_place(
    client: CheckedClient, r: Register, given: dict[str, str], told: str
) -> None:
    page = client.get("/transfers/new", query_string=asked(r, **given))
    assert page.status_code == 422
    assert told in page.text


def test_a_long_list_comes_in_pages_at_the_same_cost(client: CheckedClient, r: Register) -> None:
    query = asked(r)
    with statements() as few:
        client.get("/transfers/new", query_string=query)
    for number in range(60):
        who = make.person(f"P{number:02}")
        make.placement(make.employment(who, r.trust, f"b{number}"), r.east, r.nurse)
    db.session.commit()
    with statements() as many:
        page = client.get("/transfers/new", query_string=query).text
    assert "Showing 1 to 50 of 61 contracts" in page
    assert "Showing 51 to 61 of 61 contracts" in shown(client, r, page=2)
    assert len(many) == len(few) <= 10
