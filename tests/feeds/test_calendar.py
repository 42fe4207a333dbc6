"""The calendar feed: the right hour on both sides of each clock change, no resident, and dead with the account's right.

It is read by vobject, which shares no code with the library that writes it.
"""

import io
import logging
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import vobject
from dateutil import tz
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy import select, update
from sqlalchemy.orm import scoped_session
from werkzeug.test import create_environ

from accounts.account import RoleGrant
from accounts.audit import AuditEntry
from accounts.permissions import Role
from caseload.cases.case import CaseDetails
from caseload.reviews.feed import CalendarFeed
from caseload.reviews.review import Plan, PlannedAttendance, PlannedReview, ReviewSession
from foundation import clock
from foundation.acts import Act, value_names
from foundation.clock import LONDON
from foundation.database import compact_json, db
from foundation.effective import Period
from people.employment import EmploymentDetails
from people.person import Person
from tests import builders as make
from tests.allocating_ground import DAY, NOON, AllocatingGround, allocating_ground, held, open_case
from tests.pages.client import CheckedClient, statements, without_token

Db = scoped_session[Session]
WINTER, SUMMER = date(2027, 3, 26), date(2027, 3, 29)
"""A Friday and the Monday after it: the clocks go forward between them."""
LATE_SUMMER, LATE_WINTER = date(2027, 10, 29), date(2027, 11, 1)
ADDRESS = re.compile(r"http://127\.0\.0\.1:8000(/calendar/[\w-]{40,}\.ics)")


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOON):
        yield


@pytest.fixture
def g(session: Db, client: CheckedClient) -> AllocatingGround:
    """Ada is signed in, and is the key worker of Olive's case, the second of three on each agenda."""
    found = allocating_ground()
    held(found.case, found.ada)
    client.sign_in(found.base.staff)
    return found


def meet(g: AllocatingGround, *days: date, **values: Any) -> Plan:
    """The published plan, with a session at half past nine on each day: Percy's, Olive's and Quinn's reviews."""
    db.session.execute(update(Plan).values(status="replaced"))
    plan = make.kept(
        Plan(
            made_at=NOON,
            made_by_id=g.leader.id,
            starts_on=DAY,
            weeks=12,
            status="published",
            figures=compact_json({}),
            published_at=clock.now(),
        )
    )
    cases = db.session.scalars(select(CaseDetails.case_id).order_by(CaseDetails.case_id)).all()
    if len(cases) < 3:
        cases = [open_case(g, "ACM-2").id, g.case.id, open_case(g, "ACM-3", family_name="Quinnshaw").id]
    for day in days:
        starts_at = datetime.combine(day, time(9, 30), LONDON)
        usual = {"minutes": 90, "place": "Sample hub", "neighbourhood_id": g.place.id}
        row = make.kept(ReviewSession(code=f"s-{day}", starts_at=starts_at, **usual | values))
        for n, case_id in enumerate(cases):
            make.kept(
                PlannedReview(plan_id=plan.id, session_id=row.id, case_id=case_id, starts_minute=10 * n)
            )
        for person in (g.ada, g.bea):
            make.kept(PlannedAttendance(plan_id=plan.id, session_id=row.id, person_id=person.id))
    db.session.commit()
    return plan


def new_address(client: CheckedClient) -> str:
    found = ADDRESS.search(client.post("/calendar/address").text)
    assert found is not None
    return found[1]


def read(file: str) -> list[Any]:
    """The events of the file as another program understands them, with words as they are meant."""
    return list(vobject.readOne(file).vevent_list)


def events(file: str) -> list[dict[str, str]]:
    """The lines of the file as they are sent, unfolded: each name with its value."""
    lines = re.sub(r"\r\n[ \t]", "", file).split("\r\n")
    found, event = list[dict[str, str]](), None
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            event = dict[str, str]()
        elif line == "END:VEVENT" and event is not None:
            found.append(event)
            event = None
        elif event is not None:
            event[name] = value
    return found


def zone_in(file: str) -> Any:
    """The zone as the file itself lays it down, read by another library than wrote it."""
    body = file[file.index("BEGIN:VTIMEZONE") : file.index("END:VTIMEZONE")] + "END:VTIMEZONE\r\n"
    return tz.tzical(io.StringIO(body)).get("Europe/London")


def moment_in(file: str, value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=zone_in(file)).astimezone(UTC)


