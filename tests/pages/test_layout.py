"""What every page shares: where the reader is, and the way on when nothing is there."""

import re

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from tests import builders as made
from tests.pages.client import CheckedClient

CURRENT = re.compile(r'<a href="[^"]+" aria-current="(page|true)">([^<]+)</a></li>')


@pytest.fixture
def office(client: CheckedClient, session: scoped_session[Session]) -> CheckedClient:
    client.sign_in(made.account(Role.OFFICE))
    return client


@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/find", [("true", "Staff"), ("page", "Find")]),
        ("/posts/lead", [("true", "Staff"), ("true", "Find")]),
        ("/posts/lead/register", [("true", "Staff"), ("true", "Find")]),
        ("/neighbourhoods/east", [("true", "Staff"), ("true", "Neighbourhoods")]),
        ("/imports/new", [("true", "Staff"), ("true", "Import staff")]),
        ("/transfers/new", [("true", "Staff"), ("true", "Import staff")]),
        ("/coverage", [("page", "Coverage")]),
        ("/me", [("true", "You"), ("page", "My lines")]),
    ],
)
def test_the_navigation_says_where_the_reader_is(
    office: CheckedClient, address: str, current: list[tuple[str, str]]
) -> None:
    made.neighbourhood("east")
    made.post("lead", "management", made.organisation())
    assert CURRENT.findall(office.get(address).text) == current


def test_a_reader_with_few_ways_has_them_in_one_row(
    client: CheckedClient, session: scoped_session[Session]
) -> None:
    client.sign_in(made.account(Role.STAFF))
    text = client.get("/scheme").text
    assert CURRENT.findall(text) == [("page", "Scheme")]
    assert "navigation--within" not in text


def test_somebody_elses_lines_are_not_my_lines(office: CheckedClient) -> None:
    assert CURRENT.findall(office.get(f"/people/{made.person().id}").text) == []


def test_asking_about_a_day_before_anything_was_known_leads_back_to_now(office: CheckedClient) -> None:
    address = f"/people/{made.person().id}"
    answer = office.get(f"{address}?known_at=2018-01-01T09:00")
    assert answer.status_code == 404
    assert f'<a href="{address}">See this page as it is now</a>' in answer.text
    assert "as it is now" not in office.get("/people/999999").text


def test_roles_are_said_in_words_with_their_scopes(client: CheckedClient) -> None:
    made.account(Role.LEAD, "east")
    client.sign_in(made.account(Role.ADMINISTRATOR))
    text = client.get("/accounts").text
    assert "Neighbourhood lead (east)" in text
    assert ">Administrator</td>" in text


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "soon"])
def test_an_extract_of_a_day_out_of_reach_is_refused_on_the_form(office: CheckedClient, day: str) -> None:
    answer = office.post("/imports/new", data={"employer": "", "as_of": day, "profile": ""})
    assert answer.status_code == 422
    assert "Enter a day" in answer.text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"email": "nobody"}, "Enter an email address, such as name@example.org"),
        ({"password": "too short"}, "Use between 12 and 200 characters"),
        ({"role": "king"}, "Choose one from the list"),
        ({"name": "A" * 201}, "Use at most 200 characters"),
    ],
)
def test_an_answer_of_the_wrong_shape_is_refused_in_plain_words(
    client: CheckedClient, given: dict[str, str], said: str
) -> None:
    client.sign_in(made.account(Role.ADMINISTRATOR))
    right = {"name": "Ann", "email": "ann@x.invalid", "password": "long enough to do", "role": "staff"}
    answer = client.post("/accounts/new", data=right | given)
    assert answer.status_code == 422
    assert said in answer.text
