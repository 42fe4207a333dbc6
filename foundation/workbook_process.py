"""`python -m foundation.workbook_process`: a workbook on stdin; on stdout one line of JSON, then its one visible sheet.

It runs by itself because what opens a workbook (zip, XML) can be made to eat a machine by a file of a few bytes. It
knows nothing of ours: no settings, no database, no file with a name. It limits itself before it looks at the first
byte, and dies when the time is over or when the process that asked for it is gone.
"""

import csv
import ctypes
import io
import json
import os
import resource
import signal
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, TextIO

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

CPU_SECONDS = 90
WALL_SECONDS = 180
MOST_MEMORY = 1536 * 2**20  # bytes of address space
MOST_OPEN_FILES = 16
LARGEST_SAID = 128 * 2**20  # bytes on stdout
LARGEST_UNPACKED = 512 * 2**20  # bytes a workbook may unfold to
MOST_PARTS = 2_000  # files in the zip
MOST_COLUMNS = 200
MOST_ROWS = 200_000  # with something in them
LAST_ROW = 1_048_576  # of any sheet
LONGEST_CELL = 32_767  # characters
MACROS = ("vbaproject.bin", "macrosheets/")
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
LINE_BREAKS = str.maketrans({"\r": "\u2028", "\n": "\u2028"})
"""One row is one line. No column takes a line break of either kind."""
WHOLE = (None, None)


class Refused(Exception):
    """What was read, what was expected, and where: a row and a column's letter, or nothing."""

    def __init__(self, read: str, expected: str, place: tuple[int | None, str | None] = WHOLE) -> None:
        super().__init__(read)
        self.said = {"row": place[0], "column": place[1], "read": read, "expected": expected}


def main() -> None:
    """One workbook."""
    limit_itself()
    content, answer = sys.stdin.buffer.read(), io.StringIO(newline="")
    try:
        write_rows(answer, rows_of(content))
        said: dict[str, Any] = {}
    except Refused as refusal:
        said = refusal.said
    except MemoryError:
        said = Refused("a file that takes too much memory to open", "a smaller workbook").said
    except Exception:  # whatever the libraries say of a broken workbook means one thing
        said = Refused("a file that cannot be opened", "an XLSX workbook").said
    with os.fdopen(1, "w", encoding="utf-8", newline="", errors="replace") as out:
        out.write(json.dumps(said) + "\n")
        if not said:
            out.write(answer.getvalue())


def limit_itself() -> None:
    """From here on it can take so much and no more."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    signal.alarm(WALL_SECONDS)
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_NOFILE, MOST_OPEN_FILES),
        (resource.RLIMIT_FSIZE, LARGEST_SAID),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    os.nice(5)


def rows_of(content: bytes) -> Iterator[list[str]]:
    """The rows of the one visible sheet, each as wide as the first; a row that says nothing is empty. Raises
    Refused."""
    refuse_bombs(content)
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if len(sheets) != 1:
        raise Refused(f"{len(sheets)} visible sheets", "one visible sheet")
    sheet: Any = sheets[0]
    sheet.reset_dimensions()  # a sheet's own word about its size is not to be trusted
    width = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = cells_of(number, row)
        width = width or len(cells)
        yield cells + [""] * (width - len(cells)) if any(cells) else []


def refuse_bombs(content: bytes) -> None:
    """By what the zip says of itself; no more than it says is ever unfolded. Raises Refused."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise Refused(f"{len(parts):,} parts", f"at most {MOST_PARTS:,}")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED:
        raise Refused(f"{unpacked // 2**20} MiB when unpacked", f"at most {LARGEST_UNPACKED // 2**20} MiB")
    if any(macro in part.filename.lower() for part in parts for macro in MACROS):
        raise Refused("a workbook with macros", "an XLSX workbook without macros")


def cells_of(number: int, row: Iterable[Any]) -> list[str]:
    """A row as a person reads it, to its last cell that says something. Raises Refused."""
    cells = list(row)
    if number > LAST_ROW:
        raise Refused(f"row {number:,}", f"at most {LAST_ROW:,} rows", (number, None))
    texts = [as_text(cell.value) for cell in cells]
    said = max((place for place, text in enumerate(texts, 1) if text.strip()), default=0)
    if said > MOST_COLUMNS:
        raise Refused(f"{said} cells", f"at most {MOST_COLUMNS}", (number, None))
    for place, (cell, text) in enumerate(zip(cells[:said], texts, strict=False), 1):
        where = (number, get_column_letter(place))
        if cell.data_type == "f":
            raise Refused("a formula", "the value itself: copy the sheet and paste values", where)
        if len(text) > LONGEST_CELL:
            raise Refused(f"{len(text):,} characters", f"at most {LONGEST_CELL:,}", where)
    return [text.translate(LINE_BREAKS) for text in texts[:said]]


def as_text(value: object) -> str:
    """A date cell as an ISO day, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def write_rows(answer: TextIO, rows: Iterable[list[str]]) -> None:
    """As CSV, one line to a row; empty rows after the last that says something are left out. Raises Refused."""
    write: Callable[[list[str]], object] = csv.writer(answer, lineterminator="\n").writerow
    empty, said = 0, 0
    for number, cells in enumerate(rows, 1):
        if not cells:
            empty += 1
            continue
        said += 1
        if said > MOST_ROWS:
            raise Refused(f"more than {MOST_ROWS:,} rows", f"at most {MOST_ROWS:,}", (number, None))
        answer.write("\n" * empty)
        empty = 0
        write(cells)
        if answer.tell() > LARGEST_SAID // 4:  # as UTF-8 a character is four bytes at most
            raise Refused(
                f"more than {LARGEST_SAID // 2**22} million characters", "a smaller workbook", (number, None)
            )


if __name__ == "__main__":
    main()
