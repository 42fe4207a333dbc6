"""What coverage is judged from: one day's facts, as known at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ANYONE = "*"


@dataclass(frozen=True, slots=True)
class ProfessionFact:
    """What a profession asks. No regulator: it is not regulated. Intervals in weeks and days; `led_by`: the
    professions whose members may lead it, `*` for anyone; `ratio`: people to one post before it warns."""

    code: str
    name: str
    regulator: str | None = None
    supervision_weeks: int | None = None
    ratio: int | None = None
    recheck_days: int | None = None
    led_by: tuple[str, ...] = (ANYONE,)


@dataclass(frozen=True, slots=True)
class Registered:
    """Somebody being of a profession that day. The day it expires on still counts."""

    profession: str
    since: date
    number: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class HolderFact:
    """Somebody holding a post that day, with all that they are registered as."""

    person_id: int
    name: str
    holding: str
    since: date
    until: date | None = None
    registrations: tuple[Registered, ...] = ()


@dataclass(frozen=True, slots=True)
class PostFact:
    """A post that day. `since`: the first day that it was there without a break; `left_on`: the first day
    without the last holder who has gone, deputies not counted."""

    post_id: int
    code: str
    title: str
    reports_to_id: int | None
    since: date
    left_on: date | None = None
    holders: tuple[HolderFact, ...] = ()


@dataclass(frozen=True, slots=True)
class PracticeFact:
    """One placement in which somebody practises a profession that day.

    `placed_since`: the first day of unbroken practice of the profession for this employer. `line_ended_on`:
    the first day without the last professional line, where there is none. `hours` a week.
    """

    person_id: int
    name: str
    employer: str
    assignment: str
    team: str
    neighbourhood: str | None
    profession: str
    hours: Decimal
    full_time_hours: Decimal
    placed_since: date
    post_id: int | None = None
    line_since: date | None = None
    line_ended_on: date | None = None
    registered: Registered | None = None
    registered_until: date | None = None
    checked_on: date | None = None
    supervised_on: date | None = None
    management_post_id: int | None = None
    funding: str = ""
    funding_ends_on: date | None = None
    management_since: date | None = None


@dataclass(frozen=True, slots=True)
class Apex:
    """Where a profession's line begins as a rule, and where it must end, for one employer's staff."""

    usual_first_post: str
    apex_post: str


@dataclass(frozen=True, slots=True)
class CoverageFacts:
    """One day. `posts` by number; `apexes` by profession and employer."""

    on: date
    professions: Mapping[str, ProfessionFact]
    posts: Mapping[int, PostFact] = field(default_factory=dict)
    apexes: Mapping[tuple[str, str], Apex] = field(default_factory=dict)
