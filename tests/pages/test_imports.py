"""Looking at what an extract would do before it is applied."""

from io import BytesIO

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from tests import builders as made
from tests.pages.client import CheckedClient
from tests.rules.extract.written import csv_of, row


@pytest.fixture
def office(client: CheckedClient, session: scoped_session[Session]) -> CheckedClient:
    client.sign_in(made.account(Role.OFFICE))
    return client


def preview(office: CheckedClient, content: bytes) -> str:
    """Where an extract of the trust is to be looked at."""
    answers = {"employer": "nca", "as_of": "2026-06-15", "profile": "", "file": (BytesIO(content), "nca.csv")}
    answer = office.post("/imports/new", data=answers)
    assert answer.status_code == 302, answer.text
    return answer.location


def test_those_who_are_gone_from_the_file_are_named(office: CheckedClient) -> None:
    made.employment(made.person("Ada", "Sample"), made.organisation("nca"), "100")
    address = preview(office, csv_of([]))
    assert '<td data-label="Person">Ada Sample</td>' in office.get(f"{address}?verb=end").text


def test_a_page_past_the_last_is_the_last(office: CheckedClient) -> None:
    made.employment(made.person("Ada", "Sample"), made.organisation("nca"), "100")
    address = preview(office, csv_of([]))
    assert "Ada Sample" in office.get(f"{address}?page=99").text


def test_a_refusal_names_the_file_the_row_the_column_and_what_was_read(office: CheckedClient) -> None:
    made.organisation("nca")
    wrong = row(contracted_hours="400")
    answers = {"employer": "nca", "as_of": "2026-06-15", "profile": ""}
    answer = office.post("/imports/new", data=answers | {"file": (BytesIO(csv_of([wrong])), "nca.csv")})
    assert answer.status_code == 422
    for words in (
        "put right in nca.csv",
        ">2</th>",
        ">contracted_hours<",
        ">400<",
        "no more than the 168 hours",
    ):
        assert words in answer.text
