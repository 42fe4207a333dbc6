"""Covered of all: by profession, employer and neighbourhood, by headcount and whole-time equivalent. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from teams.coverage.facts import PracticeFact
from teams.coverage.judging import Gap, Judge

Place = tuple[str, str, str | None]
"""A profession, an employer and a neighbourhood (none: a service of the whole borough)."""
Hours = defaultdict[Decimal, Decimal]
"""Hours worked a week, by the hours that are full time."""


@dataclass(frozen=True, slots=True)
class Cell:
    """People in placement and those covered; whole-time equivalents likewise."""

    profession: str
    employer: str
    neighbourhood: str | None
    people: int
    covered: int
    wte: Decimal
    wte_covered: Decimal


@dataclass(frozen=True, slots=True)
class PersonGap:
    """A gap of one person in one profession and employment."""

    practice: PracticeFact
    gap: Gap


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everybody is counted once in the totals, and is covered there when covered in all they practise."""

    people: int
    covered: int
    wte: Decimal
    wte_covered: Decimal
    cells: tuple[Cell, ...]
    gaps: tuple[PersonGap, ...]


@dataclass(slots=True)
class _Tally:
    """People by number; hours a week by what is full time, so that a whole-time equivalent is rounded once."""

    people: set[int] = field(default_factory=set)
    uncovered: set[int] = field(default_factory=set)
    hours: Hours = field(default_factory=lambda: defaultdict(Decimal))
    covered_hours: Hours = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, practice: PracticeFact, covered: bool) -> None:
        self.people.add(practice.person_id)
        self.hours[practice.full_time_hours] += practice.hours
        if covered:
            self.covered_hours[practice.full_time_hours] += practice.hours
        else:
            self.uncovered.add(practice.person_id)

    def include(self, other: "_Tally") -> None:
        self.people |= other.people
        self.uncovered |= other.uncovered
        for mine, theirs in ((self.hours, other.hours), (self.covered_hours, other.covered_hours)):
            for full_time, hours in theirs.items():
                mine[full_time] += hours

    def counts(self) -> tuple[int, int, Decimal, Decimal]:
        covered = len(self.people) - len(self.uncovered)
        return len(self.people), covered, _whole_times(self.hours), _whole_times(self.covered_hours)


def coverage_of(practices: Iterable[PracticeFact], judge: Judge) -> Coverage:
    """Whole-time equivalents are exact but for the last of 28 digits; rounding is for whoever shows them."""
    cells: dict[Place, _Tally] = defaultdict(_Tally)
    gaps: list[PersonGap] = []
    told: set[tuple[str, str, str]] = set()
    for practice in practices:
        found = judge.gaps(practice)
        cells[practice.profession, practice.employer, practice.neighbourhood].add(practice, not found)
        whose = practice.employer, practice.assignment, practice.profession
        if found and whose not in told:  # two placements under one contract share their gaps
            told.add(whose)
            gaps += [PersonGap(practice, gap) for gap in found]
    total = _Tally()
    for tally in cells.values():
        total.include(tally)
    places = sorted(cells, key=lambda place: (place[0], place[1], place[2] or ""))
    counted = tuple(Cell(*place, *cells[place].counts()) for place in places)
    return Coverage(*total.counts(), counted, tuple(gaps))


def _whole_times(hours: Hours) -> Decimal:
    exact = sum((Fraction(worked) / Fraction(full_time) for full_time, worked in hours.items()), Fraction(0))
    return Decimal(exact.numerator) / Decimal(exact.denominator)
