"""What a position says of a day, and how two days or two beliefs differ. Pure.

Nobody is named: a gap says whose it is by employer and assignment number, so that a sealed file, which can
never be corrected, holds no more about anybody than it needs to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from teams.coverage.arranging import GapLine, gap_lines
from teams.coverage.counting import Cell, Coverage, Place
from teams.coverage.exports import tenths
from teams.coverage.facts import PracticeFact
from teams.coverage.judging import GapKind


@dataclass(frozen=True, slots=True)
class Figures:
    """People in placement and those covered; whole-time equivalents likewise, to one place."""

    people: int
    covered: int
    wte: Decimal
    wte_covered: Decimal


@dataclass(frozen=True, slots=True, order=True)
class Whose:
    """Somebody's practice of one profession in one employment, all by code and number."""

    employer: str
    assignment: str
    profession: str


@dataclass(frozen=True, slots=True)
class Cause:
    """What one mend would close, and everybody whose gap it is with the day it began for each. `owner`: the
    code of the post that owns it; `post`: of the post to mend, where it is a post. `accepted`: why the director
    accepts it; empty where they do not."""

    kind: GapKind
    reason: str
    owner: str
    post: str | None
    people: int
    whose: Mapping[Whose, date]
    accepted: str = ""

    @property
    def since(self) -> date:
        """The first day of the oldest."""
        return min(self.whose.values())


@dataclass(frozen=True, slots=True)
class Findings:
    """Somebody in two places counts in the cell of each, and once in the totals."""

    totals: Figures
    cells: Mapping[Place, Figures]
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class CellChange:
    """A profession, employer and neighbourhood whose figures differ; none on the side where nobody is."""

    place: Place
    was: Figures | None
    now: Figures | None


@dataclass(frozen=True, slots=True)
class GapChange:
    """A gap that is on one side alone, or on both with another first day or owner."""

    kind: GapKind
    whose: Whose
    reason: str
    was: tuple[date, str] | None
    now: tuple[date, str] | None
    """The first day and the code of the post that owns it."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that is not the same; `totals` are those of either side where they differ."""

    totals: tuple[Figures, Figures] | None
    cells: tuple[CellChange, ...]
    gaps: tuple[GapChange, ...]

    def __bool__(self) -> bool:
        return bool(self.totals or self.cells or self.gaps)


@dataclass(frozen=True, slots=True)
class _Held:
    reason: str
    standing: tuple[date, str]


def findings_of(coverage: Coverage) -> Findings:
    """Figures rounded to the tenth; a cause for each line of gaps that the coverage page shows."""
    since = {(g.gap.kind, g.gap.post, g.gap.reason, _whose(g.practice)): g.gap.since for g in coverage.gaps}
    causes = [_cause(line, since) for line in gap_lines(coverage.gaps)]
    return Findings(
        _figures(coverage),
        {(cell.profession, cell.employer, cell.neighbourhood): _figures(cell) for cell in coverage.cells},
        tuple(sorted(causes, key=_order)),
    )


def differences(was: Findings, now: Findings) -> Differences:
    """From the one to the other, each list in the order of its codes."""
    totals = None if was.totals == now.totals else (was.totals, now.totals)
    places = sorted({*was.cells, *now.cells}, key=lambda place: (place[0], place[1], place[2] or ""))
    cells = (CellChange(place, was.cells.get(place), now.cells.get(place)) for place in places)
    return Differences(
        totals, tuple(each for each in cells if each.was != each.now), tuple(_gap_changes(was, now))
    )


def _figures(counted: Coverage | Cell) -> Figures:
    return Figures(counted.people, counted.covered, tenths(counted.wte), tenths(counted.wte_covered))


def _cause(line: GapLine, since: Mapping[tuple[GapKind, str | None, str, Whose], date]) -> Cause:
    whose = {each: since[line.kind, line.post, line.reason, each] for each in map(_whose, line.practices)}
    return Cause(line.kind, line.reason, line.owner, line.post, line.people, dict(sorted(whose.items())))


def _whose(practice: PracticeFact) -> Whose:
    return Whose(practice.employer, practice.assignment, practice.profession)


def _order(cause: Cause) -> tuple[int, date, GapKind, str, Whose]:
    """Those that concern most people first, then the oldest; never by name."""
    return -cause.people, cause.since, cause.kind, cause.post or "", next(iter(cause.whose))


def _gap_changes(was: Findings, now: Findings) -> Iterable[GapChange]:
    before, after = _gaps(was), _gaps(now)
    for key in sorted({*before, *after}, key=lambda key: (key[1], key[0], key[2] or "")):
        old, new = before.get(key), after.get(key)
        if old is None or new is None or old.standing != new.standing:
            reason = new.reason if new else old.reason if old else ""
            yield GapChange(key[0], key[1], reason, old and old.standing, new and new.standing)


def _gaps(found: Findings) -> dict[tuple[GapKind, Whose, str | None], _Held]:
    return {
        (cause.kind, whose, cause.post): _Held(cause.reason, (since, cause.owner))
        for cause in found.causes
        for whose, since in cause.whose.items()
    }
