"""What changed between two days, as a page."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from foundation import clock
from tests import builders as made
from tests.pages.client import CheckedClient, statements

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
MAY = date(2026, 5, 1)


@pytest.fixture
def director(client: CheckedClient, session: scoped_session[Session]) -> Iterator[CheckedClient]:
    with clock.pretending(NOW):
        client.sign_in(made.account(Role.DIRECTOR))
        yield client


def page(client: CheckedClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.text.split())


def moved(size: int = 1) -> None:
    """So many people whose management line moves from one post to another on 1 May."""
    trust, team = made.organisation(), made.team("team_east")
    first = made.post("first", "management", trust, title="Lead A")
    second = made.post("second", "management", trust, title="Lead B")
    for number in range(size):
        contract = made.employment(made.person("Ada", f"Sample{number:03}"), trust, str(number))
        where = made.placement(contract, team, None)
        made.management(where, first, until=MAY)
        made.management(where, second, starts_on=MAY)


def test_since_1_april_unless_asked_otherwise(director: CheckedClient) -> None:
    moved()
    text = page(director, "/changes")
    assert "Between 1 April 2026 and 15 June 2026: 1 change." in text
    assert "1 May 2026</th>" in text and "Ada Sample000" in text
    assert "In Sample team_east answers to Lead B. Answered to Lead A before." in text


@pytest.mark.parametrize(("on", "first"), [("2026-03-31", "1 April 2025"), ("2026-04-01", "1 April 2026")])
def test_the_financial_year_begins_on_1_april(
    client: CheckedClient, session: object, on: str, first: str
) -> None:
    with clock.pretending(datetime.fromisoformat(f"{on}T12:00+00:00")):
        client.sign_in(made.account(Role.DIRECTOR))
        assert f"Between {first} and" in page(client, "/changes")


def test_nothing_changed(director: CheckedClient) -> None:
    text = page(director, "/changes")
    assert "0 changes" in text and "Nothing is different on the second day." in text


def test_the_wrong_way_round_is_refused_kindly(director: CheckedClient) -> None:
    text = page(director, "/changes?from=2026-06-02&to=2026-06-01", 422)
    assert "The first day is after the second. Choose a first day on or before 1 June 2026." in text


def test_by_line_and_by_team(director: CheckedClient) -> None:
    moved()
    made.team("team_west")
    assert "Lead B" in page(director, "/changes?line=management&team=team_east")
    assert "Lead B" not in page(director, "/changes?line=professional")
    assert "0 changes" in page(director, "/changes?team=team_west")


@pytest.mark.parametrize(
    "address", ["/changes?line=none", "/changes?team=none", "/changes?from=soon", "/changes?known_at=soon"]
)
def test_what_is_not_there(director: CheckedClient, address: str) -> None:
    page(director, address, 404)


@pytest.mark.parametrize("size", [3, 120])
def test_the_cost_is_the_same_at_any_size(director: CheckedClient, size: int) -> None:
    moved(size)
    with statements() as sent:
        text = page(director, "/changes?page=3")
    assert len(sent) == 5
    assert f"{size} changes<" in text
