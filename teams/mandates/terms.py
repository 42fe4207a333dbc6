"""What an agreement says, and the rows that it is kept as. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from foundation.acts import Timeline
from foundation.effective import Period, through
from foundation.formats import ONE_DAY
from foundation.timeline import Stretch
from people.deeds import said
from teams.authority.facts import MandateFact
from teams.mandate import MandateTerms, Status

SEPARATOR = ";"
FACT_COLUMNS = (
    "status", "instrument", "reference", "functions", "professions", "teams", "conditions",
    "signed_by_organisation_on", "signed_by_partnership_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Who signed for either side, and when."""

    signed_by_organisation: str | None = None
    signed_by_organisation_on: date | None = None
    signed_by_partnership: str | None = None
    signed_by_partnership_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(Signatures):
    """The text of an agreement; its lists are as `teams.mandate.MandateTerms` says."""

    instrument: str
    reference: str
    functions: tuple[str, ...]
    professions: tuple[str, ...]
    teams: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    review_on: date | None = None

    @property
    def signed_by_both(self) -> bool:
        """Whether both days of signing are there."""
        return self.signed_by_organisation_on is not None and self.signed_by_partnership_on is not None

    def with_signatures(self, signatures: Signatures) -> "Terms":
        """The same text with these signatures."""
        return replace(self, **{each.name: getattr(signatures, each.name) for each in fields(Signatures)})


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day as a file or a screen says them: not judged yet, so they may be reversed."""

    starts_on: date
    last_day: date | None = None

    @classmethod
    def of(cls, period: Period) -> "Days":
        """A period as files and screens say it."""
        return cls(period.starts_on, period.last_day)

    @property
    def period(self) -> Period:
        """Raises ValueError when reversed."""
        return through(self.starts_on, self.last_day)


@dataclass(frozen=True, slots=True)
class Stated:
    """All that is said of one mandate: its terms, its status and its days.

    The days of a mandate withdrawn after both had signed are those on which it was in force; it is
    withdrawn from the day after. One withdrawn before it started has the day before its first as its last.
    """

    terms: Terms
    status: Status
    days: Days

    @property
    def withdrawn_once_signed(self) -> bool:
        """Whether it was withdrawn after both had signed."""
        return self.status is Status.WITHDRAWN and self.terms.signed_by_both


def rows_of(stated: Stated) -> list[tuple[Period, dict[str, Any]]]:
    """The dated rows it is kept as, in order, by column. Raises ValueError when its days are reversed."""
    if not stated.withdrawn_once_signed:
        return [(stated.days.period, values_of(stated.terms, stated.status))]
    first, last = stated.days.starts_on, stated.days.last_day
    if last is None:
        raise ValueError("withdrawn after both had signed, without its last day in force")
    withdrawn = (Period(last + ONE_DAY), values_of(stated.terms, Status.WITHDRAWN))
    if last < first:
        return [withdrawn]
    return [(through(first, last), values_of(stated.terms, Status.SIGNED)), withdrawn]


def stated_of(timeline: Timeline) -> Stated:
    """The other way: what its dated rows say together. `timeline`: at least one row, in order."""
    return together([(each.period, said(MandateTerms, each)["status"], terms_of(each)) for each in timeline])


def together(rows: Sequence[tuple[Period, str, Terms]]) -> Stated:
    """What the days, status and terms of each dated row say together. At least one, in order."""
    last, status, terms = rows[-1]
    stated = Stated(terms, Status(status), Days(rows[0][0].starts_on, last.last_day))
    if stated.withdrawn_once_signed:
        return replace(stated, days=Days(stated.days.starts_on, last.starts_on - ONE_DAY))
    return stated


def terms_of(stretch: Stretch[Any]) -> Terms:
    """What one dated row says, without its status and days."""
    values = said(MandateTerms, stretch)
    del values["status"]
    return Terms(**values)


def values_of(terms: Terms, status: Status) -> dict[str, Any]:
    """The columns of one row, for `Act.put`."""
    return {"status": status.value} | {each.name: getattr(terms, each.name) for each in fields(terms)}


def fact_of(code: str, organisation: str, period: Period, values: dict[str, Any]) -> MandateFact:
    """One row as rulings read it. `organisation`: its code."""
    wanted = {name: values[name] for name in FACT_COLUMNS}
    return MandateFact(code=code, organisation=organisation, period=period, **wanted)


def listed_in(text: str | None) -> tuple[str, ...]:
    """The parts of `a; b ;c`, each once, in the order given."""
    parts = (part.strip() for part in (text or "").split(SEPARATOR))
    return tuple(dict.fromkeys(part for part in parts if part))


def as_listed(parts: tuple[str, ...]) -> str:
    """`a;b;c`, as the file has it."""
    return SEPARATOR.join(parts)
