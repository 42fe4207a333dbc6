"""Coverage week by week, and the line that shows it. Pure: places and lengths, in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation.formats import short_day
from teams.coverage.picture import Text

WIDTH, HEIGHT = 760, 190
LEFT, RIGHT, TOP, BOTTOM = 46, 750, 14, 160
LEVELS = (0, 50, 100)
DAYS_BETWEEN_LABELS = 84


@dataclass(frozen=True, slots=True)
class Week:
    """A Monday's figures."""

    monday: date
    people: int
    covered: int
    wte: Decimal
    wte_covered: Decimal


@dataclass(frozen=True, slots=True)
class Level:
    """A line across, and what it stands for."""

    y: int
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """Share of people covered, from nought at the bottom to all at the top. `path`: as SVG draws it."""

    width: int
    height: int
    left: int
    right: int
    path: str
    levels: tuple[Level, ...]
    labels: tuple[Text, ...]


def line_of(weeks: Sequence[Week]) -> Line | None:
    """None where fewer than two Mondays have people, oldest first: a point is no line."""
    counted = [week for week in weeks if week.people]
    if len(counted) < 2:
        return None
    first, last = counted[0].monday, counted[-1].monday
    steps = [f"{_across(week.monday, first, last)} {_up(week.covered, week.people)}" for week in counted]
    return Line(
        WIDTH,
        HEIGHT,
        LEFT,
        RIGHT,
        "M" + " L".join(steps),
        tuple(Level(_up(level, 100), f"{level}%") for level in LEVELS),
        tuple(_labels(counted, first, last)),
    )


def _labels(weeks: Sequence[Week], first: date, last: date) -> list[Text]:
    """The first Monday and about every quarter after it."""
    labels: list[Text] = []
    latest = None
    for week in weeks:
        x = _across(week.monday, first, last)
        if x > RIGHT - 60 or (latest and (week.monday - latest).days < DAYS_BETWEEN_LABELS):
            continue
        if labels and x - labels[-1].x < 90:
            continue
        labels.append(Text(x, HEIGHT - 10, short_day(week.monday)))
        latest = week.monday
    return labels


def _across(monday: date, first: date, last: date) -> int:
    return LEFT + (RIGHT - LEFT) * (monday - first).days // (last - first).days


def _up(part: int, whole: int) -> int:
    return BOTTOM - (BOTTOM - TOP) * part // whole
