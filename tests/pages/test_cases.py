"""The case list, one case, the import page and the diary: what is shown, to whom, and at what cost."""

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from accounts.audit import AuditEntry
from accounts.permissions import Role
from app.errands import WORKS
from caseload.case_lists.actions import import_cases
from caseload.cases.case import Case
from caseload.reviews.actions import make_plan, publish_plan
from caseload.reviews.review import Plan
from caseload.reviews.sessions.file import import_sessions
from foundation import clock
from foundation.errand import Errand
from foundation.errands import run
from tests import builders
from tests.laying import laid_once
from tests.pages.client import CheckedClient, statements, without_token
from tests.small_borough import NHS_NUMBERS, NOW, SESSION, TODAY, Borough, case_list, file_of, small_borough

Db = scoped_session[Session]
MOST_STATEMENTS = 10
ASKED = {"starts_on": "2026-11-23", "weeks": "6", "seconds": "20"}
PRIVATE = (*NHS_NUMBERS, "1940", "BL9")
EAST_AND_NORTH: tuple[Mapping[str, str], ...] = (
    {"last_review_on": "2026-09-20"},
    {},
    {"informed": "objects"},
    {"neighbourhood": "north", "given_name": "Percy", "family_name": "Northsample"},
)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOW):
        yield


@pytest.fixture
@laid_once
def borough(session: Db) -> Borough:
    borough = small_borough()
    import_cases("cases.csv", case_list(*EAST_AND_NORTH), by=borough.by, at=NOW, on=TODAY)
    days = [TODAY + timedelta(days=1, weeks=week) for week in range(6)]
    sessions = [SESSION | {"code": f"east-{n}", "starts_at": f"{day}T09:30"} for n, day in enumerate(days)]
    import_sessions("sessions.csv", file_of(sessions), by=borough.by, at=NOW)
    return borough


def sign_in(client: CheckedClient, role: Role, *scopes: str) -> None:
    account = builders.account(role, scopes[0])
    for scope in scopes[1:]:
        builders.kept(builders.RoleGrant(account_id=account.id, role=role.value, scope=scope))
    client.sign_in(account)


def number_of(session: Db, reference: str) -> int:
    return session.scalars(select(Case.id).where(Case.local_reference == reference)).one()


def publish(session: Db, borough: Borough) -> int:
    plan_id = make_plan(TODAY, 6, by=borough.by, at=NOW - timedelta(minutes=5)).plan_id
    publish_plan(plan_id, by=borough.by, at=NOW - timedelta(minutes=4))
    session.commit()
    return plan_id


def upload(client: CheckedClient, content: bytes, button: str) -> TestResponse:
    file = (io.BytesIO(content), "cases.csv")
    return client.post(
        "/cases/import", data={"file": file, button: "yes"}, content_type="multipart/form-data"
    )


def test_a_list_shows_the_least_of_a_resident_and_is_audited(
    session: Db, client: CheckedClient, borough: Borough
) -> None:
    sign_in(client, Role.COORDINATOR, "east")
    page = client.get("/cases").text
    assert "Olive Mockshaw" in page
    assert "ACM-1" in page
    assert not any(word in page for word in PRIVATE)
    assert "Northsample" not in page
    seen = session.execute(select(AuditEntry.subject, AuditEntry.subject_id).where(AuditEntry.act == "seen"))
    assert [tuple(row) for row in seen] == [("case_list", 1)]


@pytest.mark.parametrize("query", ["", "?tier=maintenance", "?key_worker=none", "?page=9"])
def test_a_breach_is_counted_whatever_the_filters(
    client: CheckedClient, borough: Borough, query: str
) -> None:
    sign_in(client, Role.COORDINATOR, "")
    assert "1 breach<" in client.get(f"/cases{query}").text


