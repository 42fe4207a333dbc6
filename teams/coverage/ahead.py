"""What lapses on which day if nothing is done, and who loses cover from it. Pure.

Each practice is judged on the days on which a fact that touches it changes, and on no other.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from teams.coverage.counting import PersonGap
from teams.coverage.dated import ONE_DAY, DatedPractice, Days
from teams.coverage.facts import PracticeFact
from teams.coverage.judging import Gap, GapKind, Judge
from teams.coverage.owing import standings

DAYS_AHEAD = 180
FALLS_DUE = {GapKind.REGISTRATION_UNCHECKED, GapKind.SUPERVISION_OVERDUE}
"""What lapses by its interval, and not because anything ends."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How somebody's practice of a profession stands from a day on: their placements, none while they have
    none, and the gaps, each employment's once."""

    on: date
    placements: tuple[PracticeFact, ...]
    gaps: tuple[PersonGap, ...]


@dataclass(frozen=True, slots=True)
class Beginning:
    """A kind of gap that begins. `before`: their placements of the day before; `covered_before`: whether they
    were in placement then and covered in all that they practise. Where something ends, what has fallen due by
    then is taken to have been done: otherwise nobody would be left to lose cover."""

    on: date
    found: PersonGap
    before: tuple[PracticeFact, ...]
    covered_before: bool

    @property
    def gap(self) -> Gap:
        """The gap itself."""
        return self.found.gap

    @property
    def practice(self) -> PracticeFact:
        """Whose it is."""
        return self.found.practice


@dataclass(frozen=True, slots=True)
class Departure:
    """The first day without any placement in the profession. `wholly`: in no other either."""

    on: date
    practice: PracticeFact
    wholly: bool


@dataclass(frozen=True, slots=True)
class Point:
    """People in placement on one of the days, and those of them covered in all that they practise. `kept_up`:
    those who would be if each register check and supervision that falls due after the first day were done."""

    on: date
    people: int
    covered: int
    kept_up: int


class Outlook:
    """Everybody given, over the days of the facts."""

    def __init__(self, practices: Sequence[DatedPractice], days: Days) -> None:
        self.days = days
        self.practices = practices
        self._courses: dict[int, list[tuple[Turn, ...]]] = defaultdict(list)
        for practice in practices:
            self._courses[practice.person_id].append(course(practice, days))

    def beginnings(self) -> list[Beginning]:
        """Each kind of gap in somebody's practice of a profession that begins after the first day, in order of
        day. What somebody lacks already is not told again."""
        found = (each for turns in self._every() for each in self._beginnings(turns))
        return sorted(found, key=lambda b: (b.on, b.practice.name, b.practice.person_id, b.gap.kind))

    def departures(self) -> list[Departure]:
        """Those who leave a profession's count, in order of day."""
        found = (
            Departure(
                turn.on, before.placements[0], not self._placed(before.placements[0].person_id, turn.on)
            )
            for turns in self._every()
            for before, turn in pairwise(turns)
            if before.placements and not turn.placements
        )
        return sorted(found, key=lambda d: (d.on, d.practice.name, d.practice.person_id))

    def point(self, day: date) -> Point:
        """The figures of one of the days."""
        people = [person_id for person_id in self._courses if self._placed(person_id, day)]
        return Point(
            day,
            len(people),
            sum(self._covered(person_id, day) for person_id in people),
            sum(self._kept_up(person_id, day) for person_id in people),
        )

    def given(self, day: date) -> list[PracticeFact]:
        """Every placement of one of the days."""
        return [each for turns in self._every() for each in _turn_on(turns, day).placements]

    def _every(self) -> Iterator[tuple[Turn, ...]]:
        for courses in self._courses.values():
            yield from courses

    def _beginnings(self, turns: Sequence[Turn]) -> Iterator[Beginning]:
        for before, turn in pairwise(turns):
            had = {found.gap.kind for found in before.gaps}
            for found in turn.gaps:
                if found.gap.kind not in had:
                    covered = self._covered_before(found, turn.on - ONE_DAY)
                    yield Beginning(turn.on, found, before.placements, covered)

    def _covered_before(self, found: PersonGap, day: date) -> bool:
        person_id = found.practice.person_id
        if found.gap.kind in FALLS_DUE:
            return self._covered(person_id, day)
        return self._placed(person_id, day) and self._kept_up(person_id, day)

    def _covered(self, person_id: int, day: date) -> bool:
        return self._placed(person_id, day) and not self._gaps(person_id, day)

    def _gaps(self, person_id: int, day: date) -> list[PersonGap]:
        return [found for turns in self._courses[person_id] for found in _turn_on(turns, day).gaps]

    def _kept_up(self, person_id: int, day: date) -> bool:
        """Whether there is no gap but what falls due after the first day."""
        return all(
            found.gap.kind in FALLS_DUE and found.gap.since > self.days.facts.on
            for found in self._gaps(person_id, day)
        )

    def _placed(self, person_id: int, day: date) -> bool:
        return any(_turn_on(turns, day).placements for turns in self._courses[person_id])


def course(practice: DatedPractice, days: Days) -> tuple[Turn, ...]:
    """How it stands on the first of the days and from each day on which that may change. At least one."""
    changes = practice.days()
    for spell in practice.lines:
        changes |= days.days_above(spell.what)
    known = {day: practice.on(day) for day in (days.facts.on, *filter(days.takes_in, changes))}
    due = {day for on, there in known.items() for day in _falls_due(there, days, on)}
    turns: list[Turn] = []
    for day in sorted(known.keys() | set(filter(days.takes_in, due))):
        there = known[day] if day in known else turns[-1].placements
        turns.append(_turn(there, days.judge(day), day))
    return tuple(turns)


def checkpoints(on: date, last: date) -> list[date]:
    """The first day, 30, 60 and 90 days on, and the last."""
    found = [on + timedelta(days=n) for n in (0, 30, 60, 90)]
    return [*(day for day in found if day < last), last]


def _turn(placements: tuple[PracticeFact, ...], judge: Judge, day: date) -> Turn:
    """Two placements under one contract share their gaps."""
    under = {(p.employer, p.assignment): p for p in reversed(placements)}
    found = tuple(PersonGap(p, gap) for p in reversed(under.values()) for gap in judge.gaps(p))
    return Turn(day, placements, found)


def _falls_due(placements: tuple[PracticeFact, ...], days: Days, on: date) -> Iterator[date]:
    """The day after each last day in time."""
    for each in placements:
        for standing in standings([each], days.facts.professions, on):
            for due_on in (standing.check_due_on, standing.supervision_due_on):
                if due_on is not None:
                    yield due_on + ONE_DAY


def _turn_on(turns: Sequence[Turn], day: date) -> Turn:
    return turns[bisect_right(turns, day, key=lambda turn: turn.on) - 1]
