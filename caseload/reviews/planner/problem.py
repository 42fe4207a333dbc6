"""A planning problem: the cases to review, the sessions to fill and the people who may come.

Days are whole days after the first day of the horizon: that first day is 0, the day before it -1.
Everything about calendars, leave and rights has been settled before a problem is made.
"""

import math
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

KEY_WORKER_WEIGHT = 3.0
"""What a review held without the case's key worker costs, in points of score."""


@dataclass(frozen=True)
class Staff:
    """A person who may be asked to come. `sessions_per_week` is None where there is no limit."""

    id: str
    role: str
    sessions_per_week: int | None


@dataclass(frozen=True)
class Session:
    """One meeting with minutes to fill. `starts_at` is local time; `available` are those free to come."""

    id: str
    neighbourhood: str
    starts_at: datetime
    day: int
    minutes: int
    online: bool
    chair: str
    available: frozenset[str]

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def week(self) -> int:
        """Weeks are counted from the first day of the horizon, whichever day of the week that is."""
        return self.day // 7


@dataclass(frozen=True)
class Need:
    """Somebody `eligible` is wanted at the review; when `hard`, it cannot be held without one."""

    kind: str
    eligible: tuple[str, ...]
    weight: float
    hard: bool

    def met_by(self, present: AbstractSet[str]) -> bool:
        return not present.isdisjoint(self.eligible)


@dataclass(frozen=True)
class Case:
    """A case to keep under review. `last_day` is the day of its last review held."""

    id: str
    neighbourhood: str
    tier: str
    interval_days: int
    breach_days: int
    weight: float
    breach_weight: float
    last_day: int
    minutes: int
    key_worker: str | None
    deputy: str | None
    needs: tuple[Need, ...]

    @cached_property
    def people(self) -> frozenset[str]:
        """Everybody this case's review may call on."""
        named = {person for person in (self.key_worker, self.deputy) if person is not None}
        return frozenset(named).union(*(need.eligible for need in self.needs))

    def due_day(self, last: int) -> int:
        """The day by which the review after one held on day `last` is due."""
        return last + self.interval_days

    def late_days(self, last: int, until: int) -> int:
        """Days late of a wait from `last` to `until`, counted from the horizon's first day at the soonest."""
        return max(0, until - max(0, self.due_day(last)))

    def breach_days_in(self, last: int, until: int) -> int:
        """Days of the wait from `last` to `until` that are past the tier's hard maximum."""
        return max(0, until - max(0, self.due_day(last) + self.breach_days))

    def wait_cost(self, last: int, until: int) -> float:
        """Points of score for waiting from a review on day `last` to one on day `until`."""
        late = self.weight * self.late_days(last, until)
        return late + self.breach_weight * self.breach_days_in(last, until)

    def has_key_worker(self, present: AbstractSet[str]) -> bool:
        return self.key_worker in present

    def can_be_held(self, present: AbstractSet[str]) -> bool:
        """The key worker or the deputy is there, and somebody for every hard need."""
        if self.key_worker not in present and self.deputy not in present:
            return False
        return all(need.met_by(present) for need in self.needs if need.hard)

    def unmet(self, present: AbstractSet[str]) -> float:
        """Points of score for what is missing when the review is held with the people `present`."""
        missing = sum(need.weight for need in self.needs if not need.met_by(present))
        return missing if self.has_key_worker(present) else missing + KEY_WORKER_WEIGHT


@dataclass(frozen=True)
class Published:
    """A review in the plan now in force. Its session may since have passed or been cancelled."""

    case: str
    session: str


@dataclass(frozen=True)
class Problem:
    """What is to be planned. `sessions` are in order of time; every day in them is within the horizon."""

    name: str
    starts_on: date
    days: int
    travel_minutes: int
    earliest_share: float
    staff: tuple[Staff, ...]
    sessions: tuple[Session, ...]
    cases: tuple[Case, ...]
    published: tuple[Published, ...]

    def date_of(self, day: int) -> date:
        return self.starts_on + timedelta(days=day)

    def earliest_day(self, case: Case, last: int) -> int:
        """The first day on which `case` may be reviewed again after a review on day `last`; a later day."""
        return last + max(1, math.ceil(self.earliest_share * case.interval_days))

    def sessions_of(self, neighbourhood: str) -> tuple[Session, ...]:
        return tuple(session for session in self.sessions if session.neighbourhood == neighbourhood)
