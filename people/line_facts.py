"""What the three lines of one person are judged from: what the register believes, each fact with its days.

Past and coming facts are here as well as those in force, so that a judgement can say since when and until when.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from foundation.effective import FOR_EVER, Period


@dataclass(frozen=True, slots=True)
class Fact:
    """True from `starts_on` up to but not including `until` (None: open)."""

    starts_on: date
    until: date | None

    @property
    def period(self) -> Period:
        """The days it is true for."""
        return Period(self.starts_on, self.until)

    def holds(self, on: date) -> bool:
        """Whether it is true that day."""
        return self.starts_on <= on and (self.until is None or on < self.until)


F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class ProfessionFact:
    """A profession; without a regulator it is not regulated."""

    id: int
    code: str
    name: str
    regulator: str | None


@dataclass(frozen=True, slots=True)
class EmploymentFact(Fact):
    """A contract's terms. `hours` a week."""

    employment_id: int
    assignment_number: str
    organisation_code: str
    organisation: str
    contract: str
    hours: Decimal
    job_title: str


@dataclass(frozen=True, slots=True)
class PlacementFact(Fact):
    """A place in a team. `hours` a week."""

    placement_id: int
    employment_id: int
    team_code: str
    team: str
    role: str
    hours: Decimal
    funding: str
    funding_ends_on: date | None
    profession: ProfessionFact | None


@dataclass(frozen=True, slots=True)
class ManagementFact(Fact):
    """A placement answering to a post."""

    placement_id: int
    post_id: int


@dataclass(frozen=True, slots=True)
class AccountabilityFact(Fact):
    """The person answering to a post for their practice of a profession."""

    post_id: int
    profession: ProfessionFact


@dataclass(frozen=True, slots=True)
class RegistrationFact(Fact):
    """The person being of a profession. The day it expires on still counts."""

    number: str | None
    expires_on: date | None
    profession: ProfessionFact


@dataclass(frozen=True, slots=True)
class PostFact(Fact):
    """What a post is called, whose it is and where it reports."""

    post_id: int
    code: str
    title: str
    organisation: str
    reports_to_id: int | None


@dataclass(frozen=True, slots=True)
class TenureFact(Fact):
    """Somebody holding a post."""

    post_id: int
    person_id: int
    name: str
    holding: str


@dataclass(frozen=True, slots=True)
class LineFacts:
    """Everything one person's lines are judged from. `posts` and `tenures` are by the post's number, and
    reach every post above the person's own lines."""

    employments: tuple[EmploymentFact, ...] = ()
    placements: tuple[PlacementFact, ...] = ()
    management: tuple[ManagementFact, ...] = ()
    accountabilities: tuple[AccountabilityFact, ...] = ()
    registrations: tuple[RegistrationFact, ...] = ()
    posts: Mapping[int, tuple[PostFact, ...]] = field(default_factory=dict)
    tenures: Mapping[int, tuple[TenureFact, ...]] = field(default_factory=dict)


def true_on(facts: Iterable[F], on: date) -> list[F]:
    """Those that hold that day, in the order given."""
    return [fact for fact in facts if fact.holds(on)]


def only_on(facts: Iterable[F], on: date) -> F | None:
    """The one that holds that day, where the register allows at most one."""
    return next((fact for fact in facts if fact.holds(on)), None)


def joined(facts: Iterable[Fact]) -> list[Period]:
    """The days that the facts cover between them, as unbroken periods in order."""
    periods: list[Period] = []
    for period in sorted((fact.period for fact in facts), key=lambda p: (p.starts_on, p.end)):
        if not periods or period.starts_on > periods[-1].end:
            periods.append(period)
            continue
        end = max(periods[-1].end, period.end)
        periods[-1] = Period(periods[-1].starts_on, None if end == FOR_EVER else end)
    return periods


def unbroken(facts: Iterable[Fact], on: date) -> Period | None:
    """The unbroken period around that day, if any of the facts holds on it."""
    return next((period for period in joined(facts) if on in period), None)


def latest_end(facts: Iterable[Fact], on: date) -> date | None:
    """The first day out of the fact that ended last, up to and including that day."""
    return max((fact.until for fact in facts if fact.until is not None and fact.until <= on), default=None)
