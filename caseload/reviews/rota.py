"""Who is at work when. Pure: contracts, working patterns and absences in, yes or no out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

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
        halves = halves_of(starts_at, minutes)
        return any(
            starts_at.date() in contract.period
            and all(self._works(contract.employment_id, starts_at.date(), half) for half in halves)
            for contract in self.contracts.get(person_id, ())
        )

    def _works(self, employment_id: int, day: date, half: str) -> bool:
        if day.weekday() > 4:
            return False
        if any(day in away.period and away.half in ("", half) for away in self.aways.get(employment_id, ())):
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
