"""Who decides about somebody, on screen: what each reader is told, what is not theirs, and what it costs."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from people.person import Person
from tests import builders as make
from tests.decision_ground import CODE, NOON, Ground, away, ground, mandate
from tests.pages.client import CheckedClient, statements

ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
TAGS = re.compile(r"<[^>]+>")
MOST_STATEMENTS = 10


@pytest.fixture
def borough(session: scoped_session[Session]) -> Iterator[Ground]:
    made = ground()
    with clock.pretending(NOON):
        yield made


def words(markup: str) -> str:
    """What a reader reads of it."""
    return " ".join(unescape(TAGS.sub(" ", markup)).split()).replace(" ,", ",").replace(" .", ".")


def row(page: str, function: str) -> str:
    """The words of the one row about a function."""
    [found] = [text for text in map(words, ROW.findall(page)) if text.startswith(function)]
    return found


def sheet(client: CheckedClient, who: Person, function: str, **query: object) -> str:
    """The words of the whole answer about one decision."""
    response = client.get(f"/people/{who.id}/decisions/{function}", query_string=query)
    assert response.status_code == 200
    return words(response.text)


def acts(name: str) -> list[int | None]:
    """Whom entries of that name are about."""
    found = db.session.scalars(
        select(AuditEntry.subject_id).where(AuditEntry.act == name).order_by(AuditEntry.id)
    )
    return list(found)


# Who decides about me


def test_a_nurse_reads_who_decides_each_thing_and_why(client: CheckedClient, borough: Ground) -> None:
    client.sign_in(borough.staff)
    page = client.get("/me/decisions").text
    assert row(page, "Annual leave approval") == (
        "Annual leave approval Lead of East Lee Leadsample Must consult: the employer. Management"
        f" Mandate {CODE} (section 75 agreement S75/4) cedes Annual leave approval,"
        " 1 Apr 2026 to 31 Mar 2027. Why : Annual leave approval"
    )
    assert row(page, "Expenses and mileage").startswith("Expenses and mileage Northern Sample Trust")
    assert "Employer Until it is ceded, the employer decides" in row(page, "Expenses and mileage")
    assert "Director of Nursing Dora Directorsample" in row(page, "CPD plan")
    assert "Professional accountability" in row(page, "CPD plan")
    safeguarding = row(page, "Safeguarding concern: raise")
    assert "Anyone Tell as well: the neighbourhood and the professional line. No line" in safeguarding
    assert len(ROW.findall(page)) == 38 + 6, "38 decisions under six headings"
    assert acts("seen") == [borough.ada.id]


def test_the_headings_are_links_within_the_page(client: CheckedClient, borough: Ground) -> None:
    client.sign_in(borough.staff)
    page = client.get("/me/decisions").text
    for code in ("leave", "work", "development", "conduct", "safety", "terms"):
        assert f'href="#{code}"' in page
        assert f'id="{code}"' in page


@pytest.mark.parametrize(
    ("on", "decider", "reason"),
    [
        ("2026-03-31", "Northern Sample Trust", "Until it is ceded, the employer decides"),
        ("2026-04-01", "Lead of East", f"Mandate {CODE}"),
        ("2027-04-01", "Northern Sample Trust", "Until it is ceded, the employer decides"),
    ],
)
def test_before_during_and_after_the_mandate(
    client: CheckedClient, borough: Ground, on: str, decider: str, reason: str
) -> None:
    client.sign_in(borough.staff)
    said = row(client.get("/me/decisions", query_string={"on": on}).text, "Annual leave approval")
    assert said.startswith(f"Annual leave approval {decider}")
    assert reason in said


def test_while_the_lead_is_away_the_deputy_stands_in_and_the_row_says_so(
    client: CheckedClient, borough: Ground
) -> None:
    away(borough.contracts["L1"])
    client.sign_in(borough.staff)
    said = row(client.get("/me/decisions").text, "Annual leave approval")
    assert "Lead of East Dee Deputysample (deputy)" in said
    assert "Lee Leadsample is away until 30 November 2026, so Dee Deputysample, the deputy," in said


def test_while_both_are_away_it_goes_to_the_next_post_up(client: CheckedClient, borough: Ground) -> None:
    away(borough.contracts["L1"])
    away(borough.contracts["D1"])
    client.sign_in(borough.staff)
    said = row(client.get("/me/decisions").text, "Annual leave approval")
    assert said.startswith("Annual leave approval Chair of the board Cleo Chairsample")
    assert "goes to the next post up, Chair of the board" in said


def test_a_gap_is_counted_and_mended_by_those_who_may(client: CheckedClient, borough: Ground) -> None:
    """Six professional decisions and one that anyone may take: nobody holds the social worker's post."""
    address = f"/people/{borough.sol.id}/decisions"
    client.sign_in(make.account(Role.DIRECTOR))
    page = client.get(address).text
    said = row(page, "CPD plan")
    assert "Nobody can decide" in said
    assert "Nobody holds Principal Social Worker, so nobody can decide until it is filled." in said
    assert "Tell the partnership office." in said
    assert f"{page.count('Nobody can decide')} decisions have nobody to take them" in words(page)
    client.sign_in(make.account(Role.OFFICE))
    assert 'href="/posts/principal/register">Mend this' in client.get(address).text


