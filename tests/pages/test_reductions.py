"""What reduces somebody's capacity: who keeps it, how it starts and ends, what is refused, and what stays shown."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from accounts.permissions import Role
from caseload.capacity.reducing import newly_qualified_last_day
from caseload.capacity.weighting import Reduction
from caseload.queries.workloads import workloads_of
from foundation import clock
from foundation.database import db
from tests import builders
from tests.pages.client import CheckedClient, statements
from tests.small_borough import NOW, TODAY, Borough, small_borough

Db = scoped_session[Session]
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
FULL = 2176


@dataclass(frozen=True, slots=True)
class Ground:
    borough: Borough
    person: int
    page: str

    def capacity(self, on: date = TODAY) -> int:
        return workloads_of([self.person], on)[self.person].capacity


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOW):
        yield


@pytest.fixture
def ground(session: Db, client: CheckedClient) -> Ground:
    """The lead of the east looks at somebody who works there."""
    borough = small_borough()
    person = borough.staff["N1"].id
    client.sign_in(builders.account(Role.LEAD, "east"))
    return Ground(borough, person, f"/people/{person}/reductions")


def asked(**changed: str) -> dict[str, str]:
    usual = {
        "reason": "newly_qualified",
        "percent": "20",
        "hours": "",
        "starts_on": TODAY.isoformat(),
        "last_day": "2027-08-22",
    }
    return usual | changed


def record(client: CheckedClient, ground: Ground, **changed: str) -> Any:
    return client.post(f"{ground.page}/record", data=asked(**changed))


def row() -> int:
    """The number of the one that is believed."""
    return db.session.scalars(select(Reduction.id).where(Reduction.superseded_at.is_(None))).one()


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2026, 11, 23), date(2027, 8, 22)),
        (date(2026, 1, 1), date(2026, 9, 30)),
        (date(2026, 5, 31), date(2027, 2, 27)),
        (date(2027, 5, 31), date(2028, 2, 28)),  # the 29th is there that year
    ],
)
def test_nine_months(starts_on: date, ends_on: date) -> None:
    assert newly_qualified_last_day(starts_on) == ends_on


def test_what_is_offered_is_a_fifth_for_nine_months(client: CheckedClient, ground: Ground) -> None:
    page = client.get(f"{ground.page}/record").text
    assert 'value="20"' in page
    assert 'value="2027-08-22"' in page


def test_it_starts_and_ends_by_itself(client: CheckedClient, ground: Ground) -> None:
    assert record(client, ground, last_day=TODAY.isoformat(), reason="training").status_code == 302
    assert [ground.capacity(day) for day in (YESTERDAY, TODAY, TOMORROW)] == [FULL, 1741, FULL]


def test_hours_are_taken_off_too(client: CheckedClient, ground: Ground) -> None:
    record(client, ground, percent="", hours="1.8", reason="supervision_duties", last_day="")
    assert ground.capacity() == 2072  # 35.7 of 37.5
    assert "1.8 hours a week" in client.get(ground.page).text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"hours": "2"}, "Enter either a percentage or hours a week"),
        ({"percent": ""}, "Say either a percentage or hours a week, one of the two."),
        ({"percent": "0"}, "Enter a percentage from 1 to 100"),
        ({"percent": "101"}, "Enter a percentage from 1 to 100"),
        ({"percent": "", "hours": "-1"}, "Enter hours between 0.01 and 168"),
        ({"percent": "", "hours": "0.001"}, "Enter hours between 0.01 and 168"),
        ({"last_day": ""}, "Being newly qualified runs out: enter the last day."),
        ({"last_day": "2026-11-01"}, "The last day is before the first day"),
        ({"reason": "tired"}, "Choose one from the list"),
    ],
)
def test_what_is_refused(client: CheckedClient, ground: Ground, changed: dict[str, str], says: str) -> None:
    assert says in record(client, ground, **changed).text
    assert ground.capacity() == FULL


def test_the_same_reason_twice_is_refused_and_another_adds_up(client: CheckedClient, ground: Ground) -> None:
    record(client, ground)
    assert "recorded already for some of those days" in record(client, ground, percent="10").text
    assert record(client, ground, percent="10", reason="training").status_code == 302
    assert ground.capacity() == 1523  # 70%


def test_it_ends_sooner(client: CheckedClient, ground: Ground) -> None:
    record(client, ground)
    page = f"{ground.page}/{row()}/last-day"
    assert "later than it ends already" in client.post(page, data={"last_day": "2028-01-01"}).text
    assert "before the first day" in client.post(page, data={"last_day": "2026-01-01"}).text
    assert client.post(page, data={"last_day": TODAY.isoformat()}).status_code == 302
    assert [ground.capacity(day) for day in (TODAY, TOMORROW)] == [1741, FULL]


def test_ending_one_leaves_what_is_recorded_for_later(client: CheckedClient, ground: Ground) -> None:
    record(client, ground, starts_on="2027-01-01", last_day="2027-01-31", reason="training")
    later = row()
    record(client, ground, last_day="2026-12-15", reason="training")
    current = db.session.scalars(select(Reduction.id).where(Reduction.id != later)).one()
    client.post(f"{ground.page}/{current}/last-day", data={"last_day": TODAY.isoformat()})
    assert [ground.capacity(day) for day in (TODAY, TOMORROW, date(2027, 1, 15))] == [1741, FULL, 1741]


def test_it_is_corrected_with_a_reason_and_both_are_shown(client: CheckedClient, ground: Ground) -> None:
    record(client, ground)
    page, given = f"{ground.page}/{row()}/correct", asked(percent="25")
    assert "Enter why it is corrected" in client.post(page, data=given).text
    assert client.post(page, data=given | {"because": "It was agreed as a quarter"}).status_code == 302
    assert ground.capacity() == 1632
    shown = client.get(ground.page).text
    assert "No longer believed" in shown
    assert "20%" in shown
    assert "25%" in shown
    assert "It was agreed as a quarter" in shown


def test_it_is_taken_back(client: CheckedClient, ground: Ground) -> None:
    record(client, ground)
    page = f"{ground.page}/{row()}/take-back"
    assert client.post(page, data={"because": "Recorded for the wrong person"}).status_code == 302
    assert ground.capacity() == FULL


def test_two_change_one_and_the_second_is_told(client: CheckedClient, ground: Ground) -> None:
    record(client, ground)
    stale = row()
    client.post(f"{ground.page}/{stale}/last-day", data={"last_day": TODAY.isoformat()})
    page = client.post(
        f"{ground.page}/{stale}/last-day", data={"last_day": TODAY.isoformat()}, follow_redirects=True
    )
    assert "Somebody changed this after you opened the page" in page.text


def test_nobody_keeps_their_own(client: CheckedClient, ground: Ground) -> None:
    lead = builders.account(Role.LEAD, "east", email="own@example.test")
    ground.borough.staff["N1"].account_id = lead.id
    client.sign_in(lead)
    page = client.get(ground.page)
    assert page.status_code == 200
    assert "Record a reduction" not in page.text
    assert client.get(f"{ground.page}/record").status_code == 404
    assert record(client, ground).status_code == 404
    assert db.session.scalar(select(func.count(Reduction.id))) == 0


def test_the_lead_of_another_neighbourhood_sees_nothing(client: CheckedClient, ground: Ground) -> None:
    client.sign_in(builders.account(Role.LEAD, "north"))
    assert client.get(ground.page).status_code == 404
    assert record(client, ground).status_code == 404


def test_the_office_keeps_anybodys(client: CheckedClient, ground: Ground) -> None:
    client.sign_in(builders.account(Role.OFFICE))
    assert record(client, ground).status_code == 302


def test_acts_are_audited_without_words(client: CheckedClient, ground: Ground) -> None:
    record(client, ground)
    client.post(f"{ground.page}/{row()}/correct", data=asked(percent="25", because="Said in confidence"))
    entries = db.session.execute(select(AuditEntry.act, AuditEntry.after).order_by(AuditEntry.id)).all()
    acts = [act for act, _ in entries]
    assert "reduction.record" in acts
    assert "reduction.correct" in acts
    assert not any("confidence" in (after or "") for _, after in entries)


@pytest.mark.parametrize("more", [0, 40])
def test_pages_cost_at_most_ten_statements(client: CheckedClient, ground: Ground, more: int) -> None:
    for days in range(1, more + 1):
        day = TODAY + timedelta(days=days)
        off: dict[str, Any] = {"starts_on": day, "until": day + timedelta(days=1)}
        builders.dated(Reduction, person_id=ground.person, reason="other", percent=5, **off)
    db.session.commit()
    with statements() as sent:
        assert client.get(ground.page).status_code == 200
    assert len(sent) <= 10
