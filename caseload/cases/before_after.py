"""Urgent contacts and formal care before a case was accepted and after. Pure.

Each case is looked at over as many days before its acceptance as after it, at most 180, up to the day asked
about or the end of the case. Left out are cases accepted less than 30 days before, which have no after yet, and
those for which nothing was ever recorded on either side: nobody can tell nothing happening from nothing written.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from caseload.capacity.workload import rounded
from caseload.cases.small_counts import LEAST
from foundation.effective import Period

MOST_DAYS = 180
LEAST_DAYS = 30
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """What is known of one case. `ended_on`: the first day it was open no more. `urgent`: the day of each urgent
    contact. `care`: hours a week of formal care, and when."""

    accepted_on: date
    ended_on: date | None
    urgent: tuple[date, ...] = ()
    care: tuple[tuple[Period, Decimal], ...] = ()

    def sides(self, on: date) -> tuple[Period, Period] | None:
        """The days before acceptance and as many after; None where there are too few."""
        end = min(on + ONE_DAY, self.ended_on or date.max)
        days = min((end - self.accepted_on).days, MOST_DAYS)
        if days < LEAST_DAYS:
            return None
        length = timedelta(days=days)
        return Period(self.accepted_on - length, self.accepted_on), Period(
            self.accepted_on, self.accepted_on + length
        )


@dataclass(frozen=True, slots=True)
class Side:
    """One side. `urgent`: urgent contacts for each hundred cases in 30 days, in tenths. `care`: hours a week of
    formal care for each case, in tenths."""

    urgent: Decimal
    care: Decimal


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Both sides of the cases counted. No sides: fewer than five were. `too_new` and `unknown` were left out."""

    cases: int
    before: Side | None
    after: Side | None
    too_new: int
    unknown: int


def before_after(cases: Collection[CaseHistory], on: date) -> BeforeAfter:
    """Of all of them."""
    with_sides = [(case, sides) for case in cases if (sides := case.sides(on)) is not None]
    counted = [(case, sides) for case, sides in with_sides if _anything(case, sides)]
    enough = len(counted) >= LEAST
    return BeforeAfter(
        cases=len(counted),
        before=_side((case, sides[0]) for case, sides in counted) if enough else None,
        after=_side((case, sides[1]) for case, sides in counted) if enough else None,
        too_new=len(cases) - len(with_sides),
        unknown=len(with_sides) - len(counted),
    )


def _anything(case: CaseHistory, sides: tuple[Period, Period]) -> bool:
    around = Period(sides[0].starts_on, sides[1].until)
    return any(day in around for day in case.urgent) or any(when.meets(around) for when, _ in case.care)


def _side(cases: Iterable[tuple[CaseHistory, Period]]) -> Side:
    listed = list(cases)
    days = sum(_days(side) for _, side in listed)
    urgent = sum(day in side for case, side in listed for day in case.urgent)
    hour_days = sum((_care_days(case, side) for case, side in listed), Fraction(0))
    return Side(_tenths(Fraction(urgent * 30 * 100, days)), _tenths(hour_days / days))


def _care_days(case: CaseHistory, side: Period) -> Fraction:
    """Hours a week, times the days of the side on which they held."""
    return sum(
        (
            Fraction(hours) * (min(when.end, side.end) - max(when.starts_on, side.starts_on)).days
            for when, hours in case.care
            if when.meets(side)
        ),
        Fraction(0),
    )


def _days(period: Period) -> int:
    return (period.end - period.starts_on).days


def _tenths(exact: Fraction) -> Decimal:
    return Decimal(rounded(exact * 10)).scaleb(-1)
