"""Recording when somebody is away and which half-days they work. None commits.

An absence is a row of its own, which may overlap others; a working pattern is one timeline for each contract.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from accounts import audit
from foundation.acts import Act
from foundation.database import db
from foundation.effective import Period, through
from foundation.errors import NotThere, RuleBroken
from foundation.formats import day, period_text
from people.availability import Absence, WorkingPattern
from people.availability_queries import Absent, find_absence
from people.deeds import ONE_DAY, SUPERSEDED, on_day, uncovered
from people.employment import Employment, EmploymentDetails
from people.presence import AwayKind
from people.stated_rows import Stated


def record_absence(
    person_id: int, employment_id: int, days: Period, *, half: str, kind: AwayKind, by: int, at: datetime
) -> None:
    """Somebody is away from one of their contracts for these days, or for the same half (am, pm) of each.

    Raises RuleBroken where the contract does not cover the days, and where an absence from that day and half
    is recorded already; NotThere when the contract is not theirs.
    """
    refuse_another_persons(person_id, employment_id)
    _refuse_outside(Act(by=by, at=at), employment_id, days)
    _refuse_twice(employment_id, days, half)
    row = _row(employment_id, days, half, kind)
    audit.record("absence.record", "person", person_id, by=by, after=_change(employment_id, now=row))
    Stated(Absence, to_add=[row]).write(by=by, at=at)


def say_last_day(person_id: int, row: int, last_day: date, *, by: int, at: datetime) -> None:
    """The absence has another last day than was known. Raises RuleBroken where that cannot be, or when it is
    no longer believed; NotThere when it never was theirs."""
    was = believed_absence(person_id, row)
    if last_day < was.starts_on:
        raise RuleBroken(
            f"The last day is before the first day, {day(was.starts_on)}. If it never was so, take it back."
        )
    days = through(was.starts_on, last_day)
    if days.until == was.until:
        raise RuleBroken(f"Its last day is {day(last_day)} already, so nothing was changed.")
    _refuse_outside(Act(by=by, at=at), was.employment_id, days)
    now = _row(was.employment_id, days, was.half, was.kind)
    change = _change(was.employment_id, was=_said(was), now=now)
    audit.record("absence.last_day", "person", person_id, by=by, after=change)
    Stated(Absence, to_add=[now], to_supersede={row: was.recorded_at}).write(by=by, at=at)


def take_back_absence(person_id: int, row: int, because: str, *, by: int, at: datetime) -> None:
    """The absence was recorded wrongly: it is believed no longer, and why is kept with it. Raises RuleBroken
    without a reason, or when it is no longer believed; NotThere when it never was theirs."""
    was = believed_absence(person_id, row)
    if not because.strip():
        raise RuleBroken("A correction needs a reason.")
    change = _change(was.employment_id, was=_said(was))
    audit.record("absence.take_back", "person", person_id, by=by, after=change)
    Stated(Absence, to_supersede={row: was.recorded_at}).write(by=by, at=at, because=because)


def start_pattern(act: Act, employment_id: int, on: date, half_days: str) -> None:
    """From the day, these half-days of each week (ten marks from Monday morning), until the next pattern that
    is known. Raises RuleBroken when the contract is not in force on the day."""
    if on_day(act.timeline(EmploymentDetails, (employment_id,)), on) is None:
        raise RuleBroken(f"The employment is not in force on {day(on)}, so no pattern can start then.")
    starts = {s.period.starts_on for s in act.timeline(WorkingPattern, (employment_id,))}
    act.put(WorkingPattern, (employment_id,), until_next(on, starts), half_days=half_days)


def until_next(starts_on: date, starts: Collection[date]) -> Period:
    """From the day until the next of these days."""
    return Period(starts_on, min((start for start in starts if start > starts_on), default=None))


def believed_absence(person_id: int, row: int) -> Absent:
    """An absence of theirs. Raises NotThere when it never was, RuleBroken when it has been superseded."""
    found = find_absence(person_id, row)
    if found is None:
        raise NotThere
    if found.superseded_at is not None:
        raise RuleBroken(SUPERSEDED)
    return found


def refuse_another_persons(person_id: int, employment_id: int) -> None:
    """Raises NotThere when the contract is not theirs, or is none."""
    owner = db.session.scalar(select(Employment.person_id).where(Employment.id == employment_id))
    if owner != person_id:
        raise NotThere


def _refuse_outside(act: Act, employment_id: int, days: Period) -> None:
    timeline = act.timeline(EmploymentDetails, (employment_id,))
    gaps = uncovered(days, timeline)
    if not gaps:
        return
    first = gaps[0].starts_on
    if first == days.starts_on:
        raise RuleBroken(
            f"The employment is not in force on {day(first)}, so nobody can be away from it then."
        )
    raise RuleBroken(f"The employment’s last day is {day(first - ONE_DAY)}; the absence must end by then.")


def _refuse_twice(employment_id: int, days: Period, half: str) -> None:
    """One absence from a day and half is what tells one row from another, here and in the files."""
    held = db.session.execute(
        select(Absence.starts_on, Absence.until).where(
            Absence.employment_id == employment_id,
            Absence.starts_on == days.starts_on,
            Absence.half == half,
            Absence.superseded_at.is_(None),
        )
    ).first()
    if held is not None:
        raise RuleBroken(
            f"An absence from that day is recorded already ({period_text(*held)}). "
            "Change its last day or take it back instead."
        )


def _row(employment_id: int, days: Period, half: str, kind: str) -> dict[str, Any]:
    return {
        "employment_id": employment_id,
        "starts_on": days.starts_on,
        "until": days.until,
        "half": half,
        "kind": str(kind),
    }


def _said(was: Absent) -> dict[str, Any]:
    return _row(was.employment_id, was.days, was.half, was.kind)


def _change(employment_id: int, **rows: dict[str, Any]) -> dict[str, Any]:
    """As an act tells its changes to the audit: numbers, codes and dates."""
    told = {name: [{n: v for n, v in row.items() if n != "employment_id"}] for name, row in rows.items()}
    return {"absence": [{"key": [employment_id], "was": [], "now": []} | told]}
