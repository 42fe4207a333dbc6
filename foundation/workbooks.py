"""Opening a workbook that somebody brought, in a process of its own that can take only so much of the machine.

Nothing of the file is ever stored under a name: what goes in and comes out lies in files that have none, which are
gone with the last process that holds them, however that ends.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from threading import BoundedSemaphore
from typing import IO, Any

from foundation.errors import BadFile, Fault, RuleBroken

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "-P", "-m", "foundation.workbook_process")
AT_ONCE = 2
WAIT_SECONDS = 185  # it ends itself before; this is for one that cannot
LONGEST_WORD = 200
UNFOLDED = b"\x1d\n"
"""The first line of a sheet that was written as CSV here. Somebody's own file that begins so is CSV all the same."""
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

_turns = BoundedSemaphore(AT_ONCE)


def as_csv(name: str, content: bytes) -> bytes:
    """A workbook's one visible sheet as CSV; any other file as it is. `name` is what the reader calls the file.

    Raises BadFile, and RuleBroken where `AT_ONCE` others are being opened by this process.
    """
    if content.startswith(UNFOLDED):
        return content
    if content.startswith(OLE):
        raise BadFile(
            [Fault(name, None, None, "an older workbook, or one with a password", "an XLSX workbook")]
        )
    if content.startswith(ZIP) or PurePath(name).suffix.lower() in {".xlsx", ".xlsm"}:
        with _turn():
            return _opened(name, content)
    return content


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(blocking=False):
        raise RuleBroken("As many workbooks as can be at once are being opened. Try again in a minute.")
    try:
        yield
    finally:
        _turns.release()


def _opened(name: str, content: bytes) -> bytes:
    # What would not fit a file of the temporary folder is said here, before a process is started for it.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answered:
        given.write(content)
        given.seek(0)
        ended = _run(given, answered)
        answered.seek(0)
        said = _said(answered.readline(4 * LONGEST_WORD + 200)) if ended == 0 else None
        if said is None:
            raise BadFile(
                [Fault(name, None, None, "a file that takes too much to open", "a smaller workbook")]
            )
        if said:
            raise BadFile([_fault(name, said)])
        return UNFOLDED + answered.read()


def _run(given: IO[bytes], answered: IO[bytes]) -> int:
    """How the process ended: 0, or what stopped it. It is given none of our settings, and no shell is asked."""
    process = subprocess.Popen(
        COMMAND, stdin=given, stdout=answered, stderr=subprocess.DEVNULL, cwd="/", env=_environment()
    )
    try:
        return process.wait(WAIT_SECONDS)
    except subprocess.TimeoutExpired:
        return 1
    finally:
        process.kill()
        process.wait()


def _environment() -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT), "PATH": os.defpath, "OPENPYXL_LXML": "False"}


def _said(line: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _fault(name: str, said: dict[str, Any]) -> Fault:
    row, column = said.get("row"), said.get("column")
    return Fault(
        name,
        row if isinstance(row, int) else None,
        column[:LONGEST_WORD] if isinstance(column, str) else None,
        str(said.get("read"))[:LONGEST_WORD],
        str(said.get("expected"))[:LONGEST_WORD],
    )
