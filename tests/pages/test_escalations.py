"""A breach escalates: to whom, once, what each reader sees of it, and how it is answered."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.account import Account
from accounts.audit import AuditEntry
from accounts.permissions import Role
from caseload.cases.case import CaseDetails
from caseload.reviews.escalating_acts import escalate_breaches
from caseload.reviews.falling_due import tell_actions_due, tell_breaches, tell_falling_due
from caseload.reviews.review import Action, Escalation
from foundation import clock
from foundation.database import db
from people.accountability import Registration
from people.notice import Notice
from people.person import Person
from people.post import PostDetails, Tenure
from tests import builders as make
from tests.allocating_ground import DAY, NOON, AllocatingGround, allocating_ground, held, open_case
from tests.pages.client import CheckedClient, statements

Db = scoped_session[Session]
AN_HOUR_AGO = NOON - timedelta(hours=1)
ACCEPTED = date(2026, 7, 1)
"""A case on the tier of 12 and 16 weeks was due on 23 September, and breached after 21 October."""
DUE = date(2026, 9, 23)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOON):
        yield


@pytest.fixture
def g(session: Db) -> AllocatingGround:
    """Ada has the case ACM-9, which is breached."""
    found = allocating_ground()
    held(open_case(found, "ACM-9", given_name="Ottilie", starts_on=ACCEPTED), found.ada)
    return found


def escalate() -> int:
    return escalate_breaches(DAY, make.recorder().id)


def told() -> Escalation:
    return db.session.scalars(select(Escalation).order_by(Escalation.id.desc())).first() or pytest.fail()


def notices(kind: str) -> list[int | None]:
    """Whose notices of the kind there are, by person."""
    return list(db.session.scalars(select(Notice.person_id).where(Notice.kind == kind).order_by(Notice.id)))


def page_of(client: CheckedClient, account: Account, address: str = "") -> Any:
    client.sign_in(account)
    return client.get(address or f"/reviews/escalations/{told().id}")


def supersede(row: Any) -> None:
    """It is believed no more, since an hour ago."""
    row.superseded_at, row.superseded_by_id = AN_HOUR_AGO, make.recorder().id
    db.session.flush()


def lapse(who: Person) -> None:
    row = db.session.scalars(select(Registration).where(Registration.person_id == who.id)).one()
    supersede(row)
    lapsed = {"number": "00A1", "expires_on": DUE, "recorded_at": AN_HOUR_AGO}
    make.dated(Registration, person_id=who.id, profession_id=row.profession_id, **lapsed)


def test_capacity_is_told_along_the_management_line_once(g: AllocatingGround) -> None:
    assert (escalate(), escalate()) == (1, 0)
    found = told()
    assert (found.over, found.post_id, found.due_on) == ("capacity", g.base.lead.id, DUE)
    assert "No plan of reviews is published" in found.because
    assert g.base.lee.id in notices("escalated")
    assert set(db.session.scalars(select(Notice.about))) == {f"/reviews/escalations/{found.id}"}


def test_a_lapsed_registration_is_told_along_the_professional_line(g: AllocatingGround) -> None:
    lapse(g.ada)
    assert escalate() == 1
    found = told()
    assert (found.over, found.post_id) == ("registration", g.base.director.id)
    assert "registration expired on 23 September 2026" in found.because


def test_a_case_that_nobody_holds_is_told_to_the_post_that_leads_its_neighbourhood(
    g: AllocatingGround,
) -> None:
    alone = open_case(g, "ACM-10", starts_on=ACCEPTED)
    assert escalate() == 2
    found = db.session.scalars(select(Escalation).where(Escalation.case_id == alone.id)).one()
    assert (found.over, found.post_id) == ("capacity", g.base.lead.id)


def test_where_no_post_leads_it_nobody_is_told(g: AllocatingGround) -> None:
    alone = open_case(g, "ACM-10", starts_on=ACCEPTED)
    leads = db.session.scalars(select(PostDetails).where(PostDetails.post_id == g.base.lead.id)).one()
    facts = {"post_id": leads.post_id, "title": leads.title, "organisation_id": leads.organisation_id}
    supersede(leads)
    make.dated(PostDetails, scope="", recorded_at=AN_HOUR_AGO, **facts)
    assert escalate() == 2
    found = db.session.scalars(select(Escalation).where(Escalation.case_id == alone.id)).one()
    assert found.post_id is None
    assert "No management line is in force" in found.because


def test_nobody_who_objects_is_escalated_or_shown(client: CheckedClient, g: AllocatingGround) -> None:
    escalate()
    number = told().id
    row = db.session.scalars(select(CaseDetails).where(CaseDetails.case_id == told().case_id)).one()
    supersede(row)
    again = {"case_id": row.case_id, "tier_id": row.tier_id, "informed": "objects", "starts_on": ACCEPTED}
    make.dated(CaseDetails, recorded_at=AN_HOUR_AGO, **again)
    assert escalate() == 0
    assert page_of(client, g.leader, f"/reviews/escalations/{number}").status_code == 404
    assert "ACM-9" not in client.get("/reviews/escalations").text


def test_a_holder_sees_the_reference_and_why_and_the_lead_whose_it_is(
    client: CheckedClient, g: AllocatingGround
) -> None:
    lapse(g.ada)
    escalate()
    page = page_of(client, g.base.nursing).text
    for shown in ("ACM-9", "Active", "Director of Nursing", "expired on 23 September 2026"):
        assert shown in page
    assert "Ottilie" not in page
    assert "Ottilie" in page_of(client, g.leader).text
    assert page_of(client, g.base.staff).status_code == 404
    seen = select(AuditEntry.subject).where(AuditEntry.act == "seen").order_by(AuditEntry.id)
    assert list(db.session.scalars(seen)) == ["escalation", "escalation", "case"]


def test_supervision_stays_with_the_professional_line(client: CheckedClient, g: AllocatingGround) -> None:
    g.base.nurse.supervision_weeks = 4
    assert escalate() == 1
    assert told().over == "supervision"
    assert "Professional supervision has not taken place" in page_of(client, g.base.nursing).text
    for address in ("", "/reviews/escalations"):
        page = page_of(client, g.leader, address).text
        assert "A matter of the professional line" in page
        assert "Professional supervision has" not in page
        assert "Director of Nursing" not in page


def test_the_post_answers_once_and_nobody_else_does(client: CheckedClient, g: AllocatingGround) -> None:
    lapse(g.ada)
    escalate()
    address = f"/reviews/escalations/{told().id}"
    client.sign_in(g.leader)
    assert client.post(address, data={"says": "Done"}).status_code == 404
    client.sign_in(g.base.nursing)
    assert client.post(address, data={"says": " "}).status_code == 422
    refused = client.post(address, data={"says": "About 999 000 0018"})
    assert (refused.status_code, "NHS number" in refused.text) == (422, True)
    assert client.post(address, data={"says": "Bea brings it on Tuesday"}).status_code == 302
    assert "Bea brings it on Tuesday" in client.get(address).text
    again = client.post(address, data={"says": "And again"})
    assert (again.status_code, "answered already" in again.text) == (422, True)
    assert "Bea brings it on Tuesday" in page_of(client, g.leader).text


def test_whoever_holds_the_post_next_has_it_too(client: CheckedClient, g: AllocatingGround) -> None:
    escalate()
    row = db.session.scalars(
        select(Tenure).where(Tenure.post_id == g.base.lead.id, Tenure.holding == "substantive")
    ).one()
    supersede(row)
    nia = make.account(Role.STAFF, email="nia@example.test")
    make.tenure(g.base.lead, make.person("Nia", "Newsample", account=nia), recorded_at=AN_HOUR_AGO)
    page = page_of(client, nia).text
    assert "ACM-9" in page
    assert "Ottilie" not in page


def test_the_list_costs_the_same_however_many_there_are(client: CheckedClient, g: AllocatingGround) -> None:
    for number in range(6):
        held(open_case(g, f"ACM-2{number}", starts_on=ACCEPTED), g.ada)
    assert escalate() == 7
    client.sign_in(g.leader)
    with statements() as sent:
        assert client.get("/reviews/escalations").status_code == 200
    assert len(sent) <= 10, "\n".join(sent)


def test_an_empty_list_says_so(client: CheckedClient, g: AllocatingGround) -> None:
    assert (
        "Nothing is told to a post that you answer for"
        in page_of(client, g.base.staff, "/reviews/escalations").text
    )


def test_a_breach_is_told_once_to_whoever_brings_it_and_to_leads_and_coordinators(
    g: AllocatingGround,
) -> None:
    account = make.account(Role.COORDINATOR, "east", email="co@example.test")
    db.session.flush()
    assert tell_breaches(DAY, 0) == 3
    assert tell_breaches(DAY + timedelta(days=1), 0) == 0
    assert notices("review_breached") == [g.ada.id, g.base.lee.id, None]
    accounts = select(Notice.account_id).where(Notice.account_id.is_not(None))
    assert db.session.scalars(accounts).all() == [account.id]


def test_a_review_is_told_of_a_fortnight_before_it_is_due_and_once(g: AllocatingGround) -> None:
    first = DAY + timedelta(days=14) - timedelta(weeks=12)
    held(open_case(g, "ACM-30", starts_on=first), g.bea)
    held(open_case(g, "ACM-31", starts_on=first + timedelta(days=1)), g.bea)
    assert (tell_falling_due(DAY, 0), tell_falling_due(DAY, 0)) == (1, 0)
    assert tell_falling_due(DAY + timedelta(days=1), 0) == 1
    assert notices("review_falling_due") == [g.bea.id, g.bea.id]


def test_an_action_is_told_of_two_days_before_it_is_due(g: AllocatingGround) -> None:
    by, trust = make.recorder().id, g.base.trust.id
    said: dict[str, Any] = {
        "recorded_at": NOON,
        "recorded_by_id": by,
        "organisation_id": trust,
        "raised_on": DAY,
    }
    said |= {"case_id": g.case.id, "what": "Order a rail", "owner_person_id": g.bea.id}
    ended: list[dict[str, Any]] = [{}, {}, {"done_on": DAY}, {"dropped_on": DAY}]
    for number, (days, ends) in enumerate(zip((2, 3, 1, 1), ended, strict=True), 1):
        make.kept(Action(number=number, due_on=DAY + timedelta(days=days), **said | ends))
    assert (tell_actions_due(DAY, 0), tell_actions_due(DAY, 0)) == (1, 0)
    assert notices("action_due") == [g.bea.id]
