"""Which reviews a new plan has elsewhere than the published one, and why. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import zip_longest

from caseload.reviews.plans.holding import HoldingFacts, SessionNow, unsettled
from caseload.reviews.plans.problem_making import SessionFacts
from foundation.formats import short_day

NEW = "It was in no session of the published plan"
FOLLOWS = "Another review of the same case moves, and the two must not be too close"

Pair = tuple[int, int]
"""A case and a session."""


@dataclass(frozen=True, slots=True)
class Move:
    """A review that is in another session than before. `to_id` none: in none any more; `from_id` none: it is new."""

    case_id: int
    from_id: int | None
    to_id: int | None
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """A new plan: its reviews and whom it asks to each session; what each case takes and when it is first due; why
    cases are not placed; why pinned reviews could not stay; its first day and the first day after it; the day of the
    meeting that carried a case to a session."""

    reviews: frozenset[Pair]
    asked: Mapping[int, frozenset[int]]
    sessions: Mapping[int, SessionFacts]
    minutes: Mapping[int, int]
    due: Mapping[int, date]
    unplaced: Mapping[int, tuple[str, ...]]
    unkept: Mapping[Pair, str]
    starts_on: date
    until: date
    carried: Mapping[Pair, date] = field(default_factory=dict)


def moves_between(before: HoldingFacts, after: Laid) -> tuple[Move, ...]:
    """Every review that moves, by case and then by day. Only sessions on or after the new plan's first day count:
    those before it stay as they were published."""
    return tuple(_Explaining(before, after).moves())


@dataclass
class _Explaining:
    before: HoldingFacts
    after: Laid

    @cached_property
    def was(self) -> dict[int, list[SessionNow]]:
        """Each case's sessions as published, in order of time."""
        found: dict[int, list[SessionNow]] = defaultdict(list)
        for review in sorted(self.before.reviews, key=lambda r: (r.session.starts_at, r.session.id)):
            if not review.carried and review.session.starts_at.date() >= self.after.starts_on:
                found[review.case_id].append(review.session)
        return found

    @cached_property
    def now(self) -> dict[int, list[SessionFacts]]:
        """Each case's sessions in the new plan, in order of time."""
        found: dict[int, list[SessionFacts]] = defaultdict(list)
        for case, session in self.after.reviews:
            found[case].append(self.after.sessions[session])
        return {case: sorted(held, key=lambda s: (s.starts_at, s.id)) for case, held in found.items()}

    @cached_property
    def broken(self) -> dict[tuple[int | None, int], tuple[str, ...]]:
        """Why reviews, or (no case) whole sessions, cannot stay as published."""
        return {(each.case_id, each.session.id): each.because for each in unsettled(self.before) if each.hard}

    @cached_property
    def arrived(self) -> dict[int, list[int]]:
        """The cases that each session has now and had not."""
        had = {(case, session.id) for case, sessions in self.was.items() for session in sessions}
        found: dict[int, list[int]] = defaultdict(list)
        for case, session in sorted(self.after.reviews - had):
            found[session].append(case)
        return found

    def moves(self) -> Iterator[Move]:
        for case in sorted(self.was.keys() | self.now.keys()):
            had, has = self.was.get(case, []), self.now.get(case, [])
            kept = {session.id for session in had} & {session.id for session in has}
            gone = [session for session in had if session.id not in kept]
            new = [session for session in has if session.id not in kept]
            for left, came in zip_longest(gone, new):
                because = tuple(self._because(case, left, came, several=len(gone) > 1))
                yield Move(case, left and left.id, came and came.id, because)

    def _because(
        self, case: int, left: SessionNow | None, came: SessionFacts | None, *, several: bool
    ) -> Iterator[str]:
        carried_on = self.after.carried.get((case, came.id)) if came else None
        if carried_on:
            yield f"It was carried over to this session at the meeting on {short_day(carried_on)}"
            return
        yield from self._not_carried(case)
        if left is None:
            yield NEW
            return
        pinned = self.after.unkept.get((case, left.id))
        if pinned:
            yield f"It was pinned, and cannot stay: {pinned[:1].lower()}{pinned[1:]}"
        broken = self._broken(case, left)
        if broken:
            yield from broken
        elif came is None:
            yield from self._dropped(case, left)
        elif not pinned:
            yield self._better(case, left, came, several=several)

    def _not_carried(self, case: int) -> Iterator[str]:
        """Where the session to which a meeting carried it cannot have it."""
        for (carried, session), meeting in self.after.carried.items():
            why = self.after.unkept.get((carried, session))
            if carried == case and why:
                yield (
                    f"It was carried over at the meeting on {short_day(meeting)} to a session that cannot have it: "
                    f"{why[:1].lower()}{why[1:]}"
                )

    def _broken(self, case: int, session: SessionNow) -> tuple[str, ...]:
        return self.broken.get((case, session.id)) or self.broken.get((None, session.id), ())

    def _dropped(self, case: int, left: SessionNow) -> Iterator[str]:
        due, why = self.after.due.get(case), self.after.unplaced.get(case)
        if left.starts_at.date() >= self.after.until:
            last = self.after.until - timedelta(days=1)
            yield f"The new plan ends on {short_day(last)}, before this session"
        elif why:
            yield from why
        elif due and due >= self.after.until:
            yield f"Its next review is not due before {short_day(due)}"
        else:
            yield "Its other sessions are enough to keep it in time"

    def _better(self, case: int, left: SessionNow, came: SessionFacts, *, several: bool) -> str:
        room = self._room_for(case, left)
        if room:
            return room
        if several or any(self._broken(case, session) for session in self.was[case]):
            return FOLLOWS
        due, day = self.after.due.get(case), left.starts_at.date()
        if due and came.starts_at.date() < day and due < day:
            return f"It comes nearer to {short_day(due)}, the day it is due"
        return self._people(case, left, came)

    def _room_for(self, case: int, left: SessionNow) -> str | None:
        """Said where it could not have stayed beside the reviews that came into its session."""
        others = [each for each, session in self.after.reviews if session == left.id]
        taken = sum(self.after.minutes.get(each, 0) for each in others)
        came = self.arrived.get(left.id, [])
        if not came or taken + self.after.minutes.get(case, 0) <= left.minutes:
            return None
        return f"It makes room on {short_day(left.starts_at.date())} for {self._whose_room(came)}"

    def _whose_room(self, came: list[int]) -> str:
        """What is said of a review that came: why it had to leave its own session, or else when it is due."""
        for case in came:
            for session in self.was.get(case, ()):
                broken = self._broken(case, session)
                if broken:
                    why = broken[0]
                    return f"a review that cannot stay on {short_day(session.starts_at.date())}: {why}"
        due = min((self.after.due[case] for case in came if case in self.after.due), default=None)
        return "another review" if due is None else f"a review that is due on {short_day(due)}"

    def _people(self, case: int, left: SessionNow, came: SessionFacts) -> str:
        key_worker = next((r.key_worker_id for r in self.before.reviews if r.case_id == case), None)
        there = self.after.asked.get(came.id, frozenset())
        day = short_day(came.starts_at.date())
        if key_worker in there and key_worker not in self.before.asked.get(left.id, frozenset()):
            return f"The key worker comes on {day}"
        return f"With it on {day} the plan as a whole has less lateness, or more of the people needed come"
