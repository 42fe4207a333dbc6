"""Saying that a case's review may be late with a reason, and that it may not any more. It stays due all the while."""

from datetime import date, timedelta

from caseload.keeping.days import open_on, refuse_ahead, refuse_without_reason
from caseload.reviews.review import ExemptWhy, ReviewExemption
from foundation.acts import Act
from foundation.effective import Period, through
from foundation.errors import RuleBroken
from foundation.formats import day
from people.deeds import on_day

LONGEST = timedelta(weeks=26)
"""An exemption is looked at again: after this it ends by itself."""


def exempt(act: Act, case_id: int, why: ExemptWhy, on: date, last_day: date | None) -> None:
    """From the day until the last day, at most 26 weeks. Raises RuleBroken when the case is not open that day, when
    it is exempt already, for days the wrong way round or too many, and without a reason."""
    refuse_ahead(act, on)
    refuse_without_reason(act)
    open_on(act, case_id, on)
    furthest = on + LONGEST
    if last_day is not None and not on <= last_day <= furthest:
        raise RuleBroken(f"Enter a last day from {day(on)} to {day(furthest)}.")
    days = through(on, last_day or furthest)
    running = [s for s in act.timeline(ReviewExemption, (case_id,)) if s.period.meets(days)]
    if running:
        raise RuleBroken(f"The case is exempt already, from {day(running[0].period.starts_on)}.")
    act.put(ReviewExemption, (case_id,), days, why=why.value)


def end_exemption(act: Act, case_id: int, on: date) -> None:
    """From the day it is exempt no more. Raises RuleBroken when it is not exempt that day, and without a reason."""
    refuse_ahead(act, on)
    refuse_without_reason(act)
    held = on_day(act.timeline(ReviewExemption, (case_id,)), on)
    if held is None:
        raise RuleBroken(f"The case is not exempt on {day(on)}.")
    act.clear(ReviewExemption, (case_id,), Period(on, held.period.until))
