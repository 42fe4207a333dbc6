"""The plan as it stands while it is searched for: who is in which room, and who could still come.

Every step is noted, so that a change that turns out badly is undone by its exact reverse.
"""

import math
from typing import NamedTuple

from caseload.reviews.planner.courses import NEVER
from caseload.reviews.planner.ground import Ground

MOVE = 150.0
"""Points of score that a published review is worth leaving where it is."""
SHUT = 1 << 40
"""Minutes taken off a session whose chair is in another one."""


class Laid(NamedTuple):
    """A plan put by: each case's sessions, and who is in each session."""

    series: tuple[tuple[int, ...], ...]
    here: tuple[int, ...]


class Board:
    """Reviews in sessions and people in seats. Every rule of the problem holds after every step.

    `here` and `could` are, for each session, who comes and who comes or still may be asked. `series` are
    each case's sessions (those it is pinned to are never taken out), `waits` what its waiting costs, and
    `lost` what each session's reviews go without.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.left = list(ground.minutes)
        self.held: list[list[int]] = [[] for _ in ground.sessions]
        self.here = list(ground.chairs)
        self.could = list(ground.could)
        self.lost = [0.0] * len(ground.sessions)
        self.series: list[list[int]] = [[] for _ in ground.courses]
        self.waits = [course.unseen for course in ground.courses]
        self._asked = [0] * len(ground.limits)
        self._clashes = [0] * len(ground.seats)
        self._turn = False
        self._notes: list[tuple[int, int, int]] = []
        self._were: list[tuple[int, float, list[int]]] = []
        self._rooms: dict[int, float] = {}

    @classmethod
    def holding(cls, ground: Ground, laid: "Laid") -> "Board":
        """The board as it was when `laid` was taken from it."""
        board = cls(ground)
        for number, series in enumerate(laid.series):
            for session in series:
                board._put(number, session)
            board.series[number] = list(series)
            board.waits[number] = ground.courses[number].waits(series)
        for session, here in enumerate(laid.here):
            for bit, seat in ground.seat_of[session].items():
                if here & bit:
                    board._book(seat)
        board.lost = [board._lost_in(session) for session in range(len(ground.sessions))]
        return board

    def laid(self) -> "Laid":
        return Laid(tuple(map(tuple, self.series)), tuple(self.here))

    def score(self) -> float:
        return math.fsum(self.waits) + math.fsum(self.lost)

    def cost(self) -> float:
        """The score, and the price of every published review that is not where it was."""
        kept = sum(
            len(course.kept.difference(series))
            for course, series in zip(self.ground.courses, self.series, strict=True)
        )
        return self.score() + MOVE * kept

    # --- a change: begun, made of removals and insertions, then kept or undone

    def begin(self) -> None:
        self._notes.clear()
        self._were.clear()
        self._rooms.clear()

    def remove(self, number: int) -> None:
        """Take all reviews of a case out, and let go of whoever only came for it."""
        series = self.series[number]
        self._were.append((number, self.waits[number], series))
        people, pins = self.ground.courses[number].people, self.ground.courses[number].pins
        for session in series:
            if session in pins:
                continue
            self._rooms.setdefault(session, self.lost[session])
            self._take(number, session)
            self._notes.append((2, number, session))
            self.dismiss(session, people)
        self.series[number] = [session for session in series if session in pins] if pins else []

    def insert(self, number: int, nodes: list[int], *, wishes: bool = True) -> None:
        """Hold reviews of a case at these nodes of its course, asking whom it needs; skip what cannot be.

        Without `wishes` only those are asked without whom it cannot be held.
        """
        course = self.ground.courses[number]
        if course.pins:
            nodes = sorted({*nodes, *(course.place[session] for session in course.pins)})
        series = self.series[number] = []
        for node in nodes:
            session = course.nodes[node]
            if session not in course.pins and (
                self.left[session] < course.minutes
                or course.unmet[self.could[session] & course.people] >= NEVER
            ):
                continue
            self._rooms.setdefault(session, self.lost[session])
            series.append(session)
            if session not in course.pins:
                self._put(number, session)
                self._notes.append((1, number, session))
                self._ask_needed(number, session)
            if wishes:
                self.ask(number, session)
        self.waits[number] = course.waits(series)

    def settle(self) -> float:
        """By how much score and moves have changed in cost since `begin`; `lost` is brought up to date."""
        delta = 0.0
        for session, before in self._rooms.items():
            now = self.lost[session] = self._lost_in(session)
            delta += now - before
        for number, waited, series in self._were:
            delta += self.waits[number] - waited
            kept = self.ground.courses[number].kept
            if kept:
                delta += MOVE * (len(kept.intersection(series)) - len(kept.intersection(self.series[number])))
        return delta

    def undo(self) -> None:
        """Put everything back as it was at `begin`."""
        for step, what, session in reversed(self._notes):
            if step == 1:
                self._take(what, session)
            elif step == 2:
                self._put(what, session)
            elif step == 3:
                self._release(what)
            else:
                self._book(what)
        for number, waited, series in self._were:
            self.waits[number], self.series[number] = waited, series
        for session, lost in self._rooms.items():
            self.lost[session] = lost

    def _lost_in(self, session: int) -> float:
        courses, here = self.ground.courses, self.here[session]
        lost = 0.0
        for number in self.held[session]:
            course = courses[number]
            lost += course.unmet[here & course.people]
        return lost

    # --- people

    def call(self, session: int, bit: int) -> None:
        """Ask somebody who can come."""
        self._book(self.ground.seat_of[session][bit])

    def release(self, session: int, bit: int) -> None:
        """Let go of somebody who was asked."""
        self._release(self.ground.seat_of[session][bit])

    def ask(self, number: int, session: int) -> None:
        """Ask to the session whom the case still lacks there, where somebody can come."""
        course = self.ground.courses[number]
        for eligible, _ in course.wishes:
            if not self.here[session] & eligible:
                self._ask_one(session, eligible)

    def _ask_needed(self, number: int, session: int) -> None:
        course = self.ground.courses[number]
        if not self.here[session] & course.quorum:
            self._ask_one(session, course.key if self.could[session] & course.key else course.quorum)
        for must in course.musts:
            if not self.here[session] & must:
                self._ask_one(session, must)

    def _ask_one(self, session: int, people: int) -> None:
        able = self.could[session] & people
        if able:
            self._turn = not self._turn
            one = able & -able if self._turn else 1 << able.bit_length() - 1
            seat = self.ground.seat_of[session][one]
            self._book(seat)
            self._notes.append((3, seat, session))

    def dismiss(self, session: int, people: int) -> None:
        """Let go of those `people` without whom no review of the session loses anything."""
        courses, seats = self.ground.courses, self.ground.seat_of[session]
        staying = [courses[number] for number in self.held[session]]
        here = self.here[session]
        leaving = here & people & ~self.ground.chairs[session]
        while leaving:
            bit = leaving & -leaving
            leaving ^= bit
            without = here ^ bit
            for course in staying:
                own = course.people
                if bit & own and course.unmet[without & own] > course.unmet[here & own]:
                    break
            else:
                here = without
                self._release(seats[bit])
                self._notes.append((4, seats[bit], session))

    def _book(self, seat: int) -> None:
        seats, could, clashes = self.ground.seats, self.could, self._clashes
        at = seats[seat]
        self.here[at.session] |= at.bit
        for other in at.clashing:
            clashes[other] += 1
            could[seats[other].session] &= ~seats[other].bit
        self._asked[at.week] += 1
        if self._asked[at.week] == self.ground.limits[at.week]:
            for other in at.same_week:
                there = seats[other]
                if not self.here[there.session] & there.bit:
                    could[there.session] &= ~there.bit

    def _release(self, seat: int) -> None:
        seats, could, clashes = self.ground.seats, self.could, self._clashes
        asked, limits = self._asked, self.ground.limits
        at = seats[seat]
        self.here[at.session] &= ~at.bit
        asked[at.week] -= 1
        if asked[at.week] + 1 == limits[at.week]:
            for other in at.same_week:
                if not clashes[other]:
                    could[seats[other].session] |= seats[other].bit
        for other in at.clashing:
            clashes[other] -= 1
            there = seats[other]
            if not clashes[other] and asked[there.week] < limits[there.week]:
                could[there.session] |= there.bit

    # --- reviews

    def put(self, number: int, session: int) -> None:
        """Hold one more review of a case, later than those it has, whoever comes."""
        self._put(number, session)
        self.series[number].append(session)

    def take(self, number: int, session: int) -> None:
        """Take one review of a case out, whoever comes."""
        self._take(number, session)
        self.series[number].remove(session)

    def _put(self, number: int, session: int) -> None:
        self.left[session] -= self.ground.courses[number].minutes
        if not self.held[session]:
            for rival in self.ground.rivals[session]:
                self.left[rival] -= SHUT
        self.held[session].append(number)

    def _take(self, number: int, session: int) -> None:
        self.left[session] += self.ground.courses[number].minutes
        self.held[session].remove(number)
        if not self.held[session]:
            for rival in self.ground.rivals[session]:
                self.left[rival] += SHUT
