"""What reviews came to is kept week by week, once, and a missed week for its own days."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from caseload.case_lists.actions import import_cases
from caseload.cases.case import Case, ReviewTier
from caseload.queries.review_weeks import kept_weeks
from caseload.reviews.figures_kept import keep_review_week
from caseload.reviews.review import Review, ReviewExemption
from foundation import clock
from foundation.database import db
from foundation.errors import RuleBroken
from tests import builders
from tests.pages.client import CheckedClient, statements
from tests.small_borough import NOW, TODAY, Borough, case_list, small_borough

MONDAY = TODAY
"""The week kept is that of 16 to 22 November 2026."""
SUNDAY = MONDAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOW):
        yield


@pytest.fixture
def borough(session: scoped_session[Session]) -> Borough:
    """Intensive cases of East: one 24 days late (a breach), one 5 days late, one in time, one that objects."""
    borough = small_borough()
    days = ("2026-10-01", "2026-10-20", "2026-11-02", "2026-09-10")
    rows = [{"last_review_on": day} for day in days]
    rows[3]["informed"] = "objects"
    import_cases("cases.csv", case_list(*rows), by=borough.by, at=NOW, on=TODAY)
    return borough


def case_of(reference: str) -> int:
    return db.session.scalars(select(Case.id).where(Case.local_reference == reference)).one()


def held(reference: str, on: date, due_on: date | None = None) -> None:
    said = {"recorded_at": NOW, "recorded_by_id": builders.recorder().id}
    builders.kept(Review(case_id=case_of(reference), held_on=on, due_on=due_on, **said))


def kept(monday: date = MONDAY) -> dict[str, int]:
    """The figures kept of intensive cases of East in the week before the Monday."""
    (row,) = [row for row in kept_weeks(["east"], MONDAY) if row.monday == monday and row.tier == "Intensive"]
    names = ("cases", "held", "on_time", "late", "breached", "exempt", "weighted_days")
    return {name: getattr(row, name) for name in names}


def test_a_week_is_kept_as_its_last_day_was(borough: Borough) -> None:
    builders.dated(ReviewExemption, case_id=case_of("ACM-2"), why="declined")
    assert keep_review_week(MONDAY, borough.by) == 1
    weight = db.session.scalars(select(ReviewTier.overdue_weight).where(ReviewTier.code == "intensive")).one()
    assert kept() == {
        "cases": 3, "held": 0, "on_time": 0, "late": 1, "breached": 1, "exempt": 1,
        "weighted_days": (24 + 5) * weight,
    }  # fmt: skip


def test_reviews_held_in_the_week_are_on_time_by_the_day_they_were_due(borough: Borough) -> None:
    held("ACM-1", SUNDAY - timedelta(days=2))  # by its tier due on 29 October
    held("ACM-2", SUNDAY)  # by its tier due on 17 November
    held("ACM-3", SUNDAY, due_on=SUNDAY)
    held("ACM-4", SUNDAY, due_on=SUNDAY)  # objects
    held("ACM-3", SUNDAY - timedelta(days=7), due_on=SUNDAY)  # the week before
    keep_review_week(MONDAY, borough.by)
    found = kept()
    assert (found["cases"], found["held"], found["on_time"]) == (3, 3, 1)
    assert (found["late"], found["breached"], found["weighted_days"]) == (0, 0, 0)


def test_a_week_is_kept_once(borough: Borough) -> None:
    assert (keep_review_week(MONDAY, borough.by), keep_review_week(MONDAY, borough.by)) == (1, 0)


def test_a_week_that_was_missed_is_kept_for_its_own_days(borough: Borough) -> None:
    earlier = MONDAY - timedelta(weeks=2)
    keep_review_week(MONDAY, borough.by)
    keep_review_week(earlier, borough.by)
    assert (kept(earlier)["late"], kept(earlier)["breached"]) == (1, 0)
    assert (kept()["late"], kept()["breached"]) == (1, 1)


def test_only_a_monday_has_a_week(borough: Borough) -> None:
    with pytest.raises(RuleBroken, match="is not a Monday"):
        keep_review_week(SUNDAY, borough.by)


@pytest.mark.parametrize(
    ("role", "scope"), [(Role.DIRECTOR, "chief"), (Role.OFFICE, ""), (Role.LEAD, "east")]
)
def test_the_page_shows_counts_and_names_nobody(
    client: CheckedClient, borough: Borough, role: Role, scope: str
) -> None:
    for weeks in range(3):
        keep_review_week(MONDAY - timedelta(weeks=weeks), borough.by)
    client.sign_in(builders.account(role, scope))
    with statements() as sent:
        page = client.get("/reviews/figures").text
    assert len(sent) <= 10, "\n".join(sent)
    assert "fewer than 5" in page
    assert "Before and after, by weeks" in page
    for private in ("Mockshaw", "ACM-1", "9990000018", "<strong>2</strong>"):
        assert private not in page


def test_a_lead_sees_their_own_neighbourhoods_and_no_week_says_so(
    client: CheckedClient, borough: Borough
) -> None:
    keep_review_week(MONDAY, borough.by)
    client.sign_in(builders.account(Role.LEAD, "north"))
    assert "No week is kept yet." in client.get("/reviews/figures").text
