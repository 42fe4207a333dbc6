"""What if, on screen: what would change, what would not and why, what is refused, and that nothing is kept."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select, update
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from people.availability import Absence
from people.post import Tenure
from teams.mandate import MandateTerms
from teams.routes import what_if
from teams.team import Management, PlacementDetails
from tests import builders as make
from tests.decision_ground import CODE, NOON, Ground, away, ground, mandate
from tests.pages.client import CheckedClient, statements

TAGS = re.compile(r"<[^>]+>")
TABLES = (MandateTerms, Tenure, Absence, PlacementDetails, Management)
ADA = "employer=nca&number=A1"


@pytest.fixture
def borough(session: scoped_session[Session]) -> Iterator[Ground]:
    made = ground()
    with clock.pretending(NOON):
        yield made


@pytest.fixture
def office(client: CheckedClient, borough: Ground) -> CheckedClient:
    client.sign_in(make.account(Role.OFFICE))
    return client


def page(client: CheckedClient, asked: str, status: int = 200) -> str:
    answer = client.get(f"/what-if?{asked}")
    assert answer.status_code == status
    return answer.text


def words(markup: str) -> str:
    """What a reader reads of it."""
    return " ".join(unescape(TAGS.sub(" ", markup)).split()).replace(" ,", ",").replace(" .", ".")


def answer(client: CheckedClient, asked: str) -> str:
    """What the page says would change, without the form."""
    text = words(page(client, asked))
    return text[text.index("What would change") : text.index("Suppose something else")]


def rows() -> dict[str, int]:
    return {model.__tablename__: db.session.scalar(select(func.count(model.id))) or 0 for model in TABLES}


def test_before_anything_is_asked_there_is_a_form(office: CheckedClient) -> None:
    text = page(office, "")
    assert f'<option value="{CODE}">{CODE}, Northern Sample Trust</option>' in text
    assert "Lead of East, Northern Sample Trust: Lee Leadsample, substantive" in text
    assert "What would change" not in text


def test_withdrawing_a_mandate(office: CheckedClient, borough: Ground) -> None:
    before = rows()
    text = answer(office, f"withdraw={CODE}")
    assert (
        f"Withdrawing mandate {CODE} on 20 November 2026 would change 2 decisions about 1 person; "
        "none would be left with nobody to decide." in text
    )
    assert "Caseload and work allocation Annual leave approval" in text
    assert (
        "Lee Leadsample, Lead of East Northern Sample Trust 1 person now with Lee Leadsample, Lead of East "
        f"Ada Sample Mandate {CODE} was withdrawn from 20 November 2026. "
        "Northern Sample Trust holds the contract." in text
    )
    assert "Nothing has been changed" in text
    assert rows() == before


def test_it_leads_to_the_people_and_to_where_it_is_done(office: CheckedClient, borough: Ground) -> None:
    lee = borough.lee.id
    text = page(office, f"withdraw={CODE}&leaves=lead_east:{lee}&away={lee}&{ADA}&to_team=team_east")
    for href in (
        f"/people/{borough.ada.id}/decisions",
        f"/mandates/{CODE}/withdraw",
        "/posts/lead_east/register",
        f"/people/{lee}/away/record",
        f"/people/{borough.ada.id}/register",
    ):
        assert f'href="{href}"' in text


def test_whoever_may_only_read_is_told_who_does_it(client: CheckedClient, borough: Ground) -> None:
    client.sign_in(borough.leader)
    text = page(client, f"withdraw={CODE}")
    assert "The partnership office keeps mandates and the register." in text
    assert f"/mandates/{CODE}/withdraw" not in text


def test_a_holder_goes_with_a_deputy_and_without(office: CheckedClient, borough: Ground) -> None:
    asked = f"leaves=lead_east:{borough.lee.id}"
    assert "Dee Deputysample, Lead of East (deputy)" in answer(office, asked)
    not_so = {"superseded_at": NOON, "superseded_by_id": make.recorder().id}
    db.session.execute(update(Tenure).where(Tenure.holding == "deputy").values(not_so))
    text = answer(office, asked)
    assert "2 would be left with nobody to decide, about 1 person." in text
    assert "Nobody holds Lead of East, so nobody can decide until it is filled." in text
    assert "Nobody holds Lead of East. " not in text, "said once"


def test_the_holder_of_a_post_is_away(office: CheckedClient, borough: Ground) -> None:
    text = answer(office, f"away={borough.lee.id}")
    assert "Lee Leadsample being away on 20 November 2026 would change 2 decisions about 1 person" in text
    assert "Lee Leadsample is away, so Dee Deputysample, the deputy, decides for Lead of East." in text


def test_somebody_moves(office: CheckedClient, borough: Ground) -> None:
    make.team("team_north", make.neighbourhood("north"), name="North team")
    text = answer(office, f"{ADA}&to_team=team_north&to_post=board")
    assert "Moving Ada Sample to North team and to answer to Chair of the board on 20 November 2026" in text
    assert "Cleo Chairsample, Chair of the board" in text
    assert "What moves is their placement of 37.5 hours a week in East team." in text


def test_several_things_at_once(office: CheckedClient, borough: Ground) -> None:
    text = answer(office, f"withdraw={CODE}&away={borough.lee.id}")
    assert f"Withdrawing mandate {CODE} and Lee Leadsample being away on 20 November 2026" in text
    assert "would change 2 decisions about 1 person" in text


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (f"{ADA}&to_post=lead_east", "The same is ceded about Ada Sample there"),
        ("sign=LATER", "LATER would start only on 1 April 2027. Ask about a day from then on."),
        ("sign=VCF", "Use a memorandum of understanding or a contract."),
    ],
)
def test_where_nothing_changes_it_says_why_that_may_be(
    office: CheckedClient, borough: Ground, asked: str, why: str
) -> None:
    draft = {"status": "draft", "signed_by_organisation_on": None, "signed_by_partnership_on": None}
    mandate(borough.council, "LATER", starts_on=date(2027, 4, 1), until=None, **draft)
    mandate(make.organisation("vcf", name="Charity", kind="vcf"), "VCF", **draft)
    text = answer(office, asked)
    assert "on 20 November 2026 would change nobody’s decisions." in text
    assert why in text


def test_signing_a_draft(office: CheckedClient, borough: Ground) -> None:
    mandate(
        borough.council, "DRAFT-1", status="draft", professions=("social_worker",),
        signed_by_organisation_on=None, signed_by_partnership_on=None,
    )  # fmt: skip
    text = answer(office, "sign=DRAFT-1")
    assert "Signing mandate DRAFT-1 on 20 November 2026 would change 2 decisions about 1 person" in text
    assert "Sample Council Lee Leadsample, Lead of East" in text


def test_another_day_is_asked_about_as_it_was_and_as_it_was_known(
    office: CheckedClient, borough: Ground
) -> None:
    assert "No such mandate is in force on that day" in page(office, f"withdraw={CODE}&on=2026-03-31", 422)
    assert "on 1 April 2026 would change 2 decisions" in answer(office, f"withdraw={CODE}&on=2026-04-01")
    asked = f"withdraw={CODE}&on=2026-04-01&known_at=2024-12-31T12:00"
    assert "No such mandate is in force on that day" in page(office, asked, 422)
    known = page(office, f"withdraw={CODE}&known_at=2026-11-01T12:00")
    assert "would change 2 decisions" in words(known)
    assert f'href="/mandates/{CODE}/withdraw"' not in known
    page(office, "on=soon", 404)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ("withdraw=NONE", "No such mandate is in force on that day. Choose one from the list"),
        ("sign=NONE", "There is no such draft on that day. Choose one from the list"),
        ("leaves=lead_east:1", "They do not hold that post on that day. Choose from the list"),
        ("leaves=nonsense", "They do not hold that post on that day. Choose from the list"),
        ("away={ada}", "only for whoever holds a post that day does it make a difference"),
        ("away=x", "only for whoever holds a post that day does it make a difference"),
        ("to_team=team_east", "Enter the assignment number of whoever would move"),
        ("number=A1&to_team=team_east", "Choose the employer of whoever would move"),
        (ADA, "Choose a team to move them to, or a post for them to answer to"),
        (f"{ADA}&to_team=none", "There is no such team. Choose one from the list"),
        (f"{ADA}&to_post=director", "There is no such management post on that day"),
        ("employer=none&number=A1&to_team=team_east", "There is no such employer"),
        (
            "employer=nca&number=S1&to_team=team_east",
            "Nobody is employed by Northern Sample Trust under number S1 on 20 November 2026.",
        ),
        (
            "employer=nca&number=L1&to_team=team_east",
            "Lee Leadsample has no placement on 20 November 2026, so there is nothing to move.",
        ),
        (f"withdraw={CODE}&team=none", "There is no such team. Choose one from the list"),
    ],
)
def test_what_is_not_there_is_said_in_the_form(
    office: CheckedClient, borough: Ground, asked: str, refusal: str
) -> None:
    text = page(office, asked.format(ada=borough.ada.id), 422)
    assert refusal in words(text)
    assert "What would change" not in words(text).replace("See what would change", "")


def test_whoever_supposes_nothing_is_asked_to_choose(office: CheckedClient) -> None:
    asked = "withdraw=&sign=&leaves=&away=&employer=&number=&to_team=&to_post=&team="
    assert "There is a problem Choose something to suppose" in words(page(office, asked, 422))


def test_one_team_alone(office: CheckedClient, borough: Ground) -> None:
    make.team("team_north", make.neighbourhood("north"), name="North team")
    assert "would change nobody’s decisions in North team." in answer(
        office, f"withdraw={CODE}&team=team_north"
    )
    assert "2 decisions about 1 person in East team" in answer(office, f"withdraw={CODE}&team=team_east")


def test_more_than_are_looked_at_together_are_asked_for_by_team(
    office: CheckedClient, borough: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(what_if, "MOST_AT_ONCE", 2)
    assert (
        "This could touch decisions in 4 employments, and 2 are looked at together. "
        "Choose one team to look at." in words(page(office, f"withdraw={CODE}", 422))
    )
    assert "2 decisions about 1 person" in answer(office, f"withdraw={CODE}&team=team_east")


def test_only_a_page_of_names_is_shown(office: CheckedClient, borough: Ground) -> None:
    staff(borough, 60)
    text = answer(office, f"withdraw={CODE}")
    assert "2 decisions about 61 people" in text
    assert "and 11 more: look only at one team to see them" in text
    assert "Sample048" in text and "Sample049" not in text, "Ada is the first of the fifty"


def test_looking_is_noted_once(office: CheckedClient, borough: Ground) -> None:
    page(office, f"withdraw={CODE}")
    seen = select(AuditEntry.subject, AuditEntry.subject_id).where(AuditEntry.act == "seen")
    assert [tuple(row) for row in db.session.execute(seen)] == [("what_if", None)]


@pytest.mark.parametrize("size", [3, 60])
def test_the_cost_is_the_same_at_any_size(office: CheckedClient, borough: Ground, size: int) -> None:
    staff(borough, size)
    away(borough.contracts["D1"])
    with statements() as sent:
        page(office, f"withdraw={CODE}&leaves=lead_east:{borough.lee.id}&{ADA}&to_team=team_east")
    assert len(sent) <= 10


def staff(borough: Ground, size: int) -> None:
    """So many more nurses of the trust in East."""
    for number in range(size):
        contract = make.employment(make.person("Bo", f"Sample{number:03}"), borough.trust, f"B{number}")
        make.management(make.placement(contract, borough.east, borough.nurse), borough.lead)
