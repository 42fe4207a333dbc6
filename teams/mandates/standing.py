"""The word for a mandate on a day. Pure: it is read from its dated terms and never kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from foundation.effective import Period
from foundation.formats import day, last_day
from teams.mandate import Status


class Word(StrEnum):
    """Where a mandate stands, in the order in which it gets there."""

    DRAFT = "draft"
    SIGNED = "signed"
    IN_FORCE = "in force"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class Spell(Protocol):
    """One dated row of a mandate's terms: a `MandateTerms`, a `MandateFact` or a query's own row."""

    @property
    def status(self) -> str:
        """draft, signed or withdrawn."""
        ...

    @property
    def period(self) -> Period:
        """The days that the row speaks of."""
        ...


S = TypeVar("S", bound=Spell)


@dataclass(frozen=True, slots=True)
class Standing(Generic[S]):
    """The word, the row that speaks for the day (its terms are the ones to show), and the word with its
    day: “signed, starts on 1 April 2027”."""

    word: Word
    row: S
    text: str

    @property
    def in_force(self) -> bool:
        """Whether it cedes anything on the day."""
        return self.word is Word.IN_FORCE


def standing(rows: Sequence[S], on: date) -> Standing[S]:
    """Where a mandate stands on the day. `rows`: all that is believed of one mandate, at least one, in any
    order. Raises ValueError for none."""
    if not rows:
        raise ValueError("a mandate without terms")
    ordered = sorted(rows, key=lambda row: row.period.starts_on)
    row = _speaking(ordered, on)
    word = _word(row, on)
    return Standing(word, row, _text(word, row, ordered))


def _speaking(ordered: Sequence[S], on: date) -> S:
    """The row of the day; else the next to come; else the last there was."""
    return next((row for row in ordered if on < row.period.end), ordered[-1])


def _word(row: Spell, on: date) -> Word:
    if row.status == Status.DRAFT:
        return Word.DRAFT
    if row.status == Status.WITHDRAWN:
        return Word.WITHDRAWN
    if on in row.period:
        return Word.IN_FORCE
    return Word.SIGNED if on < row.period.starts_on else Word.ENDED


def _text(word: Word, row: Spell, ordered: Sequence[Spell]) -> str:
    starts_on, until = row.period.starts_on, row.period.until
    if word is Word.DRAFT:
        return "draft"
    if word is Word.SIGNED:
        return f"signed, starts on {day(starts_on)}"
    if word is Word.WITHDRAWN:
        return _withdrawn(row, ordered)
    if until is None:
        return f"in force since {day(starts_on)}"
    if word is Word.ENDED:
        return f"ended on {day(last_day(until))}"
    if any(other.status == Status.WITHDRAWN for other in ordered):
        return f"in force, withdrawn from {day(until)}"
    return f"in force until {day(last_day(until))}"


def _withdrawn(row: Spell, ordered: Sequence[Spell]) -> str:
    if any(other.status == Status.SIGNED for other in ordered):
        return f"withdrawn from {day(row.period.starts_on)}"
    return "withdrawn, never in force"
