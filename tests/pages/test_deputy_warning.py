"""Whoever names a deputy who will be away is told so at once, and may do it all the same."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from foundation import clock
from people.availability import Absence, WorkingPattern
from people.employment import Employment
from people.post import Tenure
from tests import builders as make
from tests.actions.registers import Register, held, register
from tests.pages.client import CheckedClient, statements

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
TUESDAY = date(2026, 12, 1)
HOLDER = "/posts/lead/register/holder"
BOX = "Name them all the same"


@pytest.fixture(autouse=True)
def that_monday() -> Iterator[None]:
    with clock.pretending(NOON):
        yield


@pytest.fixture
def r(client: CheckedClient, session: scoped_session[Session]) -> Register:
    """Ada may deputise for Bea, who holds the post; both work for the trust."""
    made = register()
    client.sign_in(make.account(Role.OFFICE, email="second@example.test"))
    return made


@pytest.fixture
def beas(r: Register) -> Employment:
    return make.employment(r.bea, r.trust, "200")


def away(contract: Employment, first: int, days: int, **values: object) -> None:
    """So many days' leave, counted from Tuesday 1 December."""
    starts_on = TUESDAY + timedelta(days=first)
    until = starts_on + timedelta(days=days)
    make.dated(
        Absence, employment_id=contract.id, starts_on=starts_on, until=until, **{"kind": "away"} | values
    )


def named(r: Register, **given: str) -> dict[str, str]:
    return {"person_id": str(r.ada.id), "holding": "deputy", "starts_on": "2026-12-01"} | given


def deputies() -> list[tuple[object, ...]]:
    return [row for row in held(Tenure, "person_id", "holding") if row[3] == "deputy"]


def warning(client: CheckedClient, r: Register, **given: str) -> str:
    told = client.post(HOLDER, data=named(r, **given))
    assert told.status_code == 422, told.text
    assert BOX in told.text
    assert deputies() == []
    return told.text


def test_a_deputy_who_is_there_is_named_without_a_word(
    client: CheckedClient, r: Register, beas: Employment
) -> None:
    away(beas, 0, 14)
    away(r.contract, 14, 5)
    assert BOX not in client.get(HOLDER).text
    assert client.post(HOLDER, data=named(r)).status_code == 302
    assert deputies() == [(TUESDAY, None, r.ada.id, "deputy")]


def test_a_deputy_away_on_the_first_day_comes_back_with_when(client: CheckedClient, r: Register) -> None:
    away(r.contract, -1, 4)
    said = "Ada Sample is away on the first day, 1 December 2026, until 3 December 2026."
    assert said in warning(client, r)
    told = client.post(HOLDER, data=named(r, all_the_same="y"), follow_redirects=True)
    assert "The post has a holder." in told.text
    assert deputies() == [(TUESDAY, None, r.ada.id, "deputy")]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"kind": "elsewhere"}, "Ada Sample is working elsewhere on the first day, 1 December 2026."),
        ({"half": "am"}, None),
    ],
)
def test_elsewhere_is_away_and_half_a_day_is_not(
    client: CheckedClient, r: Register, values: dict[str, object], says: str | None
) -> None:
    away(r.contract, 0, 1, **values)
    if says is None:
        assert client.post(HOLDER, data=named(r)).status_code == 302
    else:
        assert says in warning(client, r)


def test_a_deputy_who_does_not_work_that_day_is_told_too(client: CheckedClient, r: Register) -> None:
    make.dated(WorkingPattern, employment_id=r.contract.id, half_days="1100111111")
    assert "Ada Sample does not work on Tuesdays, and the first day is 1 December 2026." in warning(client, r)


def test_days_on_which_both_are_away_are_named(client: CheckedClient, r: Register, beas: Employment) -> None:
    away(r.contract, 2, 5)
    away(beas, 4, 3)
    make.dated(WorkingPattern, employment_id=beas.id, half_days="1111110011")
    said = (
        "Ada Sample and Bea Sample, who holds the post, are away together on 3 Dec 2026 and "
        "5 Dec 2026 to 7 Dec 2026."
    )
    assert said in warning(client, r)


@pytest.mark.parametrize(("first", "last_day"), [(14, ""), (3, "2026-12-03")])
def test_only_the_first_fortnight_of_their_time_counts(
    client: CheckedClient, r: Register, beas: Employment, first: int, last_day: str
) -> None:
    for contract in (r.contract, beas):
        away(contract, first, 5)
    assert client.post(HOLDER, data=named(r, last_day=last_day)).status_code == 302


def test_the_last_day_of_the_fortnight_counts(client: CheckedClient, r: Register, beas: Employment) -> None:
    for contract in (r.contract, beas):
        away(contract, 13, 5)
    assert "are away together on 14 Dec 2026." in warning(client, r)


def test_where_one_of_two_holders_is_there_nothing_is_amiss(
    client: CheckedClient, r: Register, beas: Employment
) -> None:
    make.tenure(r.lead, r.cy, "acting")
    for contract in (r.contract, beas):
        away(contract, 3, 5)
    assert client.post(HOLDER, data=named(r)).status_code == 302


def test_a_vacant_post_leaves_only_the_first_day_to_look_at(client: CheckedClient, r: Register) -> None:
    away(r.contract, 1, 10)
    address = "/posts/board/register/holder"
    numbered = named(r, person_id="", organisation_id=str(r.trust.id), assignment_number="100")
    assert client.post(address, data=numbered).status_code == 302


def test_only_a_deputy_is_asked_after(client: CheckedClient, r: Register) -> None:
    away(r.contract, 0, 10)
    told = client.post(HOLDER, data=named(r, holding="acting", steps_over="y"))
    assert told.status_code == 302
    assert (TUESDAY, None, r.ada.id, "acting") in held(Tenure, "person_id", "holding")


def test_another_refusal_is_still_told_once(client: CheckedClient, r: Register) -> None:
    told = client.post(HOLDER, data=named(r, person_id=""))
    assert told.status_code == 422
    assert told.text.count("Choose somebody from the list, or give their employer") == 1
    assert BOX not in told.text


def test_a_warning_costs_no_more_than_ten_statements(
    client: CheckedClient, r: Register, beas: Employment
) -> None:
    for contract in (r.contract, beas):
        away(contract, 0, 5)
    client.post(HOLDER, data=named(r))
    with statements() as sent:
        told = client.post(HOLDER, data=named(r))
    assert told.status_code == 422
    assert len(sent) <= 10