@pytest.mark.parametrize("address", ["/cases?neighbourhood=north", "/cases?tier=urgent"])
def test_a_filter_that_is_not_the_viewers_is_not_found(
    client: CheckedClient, borough: Borough, address: str
) -> None:
    sign_in(client, Role.COORDINATOR, "east")
    assert client.get(address).status_code == 404


def test_a_case_elsewhere_and_one_that_is_not_there_get_the_same_answer(
    session: Db, client: CheckedClient, borough: Borough
) -> None:
    sign_in(client, Role.COORDINATOR, "east")
    elsewhere = client.get(f"/cases/{number_of(session, 'ACM-4')}")
    missing = client.get("/cases/999")
    assert (elsewhere.status_code, missing.status_code) == (404, 404)
    assert without_token(elsewhere.text) == without_token(missing.text)
    acts = session.scalars(select(AuditEntry.act)).all()
    assert "seen" not in acts
    assert acts.count("refused:GET") == 2


def test_a_case_is_shown_and_that_it_was_seen_is_kept(
    session: Db, client: CheckedClient, borough: Borough
) -> None:
    publish(session, borough)
    sign_in(client, Role.LEAD, "east")
    page = client.get(f"/cases/{number_of(session, 'ACM-2')}").text
    assert "Olive Mockshaw" in page
    assert "Nora SampleN1" in page
    assert "General practitioner (must be there)" in page
    assert not any(number in page for number in NHS_NUMBERS)
    seen = session.execute(
        select(AuditEntry.subject, AuditEntry.subject_id).where(AuditEntry.act == "seen")
    ).all()
    assert [tuple(row) for row in seen] == [("resident", 2)]


@pytest.mark.parametrize("role", [Role.STAFF, Role.DIRECTOR, Role.OFFICE, Role.ADMINISTRATOR])
@pytest.mark.parametrize(
    "address", ["/cases", "/cases/1", "/cases/import", "/reviews/diary", "/reviews/plans"]
)
def test_nobody_else_sees_cases(client: CheckedClient, borough: Borough, role: Role, address: str) -> None:
    sign_in(client, role, "")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/cases", "/cases?tier=active", "/cases/1", "/cases/import", "/reviews/diary", "/reviews/plans", "/reviews/plans/1"],
)  # fmt: skip
def test_no_page_asks_the_database_more_than_ten_times(
    session: Db, client: CheckedClient, borough: Borough, address: str
) -> None:
    publish(session, borough)
    sign_in(client, Role.COORDINATOR, "")
    with statements() as sent:
        assert client.get(address).status_code == 200
    assert len(sent) <= MOST_STATEMENTS


def test_checking_a_list_writes_nothing_and_importing_it_does(
    session: Db, client: CheckedClient, borough: Borough
) -> None:
    sign_in(client, Role.COORDINATOR, "east")
    content = case_list({"tier": "active", "last_review_on": "2026-09-20"})
    checked = upload(client, content, "check")
    assert checked.status_code == 200
    assert "Nothing was written" in checked.text
    assert client.get("/cases").text.count('<td data-label="Tier">Active') == 0
    assert upload(client, content, "take").status_code == 302
    assert client.get("/cases").text.count('<td data-label="Tier">Active') == 1


def test_a_bad_list_is_refused_with_every_place(client: CheckedClient, borough: Borough) -> None:
    sign_in(client, Role.COORDINATOR, "east")
    answer = upload(client, case_list({"tier": "urgent"}, {"neighbourhood": "north"}), "take")
    assert answer.status_code == 422
    assert "urgent" in answer.text
    assert "a neighbourhood you may import for" in answer.text


def test_an_import_needs_a_file(client: CheckedClient, borough: Borough) -> None:
    sign_in(client, Role.COORDINATOR, "")
    answer = client.post("/cases/import", data={"take": "yes"})
    assert answer.status_code == 422
    assert "Choose the file of the case list" in answer.text


