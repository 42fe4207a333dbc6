"""My work: what somebody has, what they are asked to take, what each page shows of it, and when it is gone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from accounts.permissions import Role
from caseload.allocation.request import AllocationRequest, Answer, Party, RequestAnswer
from caseload.cases.case import CaseDetails
from caseload.cases.contact import Contact
from caseload.cases.holding import Contribution
from caseload.reviews.review import Plan, PlannedReview, ReviewSession
from foundation import clock
from foundation.database import db
from tests import builders as make
from tests.allocating_ground import DAY, NOON, AllocatingGround, allocating_ground, held, open_case
from tests.pages.client import CheckedClient, statements

Db = scoped_session[Session]
YESTERDAY = DAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOON):
        yield


@pytest.fixture
def g(session: Db, client: CheckedClient) -> AllocatingGround:
    """Ada is signed in."""
    found = allocating_ground()
    client.sign_in(found.base.staff)
    return found


def asked(g: AllocatingGround, **values: Any) -> AllocationRequest:
    """That Ada be the key worker of Olive's case, which the council decides."""
    usual: dict[str, Any] = {
        "case_id": g.case.id,
        "role": "key_worker",
        "person_id": g.ada.id,
        "employment_id": g.base.contracts["A1"].id,
        "starts_on": DAY,
        "because": "Works in that ward",
        "decider_kind": "organisation",
        "decider_code": "council",
        "asked_by_id": g.leader.id,
        "asked_at": NOON,
    }
    return make.kept(AllocationRequest(**usual | values))


def answers() -> list[tuple[str, str, str]]:
    rows = db.session.scalars(select(RequestAnswer).order_by(RequestAnswer.id))
    return [(row.party, row.answer, row.because) for row in rows]


def test_what_they_hold_and_contribute_to_with_what_is_due(
    client: CheckedClient, g: AllocatingGround
) -> None:
    held(g.case, g.ada)
    other = open_case(g, "ACM-2", tier="intensive", given_name="Percy", family_name="Helped")
    held(other, g.bea)
    make.dated(Contribution, case_id=other.id, person_id=g.ada.id)
    open_case(g, "ACM-3", given_name="Nobody", family_name="Theirs")
    page = client.get("/my-work").text
    assert page.index("Percy Helped") < page.index("Olive Mockshaw")  # its review is a breach
    assert "Nobody Theirs" not in page
    assert "Key worker: Bea Sample" in page
    assert "Active, review cycle" in page
    assert "1 Dec 2026" in page  # twelve weeks after 8 September
    assert "6 Oct 2026" in page  # a contact four weeks after
    assert "2,176 points" in page


def test_a_contact_moves_the_next_one(client: CheckedClient, g: AllocatingGround) -> None:
    held(g.case, g.ada)
    page = client.post(
        f"/my-work/{g.case.id}/contact",
        data={"held_on": DAY.isoformat(), "kind": "visit"},
        follow_redirects=True,
    ).text
    assert "The contact is recorded" in page
    assert "20 Nov 2026: Visit, Ada Sample" in page
    assert db.session.scalars(select(Contact.person_id)).all() == [g.ada.id]
    assert "18 Dec 2026" in client.get("/my-work").text
    again = client.post(f"/my-work/{g.case.id}/contact", data={"held_on": DAY.isoformat(), "kind": "visit"})
    assert "recorded already" in again.text
    ahead = {"held_on": (DAY + timedelta(days=1)).isoformat(), "kind": "visit"}
    assert "still to come" in client.post(f"/my-work/{g.case.id}/contact", data=ahead).text


