"""From what the register says to a `review-problem/1`. Pure: facts in, a problem and what was left out."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from caseload.reviews.due import Due, next_due
from caseload.reviews.sessions.rota import Limit, Rota
from foundation.effective import Period

FORMAT = "review-problem/1"
SESSIONS_A_WEEK = 3
"""How many review sessions a week somebody may be asked to who has no limit of their own."""
TRAVEL_MINUTES = 30
EARLIEST_SHARE = 0.5
NEED_WEIGHT = 2.0
BREACH_WEIGHT = 1000
"""What each day past the hard maximum costs a case of the most urgent tier."""

PAUSED = "The case is paused"
NO_TIER = "The case has no tier yet: it has not been accepted"
NOBODY_NAMED = "No key worker or deputy is named"


@dataclass(frozen=True, slots=True)
class TierFacts:
    """A tier: intervals in weeks, time in minutes, weight for each day overdue."""

    code: str
    interval_weeks: int
    hard_maximum_weeks: int
    minutes: int
    weight: int


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case on the day the plan starts. `needs` are professions, each with whether it is hard."""

    id: int
    reference: str
    neighbourhood_id: int
    tier: TierFacts | None
    paused: bool
    accepted_on: date | None
    last_held_on: date | None
    chosen_on: date | None
    key_worker_id: int | None
    deputy_id: int | None
    needs: tuple[tuple[int, bool], ...]

    @property
    def due(self) -> Due | None:
        """When its next review is due; none before it is accepted."""
        if self.tier is None or self.accepted_on is None:
            return None
        return next_due(
            accepted_on=self.accepted_on,
            last_held_on=self.last_held_on,
            interval_weeks=self.tier.interval_weeks,
            hard_maximum_weeks=self.tier.hard_maximum_weeks,
            chosen_on=self.chosen_on,
        )


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A session with a chair. `starts_at` is English local time without a zone."""

    id: int
    code: str
    neighbourhood_id: int
    starts_at: datetime
    minutes: int
    online: bool
    chair_id: int


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """Somebody placed in a neighbourhood's team, or in a service for the whole borough (no neighbourhood)."""

    person_id: int
    neighbourhood_id: int | None
    profession_id: int | None
    period: Period


