"""Reading a stretch of days at once says of each day what reading that day alone says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from foundation.effective import AsAt
from people.availability import Absence, WorkingPattern
from people.away_ahead import away_ahead
from people.employment import EmploymentDetails
from people.person import Person
from people.presence import Away, AwayKind
from people.who_is_away import away_people
from tests import builders as make
from tests.pages.client import statements

MONDAY = date(2026, 12, 7)
DAYS = 21


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


@pytest.fixture
def three(session: scoped_session[Session]) -> list[Person]:
    """Ada with two contracts, one of which ends; Bea with a pattern that changes; Cy without a contract."""
    trust, council = make.organisation("nca"), make.organisation("council")
    ada, bea, cy = (make.person(name) for name in ("Ada", "Bea", "Cy"))
    main, second = make.employment(ada, trust, "1"), make.employment(ada, council, "2", until=day(10))
    theirs = make.employment(bea, trust, "3", until=day(4))
    make.dated(
        EmploymentDetails, employment_id=theirs.id, starts_on=day(4), contract="bank", contracted_hours=7,
        job_title="Nurse",
    )  # fmt: skip
    for contract, first, until, half, kind in (
        (main, -30, 3, "", "away"),
        (main, 2, 6, "am", "elsewhere"),
        (main, 5, 6, "pm", "away"),
        (main, 8, None, "", "away"),
        (second, 1, 2, "", "away"),
        (theirs, 0, 5, "pm", "away"),
        (theirs, 14, 16, "", "elsewhere"),
    ):
        until_day = None if until is None else day(until)
        make.dated(
            Absence, employment_id=contract.id, starts_on=day(first), until=until_day, half=half, kind=kind
        )
    taken_back = {"superseded_at": datetime(2026, 1, 1, tzinfo=UTC), "superseded_by_id": make.recorder().id}
    make.dated(Absence, employment_id=theirs.id, starts_on=day(9), kind="away", **taken_back)
    make.dated(WorkingPattern, employment_id=second.id, half_days="1100000000")
    make.dated(WorkingPattern, employment_id=theirs.id, half_days="0101111111", until=day(8))
    make.dated(WorkingPattern, employment_id=theirs.id, half_days="0011001111", starts_on=day(8))
    return [ada, bea, cy]


def test_each_day_of_a_stretch_is_as_that_day_alone(three: list[Person]) -> None:
    people = [person.id for person in three]
    ahead = away_ahead(people, MONDAY, DAYS)
    assert ahead == {day(n): away_people(people, AsAt(day(n))) for n in range(DAYS)}
    ada, bea, _ = people
    assert ahead[day(0)] == {bea: Away(AwayKind.AWAY, day(4))}
    assert ahead[day(14)] == {
        ada: Away(AwayKind.AWAY),
        bea: Away(AwayKind.NOT_WORKING),
    }


def test_a_stretch_is_one_statement(three: list[Person]) -> None:
    with statements() as sent:
        away_ahead([person.id for person in three], MONDAY, DAYS)
    assert len(sent) == 1
