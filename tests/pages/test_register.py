"""The partnership office keeps the register true by screen."""

from datetime import date

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from accounts.permissions import Role
from foundation import clock
from people.accountability import Accountability
from people.deeds import SUPERSEDED
from people.employment import EmploymentDetails
from people.person import PersonDetails
from people.post import PostDetails, Tenure
from teams.team import Management, PlacementDetails
from tests import builders as make
from tests.actions.registers import NOW, Register, held, register, row_of
from tests.pages.client import CheckedClient, statements

DECEMBER = date(2026, 12, 1)
START = make.START


@pytest.fixture
def r(client: CheckedClient, session: scoped_session[Session]) -> Register:
    made = register()
    client.sign_in(made.office)
    return made


def answers(**given: object) -> dict[str, str]:
    return {name: str(value) for name, value in given.items()}


def test_the_page_shows_every_fact_with_its_acts(client: CheckedClient, r: Register) -> None:
    shown = client.get(f"/people/{r.ada.id}/register").text
    for words in ("Sample nca Trust, number 100", "Sample east", "Sample lead", "Sample nursing"):
        assert words in shown
    for act in ("change", "end", "correct"):
        assert f"/people/{r.ada.id}/register/management/{row_of(Management)}/{act}" in shown


def test_the_page_of_somebody_without_facts_says_so(client: CheckedClient, r: Register) -> None:
    nobody = make.person("Nil")
    shown = client.get(f"/people/{nobody.id}/register").text
    assert shown.count("None in force or coming.") == 5


def test_what_has_ended_can_still_be_corrected(client: CheckedClient, r: Register) -> None:
    row = make.management(r.place, r.lead, starts_on=date(2024, 1, 1), until=date(2024, 6, 1)).id
    shown = client.get(f"/people/{r.ada.id}/register").text
    assert "Ended (1)" in shown
    assert f"management/{row}/correct" in shown
    assert f"management/{row}/end" not in shown


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEAD, Role.DIRECTOR, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_only_the_office_keeps_the_register(client: CheckedClient, r: Register, role: Role) -> None:
    client.sign_in(make.account(role))
    for address in (f"/people/{r.ada.id}/register", "/people/new", "/posts/lead/register", "/transfers/new"):
        assert client.get(address).status_code == 404
    row = row_of(Management)
    told = client.post(f"/people/{r.ada.id}/register/management/{row}/end", data={"last_day": "2026-12-01"})
    assert told.status_code == 404
    assert held(Management) == [(START, None)]