def test_a_conflict_is_said_in_the_row_and_shown_on_the_sheet(client: CheckedClient, borough: Ground) -> None:
    mandate(borough.trust, "NCA-X", functions=("grievance",))
    client.sign_in(borough.staff)
    page = client.get("/me/decisions").text
    assert "Conflict Northern Sample Trust stands. See both claims to Grievance" in row(page, "Grievance")
    said = sheet(client, borough.ada, "grievance")
    assert "The neighbourhood by mandate NCA-X Does not stand" in said
    assert "Northern Sample Trust by the scheme of delegation Stands" in said
    assert "Grievance can never be ceded. Terms of employment come before direction." in said


def test_two_employments_are_two_sections(client: CheckedClient, borough: Ground) -> None:
    second = make.employment(borough.ada, borough.council, "A2", job_title="Bank worker")
    client.sign_in(borough.staff)
    page = client.get("/me/decisions").text
    leave = [text for text in map(words, ROW.findall(page)) if text.startswith("Annual leave")]
    assert [text.partition(" Must")[0].partition(" Employer")[0] for text in leave] == [
        "Annual leave approval Lead of East Lee Leadsample",
        "Annual leave approval Sample Council",
    ]
    assert "Sample Council, Bank worker (assignment A2)" in words(page)
    assert f'id="{second.id}-leave"' in page
    asked = sheet(client, borough.ada, "annual_leave", employment=second.id)
    assert "employed by Sample Council as Bank worker, assignment A2." in asked


def test_no_employment_that_day_is_said(client: CheckedClient, borough: Ground) -> None:
    client.sign_in(borough.staff)
    page = client.get("/me/decisions?on=2024-06-01").text
    assert "You have no employment in force on 1 June 2024, so there is nothing to decide." in page


def test_an_account_without_a_person_is_told_what_to_do(client: CheckedClient, borough: Ground) -> None:
    client.sign_in(make.account(Role.COORDINATOR))
    assert "ask the partnership office to join your account" in client.get("/me/decisions").text
    assert "held nothing about you at the time" in client.get("/me/decisions?on=2026-01-01").text


def test_an_administrator_reads_no_scheme_and_is_offered_none(client: CheckedClient, borough: Ground) -> None:
    keeper = make.account(Role.ADMINISTRATOR)
    bea = make.person("Bea", "Keepersample", account=keeper)
    make.management(
        make.placement(make.employment(bea, borough.trust, "B1"), borough.east, borough.nurse), borough.lead
    )
    client.sign_in(keeper)
    assert "/who-decides" not in client.get("/me/decisions").text
    assert "/mandates/" not in client.get(f"/people/{bea.id}/decisions/annual_leave").text


# Who may ask about whom


def test_an_employers_hr_reads_only_its_own_employment(client: CheckedClient, borough: Ground) -> None:
    make.employment(borough.ada, borough.council, "A2", job_title="Bank worker")
    client.sign_in(make.account(Role.EMPLOYER_HR, "council"))
    page = client.get(f"/people/{borough.ada.id}/decisions").text
    assert "assignment A2" in page
    assert "assignment A1" not in page
    first, second = f"/people/{borough.ada.id}/decisions/rota", borough.contracts["A1"].id
    assert client.get(first).status_code == 200
    assert client.get(f"{first}?employment={second}").status_code == 404


def test_whom_an_hr_does_not_employ_today_is_not_there(client: CheckedClient, borough: Ground) -> None:
    """Rights are judged by today, whatever day is asked about."""
    left = make.employment(borough.ada, borough.council, "A2", until=date(2026, 11, 1))
    client.sign_in(make.account(Role.EMPLOYER_HR, "council"))
    for address in ("", "?on=2026-06-01", "/rota", f"/rota?employment={left.id}&on=2026-06-01"):
        assert client.get(f"/people/{borough.ada.id}/decisions{address}").status_code == 404
    assert acts("refused:GET") == [borough.ada.id] * 4
    assert acts("seen") == []


