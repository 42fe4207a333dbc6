"""Finding people, posts, teams and organisations, and the page of each."""

from datetime import date
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from people.person import Person
from tests import builders as made
from tests.pages.client import CheckedClient, statements


class Register:
    """Two organisations, a team, a post on each line above another, and one person answering to both."""

    def __init__(self) -> None:
        self.trust = made.organisation("nca", name="Sample Trust", ods_code="RX9", status="provisional")
        self.council = made.organisation("council", name="Sample Council", kind="council")
        self.team = made.team("team_east", made.neighbourhood("east"), name="Team of the East")
        self.nurse = made.profession("district_nurse", name="District nurse")
        self.board = made.post("board", "management", self.trust, title="The board")
        self.lead = made.post("lead_east", "management", self.trust, title="Lead East", reports_to=self.board)
        self.matron = made.post("matron", "professional", self.trust, title="Matron")
        self.boss = made.person("Holly", "Holder")
        made.tenure(self.lead, self.boss, starts_on=date(2025, 6, 1))
        made.tenure(self.lead, made.person("Fred", "Former"), until=date(2025, 6, 1))
        self.ada = self.join("A100", "Renée", "Échantillon", known_as="Ren", email="renee@sample.example")

    def join(self, number: str, given: str, family: str, **called: Any) -> Person:
        who = made.person(given, family, **called)
        contract = made.employment(who, self.trust, number)
        made.management(made.placement(contract, self.team, self.nurse), self.lead)
        made.accountability(who, self.nurse, self.matron)
        return who


@pytest.fixture
def register(session: scoped_session[Session]) -> Register:
    return Register()


@pytest.fixture
def director(client: CheckedClient, register: Register) -> CheckedClient:
    client.sign_in(made.account(Role.DIRECTOR))
    return client


def page(client: CheckedClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.text.split())


def found(client: CheckedClient, words: str, **more: str) -> str:
    """Where looking for it leads: an address without the words."""
    answer = client.post("/find", data={"q": words, **more})
    assert answer.status_code == 303 and words not in answer.headers["Location"]
    return answer.headers["Location"]


@pytest.mark.parametrize(
    "asked", ["echantillon", "RENEE", "ren", "Ren Échantillon", "renee@sample", "a100", "chant A10", "ÉCHAN"]
)
def test_a_person_is_found_by_any_part_of_a_name_an_address_or_a_number(
    director: CheckedClient, asked: str
) -> None:
    text = page(director, found(director, asked))
    assert "1 person, 0 posts" in text
    assert "Ren Échantillon</a>" in text
    assert "Nurse, Sample Trust (A100)" in text


def test_each_kind_of_thing_is_found_in_its_own_group(director: CheckedClient) -> None:
    text = page(director, found(director, "east"))
    assert "0 people, 1 post, 1 team, 0 organisations" in text
    assert "/posts/lead_east" in text and "/teams/team_east" in text
    assert "/organisations/nca" in page(director, found(director, "rx9"))


def test_nothing_found_says_so_kindly(director: CheckedClient) -> None:
    text = page(director, found(director, "nobody <script>"))
    assert "Nothing in the register matches “nobody &lt;script&gt;”." in text
    assert "Try fewer letters" in text


def test_before_anything_is_asked_teams_and_organisations_are_listed(director: CheckedClient) -> None:
    text = page(director, "/find")
    assert "Team of the East" in text and "Sample Council" in text
    assert "Échantillon" not in text


def test_what_another_key_sealed_asks_for_nothing(director: CheckedClient) -> None:
    assert "Sample Council" in page(director, "/find?words=gAAAAABnothing")


def test_no_words_lead_back_to_the_lists(director: CheckedClient) -> None:
    assert director.post("/find", data={"q": "  "}).headers["Location"] == "/find"


def test_somebody_who_has_left_is_found_as_not_employed(director: CheckedClient) -> None:
    assert "Not employed on this day" in page(director, found(director, "former"))


