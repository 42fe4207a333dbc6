"""The days on which things happen in the sample borough, all counted back from one given day."""

from calendar import monthrange
from datetime import date, timedelta

# On one day an old employer's extract is read before the new one's, so that nobody has two lines at once.
EMPLOYERS = ("persona", "nca", "council", "pennine_care", "gp_federation", "bardoc", "vcfa", "icb")

# The large employers send an extract every year, the small ones every other year.
YEARS_BETWEEN = {"nca": 1, "council": 1, "pennine_care": 1}

# Months ago, on the first of which something notable made an employer send one more extract.
NOTABLE_MONTHS = {
    "nca": (26, 2),
    "council": (5,),
    "pennine_care": (15, 4),
    "gp_federation": (19,),
    "vcfa": (8,),
}


def anniversary(today: date, years_ago: int) -> date:
    """The same day so many years ago; the last day of February stands in for 29 February."""
    year = today.year - years_ago
    return date(year, today.month, min(today.day, monthrange(year, today.month)[1]))


def first_of_month(today: date, months_ago: int) -> date:
    """The first day of the month so many months ago; a negative number looks ahead."""
    months = today.year * 12 + today.month - 1 - months_ago
    return date(months // 12, months % 12 + 1, 1)


def transfer_day(today: date) -> date:
    """The 1 July on which reablement moved from Persona to the council."""
    return date(today.year - 2, 7, 1)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weekday_on_or_before(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def extract_days(employer: str, today: date, years: int) -> tuple[date, ...]:
    """The days on which this employer sent an extract, earliest first, ending today."""
    opening = anniversary(today, years)
    yearly = {anniversary(today, ago) for ago in range(years, 0, -YEARS_BETWEEN.get(employer, 2))}
    notable = {first_of_month(today, months) for months in NOTABLE_MONTHS.get(employer, ())}
    if employer in ("persona", "council"):
        notable.add(transfer_day(today))
    return tuple(sorted(yearly | {today} | {day for day in notable if opening < day < today}))
