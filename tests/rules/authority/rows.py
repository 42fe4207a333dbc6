"""Rows of the files that describe the small borough. Whatever is wrong is said with the file and the row."""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NoReturn

from foundation.effective import Period, through


class WrongRow(ValueError):
    """A cell that cannot be used. The message names the file, the row, the column and what it says."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, and the line of the file that it is on."""

    file: str
    number: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        """What the cell says; nothing for an empty one."""
        return self.cells[column]

    def needed(self, column: str) -> str:
        """What the cell says. Raises WrongRow for an empty one."""
        return self.text(column) or self.wrong(column, "something")

    def one_of(self, column: str, known: Collection[str]) -> str:
        """One of the words that are known. Raises WrongRow."""
        text = self.text(column)
        return text if text in known else self.wrong(column, f"one of {', '.join(sorted(known))}")

    def maybe_one_of(self, column: str, known: Collection[str]) -> str | None:
        """One of the words that are known, or nothing. Raises WrongRow."""
        return self.one_of(column, known) if self.text(column) else None

    def listed(self, column: str) -> tuple[str, ...]:
        """Words with semicolons between."""
        return tuple(word.strip() for word in self.text(column).split(";") if word.strip())

    def day(self, column: str) -> date:
        """A day written as 2026-04-01. Raises WrongRow."""
        try:
            return date.fromisoformat(self.text(column))
        except ValueError:
            self.wrong(column, "a day written as 2026-04-01")

    def maybe_day(self, column: str) -> date | None:
        """A day, or nothing. Raises WrongRow."""
        return self.day(column) if self.text(column) else None

    def hours(self, column: str) -> Decimal:
        """Hours a week. Raises WrongRow."""
        try:
            return Decimal(self.text(column))
        except InvalidOperation:
            self.wrong(column, "hours a week such as 37.5")

    def period(self, first: str = "first day", last: str = "last day") -> Period:
        """From the first day until the last one. Raises WrongRow, also where they are the wrong way round."""
        try:
            return through(self.day(first), self.maybe_day(last))
        except WrongRow:
            raise
        except ValueError:
            self.wrong(last, f"no day before {self.text(first)}")

    def wrong(self, column: str, expected: str) -> NoReturn:
        """Refuse the cell."""
        said = f"“{self.text(column)}”" if self.text(column) else "nothing"
        raise WrongRow(f"{self.file}, row {self.number}, {column}: {said} where {expected} was expected")


def rows_of(path: Path) -> list[Row]:
    """Every row of a file whose first row names the columns. Raises WrongRow for one that is too long or
    too short."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, strict=True)
        columns = next(lines)
        return [_row(path.name, lines.line_num, columns, cells) for cells in lines if any(cells)]


def in_force(rows: Iterable[Row], on: date) -> list[Row]:
    """Those whose days the day is one of."""
    return [row for row in rows if on in row.period()]


def _row(file: str, number: int, columns: list[str], cells: list[str]) -> Row:
    if len(cells) != len(columns):
        raise WrongRow(f"{file}, row {number}: {len(cells)} cells where {len(columns)} were expected")
    return Row(file, number, {name: cell.strip() for name, cell in zip(columns, cells, strict=True)})
