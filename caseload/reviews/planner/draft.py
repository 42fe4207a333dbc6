"""A plan being made: the minutes left in each session, the cases in it and the people who come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from caseload.reviews.planner.diary import Absence, Diary
from caseload.reviews.planner.plan import Attendance, PlannedReview
from caseload.reviews.planner.problem import Case, Need, Problem, Session


@dataclass(frozen=True)
class TooShort:
    """Fewer minutes are left than the review takes."""


@dataclass(frozen=True)
class NoChair:
    """The chair cannot come to their own session."""

    absence: Absence


@dataclass(frozen=True)
class NoKeyWorker:
    """Neither the key worker nor the deputy can come; an absence is None where the case names nobody."""

    key_worker: Absence | None
    deputy: Absence | None


@dataclass(frozen=True)
class NoOneFor:
    """A hard need that nobody eligible can come to meet."""

    kind: str


Block = TooShort | NoChair | NoKeyWorker | NoOneFor


class Draft:
    """Reviews laid into sessions so far. Every review in it keeps every rule of the problem."""

    def __init__(self, problem: Problem) -> None:
        self._diary = Diary(problem)
        self._left = {session.id: session.minutes for session in problem.sessions}
        self._cases: dict[str, list[Case]] = {session.id: [] for session in problem.sessions}
        self._days: dict[str, list[int]] = {case.id: [] for case in problem.cases}

    @classmethod
    def of(
        cls, problem: Problem, reviews: Iterable[PlannedReview], attendance: Iterable[Attendance]
    ) -> "Draft":
        """A finished plan as a draft, to ask what still could and could not be added to it."""
        draft = cls(problem)
        sessions = {session.id: session for session in problem.sessions}
        cases = {case.id: case for case in problem.cases}
        for row in attendance:
            for person in row.staff:
                draft._diary.book(person, sessions[row.session])
        for review in reviews:
            draft._fill(cases[review.case], sessions[review.session])
        return draft

    def _fill(self, case: Case, session: Session) -> None:
        self._left[session.id] -= case.minutes
        self._cases[session.id].append(case)
        self._days[case.id].append(session.day)

    def cases_in(self, session: Session) -> tuple[Case, ...]:
        return tuple(self._cases[session.id])

    def present(self, session: Session) -> frozenset[str]:
        return self._diary.present(session)

    def days_of(self, case: Case) -> tuple[int, ...]:
        """The days on which `case` is reviewed, in the order they were found."""
        return tuple(self._days[case.id])

    def left(self, session: Session) -> int:
        """Minutes of the session that no review takes."""
        return self._left[session.id]

    def block(self, case: Case, session: Session) -> Block | None:
        """The first thing that keeps `case` out of `session`, or None when it can be reviewed there."""
        return next(self.blocks(case, session), None)

    def blocks(self, case: Case, session: Session) -> Iterator[Block]:
        """Everything that keeps `case` out of `session`."""
        if self._left[session.id] < case.minutes:
            yield TooShort()
        if chair_absence := self._diary.absence(session.chair, session):
            yield NoChair(chair_absence)
        if self._diary.first_who_can_come(_answerable(case), session) is None:
            yield NoKeyWorker(
                self._absence(case.key_worker, session),
                self._absence(case.deputy, session),
            )
        for need in case.needs:
            if need.hard and self._diary.first_who_can_come(need.eligible, session) is None:
                yield NoOneFor(need.kind)

    def hold(self, case: Case, session: Session) -> None:
        """Review `case` in `session`, asking only those who are needed. Nothing may block it."""
        self._fill(case, session)
        self._diary.book(session.chair, session)
        self._ask(_answerable(case), session)
        for need in case.needs:
            self._ask_for(need, session)

    def _ask_for(self, need: Need, session: Session) -> None:
        if not need.met_by(self.present(session)):
            self._ask(need.eligible, session)

    def _ask(self, people: tuple[str, ...], session: Session) -> None:
        person = self._diary.first_who_can_come(people, session)
        if person is not None:
            self._diary.book(person, session)

    def _absence(self, person: str | None, session: Session) -> Absence | None:
        return None if person is None else self._diary.absence(person, session)


def _answerable(case: Case) -> tuple[str, ...]:
    """Who can answer for the case at its review: the key worker, or failing that the deputy."""
    return tuple(person for person in (case.key_worker, case.deputy) if person is not None)
