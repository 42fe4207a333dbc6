"""The scheme on one page, on two days, and one employer's side of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from accounts.account import RoleGrant
from accounts.permissions import Role
from foundation import clock
from people.organisation import Organisation
from teams.function import Function
from teams.mandate import Mandate, MandateTerms
from tests import builders as made
from tests.pages.client import CheckedClient, statements

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)
SIGNED = date(2026, 3, 1)
FUNCTIONS = (
    ("direct_work", "Day-to-day direction", "employer", "neighbourhood", "yes", ""),
    ("annual_leave", "Annual leave approval", "employer", "neighbourhood", "conditional", "employer"),
    ("pay_step", "Pay step", "employer", "employer", "never", "neighbourhood"),
    ("cpd_plan", "CPD plan", "professional", "professional", "never", ""),
    ("raise_safeguarding", "Safeguarding concern", "anyone", "anyone", "never", ""),
)


@pytest.fixture
def now(session: scoped_session[Session]) -> Iterator[None]:
    for number, (code, name, before, after, cedable, consult) in enumerate(FUNCTIONS, 1):
        made.kept(
            Function(
                code=code, number=number, name=name, before_cession=before, after_cession=after,
                cedable=cedable, consult=consult,
            )
        )  # fmt: skip
    with clock.pretending(NOW):
        yield


@pytest.fixture
def office(client: CheckedClient, now: None) -> CheckedClient:
    client.sign_in(made.account(Role.OFFICE))
    return client


def mandate(whose: Organisation, code: str = "NCA-1", **terms: Any) -> Mandate:
    """Signed, from April, ceding day-to-day direction for everybody."""
    kept = made.kept(Mandate(code=code, organisation_id=whose.id))
    stretch(kept, **terms)
    return kept


def stretch(of: Mandate, **terms: Any) -> MandateTerms:
    """One row of its terms."""
    usual: dict[str, Any] = {
        "status": "signed", "instrument": "section_75", "reference": "S75-1", "functions": ("direct_work",),
        "professions": ("*",), "teams": ("*",), "conditions": (), "starts_on": APRIL,
        "signed_by_organisation_on": SIGNED, "signed_by_partnership_on": SIGNED,
    }  # fmt: skip
    return made.dated(MandateTerms, mandate_id=of.id, **usual | terms)


def staffed(size: int = 3, code: str = "nca") -> Organisation:
    """An employer with so many nurses in the east and one in a service."""
    trust, nurse = made.organisation(code), made.profession(f"nurse_{code}", name="Nurse")
    east = made.team(f"team_{code}", made.neighbourhood(f"east_{code}"), name="East team")
    service = made.team(f"service_{code}", name="Rapid response")
    for number in range(size + 1):
        contract = made.employment(made.person("Ada", f"Sample{number:03}"), trust, f"{code}{number}")
        made.placement(contract, east if number < size else service, nurse)
    return trust


def page(client: CheckedClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.text.split())


def test_each_cell_is_a_word_with_the_clause_behind_it(office: CheckedClient) -> None:
    mandate(staffed(), teams=("neighbourhood:east_nca",))
    text = page(office, "/scheme")
    trust = 'data-label="Sample nca Trust">'
    assert (
        f'<td class="shared" {trust}<b>Shared</b> <a href="/mandates/NCA-1">NCA-1</a> for 3 of 4</td>' in text
    )
    assert f'<td class="kept" {trust}<b>Kept</b></td>' in text
    assert f'<td class="professional" {trust}<b>Professional</b></td>' in text
    assert f'<td class="anyone" {trust}<b>Anyone</b></td>' in text
    assert "Never ceded. Consult the neighbourhood." in text
    assert 'data-label="Shared">1</td><td class="number" data-label="Kept">2</td>' in text
    assert 'data-label="For whom">all staff in East team</td>' in text


def test_functions_stand_under_their_headings(office: CheckedClient) -> None:
    staffed()
    text = page(office, "/scheme")
    headings = [
        "Leave and absence",
        "2. Annual leave",
        "Work",
        "1. Day-to-day",
        "Terms and contract",
        "3. Pay",
    ]
    found = [text.index(f">{heading}") for heading in headings]
    assert found == sorted(found)


def test_the_scheme_of_another_day_and_as_it_was_known(office: CheckedClient) -> None:
    mandate(staffed(), starts_on=MAY, recorded_at=NOW.replace(month=5))
    assert "<b>Ceded</b>" in page(office, "/scheme")
    assert "<b>Ceded</b>" not in page(office, "/scheme?on=2026-04-30")
    assert "<b>Ceded</b>" not in page(office, "/scheme?known_at=2026-05-01T09:00")
    assert "/mandates/NCA-1?on=2026-05-02" in page(office, "/scheme?on=2026-05-02")


def test_who_has_neither_staff_nor_a_mandate_is_folded_into_a_sentence(office: CheckedClient) -> None:
    staffed()
    made.organisation("idle")
    assert "No staff in placement and no mandate on this day: Sample idle Trust." in page(office, "/scheme")


def test_with_nobody_at_all_it_says_so(office: CheckedClient) -> None:
    made.organisation()
    assert "No employer has staff in placement on this day" in page(office, "/scheme")


def test_the_main_placement_counts_and_jobs_where_a_mandate_names_them(office: CheckedClient) -> None:
    trust = staffed(1)
    mandate(trust, professions=("job:ward LEAD",))
    who = made.person("Bo", "Sample")
    contract = made.employment(who, trust, "B1", job_title="Ward lead")
    main, other = made.team("main"), made.team("other")
    made.placement(contract, other, None, hours=10)
    made.placement(contract, main, None, hours=20)
    assert "for 1 of 3" in page(office, "/scheme")
    assert "without an end: Ward lead." in page(office, "/scheme/nca")


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"starts_on": MAY}, "Mandate NCA-1 began on 1 May 2026."),
        ({"until": MAY}, "Mandate NCA-1 ended on 30 April 2026."),
    ],
)
def test_what_began_or_ended_between_two_days(office: CheckedClient, terms: dict[str, Any], why: str) -> None:
    mandate(staffed(), **terms)
    text = page(office, "/scheme/compare")
    assert "Between 1 April 2026 and 15 June 2026 the scheme changed for 1 employer." in text
    assert "1. Day-to-day direction" in text and why in text
    assert "2. Annual leave" not in text


def test_what_was_withdrawn(office: CheckedClient) -> None:
    stretch(mandate(staffed(), until=MAY), status="withdrawn", starts_on=MAY)
    text = page(office, "/scheme/compare")
    assert "Mandate NCA-1 was withdrawn from 1 May 2026." in text
    assert 'data-label="1 Apr 2026"><b>Ceded</b> <a href="/mandates/NCA-1?on=2026-04-01">' in text


def test_what_was_worded_otherwise(office: CheckedClient) -> None:
    stretch(mandate(staffed(), until=MAY), reference="S75-2", starts_on=MAY)
    assert "Mandate NCA-1 changed on 1 May 2026." in page(office, "/scheme/compare")


def test_what_staff_made_otherwise(office: CheckedClient) -> None:
    trust = staffed(1)
    mandate(trust, teams=("neighbourhood:east_nca", "service_nca"))
    contract = made.employment(made.person(), trust, "Z1", starts_on=JUNE)
    made.placement(contract, made.team("elsewhere"), None, starts_on=JUNE)
    text = page(office, "/scheme/compare")
    assert "No mandate changed for it: the staff in placement did." in text


def test_nothing_differs(office: CheckedClient) -> None:
    mandate(staffed())
    assert "Between 1 April 2026 and 15 June 2026 nothing in the scheme differs." in page(
        office, "/scheme/compare"
    )


def test_the_wrong_way_round_is_refused_kindly(office: CheckedClient) -> None:
    text = page(office, "/scheme/compare?from=2026-06-02&to=2026-06-01", 422)
    assert "The first day is after the second. Choose a first day on or before 1 June 2026." in text


def test_days_that_are_none(office: CheckedClient) -> None:
    for address in ("/scheme/compare?from=soon", "/scheme?on=soon", "/scheme/compare?known_at=soon"):
        page(office, address, 404)


def test_what_an_employer_has_ceded_and_keeps(office: CheckedClient) -> None:
    trust = staffed()
    mandate(
        trust,
        functions=("direct_work", "annual_leave"),
        conditions=("annual_leave: recorded the same day",),
        until=date(2026, 9, 1),
        review_on=JUNE,
    )
    mandate(trust, "NCA-2", functions=("annual_leave",), status="draft")
    text = page(office, "/scheme/nca")
    assert "Of 5 decisions about its staff, 2 are ceded to the neighbourhood, 0 ceded for some" in text
    assert "4 members of staff are in placement." in text
    assert ">recorded the same day<" in text and "NCA-1</a> for 4 of 4<" in text
    assert "(section 75 agreement S75-1), until 31 August 2026: all staff." in text
    assert ">In force until 31 August 2026<" in text and "Overdue" in text and ">Draft<" in text
    assert "Pay step stays with the employer and can never be ceded" in text
    assert "Ada Sample000" in text and ">4 placements<" in text


def test_an_employer_without_anything(office: CheckedClient) -> None:
    made.organisation("idle")
    text = page(office, "/scheme/idle")
    assert "Nothing is ceded for all of its staff" in text
    assert "It has signed no mandate" in text and "Nobody whom it employs is in placement" in text


def test_the_hr_of_an_employer_finds_its_page(client: CheckedClient, now: None) -> None:
    staffed()
    made.organisation("council")
    client.sign_in(made.account(Role.EMPLOYER_HR, "nca"))
    assert ">Our staff and what we cede</a>" in page(client, "/scheme")
    answer = client.get("/me/employer")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/scheme/nca")
    page(client, "/scheme/nca")
    page(client, "/scheme/council", 404)


def test_the_hr_of_several_chooses(client: CheckedClient, now: None) -> None:
    for code in ("nca", "council", "other"):
        made.organisation(code)
    both = made.account(Role.EMPLOYER_HR, "nca")
    made.kept(RoleGrant(account_id=both.id, role="employer_hr", scope="council"))
    client.sign_in(both)
    text = page(client, "/me/employer")
    assert "/scheme/nca" in text and "/scheme/council" in text and "/scheme/other" not in text


def test_the_hr_of_nowhere_is_told_whom_to_ask(client: CheckedClient, now: None) -> None:
    client.sign_in(made.account(Role.EMPLOYER_HR, "closed"))
    assert "Ask the partnership office." in page(client, "/me/employer")


def test_hr_reads_of_another_day_only_those_whom_it_employs_today(client: CheckedClient, now: None) -> None:
    trust = staffed(1)
    gone = made.employment(made.person("Gone", "Sample"), trust, "G1", until=JUNE)
    made.placement(gone, made.team("elsewhere"), None, until=JUNE)
    client.sign_in(made.account(Role.EMPLOYER_HR, "nca"))
    text = page(client, "/scheme/nca?on=2026-05-15")
    assert "Gone Sample" not in text and "Ada Sample000" in text
    assert "Only those whom it employs today are listed." in text


def test_the_register_is_read_as_it_was(office: CheckedClient) -> None:
    gone = made.employment(made.person("Gone", "Sample"), staffed(1), "G1", until=JUNE)
    made.placement(gone, made.team("elsewhere"), None, until=JUNE)
    assert "Gone Sample" in page(office, "/scheme/nca?on=2026-05-15")


@pytest.mark.parametrize("size", [3, 60])
def test_the_cost_is_the_same_at_any_size(office: CheckedClient, size: int) -> None:
    for code in ("nca", "council"):
        mandate(staffed(size, code), code, teams=(f"team_{code}",))
    costs = {"/scheme": 5, "/scheme/compare?from=2026-01-01": 6, "/scheme/nca?page=2": 8}
    for address, cost in costs.items():
        with statements() as sent:
            text = page(office, address)
        assert len(sent) == cost, address
        assert f"{size} of {size + 1}" in text
