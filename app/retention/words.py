"""Counts as a reader may see them."""

from app.retention.actions import Line
from caseload.cases.small_counts import LEAST, is_small
from foundation.formats import number


def due_said(line: Line) -> str:
    """How many are to be removed; of people never a small number."""
    return _said(line, line.due)


def held_back_said(line: Line) -> str:
    """Of how many others the period is over."""
    return _said(line, line.held_back)


def _said(line: Line, count: int) -> str:
    return f"fewer than {LEAST}" if line.kind.about_people and is_small(count) else number(count)
