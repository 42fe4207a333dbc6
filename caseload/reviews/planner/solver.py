"""OR-Tools, where it is installed, in a process of its own: asked for prices, and never believed.

What it answers is only ever a suggestion. Prices are proven in `prices.py` afresh, so that a
wrong one proves little rather than too much. When the process cannot be started, dies, runs out of memory, takes too
long or answers nonsense, it is given up, and the search goes on alone.
"""

import json
import math
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

CHILD = Path(__file__).with_name("solver_child.py")
PATIENCE = 120.0
"""Seconds that one answer is waited for at most, where the caller is in no hurry."""
GRACE = 5.0
"""Seconds given beyond those that were asked for: to start, to read and to write."""

Entry = tuple[int, float]
"""A row, and the factor of a column in it."""


@dataclass(slots=True)
class Model:
    """Rows, columns and entries to add to what the solver holds. Columns are amounts of at least 0."""

    first_row: int = 0
    first_column: int = 0
    rows: list[tuple[float | None, float | None]] = field(default_factory=list)
    columns: list[tuple[float, float | None, list[Entry]]] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)

    def row(self, least: float | None, most: float | None) -> int:
        self.rows.append((least, most))
        return self.first_row + len(self.rows) - 1

    def column(self, cost: float, most: float | None, entries: Sequence[Entry]) -> int:
        self.columns.append((cost, most, list(entries)))
        return self.first_column + len(self.columns) - 1

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns in all, those before this part among them."""
        return self.first_row + len(self.rows), self.first_column + len(self.columns)


@dataclass(frozen=True, slots=True)
class Answer:
    """An amount for each column, and a dual price for each row."""

    amounts: list[float]
    duals: list[float]


class Solver:
    """The process. `working` is False once it has been given up; `helped` is for whoever uses its answers."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self.helped = False
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
            )
        except OSError:
            return

    @property
    def working(self) -> bool:
        return self._process is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_up()

    def give_up(self) -> None:
        """End the process; every later question has no answer."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue

    def solve(self, model: Model, *, effort: float, seconds: float | None = None) -> Answer | None:
        """The cheapest amounts found once `model` is added to what was asked before, or None where there are none.

        `effort` is counted by the solver itself and repeats; `seconds` is a last resort.
        """
        asked = {
            "effort": effort,
            "seconds": seconds,
            "rows": model.rows,
            "columns": model.columns,
            "entries": model.entries,
        }
        said = self._ask(json.dumps(asked).encode() + b"\n", seconds)
        if isinstance(said, dict) and said.get("found") is False:
            return None
        answer = _read(said, *model.size) if isinstance(said, dict) else None
        if answer is None:
            self.give_up()
        return answer

    def _ask(self, line: bytes, seconds: float | None) -> Any:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return None
        overdue = threading.Timer(PATIENCE if seconds is None else seconds + GRACE, process.kill)
        overdue.start()
        try:
            process.stdin.write(line)
            process.stdin.flush()
            return json.loads(process.stdout.readline())
        except (OSError, ValueError, RecursionError):
            return None
        finally:
            overdue.cancel()


def _read(said: dict[str, Any], rows: int, columns: int) -> Answer | None:
    amounts, duals = _numbers(said.get("amounts"), columns), _numbers(said.get("duals"), rows)
    return None if amounts is None or duals is None else Answer(amounts, duals)


def _numbers(values: Any, length: int) -> list[float] | None:
    if not isinstance(values, list) or len(values) != length:
        return None
    numbers = [float(value) for value in values if isinstance(value, int | float) and math.isfinite(value)]
    return numbers if len(numbers) == length else None


def installed_solver() -> Solver | None:
    """The solver, started; None where OR-Tools is not installed. Importing it is left to its own process."""
    return Solver([sys.executable, "-I", str(CHILD)]) if find_spec("ortools") else None


def no_solver() -> Solver | None:
    """None, where the search is to go on alone."""
    return None
