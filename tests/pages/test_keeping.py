"""Keeping cases on their pages: what each act asks and says, who comes second, and what a referral never tells."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from accounts.audit import AuditEntry
from accounts.permissions import Role
from caseload.case_lists.actions import import_cases
from caseload.cases.case import Allocation, Case, CaseDetails, PossibleSame, ResidentDetails
from caseload.cases.contact import Contact
from caseload.cases.stage import CaseStage
from caseload.reviews.actions import make_plan, publish_plan
from caseload.reviews.sessions.file import import_sessions
from foundation import clock
from foundation.effective import AsAt, in_force
from neighbourhoods.neighbourhood import Neighbourhood
from tests import builders
from tests.laying import laid_once
from tests.pages.client import CheckedClient, statements, without_token
from tests.small_borough import NHS_NUMBERS, NOW, SESSION, TODAY, Borough, case_list, file_of, small_borough

Db = scoped_session[Session]
WAITING = {
    "accepted_on": "", "tier": "", "last_review_on": "", "needs": "", "informed": "no", "informed_on": "",
    "key_worker_employer": "", "key_worker_assignment": "", "deputy_employer": "", "deputy_assignment": "",
}  # fmt: skip
MOST_STATEMENTS = 10
OTHER = {"given_name": "Percy", "family_name": "Northsample", "date_of_birth": "1951-02-03"}
REFERRAL = {
    "nhs_number": NHS_NUMBERS[5],
    "given_name": "Wilma",
    "family_name": "Waitsample",
    "date_of_birth": "1938-04-05",
    "postcode": "bl9 1zz",
    "referred_on": "2026-11-20",
    "referred_by": "GP practice",
    "because": "Falls at home",
}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.pretending(NOW):
        yield


@pytest.fixture
@laid_once
def borough(session: Db) -> Borough:
    """ACM-1 open in East, ACM-2 waiting there, ACM-3 open in North."""
    borough = small_borough()
    content = case_list({}, WAITING | {"family_name": "Waiter"}, OTHER | {"neighbourhood": "north"})
    import_cases("cases.csv", content, by=borough.by, at=NOW - timedelta(days=1), on=TODAY)
    return borough


@pytest.fixture
def kept(client: CheckedClient, borough: Borough) -> CheckedClient:
    """The coordinator of East."""
    sign_in(client, "east")
    return client


def sign_in(client: CheckedClient, *scopes: str, role: Role = Role.COORDINATOR) -> None:
    account = builders.account(role, scopes[0], email=f"{role}.{'.'.join(scopes)}@example.test")
    for scope in scopes[1:]:
        builders.kept(builders.RoleGrant(account_id=account.id, role=role.value, scope=scope))
    client.sign_in(account)


def number_of(session: Db, reference: str) -> int:
    return session.scalars(select(Case.id).where(Case.local_reference == reference)).one()


def page_of(session: Db, client: CheckedClient, reference: str = "ACM-1") -> str:
    return client.get(f"/cases/{number_of(session, reference)}").text


def mark(page: str) -> str:
    return page.partition('name="read"')[2].partition('value="')[2].partition('"')[0]


def act(
    session: Db, client: CheckedClient, name: str, reference: str = "ACM-1", **answers: Any
) -> TestResponse:
    address = f"/cases/{number_of(session, reference)}/change/{name}"
    read = mark(client.get(address).text)
    return client.post(address, data={"read": read, "on": TODAY.isoformat()} | answers)


def place(session: Db, code: str) -> str:
    return str(session.scalars(select(Neighbourhood.id).where(Neighbourhood.code == code)).one())


def stage(session: Db, reference: str) -> tuple[str, str | None]:
    row = session.execute(
        select(CaseStage.stage, CaseStage.outcome)
        .join(Case, Case.id == CaseStage.case_id)
        .where(Case.local_reference == reference, in_force(CaseStage, AsAt(TODAY)))
    ).one()
    return row[0], row[1]


def refer(session: Db, client: CheckedClient, **answers: str) -> TestResponse:
    return client.post("/cases/new", data=REFERRAL | {"neighbourhood": place(session, "east")} | answers)


EVERY_ACT = (
    "stage", "tier", "informed", "work", "needs", "competences", "conflict", "pause", "exempt", "care", "resident",
    "close",
)  # fmt: skip


@pytest.mark.parametrize("name", EVERY_ACT)
def test_each_act_has_a_page_of_its_own_that_names_the_case(
    session: Db, kept: CheckedClient, name: str
) -> None:
    case_id = number_of(session, "ACM-1")
    assert f"/cases/{case_id}/change/{name}" in page_of(session, kept)
    with statements() as sent:
        page = kept.get(f"/cases/{case_id}/change/{name}")
    assert page.status_code == 200
    assert "ACM-1" in page.text
    assert len(sent) <= MOST_STATEMENTS


def test_a_lead_reads_the_case_and_changes_nothing(
    session: Db, client: CheckedClient, borough: Borough
) -> None:
    sign_in(client, "east", role=Role.LEAD)
    page = page_of(session, client)
    assert "What happened to this case" in page
    assert "/change/" not in page
    assert "BL9" not in page
    assert client.get(f"/cases/{number_of(session, 'ACM-1')}/change/tier").status_code == 404


def test_a_case_page_costs_no_more_however_much_happened(session: Db, kept: CheckedClient) -> None:
    with statements() as few:
        page_of(session, kept)
    for days in range(12):
        kept.post(
            f"/cases/{number_of(session, 'ACM-1')}/urgent",
            data={"happened_on": (TODAY - timedelta(days=days)).isoformat(), "kind": "ambulance"},
        )
    with statements() as many:
        page = page_of(session, kept)
    assert "And 4 before that" in page
    assert len(many) == len(few) <= MOST_STATEMENTS + 1  # the test itself asks for the number


def test_a_case_goes_from_referral_to_closure_and_its_page_tells_it(session: Db, kept: CheckedClient) -> None:
    assert "Start triage" in page_of(session, kept, "ACM-2")
    assert act(session, kept, "triage", "ACM-2").status_code == 302
    tier = session.scalars(select(CaseDetails.tier_id)).first()
    answers = {"tier": str(tier), "informed": "yes", "kind": "complex", "statutory": "y", "wanted": ["1"]}
    assert act(session, kept, "accept", "ACM-2", **answers).status_code == 302
    page = page_of(session, kept, "ACM-2")
    assert "Complex, statutory" in page
    assert stage(session, "ACM-2") == ("assessment", None)
    moved = act(session, kept, "stage", "ACM-2", stage="stepping_down", because="Stable since spring")
    assert moved.status_code == 302
    closed = act(session, kept, "close", "ACM-2", outcome="goals_met", because="Walks again")
    assert closed.status_code == 302
    page = page_of(session, kept, "ACM-2")
    assert "The case is closed." in page
    assert "Walks again" in page
    assert "Stage: Closed, goals met" in page
    assert "ACM-2" not in kept.get("/cases").text


def test_closing_ends_who_holds_it_and_says_so(session: Db, kept: CheckedClient) -> None:
    act(session, kept, "close", outcome="died", because="Died at home")
    held = session.scalar(
        select(func.count())
        .select_from(Allocation)
        .where(Allocation.case_id == number_of(session, "ACM-1"), in_force(Allocation, AsAt(TODAY)))
    )
    assert held == 0
    page = page_of(session, kept)
    assert "2 people held it" in page
    assert "Reopen" in page
    assert act(session, kept, "reopen", because="Another resident’s death").status_code == 302
    assert stage(session, "ACM-1") == ("review_cycle", None)
    assert "Nobody holds it" in page_of(session, kept)


@pytest.mark.parametrize(
    ("name", "answers", "sentence"),
    [
        ("close", {"outcome": "died"}, "Enter why"),
        ("tier", {"tier": "1", "because": "Worse", "on": "2026-12-24"}, "still to come"),
        ("tier", {"tier": "1", "because": "Worse", "on": "2026-01-01"}, "was not open"),
        ("resume", {}, "not paused"),
        ("accept", {"tier": "1", "informed": "yes", "kind": "standard"}, "was accepted on 8 September 2026"),
        ("decline", {"outcome": "died", "because": "No"}, "was accepted on"),
        ("reopen", {"because": "No"}, "nothing to reopen"),
        ("care", {"kind": "home_care"}, "Enter the hours"),
        ("care", {"kind": ""}, "No formal care is arranged"),
        ("resident", {"postcode": "nowhere"}, "Enter a postcode"),
        ("stage", {"stage": "review_cycle", "because": "No"}, "says already"),
    ],
)  # fmt: skip
def test_each_refusal_is_a_sentence_and_keeps_nothing(
    session: Db, kept: CheckedClient, name: str, answers: dict[str, str], sentence: str
) -> None:
    before = page_of(session, kept)
    answer = act(session, kept, name, **answers)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert without_token(page_of(session, kept)) == without_token(before)


# An objection


def test_an_objection_takes_the_resident_out_of_every_list_from_that_moment(
    session: Db, kept: CheckedClient, client: CheckedClient, borough: Borough
) -> None:
    sessions = [SESSION | {"code": f"east-{n}", "starts_at": f"2026-11-{24 + n}T09:30"} for n in range(3)]
    import_sessions("sessions.csv", file_of(sessions), by=borough.by, at=NOW)
    plan = make_plan(TODAY, 6, by=borough.by, at=NOW - timedelta(minutes=5))
    publish_plan(plan.plan_id, by=borough.by, at=NOW - timedelta(minutes=4))
    assert "Olive Mockshaw" in kept.get("/reviews/diary").text
    assert act(session, kept, "informed", informed="objects", informed_on="2026-11-23").status_code == 302
    lists = kept.get("/cases").text
    assert "1 case is not listed because the resident objects." in lists
    assert "Olive Mockshaw" not in lists
    assert "1 case in all" in lists
    assert "Olive Mockshaw" not in kept.get("/reviews/diary").text
    found = kept.get("/cases/find?reference=ACM-1")
    assert found.location == f"/cases/{number_of(session, 'ACM-1')}"
    assert "The resident objects" in kept.get(found.location).text
    sign_in(client, "east", role=Role.LEAD)
    assert client.get(found.location).status_code == 404
    sign_in(client, "east", "north")
    assert act(session, client, "informed", informed="yes", informed_on="2026-11-23").status_code == 302
    assert "Olive Mockshaw" in client.get("/cases").text


def test_a_reference_elsewhere_and_one_that_is_not_there_get_the_same_answer(kept: CheckedClient) -> None:
    answers = [kept.get(f"/cases/find?reference={name}") for name in ("ACM-3", "ACM-99")]
    assert {answer.location for answer in answers} == {"/cases"}
    assert [word in kept.get("/cases").text for word in ("no such case",)] == [True]


# Two people at once


def test_whoever_comes_second_sees_what_changed_and_loses_nothing(session: Db, kept: CheckedClient) -> None:
    address = f"/cases/{number_of(session, 'ACM-1')}/change/work"
    read = mark(kept.get(address).text)
    tiers = session.scalars(select(CaseDetails.tier_id)).first()
    assert tiers is not None
    act(session, kept, "tier", tier=str(tiers + 1), because="Stable")
    answers = {"on": TODAY.isoformat(), "kind": "end_of_life", "because": "Seen by the hospice"}
    second = kept.post(address, data=answers | {"read": read})
    assert second.status_code == 422
    assert "changed while you were writing" in second.text
    assert "Intensive, since 8 Sep 2026" in second.text
    assert "Active, since 23 Nov 2026" in second.text
    assert "Sample coordinator" in second.text
    assert "Seen by the hospice" in second.text
    again = kept.post(address, data=answers | {"read": mark(second.text)})
    assert again.status_code == 302
    assert "End of life" in page_of(session, kept)


def test_a_form_that_says_nothing_of_what_was_read_is_shown_everything(
    session: Db, kept: CheckedClient
) -> None:
    address = f"/cases/{number_of(session, 'ACM-1')}/change/pause"
    answer = kept.post(address, data={"on": TODAY.isoformat(), "why": "hospital"})
    assert answer.status_code == 422
    assert "Nothing recorded" in answer.text


# Contacts


def test_a_contact_is_recorded_once_and_can_be_taken_back(
    session: Db, kept: CheckedClient, borough: Borough
) -> None:
    address = f"/cases/{number_of(session, 'ACM-1')}/contact"
    answers = {"held_on": "2026-11-20", "kind": "visit", "person": str(borough.staff["N1"].id)}
    assert kept.post(address, data=answers).status_code == 302
    assert "20 Nov 2026: Visit, Nora SampleN1" in page_of(session, kept)
    assert "recorded already" in kept.post(address, data=answers).text
    assert (
        "no contact is kept from before" in kept.post(address, data=answers | {"held_on": "2026-08-01"}).text
    )
    row = session.scalars(select(Contact.id)).one()
    back = f"{address}/{row}/take-back"
    assert kept.post(back, data={"because": ""}).status_code == 422
    assert kept.post(back, data={"because": "It was another resident"}).status_code == 302
    assert "Visit, Nora" not in page_of(session, kept)
    assert kept.get(back).status_code == 404


# Referrals and who may be the same person


def test_a_referral_waits_and_nothing_shows_the_number(session: Db, kept: CheckedClient) -> None:
    made = refer(session, kept, nhs_number=f"{NHS_NUMBERS[5][:3]} {NHS_NUMBERS[5][3:6]} {NHS_NUMBERS[5][6:]}")
    assert made.status_code == 302
    page = kept.get(made.location).text
    assert "Wilma Waitsample" in page
    assert "Falls at home" in page
    told = page + kept.get("/cases").text + kept.get("/cases?stage=waiting").text + made.location
    assert NHS_NUMBERS[5] not in told
    assert "Wilma" in kept.get("/cases?stage=waiting").text
    for entry in session.execute(select(AuditEntry.before, AuditEntry.after)):
        assert not any(word in str(entry) for word in (NHS_NUMBERS[5], "Wilma", "Waitsample", "BL9", "1938"))


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"nhs_number": "9990000019"}, "One of the digits"),
        ({"nhs_number": "123"}, "ten digits"),
        ({"referred_on": "2026-12-01"}, "still to come"),
        ({"date_of_birth": ""}, "Enter the date of birth"),
        ({"postcode": "BL"}, "Enter a postcode"),
        ({"neighbourhood": "999"}, "Choose one from the list"),
    ],
)
def test_a_referral_is_refused_in_sentences(
    session: Db, kept: CheckedClient, answers: dict[str, str], sentence: str
) -> None:
    answer = refer(session, kept, **answers)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Wilma" in answer.text


def test_somebody_of_ones_own_neighbourhood_is_shown_before_anything_is_recorded(
    session: Db, kept: CheckedClient
) -> None:
    answers = {"nhs_number": NHS_NUMBERS[0]}
    asked = refer(session, kept, **answers)
    assert asked.status_code == 422
    assert "The same NHS number" in asked.text
    assert "Olive Mockshaw" in asked.text
    shown = asked.text.partition('name="shown"')[2].partition('value="')[2].partition('"')[0]
    nobody = refer(session, kept, shown=shown, same="0", **answers)
    assert "one of the two numbers is wrong" in nobody.text
    same = refer(session, kept, shown=shown, same=shown, **answers)
    assert "has an open case already, ACM-1" in same.text
    act(session, kept, "close", outcome="goals_met", because="Done")
    again = refer(session, kept, shown=shown, same=shown, **answers)
    assert again.status_code == 302
    assert "Olive Mockshaw" in kept.get(again.location).text


def test_the_answer_is_the_same_whether_or_not_somebody_elsewhere_is_like_them(
    session: Db, kept: CheckedClient
) -> None:
    like = OTHER | {"nhs_number": NHS_NUMBERS[2]}
    with statements() as sent_like:
        made = refer(session, kept, **like)
    with statements() as sent_unlike:
        plain = refer(session, kept)
    assert (made.status_code, plain.status_code) == (302, 302)
    assert [
        len(session.scalars(select(PossibleSame.id)).all()),
        "Wilma" in kept.get(plain.location).text,
    ] == [1, True]
    assert abs(len(sent_like) - len(sent_unlike)) <= 1  # the pair itself is one row
    page = kept.get(made.location).text
    assert "Sample east" in page
    assert "ACM-3" not in page
    assert "north" not in page
    assert "ACM-3" not in kept.get("/cases/same").text
    assert "Nobody in your neighbourhoods waits" in kept.get("/cases/same").text


def referred_twice(session: Db, client: CheckedClient) -> tuple[str, int]:
    """Where the second referral of somebody of North is, and the pair."""
    sign_in(client, "east")
    made = refer(session, client, **OTHER, nhs_number=NHS_NUMBERS[2])
    sign_in(client, "east", "north")
    return made.location, session.scalars(select(PossibleSame.id)).one()


def test_whoever_may_see_both_says_they_are_one_and_can_take_it_back(
    session: Db, client: CheckedClient, borough: Borough
) -> None:
    address, pair = referred_twice(session, client)
    assert "Percy Northsample" in client.get("/cases/same").text
    answers = {"answer": "same", "because": "Telephoned the practice"}
    assert "Choose which one goes on" in client.post(f"/cases/same/{pair}", data=answers).text
    kept_case = number_of(session, "ACM-3")
    done = client.post(f"/cases/same/{pair}", data=answers | {"goes_on": str(kept_case)})
    assert done.status_code == 302
    old = client.get(address).text
    assert "Already known under another case" in old
    assert f'href="/cases/{kept_case}"' in old
    assert "Telephoned the practice" in client.get("/cases/same").text
    merge = client.get("/cases/same").text.partition("/cases/same/merged/")[2].partition("/")[0]
    back = client.post(f"/cases/same/merged/{merge}/take-back", data={"because": "Two cousins"})
    assert back.status_code == 302
    assert f"/cases/same/{pair}" in client.get("/cases/same").text
    assert client.get(f"/cases/same/merged/{merge}/take-back").status_code == 404
    apart = client.post(f"/cases/same/{pair}", data={"answer": "different", "because": "Two cousins"})
    assert apart.status_code == 302
    assert client.get(f"/cases/same/{pair}").status_code == 404


def test_an_old_address_leads_nobody_to_a_case_they_may_not_see(
    session: Db, client: CheckedClient, borough: Borough
) -> None:
    address, pair = referred_twice(session, client)
    goes_on = str(number_of(session, "ACM-3"))
    client.post(f"/cases/same/{pair}", data={"answer": "same", "because": "Yes", "goes_on": goes_on})
    sign_in_again(session, client)
    assert client.get(address).status_code == 404
    assert client.get(f"/cases/same/{pair}").status_code == 404


def sign_in_again(session: Db, client: CheckedClient) -> None:
    """As the coordinator of East alone."""
    client.sign_in(builders.account(Role.COORDINATOR, "east", email="again@example.test"))


def test_a_resident_who_moves_goes_with_their_case(session: Db, kept: CheckedClient) -> None:
    answers = {
        "given_name": "Olive", "family_name": "Mockshaw", "date_of_birth": "1940-05-01", "postcode": "BL9 2ZZ",
        "neighbourhood": place(session, "north"),
    }  # fmt: skip
    moved = act(session, kept, "resident", **answers)
    assert moved.location == "/cases"
    assert "another neighbourhood’s" in kept.get("/cases").text
    homes = session.scalars(
        select(ResidentDetails.neighbourhood_id).where(in_force(ResidentDetails, AsAt(TODAY)))
    )
    assert int(place(session, "north")) in homes.all()
    assert kept.get(f"/cases/{number_of(session, 'ACM-1')}").status_code == 404
