"""Reading tables of text from CSV and XLSX files: every bad place is found at once, nothing is guessed."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple, TypeVar

from foundation.errors import BadFile, Fault
from foundation.workbooks import UNFOLDED, as_csv

R = TypeVar("R", bound=NamedTuple)
LARGEST_FILE = 256 * 2**20  # bytes
LONGEST_ROW = 1_000_000  # characters of CSV
LONGEST_ROW_OPENED = 200 * 2 * 32_767  # of a sheet, whose cells were counted where it was opened
MOST_COLUMNS = 200
MOST_FAULTS = 500
LONGEST_SHOWN = 60


class NotAsExpected(ValueError):
    """A cell that cannot be read. The message says what was expected."""


@dataclass(frozen=True, slots=True)
class Column:
    """How one column is read. `parse` takes the cell's text and raises NotAsExpected; an empty cell gives
    `empty` unless the column is `needed`."""

    parse: Callable[[str], Any]
    expected: str
    needed: bool = False
    empty: Any = None


Profile = Mapping[str, str]
"""Another system's header → our column."""


def read_table(
    name: str,
    content: bytes,
    row_type: type[R],
    columns: Mapping[str, Column],
    profile: Profile | None = None,
) -> list[R]:
    """The rows of a file, each a `row_type` whose first field is the row's number in the file.

    Raises BadFile naming every fault: unreadable file, missing, unknown or doubled headers, and each cell
    that is not as expected.
    """
    rows, faults = read_rows(name, content, row_type, columns, profile)
    if faults:
        raise BadFile(faults)
    return rows


def read_rows(
    name: str,
    content: bytes,
    row_type: type[R],
    columns: Mapping[str, Column],
    profile: Profile | None = None,
) -> tuple[list[R], list[Fault]]:
    """The rows that read well, and the faults of those that do not: for a caller with more to check, so
    that everything wrong is said at once. Raises BadFile when the file or its header cannot be read at all.
    """
    lines = _lines(name, content)
    header = next(lines, None)
    if header is None:
        raise BadFile([Fault(name, None, None, "an empty file", "a row of column names")])
    places = _places(name, [(profile or {}).get(cell.strip(), cell.strip()) for cell in header[1]], columns)
    return _rows(
        name, lines, row_type, [(title, columns[title], places[title]) for title in columns], len(header[1])
    )


def _rows(
    name: str,
    lines: Iterator[tuple[int, list[str]]],
    row_type: type[R],
    steps: list[tuple[str, Column, int]],
    width: int,
) -> tuple[list[R], list[Fault]]:
    """`steps`: each column's title, how it is read, and its place. `width`: how many cells the header has."""
    faults: list[Fault] = []
    rows: list[R] = []
    least = max(place for _, _, place in steps) + 1
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        before = len(faults)
        if len(cells) < least or any(cell.strip() for cell in cells[width:]):
            faults.append(Fault(name, number, None, f"{len(cells)} cells", f"{width}, as the first row has"))
        else:
            read = [
                _cell(name, number, title, column, cells[place], faults) for title, column, place in steps
            ]
            if len(faults) == before:
                rows.append(row_type._make((number, *read)))
        if len(faults) > MOST_FAULTS:
            raise BadFile(
                [*faults, Fault(name, number, None, "more faults than can be shown", "a cleaner file")]
            )
    return rows, faults


def _cell(name: str, number: int, title: str, column: Column, text: str, faults: list[Fault]) -> Any:
    text = text.strip()
    if not text:
        if column.needed:
            faults.append(Fault(name, number, title, "", column.expected))
        return column.empty
    try:
        return column.parse(text)
    except NotAsExpected as fault:
        faults.append(Fault(name, number, title, text[:LONGEST_SHOWN], str(fault) or column.expected))
    except ValueError:
        faults.append(Fault(name, number, title, text[:LONGEST_SHOWN], column.expected))
    return column.empty


