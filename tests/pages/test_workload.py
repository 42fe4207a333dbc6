"""A team's workload and how one person's is counted: what is shown, to whom, at 0, 1, 60 and 400 people."""

from datetime import timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from accounts.permissions import Role
from caseload.capacity.weighting import Reduction
from caseload.case_lists.actions import import_cases
from caseload.cases.case import Case
from caseload.cases.holding import Contribution
from foundation import clock
from neighbourhoods.neighbourhood import Neighbourhood
from tests import builders
from tests.laying import laid_once
from tests.pages.client import CheckedClient, statements
from tests.small_borough import NHS_NUMBERS, NOW, TODAY, Borough, case_list, small_borough

Db = scoped_session[Session]


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOW):
        yield


@pytest.fixture
@laid_once
def borough(session: Db) -> Borough:
    """N1 holds two intensive cases in East and one in North; N2 is their deputy."""
    borough = small_borough()
    rows = ({}, {}, {"neighbourhood": "north", "given_name": "Percy", "family_name": "Northsample"})
    import_cases("cases.csv", case_list(*rows), by=borough.by, at=NOW, on=TODAY)
    session.commit()
    return borough


@pytest.fixture
def lead(client: CheckedClient, borough: Borough) -> CheckedClient:
    client.sign_in(builders.account(Role.LEAD, "east"))
    return client


def test_everybody_with_the_most_headroom_first(lead: CheckedClient) -> None:
    page = lead.get("/workload").text
    names = ["Gita SampleG1", "Nils SampleN2", "Nora SampleN1"]
    assert [page.index(name) for name in names] == sorted(page.index(name) for name in names)
    assert "Nell SampleN9" not in page
    assert "2,400" in page  # held by N1, the North's case too
    assert "−224" in page
    assert "1 over capacity" in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?profession=General practitioner", "Gita", "Nora"),
        ("?profession=District nurse", "Nora", "Gita"),
        ("?employer=Sample nca Trust", "Gita", None),
    ],
)
def test_filters(lead: CheckedClient, query: str, shown: str, hidden: str | None) -> None:
    page = lead.get(f"/workload{query}").text
    assert f"{shown} Sample" in page
    assert hidden is None or f"{hidden} Sample" not in page


def test_the_fullest_first(lead: CheckedClient) -> None:
    page = lead.get("/workload?order=fullest").text
    assert page.index("Nora SampleN1") < page.index("Nils SampleN2") < page.index("Gita SampleG1")


@pytest.mark.parametrize(
    "query", ["neighbourhood=north", "order=no_such", "employer=no_such", "profession=x"]
)
def test_what_is_not_theirs_is_not_there(lead: CheckedClient, query: str) -> None:
    assert lead.get(f"/workload?{query}").status_code == 404


def test_a_reduction_shows_in_the_bar_and_the_figures(
    session: Db, lead: CheckedClient, borough: Borough
) -> None:
    builders.dated(
        Reduction, person_id=borough.staff["G1"].id, reason="phased_return", percent=50, starts_on=TODAY
    )
    session.commit()
    page = lead.get("/workload").text
    assert "1,088" in page
    assert "of 2,176" in page
    assert 'class="load__reduced"' in page
    assert "phased return" not in page.lower()  # why is nobody's business in a list


def test_how_it_is_counted(lead: CheckedClient, borough: Borough) -> None:
    page = lead.get(f"/workload/{borough.staff['N1'].id}").text
    assert "ACM-1" in page
    assert "Intensive 800 points × key worker 100% × review cycle 100% = 800" in page
    assert "2,176 points × 37.5 ÷ 37.5 = 2,176." in page


def test_cases_of_other_neighbourhoods_are_a_number_only(lead: CheckedClient, borough: Borough) -> None:
    page = lead.get(f"/workload/{borough.staff['N1'].id}").text
    assert "1 part in cases of other neighbourhoods counts 800 points" in page
    assert "ACM-3" not in page


def test_no_page_names_a_resident(lead: CheckedClient, borough: Borough) -> None:
    for page in ("/workload", f"/workload/{borough.staff['N1'].id}"):
        text = lead.get(page).text
        assert not any(word in text for word in (*NHS_NUMBERS, "Mockshaw", "Northsample", "1940"))


def test_an_objection_leaves_the_reckoning(session: Db, lead: CheckedClient, borough: Borough) -> None:
    rows = ({}, {"informed": "objects"}, {"neighbourhood": "north"})
    later = NOW + timedelta(minutes=1)
    import_cases("cases.csv", case_list(*rows), by=borough.by, at=later, on=TODAY)
    session.commit()
    page = lead.get(f"/workload/{borough.staff['N1'].id}").text
    assert "ACM-2" not in page
    assert "1,600 points" in page


def test_somebody_who_works_elsewhere_is_not_there(lead: CheckedClient, borough: Borough) -> None:
    assert lead.get(f"/workload/{borough.staff['N9'].id}").status_code == 404
    assert lead.get("/workload/987654").status_code == 404


def test_what_was_seen_is_audited(session: Db, lead: CheckedClient, borough: Borough) -> None:
    lead.get("/workload")
    lead.get(f"/workload/{borough.staff['N1'].id}")
    east = session.scalars(select(Neighbourhood.id).where(Neighbourhood.code == "east")).one()
    found = session.execute(select(AuditEntry.subject, AuditEntry.subject_id).order_by(AuditEntry.id))
    seen = [tuple(row) for row in found]
    cases = list(session.scalars(select(Case.id).order_by(Case.local_reference)))
    assert ("workload", east) in seen
    assert [number for subject, number in seen if subject == "case"] == cases[:2]


def test_nobody_works_there(session: Db, client: CheckedClient, borough: Borough) -> None:
    builders.neighbourhood("west")
    client.sign_in(builders.account(Role.LEAD, "west"))
    assert "Nobody works in your neighbourhoods today" in client.get("/workload").text


@pytest.mark.parametrize("people", [1, 60, 400])
def test_the_same_cost_for_a_large_team(
    session: Db, client: CheckedClient, borough: Borough, people: int
) -> None:
    west = builders.neighbourhood("west")
    team, employer = builders.team("team_west", west), builders.organisation("big")
    case = session.scalars(select(Case.id).limit(1)).one()
    for number in range(people):
        who = builders.person("Pat", f"Sample{number:03}")
        builders.placement(builders.employment(who, employer, f"B{number}"), team, None)
        builders.dated(Contribution, case_id=case, person_id=who.id)
    client.sign_in(builders.account(Role.LEAD, "west"))
    with statements() as sent:
        page = client.get("/workload?page=99").text
    assert len(sent) <= 10
    assert page.count('<svg class="load"') == (people - 1) % 50 + 1
    assert f"Sample{people - 1:03}" in page
