"""The grid as a picture: a bar for each profession, employer and neighbourhood, as long as the share covered.
Pure: places and lengths, in pixels."""

from collections.abc import Callable
from dataclasses import dataclass

from teams.coverage.arranging import Grid
from teams.coverage.counting import Cell

LABEL, COLUMN, HEAD, ROW = 330, 132, 34, 40
BAR, THICK = 108, 12
LETTERS_OF_LABEL, LETTERS_OF_HEAD = 46, 17


@dataclass(frozen=True, slots=True)
class Text:
    """Words at a place."""

    x: int
    y: int
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One cell. `covered` is how much of the length `of` is filled."""

    x: int
    y: int
    of: int
    covered: int
    thick: int
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it. `professions` and `employers` are the two lines of each row's label."""

    width: int
    height: int
    heads: tuple[Text, ...]
    professions: tuple[Text, ...]
    employers: tuple[Text, ...]
    bars: tuple[Bar, ...]


def picture_of(
    grid: Grid,
    profession: Callable[[str], str],
    employer: Callable[[str], str],
    place: Callable[[str | None], str],
) -> Picture:
    """The callables say what each code is called."""
    return Picture(
        LABEL + COLUMN * len(grid.places),
        HEAD + ROW * len(grid.rows),
        tuple(
            Text(LABEL + COLUMN * n, HEAD - 14, clipped(place(code), LETTERS_OF_HEAD))
            for n, code in enumerate(grid.places)
        ),
        tuple(
            Text(8, HEAD + ROW * n + 12, clipped(profession(row.profession), LETTERS_OF_LABEL))
            for n, row in enumerate(grid.rows)
        ),
        tuple(
            Text(8, HEAD + ROW * n + 27, clipped(employer(row.employer), LETTERS_OF_LABEL))
            for n, row in enumerate(grid.rows)
        ),
        tuple(
            _bar(cell, LABEL + COLUMN * column, HEAD + ROW * n)
            for n, row in enumerate(grid.rows)
            for column, cell in enumerate(row.cells)
            if cell is not None
        ),
    )


def clipped(text: str, letters: int) -> str:
    """The text, or as much of it as fits and “…”."""
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def _bar(cell: Cell, x: int, y: int) -> Bar:
    """Full only when everybody is covered, empty only when nobody is."""
    covered = BAR * cell.covered // cell.people
    if cell.covered and not covered:
        covered = 1
    return Bar(x, y, BAR, covered, THICK, f"{cell.covered} of {cell.people}")
