"""What rulings are made from: one day's facts, as known at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from foundation.effective import Period
from people.presence import Away


class Party(StrEnum):
    """Who decides a function, and who is consulted about it, in the words of the scheme of delegation."""

    EMPLOYER = "employer"
    NEIGHBOURHOOD = "neighbourhood"
    PROFESSIONAL = "professional"
    ANYONE = "anyone"


class Cedable(StrEnum):
    """Whether an organisation may cede a function."""

    YES = "yes"
    CONDITIONAL = "conditional"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class FunctionFact:
    """A decision of the scheme: who takes it before and after it is ceded, and whom they consult."""

    code: str
    number: int
    name: str
    before: Party
    after: Party
    cedable: Cedable
    consult: tuple[Party, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationFact:
    """An employer, with its kind: what it is decides which instruments are lawful for it."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class MandateFact:
    """What an agreement says over one stretch of days; see `teams.mandate.MandateTerms` for its lists."""

    code: str
    organisation: str
    status: str
    instrument: str
    reference: str
    functions: tuple[str, ...]
    professions: tuple[str, ...]
    teams: tuple[str, ...]
    conditions: tuple[str, ...]
    period: Period
    signed_by_organisation_on: date | None = None
    signed_by_partnership_on: date | None = None


@dataclass(frozen=True, slots=True)
class HolderFact:
    """Somebody holding a post on the day, and why they are not there if they are not."""

    person_id: int
    name: str
    holding: str
    away: Away | None = None


@dataclass(frozen=True, slots=True)
class PostFact:
    """A post on the day. `holders`: strongest holding first; none when it is vacant. `line`: which of the
    three it stands on."""

    post_id: int
    code: str
    title: str
    organisation: str
    reports_to_id: int | None
    holders: tuple[HolderFact, ...] = ()
    line: str = ""


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """A placement on the day: team, neighbourhood (none for a service of the whole borough), profession by
    code, hours a week, and the post its management line runs to."""

    team: str
    team_name: str
    neighbourhood: str | None
    profession: str | None
    hours: Decimal
    post_id: int | None


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a ruling about one employment rests on: people in one situation get one ruling.

    `places`: most hours first, so that the first is the main one. `lines`: profession code and post of each
    professional line of the person.
    """

    organisation: str
    job_title: str
    places: tuple[PlaceFact, ...]
    lines: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody in one employment, about whom things are decided."""

    person_id: int
    situation: Situation


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One day. `posts` by number, with every post above those that the subjects' lines run to."""

    on: date
    functions: tuple[FunctionFact, ...]
    organisations: Mapping[str, OrganisationFact]
    mandates: tuple[MandateFact, ...]
    posts: Mapping[int, PostFact] = field(default_factory=dict)