def test_the_diary_shows_sessions_with_their_reviews_and_what_was_not_placed(
    session: Db, client: CheckedClient, borough: Borough
) -> None:
    publish(session, borough)
    sign_in(client, Role.LEAD, "east")
    page = client.get("/reviews/diary").text
    assert "Published" in page
    assert "of 90 minutes used" in page
    assert "Must come: Gita SampleG1" in page
    assert "ACM-1" in page
    assert "ACM-3" not in page  # who objects is in no list
    assert "Northsample" not in page
    assert client.get("/reviews/diary?neighbourhood=north").status_code == 404
    assert client.get("/reviews/diary?from=soon").status_code == 404
    assert client.get("/reviews/diary?from=9999-12-31").status_code == 404


def test_a_draft_is_for_planners_only(session: Db, client: CheckedClient, borough: Borough) -> None:
    make_plan(TODAY, 6, by=borough.by, at=NOW)
    session.commit()
    sign_in(client, Role.LEAD, "east")
    assert "No plan has been published yet" in client.get("/reviews/diary").text
    sign_in(client, Role.COORDINATOR, "")
    assert "not published yet" in client.get("/reviews/diary").text


def test_a_plan_is_made_looked_at_and_published(session: Db, client: CheckedClient, borough: Borough) -> None:
    sign_in(client, Role.COORDINATOR, "east", "north")
    made = client.post("/reviews/plans", data=ASKED)
    assert made.status_code == 302
    assert "Reading the register, step 1 of 3" in client.get(made.location).text
    client.post(f"{made.location}/stop")  # so that the best plan of the first second is kept
    run(session.scalars(select(Errand.id)).one(), WORKS, clock.now)
    plan_id = session.scalars(select(Plan.id)).one()
    assert "Publish this plan" in client.get(made.location, follow_redirects=True).text
    assert client.post(f"/reviews/plans/{plan_id}/publish", data={"publish": "yes"}).status_code == 302
    assert session.scalars(select(Plan.status)).one() == "published"
    again = client.post(f"/reviews/plans/{plan_id}/publish", data={"publish": "yes"})
    assert again.status_code == 422
    assert "published already" in again.text


def test_a_coordinator_of_a_part_is_told_that_a_plan_is_for_the_borough(
    session: Db, client: CheckedClient, borough: Borough
) -> None:
    sign_in(client, Role.COORDINATOR, "east")
    answer = client.post("/reviews/plans", data=ASKED)
    assert answer.status_code == 422
    assert "does not cover Sample north" in answer.text
    assert session.scalars(select(Plan)).all() == []


@pytest.mark.parametrize(
    "answers",
    [
        {"starts_on": ""},
        {"weeks": "0"},
        {"starts_on": "9999-12-31"},
        {"seconds": "3600"},
    ],
)
def test_a_plan_needs_a_day_and_some_weeks(
    client: CheckedClient, borough: Borough, answers: dict[str, str]
) -> None:
    sign_in(client, Role.COORDINATOR, "")
    assert client.post("/reviews/plans", data=ASKED | answers).status_code == 422


def test_a_plan_that_is_not_there_is_not_found(client: CheckedClient, borough: Borough) -> None:
    sign_in(client, Role.COORDINATOR, "")
    assert client.get("/reviews/plans/99").status_code == 404
    assert client.post("/reviews/plans/99/publish", data={"publish": "yes"}).status_code == 404


def test_somebody_without_a_neighbourhood_is_told_so(session: Db, client: CheckedClient) -> None:
    sign_in(client, Role.COORDINATOR, "")
    answer = client.get("/reviews/diary")
    assert answer.status_code == 200
    assert "No neighbourhood of yours is in the register yet" in answer.text


def test_an_empty_register_says_so(session: Db, client: CheckedClient) -> None:
    builders.neighbourhood("east")
    sign_in(client, Role.COORDINATOR, "")
    assert "There are no cases in your neighbourhoods yet" in client.get("/cases").text
    assert "No plan has been made yet" in client.get("/reviews/diary").text
