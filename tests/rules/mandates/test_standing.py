"""The word for a mandate on a day."""

from datetime import date

import pytest

from foundation.effective import Period
from teams.authority.facts import MandateFact
from teams.mandate import Status
from teams.mandates.standing import Word, standing
from tests.rules.mandates.cases import fact

APRIL, JULY, OCTOBER = date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)
DRAFT, SIGNED, WITHDRAWN = Status.DRAFT, Status.SIGNED, Status.WITHDRAWN
Row = tuple[Status, date, date | None]

# A mandate's rows; then the day, the word, and the word with its day.
LIVES: dict[str, tuple[list[Row], list[tuple[date, Word, str]]]] = {
    "a draft, before, on and after its days": (
        [(DRAFT, APRIL, JULY)],
        [
            (date(2026, 3, 31), Word.DRAFT, "draft"),
            (APRIL, Word.DRAFT, "draft"),
            (JULY, Word.DRAFT, "draft"),
        ],
    ),
    "signed until a day": (
        [(SIGNED, APRIL, JULY)],
        [
            (date(2026, 3, 31), Word.SIGNED, "signed, starts on 1 April 2026"),
            (APRIL, Word.IN_FORCE, "in force until 30 June 2026"),
            (date(2026, 6, 30), Word.IN_FORCE, "in force until 30 June 2026"),
            (JULY, Word.ENDED, "ended on 30 June 2026"),
        ],
    ),
    "signed without an end": (
        [(SIGNED, APRIL, None)],
        [
            (APRIL, Word.IN_FORCE, "in force since 1 April 2026"),
            (OCTOBER, Word.IN_FORCE, "in force since 1 April 2026"),
        ],
    ),
    "withdrawn from July": (
        [(SIGNED, APRIL, JULY), (WITHDRAWN, JULY, None)],
        [
            (date(2026, 3, 31), Word.SIGNED, "signed, starts on 1 April 2026"),
            (APRIL, Word.IN_FORCE, "in force, withdrawn from 1 July 2026"),
            (date(2026, 6, 30), Word.IN_FORCE, "in force, withdrawn from 1 July 2026"),
            (JULY, Word.WITHDRAWN, "withdrawn from 1 July 2026"),
            (OCTOBER, Word.WITHDRAWN, "withdrawn from 1 July 2026"),
        ],
    ),
    "withdrawn before it started, or as a draft": (
        [(WITHDRAWN, APRIL, JULY)],
        [
            (date(2026, 3, 31), Word.WITHDRAWN, "withdrawn, never in force"),
            (APRIL, Word.WITHDRAWN, "withdrawn, never in force"),
            (JULY, Word.WITHDRAWN, "withdrawn, never in force"),
        ],
    ),
}


def rows_of(life: list[Row]) -> list[MandateFact]:
    return [fact("A-1", status=status, days=Period(starts_on, until)) for status, starts_on, until in life]


@pytest.mark.parametrize("name", LIVES)
def test_the_word_follows_from_the_day(name: str) -> None:
    life, days = LIVES[name]
    for on, word, text in days:
        found = standing(rows_of(life), on)
        assert (found.word, found.text) == (word, text), on
        assert found.in_force == (word is Word.IN_FORCE)


def test_the_row_that_speaks_is_the_days_else_the_next_else_the_last() -> None:
    signed, withdrawn = rows_of(LIVES["withdrawn from July"][0])
    for on, row in ((date(2020, 1, 1), signed), (APRIL, signed), (JULY, withdrawn)):
        assert standing([withdrawn, signed], on).row is row
    [ended] = rows_of(LIVES["signed until a day"][0])
    assert standing([ended], OCTOBER).row is ended


def test_a_mandate_without_terms_has_no_word() -> None:
    with pytest.raises(ValueError, match="without terms"):
        standing([], APRIL)