def test_an_hr_with_no_scope_named_reads_about_everybody(client: CheckedClient, borough: Ground) -> None:
    client.sign_in(make.account(Role.EMPLOYER_HR))
    assert client.get(f"/people/{borough.sol.id}/decisions").status_code == 200


def test_staff_ask_about_nobody_else(client: CheckedClient, borough: Ground) -> None:
    client.sign_in(borough.staff)
    for address in ("", "/annual_leave"):
        assert client.get(f"/people/{borough.sol.id}/decisions{address}").status_code == 404
    assert acts("refused:GET") == [borough.sol.id] * 2


# The whole answer


def test_the_sheet_shows_rule_clause_chain_and_consultation(client: CheckedClient, borough: Ground) -> None:
    away(borough.contracts["L1"])
    mandate(borough.trust, "NCA-LATER", starts_on=date(2027, 4, 1), until=None)
    client.sign_in(borough.staff)
    response = client.get(f"/people/{borough.ada.id}/decisions/annual_leave")
    said = words(response.text)
    assert "Who decides “Annual leave approval” about Ada Sample on 20 November 2026?" in said
    assert "Lead of East Dee Deputysample (deputy) Management Ceded" in said
    assert f"Mandate {CODE} (section 75 agreement S75/4) cedes Annual leave approval" in said
    assert "Condition The employer keeps the record" in said
    assert "Instrument Section 75 agreement" in said
    assert "Reference S75/4 In force 1 Apr 2026 to 31 Mar 2027" in said
    assert (
        "The posts that were asked Lee Leadsample is away until 30 November 2026,"
        " so Dee Deputysample, the deputy, decides for Lead of East." in said
    )
    assert "The employer: Northern Sample Trust" in said
    assert "Why other mandates do not apply Mandate NCA-LATER starts only on 1 April 2027." in said
    assert "May it be ceded Only on a condition that the mandate states" in said
    assert "Before it is ceded The employer decides Once it is ceded The neighbourhood decides" in said
    assert "Note Employer keeps the system of record" in said
    assert f'href="/mandates/{CODE}"' in response.text


def test_the_sheet_of_what_stays_says_so_plainly(client: CheckedClient, borough: Ground) -> None:
    mandate(borough.trust, "NCA-LATER", functions=("rota",), starts_on=date(2027, 4, 1), until=None)
    client.sign_in(borough.staff)
    assert "Why no mandate applies Mandate NCA-LATER starts only" in sheet(client, borough.ada, "rota")
    grievance = sheet(client, borough.ada, "grievance")
    assert "May it be ceded Never Always The employer decides" in grievance
    assert "Once it is ceded" not in grievance


def test_the_sheet_tells_a_day_and_a_moment(client: CheckedClient, borough: Ground) -> None:
    known = datetime(2026, 11, 1, 9, tzinfo=UTC)
    mandate(
        borough.council,
        "C-1",
        functions=("rota",),
        conditions=("asked",),
        professions=("*",),
        recorded_at=known,
    )
    client.sign_in(make.account(Role.DIRECTOR))
    before = sheet(client, borough.sol, "rota", on="2026-11-20", known_at="2026-10-31T09:00")
    assert "on 20 November 2026, as known at 31 October 2026, 09:00?" in before
    assert "Sample Council Employer Not ceded" in before
    assert "Lead of East Lee Leadsample Management Ceded" in sheet(client, borough.sol, "rota")


def test_what_is_not_there_is_not_found(client: CheckedClient, borough: Ground) -> None:
    client.sign_in(make.account(Role.DIRECTOR))
    ada, other = f"/people/{borough.ada.id}/decisions", borough.contracts["S1"].id
    for address in (
        f"{ada}/no_such",
        f"{ada}/no_such?on=2024-01-01",
        f"{ada}/rota?employment={other}",
        f"{ada}/rota?employment=x",
        f"{ada}/rota?employment={2**70}",
        "/people/987654/decisions",
        "/people/987654/decisions/rota",
    ):
        assert client.get(address).status_code == 404, address


def test_an_employment_out_of_force_has_nothing_to_decide(client: CheckedClient, borough: Ground) -> None:
    client.sign_in(borough.staff)
    said = sheet(client, borough.ada, "rota", employment=borough.contracts["A1"].id, on="2024-06-01")
    assert "You have no such employment in force on 1 June 2024" in said


# What I decide, and for whom


