"""Keeping, week by week, what reviews came to: on time, late, breached, and days overdue weighted by tier."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from caseload.queries.review_weeks import HeldReview, OpenCase, has_week, held_reviews, open_cases
from caseload.reviews.due import Standing
from caseload.reviews.review import ReviewWeek
from foundation import clock
from foundation.acts import table_of
from foundation.database import db
from foundation.errors import RuleBroken
from foundation.formats import day

Cell = tuple[int, int]
"""The numbers of a neighbourhood and a tier."""
COUNTED = ("cases", "held", "on_time", "late", "breached", "exempt", "weighted_days")


def keep_review_week(monday: date, _by: int) -> int:
    """Keep what the week that ended before this Monday came to, as it is known now, and give how many rows that took;
    none when it is kept already. Never commits. Raises RuleBroken for another day of the week."""
    if monday.weekday() != 0:
        raise RuleBroken(f"{day(monday)} is not a Monday, and reviews are counted week by week.")
    if has_week(monday):
        return 0
    sunday = monday - timedelta(days=1)
    found = figures_of(open_cases(sunday), held_reviews(monday - timedelta(weeks=1), sunday), sunday)
    rows: list[dict[str, Any]] = [
        {"on": monday, "neighbourhood_id": place, "tier_id": tier, "kept_at": clock.now()}
        | {name: counts[name] for name in COUNTED}
        for (place, tier), counts in sorted(found.items())
    ]
    if rows:
        db.session.execute(insert(table_of(ReviewWeek)), rows)
    return len(rows)


def figures_of(cases: Iterable[OpenCase], held: Iterable[HeldReview], on: date) -> dict[Cell, Counter[str]]:
    """The figures of each neighbourhood and tier as on the last day of the week."""
    found: dict[Cell, Counter[str]] = defaultdict(Counter)
    for case in cases:
        due = case.line.due
        if due is not None:
            standing, late = due.standing(on), due.days_late(on)
            found[case.place_id, case.tier_id].update(
                cases=1,
                late=standing is Standing.LATE,
                breached=standing is Standing.BREACH,
                exempt=case.exempt,
                weighted_days=late * case.weight,
            )
    for review in held:
        found[review.place_id, review.tier_id].update(held=1, on_time=review.on_time)
    return found
