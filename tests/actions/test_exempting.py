"""An exemption is recorded and ended with a reason, and moves nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from caseload.case_lists.actions import import_cases
from caseload.cases.case import Case
from caseload.cases.standing import Exemption, standing_of
from caseload.cases.story import entries
from caseload.queries.case_story import told_of
from caseload.queries.one_case import get_case
from caseload.reviews.exempting import LONGEST, end_exemption, exempt
from caseload.reviews.review import ExemptWhy
from foundation.acts import Act
from foundation.database import db
from foundation.errors import RuleBroken
from tests.laying import laid_once
from tests.small_borough import NOW, TODAY, Borough, case_list, small_borough

ACCEPTED = date(2026, 9, 8)
YESTERDAY, NEXT_WEEK = TODAY - timedelta(days=1), TODAY + timedelta(days=7)
HOSPITAL = ExemptWhy.IN_HOSPITAL


@pytest.fixture
@laid_once
def borough(session: scoped_session[Session]) -> Borough:
    borough = small_borough()
    at = NOW - timedelta(minutes=30)
    import_cases("cases.csv", case_list({}), by=borough.by, at=at, on=TODAY)
    return borough


def case_id() -> int:
    return db.session.scalars(select(Case.id)).one()


def do(borough: Borough, say: Callable[[Act], Any], because: str = "Ward 4", minutes: int = 0) -> None:
    act = Act(by=borough.by, at=NOW + timedelta(minutes=minutes), because=because)
    say(act)
    act.write()


def exempt_on(on: date) -> Exemption | None:
    case = get_case(case_id(), [""], on)
    return standing_of(told_of(case_id(), case.resident_id, on), on, accepted=True).exempt


def test_it_holds_from_the_day_to_the_last_day_and_the_due_day_stays(borough: Borough) -> None:
    due = get_case(case_id(), [""], TODAY).line.due
    do(borough, lambda act: exempt(act, case_id(), HOSPITAL, YESTERDAY, NEXT_WEEK))
    held = Exemption("in_hospital", YESTERDAY, NEXT_WEEK + timedelta(days=1), "Ward 4")
    assert [exempt_on(on) for on in (YESTERDAY, NEXT_WEEK, NEXT_WEEK + timedelta(days=1))] == [
        held,
        held,
        None,
    ]
    assert get_case(case_id(), [""], TODAY).line.due == due
    resident = get_case(case_id(), [""], TODAY).resident_id
    said = entries(told_of(case_id(), resident, TODAY))[0]
    assert said.because == ("Ward 4",)
    assert said.lines[0].startswith("The review may be late: In hospital, ")


def test_without_a_last_day_it_ends_by_itself(borough: Borough) -> None:
    do(borough, lambda act: exempt(act, case_id(), HOSPITAL, TODAY, None))
    assert exempt_on(TODAY + LONGEST) is not None
    assert exempt_on(TODAY + LONGEST + timedelta(days=1)) is None


def test_it_can_be_ended(borough: Borough) -> None:
    do(borough, lambda act: exempt(act, case_id(), HOSPITAL, YESTERDAY, None))
    do(borough, lambda act: end_exemption(act, case_id(), TODAY), "Home again", 1)
    assert exempt_on(YESTERDAY) is not None
    assert exempt_on(TODAY) is None


@pytest.mark.parametrize(
    ("on", "last_day", "because", "refusal"),
    [
        (TODAY, YESTERDAY, "Ward 4", "Enter a last day from"),
        (TODAY, TODAY + LONGEST + timedelta(days=1), "Ward 4", "Enter a last day from"),
        (NEXT_WEEK, None, "Ward 4", "is still to come"),
        (ACCEPTED - timedelta(days=1), None, "Ward 4", "was not open"),
        (TODAY, None, " ", "Say why"),
    ],
)
def test_what_is_refused(
    borough: Borough, on: date, last_day: date | None, because: str, refusal: str
) -> None:
    with pytest.raises(RuleBroken, match=refusal):
        do(borough, lambda act: exempt(act, case_id(), HOSPITAL, on, last_day), because)


def test_a_second_one_and_ending_none_are_refused(borough: Borough) -> None:
    with pytest.raises(RuleBroken, match="is not exempt"):
        do(borough, lambda act: end_exemption(act, case_id(), TODAY))
    do(borough, lambda act: exempt(act, case_id(), HOSPITAL, YESTERDAY, None))
    with pytest.raises(RuleBroken, match="is exempt already"):
        do(borough, lambda act: exempt(act, case_id(), ExemptWhy.DECLINED, TODAY, None), minutes=1)
