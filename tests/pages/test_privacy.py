"""A look from asking to review, and what a privacy officer sees of who saw whom."""

from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts import audit
from accounts.audit import AuditEntry
from app.jobs import run_job
from app.timetable import JOBS
from caseload.cases.case import Case, Resident, ResidentDetails
from caseload.privacy.look import Look, OddKind, OddPattern
from caseload.privacy.patterns import MANY
from foundation import clock
from foundation.database import begin_writing, db
from neighbourhoods.neighbourhood import Neighbourhood
from people.readers import employers_without_officer
from tests import builders as make
from tests.access.borough import SECRETS, Borough, borough
from tests.access.policy import Actor
from tests.access.test_policy import as_actor
from tests.pages.client import CheckedClient, statements

NORTH = {
    "nhs_number": SECRETS["north.nhs_number"][1],
    "born": SECRETS["north.born"][1],
    "reason": "covering",
    "because": "Covering for the north’s nurse",
}
MOST_STATEMENTS = 10


@pytest.fixture
def small(session: scoped_session[Session]) -> Borough:
    return borough()


@pytest.fixture
def officer(app: Flask, small: Borough) -> CheckedClient:
    return as_actor(app, small, Actor.PRIVACY_OFFICER)


def resident_of(small: Borough, case: str) -> int:
    return db.session.get_one(Case, int(small.named[case])).resident_id


def note(small: Borough, actor: Actor, resident_id: int, at: datetime, act: str = "seen") -> None:
    with clock.pretending(at):
        begin_writing()
        audit.record(act, "resident", resident_id, by=small.accounts[actor].id)
        db.session.commit()


def test_a_look_is_asked_for_shown_and_ended(app: Flask, small: Borough) -> None:
    client = as_actor(app, small, Actor.STAFF)
    answer = client.post("/looks/new", data=NORTH)
    assert answer.status_code == 302
    shown = client.get(answer.headers["Location"]).text
    for word in (
        "Northgiven Northfamily",
        "12 December 1932",
        "ACM-NORTH",
        "0161 496 0777",
        "60 minutes from now",
    ):
        assert word in shown
    assert SECRETS["north.nhs_number"][0] not in answer.headers["Location"] + shown
    assert client.post(answer.headers["Location"] + "/end").status_code == 302
    assert client.get(answer.headers["Location"]).status_code == 404
    assert "Covering for the north" in client.get("/looks").text


@pytest.mark.parametrize("missing", sorted(NORTH))
def test_nothing_is_asked_of_the_register_before_all_is_answered(
    app: Flask, small: Borough, missing: str
) -> None:
    before = len(db.session.scalars(select(Look.id)).all())
    answer = as_actor(app, small, Actor.STAFF).post("/looks/new", data=NORTH | {missing: " "})
    assert answer.status_code == 422
    assert len(db.session.scalars(select(Look.id)).all()) == before


def test_a_refusal_is_in_the_audit(app: Flask, small: Borough) -> None:
    """The lead of this borough has no employer, so nobody could be told."""
    answer = as_actor(app, small, Actor.LEAD).post("/looks/new", data=NORTH)
    assert answer.status_code == 422
    assert "privacy officer of whoever employs you" in answer.text
    refused = select(AuditEntry.account_id).where(AuditEntry.act == "refused:look")
    assert list(db.session.scalars(refused)) == [small.accounts[Actor.LEAD].id]


def test_an_officer_reviews_a_look(small: Borough, officer: CheckedClient) -> None:
    page = f"/privacy/looks/{small.named['look']}"
    shown = officer.get(page).text
    for word in ("Northgiven Northfamily", "Lookwords", "Nothing that this service knows of"):
        assert word in shown
    answer = officer.post(page, data={"outcome": "follow_up", "words": "Ask their lead"})
    assert answer.status_code == 302
    assert "To be followed up" in officer.get("/privacy/looks").text
    assert "Ask their lead" in officer.get(page).text


def test_who_saw_whom_says_what_ties_them_and_why(small: Borough, officer: CheckedClient) -> None:
    east, north, now = resident_of(small, "case_east"), resident_of(small, "case_north"), clock.now()
    note(small, Actor.STAFF, east, now)
    note(small, Actor.STAFF, north, now)
    note(small, Actor.LEAD, east, now)  # nobody the trust employs
    assert "OwnStaff Reader" in officer.get("/privacy/seen").text
    assert "OwnLead" not in officer.get("/privacy/seen").text
    shown = officer.get(f"/privacy/seen/people/{small.named['staff']}").text
    for word in (
        "Eastgiven Eastfamily",
        "Holds the case as key worker",
        "Northgiven Northfamily",
        "Lookwords",
    ):
        assert word in shown
    answer = officer.post("/privacy/seen/resident", data={"nhs_number": SECRETS["east.nhs_number"][0]})
    assert answer.status_code == 200
    assert "OwnStaff Reader" in answer.text
    assert "Northgiven" not in answer.text


