"""What every verb about a case asks of its days."""

from datetime import date
from typing import Any

from caseload.cases.case import CaseDetails
from foundation.acts import Act, Key
from foundation.clock import LONDON
from foundation.effective import FOR_EVER, Period
from foundation.errors import RuleBroken
from foundation.formats import day
from foundation.model import Model
from foundation.timeline import Stretch
from people.deeds import on_day


def today_of(act: Act) -> date:
    """The day on which the act is done, in England."""
    return act.at.astimezone(LONDON).date()


def refuse_ahead(act: Act, on: date) -> None:
    """Cases are kept as they are and were. Raises RuleBroken for a day that is still to come."""
    if on > today_of(act):
        raise RuleBroken(f"{day(on)} is still to come. Record it on the day.")


def refuse_without_reason(act: Act) -> None:
    """Raises RuleBroken where the act gives none."""
    if not (act.because or "").strip():
        raise RuleBroken("Say why, so that whoever reads it later can tell.")


def open_on(act: Act, case_id: int, on: date) -> Stretch[Any]:
    """What holds of the case while it is open. Raises RuleBroken on a day on which it is not."""
    held = on_day(act.timeline(CaseDetails, (case_id,)), on)
    if held is None:
        raise RuleBroken(f"The case was not open on {day(on)}, so there is nothing to change on that day.")
    return held


def from_day(act: Act, model: type[Model], key: Key, on: date, **values: Any) -> None:
    """These values hold from the day until what is recorded next: as long as what holds on the day, or up to
    the next stretch where nothing does."""
    timeline = act.timeline(model, key)
    held = on_day(timeline, on)
    if held is not None:
        act.put(model, key, Period(on, held.period.until), **values)
        return
    until = min((s.period.starts_on for s in timeline if s.period.starts_on > on), default=FOR_EVER)
    act.put(model, key, Period(on, None if until == FOR_EVER else until), **values)
