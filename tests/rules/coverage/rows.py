"""A small register as rows with their days: what the cases, the random registers and the slow recount share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from foundation.effective import Period
from teams.coverage.facts import Apex, ProfessionFact


class HasPeriod(Protocol):
    """A row that is true for some days."""

    @property
    def period(self) -> Period:
        """Those days."""
        ...


R = TypeVar("R", bound=HasPeriod)


@dataclass(frozen=True)
class PostRow:
    code: str
    title: str
    reports_to: str
    period: Period


@dataclass(frozen=True)
class TenureRow:
    post: str
    person: str
    holding: str
    period: Period


@dataclass(frozen=True)
class PlacementRow:
    person: str
    employer: str
    assignment: str
    team: str
    profession: str
    hours: Decimal
    period: Period
    manager: str = ""
    funding: str = "recurrent"
    funding_ends_on: date | None = None


@dataclass(frozen=True)
class LineRow:
    person: str
    profession: str
    post: str
    period: Period


@dataclass(frozen=True)
class RegistrationRow:
    person: str
    profession: str
    number: str | None
    expires_on: date | None
    period: Period


@dataclass(frozen=True)
class EventRow:
    """Supervision, or a check of the register. What happened on a day to come has not happened."""

    person: str
    profession: str
    day: date


@dataclass(frozen=True)
class Register:
    """`employers`: full-time hours; `teams`: the neighbourhood of each, none for the whole borough's."""

    professions: dict[str, ProfessionFact]
    apexes: dict[tuple[str, str], Apex]
    employers: dict[str, Decimal]
    teams: dict[str, str | None]
    posts: tuple[PostRow, ...]
    tenures: tuple[TenureRow, ...] = ()
    placements: tuple[PlacementRow, ...] = ()
    lines: tuple[LineRow, ...] = ()
    registrations: tuple[RegistrationRow, ...] = ()
    checks: tuple[EventRow, ...] = ()
    supervisions: tuple[EventRow, ...] = ()

    def number(self, person: str) -> int:
        """A number for each name."""
        named = {row.person for rows in (self.placements, self.tenures) for row in rows}
        return sorted(named).index(person) + 1

    def post_number(self, code: str) -> int | None:
        """A number for each post; 999 for one that never was."""
        codes = sorted({post.code for post in self.posts})
        return None if not code else codes.index(code) + 1 if code in codes else 999


def in_force(rows: Iterable[R], on: date) -> list[R]:
    """Those whose days the day is one of."""
    return [row for row in rows if on in row.period]
