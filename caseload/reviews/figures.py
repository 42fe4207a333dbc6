"""The figures a board judges reviews by, as far as they may be shown. Pure: rows by week in, counts out.

A count of 1 to 4 is never shown (`caseload.cases.small_counts`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from caseload.cases.small_counts import Breakdown, breakdown_of, is_small
from foundation.formats import number
from teams.coverage.trend import Level, Line, Week, line_of

HELD_OVER = timedelta(weeks=12)
"""How far back reviews held are counted together."""
STEPS = (0, 50, 100)
COMPARED = 12
"""How many weeks are put beside as many others, at most."""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One tier of one neighbourhood in the week before a Monday. `weighted_days`: days late at its end, each times
    the tier's weight."""

    monday: date
    place: str
    tier: str
    cases: int
    held: int
    on_time: int
    late: int
    breached: int
    exempt: int
    weighted_days: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is counted, by neighbourhood and by tier. `weights`: the weighted days late of each group, by its
    names, where that is part of it."""

    words: str
    by_place: Breakdown
    by_tier: Breakdown
    weights: dict[tuple[str, ...], int] | None = None


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """All of one week. `weighted_days` is none where so few are late that it would tell of one of them."""

    monday: date
    held: int
    held_late: int
    overdue: int
    breached: int
    weighted_days: int | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Weeks in a row, together. `weighted_days` are those at the end of a week on average; none where one of the
    weeks may not show them."""

    starts_on: date
    last_day: date
    held: int
    held_late: int
    weighted_days: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The last week kept, and the weeks before it, oldest first."""

    monday: date
    measures: tuple[Measure, ...]
    weeks: tuple[WeekFigures, ...]

    @property
    def latest(self) -> WeekFigures:
        """The last week as a whole."""
        return self.weeks[-1]

    @property
    def then_and_now(self) -> tuple[Stretch, Stretch] | None:
        """The first of the weeks and as many of the last, at most twelve of each; none of a single week."""
        many = min(COMPARED, len(self.weeks) // 2)
        return (_stretch(self.weeks[:many]), _stretch(self.weeks[-many:])) if many else None


def figures_of(rows: Sequence[WeekRow]) -> Figures | None:
    """None where no week is kept yet. The rows are in order of their Mondays."""
    if not rows:
        return None
    monday = rows[-1].monday
    latest = [row for row in rows if row.monday == monday]
    recent = [row for row in rows if row.monday > monday - HELD_OVER]
    measures = (
        _measure("Open cases", latest, lambda row: row.cases),
        _measure("Late or breached", latest, _overdue, weighted=True),
        _measure("Breached", latest, lambda row: row.breached),
        _measure("With an exemption", latest, lambda row: row.exempt),
        _measure("Reviews held in 12 weeks", recent, lambda row: row.held),
        _measure("Held after their due day", recent, lambda row: row.held - row.on_time),
    )
    mondays = sorted({row.monday for row in rows})
    return Figures(monday, measures, tuple(_week(rows, each) for each in mondays))


def line_of_weighted_days(weeks: Sequence[WeekFigures]) -> Line | None:
    """The line of days late by week, from nought to the most there were; none for fewer than two weeks."""
    shown = [(week.monday, week.weighted_days) for week in weeks if week.weighted_days is not None]
    most = max((days for _, days in shown), default=0) or 1
    line = line_of([Week(monday, most, days, Decimal(), Decimal()) for monday, days in shown])
    if line is None:
        return None
    levels = (
        Level(level.y, number(most * step // 100)) for level, step in zip(line.levels, STEPS, strict=True)
    )
    return replace(line, levels=tuple(levels))


def _measure(
    words: str, rows: Iterable[WeekRow], of: Callable[[WeekRow], int], *, weighted: bool = False
) -> Measure:
    by_place, by_tier, place_days, tier_days = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        by_place[row.place] += of(row)
        by_tier[row.tier] += of(row)
        place_days[row.place] += row.weighted_days
        tier_days[row.tier] += row.weighted_days
    places, tiers = breakdown_of(by_place), breakdown_of(by_tier)
    if not weighted:
        return Measure(words, places, tiers)
    days = place_days + tier_days
    weights = {
        group.names: sum(days[name] for name in group.names) for group in (*places.groups, *tiers.groups)
    }
    return Measure(words, places, tiers, weights)


def _week(rows: Iterable[WeekRow], monday: date) -> WeekFigures:
    those = [row for row in rows if row.monday == monday]
    overdue = sum(map(_overdue, those))
    held = sum(row.held for row in those)
    return WeekFigures(
        monday,
        held,
        held - sum(row.on_time for row in those),
        overdue,
        sum(row.breached for row in those),
        None if is_small(overdue) else sum(row.weighted_days for row in those),
    )


def _stretch(weeks: Sequence[WeekFigures]) -> Stretch:
    days = [week.weighted_days for week in weeks if week.weighted_days is not None]
    return Stretch(
        weeks[0].monday - timedelta(weeks=1),
        weeks[-1].monday - timedelta(days=1),
        sum(week.held for week in weeks),
        sum(week.held_late for week in weeks),
        round(sum(days) / len(days)) if len(days) == len(weeks) else None,
    )


def _overdue(row: WeekRow) -> int:
    return row.late + row.breached
