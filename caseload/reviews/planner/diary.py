"""Who is where: whether a person can come to a session, given the sessions they already attend."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta
from enum import Enum

from caseload.reviews.planner.problem import Problem, Session


class Absence(Enum):
    """Why a person cannot come to a session, in words that follow their name."""

    UNAVAILABLE = "not available"
    ELSEWHERE = "in another session"
    WEEKLY_LIMIT = "at their weekly limit"


class Diary:
    """The sessions each person attends. It only ever fills: whoever cannot come now never can later."""

    def __init__(self, problem: Problem) -> None:
        self._clashes = find_clashes(problem)
        self._limits = {person.id: person.sessions_per_week for person in problem.staff}
        self._chairs: defaultdict[str, set[str]] = defaultdict(set)
        for session in problem.sessions:
            self._chairs[session.chair].add(session.id)
        self._attends: defaultdict[str, set[str]] = defaultdict(set)
        self._weeks: Counter[tuple[str, int]] = Counter()
        self._present: dict[str, set[str]] = {session.id: set() for session in problem.sessions}

    def present(self, session: Session) -> frozenset[str]:
        return frozenset(self._present[session.id])

    def absence(self, person: str, session: Session) -> Absence | None:
        """Why `person` cannot come to `session`, or None when they can or already do."""
        if session.id in self._attends[person]:
            return None
        if person == session.chair:
            return Absence.ELSEWHERE if self._clashes_with(session, self._attends[person]) else None
        if person not in session.available:
            return Absence.UNAVAILABLE
        if self._clashes_with(session, self._attends[person] | self._chairs[person]):
            return Absence.ELSEWHERE
        return Absence.WEEKLY_LIMIT if self._at_limit(person, session) else None

    def first_who_can_come(self, people: Iterable[str], session: Session) -> str | None:
        return next((person for person in people if self.absence(person, session) is None), None)

    def book(self, person: str, session: Session) -> None:
        """`person` attends `session`; asking again changes nothing. Ask only those who can come."""
        if session.id in self._attends[person]:
            return
        self._attends[person].add(session.id)
        self._present[session.id].add(person)
        if person != session.chair:
            self._weeks[person, session.week] += 1

    def _clashes_with(self, session: Session, others: set[str]) -> bool:
        return not self._clashes[session.id].isdisjoint(others)

    def _at_limit(self, person: str, session: Session) -> bool:
        limit = self._limits[person]
        return limit is not None and self._weeks[person, session.week] >= limit


def find_clashes(problem: Problem) -> dict[str, set[str]]:
    """For each session, those that nobody can attend as well: too close in time, travel included."""
    clashes: dict[str, set[str]] = {session.id: set() for session in problem.sessions}
    travel = timedelta(minutes=problem.travel_minutes)
    for n, first in enumerate(problem.sessions):
        for second in problem.sessions[n + 1 :]:
            if second.starts_at >= first.ends_at + travel:
                break  # sessions are in order of time: all that follow start later still
            if second.starts_at < first.ends_at or not (first.online and second.online):
                clashes[first.id].add(second.id)
                clashes[second.id].add(first.id)
    return clashes
