"""Who is at work when. Pure: contracts, working patterns and absences in, yes or no out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from foundation.effective import Period
from people.availability import HALF_DAYS

MIDDAY = time(13)
EVERY_HALF_DAY = "1" * len(HALF_DAYS)
"""What somebody works whose pattern nobody has recorded: Monday to Friday."""


@dataclass(frozen=True, slots=True)
class Contract:
    """An employment of a person being in force."""

    employment_id: int
    person_id: int
    period: Period


@dataclass(frozen=True, slots=True)
class Pattern:
    """The half-days worked under an employment."""

    employment_id: int
    half_days: str
    period: Period


@dataclass(frozen=True, slots=True)
class Away:
    """Days of an employment on which its person is not to be had; `half` is am, pm or empty for all day."""

    employment_id: int
    half: str
    period: Period
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """The most review sessions a week that somebody may be asked to on these days."""

    sessions: int
    period: Period


class NotThen(StrEnum):
    """Why somebody does not work all through a meeting, as a sentence about them ends."""

    NO_CONTRACT = "has no contract then"
    NOT_WORKED = "does not work then"
    AWAY = "is away"
    ELSEWHERE = "is working elsewhere"

    @property
    def passes(self) -> bool:
        """Whether it is an absence, and not how they are employed."""
        return self in (NotThen.AWAY, NotThen.ELSEWHERE)


NEAREST = (NotThen.AWAY, NotThen.ELSEWHERE, NotThen.NOT_WORKED)
"""Of several contracts, the one that would have served but for an absence says why."""


@dataclass(frozen=True, slots=True)
class Rota:
    """Everybody's contracts, patterns and absences, to be asked person by person."""

    contracts: dict[int, list[Contract]] = field(default_factory=dict)
    patterns: dict[int, list[Pattern]] = field(default_factory=dict)
    aways: dict[int, list[Away]] = field(default_factory=dict)

    def at_work(self, person_id: int, starts_at: datetime, minutes: int) -> bool:
        """Whether the person works, under any one of their employments, all through these minutes.

        `starts_at` is local time. Nobody works at a weekend.
        """
        return self.why_not(person_id, starts_at, minutes) is None

    def why_not(self, person_id: int, starts_at: datetime, minutes: int) -> NotThen | None:
        """Why the person does not work all through these minutes; none where they do, as `at_work`."""
        day, halves = starts_at.date(), halves_of(starts_at, minutes)
        found = [
            self._why_not(contract.employment_id, day, halves)
            for contract in self.contracts.get(person_id, ())
            if day in contract.period
        ]
        if None in found:
            return None
        return next((reason for reason in NEAREST if reason in found), NotThen.NO_CONTRACT)

    def _why_not(self, employment_id: int, day: date, halves: tuple[str, ...]) -> NotThen | None:
        if not all(self._worked(employment_id, day, half) for half in halves):
            return NotThen.NOT_WORKED
        for away in self.aways.get(employment_id, ()):
            if day in away.period and (not away.half or away.half in halves):
                return NotThen.ELSEWHERE if away.elsewhere else NotThen.AWAY
        return None

    def _worked(self, employment_id: int, day: date, half: str) -> bool:
        if day.weekday() > 4:
            return False
        patterns = self.patterns.get(employment_id, ())
        marks = next((each.half_days for each in patterns if day in each.period), EVERY_HALF_DAY)
        return marks[day.weekday() * 2 + (half == "pm")] == "1"


def make_rota(contracts: Iterable[Contract], patterns: Iterable[Pattern], aways: Iterable[Away]) -> Rota:
    """The rota of these facts."""
    by_person: dict[int, list[Contract]] = defaultdict(list)
    by_employment: dict[int, list[Pattern]] = defaultdict(list)
    absent: dict[int, list[Away]] = defaultdict(list)
    for contract in contracts:
        by_person[contract.person_id].append(contract)
    for pattern in patterns:
        by_employment[pattern.employment_id].append(pattern)
    for away in aways:
        absent[away.employment_id].append(away)
    return Rota(by_person, by_employment, absent)


def halves_of(starts_at: datetime, minutes: int) -> tuple[str, ...]:
    """The halves of the day that a meeting touches, as files name them."""
    ends_at = starts_at + timedelta(minutes=minutes)
    midday = datetime.combine(starts_at.date(), MIDDAY)
    morning = ("am",) if starts_at < midday else ()
    return (*morning, "pm") if ends_at > midday else morning
