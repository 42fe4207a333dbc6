"""The gaps and the figures of a signed position as tables, and how each column is read back. Pure."""

from collections.abc import Iterable, Mapping

from foundation.spreadsheets import Column, words
from foundation.tables_out import Cell, unguarded
from teams.coverage.exports import CELLS
from teams.coverage.exports import GAPS as COVERAGE_GAPS
from teams.positions.sealing import Signed

GAPS: Mapping[str, Column] = {
    **{name: column for name, column in COVERAGE_GAPS.items() if name != "name"},
    "accepted": Column(unguarded(words(500)), "a reason, or nothing"),
}
TABLES = {"cells": CELLS, "gaps": GAPS}


def table_of(position: Signed, what: str) -> Iterable[tuple[Cell, ...]]:
    """The rows of one of TABLES, as the columns stand there."""
    return _cells(position) if what == "cells" else _gaps(position)


def _cells(position: Signed) -> Iterable[tuple[Cell, ...]]:
    for place, figures in position.findings.cells.items():
        yield (
            position.on, *place, figures.people, figures.covered, figures.wte, figures.wte_covered,
        )  # fmt: skip


def _gaps(position: Signed) -> Iterable[tuple[Cell, ...]]:
    for cause in position.findings.causes:
        for whose, since in cause.whose.items():
            yield (
                position.on, whose.employer, whose.assignment, whose.profession, cause.kind.value, since,
                cause.owner, cause.post, cause.reason, cause.accepted or None,
            )  # fmt: skip
