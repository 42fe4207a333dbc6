"""A lead's people and one's own practice record on the page: who may read, what it says, what it costs."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, update
from sqlalchemy.orm import scoped_session

from accounts.account import Account
from accounts.audit import AuditEntry
from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from people.accountability import RegisterCheck, Supervision
from people.organisation import ProfessionalApex
from people.person import Person
from people.post import Tenure
from tests import builders as make
from tests.actions.registers import Register, register
from tests.pages.client import CheckedClient, statements

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOON.date()
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    with clock.pretending(NOON):
        yield


@pytest.fixture
def r(session: scoped_session[Session]) -> Register:
    """Ada answers to nursing, which Cy holds, as Dee holds the chief above; Bea manages her."""
    made = register()
    made.nurse.supervision_weeks, made.nurse.recheck_days, made.nurse.led_by = 6, 35, "district_nurse"
    made.nurse.renewal, made.nurse.supervision_ratio_warn = "revalidation every 3 years; fee yearly", 1
    for who in (made.ada, made.cy):
        make.registration(who, made.nurse)
    dee = make.person("Dee")
    make.tenure(made.chief, dee)
    for who, role in ((made.ada, Role.STAFF), (made.bea, Role.LEAD), (made.cy, Role.COORDINATOR)):
        belongs(who, make.account(role))
    belongs(dee, make.account(Role.DIRECTOR, "chief"))
    db.session.commit()
    return made


def belongs(who: Person, account: Account) -> None:
    db.session.get_one(Person, who.id).account_id = account.id


def as_(client: CheckedClient, role: str) -> CheckedClient:
    client.sign_in(db.session.scalars(select(Account).where(Account.email.startswith(role))).one())
    return client


def words(client: CheckedClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def record_of(r: Register) -> str:
    return f"/people/{r.ada.id}/practice"


def supervised(r: Register, on: date, **said: object) -> int:
    known = {"recorded_at": make.KNOWN_SINCE, "recorded_by_id": make.recorder().id, "kind": "one_to_one"}
    about = {"person_id": r.ada.id, "profession_id": r.nurse.id, "held_on": on, "with_person_id": r.cy.id}
    return make.kept(Supervision(**(known | about | said))).id  # pyright: ignore[reportArgumentType]


def test_a_lead_sees_whom_they_lead_and_what_they_owe(client: CheckedClient, r: Register) -> None:
    supervised(r, date(2026, 10, 15))
    told = words(as_(client, "coordinator"), "/practice")
    for said in (
        "What I owe this month", "Check the NMC register, district nurse", "Never recorded", "26 Nov 2026",
        "NMC 00A0000A", "district nurse: 1 person, and more than 1 to one post is too many",
        "1 register check and 0 supervisions overdue.", "My own record",
    ):  # fmt: skip
        assert said in told


def test_a_member_of_staff_sees_their_own_and_a_day_to_act_by(client: CheckedClient, r: Register) -> None:
    supervised(r, date(2026, 11, 20))
    told = words(as_(client, "staff"), "/practice")
    assert "Act by 1 January 2027. Your professional supervision as district nurse is due by" in told
    assert "Revalidation is due by 1 January 2030" in told
    assert "With whom" in told
    assert "Cy Sample" in told
    assert "What I owe" not in told
    own = words(client, record_of(r))
    assert "My practice record" in own
    assert "Take back" not in own


def test_an_account_of_nobody_is_told_so(client: CheckedClient, r: Register) -> None:
    client.sign_in(r.office)
    assert "The register holds nobody for your account" in words(client, "/practice")


def test_only_oneself_and_the_holders_up_the_line_may_read(client: CheckedClient, r: Register) -> None:
    for role, may in (
        ("staff", 200),
        ("coordinator", 200),
        ("director", 200),
        ("lead", 404),
        ("office", 404),
    ):
        assert as_(client, role).get(record_of(r)).status_code == may
    assert as_(client, "coordinator").get("/practice/nursing").status_code == 200
    for role in ("staff", "lead", "office", "director"):
        assert as_(client, role).get("/practice/nursing").status_code == 404
    assert as_(client, "lead").get("/practice/lead").status_code == 404


def test_whoever_has_left_the_post_reads_no_past_day_of_it(client: CheckedClient, r: Register) -> None:
    """Rule 22: “as at” changes which facts are read, never what may be read."""
    corrected = {"superseded_at": make.KNOWN_SINCE + A_DAY, "superseded_by_id": make.recorder().id}
    db.session.execute(
        update(Tenure).where(Tenure.post_id == r.nursing.id, Tenure.person_id == r.cy.id).values(corrected)
    )
    make.tenure(r.nursing, r.cy, until=TODAY, recorded_at=make.KNOWN_SINCE + A_DAY)
    make.employment(r.cy, r.trust, "CY-1")
    as_(client, "coordinator")
    for address in (record_of(r), "/practice/nursing"):
        assert client.get(f"{address}?on=2026-06-01").status_code == 404
    assert "Ada Sample" not in words(client, "/practice?on=2026-06-01")


def test_a_deputy_leads_too(client: CheckedClient, r: Register) -> None:
    make.tenure(r.nursing, r.bea, "deputy")
    assert as_(client, "lead").get(record_of(r)).status_code == 200


def test_supervision_is_recorded_and_taken_back(client: CheckedClient, r: Register) -> None:
    as_(client, "coordinator")
    form = client.get(f"{record_of(r)}/supervision").text
    assert f'<option selected value="{r.cy.id}">Cy Sample</option>' in form
    given = {"held_on": "2026-11-20", "with_person_id": str(r.cy.id), "kind": "group"}
    told = client.post(f"{record_of(r)}/supervision", data=given, follow_redirects=True).text
    assert "The supervision is recorded." in told
    row = db.session.scalars(select(Supervision.id)).one()
    again = client.post(f"{record_of(r)}/supervision", data=given)
    assert again.status_code == 422
    assert "is recorded for 20 November 2026 already" in again.text
    back = f"{record_of(r)}/supervision/{row}/take-back"
    assert "20 November 2026 with Cy Sample, group" in client.get(back).text
    assert client.post(back, data={"because": " "}).status_code == 422
    told = client.post(back, data={"because": "wrong day"}, follow_redirects=True).text
    assert "No supervision is recorded." in told
    assert "after you opened the page" in client.get(back, follow_redirects=True).text
    assert db.session.scalars(select(Supervision.because)).all() == ["wrong day"]


def test_a_check_is_recorded_and_taken_back(client: CheckedClient, r: Register) -> None:
    as_(client, "director")
    told = client.post(f"{record_of(r)}/check", data={"checked_on": "2026-11-20"}, follow_redirects=True).text
    assert "The register check is recorded." in told
    assert "recorded by Sample director" in told
    row = db.session.scalars(select(RegisterCheck.id)).one()
    client.post(f"{record_of(r)}/check/{row}/take-back", data={"because": "wrong person"})
    assert "No register check is recorded." in words(client, record_of(r))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"held_on": "2026-11-24"}, "24 November 2026 is still to come."),
        ({"held_on": "2024-12-31"}, "They began to practise as district nurse on 1 January 2025"),
        ({"held_on": ""}, "Enter the day it took place"),
        ({"with_person_id": ""}, "Choose who it was with"),
        ({"kind": "chat"}, "Choose one from the list"),
    ],
)
def test_a_refusal_comes_back_as_a_sentence(
    client: CheckedClient, r: Register, given: dict[str, str], says: str
) -> None:
    usual = {"held_on": "2026-11-20", "with_person_id": str(r.cy.id), "kind": "group"}
    answer = as_(client, "coordinator").post(f"{record_of(r)}/supervision", data=usual | given)
    assert answer.status_code == 422
    assert says in answer.text
    assert db.session.scalars(select(Supervision.id)).all() == []


def test_nobody_else_records(client: CheckedClient, r: Register) -> None:
    row = supervised(r, TODAY)
    for role in ("staff", "lead", "office"):
        as_(client, role)
        for address in ("supervision", "check", f"supervision/{row}/take-back"):
            assert client.post(f"{record_of(r)}/{address}", data={}).status_code == 404


def test_a_profession_led_by_others_stays_theirs(client: CheckedClient, r: Register) -> None:
    """Ada is also a podiatrist, and answers for that to a post which Cy does not hold."""
    podiatrist = make.profession("podiatrist", regulator="HCPC")
    make.accountability(r.ada, podiatrist, make.post("feet", "professional", r.council))
    row = supervised(r, TODAY, profession_id=podiatrist.id)
    as_(client, "coordinator")
    assert "podiatrist" not in words(client, record_of(r))
    assert client.get(f"{record_of(r)}/supervision/{row}/take-back").status_code == 404


def test_another_day_and_what_was_known_then(client: CheckedClient, r: Register) -> None:
    supervised(r, date(2026, 10, 15))
    as_(client, "coordinator")
    told = words(client, f"{record_of(r)}?on=2026-10-01")
    assert "No supervision is recorded." in told
    assert "Record supervision" not in told
    assert "Only those who answer to your posts today" in words(client, "/practice?on=2026-10-01")


def test_a_director_meets_the_record_where_they_lead_and_the_office_the_post_that_owns_the_gap(
    client: CheckedClient, r: Register
) -> None:
    about = {"profession_id": r.nurse.id, "employer_id": r.trust.id}
    make.kept(ProfessionalApex(**about, usual_first_post_id=r.nursing.id, apex_post_id=r.chief.id))
    as_(client, "director")
    for address in ("/coverage", "/coverage/people"):
        assert f'href="{record_of(r)}"' in client.get(address).text
        assert record_of(r) not in client.get(f"{address}?on=2026-11-01").text
    as_(client, "office")
    for address in ("/coverage", "/coverage/people"):
        told = words(client, address)
        assert record_of(r) not in told
        assert '<a href="/posts/nursing">Open the post' in told


@pytest.mark.parametrize("size", [1, 60])
def test_few_and_many_cost_the_same(client: CheckedClient, r: Register, size: int) -> None:
    for number in range(size):
        who = make.person(f"Nora{number}")
        make.placement(make.employment(who, r.trust, f"N{number}"), r.east, r.nurse)
        make.accountability(who, r.nurse, r.nursing)
        make.registration(who, r.nurse)
    as_(client, "coordinator")
    for address in ("/practice", "/practice/nursing", record_of(r)):
        with statements() as sent:
            client.get(address)
        assert len(sent) <= 10, address
    told = words(client, "/practice/nursing")
    assert ("Showing 1 to 50 of 61 people" in told) is (size == 60)
    assert ("See all 61 people" in words(client, "/practice")) is (size == 60)


def test_reading_is_audited(client: CheckedClient, r: Register) -> None:
    as_(client, "coordinator")
    for address in ("/practice", "/practice/nursing", record_of(r)):
        client.get(address)
    seen = db.session.execute(
        select(AuditEntry.subject, AuditEntry.subject_id)
        .where(AuditEntry.act == "seen")
        .order_by(AuditEntry.id)
    )
    assert [tuple(row) for row in seen] == [
        ("person", r.cy.id), ("practice", r.nursing.id), ("practice", r.nursing.id), ("person", r.ada.id),
    ]  # fmt: skip
