"""The page of jobs: what ran, what is late, what failed, and what became of the mail."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from app.job_run import JobFailure, JobRun
from app.lease import hold_lease
from app.timetable import JOBS
from foundation import clock
from people.mailing import waiting_mail
from people.notice import Mail
from tests import builders as make
from tests.pages.client import CheckedClient, statements

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
RED = "nhsuk-tag--red"
TODAY, YESTERDAY = NOON.date(), NOON.date() - timedelta(days=1)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOON):
        yield


@pytest.fixture
def office(session: scoped_session[Session], client: CheckedClient) -> CheckedClient:
    client.sign_in(make.account(Role.OFFICE))
    return client


def ran(job: str, slot: object) -> None:
    make.kept(JobRun(job=job, slot=f"{slot}", ran_at=NOON, changed=2))


def failed(job: str, slot: object) -> None:
    make.kept(JobFailure(job=job, slot=f"{slot}", at=NOON, error="ZeroDivisionError"))


def row_of(page: str, job: str) -> str:
    """The row of a job in the table."""
    start = page.index(f'<tr><th scope="row">{job}<br>')
    return page[start : page.index("</tr>", start)]


def test_before_anybody_keeps_the_time_it_says_so_and_nothing_is_late(office: CheckedClient) -> None:
    page = office.get("/jobs").text
    assert "Nobody keeps the time, so no job runs by itself" in page
    assert "Not run yet" in row_of(page, "forget-uploads")
    assert "Late" not in row_of(page, "forget-uploads")
    assert "No job has failed." in page


def test_what_was_done_what_is_late_and_what_fails(office: CheckedClient) -> None:
    hold_lease("somebody")
    ran("forget-uploads", TODAY)
    ran("forget-sign-ins", YESTERDAY)
    ran("coverage-week", "2026-11-16")
    failed("mail", TODAY)
    page = office.get("/jobs").text
    assert "The timetable is being kept" in page
    assert "Done" in row_of(page, "forget-uploads")
    assert "23 November 2026, 03:15" in row_of(page, "forget-uploads")
    assert "Late" in row_of(page, "forget-sign-ins")
    assert [job for job in JOBS if RED in row_of(page, job)] == ["forget-sign-ins", "mail"]
    assert "Done" in row_of(page, "coverage-week")
    assert "Failing" in row_of(page, "mail")
    assert "failed 1 time" in row_of(page, "mail")
    assert "<code>ZeroDivisionError</code>" in page


def test_a_day_that_failed_is_forgotten_once_a_later_one_is_done(office: CheckedClient) -> None:
    failed("forget-uploads", YESTERDAY)
    ran("forget-uploads", TODAY)
    row = row_of(office.get("/jobs").text, "forget-uploads")
    assert "Done" in row
    assert "failed" not in row


def test_when_the_timekeeper_stopped_is_said(office: CheckedClient) -> None:
    with clock.pretending(NOON - timedelta(hours=2)):
        hold_lease("somebody")
    assert "Nobody keeps the time since 22 November 2026, 10:00" in office.get("/jobs").text


def test_mail_is_shown_by_its_number_alone(office: CheckedClient) -> None:
    reader = make.person("Readergiven", "Readerfamily", email="reader@trust.test")
    about: dict[str, Any] = {"made_at": NOON, "subject": "s", "body": "b", "person_id": reader.id, "tries": 1}
    tried: tuple[tuple[str, date, dict[str, Any]], ...] = (
        ("sent", TODAY, {"tried_at": NOON, "sent_at": NOON}),
        ("refused", TODAY, {"tried_at": NOON, "failed": "refused: 550"}),
        ("unknown", YESTERDAY, {"tried_at": NOON - timedelta(days=1)}),
        ("replaced", YESTERDAY, {"tried_at": NOON, "failed": "replaced"}),
    )
    for once, on, values in tried:
        make.kept(Mail(once=once, on=on, **about | values))
    page = office.get("/jobs").text
    assert "refused: 550" in page
    assert "replaced" not in page
    assert "Begun" in page
    assert "Reader" not in page
    assert "reader@" not in page


def test_one_that_may_have_gone_is_sent_again_by_hand_and_only_that(office: CheckedClient) -> None:
    reader = make.person("Readergiven", "Readerfamily", email="reader@trust.test")
    about: dict[str, Any] = {
        "on": TODAY,
        "made_at": NOON,
        "subject": "s",
        "body": "b",
        "person_id": reader.id,
    }
    long_ago: dict[str, Any] = {"tried_at": NOON - timedelta(hours=1), "tries": 1}
    tried: tuple[dict[str, Any], ...] = (
        long_ago | {"once": "unknown"},
        long_ago | {"once": "going", "tried_at": NOON},
        long_ago | {"once": "gone", "sent_at": NOON},
    )
    unknown, going, gone = (make.kept(Mail(**about | values)) for values in tried)
    page = office.get("/jobs").text
    assert f"Send mail {unknown.id} again" in page
    assert "may bring its reader the same mail twice" in page
    for mail, says in (
        (unknown, "It is sent again"),
        (going, "being handed over now"),
        (gone, "known what became"),
    ):
        office.post(f"/jobs/mail/{mail.id}/again")
        assert says in office.get("/jobs").text
    assert waiting_mail(TODAY, NOON) == [unknown.id]
    assert office.post("/jobs/mail/999/again").status_code == 404


def test_a_long_history_is_asked_for_in_as_many_statements(office: CheckedClient) -> None:
    for n in range(300):
        ran("forget-uploads", TODAY - timedelta(days=n))
        failed("forget-uploads", TODAY - timedelta(days=n))
    with statements() as sent:
        page = office.get("/jobs").text
    assert len(sent) <= 8
    assert page.count("<code>ZeroDivisionError</code>") == 20