def test_a_lead_reads_where_they_may_direct_and_where_they_must_ask(
    client: CheckedClient, borough: Ground
) -> None:
    client.sign_in(borough.leader)
    page = client.get("/decide").text
    said = words(page)
    assert "Lead of East Management You hold this post, since 1 Jan 2025." in said
    assert "East team: Northern Sample Trust district nurse 1 2 35" in said, (
        "people, decided here, to be asked"
    )
    nurses = said[said.rindex("East team: Northern Sample Trust") : said.rindex("East team: Sample Council")]
    assert "1 person: district nurse. Ada Sample" in nurses
    assert (
        "You decide Management Leave and absence : Annual leave approval (consult the employer)"
        " Work : Caseload and work allocation (consult the professional line)" in nurses
    )
    assert "You must ask Northern Sample Trust Employer Show the" in nurses
    assert "You must ask Director of Nursing, Dora Directorsample Professional accountability" in nurses
    assert "Anyone may, and nobody need be asked" in nurses
    council = said[said.rindex("East team: Sample Council") :]
    assert "You decide" not in council
    assert "Nobody can decide Professional accountability Nobody holds Principal Social Worker" in council
    assert f'href="/people/{borough.ada.id}/decisions"' in page
    assert acts("seen") == [borough.lead.id]


def test_people_for_whom_the_same_is_decided_stand_together_and_long_lists_are_folded(
    client: CheckedClient, borough: Ground
) -> None:
    for number in range(20):
        who = make.person(f"Nurse{number:02}", "Sample")
        place = make.placement(
            make.employment(who, borough.trust, f"N{number + 10}"), borough.east, borough.nurse
        )
        make.management(place, borough.lead)
        make.accountability(who, borough.nurse, borough.director)
    client.sign_in(borough.leader)
    with statements() as sent:
        page = client.get("/decide").text
    assert "East team: Northern Sample Trust 21 people: district nurse." in words(page)
    assert "Show the 21 names" in page
    assert "Nurse19 Sample" in page
    assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)


def test_each_placement_is_judged_by_its_own_line(client: CheckedClient, borough: Ground) -> None:
    """Ada also works in the west, for another lead: there the mandate of the east cedes nothing."""
    west = make.team("team_west", make.neighbourhood("west"), name="West team")
    wes = make.account(Role.LEAD, "west")
    lead = make.post("lead_west", "management", borough.trust, title="Lead of West", scope="west")
    make.tenure(lead, make.person("Wes", "Leadsample", account=wes))
    place = make.placement(borough.contracts["A1"], west, borough.nurse, hours=7)
    make.management(place, lead)
    client.sign_in(wes)
    said = words(client.get("/decide").text)
    assert "West team: Northern Sample Trust 1 person: district nurse. Ada Sample (also in East team)" in said
    assert "You decide Management Leave and absence : Annual leave approval" in said


def test_a_deputy_reads_that_they_are_one_and_who_decides_today(
    client: CheckedClient, borough: Ground
) -> None:
    dee = make.account(Role.LEAD, "north")
    stand_in = make.person("Ned", "Standinsample", account=dee)
    second = make.post("lead_north", "management", borough.trust, title="Lead of North", scope="north")
    make.tenure(second, borough.lee)
    make.tenure(second, stand_in, "deputy")
    north = make.team("team_north", make.neighbourhood("north"))
    make.placement(make.employment(stand_in, borough.trust, "B1"), north, borough.nurse)
    client.sign_in(dee)
    said = words(client.get("/decide").text)
    assert "You are the deputy for this post, since 1 Jan 2025. Lee Leadsample holds Lead of North." in said
    away(borough.contracts["L1"])
    said = words(client.get("/decide").text)
    assert "so Ned Standinsample, the deputy," not in said, (
        "it is the reader, who need not be told their name"
    )


def test_a_director_reads_the_professional_line_and_its_decisions(
    client: CheckedClient, borough: Ground
) -> None:
    client.sign_in(borough.nursing)
    said = words(client.get("/decide").text)
    assert "Director of Nursing Professional accountability You hold this post" in said
    assert "Northern Sample Trust 1 person: district nurse. Ada Sample" in said
    assert "CPD plan (consult the neighbourhood)" in said
    assert "Annual leave" not in said
    assert "Sol Socialsample" not in said


def test_a_post_that_nobody_answers_to_says_where_decisions_come_from(
    client: CheckedClient, borough: Ground
) -> None:
    chair = make.account(Role.DIRECTOR, "apex")
    post = make.post("apex", "professional", borough.trust, title="Chief Nurse")
    make.tenure(post, make.person("Chi", "Chiefsample", account=chair))
    client.sign_in(chair)
    said = words(client.get("/decide").text)
    assert "Nobody’s professional accountability line runs straight to this post on this day." in said