def test_an_entry_after_the_look_was_over_is_not_explained_by_it(
    small: Borough, officer: CheckedClient
) -> None:
    north = resident_of(small, "case_north")
    for look in db.session.scalars(select(Look)):
        look.starts_at -= timedelta(minutes=61)
    db.session.commit()
    note(small, Actor.STAFF, north, clock.now())
    shown = officer.get(f"/privacy/seen/people/{small.named['staff']}").text
    assert "Northgiven Northfamily" in shown
    assert "Lookwords" not in shown


def test_the_pages_ask_few_statements_however_much_was_seen(small: Borough, officer: CheckedClient) -> None:
    east = resident_of(small, "case_east")
    for _ in range(3):
        note(small, Actor.STAFF, east, clock.now())
    staff = small.named["staff"]
    for page in (
        "/privacy/looks",
        f"/privacy/looks/{small.named['look']}",
        "/privacy/seen",
        f"/privacy/seen/people/{staff}",
        "/privacy/odd",
        f"/privacy/reports/{small.named['report']}",
        "/jobs",
        f"/looks/{small.named['look']}",
    ):
        with statements() as asked:
            officer.get(page)
        assert len(asked) <= MOST_STATEMENTS, page


def test_the_job_finds_a_day_on_which_many_strangers_were_seen_once(
    small: Borough, officer: CheckedClient
) -> None:
    yesterday = clock.today() - timedelta(days=1)
    noon = datetime.combine(yesterday, time(12), clock.LONDON)
    place = make.kept(Neighbourhood(code="west", name="Sample west"))
    numbers = []
    for number in range(MANY):
        row = make.kept(Resident(nhs_number=f"west {number}"))
        make.dated(
            ResidentDetails, resident_id=row.id, given_name="Will", family_name=f"West{number}",
            date_of_birth=make.START, postcode="BL9 0SW", neighbourhood_id=place.id,
        )  # fmt: skip
        numbers.append(row.id)
    db.session.commit()
    with clock.pretending(noon):
        begin_writing()
        for number in numbers:
            audit.record("seen", "resident", number, by=small.accounts[Actor.STAFF].id)
        db.session.commit()
    assert run_job(JOBS["odd-patterns"], clock.today()) == 1
    assert run_job(JOBS["odd-patterns"], clock.today()) is None
    found = db.session.scalars(select(OddPattern).where(OddPattern.on == yesterday)).one()
    assert (found.kind, found.why[:16]) == (OddKind.MANY, f"Saw {MANY} residents")
    shown = officer.get("/privacy/odd").text
    assert f"Saw {MANY} residents" in shown
    assert officer.post(f"/privacy/odd/{found.id}", data={"words": "A clinic list"}).status_code == 302
    assert "A clinic list" in officer.get(f"/privacy/odd/{found.id}").text


def test_a_report_about_a_resident_tells_what_is_held_and_who_saw_it(
    small: Borough, officer: CheckedClient
) -> None:
    note(small, Actor.STAFF, resident_of(small, "case_north"), clock.now())
    asked = {name: NORTH[name] for name in ("nhs_number", "born", "because")}
    answer = officer.post("/privacy/reports", data=asked)
    assert answer.status_code == 302
    shown = officer.get(answer.headers["Location"]).text
    for word in (
        "Northgiven", "BL9 2NN", "Northreason", "Northreferrer", "12 December 1932", "Key worker", "Member of staff",
        "Reviews held", "Looks by staff outside their work", "What is left out, and why",
    ):  # fmt: skip
        assert word in shown, word
    assert "Eastgiven" not in shown
    wrong = officer.post("/privacy/reports", data=asked | {"born": "1932-12-13"})
    assert wrong.status_code == 422


def test_a_report_about_a_member_of_staff_names_no_resident(small: Borough, officer: CheckedClient) -> None:
    page = f"/privacy/people/{small.named['staff']}/report"
    assert officer.post(page, data={"because": " "}).status_code == 422
    answer = officer.post(page, data={"because": "They asked"})
    shown = officer.get(answer.headers["Location"]).text
    for word in (
        "OwnStaff",
        "OWN-1",
        "37.5 hours",
        "Management lines",
        "Looks at residents outside their work",
    ):
        assert word in shown, word
    residents = [w for name, words in SECRETS.items() if name.startswith(("east.", "north.")) for w in words]
    assert not [word for word in residents if word in shown]


def test_an_employer_without_a_privacy_officer_is_named_to_the_administrator(
    app: Flask, small: Borough
) -> None:
    assert employers_without_officer(clock.today()) == ["Sample council Trust"]
    assert "Sample council Trust" in as_actor(app, small, Actor.ADMINISTRATOR).get("/jobs").text