@dataclass(frozen=True, slots=True)
class PlanningFacts:
    """Everything a problem is made of. `published` are case references with session codes; `limits` are by the
    person, for those who have their own."""

    starts_on: date
    weeks: int
    neighbourhoods: dict[int, str]
    professions: dict[int, str]
    tiers: tuple[TierFacts, ...]
    sessions: tuple[SessionFacts, ...]
    cases: tuple[CaseFacts, ...]
    places: tuple[PlaceFacts, ...]
    rota: Rota
    published: tuple[tuple[str, str], ...]
    limits: dict[int, tuple[Limit, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case that is not planned for, and why."""

    reference: str
    due_on: date
    because: str


@dataclass(frozen=True, slots=True)
class Made:
    """A problem, the cases it leaves out, and those in it whose review nobody is named to bring."""

    problem: dict[str, Any]
    left_out: tuple[LeftOut, ...]
    held_by_nobody: frozenset[str]


def make_problem(facts: PlanningFacts) -> Made:
    """The problem of laying these cases' reviews into these sessions.

    A case that nobody holds stays in it, so that its lateness counts in the figures of the plan.
    """
    listed = [case for case in facts.cases if why_left_out(case) is None]
    staff = _Staff(facts, listed)
    sessions = [staff.session(session) for session in facts.sessions if staff.has_its_chair(session)]
    cases = [staff.case(case) for case in listed]
    problem = {
        "format": FORMAT,
        "name": f"reviews-{facts.starts_on}-{facts.weeks}-weeks",
        "starts_on": facts.starts_on.isoformat(),
        "days": facts.weeks * 7,
        "travel_minutes": TRAVEL_MINUTES,
        "earliest_share": EARLIEST_SHARE,
        "staff": staff.rows(),
        "sessions": sessions,
        "cases": cases,
        "published": [{"case": case, "session": session} for case, session in facts.published],
    }
    nobody = frozenset(case.reference for case in listed if not (case.key_worker_id or case.deputy_id))
    return Made(problem, tuple(_left_out(facts)), nobody)


def why_left_out(case: CaseFacts) -> str | None:
    """Why a case is not listed for review; None when it is."""
    if case.tier is None or case.accepted_on is None:
        return NO_TIER
    return PAUSED if case.paused else None


def soonest_on(due: Due, interval_weeks: int) -> date:
    """The first day on which the next review may be held: half the interval after the last, by whose count it is due."""
    days = 7 * interval_weeks
    return due.due_on - timedelta(days=days - max(1, math.ceil(EARLIEST_SHARE * days)))


def sessions_a_week(limits: Iterable[Limit]) -> int:
    """The one number a problem has for somebody: the least of those that hold within its weeks, so that no
    week has more than it may. Days without any session are left to who is available."""
    return min((limit.sessions for limit in limits if limit.sessions), default=SESSIONS_A_WEEK)


def staff_id(person_id: int) -> str:
    """How a person is named in a problem and its plan."""
    return f"s{person_id}"


def person_id(staff: str) -> int:
    """The person a plan names."""
    return int(staff.removeprefix("s"))


def _left_out(facts: PlanningFacts) -> Iterable[LeftOut]:
    """What is due only after the plan's last day is not missed by it, whatever else keeps it out."""
    until = facts.starts_on + timedelta(weeks=facts.weeks)
    for case in facts.cases:
        because = why_left_out(case)
        due_on = case.due.due_on if case.due else facts.starts_on
        if because and due_on < until:
            yield LeftOut(case.reference, due_on, because)


class _Staff:
    """Who may be asked to what: the team of the neighbourhood, borough-wide services, and whoever holds
    its cases or chairs."""

    def __init__(self, facts: PlanningFacts, listed: list[CaseFacts]) -> None:
        self.facts = facts
        self.named: dict[int, None] = {}
        self.holders: dict[int, set[int]] = defaultdict(set)
        for case in listed:
            self.holders[case.neighbourhood_id] |= {
                holder for holder in (case.key_worker_id, case.deputy_id) if holder is not None
            }
        self.places: dict[int | None, list[PlaceFacts]] = defaultdict(list)
        for place in facts.places:
            self.places[place.neighbourhood_id].append(place)
        self.most_urgent = min((tier.interval_weeks for tier in facts.tiers), default=0)
        self.eligible_for: dict[tuple[int, int], list[str]] = {}

    def has_its_chair(self, session: SessionFacts) -> bool:
        """Whether whoever chairs it can come: a problem takes that for granted."""
        return self._may_come(session.chair_id, session)

    def session(self, session: SessionFacts) -> dict[str, Any]:
        """The session with everybody who could come to it."""
        day = session.starts_at.date()
        placed = {place.person_id for place in self._around(session.neighbourhood_id) if day in place.period}
        asked = placed | self.holders[session.neighbourhood_id] | {session.chair_id}
        free = sorted(person for person in asked if self._may_come(person, session))
        return {
            "id": session.code,
            "neighbourhood": self.facts.neighbourhoods[session.neighbourhood_id],
            "starts_at": session.starts_at.isoformat(timespec="minutes"),
            "minutes": session.minutes,
            "online": session.online,
            "chair": self._name(session.chair_id),
            "available": [self._name(person) for person in free],
        }

    def case(self, case: CaseFacts) -> dict[str, Any]:
        """The case as the planner needs it: nothing that says whose it is but its local reference."""
        tier, due = case.tier, case.due
        assert tier is not None and due is not None
        # The file has one distance from due day to breach; where a day was chosen it is that of the next review.
        since = due.due_on - timedelta(weeks=tier.interval_weeks)
        return {
            "id": case.reference,
            "neighbourhood": self.facts.neighbourhoods[case.neighbourhood_id],
            "tier": tier.code,
            "interval_days": tier.interval_weeks * 7,
            "breach_days": (due.hard_limit_on - due.due_on).days,
            "weight": tier.weight,
            "breach_weight": BREACH_WEIGHT if tier.interval_weeks == self.most_urgent else 0,
            "last_review_on": since.isoformat(),
            "minutes": tier.minutes,
            "key_worker": case.key_worker_id and self._name(case.key_worker_id),
            "deputy": case.deputy_id and self._name(case.deputy_id),
            "needs": [self._need(case, profession, hard) for profession, hard in case.needs],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Everybody named so far."""
        roles = {place.person_id: place.profession_id for place in self.facts.places if place.profession_id}
        return [
            {
                "id": staff_id(person),
                "role": self.facts.professions.get(roles.get(person, 0), "staff"),
                "sessions_per_week": sessions_a_week(self.facts.limits.get(person, ())),
            }
            for person in sorted(self.named)
        ]

    def _may_come(self, person: int, session: SessionFacts) -> bool:
        day, limits = session.starts_at.date(), self.facts.limits.get(person, ())
        if any(limit.sessions == 0 and day in limit.period for limit in limits):
            return False
        return self.facts.rota.at_work(person, session.starts_at, session.minutes)

    def _need(self, case: CaseFacts, profession: int, hard: bool) -> dict[str, Any]:
        key = (case.neighbourhood_id, profession)
        if key not in self.eligible_for:
            found = {
                p.person_id for p in self._around(case.neighbourhood_id) if p.profession_id == profession
            }
            self.eligible_for[key] = [self._name(person) for person in sorted(found)]
        return {
            "kind": self.facts.professions[profession],
            "eligible": self.eligible_for[key],
            "weight": NEED_WEIGHT,
            "hard": hard,
        }

    def _around(self, neighbourhood_id: int) -> list[PlaceFacts]:
        return [*self.places[neighbourhood_id], *self.places[None]]

    def _name(self, person: int) -> str:
        self.named[person] = None
        return staff_id(person)
