"""Keeping people where a new plan changes nothing for them. Pure.

The planner moves as few reviews as can be, but of two people who could come it asks either. Where a session keeps its
reviews, those who were asked to it before are asked again, in the same order of reviews, as long as that breaks no rule
and costs nothing: nobody is told of a change that is none.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from caseload.reviews.planner import Plan, Problem
from caseload.reviews.planner.figures import figures_of
from caseload.reviews.planner.plan import Attendance
from caseload.reviews.planner.problem import Session

PASSES = 3
"""One person's way back may free another's, so sessions are gone through so often at most."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session as published: its cases with the minute at which each starts, and its people."""

    minutes: Mapping[str, int]
    people: frozenset[str]


def steady(problem: Problem, plan: Plan, published: Mapping[str, Sitting]) -> Plan:
    """The same reviews in the same sessions; a score no greater, no more people asked, and fewer changes."""
    keeping = _Keeping(problem, plan, published)
    for _ in range(PASSES):
        if not keeping.go_through():
            break
    return keeping.kept()


class _Keeping:
    def __init__(self, problem: Problem, plan: Plan, published: Mapping[str, Sitting]) -> None:
        self.problem, self.plan, self.published = problem, plan, published
        self.sessions = {session.id: session for session in problem.sessions}
        self.cases = {case.id: case for case in problem.cases}
        self.limits = {staff.id: staff.sessions_per_week for staff in problem.staff}
        self.held: dict[str, set[str]] = defaultdict(set)
        for review in plan.reviews:
            self.held[review.session].add(review.case)
        self.asked = {row.session: frozenset(row.staff) for row in plan.attendance}
        self.same = [each for each in self.asked if self._keeps_its_reviews(each)]

    def go_through(self) -> bool:
        """Whether any session has its people back that had not."""
        back = [
            each
            for each in self.same
            if self.asked[each] != self.published[each].people and self._give_back(self.sessions[each])
        ]
        return bool(back)

    def kept(self) -> Plan:
        """The plan as it is now, with its figures."""
        reviews = tuple(
            replace(each, starts_minute=self.starts[each.session].get(each.case, each.starts_minute))
            for each in self.plan.reviews
        )
        attendance = tuple(
            Attendance(row.session, tuple(sorted(self.asked[row.session]))) for row in self.plan.attendance
        )
        figures = figures_of(self.problem, reviews, attendance)
        return replace(self.plan, reviews=reviews, attendance=attendance, figures=figures)

    @cached_property
    def starts(self) -> dict[str, dict[str, int]]:
        """When each review starts, in the order published, in the sessions that have their people back."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for session in self.same:
            was, minute = self.published[session], 0
            if self.asked[session] == was.people:
                for case in sorted(was.minutes, key=lambda each: was.minutes[each]):
                    found[session][case] = minute
                    minute += self.cases[case].minutes
        return found

    def _keeps_its_reviews(self, session: str) -> bool:
        was = self.published.get(session)
        return was is not None and was.minutes.keys() == self.held[session]

    def _give_back(self, session: Session) -> bool:
        people, now = self.published[session.id].people, self.asked[session.id]
        if not self._as_good(session, people, now):
            return False
        if not all(self._may_come(person, session) for person in people - now):
            return False
        self.asked[session.id] = people
        return True

    def _as_good(self, session: Session, people: frozenset[str], now: frozenset[str]) -> bool:
        if session.chair not in people or not people <= session.available or len(people) > len(now):
            return False
        cases = [self.cases[each] for each in self.held[session.id]]
        if not all(case.can_be_held(people) for case in cases):
            return False
        return sum(case.unmet(people) for case in cases) <= sum(case.unmet(now) for case in cases)

    def _may_come(self, person: str, session: Session) -> bool:
        others = [self.sessions[each] for each, people in self.asked.items() if person in people]
        if any(self._meet(session, other) for other in others):
            return False
        limit = self.limits.get(person)
        return limit is None or sum(other.week == session.week for other in others) < limit

    def _meet(self, one: Session, other: Session) -> bool:
        between = timedelta(minutes=0 if one.online and other.online else self.problem.travel_minutes)
        return one.starts_at < other.ends_at + between and other.starts_at < one.ends_at + between
