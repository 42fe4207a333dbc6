"""All mandates as they stand on a day, and which of them want attention soon. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from foundation.effective import Period
from foundation.formats import day
from teams.authority.facts import FunctionFact
from teams.mandate import Status
from teams.mandates.facts import TermsFacts
from teams.mandates.standing import Standing, Word, standing
from teams.mandates.words import Ceded, ceded_by

SOON = timedelta(days=60)
TO_COME = frozenset({Word.SIGNED, Word.IN_FORCE})
TONES = {
    Word.DRAFT: "note",
    Word.SIGNED: "note",
    Word.IN_FORCE: "good",
    Word.ENDED: "plain",
    Word.WITHDRAWN: "bad",
}
ACTS: Mapping[Word, tuple[str, ...]] = {
    Word.DRAFT: ("sign", "change", "withdraw"),
    Word.SIGNED: ("withdraw", "end", "correct"),
    Word.IN_FORCE: ("withdraw", "end", "correct"),
    Word.ENDED: ("end", "correct"),
    Word.WITHDRAWN: ("correct",),
}
"""What the partnership office may do next."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One mandate as it stands on a day. `days`: those it is, was or is meant to be in force. `latest`: the
    number of its newest row, which every act on it changes."""

    standing: Standing[TermsFacts]
    days: Period
    ceded: tuple[Ceded, ...]
    review_overdue: bool
    latest: int

    @property
    def says(self) -> TermsFacts:
        """The row to show."""
        return self.standing.row

    @property
    def word(self) -> str:
        """Where it stands, as a tag says it: “In force”."""
        return self.standing.word.value.capitalize()

    @property
    def since(self) -> str:
        """The rest of that: “until 31 March 2028”; nothing for a draft."""
        return self.standing.text.removeprefix(self.standing.word.value).lstrip(", ")

    @property
    def acts(self) -> tuple[str, ...]:
        """What may be done to it next, the likeliest first."""
        return ACTS[self.standing.word]

    @property
    def tone(self) -> str:
        """How the word's tag looks."""
        return TONES[self.standing.word]


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something a mandate wants attention for: on which day, and what in a sentence's second half."""

    says: TermsFacts
    on: date
    what: str
    overdue: bool = False


def all_shown(rows: Iterable[TermsFacts], functions: Sequence[FunctionFact], on: date) -> list[Shown]:
    """Each mandate once, in order of code."""
    ordered = sorted(rows, key=lambda row: (row.code, row.period.starts_on))
    return [shown_of(list(group), functions, on) for _, group in groupby(ordered, key=lambda row: row.code)]


def shown_of(rows: Sequence[TermsFacts], functions: Sequence[FunctionFact], on: date) -> Shown:
    """One mandate from all of its rows."""
    found = standing(rows, on)
    says = found.row
    review_on = says.terms.review_on
    return Shown(
        found,
        days_of(rows, says),
        tuple(ceded_by(says.fact, functions)),
        found.word in TO_COME and review_on is not None and review_on < on,
        max(row.row for row in rows),
    )


def days_of(rows: Sequence[TermsFacts], says: TermsFacts) -> Period:
    """The days on which it was in force, even once withdrawn; a draft's are those it is meant for."""
    signed = [row.period for row in rows if row.status == Status.SIGNED]
    return Period(signed[0].starts_on, signed[-1].until) if signed else says.period


def ahead(mandates: Iterable[Shown], on: date) -> list[Ahead]:
    """What ends or is to be reviewed in the next 60 days, and reviews that are overdue; the earliest first."""
    found = [each for mandate in mandates if mandate.standing.word in TO_COME for each in _ahead(mandate, on)]
    return sorted(found, key=lambda each: (each.on, each.says.code, each.what))


def _ahead(mandate: Shown, on: date) -> Iterator[Ahead]:
    says, last_day = mandate.says, mandate.days.last_day
    review_on = says.terms.review_on
    if last_day is not None and last_day <= on + SOON:
        yield Ahead(says, last_day, f"ends, its last day is {day(last_day)}")
    if review_on is not None and mandate.review_overdue:
        yield Ahead(says, review_on, f"was to be reviewed by {day(review_on)}", overdue=True)
    elif review_on is not None and review_on <= on + SOON:
        yield Ahead(says, review_on, f"is to be reviewed by {day(review_on)}")
