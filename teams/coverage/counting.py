"""Covered of all: by profession, employer and neighbourhood, by headcount and whole-time equivalent. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from teams.coverage.facts import PracticeFact
from teams.coverage.judging import Gap, Judge

Place = tuple[str, str, str | None]
"""A profession, an employer and a neighbourhood (none: a service of the whole borough)."""


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
    """One cell: people by number, and hours a week, of which the employer's full time makes one whole."""

    full_time: Fraction
    people: set[int] = field(default_factory=set)
    uncovered: set[int] = field(default_factory=set)
    hours: Decimal = Decimal(0)
    hours_uncovered: Decimal = Decimal(0)

    def add(self, practice: PracticeFact, covered: bool) -> None:
        self.people.add(practice.person_id)
        self.hours += practice.hours
        if not covered:
            self.uncovered.add(practice.person_id)
            self.hours_uncovered += practice.hours

    @property
    def wte(self) -> Fraction:
        return Fraction(self.hours) / self.full_time

    @property
    def wte_covered(self) -> Fraction:
        return Fraction(self.hours - self.hours_uncovered) / self.full_time


def coverage_of(practices: Iterable[PracticeFact], judge: Judge) -> Coverage:
    """Whole-time equivalents are exact but for the last of 28 digits; rounding is for whoever shows them."""
    cells: dict[Place, _Tally] = {}
    gaps: list[PersonGap] = []
    told: set[tuple[str, str, str]] = set()
    for practice in practices:
        found = judge.gaps(practice)
        place = practice.profession, practice.employer, practice.neighbourhood
        if place not in cells:
            cells[place] = _Tally(Fraction(practice.full_time_hours))
        cells[place].add(practice, not found)
        whose = practice.employer, practice.assignment, practice.profession
        if found and whose not in told:  # two placements under one contract share their gaps
            told.add(whose)
            gaps += [PersonGap(practice, gap) for gap in found]
    tallies = cells.values()
    counted = _counts(
        set[int]().union(*(tally.people for tally in tallies)),
        set[int]().union(*(tally.uncovered for tally in tallies)),
        sum((tally.wte for tally in tallies), Fraction(0)),
        sum((tally.wte_covered for tally in tallies), Fraction(0)),
    )
    places = sorted(cells, key=lambda place: (place[0], place[1], place[2] or ""))
    return Coverage(*counted, tuple(_cell(place, cells[place]) for place in places), tuple(gaps))


def _cell(place: Place, tally: _Tally) -> Cell:
    return Cell(*place, *_counts(tally.people, tally.uncovered, tally.wte, tally.wte_covered))


def _counts(
    people: set[int], uncovered: set[int], wte: Fraction, covered: Fraction
) -> tuple[int, int, Decimal, Decimal]:
    return len(people), len(people) - len(uncovered), _rounded(wte), _rounded(covered)


def _rounded(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / Decimal(exact.denominator)
