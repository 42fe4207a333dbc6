"""The structure of one line: a chart, and the same facts as a list."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from tests import builders as made
from tests.pages.client import CheckedClient, statements


@pytest.fixture
def director(client: CheckedClient, session: scoped_session[Session]) -> CheckedClient:
    client.sign_in(made.account(Role.DIRECTOR))
    return client


def page(client: CheckedClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_an_empty_register_draws_nothing(director: CheckedClient) -> None:
    assert "There is no post on this line on this day." in page(director, "/structure")
    assert "There is no organisation in the register yet." in page(director, "/structure/employer")


def test_management_is_the_line_shown_first_and_no_other_is_in_it(director: CheckedClient) -> None:
    trust = made.organisation()
    board = made.post("board", "management", trust, title="The board")
    lead = made.post("lead", "management", trust, title="Lead East", reports_to=board)
    made.post("matron", "professional", trust, title="Matron")
    ada = made.person()
    made.tenure(lead, ada, "acting")
    where = made.placement(made.employment(ada, trust, "1"), made.team(), None)
    made.management(where, lead)
    text = page(director, "/structure")
    chart, listed = text.split("The same facts as a list")
    assert (
        'role="img"' in chart
        and "Lead East" in chart
        and "Ada Sample (acting)" in chart
        and "Vacant" in chart
    )
    assert "/posts/lead" in listed and "1 person answers directly to it." in listed
    assert "Matron" not in text
    assert "Matron" in page(director, "/structure/professional")


def test_the_professional_line_counts_its_own_people(director: CheckedClient) -> None:
    trust, nurse = made.organisation(), made.profession()
    matron = made.post("matron", "professional", trust)
    for number in range(3):
        made.accountability(made.person(f"Ada{number}"), nurse, matron)
    assert "3 people answer directly to it." in page(director, "/structure/professional")


def test_the_employer_line_is_organisations_with_their_people(director: CheckedClient) -> None:
    trust, ada = made.organisation("nca", status="sourced"), made.person()
    made.employment(ada, trust, "1")
    made.employment(ada, trust, "2")
    made.organisation("council")
    listed = page(director, "/structure/employer").split("The same facts as a list")[1]
    assert "(sourced)" in listed and "employs 1 person." in listed and "employs 0 people." in listed


@pytest.mark.parametrize("size", [22, 200])
def test_it_is_drawn_for_few_and_for_many_at_the_same_cost(director: CheckedClient, size: int) -> None:
    trust = made.organisation()
    top = made.post("top", "management", trust)
    leads = [made.post(f"lead{n}", "management", trust, reports_to=top) for n in range(size // 10)]
    for number in range(size - 1 - len(leads)):
        made.post(f"post{number}", "management", trust, reports_to=leads[number % len(leads)])
    with statements() as sent:
        text = page(director, "/structure")
    assert len(sent) == 5
    assert text.count("answer directly to it.") == size


def test_an_unknown_line_is_not_there(director: CheckedClient) -> None:
    assert director.get("/structure/matrix").status_code == 404
