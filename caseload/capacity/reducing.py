"""Recording what reduces somebody's capacity for a time, ending it sooner, and putting it right. None commits."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from caseload.capacity.weighting import Reduction, ReductionReason
from foundation.acts import Act
from foundation.effective import Period, through
from foundation.errors import NotThere, RuleBroken
from people.deeds import believed, correct, start, withdraw

# These run out: without a last day they would stay on somebody for years.
RUNS_OUT = {
    ReductionReason.NEWLY_QUALIFIED: "Being newly qualified",
    ReductionReason.PHASED_RETURN: "A phased return",
    ReductionReason.TRAINING: "Training",
}
NEWLY_QUALIFIED_PERCENT = 20
NEWLY_QUALIFIED_MONTHS = 9


@dataclass(frozen=True, slots=True)
class Amount:
    """A percentage of somebody's hours, or hours a week. Raises RuleBroken unless it is one of the two."""

    percent: int | None
    hours: Decimal | None

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.hours is None):
            raise RuleBroken("Say either a percentage or hours a week, one of the two.")


def newly_qualified_last_day(starts_on: date) -> date:
    """The last day of nine months from a day."""
    months = starts_on.month - 1 + NEWLY_QUALIFIED_MONTHS
    year, month = starts_on.year + months // 12, months % 12 + 1
    return _day_of_month(year, month, starts_on.day) - timedelta(days=1)


def record_reduction(
    act: Act, person_id: int, reason: ReductionReason, amount: Amount, starts_on: date, last_day: date | None
) -> None:
    """From the first day to the last, so much less. Raises RuleBroken without a last day where the reason runs
    out, and when one for the same reason holds on any of the days."""
    _refuse_endless(reason, last_day)
    period = through(starts_on, last_day)
    key = (person_id, reason.value)
    _refuse_meeting([s.period for s in act.timeline(Reduction, key)], period)
    start(act, Reduction, key, period, percent=amount.percent, hours=amount.hours)


def end_reduction(act: Act, person_id: int, row: int, last_day: date) -> None:
    """It ends on a sooner day than was known. Raises RuleBroken where that cannot be; NotThere."""
    key, was = believed(act, Reduction, row)
    _refuse_another_persons(key[0], person_id)
    if last_day < was.period.starts_on:
        raise RuleBroken("The last day is before the first day. If it never was so, correct it instead.")
    if last_day + timedelta(days=1) > was.period.end:
        raise RuleBroken("That is later than it ends already. To make it longer, correct it.")
    if last_day + timedelta(days=1) == was.period.until:
        raise RuleBroken("That is its last day already, so nothing was changed.")
    act.clear(Reduction, key, Period(last_day + timedelta(days=1), was.period.until))


def correct_reduction(
    act: Act, person_id: int, row: int, amount: Amount, starts_on: date, last_day: date | None
) -> None:
    """It was so much, for these days, all along. Raises RuleBroken without a reason and as `record_reduction`;
    NotThere."""
    key, was = believed(act, Reduction, row)
    _refuse_another_persons(key[0], person_id)
    _refuse_endless(ReductionReason(key[1]), last_day)
    period = through(starts_on, last_day)
    _refuse_meeting([s.period for s in act.timeline(Reduction, key) if s is not was], period)
    correct(act, Reduction, row, period, percent=amount.percent, hours=amount.hours)


def withdraw_reduction(act: Act, person_id: int, row: int) -> None:
    """It never was so. Raises RuleBroken without a reason; NotThere."""
    key, _ = believed(act, Reduction, row)
    _refuse_another_persons(key[0], person_id)
    withdraw(act, Reduction, row)


def _refuse_endless(reason: ReductionReason, last_day: date | None) -> None:
    if last_day is None and reason in RUNS_OUT:
        raise RuleBroken(f"{RUNS_OUT[reason]} runs out: enter the last day.")


def _refuse_meeting(others: list[Period], period: Period) -> None:
    if any(other.meets(period) for other in others):
        raise RuleBroken(
            "A reduction for that reason is recorded already for some of those days. "
            "End or correct that one first."
        )


def _refuse_another_persons(owner: int, person_id: int) -> None:
    if owner != person_id:
        raise NotThere


def _day_of_month(year: int, month: int, day: int) -> date:
    """That day, or the last of a shorter month."""
    return date(year, month, min(day, monthrange(year, month)[1]))
