"""A sample person's employment with one organisation, and what its extract says of it on a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.demo.registrations import Registration

# Employers put a starter on the system once the offer is signed, about two months ahead.
KNOWN_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Person:
    given_name: str
    family_name: str
    known_as: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Position:
    """One row of an extract: a placement, or with no team an employment that only holds a post.

    `starts_on` is the first day in this team and role, whatever the hours; `ends_on` is a last day.
    """

    starts_on: date
    team: str = ""
    role: str = ""
    hours: float = 0
    management_post: str = ""
    professional_post: str = ""
    post_held: str = ""
    post_holding: str = ""
    funding: str = "recurrent"
    funding_ends_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the employer's system says from `starts_on` until the next terms."""

    starts_on: date
    job_title: str
    hours: float
    positions: tuple[Position, ...]
    family_name: str = ""  # only where it differs from the person's first


@dataclass(frozen=True, slots=True)
class Career:
    """One employment from its first day to `until` (exclusive).

    A leaver whose end is announced carries a last day in extracts from `announced_on`;
    one who is not announced is simply gone from the extract of the day `until`.
    """

    person: Person
    employer: str
    assignment_number: str
    profession: str
    registration: Registration | None
    contract: str
    terms: tuple[Terms, ...]
    until: date | None = None
    announced_on: date | None = None

    @property
    def starts_on(self) -> date:
        return self.terms[0].starts_on

    @property
    def key(self) -> tuple[str, str]:
        return self.employer, self.assignment_number

    def shown_on(self, day: date) -> bool:
        """Whether the employer's extract of the day has this employment."""
        return self.starts_on <= day + KNOWN_AHEAD and (self.until is None or self.until > day)

    def terms_on(self, day: date) -> Terms:
        """The terms in force, or the first ones for somebody yet to start."""
        return next((terms for terms in reversed(self.terms) if terms.starts_on <= day), self.terms[0])

    def ends_on(self, day: date) -> date | None:
        """The last day, as far as it was known on the day."""
        if self.until is None or self.announced_on is None or day < self.announced_on:
            return None
        return self.until - timedelta(days=1)

    def placements_on(self, day: date) -> tuple[Position, ...]:
        """The placements in force on the day: none for a starter to come or a leaver gone."""
        if not self.starts_on <= day or (self.until is not None and self.until <= day):
            return ()
        return tuple(position for position in self.terms_on(day).positions if position.team)


@dataclass(frozen=True, slots=True, order=True)
class Tenure:
    """A person holding a post; `ends_on` is a last day, None while it lasts."""

    post: str
    starts_on: date
    employer: str
    assignment_number: str
    holding: str
    ends_on: date | None = None


def tenures_of(career: Career) -> Iterator[Tenure]:
    """The posts this employment has held, one tenure for each unbroken position."""
    last_days = [terms.starts_on - timedelta(days=1) for terms in career.terms[1:]]
    closing = career.until - timedelta(days=1) if career.until else None
    held: dict[tuple[str, str, date], date | None] = {}
    for terms, last_day in zip(career.terms, [*last_days, closing], strict=True):
        for position in terms.positions:
            if position.post_held:
                held[position.post_held, position.post_holding, position.starts_on] = last_day
    for (post, holding, starts_on), ends_on in held.items():
        yield Tenure(post, starts_on, career.employer, career.assignment_number, holding, ends_on)
