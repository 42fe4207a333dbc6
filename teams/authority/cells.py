"""What a page about the scheme of delegation is made of: cells, by employer and by function."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.formats import listed
from teams.authority import cession
from teams.authority.facts import Cedable, FunctionFact, MandateFact, OrganisationFact, Party, PlaceFact
from teams.mandate import ALL, Instrument


class Extent(StrEnum):
    """How far an employer has ceded a function: one word for all of its staff in placement."""

    CEDED = "ceded"
    SHARED = "shared"
    KEPT = "kept"
    PROFESSIONAL = "professional"
    ANYONE = "anyone"

    @property
    def label(self) -> str:
        """As a cell says it."""
        return self.value.capitalize()

    @property
    def meaning(self) -> str:
        """As a legend explains it."""
        return MEANINGS[self]


MEANINGS = {
    Extent.CEDED: "the neighbourhood decides for all of this employer’s staff in placement",
    Extent.SHARED: "it is ceded for some of the staff and not for the rest",
    Extent.KEPT: "the employer decides, by the scheme even where a mandate stands beside it",
    Extent.PROFESSIONAL: "the professional line decides",
    Extent.ANYONE: "whoever sees it acts, whoever employs or manages them",
}
OF_PARTY = {
    Party.NEIGHBOURHOOD: Extent.CEDED,
    Party.EMPLOYER: Extent.KEPT,
    Party.PROFESSIONAL: Extent.PROFESSIONAL,
    Party.ANYONE: Extent.ANYONE,
}


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """People of one employer whose main placement (most hours, under one contract) is alike.

    `profession`: what it is called. `job_title`: only where a mandate names jobs; otherwise empty.
    """

    organisation: str
    place: PlaceFact
    people: int
    profession: str | None = None
    job_title: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A mandate that cedes a function, on what condition, and for which staff in placement."""

    mandate: MandateFact
    condition: str | None
    staff: tuple[StaffGroup, ...]

    @property
    def people(self) -> int:
        """How many staff in placement it is ceded for."""
        return count(self.staff)

    @property
    def agreement(self) -> str:
        """“section 75 agreement BURY-S75-2026”."""
        return f"{Instrument(self.mandate.instrument).label} {self.mandate.reference}".rstrip()

    @property
    def whom(self) -> str:
        """“district nurse in Bury East”; “all staff” where the agreement names everybody everywhere."""
        who = "all staff" if ALL in self.mandate.professions else listed(self._staff_named())
        where = "" if ALL in self.mandate.teams else f" in {listed(self._teams_named())}"
        return who + where

    def _staff_named(self) -> Iterable[str]:
        if not self.staff:
            return [cession.spoken(self.mandate.professions)]
        named = self.mandate.professions
        return sorted(
            {(g.profession or "") if g.place.profession in named else g.job_title for g in self.staff}
        )

    def _teams_named(self) -> Iterable[str]:
        if not self.staff:
            return [cession.spoken(self.mandate.teams)]
        return sorted({group.place.team_name for group in self.staff})


@dataclass(frozen=True, slots=True)
class Cell:
    """What one employer has done with one function. `staff`: all of its staff in placement that day;
    `clauses`: first the one that started first; `consult`: whom whoever decides must ask."""

    function: FunctionFact
    organisation: OrganisationFact
    extent: Extent
    staff: tuple[StaffGroup, ...]
    clauses: tuple[Clause, ...] = ()
    consult: tuple[Party, ...] = ()
    because: tuple[str, ...] = ()

    @property
    def never(self) -> bool:
        """Whether nobody can cede it."""
        return self.function.cedable is Cedable.NEVER

    @property
    def people(self) -> int:
        """How many staff in placement the employer has."""
        return count(self.staff)

    @property
    def ceded_for(self) -> int:
        """For how many of them some mandate cedes it."""
        return sum(clause.people for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class Column:
    """One employer's side of the scheme, a cell for each function in the scheme's order."""

    organisation: OrganisationFact
    staff: tuple[StaffGroup, ...]
    cells: tuple[Cell, ...]

    @property
    def people(self) -> int:
        """How many staff in placement the employer has."""
        return count(self.staff)

    @property
    def counts(self) -> Mapping[Extent, int]:
        """How many functions are ceded to which extent; 0 where none is."""
        return Counter(cell.extent for cell in self.cells)

    @property
    def ceded(self) -> list[Cell]:
        """What the neighbourhood decides for all of its staff."""
        return [cell for cell in self.cells if cell.extent is Extent.CEDED]

    @property
    def shared(self) -> list[Cell]:
        """What is ceded for some and not for the rest."""
        return [cell for cell in self.cells if cell.extent is Extent.SHARED]

    @property
    def kept(self) -> list[Cell]:
        """What may be ceded and is not."""
        others = (Extent.CEDED, Extent.SHARED)
        return [cell for cell in self.cells if cell.extent not in others and not cell.never]

    @property
    def never(self) -> list[Cell]:
        """What nobody can cede."""
        return [cell for cell in self.cells if cell.never]


@dataclass(frozen=True, slots=True)
class Row:
    """One function across the employers."""

    function: FunctionFact
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """The whole page. `others`: organisations without staff in placement and without a mandate that day."""

    on: date
    functions: tuple[FunctionFact, ...]
    columns: tuple[Column, ...]
    others: tuple[OrganisationFact, ...]

    @property
    def rows(self) -> list[Row]:
        """By function, in the scheme's order."""
        return [
            Row(function, tuple(column.cells[number] for column in self.columns))
            for number, function in enumerate(self.functions)
        ]

    @property
    def clauses(self) -> list[Clause]:
        """Each mandate that cedes anything, once, in the order of the employers."""
        return clauses_in(cell for column in self.columns for cell in column.cells)


def count(staff: Iterable[StaffGroup]) -> int:
    """How many people; somebody with two contracts of one employer counts under each."""
    return sum(group.people for group in staff)


def clauses_in(cells: Iterable[Cell]) -> list[Clause]:
    """Each mandate behind the cells, once."""
    return list({clause.mandate.code: clause for cell in cells for clause in cell.clauses}.values())
