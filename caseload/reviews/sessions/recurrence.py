"""Which days a pattern gives. Pure: a rhythm, days and bank holidays in, sessions out; no clock, no database."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

import holidays

from foundation.clock import LONDON
from foundation.effective import Period

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A day of the week (0 to 4 from Monday) every so many weeks, counted from the week of a day."""

    weekday: int
    every_weeks: int
    counted_from: date

    def days(self, within: Period) -> Iterator[date]:
        """Each day it falls on within these days and not before the day it is counted from. `within` has an end,
        or this has none."""
        day = monday_of(self.counted_from) + timedelta(days=self.weekday)
        step = timedelta(weeks=self.every_weeks)
        first = max(within.starts_on, self.counted_from)
        while day < within.end:
            if day >= first:
                yield day
            day += step

    def next_day(self, on: date) -> date:
        """The day, or the first after it, that it falls on."""
        far = on + timedelta(weeks=self.every_weeks + 1)
        return next(self.days(Period(on, max(far, self.counted_from + 2 * ONE_WEEK))))


@dataclass(frozen=True, slots=True)
class Kept:
    """A session that a pattern gave for a day. One changed by hand stays as it is."""

    day: date
    id: int
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Laid:
    """What becomes of sessions where their pattern changes: days for which one is new, each that stays with the day
    it is for now, and those that have no day any more."""

    new: tuple[date, ...]
    stays: tuple[tuple[int, date], ...]
    gone: tuple[int, ...]


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def first_meeting(on: date, weekday: int) -> date:
    """The first such day of the week on the day or after it."""
    return on + timedelta(days=(weekday - on.weekday()) % 7)


def moment_of(day: date, hour: str) -> datetime:
    """That hour (HH:MM) of the day in England, whichever time its clocks keep then."""
    return datetime.combine(day, time.fromisoformat(hour), LONDON)


def bank_holidays(days: Collection[date]) -> dict[date, str]:
    """Those of the days that are bank holidays in England, with what each is called."""
    closed = holidays.country_holidays("GB", subdiv="ENG", years={day.year for day in days})
    return {day: str(closed[day]) for day in days if day in closed}


def lay_over(wanted: Iterable[date], kept: Iterable[Kept]) -> Laid:
    """Lay the days a pattern gives over the sessions there are.

    A session stays with its own day; one whose day is gone goes to a day of the same week that has none, so that
    what is planned into it goes along. One that was changed by hand stands for its week, and is neither moved
    nor gone.
    """
    rows = {row.day: row for row in kept}
    days = dict.fromkeys(wanted)
    stays = [(rows[day].id, day) for day in days if day in rows and not rows[day].by_hand]
    left = [row for day, row in rows.items() if day not in days]
    free = {monday_of(day): day for day in reversed(list(days)) if day not in rows}
    gone: list[int] = []
    for row in left:
        moved_to = free.pop(monday_of(row.day), None)
        if row.by_hand:
            continue
        if moved_to is None:
            gone.append(row.id)
        else:
            stays.append((row.id, moved_to))
    return Laid(tuple(sorted(free.values())), tuple(stays), tuple(gone))
