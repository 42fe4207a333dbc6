"""When a review is due: a table a clinician could check."""

from datetime import date

import pytest

from caseload.reviews.due import Standing, next_due

ACCEPTED = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("last_held_on", "today", "due_on", "standing", "days_late"),
    [
        # Never reviewed: counted from acceptance.
        (None, date(2026, 9, 29), date(2026, 9, 29), Standing.IN_TIME, 0),
        (None, date(2026, 9, 30), date(2026, 9, 29), Standing.LATE, 1),
        # Reviewed: counted from the last review held.
        (date(2026, 10, 6), date(2026, 11, 3), date(2026, 11, 3), Standing.IN_TIME, 0),
        (date(2026, 10, 6), date(2026, 11, 17), date(2026, 11, 3), Standing.LATE, 14),
        (date(2026, 10, 6), date(2026, 11, 18), date(2026, 11, 3), Standing.BREACH, 15),
    ],
)
def test_four_weeks_with_a_hard_maximum_of_six(
    last_held_on: date | None, today: date, due_on: date, standing: Standing, days_late: int
) -> None:
    due = next_due(accepted_on=ACCEPTED, last_held_on=last_held_on, interval_weeks=4, hard_maximum_weeks=6)
    assert (due.due_on, due.standing(today), due.days_late(today)) == (due_on, standing, days_late)
