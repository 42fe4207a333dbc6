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


@pytest.mark.parametrize(
    ("chosen_on", "today", "due_on", "standing", "days_late"),
    [
        # Sooner than by the weeks, which would be 3 November.
        (date(2026, 10, 20), date(2026, 10, 21), date(2026, 10, 20), Standing.LATE, 1),
        # Later, within the six weeks.
        (date(2026, 11, 10), date(2026, 11, 10), date(2026, 11, 10), Standing.IN_TIME, 0),
        # The hard limit is where it was, whatever was chosen.
        (date(2026, 10, 20), date(2026, 11, 18), date(2026, 10, 20), Standing.BREACH, 29),
        (date(2026, 11, 10), date(2026, 11, 18), date(2026, 11, 10), Standing.BREACH, 8),
        # Chosen for after the hard limit: due on the limit, and a breach the day after.
        (date(2026, 12, 24), date(2026, 11, 17), date(2026, 11, 17), Standing.IN_TIME, 0),
        (date(2026, 12, 24), date(2026, 11, 18), date(2026, 11, 17), Standing.BREACH, 1),
    ],
)
def test_a_day_chosen_moves_the_due_day_and_never_the_hard_limit(
    chosen_on: date, today: date, due_on: date, standing: Standing, days_late: int
) -> None:
    due = next_due(
        accepted_on=ACCEPTED,
        last_held_on=date(2026, 10, 6),
        interval_weeks=4,
        hard_maximum_weeks=6,
        chosen_on=chosen_on,
    )
    assert due.hard_limit_on == date(2026, 11, 17)
    assert (due.due_on, due.standing(today), due.days_late(today)) == (due_on, standing, days_late)