@pytest.mark.parametrize("until", [DAY, YESTERDAY])
def test_a_case_is_gone_once_it_is_no_longer_theirs(
    client: CheckedClient, g: AllocatingGround, until: date
) -> None:
    held(g.case, g.ada, until=until)
    assert "Olive" not in client.get("/my-work").text
    for page in (f"/my-work/{g.case.id}", f"/my-work/{g.case.id}/contact"):
        assert client.get(page).status_code == 404
    given = {"held_on": YESTERDAY.isoformat(), "kind": "visit"}
    assert client.post(f"/my-work/{g.case.id}/contact", data=given).status_code == 404
    assert db.session.scalars(select(Contact.id)).all() == []


def test_the_last_day_is_still_theirs(client: CheckedClient, g: AllocatingGround) -> None:
    held(g.case, g.ada, until=DAY + timedelta(days=1))
    assert client.get(f"/my-work/{g.case.id}").status_code == 200


def test_an_objection_takes_the_case_out(client: CheckedClient, g: AllocatingGround) -> None:
    case = open_case(g, "ACM-2", informed="objects", family_name="Objecting")
    held(case, g.ada)
    asked(g, case_id=case.id, role="deputy")
    page = client.get("/my-work").text
    assert "Objecting" not in page
    assert "You are asked" not in page
    assert client.get(f"/my-work/{case.id}").status_code == 404


def test_the_case_as_its_holder_needs_it(client: CheckedClient, g: AllocatingGround) -> None:
    held(g.case, g.ada)
    held(g.case, g.bea, "deputy")
    page = client.get(f"/my-work/{g.case.id}").text
    for shown in ("Olive Mockshaw", "ACM-1", "1 May 1940", "Bea Sample", "district nurse", "since 10 Sep"):
        assert shown in page
    assert "999" not in page
    assert "BL9" not in page
    seen = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.act == "seen")).all()
    assert "resident" in seen


def test_a_worker_of_a_voluntary_body_sees_what_is_allocated_to_them_and_nothing_else(
    client: CheckedClient, g: AllocatingGround
) -> None:
    val = make.account(Role.STAFF, email="val@example.test")
    g.val.account_id = val.id
    theirs = open_case(g, "ACM-2", given_name="Theirs", family_name="Alone")
    held(theirs, g.val)
    held(g.case, g.ada)
    client.sign_in(val)
    page = client.get("/my-work").text
    assert "Theirs Alone" in page
    assert "Olive" not in page
    assert client.get(f"/my-work/{theirs.id}").status_code == 200
    for address in (f"/my-work/{g.case.id}", f"/cases/{theirs.id}", "/cases", "/workload", "/allocate"):
        assert client.get(address).status_code == 404


def test_an_offer_tells_the_tier_the_ward_and_the_points_and_not_the_name(
    client: CheckedClient, g: AllocatingGround
) -> None:
    request = asked(g)
    for address in ("/my-work", f"/my-work/offers/{request.id}"):
        page = client.get(address).text
        for shown in ("Active", "Moorside", "440"):
            assert shown in page, address
        for hidden in ("Olive", "Mockshaw", "ACM-1", "1940", "BL9"):
            assert hidden not in page, address
    assert "district nurse" in page
    assert "Works in that ward" in page
    assert client.get(f"/my-work/{g.case.id}").status_code == 404


def test_an_offer_accepted_waits_for_whoever_decides(client: CheckedClient, g: AllocatingGround) -> None:
    request = asked(g)
    done = client.post(f"/my-work/offers/{request.id}", data={"accept": "yes"}, follow_redirects=True)
    assert "Whoever decides will see that you accept." in done.text
    assert "waiting for Sample Council" in done.text
    assert answers() == [("worker", "accepted", "")]
    assert db.session.scalars(select(AllocationRequest.closed_at)).one() is None
    assert "I decline" not in client.get(f"/my-work/offers/{request.id}").text
    again = client.post(
        f"/my-work/offers/{request.id}", data={"decline": "yes", "because": "Changed my mind"}
    )
    assert "You have answered this request already." in again.text


