"""Figures as a table: each beside its aim."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `aim` is the most it should be; None where it is only told."""

    name: str
    measured: float
    unit: str
    aim: float | None = None


def print_figures(figures: Iterable[Figure]) -> None:
    """Figure, aim, measured and their ratio: above 1.00 the aim is missed."""
    rows = [("figure", "aim", "measured", "ratio"), *(_cells(figure) for figure in figures)]
    print_columns(rows)


def print_columns(rows: Sequence[Sequence[str]]) -> None:
    """The first column to the left, the others to the right, each as wide as its widest cell."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  ".join([row[0].ljust(widths[0]), *cells]), flush=True)


def _cells(figure: Figure) -> tuple[str, str, str, str]:
    aim = "" if figure.aim is None else f"{_number(figure.aim)} {figure.unit}"
    ratio = "" if not figure.aim else f"{figure.measured / figure.aim:.2f}"
    return figure.name, aim, f"{_number(figure.measured)} {figure.unit}", ratio


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or value >= 100 else f"{value:,.2f}"