def test_links_keep_the_day_asked_about(director: CheckedClient) -> None:
    assert (
        "on=2025-03-01" in page(director, found(director, "echantillon", on="2025-03-01")).split("Renée")[0]
    )


def test_finding_is_paged_and_costs_the_same_at_any_size(director: CheckedClient, register: Register) -> None:
    for number in range(60):
        register.join(f"B{number}", "Many", f"Sample{number:02}")
    address = found(director, "many") + "&page=2"
    with statements() as sent:
        text = page(director, address)
    assert len(sent) <= 10
    assert "Showing 51 to 60 of 60 people" in text and "Sample59" in text and "Sample49" not in text


def test_a_post_shows_who_holds_it_and_its_own_line_only(director: CheckedClient) -> None:
    text = page(director, "/posts/lead_east")
    assert "People who answer to this post along the management line" in text
    assert "Ren Échantillon" in text and "Holly Holder" in text and "The board</a>" in text
    assert "1 Jan 2025 to 31 May 2025" in text
    assert "Matron" not in text
    professional = page(director, "/posts/matron")
    assert "along the professional accountability line" in professional
    assert "Ren Échantillon" in professional and "Team of the East" in professional
    assert "Lead East" not in professional


def test_a_vacant_post_says_so_and_a_top_has_nothing_above(director: CheckedClient) -> None:
    text = page(director, "/posts/board")
    assert "Vacant" in text and "this line ends here" in text
    assert "Lead East</a>" in text
    assert "Nobody is known to have held this post." in text


def test_a_post_as_at_an_earlier_day(director: CheckedClient) -> None:
    held = page(director, "/posts/lead_east?on=2025-03-01").split("Organisation</dt>")[0]
    assert "Fred Former" in held and "Holly Holder" not in held


def test_a_post_costs_the_same_at_any_size(director: CheckedClient, register: Register) -> None:
    for number in range(60):
        register.join(f"B{number}", "Many", f"Sample{number:02}")
        made.post(f"below{number}", "management", register.trust, reports_to=register.lead)
    for address in ("/posts/lead_east", "/posts/matron", "/teams/team_east", "/organisations/nca"):
        with statements() as sent:
            text = page(director, address)
        assert len(sent) <= 10, address
        assert "Showing 1 to 50 of 61" in text


def test_a_team_by_employer_and_profession(director: CheckedClient) -> None:
    text = page(director, "/teams/team_east")
    assert "1 person, 37.5 hours a week, 1.00 whole-time equivalents" in text
    assert "Not yet cleared to practise" in text  # no registration is recorded
    assert "The team of" in text


def test_a_service_is_for_the_whole_borough(director: CheckedClient) -> None:
    made.team("rapid")
    text = page(director, "/teams/rapid")
    assert "A service for the whole borough." in text and "Nobody works here on this day." in text


def test_an_organisation(director: CheckedClient) -> None:
    text = page(director, "/organisations/nca")
    assert "RX9" in text and "NHS trust" in text and "provisional" in text and "37.5 hours" in text
    assert "Team of the East</a>" in text and "District nurse" in text
    assert "Lead East</a>" in text and "A100" in text
    assert "It employs nobody in the register on this day." in page(director, "/organisations/council")


@pytest.mark.parametrize(
    "address",
    ["/posts/none", "/teams/none", "/organisations/none", "/posts/board?on=2020-01-01", "/find?on=soon"],
)
def test_what_is_not_there(director: CheckedClient, address: str) -> None:
    page(director, address, 404)


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize(
    "address",
    ["/find", "/posts/board", "/teams/team_east", "/organisations/nca", "/structure", "/changes"],
)
def test_only_those_who_see_the_register(
    client: CheckedClient, register: Register, role: Role, address: str
) -> None:
    client.sign_in(made.account(role))
    page(client, address, 404)