def test_each_session_is_at_its_hour_in_england_on_both_sides_of_each_clock_change(
    client: CheckedClient, g: AllocatingGround
) -> None:
    days = (WINTER, SUMMER, LATE_SUMMER, LATE_WINTER)
    meet(g, *days)
    file = client.get(new_address(client)).text
    found = events(file)
    assert [each["DTSTART;TZID=Europe/London"] for each in found] == [
        "20270326T094000",
        "20270329T094000",
        "20271029T094000",
        "20271101T094000",
    ]
    wanted = [
        datetime(day.year, day.month, day.day, hour, 40, tzinfo=UTC)
        for day, hour in zip(days, (9, 8, 8, 9), strict=True)
    ]
    assert [moment_in(file, each["DTSTART;TZID=Europe/London"]) for each in found] == wanted
    understood = read(file)
    assert [each.dtstart.value.astimezone(UTC) for each in understood] == wanted
    assert [each.dtend.value - each.dtstart.value for each in understood] == [timedelta(minutes=10)] * 4


def test_words_made_up_by_people_come_out_as_they_went_in(client: CheckedClient, g: AllocatingGround) -> None:
    place = "Hall; “The Limes”, 1\\2 Long Road\nBEGIN:VEVENT\nATTENDEE:mailto:x@example.test " + "über " * 40
    meet(g, WINTER, place=place)
    file = client.get(new_address(client)).text
    [event] = read(file)
    assert event.location.value == place
    assert event.status.value == "CONFIRMED"
    assert {len(line.encode()) <= 75 for line in file.split("\r\n")} == {True}
    assert set(event.contents) == {
        "uid", "dtstamp", "dtstart", "dtend", "summary", "status", "location", "description", "url",
    }  # fmt: skip


def test_the_zone_in_the_file_is_england_for_years_to_come(
    client: CheckedClient, g: AllocatingGround
) -> None:
    zone = zone_in(client.get(new_address(client)).text)
    for hours in range(0, 24 * 365 * 15, 11):
        naive = datetime(2024, 1, 1) + timedelta(hours=hours)  # noqa: DTZ001
        theirs, ours = naive.replace(tzinfo=zone), naive.replace(tzinfo=LONDON)
        if ours.replace(fold=1).utcoffset() == ours.utcoffset():  # an hour that is there once
            assert theirs.utcoffset() == ours.utcoffset(), naive


def test_it_says_where_how_long_and_how_many_and_names_no_resident(
    client: CheckedClient, g: AllocatingGround
) -> None:
    meet(g, WINTER)
    response = client.get(new_address(client))
    assert response.content_type == "text/calendar; charset=utf-8"
    [event] = events(response.text)
    session_id = db.session.scalars(select(ReviewSession.id)).one()
    assert event["SUMMARY"] == r"Review session\, Sample east"
    assert event["LOCATION"] == "Sample hub"
    assert event["UID"] == f"review-session-{session_id}@127.0.0.1"
    assert event["DESCRIPTION"].startswith(
        r"You come for 1 case. The session is from 09:30\, for 90 minutes."
    )
    assert f"/reviews/sessions/{session_id}" in event["DESCRIPTION"]
    for secret in ("Olive", "Mockshaw", "Percy", "Quinnshaw", "ACM-", "99900000", "BL9 2ZZ", "Moorside"):
        assert secret not in response.text


def test_a_session_keeps_its_name_when_it_moves(client: CheckedClient, g: AllocatingGround) -> None:
    meet(g, WINTER)
    address = new_address(client)
    [before] = events(client.get(address).text)
    row = db.session.scalars(select(ReviewSession)).one()
    row.starts_at = datetime.combine(SUMMER, time(14), LONDON)
    [after] = events(client.get(address).text)
    assert after["UID"] == before["UID"]
    assert after["DTSTART;TZID=Europe/London"] == "20270329T141000"


def test_a_cancelled_session_says_so(client: CheckedClient, g: AllocatingGround) -> None:
    meet(g, WINTER, cancelled_because="The hall is closed for Olive Mockshaw")
    text = client.get(new_address(client)).text
    [event] = events(text)
    assert (event["SUMMARY"], event["STATUS"]) == (r"Cancelled: Review session\, Sample east", "CANCELLED")
    assert "Olive" not in text


def test_whoever_chairs_stays_for_all_of_it(client: CheckedClient, g: AllocatingGround) -> None:
    meet(g, WINTER, chair_person_id=g.ada.id)
    [event] = events(client.get(new_address(client)).text)
    assert (event["DTSTART;TZID=Europe/London"], event["DTEND;TZID=Europe/London"]) == (
        "20270326T093000",
        "20270326T110000",
    )
    assert event["DESCRIPTION"].startswith("You chair: 3 cases.")


