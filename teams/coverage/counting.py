"""Covered of all: by profession, employer and neighbourhood, by headcount and whole-time equivalent. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

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
    people: set[int] = field(default_factory=set)
    uncovered: set[int] = field(default_factory=set)
    wte: Decimal = Decimal(0)
    wte_covered: Decimal = Decimal(0)

    def add(self, practice: PracticeFact, covered: bool) -> None:
        self.people.add(practice.person_id)
        wte = practice.hours / practice.full_time_hours
        self.wte += wte
        if covered:
            self.wte_covered += wte
        else:
            self.uncovered.add(practice.person_id)


def coverage_of(practices: Iterable[PracticeFact], judge: Judge) -> Coverage:
    """Whole-time equivalents are exact; rounding is for whoever shows them."""
    cells: dict[Place, _Tally] = {}
    total, gaps = _Tally(), []
    told: set[tuple[str, str, str]] = set()
    for practice in practices:
        found = judge.gaps(practice)
        place = practice.profession, practice.employer, practice.neighbourhood
        cells.setdefault(place, _Tally()).add(practice, not found)
        total.add(practice, not found)
        whose = practice.employer, practice.assignment, practice.profession
        if found and whose not in told:  # two placements under one contract share their gaps
            told.add(whose)
            gaps += [PersonGap(practice, gap) for gap in found]
    return Coverage(
        len(total.people),
        len(total.people - total.uncovered),
        total.wte,
        total.wte_covered,
        tuple(_cell(place, cells[place]) for place in sorted(cells, key=lambda p: (p[0], p[1], p[2] or ""))),
        tuple(gaps),
    )


def _cell(place: Place, tally: _Tally) -> Cell:
    covered = len(tally.people - tally.uncovered)
    return Cell(*place, len(tally.people), covered, tally.wte, tally.wte_covered)