@pytest.mark.parametrize(
    "address",
    ["/people/99/register", "/people/1/register/management/99/change", "/people/1/register/nothing/1/end",
     "/people/99/register/placement/start", "/posts/nothing/register", "/posts/lead/register/99/correct"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client: CheckedClient, r: Register, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_new_person_comes_with_a_contract(client: CheckedClient, r: Register) -> None:
    told = client.post(
        "/people/new",
        data=answers(
            given_name="Dee", family_name="Sample", organisation_id=r.council.id, assignment_number="7",
            contract="substantive", contracted_hours="37", job_title="Social worker", starts_on="2026-12-01",
        ),
    )  # fmt: skip
    assert told.status_code == 302
    assert held(PersonDetails, "given_name")[-1] == (DECEMBER, None, "Dee")
    assert held(EmploymentDetails, "job_title")[-1] == (DECEMBER, None, "Social worker")


def test_a_new_person_is_not_half_kept(client: CheckedClient, r: Register) -> None:
    told = client.post(
        "/people/new",
        data=answers(
            given_name="Dee", family_name="Sample", organisation_id=r.trust.id, assignment_number="100",
            contract="substantive", contracted_hours="37", job_title="Nurse", starts_on="2026-12-01",
        ),
    )  # fmt: skip
    assert told.status_code == 422
    assert "Assignment number 100 at Sample nca Trust already belongs to Ada Sample." in told.text
    assert len(held(PersonDetails)) == 3


def test_each_kind_starts(client: CheckedClient, r: Register) -> None:
    new = make.employment(r.bea, r.council, "8")
    starts = {
        "employment": answers(
            organisation_id=r.council.id, assignment_number="9", contract="bank", contracted_hours="0",
            job_title="Nurse", starts_on="2026-12-01", last_day="2027-03-31",
        ),
        "placement": answers(
            employment_id=new.id, team_id=r.north.id, role="nurse", hours="7.5", profession_id="", funding="",
            post_id=r.board.id, starts_on="2026-12-01",
        ),
        "accountability": answers(profession_id=r.nurse.id, post_id=r.nursing.id, starts_on="2026-12-01"),
        "tenure": answers(post_id=r.board.id, holding="acting", starts_on="2026-12-01"),
    }  # fmt: skip
    for kind, data in starts.items():
        address = f"/people/{r.bea.id}/register/{kind}/start"
        assert client.get(address).status_code == 200
        told = client.post(address, data=data, follow_redirects=True)
        assert "is in the register" in told.text, told.text
    assert held(EmploymentDetails)[-1] == (DECEMBER, date(2027, 4, 1))
    assert held(PlacementDetails, "team_id", "funding")[-1] == (DECEMBER, None, r.north.id, "recurrent")
    assert held(Management, "post_id")[-1] == (DECEMBER, None, r.board.id)
    assert held(Accountability, "person_id")[-1] == (DECEMBER, None, r.bea.id)
    assert held(Tenure, "post_id", "holding")[-1] == (DECEMBER, None, r.board.id, "acting")


def test_a_management_line_starts_where_there_was_none(client: CheckedClient, r: Register) -> None:
    bare = make.placement(make.employment(r.bea, r.trust, "8"), r.north, None)
    address = f"/people/{r.bea.id}/register/management/start"
    assert client.get(address).status_code == 200
    client.post(address, data=answers(placement_id=bare.id, post_id=r.board.id, on="2026-12-01"))
    assert held(Management, "placement_id")[-1] == (DECEMBER, None, bare.id)


def test_each_kind_changes(client: CheckedClient, r: Register) -> None:
    changes = {
        "employment": (EmploymentDetails, answers(contract="bank", contracted_hours="30", job_title="Nurse")),
        "placement": (
            PlacementDetails,
            answers(
                employment_id=r.contract.id, team_id=r.north.id, role="nurse", hours="30", funding="winter"
            ),
        ),
        "management": (Management, answers(post_id=r.board.id)),
        "accountability": (Accountability, answers(post_id=r.chief.id)),
    }
    for kind, (model, data) in changes.items():
        address = f"/people/{r.ada.id}/register/{kind}/{row_of(model)}/change"
        assert client.get(address).status_code == 200
        told = client.post(address, data=data | {"on": "2026-12-01"}, follow_redirects=True)
        assert "is changed" in told.text
        assert held(model) == [(START, DECEMBER), (DECEMBER, None)]


def test_each_kind_ends(client: CheckedClient, r: Register) -> None:
    for kind, model, who in (
        ("management", Management, r.ada), ("placement", PlacementDetails, r.ada),
        ("accountability", Accountability, r.ada), ("employment", EmploymentDetails, r.ada),
    ):  # fmt: skip
        address = f"/people/{who.id}/register/{kind}/{row_of(model)}/end"
        assert client.get(address).status_code == 200
        told = client.post(address, data={"last_day": "2026-11-30"}, follow_redirects=True)
        assert "has a last day" in told.text
        assert held(model) == [(START, DECEMBER)]


def test_a_tenure_ends_and_is_corrected_but_never_changed(client: CheckedClient, r: Register) -> None:
    row = next(
        row for row, post in ((t[2], t[3]) for t in held(Tenure, "id", "post_id")) if post == r.lead.id
    )
    address = f"/people/{r.bea.id}/register/tenure/{row}"
    assert client.get(f"{address}/change").status_code == 404
    client.post(f"{address}/correct", data=answers(starts_on="2025-03-01", because="She started in March"))
    assert (date(2025, 3, 1), None, r.bea.id) in held(Tenure, "person_id")


def test_a_refusal_comes_back_on_the_form(client: CheckedClient, r: Register) -> None:
    address = f"/people/{r.ada.id}/register/employment/{row_of(EmploymentDetails)}/end"
    told = client.post(address, data={"last_day": "2026-11-30"})
    assert told.status_code == 422
    assert "a placement under it must end by then" in told.text
    assert 'value="2026-11-30"' in told.text
    offered = client.post(address, data={"last_day": "2026-11-30", "with_placements": "y"})
    assert offered.status_code == 302
    assert held(PlacementDetails) == held(EmploymentDetails) == [(START, DECEMBER)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"on": ""}, "Enter the day it changes"),
        ({"on": "1/4/2026"}, "Enter a day, such as 2026-04-01"),
        ({"on": "0026-04-01"}, "Enter a day between 1948 and 2100"),
        ({"on": "9999-12-31"}, "Enter a day between 1948 and 2100"),
        ({"post_id": ""}, "Choose the post"),
        ({"post_id": "999"}, "Choose one from the list"),
    ],
)
def test_the_shape_of_an_answer_is_checked_in_place(
    client: CheckedClient, r: Register, given: dict[str, str], told: str
) -> None:
    address = f"/people/{r.ada.id}/register/management/{row_of(Management)}/change"
    answer = client.post(address, data=answers(post_id=r.board.id, on="2026-12-01") | given)
    assert answer.status_code == 422
    assert told in answer.text
    assert held(Management) == [(START, None)]


def test_a_correction_shows_what_is_believed_and_asks_why(client: CheckedClient, r: Register) -> None:
    address = f"/people/{r.ada.id}/register/management/{row_of(Management)}/correct"
    assert "What the register says now" in client.get(address).text
    data = answers(post_id=r.board.id, starts_on="2025-01-01")
    told = client.post(address, data=data)
    assert told.status_code == 422
    assert "Enter why it is corrected" in told.text
    client.post(address, data=data | {"because": "Read from the wrong column"})
    assert held(Management, "post_id", "because") == [(START, None, r.board.id, "Read from the wrong column")]


