"""The solver's own process: it reads a linear programme line by line, and answers each line with a solution.

It is run as a file, on its own, by `solver.py`, and is the only place that imports OR-Tools. Each line is JSON:

    {"effort": 1.0, "seconds": 9.5,
     "rows": [[least, most]], "columns": [[cost, most, [[row, factor], ...]]], "entries": [[row, column, factor]]}

and adds rows, then columns, then entries to the linear programme it holds. Columns are at least 0; null means no
limit. `effort` is counted by the solver itself, the same on every run; `seconds` is a last resort. The answer
gives each column's amount and each row's dual price; `{"found": false}` where there is nothing to give.
"""

import ctypes
import json
import resource
import signal
import sys
from importlib import import_module
from typing import Any

pywraplp: Any = import_module("ortools.linear_solver.pywraplp")


MEMORY = 700 << 20
"""Bytes it may write to: with the rest of the planner this stays below a GiB."""
DIE_WITH_PARENT = 1
"""`PR_SET_PDEATHSIG` of Linux."""


class Held:
    """One linear programme, added to bit by bit."""

    def __init__(self) -> None:
        self._solver: Any = pywraplp.Solver.CreateSolver("GLOP")
        self._cost: Any = self._solver.Objective()
        self._rows: list[Any] = []
        self._columns: list[Any] = []

    def add(self, asked: dict[str, Any]) -> None:
        for least, most in asked["rows"]:
            self._rows.append(self._solver.Constraint(self._limit(least, -1), self._limit(most, 1)))
        for cost, most, entries in asked["columns"]:
            column = self._solver.NumVar(0, self._limit(most, 1), "")
            self._columns.append(column)
            self._cost.SetCoefficient(column, cost)
            for row, factor in entries:
                self._rows[row].SetCoefficient(column, factor)
        for row, column, factor in asked["entries"]:
            self._rows[row].SetCoefficient(self._columns[column], factor)

    def _limit(self, limit: float | None, sign: int) -> float:
        return sign * self._solver.infinity() if limit is None else limit

    def solve(self, effort: float, seconds: float | None) -> dict[str, Any]:
        self._solver.SetSolverSpecificParametersAsString(f"max_deterministic_time: {effort}")
        if seconds is not None:
            self._solver.SetTimeLimit(max(1, int(1000 * seconds)))
        self._cost.SetMinimization()
        status = self._solver.Solve()
        if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            return {"found": False}
        amounts = [round(column.solution_value(), 9) for column in self._columns]
        return {"found": True, "amounts": amounts, "duals": [row.dual_value() for row in self._rows]}


def main() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    held = Held()
    for line in sys.stdin:
        asked = json.loads(line)
        held.add(asked)
        sys.stdout.write(json.dumps(held.solve(asked["effort"], asked["seconds"])) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