def test_an_offer_declined_with_a_reason_is_over(client: CheckedClient, g: AllocatingGround) -> None:
    request = asked(g)
    bare = client.post(f"/my-work/offers/{request.id}", data={"decline": "yes"})
    assert bare.status_code == 422
    assert "Say why it is declined." in bare.text
    done = client.post(
        f"/my-work/offers/{request.id}", data={"decline": "yes", "because": "On leave"}, follow_redirects=True
    )
    assert "You declined" in done.text
    assert answers() == [("worker", "declined", "On leave")]
    assert client.get(f"/my-work/offers/{request.id}").status_code == 404


@pytest.mark.parametrize(
    ("answer", "shown"), [(Answer.DECLINED, "by Sample Council"), (Answer.WITHDRAWN, "no longer needed")]
)
def test_what_came_to_nothing_is_shown_for_four_weeks(
    client: CheckedClient, g: AllocatingGround, answer: Answer, shown: str
) -> None:
    party = Party.DECIDER if answer is Answer.DECLINED else Party.ASKER
    for days in (1, 40):
        ended = NOON - timedelta(days=days)
        request = asked(g, closed_at=ended, because=f"{days} days ago")
        said = {"answer": answer.value, "because": "Kept apart", "answered_by_id": g.leader.id}
        make.kept(RequestAnswer(request_id=request.id, party=party.value, answered_at=ended, **said))
    page = client.get("/my-work").text
    assert page.count(shown) == 1
    assert "Moorside" not in page  # nothing of the case once it is over
    assert "Kept apart" not in page


def test_somebody_elses_offer_is_not_there(client: CheckedClient, g: AllocatingGround) -> None:
    request = asked(g, person_id=g.bea.id)
    assert client.get(f"/my-work/offers/{request.id}").status_code == 404
    assert client.post(f"/my-work/offers/{request.id}", data={"accept": "yes"}).status_code == 404
    assert answers() == []


def test_with_nothing_and_for_an_account_that_is_nobodys(client: CheckedClient, g: AllocatingGround) -> None:
    page = client.get("/my-work").text
    assert "You hold no case and contribute to none today." in page
    assert "Asked of you" not in page
    client.sign_in(make.account(Role.STAFF, email="lost@example.test"))
    assert "not connected to anybody" in client.get("/my-work").text
    assert client.get(f"/my-work/{g.case.id}").status_code == 404


@pytest.mark.parametrize("many", [1, 60])
def test_pages_cost_at_most_ten_statements(client: CheckedClient, g: AllocatingGround, many: int) -> None:
    for number in range(many):
        held(open_case(g, f"ACM-{number + 10}"), g.ada)
    request = asked(g)
    first = db.session.scalars(select(CaseDetails.case_id).order_by(CaseDetails.case_id.desc())).first()
    for address in (
        "/my-work",
        f"/my-work/{first}",
        f"/my-work/{first}/contact",
        f"/my-work/offers/{request.id}",
    ):
        with statements() as sent:
            assert client.get(address).status_code == 200
        assert len(sent) <= 10, address
    assert ("of 60 cases" in client.get("/my-work?page=2").text) is (many == 60)


def test_a_planned_review_is_shown_with_its_day_and_on_the_case_with_its_moment(
    client: CheckedClient, g: AllocatingGround
) -> None:
    held(g.case, g.ada)
    session = make.kept(
        ReviewSession(
            code="east-1",
            neighbourhood_id=g.place.id,
            starts_at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
            minutes=90,
            place="Sample hub",
            chair_person_id=g.base.lee.id,
        )
    )
    plan = {"made_at": NOON, "made_by_id": g.leader.id, "starts_on": DAY, "weeks": 12, "figures": "{}"}
    published = make.kept(Plan(status="published", published_at=NOON, **plan))
    make.kept(PlannedReview(plan_id=published.id, session_id=session.id, case_id=g.case.id, starts_minute=30))
    assert "Planned: 24 Nov 2026" in client.get("/my-work").text
    assert "24 November 2026, 10:00, Sample hub" in client.get(f"/my-work/{g.case.id}").text