def test_an_objection_takes_the_case_out_at_once(client: CheckedClient, g: AllocatingGround) -> None:
    meet(g, WINTER)
    address = new_address(client)
    act, key = Act(by=g.leader.id, at=NOON), (g.case.id,)
    said = dict(zip(value_names(CaseDetails), act.timeline(CaseDetails, key)[0].value, strict=True))
    act.put(CaseDetails, key, Period(DAY), **said | {"informed": "objects"})
    act.write()
    [event] = events(client.get(address).text)
    assert event["DESCRIPTION"].startswith("The session is from 09:30")


def test_what_is_published_next_is_what_it_shows(client: CheckedClient, g: AllocatingGround) -> None:
    meet(g, WINTER)
    address = new_address(client)
    with clock.pretending(NOON + timedelta(hours=1)):
        meet(g, SUMMER)
    assert [each["DTSTART;TZID=Europe/London"][:8] for each in events(client.get(address).text)] == [
        "20270329"
    ]


def test_the_same_file_is_not_sent_twice(client: CheckedClient, g: AllocatingGround) -> None:
    meet(g, WINTER)
    address = new_address(client)
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    meet(g, SUMMER)
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def dead(client: FlaskClient, address: str) -> bool:
    """Whether it answers as an address that never was."""
    answer, unknown = client.get(address), client.get("/calendar/no-such-token.ics")
    assert answer.status_code in (200, 404)
    return answer.status_code == 404 and without_token(answer.text) == without_token(unknown.text)


def test_a_new_address_stops_the_one_before(client: CheckedClient, g: AllocatingGround) -> None:
    first = new_address(client)
    second = new_address(client)
    assert dead(client, first)
    assert not dead(client, second)
    page = client.post("/calendar/stop", follow_redirects=True).text
    assert "is stopped" in page
    assert dead(client, second)
    assert client.post("/calendar/stop").status_code == 302  # pressed twice
    acts = db.session.scalars(
        select(AuditEntry.act).where(AuditEntry.subject == "calendar_feed").order_by(AuditEntry.id)
    ).all()
    assert acts == ["calendar.make", "calendar.make", "calendar.stop"]


def close_account(g: AllocatingGround) -> None:
    g.base.staff.active = False


def lose_the_right(g: AllocatingGround) -> None:
    db.session.execute(
        update(RoleGrant).where(RoleGrant.account_id == g.base.staff.id).values(role="administrator")
    )


def leave(g: AllocatingGround) -> None:
    act = Act(by=g.leader.id, at=NOON)
    act.clear(EmploymentDetails, (g.base.contracts["A1"].id,), Period(DAY))
    act.write()


def belong_to_nobody(g: AllocatingGround) -> None:
    db.session.execute(update(Person).where(Person.id == g.ada.id).values(account_id=None))


@pytest.mark.parametrize("end", [close_account, lose_the_right, leave, belong_to_nobody])
def test_it_dies_with_the_right(
    client: CheckedClient, g: AllocatingGround, end: Callable[[AllocatingGround], None]
) -> None:
    address = new_address(client)
    assert not dead(client.application.test_client(), address)  # no sign-in is needed
    end(g)
    db.session.commit()
    assert dead(client.application.test_client(), address)


def test_the_token_is_kept_nowhere(
    client: CheckedClient, g: AllocatingGround, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    meet(g, WINTER)
    address = new_address(client)
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    client.get(address)
    client.post(address)
    assert token not in caplog.text
    environ = create_environ(address)  # what a server writes its access log from
    assert b"VCALENDAR" in b"".join(client.application(environ, lambda *_: lambda _body: None))
    assert [environ[name] for name in ("PATH_INFO", "REQUEST_URI")] == ["/calendar/…", "/calendar/…"]
    assert token not in client.get("/calendar").text
    feed = db.session.scalars(select(CalendarFeed)).one()
    assert feed.token_hash != token
    assert feed.fetched_at == NOON
    entries = db.session.scalars(select(AuditEntry)).all()
    assert token not in "".join(f"{e.act}{e.subject}{e.before}{e.after}" for e in entries)


def test_however_many_sessions_it_asks_as_much(client: CheckedClient, g: AllocatingGround) -> None:
    address = new_address(client)
    client.get(address)
    meet(g, *(WINTER + timedelta(weeks=n) for n in range(26)))
    with statements() as sent:
        assert len(events(client.get(address).text)) == 26
    assert len(sent) <= 7


def test_an_account_that_is_nobodys_has_no_calendar(client: CheckedClient, g: AllocatingGround) -> None:
    client.sign_in(make.account(Role.OFFICE, email="office.nobody@example.test"))
    assert "belongs to nobody" in client.get("/calendar").text
    assert client.post("/calendar/address").status_code == 404
