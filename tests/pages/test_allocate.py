"""Allocating on screen: the list, one case, comparing, choosing, asking and answering; to whom, and at what cost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from accounts.account import Account
from accounts.audit import AuditEntry
from accounts.permissions import Role
from caseload.allocation.request import AllocationRequest
from caseload.cases.case import Allocation
from foundation import clock
from tests import builders as make
from tests.allocating_ground import DAY, NOON, AllocatingGround, allocating_ground, conflict, held, open_case
from tests.pages.client import CheckedClient, statements, without_token

Db = scoped_session[Session]
MOST_STATEMENTS = 10
RESIDENT = ("Olive", "Mockshaw", "ACM-1", "Moorside", "9990000018", "1940")
HIDDEN = re.compile(r'<input[^>]*name="(person_id|shown|how)"[^>]*value="([^"]*)"')


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOON):
        yield


@pytest.fixture
def g(session: Db) -> AllocatingGround:
    return allocating_ground()


@pytest.fixture
def lead(client: CheckedClient, g: AllocatingGround) -> CheckedClient:
    client.sign_in(g.leader)
    return client


def address(g: AllocatingGround, person_id: int | None = None) -> str:
    return f"/allocate/{g.case.id}" + (f"?person={person_id}" if person_id else "")


def chosen(lead: CheckedClient, g: AllocatingGround, person_id: int) -> dict[str, str]:
    """What the form on the page carries once somebody is chosen."""
    page = lead.get(address(g, person_id)).text
    return dict(HIDDEN.findall(page))


def give(
    lead: CheckedClient, g: AllocatingGround, person_id: int, because: str = "Knows her"
) -> TestResponse:
    return lead.post(address(g), data=chosen(lead, g, person_id) | {"because": because})


def test_the_list_says_who_waits_by_urgency_and_wait(lead: CheckedClient, g: AllocatingGround) -> None:
    open_case(g, "ACM-2", tier="intensive", family_name="Breachsample", starts_on=DAY - timedelta(weeks=8))
    open_case(g, "ACM-3", tier="active", family_name="Latesample", starts_on=DAY - timedelta(weeks=13))
    open_case(g, "ACM-4", tier="intensive", family_name="Soonsample", starts_on=DAY - timedelta(weeks=1))
    open_case(g, "ACM-5", informed="objects", family_name="Objectsample")
    held(open_case(g, "ACM-6", family_name="Heldsample"), g.ada)
    page = lead.get("/allocate").text
    order = re.findall(r"(\w+sample|Mockshaw)</a> <span", page)
    assert order == ["Breachsample", "Latesample", "Soonsample", "Mockshaw"]
    assert "Objectsample" not in page
    assert "Heldsample" not in page
    assert "73 days" in page


def test_a_case_waits_since_its_last_key_worker_left(lead: CheckedClient, g: AllocatingGround) -> None:
    held(g.case, g.ada, until=DAY - timedelta(days=3))
    assert "3 days <span" in lead.get("/allocate").text


def test_a_request_is_shown_as_one_with_whom_it_waits_and_since_when(
    lead: CheckedClient, g: AllocatingGround
) -> None:
    give(lead, g, g.val.id)
    page = lead.get("/allocate").text
    assert "waits for Sample Alliance since 20 November 2026, 12:00" in page
    assert "Mockshaw" in lead.get("/allocate?asked=yes").text
    assert "Mockshaw" not in lead.get("/allocate?asked=no").text


def test_the_list_is_empty_in_words(lead: CheckedClient, g: AllocatingGround) -> None:
    held(g.case, g.ada)
    assert "Every case in your neighbourhoods has a key worker." in lead.get("/allocate").text
    assert "No case without a key worker matches" in lead.get("/allocate?tier=intensive").text


def test_five_hundred_cases_are_a_page_of_ten_statements(
    session: Db, lead: CheckedClient, g: AllocatingGround
) -> None:
    for number in range(500):
        open_case(g, f"ACM-{number + 100}")
    session.commit()
    with statements() as sent:
        page = lead.get("/allocate").text
    assert "of 501 cases" in page
    assert len(sent) <= MOST_STATEMENTS


def test_a_case_shows_people_in_order_with_reasons(
    session: Db, lead: CheckedClient, g: AllocatingGround
) -> None:
    conflict(g.case, g.bea)
    page = lead.get(address(g)).text
    names = re.findall(r'\d+\. <a href="/workload/people/\d+">([^<]*)</a>', page) or re.findall(
        r"\d+\. <a href=\"[^\"]*\">([^<]*)</a>", page
    )
    assert names[0] == "Ada Sample"
    assert set(names) == {"Ada Sample", "Rex Sample", "Sol Socialsample", "Val Alliancesample"}
    assert "Mandate NCA-2026-03 cedes it, and you hold Lead of East." in page
    assert "A conflict of interest with this case is recorded for them." in page
    assert "How people are put in order" in page
    assert "9990000018" not in page
    assert "1940" not in page


def test_a_page_about_sixty_people_takes_ten_statements(
    session: Db, lead: CheckedClient, g: AllocatingGround
) -> None:
    for number in range(60):
        who = make.person("Nia", f"Sample{number}")
        make.registration(who, g.base.nurse)
        make.accountability(who, g.base.nurse, g.base.director)
        place = make.placement(make.employment(who, g.base.trust, f"X{number}"), g.base.east, g.base.nurse)
        make.management(place, g.base.lead)
        held(open_case(g, f"ACM-{number + 10}"), who)
    session.commit()
    with statements() as sent:
        page = lead.get(address(g, g.ada.id)).text
    assert "Showing 1 to 10 of 65 people" in page
    assert len(sent) <= MOST_STATEMENTS


def test_choosing_shows_capacity_before_and_after_and_does_it(
    session: Db, lead: CheckedClient, g: AllocatingGround
) -> None:
    page = lead.get(address(g, g.ada.id)).text
    assert "Give the case to Ada Sample" in page
    assert "440 points" in page
    answer = give(lead, g, g.ada.id)
    assert answer.location == f"/allocate/{g.case.id}"
    assert "Ada Sample is now the key worker of ACM-1." in lead.get(answer.location).text
    row = session.scalars(select(Allocation)).one()
    assert (row.person_id, row.because) == (g.ada.id, "Knows her")
    seen = session.scalars(select(AuditEntry.subject).where(AuditEntry.act == "seen").distinct())
    assert set(seen) == {"resident"}


def test_where_it_is_a_request_the_page_says_so_before_and_after(
    session: Db, lead: CheckedClient, g: AllocatingGround
) -> None:
    page = lead.get(address(g, g.val.id)).text
    assert "Ask Sample Alliance" in page
    assert "do not name the resident" in page
    answer = give(lead, g, g.val.id)
    page = lead.get(answer.location or "").text
    assert "Sample Alliance has been asked whether Val Alliancesample may be the key worker of ACM-1." in page
    assert "Val Alliancesample has been asked for as key worker." in page
    assert not list(session.scalars(select(Allocation)))


def test_the_second_of_two_leads_sees_what_changed_and_loses_nothing(
    lead: CheckedClient, g: AllocatingGround
) -> None:
    form = chosen(lead, g, g.bea.id)
    give(lead, g, g.ada.id)
    answer = lead.post(address(g), data=form | {"because": "Lives round the corner"})
    assert answer.status_code == 422
    assert "Ada Sample became its key worker after you opened this page (Sample lead," in answer.text
    assert "Lives round the corner</textarea>" in answer.text
    again = dict(HIDDEN.findall(answer.text))
    assert lead.post(address(g), data=again | {"because": "Lives round the corner"}).status_code == 302


def test_a_double_click_is_told_that_it_is_already_so(
    session: Db, lead: CheckedClient, g: AllocatingGround
) -> None:
    form = chosen(lead, g, g.ada.id) | {"because": "Knows her"}
    assert lead.post(address(g), data=form).status_code == 302
    answer = lead.post(address(g), data=form)
    assert answer.status_code == 302
    assert "Ada Sample is the key worker of ACM-1 already. Nothing was changed." in lead.get(address(g)).text
    assert len(list(session.scalars(select(Allocation)))) == 1


def test_a_reason_is_needed_for_whoever_is_not_first(lead: CheckedClient, g: AllocatingGround) -> None:
    answer = give(lead, g, g.sol.id, because="")
    assert answer.status_code == 422
    assert "Say why Sol Socialsample is to be its key worker" in answer.text


@pytest.mark.parametrize("person", ["", "0", "nobody", "99999"])
def test_nobody_is_given_a_case_by_a_form_without_them(
    lead: CheckedClient, g: AllocatingGround, person: str
) -> None:
    answer = lead.post(address(g), data={"person_id": person, "shown": "", "how": "", "because": "x"})
    assert answer.status_code == 422


def test_four_people_can_be_compared(lead: CheckedClient, g: AllocatingGround) -> None:
    asked = "&".join(f"person={number}" for number in g.people.values())
    page = lead.get(f"/allocate/{g.case.id}/compare?{asked}").text
    assert page.count('<th scope="col">') == 5
    assert "Only four can be compared at a time" in page
    assert "Nobody was ticked" in lead.get(f"/allocate/{g.case.id}/compare").text


def test_a_team_first_and_the_worker_later(lead: CheckedClient, g: AllocatingGround) -> None:
    answer = lead.post(f"/allocate/{g.case.id}/team", data={"team": "rapid_response", "because": "At once"})
    page = lead.get(answer.location or "").text
    assert "The case is on the list of Rapid response." in page
    assert "Rex Sample" in page
    assert "Bea Sample" not in page
    assert "Bea Sample" in lead.get(f"/allocate/{g.case.id}?team=any").text
    assert "on the list of Rapid response" in lead.get("/allocate?team=rapid_response").text
    assert lead.post(f"/allocate/{g.case.id}/team", data={"team": "no_such"}).status_code == 422


def test_a_mistake_is_ended_with_a_reason(session: Db, lead: CheckedClient, g: AllocatingGround) -> None:
    held(g.case, g.ada)
    address_ = f"/allocate/{g.case.id}/end/{g.ada.id}?role=key_worker"
    assert lead.post(address_, data={"because": ""}).status_code == 422
    answer = lead.post(address_, data={"because": "Moved to another team"})
    page = lead.get(answer.location or "").text
    assert "Ada Sample is no longer its key worker." in page
    assert "Who has had the case before" in page
    assert lead.get(address_).status_code == 404


def test_an_objection_takes_the_case_out_at_once(lead: CheckedClient, g: AllocatingGround) -> None:
    other = open_case(g, "ACM-2", informed="objects")
    assert lead.get(f"/allocate/{other.id}").status_code == 404


def test_the_employer_sees_its_staff_the_tier_and_points_and_no_resident(
    session: Db, lead: CheckedClient, g: AllocatingGround
) -> None:
    give(lead, g, g.val.id, because="Speaks her language")
    lead.get(address(g))
    number = session.scalars(select(AllocationRequest.id)).one()
    lead.sign_in(g.hr["vcfa"])
    for page in (lead.get("/requests").text, lead.get(f"/requests/{number}").text):
        assert "Val Alliancesample" in page
        assert "Active" in page
        assert [word for word in RESIDENT if word in page] == []
    assert "440 points" in page
    assert "Speaks her language" in page
    answer = lead.post(f"/requests/{number}/answer", data={"decline": "yes", "because": ""})
    assert answer.status_code == 422
    assert "Say why it is declined." in answer.text
    answer = lead.post(f"/requests/{number}/answer", data={"accept": "yes", "because": ""})
    assert answer.status_code == 302
    page = lead.get(answer.location or "").text
    assert "Accepted. Val Alliancesample is its key worker from today." in page
    assert "Mockshaw" not in page
    assert session.scalars(select(Allocation.person_id)).one() == g.val.id


def test_whoever_asked_sees_the_answer_and_may_withdraw(
    session: Db, lead: CheckedClient, g: AllocatingGround
) -> None:
    give(lead, g, g.val.id)
    number = session.scalars(select(AllocationRequest.id)).one()
    assert "Val Alliancesample" in lead.get("/requests").text
    assert "Accept</button>" not in lead.get(f"/requests/{number}").text
    assert lead.post(f"/requests/{number}/answer", data={"accept": "yes"}).status_code == 404
    assert lead.post(f"/requests/{number}/withdraw", data={"why": ""}).status_code == 422
    answer = lead.post(f"/requests/{number}/withdraw", data={"why": "Ada can"})
    page = without_token(lead.get(answer.location or "").text)
    assert "Withdrawn" in page
    assert "Ada can" in page


def test_nobody_else_sees_a_request(session: Db, lead: CheckedClient, g: AllocatingGround) -> None:
    give(lead, g, g.val.id)
    number = session.scalars(select(AllocationRequest.id)).one()
    for account in (g.hr["council"], g.base.staff, make.account(Role.LEAD, "north")):
        lead.sign_in(account)
        assert lead.get(f"/requests/{number}").status_code == 404
        assert "Val Alliancesample" not in lead.get("/requests").text


def test_the_pages_of_requests_take_ten_statements(
    session: Db, lead: CheckedClient, g: AllocatingGround
) -> None:
    give(lead, g, g.val.id)
    number = session.scalars(select(AllocationRequest.id)).one()
    for account in (g.leader, g.hr["vcfa"]):
        lead.sign_in(session.get_one(Account, account.id))
        for page in ("/requests", f"/requests/{number}"):
            with statements() as sent:
                lead.get(page)
            assert len(sent) <= MOST_STATEMENTS, page