def test_a_row_is_withdrawn_with_a_reason(client: CheckedClient, r: Register) -> None:
    address = f"/people/{r.ada.id}/register/accountability/{row_of(Accountability)}/withdraw"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"because": " "}).status_code == 422
    client.post(address, data={"because": "Another Ada"})
    assert held(Accountability) == []


def test_the_second_of_two_offices_is_told(app: Flask, client: CheckedClient, r: Register) -> None:
    other = app.test_client()
    assert isinstance(other, CheckedClient)
    other.sign_in(make.account(Role.OFFICE, email="second@example.test"))
    address = f"/people/{r.ada.id}/register/management/{row_of(Management)}"
    client.post(f"{address}/change", data=answers(post_id=r.board.id, on="2026-12-01"))
    told = other.post(f"{address}/end", data={"last_day": "2026-11-30"}, follow_redirects=True)
    assert SUPERSEDED in told.text
    assert held(Management, "post_id") == [(START, DECEMBER, r.lead.id), (DECEMBER, None, r.board.id)]


def test_each_act_is_audited_once_and_each_view_too(
    client: CheckedClient, r: Register, session: scoped_session[Session]
) -> None:
    address = f"/people/{r.ada.id}/register/management/{row_of(Management)}/change"
    client.get(address)
    client.post(address, data=answers(post_id=r.board.id, on="2026-12-01"))
    found = select(AuditEntry.act, AuditEntry.subject_id).where(AuditEntry.act != "account.sign_in")
    acts = [tuple(row) for row in session.execute(found)]
    assert acts.count(("management.change", r.ada.id)) == 1
    assert ("seen", r.ada.id) in acts


def test_a_post_gets_a_holder_and_reports_elsewhere(client: CheckedClient, r: Register) -> None:
    make.employment(r.bea, r.council, "55")
    assert "Bea Sample" in client.get("/posts/lead/register").text
    for page in ("holder", "move"):
        assert client.get(f"/posts/lead/register/{page}").status_code == 200
    holder = answers(holding="acting", starts_on="2026-12-01")
    nobody = client.post("/posts/board/register/holder", data=holder)
    assert "Choose somebody from the list, or give their employer" in nobody.text
    unknown = client.post(
        "/posts/board/register/holder",
        data=holder | answers(organisation_id=r.council.id, assignment_number="x"),
    )
    assert "Nobody is employed there under number x on 1 December 2026." in unknown.text
    both = answers(person_id=r.bea.id, organisation_id=r.council.id, assignment_number="55")
    assert "not both" in client.post("/posts/board/register/holder", data=holder | both).text
    del both["person_id"]
    assert client.post("/posts/board/register/holder", data=holder | both).status_code == 302
    assert held(Tenure, "post_id", "person_id")[-1] == (DECEMBER, None, r.board.id, r.bea.id)
    assert (
        client.post("/posts/lead/register/move", data=answers(post_id="", on="2026-12-01")).status_code == 302
    )
    assert (DECEMBER, None, r.lead.id, None) in held(PostDetails, "post_id", "reports_to_id")


def test_a_circle_is_refused_on_the_form(client: CheckedClient, r: Register) -> None:
    told = client.post("/posts/board/register/move", data=answers(post_id=r.lead.id, on="2026-12-01"))
    assert told.status_code == 422
    assert "the line would go round in a circle" in told.text


def test_where_a_post_reported_is_corrected(client: CheckedClient, r: Register) -> None:
    row = next(t[2] for t in held(PostDetails, "id", "post_id") if t[3] == r.lead.id)
    address = f"/posts/lead/register/{row}/correct"
    assert client.get(address).status_code == 200
    client.post(address, data=answers(post_id="", starts_on="2025-01-01", because="It was always the top"))
    assert (START, None, r.lead.id, None) in held(PostDetails, "post_id", "reports_to_id")


@pytest.mark.parametrize(
    "address", ["", "/placement/start", "/placement/{row}/change", "/placement/{row}/correct"]
)
def test_pages_cost_at_most_ten_statements_at_any_size(
    client: CheckedClient, r: Register, address: str
) -> None:
    page = f"/people/{r.ada.id}/register" + address.format(row=row_of(PlacementDetails))
    with statements() as few:
        client.get(page)
    for number in range(20):
        make.placement(make.employment(r.ada, r.council, f"n{number}"), r.north, r.nurse)
        make.post(f"post{number}", "management", r.trust)
    make.db.session.commit()
    with statements() as many:
        client.get(page)
    assert len(many) == len(few) <= 10


def test_days_default_to_today(client: CheckedClient, r: Register) -> None:
    with clock.pretending(NOW):
        shown = client.get(f"/people/{r.ada.id}/register/management/{row_of(Management)}/change").text
    assert 'value="2026-11-22"' in shown