def test_whoever_holds_no_post_is_told_how_one_is_recorded(client: CheckedClient, borough: Ground) -> None:
    office = make.account(Role.OFFICE)
    client.sign_in(office)
    expected = "You hold no leadership post on 20 November 2026"
    assert expected in client.get("/decide").text
    make.person("Ola", "Officesample", account=office)
    assert expected in client.get("/decide").text


# Asking


def test_a_question_leads_to_its_answer(client: CheckedClient, borough: Ground) -> None:
    client.sign_in(make.account(Role.DIRECTOR))
    about = {"employer": "nca", "assignment": "A1", "function": "rota", "on": "2026-11-20"}
    answer = client.get("/who-decides", query_string=about)
    contract = borough.contracts["A1"].id
    assert answer.headers["Location"] == f"/people/{borough.ada.id}/decisions/rota?employment={contract}"
    everything = client.get("/who-decides", query_string=about | {"function": "", "on": "2026-06-01"})
    assert everything.headers["Location"] == f"/people/{borough.ada.id}/decisions?on=2026-06-01"


@pytest.mark.parametrize(("number", "refused"), [("S1", 1), ("Z9", 0)])
def test_not_there_and_not_yours_are_one_sentence(
    client: CheckedClient, borough: Ground, number: str, refused: int
) -> None:
    client.sign_in(borough.staff)
    about = {"employer": "council", "assignment": number, "function": "", "on": "2026-11-20"}
    answer = client.get("/who-decides", query_string=about)
    assert answer.status_code == 422
    assert "There is nobody with that employer and assignment number whom you may ask about" in answer.text
    assert acts("refused:GET") == [borough.sol.id] * refused


def test_an_employers_hr_asks_about_its_own_contract_only(client: CheckedClient, borough: Ground) -> None:
    make.employment(borough.ada, borough.council, "A2")
    client.sign_in(make.account(Role.EMPLOYER_HR, "council"))
    about = {"function": "rota", "on": "2026-11-20"}
    own = client.get("/who-decides", query_string=about | {"employer": "council", "assignment": "A2"})
    others = client.get("/who-decides", query_string=about | {"employer": "nca", "assignment": "A1"})
    assert (own.status_code, others.status_code) == (302, 422)


def test_a_question_of_the_wrong_shape_says_what_to_enter(client: CheckedClient, borough: Ground) -> None:
    client.sign_in(borough.staff)
    page = client.get("/who-decides?employer=&assignment=&function=no_such&on=x")
    assert page.status_code == 422
    for sentence in ("Choose the employer", "Enter the assignment number", "Choose one from the list"):
        assert sentence in page.text
    assert client.get("/who-decides").status_code == 200


def test_an_employers_hr_starts_from_its_own_staff(client: CheckedClient, borough: Ground) -> None:
    client.sign_in(make.account(Role.EMPLOYER_HR, "council"))
    assert '<option selected value="council">Sample Council</option>' in client.get("/who-decides").text


def test_decisions_stand_under_their_headings_in_the_form(client: CheckedClient, borough: Ground) -> None:
    client.sign_in(borough.staff)
    page = client.get("/who-decides").text
    assert '<optgroup label="Leave and absence">' in page


# What it costs


@pytest.mark.parametrize(
    "address", ["/me/decisions", "/people/{ada}/decisions", "/people/{ada}/decisions/rota"]
)
@pytest.mark.parametrize("role", [Role.STAFF, Role.EMPLOYER_HR, Role.DIRECTOR])
def test_a_page_is_ten_statements_at_most(
    client: CheckedClient, borough: Ground, address: str, role: Role
) -> None:
    account = borough.staff
    if role is not Role.STAFF:
        account = make.account(role, "nca")
        reader = make.person("Rae", "Readersample", account=account)
        place = make.placement(make.employment(reader, borough.trust, "R1"), borough.east, borough.nurse)
        make.management(place, borough.lead)
        make.tenure(make.post("nca", "professional", borough.trust), reader)
    mandate(borough.trust, "NCA-X", functions=("grievance",))
    client.sign_in(account)
    with statements() as sent:
        assert client.get(address.format(ada=borough.ada.id)).status_code == 200
    assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)


def test_the_lines_lead_to_the_decisions_and_back(client: CheckedClient, borough: Ground) -> None:
    client.sign_in(borough.staff)
    assert f'href="/people/{borough.ada.id}/decisions">Who decides about me' in client.get("/me").text
    assert f'href="/people/{borough.ada.id}"' in client.get("/me/decisions").text