def _places(name: str, header: list[str], columns: Mapping[str, Column]) -> dict[str, int]:
    faults = [
        Fault(name, 1, title, f"{title} twice", "each column name once")
        for title in dict.fromkeys(header)
        if title and header.count(title) > 1
    ]
    faults += [
        Fault(name, 1, title, "no such column", f"a column named {title}")
        for title in columns
        if title not in header
    ]
    faults += [
        Fault(name, 1, title[:LONGEST_SHOWN], title[:LONGEST_SHOWN], "only the columns of this kind of file")
        for title in dict.fromkeys(header)
        if title and title not in columns
    ]
    if faults:
        raise BadFile(faults[:MOST_FAULTS])
    return {title: header.index(title) for title in columns}


def _lines(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row's number and cells. A workbook is opened by a process of its own; CSV is read here, where a row
    takes no more than `LONGEST_ROW` characters of a file of no more than `LARGEST_FILE` bytes."""
    if len(content) > LARGEST_FILE:
        size = f"{len(content) // 2**20} MiB"
        raise BadFile([Fault(name, None, None, size, f"at most {LARGEST_FILE // 2**20} MiB")])
    table = as_csv(name, content)
    opened = table.startswith(UNFOLDED)
    return _csv_lines(name, table.removeprefix(UNFOLDED), LONGEST_ROW_OPENED if opened else LONGEST_ROW)


def _csv_lines(name: str, content: bytes, longest: int) -> Iterator[tuple[int, list[str]]]:
    text = _Text(name, _decoded(name, content), longest)
    reader = csv.reader(text, strict=True)
    while True:
        text.row = 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = Fault(name, reader.line_num, None, "quotes that do not close", "a CSV file")
            raise BadFile([fault]) from error
        if len(cells) > MOST_COLUMNS:
            raise BadFile(
                [Fault(name, reader.line_num, None, f"{len(cells):,} cells", f"at most {MOST_COLUMNS}")]
            )
        yield reader.line_num, cells


def _decoded(name: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadFile(
            [Fault(name, line, None, "bytes that are not UTF-8", "a CSV file saved as UTF-8")]
        ) from error
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise BadFile([Fault(name, line, None, "a NUL character", "plain text")])
    return text


class _Text:
    """The lines of a text, until one row of it is too long. `row`: the characters of this row so far."""

    def __init__(self, name: str, text: str, longest: int) -> None:
        self._lines = io.StringIO(text, newline="")
        self._name, self._longest, self._number, self.row = name, longest, 0, 0

    def __iter__(self) -> "_Text":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._number, self.row = self._number + 1, self.row + len(line)
        if self.row > self._longest:
            read = f"a row of more than {self._longest:,} characters"
            raise BadFile(
                [Fault(self._name, self._number, None, read, "a shorter row; do all quotes close?")]
            )
        return line


def words(longest: int = 200) -> Callable[[str], str]:
    """Text up to `longest` characters, with no control characters."""

    def parse(text: str) -> str:
        if len(text) > longest:
            raise NotAsExpected(f"at most {longest} characters")
        if not text.isprintable():
            raise NotAsExpected("text without line breaks or control characters")
        return text

    return parse


def day(text: str) -> date:
    """An ISO day, and nothing that merely looks like one."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise NotAsExpected("a day written as 2026-04-01")
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise NotAsExpected("a day that exists, written as 2026-04-01") from error
    if not 1900 <= found.year <= 2199:
        raise NotAsExpected("a day between 1900 and 2199")
    return found


def hours(text: str) -> Decimal:
    """Hours a week: 0 to 168, to the hundredth."""
    if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", text, re.ASCII):
        raise NotAsExpected("hours a week such as 37.5")
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise NotAsExpected("hours a week such as 37.5") from error
    if found > 168:
        raise NotAsExpected("no more than the 168 hours a week has")
    return found


def one_of(*choices: str) -> Callable[[str], str]:
    """One of a short list of words."""

    def parse(text: str) -> str:
        if text not in choices:
            raise NotAsExpected("one of " + ", ".join(choices))
        return text

    return parse


def code(text: str) -> str:
    """A code of letters, digits and a few joining marks."""
    if not re.fullmatch(r"[\w.\-/]{1,60}", text, re.ASCII):
        raise NotAsExpected("a code of letters, digits, _ - . or /")
    return text
