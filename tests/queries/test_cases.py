"""The SQL that orders and counts cases agrees with the rule it repeats."""

from datetime import date, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from caseload.case_lists.actions import import_cases
from caseload.queries.cases import CaseLine, Wanted, list_cases, list_places
from caseload.queries.totals import count_cases
from caseload.reviews.due import Standing
from tests.laying import laid_once
from tests.small_borough import NOW, TODAY, case_list, small_borough

ALL = Wanted()
NOBODY = {
    "key_worker_employer": "",
    "key_worker_assignment": "",
    "deputy_employer": "",
    "deputy_assignment": "",
}


@pytest.fixture(autouse=True)
@laid_once
def cases(session: scoped_session[Session]) -> None:
    """A breach, one late, one in time, one not accepted, one objecting, and one in North that nobody holds."""
    borough = small_borough()
    content = case_list(
        {"last_review_on": "2026-10-01"},
        {"last_review_on": "2026-10-20"},
        {"tier": "active"},
        {"accepted_on": "", "tier": "", "last_review_on": ""},
        {"informed": "objects", "last_review_on": "2026-09-10"},
        {"neighbourhood": "north", "last_review_on": "", **NOBODY},
    )
    import_cases("cases.csv", content, by=borough.by, at=NOW, on=TODAY)


def lines(on: date = TODAY, wanted: Wanted = ALL, scopes: tuple[str, ...] = ("",)) -> list[CaseLine]:
    return list_cases(scopes, wanted, on, number=1).rows


@pytest.mark.parametrize("days", range(-30, 60, 3))
def test_every_day_the_counts_are_those_of_the_rule(days: int) -> None:
    on = TODAY + timedelta(days=days)
    standings = [line.due.standing(on) for line in lines(on) if line.due]
    totals = count_cases([""], on)
    assert totals.breach == standings.count(Standing.BREACH)
    assert totals.late == standings.count(Standing.LATE)


def test_breaches_come_first_then_what_is_due_longest() -> None:
    listed = [(line.reference, line.due and line.due.due_on) for line in lines()]
    assert listed == [
        ("ACM-6", date(2026, 10, 6)),
        ("ACM-1", date(2026, 10, 29)),
        ("ACM-2", date(2026, 11, 17)),
        ("ACM-3", date(2027, 1, 25)),
        ("ACM-4", None),
    ]


def test_no_filter_changes_the_counts() -> None:
    assert (count_cases([""], TODAY).breach, count_cases([""], TODAY).late) == (2, 1)
    assert [line.reference for line in lines(wanted=Wanted(unheld=True))] == ["ACM-6"]


def test_only_the_viewers_neighbourhoods_are_listed_and_counted() -> None:
    assert {line.neighbourhood for line in lines(scopes=("east",))} == {"Sample east"}
    assert count_cases(["east"], TODAY).cases == 4
    assert count_cases([], TODAY).cases == 0
    assert lines(scopes=()) == []


def test_each_asking_of_the_list_has_its_own_days_filters_and_page() -> None:
    """The statement is built once for each set of filters; what they are set to is asked anew each time."""
    east, north = (place.id for place in list_places([""]) if place.code in ("east", "north"))
    asked = [Wanted(neighbourhood_id=each) for each in (east, north, east)]
    found = [[line.neighbourhood for line in lines(wanted=wanted)] for wanted in (*asked, ALL)]
    assert found[0] == found[2] == ["Sample east"] * 4
    assert found[1] == ["Sample north"]
    assert len(found[3]) == 5
    pages = [list_cases([""], ALL, TODAY, number=number, per_page=2) for number in (1, 2, 1, 99)]
    listed = [[line.reference for line in page.rows] for page in pages]
    assert listed == [["ACM-6", "ACM-1"], ["ACM-2", "ACM-3"], ["ACM-6", "ACM-1"], ["ACM-4"]]


def test_an_objection_is_counted_apart_from_every_list() -> None:
    assert [count_cases(scopes, TODAY).objecting for scopes in ([""], ["east"], ["north"], [])] == [
        1,
        1,
        0,
        0,
    ]
