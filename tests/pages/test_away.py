"""When somebody is away, on screen: who may read it, who may keep it, what it says and costs."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.account import Account
from accounts.audit import AuditEntry
from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from people.availability import HALF_DAYS, Absence, WorkingPattern
from people.deeds import SUPERSEDED
from people.person import Person
from tests import builders as make
from tests.actions.registers import Register, held, register, row_of
from tests.pages.client import CheckedClient, statements

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
TODAY = NOON.date()
WEEK_OFF = {"starts_on": "2026-12-07", "last_day": "2026-12-11", "half": "", "kind": "away"}
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def that_monday() -> Iterator[None]:
    with clock.pretending(NOON):
        yield


@pytest.fixture
def r(session: scoped_session[Session]) -> Register:
    made = register()
    own = make.account(Role.STAFF)
    db.session.get_one(Person, made.ada.id).account_id = own.id
    db.session.commit()
    return made


@pytest.fixture
def ada(r: Register) -> Account:
    return db.session.scalars(select(Account).where(Account.email == "staff@example.test")).one()


def absence(r: Register, starts_on: date, last_day: date | None, **values: object) -> int:
    until = last_day and last_day + A_DAY
    told = {"employment_id": r.contract.id, "kind": "away"} | values
    return make.dated(Absence, starts_on=starts_on, until=until, **told).id


def page_of(r: Register) -> str:
    return f"/people/{r.ada.id}/away"


def test_somebody_records_their_own_absence_and_sees_it(
    client: CheckedClient, r: Register, ada: Account
) -> None:
    client.sign_in(ada)
    assert "When I am away" in client.get("/me").text
    empty = client.get(page_of(r)).text
    assert "None is recorded." in empty
    assert "No working pattern is known." in empty
    form = client.get(f"{page_of(r)}/record").text
    assert 'name="employment_id"' not in form
    told = client.post(f"{page_of(r)}/record", data=WEEK_OFF, follow_redirects=True).text
    assert "The absence is recorded." in told
    assert "7 Dec 2026 to 11 Dec 2026" in told
    assert held(Absence, "employment_id", "half", "kind") == [
        (date(2026, 12, 7), date(2026, 12, 12), r.contract.id, "", "away")
    ]


def test_with_two_contracts_the_page_asks_which(client: CheckedClient, r: Register) -> None:
    second = make.employment(r.ada, r.council, "7")
    client.sign_in(r.office)
    address = f"{page_of(r)}/record"
    assert "Choose the employment" in client.post(address, data=WEEK_OFF).text
    theirs = make.employment(r.bea, r.council, "8")
    assert client.post(address, data=WEEK_OFF | {"employment_id": str(theirs.id)}).status_code == 422
    client.post(address, data=WEEK_OFF | {"employment_id": str(second.id), "half": "pm", "kind": "elsewhere"})
    assert held(Absence, "employment_id", "half", "kind") == [
        (date(2026, 12, 7), date(2026, 12, 12), second.id, "pm", "elsewhere")
    ]
    shown = client.get(page_of(r)).text
    for words in ("Afternoons", "Working elsewhere", "Sample council Trust"):
        assert words in shown


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"last_day": "2026-12-06"}, "The last day is before the first day"),
        ({"starts_on": "2024-12-31", "last_day": ""}, "The employment is not in force on 31 December 2024"),
        ({"starts_on": ""}, "Enter the first day"),
        ({"kind": "asleep"}, "Choose one from the list"),
        ({"half": "noon"}, "Choose one from the list"),
    ],
)
def test_a_refusal_comes_back_as_a_sentence(
    client: CheckedClient, r: Register, given: dict[str, str], says: str
) -> None:
    client.sign_in(r.office)
    told = client.post(f"{page_of(r)}/record", data=WEEK_OFF | given)
    assert told.status_code == 422
    assert says in told.text
    assert held(Absence) == []


def test_the_very_same_absence_is_not_recorded_twice(client: CheckedClient, r: Register) -> None:
    client.sign_in(r.office)
    client.post(f"{page_of(r)}/record", data=WEEK_OFF)
    told = client.post(f"{page_of(r)}/record", data=WEEK_OFF)
    assert told.status_code == 422
    assert "An absence from that day is recorded already (7 Dec 2026 to 11 Dec 2026)." in told.text
    assert len(held(Absence)) == 1


def test_an_absence_without_end_gets_its_last_day_and_another_is_taken_back(
    client: CheckedClient, r: Register, ada: Account
) -> None:
    row = absence(r, TODAY, None)
    client.sign_in(ada)
    address = f"{page_of(r)}/{row}/last-day"
    assert "since 23 Nov 2026" in client.get(address).text
    assert (
        "before the first day, 23 November 2026" in client.post(address, data={"last_day": "2026-11-22"}).text
    )
    told = client.post(address, data={"last_day": "2026-11-27"}, follow_redirects=True)
    assert "You are away today, until 27 November 2026." in told.text
    take_back = f"{page_of(r)}/{row_of(Absence, TODAY)}/take-back"
    assert client.get(take_back).status_code == 200
    for nothing in ("", " "):
        told = client.post(take_back, data={"because": nothing})
        assert "Enter what was wrong with the record" in told.text
    told = client.post(take_back, data={"because": "Wrong week"}, follow_redirects=True)
    assert "The absence is taken back." in told.text
    assert held(Absence) == []


def test_the_second_of_two_is_told(client: CheckedClient, r: Register) -> None:
    row = absence(r, TODAY, None)
    client.sign_in(r.office)
    client.post(f"{page_of(r)}/{row}/take-back", data={"because": "Wrong week"})
    for act in ("take-back", "last-day"):
        assert SUPERSEDED in client.get(f"{page_of(r)}/{row}/{act}", follow_redirects=True).text
    assert client.get(f"{page_of(r)}/987654/take-back").status_code == 404
    assert client.get(f"/people/{r.bea.id}/away/{row}/take-back").status_code == 404


def test_the_page_tells_today_what_is_ahead_and_the_past_year(client: CheckedClient, r: Register) -> None:
    absence(r, TODAY - A_DAY, TODAY + A_DAY)
    absence(r, date(2026, 12, 24), date(2026, 12, 24), half="pm", kind="elsewhere")
    absence(r, date(2026, 3, 2), date(2026, 3, 6))
    absence(r, date(2025, 6, 2), date(2025, 6, 6))
    client.sign_in(make.account(Role.LEAD))
    shown = client.get(page_of(r)).text
    assert "When Ada Sample is away" in shown
    assert "Ada Sample is away today, until 24 November 2026." in shown
    assert "on 24 Dec 2026" in shown
    assert "Past absences of the last year (1)" in shown
    assert "2 Mar 2026 to 6 Mar 2026" in shown
    assert "Jun 2025" not in shown


def test_another_day_and_what_was_known_then_can_be_asked_for(client: CheckedClient, r: Register) -> None:
    absence(r, TODAY, None, recorded_at=NOON)
    client.sign_in(r.office)
    asked = f"{page_of(r)}?on=2026-12-01"
    assert "Ada Sample is away on 1 December 2026, and no last day is known." in client.get(asked).text
    earlier = client.get(f"{asked}&known_at=2026-11-23T11:00").text
    assert "No absence is recorded on 1 December 2026" in earlier
    assert "Record an absence" not in earlier


def test_a_lead_reads_and_changes_nothing(client: CheckedClient, r: Register) -> None:
    row = absence(r, TODAY, None)
    client.sign_in(make.account(Role.LEAD))
    shown = client.get(page_of(r)).text
    for words in ("Record an absence", "Take back", "Set a new working pattern"):
        assert words not in shown
    for act in ("record", f"{row}/take-back", f"{row}/last-day", f"pattern/{r.contract.id}"):
        assert client.get(f"{page_of(r)}/{act}").status_code == 404
        assert client.post(f"{page_of(r)}/{act}", data=WEEK_OFF | {"because": "No"}).status_code == 404
    assert held(Absence) == [(TODAY, None)]


def test_the_office_sets_a_pattern_and_the_person_only_reads_it(
    client: CheckedClient, r: Register, ada: Account
) -> None:
    address = f"{page_of(r)}/pattern/{r.contract.id}"
    client.sign_in(r.office)
    assert "Sample nca Trust, number 100" in client.get(address).text
    assert "Choose at least one half-day" in client.post(address, data={"on": "2026-12-01"}).text
    worked = [code for code in HALF_DAYS if code != "mon_am"]
    told = client.post(address, data={"on": "2026-12-01", "worked": worked}, follow_redirects=True).text
    assert "The working pattern holds from that day." in told
    assert held(WorkingPattern, "half_days") == [(date(2026, 12, 1), None, "0111111111")]
    assert told.count("<td>No</td>") == 1
    refused = client.post(address, data={"on": "2024-12-31", "worked": worked})
    assert "The employment is not in force on 31 December 2024" in refused.text
    theirs = make.employment(r.bea, r.council, "8")
    assert client.get(f"{page_of(r)}/pattern/{theirs.id}").status_code == 404
    client.sign_in(ada)
    assert client.get(address).status_code == 404
    own = client.get(page_of(r)).text
    assert "Half-days worked from 1 Dec 2026" in own
    assert "tell the partnership office" in own


def test_the_form_of_a_pattern_begins_with_what_is_worked_now(client: CheckedClient, r: Register) -> None:
    make.dated(WorkingPattern, employment_id=r.contract.id, half_days="1000000001")
    client.sign_in(r.office)
    form = client.get(f"{page_of(r)}/pattern/{r.contract.id}").text
    assert form.count(" checked") == 2


def test_each_act_is_audited_once_and_each_view_too(client: CheckedClient, r: Register) -> None:
    client.sign_in(r.office)
    client.post(f"{page_of(r)}/record", data=WEEK_OFF)
    row = row_of(Absence, date(2026, 12, 7))
    client.post(f"{page_of(r)}/{row}/take-back", data={"because": "Wrong week"})
    client.get(page_of(r))
    found = select(AuditEntry.act, AuditEntry.subject_id).order_by(AuditEntry.id)
    acts = [tuple(entry) for entry in db.session.execute(found)]
    for name in ("absence.record", "absence.take_back"):
        assert acts.count((name, r.ada.id)) == 1
    assert acts[-1] == ("seen", r.ada.id)


@pytest.mark.parametrize(
    "page", ["", "/record", "/{row}/last-day", "/{row}/take-back", "/pattern/{contract}"]
)
def test_pages_cost_at_most_ten_statements_at_any_size(client: CheckedClient, r: Register, page: str) -> None:
    row = absence(r, TODAY, None)
    client.sign_in(r.office)
    address = page_of(r) + page.format(row=row, contract=r.contract.id)
    client.get(address)
    with statements() as few:
        client.get(address)
    for number in range(20):
        absence(r, TODAY + number * A_DAY, TODAY + number * A_DAY, half="am")
        made = make.employment(r.ada, r.council, f"n{number}")
        make.dated(WorkingPattern, employment_id=made.id, half_days="1" * 10)
    db.session.commit()
    with statements() as many:
        client.get(address)
    assert len(many) == len(few) <= 10
