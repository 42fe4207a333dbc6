"""A problem laid out in whole numbers, made once, so that a search need look nothing up by name.

Sessions and cases are numbered. The people of one neighbourhood are bits of a whole number, so that who
is in a room and who could come are one number each. A *seat* is the place of one person in one session
that they may be asked to; a chair needs none, since the chair is always there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from caseload.reviews.planner.courses import NEVER, Course
from caseload.reviews.planner.diary import find_clashes
from caseload.reviews.planner.problem import Problem, Session

NO_LIMIT = 1 << 30


@dataclass(slots=True)
class Seat:
    """One person's place in one session. `week` numbers that person's week; the rest are other seats of theirs."""

    session: int
    bit: int
    week: int
    same_week: tuple[int, ...] = ()
    clashing: tuple[int, ...] = ()


class Ground:
    """Everything about a problem that does not change while it is planned.

    For each session by number: `minutes`, `days`, `chairs` (a bit), `rivals` (those that its chair could
    not chair as well), `seat_of` (bit to seat), `could` (who may be asked, chair included) and `might`
    (who could be there at all: `could`, and whoever is kept for a session they chair at that time).
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.sessions = problem.sessions
        self.minutes = [session.minutes for session in self.sessions]
        self.days = [session.day for session in self.sessions]
        self.rooms = _by_neighbourhood(self.sessions)
        self.bits = _bits(problem)
        self.chairs = [self._bit(session, session.chair) for session in self.sessions]
        self._clashes = self._number_clashes()
        self.rivals = [
            [other for other in clashing if self.sessions[other].chair == session.chair]
            for session, clashing in zip(self.sessions, self._clashes, strict=True)
        ]
        self._seat_people()
        self.courses = self._follow_cases()

    def people(self, session: int, mask: int) -> frozenset[str]:
        """The people that the bits stand for in this session, and its chair."""
        room = self.sessions[session]
        bits = self.bits.get(room.neighbourhood, {})
        return frozenset(person for person, bit in bits.items() if bit & mask) | {room.chair}

    def _bit(self, session: Session, person: str) -> int:
        """The bit of a person in the session's neighbourhood; 0 where no case there calls on them."""
        return self.bits.get(session.neighbourhood, {}).get(person, 0)

    def _number_clashes(self) -> list[list[int]]:
        number = {session.id: n for n, session in enumerate(self.sessions)}
        clashes = find_clashes(self.problem)
        return [sorted(number[other] for other in clashes[session.id]) for session in self.sessions]

    def _seat_people(self) -> None:
        limits = {p.id: p.sessions_per_week for p in self.problem.staff}
        self.seats: list[Seat] = []
        self.limits: list[int] = []
        self.seat_of: list[dict[int, int]] = [{} for _ in self.sessions]
        self.might = list(self.chairs)
        weeks: dict[tuple[str, int], int] = {}
        own: defaultdict[str, list[int]] = defaultdict(list)
        for n, session in enumerate(self.sessions):
            for person in sorted(session.available - {session.chair}):
                bit, limit = self._bit(session, person), limits[person]
                if not bit or limit == 0:
                    continue
                self.might[n] |= bit
                if self._kept_elsewhere(person, n):
                    continue
                week = weeks.setdefault((person, session.week), len(weeks))
                if week == len(self.limits):
                    self.limits.append(NO_LIMIT if limit is None else limit)
                self.seat_of[n][bit] = len(self.seats)
                own[person].append(len(self.seats))
                self.seats.append(Seat(n, bit, week))
        for seats in own.values():
            self._relate(seats)
        self.could = [chair | sum(taken) for chair, taken in zip(self.chairs, self.seat_of, strict=True)]

    def _kept_elsewhere(self, person: str, session: int) -> bool:
        """Whoever chairs a session is kept for it."""
        return any(self.sessions[other].chair == person for other in self._clashes[session])

    def _relate(self, own: list[int]) -> None:
        """Let each seat of one person know the others that it rules out, or shares a week with."""
        at_session = {self.seats[seat].session: seat for seat in own}
        by_week: defaultdict[int, list[int]] = defaultdict(list)
        for seat in own:
            by_week[self.seats[seat].week].append(seat)
        for seat in own:
            at = self.seats[seat]
            at.same_week = tuple(other for other in by_week[at.week] if other != seat)
            at.clashing = tuple(at_session[n] for n in self._clashes[at.session] if n in at_session)

    def _follow_cases(self) -> list[Course]:
        published = self._published()
        gaps: dict[tuple[float, ...], tuple[float, ...]] = {}
        courses: list[Course] = []
        for case in sorted(self.problem.cases, key=lambda case: case.id):
            kind = (case.interval_days, case.breach_days, case.weight, case.breach_weight)
            if kind not in gaps:
                gaps[kind] = tuple(
                    case.wait_cost(0, days) for days in range(self.problem.days + case.interval_days + 1)
                )
            course = Course(case, self.bits[case.neighbourhood], gaps[kind], published[case.id])
            rooms = self.rooms.get(case.neighbourhood, ())
            course.lead_through(self.problem, [n for n in rooms if self._may_hold(course, n)], self.days)
            courses.append(course)
        return courses

    def _may_hold(self, course: Course, session: int) -> bool:
        return (
            self.minutes[session] >= course.minutes
            and course.unmet[self.might[session] & course.people] < NEVER
        )

    def _published(self) -> defaultdict[str, set[int]]:
        number = {session.id: n for n, session in enumerate(self.sessions)}
        published: defaultdict[str, set[int]] = defaultdict(set)
        for row in self.problem.published:
            if row.session in number:
                published[row.case].add(number[row.session])
        return published


def _by_neighbourhood(sessions: Iterable[Session]) -> dict[str, tuple[int, ...]]:
    rooms: defaultdict[str, list[int]] = defaultdict(list)
    for n, session in enumerate(sessions):
        rooms[session.neighbourhood].append(n)
    return {name: tuple(numbers) for name, numbers in rooms.items()}


def _bits(problem: Problem) -> dict[str, dict[str, int]]:
    """For each neighbourhood, a bit for everybody its cases call on: the most wanted have the lowest."""
    wanted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for case in problem.cases:
        wanted[case.neighbourhood].update(case.people)
    return {
        name: {person: 1 << n for n, person in enumerate(sorted(counts, key=lambda p: (-counts[p], p)))}
        for name, counts in wanted.items()
    }
