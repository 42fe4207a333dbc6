"""Writing tables that people open in a spreadsheet and that `foundation.spreadsheets` reads back equal.

A text that a spreadsheet would take for a formula is written after an apostrophe; `unguarded` takes it off.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

Cell = str | int | Decimal | date | None
STARTS = r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
"""What a formula begins with, in some spreadsheet: the wide forms too."""
FORMULA = re.compile(f"'*{STARTS}")
GUARDED = re.compile(f"'+{STARTS}")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TITLE = 31  # characters in the name of a sheet


def csv_table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8, days as 2026-04-01, nothing where there is nothing. No cell is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_in_csv(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def xlsx_table(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one visible sheet. Days and numbers are days and numbers there. No cell is a formula."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(title[:LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    sheet.append(list(header))
    for row in rows:
        sheet.append([_in_xlsx(cell) for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def unguarded(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """A reader of cells that may have been guarded."""

    def parse(text: str) -> Any:
        return read(text[1:] if GUARDED.match(text) else text)

    return parse


def _in_csv(cell: Cell) -> str:
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _in_xlsx(cell: Cell) -> Cell:
    return guarded(cell) if isinstance(cell, str) else cell
