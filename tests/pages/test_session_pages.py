"""Keeping sessions on screen: patterns, one session, who can come, and how many a week."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from caseload.case_lists.actions import import_cases
from caseload.reviews.actions import make_plan, publish_plan
from caseload.reviews.review import PlannedReview, ReviewSession
from caseload.reviews.sessions.pattern import SessionLimit, SessionPattern
from foundation import clock
from foundation.database import db
from people.availability import Absence
from people.employment import Employment
from tests import builders
from tests.pages.client import CheckedClient, statements
from tests.small_borough import NOW, TODAY, Borough, case_list, small_borough

Db = scoped_session[Session]
TUESDAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.pretending(NOW):
        yield


@pytest.fixture
def borough(session: Db, client: CheckedClient) -> Borough:
    """The coordinator of the east."""
    borough = small_borough()
    client.sign_in(builders.account(Role.COORDINATOR, "east"))
    return borough


def asked(borough: Borough, **changed: str) -> dict[str, str]:
    usual = {
        "weekday": "1",
        "every_weeks": "1",
        "starts_on": TUESDAY.isoformat(),
        "last_day": "",
        "starts": "09:30",
        "minutes": "90",
        "place": "Sample hub",
        "chair": str(borough.staff["N1"].id),
    }
    return usual | changed


def add(client: CheckedClient, borough: Borough, **changed: str) -> Any:
    return client.post("/reviews/patterns/new", data=asked(borough, **changed))


def first_session() -> ReviewSession:
    return db.session.scalars(select(ReviewSession).order_by(ReviewSession.starts_at).limit(1)).one()


def read_of(page: str) -> str:
    """The mark a form carries."""
    return page.partition('name="read"')[2].partition('value="')[2].partition('"')[0]


def publish(borough: Borough) -> None:
    import_cases("cases.csv", case_list({}, {}), by=borough.by, at=NOW, on=TODAY)
    made = make_plan(TODAY, 6, by=borough.by, at=NOW + timedelta(minutes=1))
    publish_plan(made.plan_id, by=borough.by, at=NOW + timedelta(minutes=2))
    db.session.commit()


def test_without_any_session_the_pages_say_so(client: CheckedClient, borough: Borough) -> None:
    page = client.get("/reviews/patterns").text
    assert "No pattern gives sessions here yet." in page
    assert "There is no session in these weeks." in page
    assert "There is no session from 23 November 2026 on." in client.get("/reviews/who-can-come").text
    assert "no session is held in the next 12 weeks to plan into" in client.get("/reviews/diary").text


def test_a_pattern_is_added_and_its_sessions_are_shown(client: CheckedClient, borough: Borough) -> None:
    assert add(client, borough).status_code == 302
    page = client.get("/reviews/patterns").text
    assert "The pattern is recorded. 26 sessions made, 0 sessions changed." in page
    assert "Tuesday 09:30, every week" in page
    assert "Tue 24 Nov 2026, 09:30" in page
    later = client.get("/reviews/patterns?from=2026-12-21").text
    assert "Tue 12 Jan 2027, 09:30" in later


def test_a_bank_holiday_is_shown_as_cancelled_and_held_after_all(
    client: CheckedClient, borough: Borough
) -> None:
    add(client, borough, weekday="4")
    page = client.get("/reviews/patterns?from=2026-12-21").text
    assert "Bank holiday: Christmas Day" in page
    christmas = db.session.scalars(
        select(ReviewSession.id).where(ReviewSession.pattern_day == date(2026, 12, 25))
    ).one()
    edit = client.get(f"/reviews/sessions/{christmas}/edit").text
    assert "Hold the session after all" in edit
    told = {"read": edit.partition('id="hold-read"')[2].partition('value="')[2].partition('"')[0]}
    assert client.post(f"/reviews/sessions/{christmas}/hold", data=told).status_code == 302
    assert "The session is held after all." in client.get(f"/reviews/sessions/{christmas}/edit").text
    client.post(f"/reviews/sessions/{christmas}/hold", data=told)
    assert "Somebody changed this" in client.get(f"/reviews/sessions/{christmas}/edit").text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"starts": "half past nine"}, "Enter an hour, such as 09:30"),
        ({"starts": ""}, "Enter the hour it starts"),
        ({"minutes": "2"}, "Enter minutes from 5 to 480"),
        ({"weekday": "6"}, "Choose one from the list"),
        ({"chair": "99999"}, "Choose one from the list"),
        ({"starts_on": "2026-11-02"}, "which is past"),
        ({"starts_on": "2026-12-02", "last_day": "2026-12-01"}, "The last day is before the first day"),
    ],
)
def test_what_a_pattern_cannot_be(
    client: CheckedClient, borough: Borough, changed: dict[str, str], says: str
) -> None:
    response = add(client, borough, **changed)
    assert response.status_code == 422
    assert says in response.text
    assert db.session.scalars(select(SessionPattern)).first() is None


def test_a_pattern_is_changed_and_ended(client: CheckedClient, borough: Borough) -> None:
    add(client, borough)
    pattern = db.session.scalars(select(SessionPattern.id)).one()
    change = f"/reviews/patterns/{pattern}/change"
    assert 'value="09:30"' in client.get(change).text
    given = asked(borough, on="2026-12-01", starts="10:00")
    assert client.post(change, data=given).status_code == 302
    page = client.get("/reviews/patterns").text
    assert "The pattern is changed. 0 sessions made, 25 sessions changed." in page
    assert "Tue 1 Dec 2026, 10:00" in page
    client.post(f"/reviews/patterns/{pattern}/end", data={"last_day": "2026-12-31"})
    assert "The pattern ends on that day." in client.get("/reviews/patterns").text


def test_a_session_is_moved_and_who_comes_second_is_told(client: CheckedClient, borough: Borough) -> None:
    add(client, borough)
    address = f"/reviews/sessions/{first_session().id}/edit"
    read = read_of(client.get(address).text)
    given = asked(borough, day="2026-11-25", read=read)
    assert client.post(address, data=given).status_code == 302
    page = client.get("/reviews/patterns").text
    assert "Changed by hand" in page
    assert "moved from 24 Nov 2026" in page
    second = client.post(address, data=given | {"day": "2026-11-26"})
    assert second.status_code == 422
    assert "Somebody changed this after you opened the page" in second.text


def test_cancelling_says_which_reviews_are_left_without_a_session(
    client: CheckedClient, borough: Borough
) -> None:
    add(client, borough)
    publish(borough)
    planned = db.session.scalars(select(PlannedReview.session_id).order_by(PlannedReview.id).limit(1)).one()
    address = f"/reviews/sessions/{planned}/cancel"
    page = client.get(address).text
    assert "left without a session until you plan again" in page
    assert "Olive Mockshaw" in page
    given = {"read": read_of(page), "because": "The hub is closed"}
    assert client.post(address, data=given).status_code == 302
    after = client.get(f"/reviews/sessions/{planned}/edit").text
    assert "left without a session: plan again" in after
    assert "Left without a session" in after
    assert "The hub is closed" in after


def test_a_session_is_added_beside_the_patterns(client: CheckedClient, borough: Borough) -> None:
    given = asked(borough, day="2026-11-26")
    assert client.post("/reviews/sessions/new", data=given).status_code == 302
    page = client.get("/reviews/patterns").text
    assert "Added" in page
    again = client.post("/reviews/sessions/new", data=given)
    assert "too near this one" in again.text


@pytest.mark.parametrize("starts", ["06:45", "20:00", "23:30"])
def test_nobody_chairs_a_session_at_night(client: CheckedClient, borough: Borough, starts: str) -> None:
    given = asked(borough, day="2026-11-26", starts=starts)
    for page in ("/reviews/sessions/new", "/reviews/patterns/new"):
        refused = client.post(page, data=given)
        assert refused.status_code == 422
        assert "does not work then" in refused.text
    assert db.session.scalars(select(ReviewSession)).first() is None


def test_a_session_added_on_a_bank_holiday_says_so(client: CheckedClient, borough: Borough) -> None:
    given = asked(borough, day="2026-12-25", starts="19:30")
    page = client.post("/reviews/sessions/new", data=given, follow_redirects=True).text
    assert "That day is a bank holiday: Christmas Day." in page


def test_a_session_that_has_begun_is_only_shown(client: CheckedClient, borough: Borough) -> None:
    add(client, borough)
    row = first_session()
    row.ended_at = NOW
    page = client.get(f"/reviews/sessions/{row.id}/edit").text
    assert "What was held stays as it was." in page
    assert "Change the session" not in page


def test_who_can_come_says_why_somebody_cannot(client: CheckedClient, borough: Borough) -> None:
    add(client, borough)
    contract = db.session.scalars(
        select(Employment.id).where(Employment.person_id == borough.staff["N2"].id)
    ).one()
    builders.dated(Absence, employment_id=contract, kind="away", starts_on=TUESDAY)
    builders.dated(SessionLimit, person_id=borough.staff["G1"].id, sessions=0)
    page = client.get("/reviews/who-can-come").text
    assert "is away" in page
    assert "is asked to no session then" in page
    assert "Asked to" in page
    assert f"/people/{borough.staff['N2'].id}/away" not in page  # a coordinator may not open it
    client.sign_in(builders.account(Role.LEAD, "east"))
    assert f"/people/{borough.staff['N2'].id}/away" in client.get("/reviews/who-can-come").text


def test_who_can_come_counts_the_sessions_of_the_week(client: CheckedClient, borough: Borough) -> None:
    add(client, borough)
    publish(borough)
    builders.dated(SessionLimit, person_id=borough.staff["G1"].id, sessions=1)
    add(client, borough, weekday="3", starts_on="2026-11-26")
    page = client.get("/reviews/who-can-come").text
    assert "has 1 other sessions that week" not in page
    assert "has 1 other session that week, and comes to 1 at most" in page


def test_a_limit_is_recorded_for_some_days_and_ended(client: CheckedClient, borough: Borough) -> None:
    person = borough.staff["N1"].id
    page = f"/reviews/limits/{person}"
    given = {"sessions": "1", "starts_on": TODAY.isoformat(), "last_day": ""}
    assert client.post(page, data=given).status_code == 302
    assert "1 session since 23 Nov 2026" in client.get("/reviews/limits").text
    assert client.post(page, data=given).status_code == 422
    assert client.post(page, data=given | {"sessions": "11"}).status_code == 422
    assert client.post(f"{page}/end", data={"last_day": "2026-12-31"}).status_code == 302
    assert "23 Nov 2026 to 31 Dec 2026" in client.get(page).text
    assert client.get(f"/reviews/limits/{borough.staff['N9'].id}").status_code == 404


@pytest.mark.parametrize("page", ["/reviews/patterns", "/reviews/who-can-come", "/reviews/limits", "edit"])
def test_each_page_asks_few_questions(client: CheckedClient, borough: Borough, page: str) -> None:
    for weekday in range(5):
        add(client, borough, weekday=str(weekday))
    publish(borough)
    address = f"/reviews/sessions/{first_session().id}/edit" if page == "edit" else page
    client.get(address)
    with statements() as sent:
        assert client.get(address).status_code == 200
    assert len(sent) <= 10, sent
