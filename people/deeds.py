"""Doing one thing to the register: said on an `Act`, judged there, then stored with its one audit entry.

The verbs in `actions` only say things on an act and refuse; nothing is stored until `doing` ends.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from accounts import audit
from foundation.acts import Act, Key, Timeline, key_names, table_of, value_names
from foundation.database import db
from foundation.effective import Period
from foundation.errors import NotThere, RuleBroken
from foundation.formats import day, period_text
from foundation.model import Model
from foundation.timeline import Stretch

ONE_DAY = timedelta(days=1)
NOTHING: Mapping[str, Any] = MappingProxyType({})
SUPERSEDED = (
    "Somebody changed this after you opened the page. Nothing was saved. "
    "Look at what the register says now before you decide again."
)
ALREADY = "That is what the register says already, so nothing was changed."


@contextmanager
def doing(
    name: str,
    subject: str,
    subject_id: int,
    *,
    by: int,
    at: datetime,
    because: str | None = None,
    also: Mapping[str, Any] = NOTHING,
) -> Iterator[Act]:
    """One act, stored with its one audit entry when the block ends well. Never commits.

    `also` is what the block changed of tables without dates: numbers, codes and dates only. Raises
    RuleBroken when the block changes nothing.
    """
    act = Act(by=by, at=at, because=because)
    yield act
    changes = {**act.changes(), **also}
    if not changes:
        raise RuleBroken(ALREADY)
    audit.record(name, subject, subject_id, by=by, after=changes)
    act.write()


def said(model: type[Model], stretch: Stretch[Any]) -> dict[str, Any]:
    """What a stretch says, by column."""
    return dict(zip(value_names(model), stretch.value, strict=True))


def on_day(timeline: Timeline, on: date) -> Stretch[Any] | None:
    """What holds on a day."""
    return next((s for s in timeline if on in s.period), None)


def new_stretches(act: Act, model: type[Model], key: Key) -> list[Stretch[Any]]:
    """What this act says about the key that is not stored yet."""
    return [s for s in act.timeline(model, key) if s.row is None]


def uncovered(period: Period, timeline: Iterable[Stretch[Any]]) -> list[Period]:
    """The days of the period on which nothing holds."""
    left = [period]
    for stretch in timeline:
        left = [part for whole in left for part in whole.outside(stretch.period)]
    return left


def turning_days(period: Period, *timelines: Iterable[Stretch[Any]]) -> list[date]:
    """The first day of the period, and each later one on which something starts or has ended: whatever
    holds on all of these holds on every day of it."""
    turns = {day for line in timelines for s in line for day in (s.period.starts_on, s.period.end)}
    return sorted({period.starts_on, *(day for day in turns if day in period)})


def start(act: Act, model: type[Model], key: Key, period: Period, **values: Any) -> None:
    """The first that is said about these days. Raises RuleBroken when something already holds on one."""
    held = next((s for s in act.timeline(model, key) if s.period.meets(period)), None)
    if held is not None:
        days = period_text(held.period.starts_on, held.period.until)
        raise RuleBroken(
            f"The register already holds something for those days ({days}). Change that instead."
        )
    act.put(model, key, period, **values)


def change(act: Act, model: type[Model], key: Key, on: date, **values: Any) -> None:
    """From the day, for as long as what is in force then. Raises RuleBroken when nothing is."""
    current = on_day(act.timeline(model, key), on)
    if current is None:
        raise RuleBroken(f"Nothing is in force on {day(on)} to change.")
    act.put(model, key, Period(on, current.period.until), **values)


def end(act: Act, model: type[Model], key: Key, last_day: date) -> None:
    """Nothing holds after the last day, whatever was planned. Raises RuleBroken when nothing is in force on it."""
    timeline = act.timeline(model, key)
    _refuse_nothing_to_end(timeline, last_day)
    act.clear(model, key, Period(last_day + ONE_DAY))


def correct(act: Act, model: type[Model], row: int, period: Period, **values: Any) -> Key:
    """The row was wrong: these values held over this period instead, and neighbours give way. The key.

    Raises RuleBroken without a reason, when the row is no longer believed, and when a neighbour would be
    left without a day: that one is to be withdrawn by name.
    """
    key, was = believed(act, model, row)
    _refuse_without_reason(act)
    _refuse_burying(act.timeline(model, key), was, period)
    act.clear(model, key, was.period)
    act.put(model, key, period, **values)
    return key


def withdraw(act: Act, model: type[Model], row: int) -> Key:
    """The row never was true; why is kept with it. The key. Raises RuleBroken without a reason, or when no
    longer believed."""
    key, was = believed(act, model, row)
    _refuse_without_reason(act)
    act.withdraw(model, key, was.period)
    return key


def believed(act: Act, model: type[Model], row: int) -> tuple[Key, Stretch[Any]]:
    """A row by its number, with its key. Raises NotThere, or RuleBroken when it has been superseded: two
    people changing one line at once leave one change and one clear refusal."""
    key = key_of(model, row)
    found = next((s for s in act.timeline(model, key) if s.row == row), None)
    if found is None:
        raise RuleBroken(SUPERSEDED)
    return key, found


def key_of(model: type[Model], row: int) -> Key:
    """What a row is about, believed or not. Raises NotThere."""
    table = table_of(model)
    columns = [table.c[name] for name in key_names(model)]
    found = db.session.execute(select(*columns).where(table.c.id == row)).first()
    if found is None:
        raise NotThere
    return tuple(found)


def _refuse_nothing_to_end(timeline: Sequence[Stretch[Any]], last_day: date) -> None:
    if on_day(list(timeline), last_day) is not None:
        return
    first = min((s.period.starts_on for s in timeline), default=None)
    if first is not None and last_day < first:
        raise RuleBroken(
            f"The last day is before the first day, {day(first)}. If it never was true, correct it instead."
        )
    ended = max((s.period.end for s in timeline if s.period.end <= last_day), default=None)
    if ended is not None:
        raise RuleBroken(
            f"It ended on {day(ended - ONE_DAY)}, so nothing is in force on {day(last_day)} to end. "
            "To move its last day later, correct it."
        )
    raise RuleBroken(f"Nothing is in force on {day(last_day)} to end.")


def _refuse_without_reason(act: Act) -> None:
    if not (act.because or "").strip():
        raise RuleBroken("A correction needs a reason.")


def _refuse_burying(timeline: Timeline, was: Stretch[Any], period: Period) -> None:
    for other in timeline:
        if other is not was and not other.period.outside(period):
            days = period_text(other.period.starts_on, other.period.until)
            raise RuleBroken(
                f"That would leave no day of what the register holds for {days}. If that never was true, "
                "withdraw it first."
            )
