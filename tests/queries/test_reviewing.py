"""The last review held, and the day it chose for the next, in every list that says when a review is due."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from caseload.case_lists.actions import import_cases
from caseload.cases.case import Case, ReviewTier
from caseload.queries.cases import CaseLine, Wanted, list_cases
from caseload.queries.one_case import get_case
from caseload.queries.totals import count_cases
from caseload.reviews.due import Standing
from caseload.reviews.plans.planning_facts import read_planning_facts
from caseload.reviews.plans.problem_making import make_problem
from caseload.reviews.review import Review
from foundation.database import db
from tests import builders
from tests.small_borough import NOW, TODAY, case_list, small_borough

HELD = date(2026, 11, 2)
CHOSEN = date(2026, 11, 20)
HARD_LIMIT = date(2026, 12, 14)
pytestmark = pytest.mark.usefixtures("session")


def one_case() -> int:
    """An intensive case of East, accepted on 8 September, of which no review is told."""
    borough = small_borough()
    import_cases("cases.csv", case_list({"last_review_on": ""}), by=borough.by, at=NOW, on=TODAY)
    found = db.session.scalar(select(Case.id))
    assert found is not None
    return found


def reviewed(case_id: int, on: date, *, tier: str = "intensive", next_on: date | None = None) -> None:
    """That the case was reviewed, what it chose for the next, and the tier it was on."""
    tier_id = db.session.scalar(select(ReviewTier.id).where(ReviewTier.code == tier))
    said = {"recorded_at": NOW, "recorded_by_id": builders.recorder().id}
    builders.kept(Review(case_id=case_id, held_on=on, tier_id=tier_id, next_on=next_on, **said))


def line_of(case_id: int) -> CaseLine:
    """The case as the list has it, which is as its own page has it."""
    (line,) = list_cases([""], Wanted(), TODAY, number=1).rows
    assert get_case(case_id, [""], TODAY).line == line
    return line


def due_on(case_id: int) -> date:
    """The day the next review is due, with the hard limit where the last review leaves it."""
    due = line_of(case_id).due
    assert due is not None and due.hard_limit_on == HARD_LIMIT
    return due.due_on


def test_the_last_review_counts_whatever_was_said_last() -> None:
    case_id = one_case()
    reviewed(case_id, HELD)
    reviewed(case_id, HELD - timedelta(weeks=3), next_on=CHOSEN)
    assert due_on(case_id) == date(2026, 11, 30)


def test_of_two_reviews_on_one_day_the_one_said_last_counts() -> None:
    case_id = one_case()
    reviewed(case_id, HELD)
    reviewed(case_id, HELD, next_on=CHOSEN)
    assert due_on(case_id) == CHOSEN


@pytest.mark.parametrize(
    ("next_on", "due", "standing"),
    [
        (CHOSEN, CHOSEN, Standing.LATE),
        (date(2026, 12, 8), date(2026, 12, 8), Standing.IN_TIME),
        (date(2027, 1, 8), HARD_LIMIT, Standing.IN_TIME),
    ],
)
def test_a_day_chosen_is_the_due_day_in_every_list(next_on: date, due: date, standing: Standing) -> None:
    case_id = one_case()
    reviewed(case_id, HELD, next_on=next_on)
    assert due_on(case_id) == due
    found = line_of(case_id).due
    assert found is not None and found.standing(TODAY) is standing
    for day in (due, due + timedelta(days=1), HARD_LIMIT, HARD_LIMIT + timedelta(days=1)):
        totals, said = count_cases([""], day), found.standing(day)
        assert (totals.late, totals.breach) == (said is Standing.LATE, said is Standing.BREACH)


def test_a_day_chosen_holds_while_the_tier_is_the_one_it_was_chosen_under() -> None:
    case_id = one_case()
    reviewed(case_id, HELD, tier="active", next_on=CHOSEN)
    assert due_on(case_id) == date(2026, 11, 30)


def test_the_plan_is_made_towards_the_day_chosen() -> None:
    case_id = one_case()
    reviewed(case_id, HELD, next_on=CHOSEN)
    (case,) = make_problem(read_planning_facts(TODAY, 4)).problem["cases"]
    counted_from = date.fromisoformat(case["last_review_on"])
    assert counted_from + timedelta(days=case["interval_days"]) == CHOSEN
    assert counted_from + timedelta(days=case["interval_days"] + case["breach_days"]) == HARD_LIMIT
