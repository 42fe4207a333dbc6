"""Coverage laid out for reading: a grid of figures, and gaps of one cause as one line. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from teams.coverage.counting import Cell, PersonGap
from teams.coverage.facts import PracticeFact
from teams.coverage.judging import Gap, GapKind, Judge


@dataclass(frozen=True, slots=True)
class Row:
    """One profession and employer, by code; `cells` in the order of the grid's places, none where nobody is."""

    profession: str
    employer: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """`places`: the neighbourhoods in which somebody is, by code; the services of the whole borough (None)
    come last."""

    places: tuple[str | None, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class GapLine:
    """A gap and everybody whose gap it is: of one post that is to be mended, or of one person."""

    kind: GapKind
    since: date
    reason: str
    owner: str
    post: str | None
    practices: tuple[PracticeFact, ...]

    @property
    def people(self) -> int:
        """How many people it concerns, each once."""
        return len({practice.person_id for practice in self.practices})


@dataclass(frozen=True, slots=True)
class Practising:
    """One profession of somebody in one employment, wherever they are placed with it, and its gaps."""

    placements: tuple[PracticeFact, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person with all that they practise; covered where there is no gap in any of it."""

    person_id: int
    name: str
    practising: tuple[Practising, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Every gap of theirs."""
        return tuple(gap for each in self.practising for gap in each.gaps)


def grid_of(cells: Iterable[Cell], order: Sequence[Iterable[str]]) -> Grid:
    """`order`: the codes of professions, employers and neighbourhoods, each in the order they are read in."""
    professions, employers, neighbourhoods = ({code: n for n, code in enumerate(codes)} for codes in order)
    rows: dict[tuple[str, str], dict[str | None, Cell]] = defaultdict(dict)
    for cell in cells:
        rows[cell.profession, cell.employer][cell.neighbourhood] = cell
    there = {place for row in rows.values() for place in row}
    places: list[str | None] = [code for code in neighbourhoods if code in there]
    places += [None] if None in there else []
    ordered = sorted(rows, key=lambda row: (professions[row[0]], employers[row[1]]))
    return Grid(tuple(places), tuple(Row(*key, tuple(rows[key].get(p) for p in places)) for key in ordered))


def gap_lines(gaps: Iterable[PersonGap]) -> list[GapLine]:
    """Those that concern most people first, then the oldest."""
    shared: dict[object, list[PersonGap]] = defaultdict(list)
    for found in gaps:
        shared[_cause(found.practice, found.gap)].append(found)
    lines = [_line(found) for found in shared.values()]
    return sorted(lines, key=lambda line: (-line.people, line.since, line.practices[0].name, line.kind))


def people_by_kind(gaps: Iterable[PersonGap]) -> Mapping[GapKind, int]:
    """How many people have a gap of each kind that anybody has, in the order in which kinds are listed."""
    people: dict[GapKind, set[int]] = defaultdict(set)
    for found in gaps:
        people[found.gap.kind].add(found.practice.person_id)
    return {kind: len(people[kind]) for kind in GapKind if kind in people}


def people_of(practices: Iterable[PracticeFact], judge: Judge) -> list[Somebody]:
    """Each person once, in the order given."""
    theirs: dict[int, dict[tuple[str, str, str], list[PracticeFact]]] = defaultdict(lambda: defaultdict(list))
    for practice in practices:
        whose = practice.employer, practice.assignment, practice.profession
        theirs[practice.person_id][whose].append(practice)
    return [_somebody(list(each.values()), judge) for each in theirs.values()]


def _somebody(practising: Sequence[Sequence[PracticeFact]], judge: Judge) -> Somebody:
    first = practising[0][0]
    return Somebody(
        first.person_id,
        first.name,
        tuple(Practising(tuple(placements), judge.gaps(placements[0])) for placements in practising),
    )


def _cause(practice: PracticeFact, gap: Gap) -> object:
    """What one mend would close."""
    if gap.post is not None:
        return gap.kind, gap.post, gap.reason
    return gap.kind, practice.employer, practice.assignment, practice.profession


def _line(found: Sequence[PersonGap]) -> GapLine:
    gap = found[0].gap
    since = min(each.gap.since for each in found)
    practices = tuple(each.practice for each in found)
    return GapLine(gap.kind, since, gap.reason, gap.owner, gap.post, practices)
