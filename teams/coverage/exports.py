"""Cells and gaps of coverage as files, one table to a file, and how each column is read back. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from foundation.spreadsheets import Column, NotAsExpected, code, day, one_of, words
from foundation.tables_out import unguarded
from teams.coverage.counting import Coverage
from teams.coverage.judging import GapKind

TENTH = Decimal("0.1")


class CellRow(NamedTuple):
    """A profession, an employer and a neighbourhood (none: the services of the whole borough) on a day."""

    number: int
    on: date
    profession: str
    employer: str
    neighbourhood: str | None
    people: int
    covered: int
    wte: Decimal
    wte_covered: Decimal


class GapRow(NamedTuple):
    """One gap of one person in one profession and employment. `owner`: the code of the post that owns it,
    `post`: of the post to mend, where it is a post."""

    number: int
    on: date
    employer: str
    assignment: str
    name: str
    profession: str
    kind: str
    since: date
    owner: str
    post: str | None
    reason: str


def cell_rows(coverage: Coverage, on: date) -> list[CellRow]:
    """Numbered as the rows of the file are; the first is the row after the header."""
    return [
        CellRow(
            number, on, cell.profession, cell.employer, cell.neighbourhood, cell.people, cell.covered,
            tenths(cell.wte), tenths(cell.wte_covered),
        )
        for number, cell in enumerate(coverage.cells, 2)
    ]  # fmt: skip


def gap_rows(coverage: Coverage, on: date) -> list[GapRow]:
    """By employer, assignment number and profession, each one's oldest first; numbered likewise."""
    gaps = sorted(
        coverage.gaps,
        key=lambda g: (g.practice.employer, g.practice.assignment, g.practice.profession, g.gap.since, g.gap.kind),
    )  # fmt: skip
    return [
        GapRow(
            number, on, found.practice.employer, found.practice.assignment, found.practice.name,
            found.practice.profession, found.gap.kind.value, found.gap.since, found.gap.owner, found.gap.post,
            found.gap.reason,
        )
        for number, found in enumerate(gaps, 2)
    ]  # fmt: skip


def table_of(rows: Iterable[CellRow | GapRow]) -> Iterable[tuple[str | int | Decimal | date | None, ...]]:
    """The cells of each row as written: all but its number."""
    return (row[1:] for row in rows)


def tenths(wte: Decimal) -> Decimal:
    """Whole-time equivalents as files say them: to one place, a half upwards."""
    return wte.quantize(TENTH, ROUND_HALF_UP)


def count(text: str) -> int:
    """A whole number, as `foundation.spreadsheets` reads a cell."""
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise NotAsExpected("a whole number")
    return int(text)


def figure(text: str) -> Decimal:
    """A number to one place, likewise."""
    if not re.fullmatch(r"\d{1,9}(\.\d)?", text, re.ASCII):
        raise NotAsExpected("a number to one place, such as 4.6")
    return Decimal(text)


_DAY = Column(day, "a day written as 2026-04-01", needed=True)
_CODE = Column(unguarded(code), "a code", needed=True)
_COUNT, _FIGURE = Column(count, "a whole number", needed=True), Column(figure, "a number", needed=True)

CELLS: Mapping[str, Column] = {
    "on": _DAY, "profession": _CODE, "employer": _CODE, "neighbourhood": Column(unguarded(code), "a code, or nothing"),
    "people": _COUNT, "covered": _COUNT, "wte": _FIGURE, "wte_covered": _FIGURE,
}  # fmt: skip
GAPS: Mapping[str, Column] = {
    "on": _DAY, "employer": _CODE, "assignment": Column(unguarded(words()), "a number", needed=True),
    "name": Column(unguarded(words(500)), "a name", needed=True), "profession": _CODE,
    "kind": Column(one_of(*GapKind), "a kind of gap", needed=True), "since": _DAY,
    "owner": Column(unguarded(code), "the code of a post, or nothing", empty=""),
    "post": Column(unguarded(code), "the code of a post, or nothing"),
    "reason": Column(unguarded(words(1000)), "a sentence", needed=True),
}  # fmt: skip
