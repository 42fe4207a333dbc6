"""What is not in the scheme on one day as it was on another, and which mandate made it so. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from foundation.formats import day, last_day
from teams.authority import cession
from teams.authority.cells import Cell, Clause, Column
from teams.authority.facts import FunctionFact, MandateFact, OrganisationFact
from teams.mandate import Status

Said = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that reads otherwise on the second day, and why."""

    before: Cell
    after: Cell
    because: tuple[str, ...]

    @property
    def function(self) -> FunctionFact:
        """What it is about."""
        return self.after.function

    @property
    def organisation(self) -> OrganisationFact:
        """Whose staff it is about."""
        return self.after.organisation


@dataclass(frozen=True, slots=True)
class Changed:
    """One employer's cells that differ, in the scheme's order; at least one."""

    organisation: OrganisationFact
    differences: tuple[Difference, ...]


def compare(
    first: Sequence[Column],
    second: Sequence[Column],
    mandates: Iterable[MandateFact],
    days: tuple[date, date],
) -> list[Changed]:
    """The employers whose cells differ between two days. `first` and `second` hold the same employers in one
    order; `mandates`: all that is known of theirs. How many people it is about makes no difference."""
    terms: dict[str, list[MandateFact]] = {}
    for mandate in sorted(mandates, key=lambda m: m.period.starts_on):
        terms.setdefault(mandate.code, []).append(mandate)
    changed = (
        Changed(before.organisation, tuple(_differences(before, after, terms, days)))
        for before, after in zip(first, second, strict=True)
    )
    return [each for each in changed if each.differences]


def _differences(
    before: Column, after: Column, terms: dict[str, list[MandateFact]], days: tuple[date, date]
) -> Iterable[Difference]:
    for was, now in zip(before.cells, after.cells, strict=True):
        if (was.extent, _clauses(was)) != (now.extent, _clauses(now)):
            yield Difference(was, now, tuple(_because(was, now, terms, days)))


def _clauses(cell: Cell) -> dict[str, Said]:
    return {clause.mandate.code: _said(clause) for clause in cell.clauses}


def _said(clause: Clause) -> Said:
    """What a reader of the cell would see change."""
    m = clause.mandate
    return m.instrument, m.reference, m.professions, m.teams, clause.condition


def _because(was: Cell, now: Cell, terms: dict[str, list[MandateFact]], days: tuple[date, date]) -> list[str]:
    before, after = _clauses(was), _clauses(now)
    codes = sorted(code for code in {**before, **after} if before.get(code) != after.get(code))
    events = [event for code in codes if (event := _event(code, terms[code], days))]
    return events or ["No mandate changed for it: the staff in placement did."]


def _event(code: str, rows: Sequence[MandateFact], days: tuple[date, date]) -> str | None:
    """What happened to a mandate between the two days; None where it says the same on both."""
    first, second = (next((m for m in rows if cession.in_force(m, on)), None) for on in days)
    if second is None:
        return first and _ended(first, rows)
    if first is None:
        return f"Mandate {code} began on {day(_began(second, rows))}."
    return None if first is second else f"Mandate {code} changed on {day(second.period.starts_on)}."


def _began(row: MandateFact, rows: Sequence[MandateFact]) -> date:
    """The first of the days on end on which it is in force, however its words changed meanwhile."""
    start = row.period.starts_on
    for earlier in reversed(rows):
        if earlier.status == Status.SIGNED and earlier.period.until == start:
            start = earlier.period.starts_on
    return start


def _ended(row: MandateFact, rows: Sequence[MandateFact]) -> str:
    """`rows`: of one mandate, in the order in which they start."""
    end = row.period.end
    for later in rows:
        if later.status == Status.SIGNED and later.period.starts_on == end:
            end = later.period.end
    if any(m.status == Status.WITHDRAWN and m.period.starts_on == end for m in rows):
        return f"Mandate {row.code} was withdrawn from {day(end)}."
    return f"Mandate {row.code} ended on {day(last_day(end))}."
