"""Who could take a case, in an order that can be explained, and who could not, and why. Pure.

The order is that of the topics in `caseload.allocation.matching_reasons`, one after the other: only those alike in all the
topics before are told apart by the next. It suggests; a named person decides.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from caseload.allocation.candidates import AS, Candidate, CaseFact, Taking
from caseload.allocation.directing import Directing, How
from caseload.allocation.matching_reasons import Reason, reasons_of
from caseload.capacity.workload import Workload


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who could take the case: a reason for each topic, and points before and after."""

    candidate: Candidate
    reasons: tuple[Reason, ...]
    before: Workload
    after: Workload

    @property
    def person_id(self) -> int:
        """Their number."""
        return self.candidate.person_id

    @property
    def directing(self) -> Directing:
        """How it may be given to them."""
        return self.candidate.directing

    @property
    def in_favour(self) -> tuple[str, ...]:
        """What speaks for them."""
        return tuple(reason.sentence for reason in self.reasons if reason.good)

    @property
    def against(self) -> tuple[str, ...]:
        """What speaks against them."""
        return tuple(reason.sentence for reason in self.reasons if reason.good is False)

    @property
    def rank(self) -> tuple[object, ...]:
        """Smaller comes first; no two are the same."""
        places = (reason.place for reason in self.reasons)
        return (*places, -_share_left(self.after), self.candidate.name, self.person_id)


class Bar(StrEnum):
    """Why somebody cannot be given a case."""

    OBJECTS = "objects"
    HAS_IT = "has_it"
    CONFLICT = "conflict"
    NOT_CLEARED = "not_cleared"
    AWAY = "away"
    NOT_PERMITTED = "not_permitted"


@dataclass(frozen=True, slots=True)
class Barred:
    """One thing that bars somebody."""

    bar: Bar
    sentence: str


@dataclass(frozen=True, slots=True)
class Excluded:
    """Somebody who cannot be given the case, with all that bars them."""

    candidate: Candidate
    bars: tuple[Barred, ...]

    @property
    def person_id(self) -> int:
        """Their number."""
        return self.candidate.person_id


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Everybody of the teams: those who could take the case, in order, and those who could not, by name."""

    ranked: tuple[Suggestion, ...]
    excluded: tuple[Excluded, ...]

    def find(self, person_id: int | None) -> Suggestion | Excluded | None:
        """What is said of one person."""
        found = (each for each in (*self.ranked, *self.excluded) if each.person_id == person_id)
        return next(found, None)

    def is_first(self, person_id: int) -> bool:
        """Whether they head the order."""
        return bool(self.ranked) and self.ranked[0].person_id == person_id


def suggest(
    case: CaseFact, candidates: Iterable[Candidate], taking: Taking = Taking.KEY_WORKER
) -> Suggestions:
    """Who could take the case in this role, the one to be thought of first first; and who could not."""
    ranked: list[Suggestion] = []
    excluded: list[Excluded] = []
    for candidate in candidates:
        bars = tuple(_bars(case, candidate, taking))
        if bars:
            excluded.append(Excluded(candidate, bars))
        else:
            ranked.append(_suggestion(case, candidate, taking))
    return Suggestions(
        tuple(sorted(ranked, key=lambda each: each.rank)),
        tuple(sorted(excluded, key=lambda each: (each.candidate.name, each.person_id))),
    )


def with_case(case: CaseFact, candidate: Candidate, taking: Taking) -> Workload:
    """Somebody's workload once they have the case so. What they do in it now is no longer counted beside it,
    and what is reserved for them in it becomes held."""
    load, points = candidate.workload, case.points
    freed = sum(points[part] for part in case.parts_of(candidate.person_id))
    reserved = points[taking] if case.asked.get(taking) == candidate.person_id else 0
    return replace(load, held=load.held - freed + points[taking], reserved=load.reserved - reserved)


def _bars(case: CaseFact, candidate: Candidate, taking: Taking) -> Iterator[Barred]:
    if case.objects:
        yield Barred(Bar.OBJECTS, "The resident objects to being on the caseload.")
    has_it = _has_it(case, candidate.person_id, taking)
    if has_it:
        yield Barred(Bar.HAS_IT, has_it)
    if candidate.person_id in case.conflicts:
        yield Barred(Bar.CONFLICT, "A conflict of interest with this case is recorded for them.")
    if candidate.not_cleared:
        yield Barred(Bar.NOT_CLEARED, candidate.not_cleared)
    if candidate.away:
        yield Barred(Bar.AWAY, candidate.away)
    if candidate.directing.how is How.NOBODY:
        yield Barred(Bar.NOT_PERMITTED, candidate.directing.because)


def _has_it(case: CaseFact, person_id: int, taking: Taking) -> str | None:
    """Whoever has it so already; and nobody stands in for, or contributes to, what they hold."""
    parts = case.parts_of(person_id)
    if taking in parts:
        return f"They are its {AS[taking]} already."
    stronger = [part for part in parts if list(Taking).index(part) < list(Taking).index(taking)]
    return f"They are its {AS[stronger[0]]}." if stronger else None


def _suggestion(case: CaseFact, candidate: Candidate, taking: Taking) -> Suggestion:
    after = with_case(case, candidate, taking)
    return Suggestion(candidate, tuple(reasons_of(case, candidate, after)), candidate.workload, after)


def _share_left(after: Workload) -> Fraction:
    """Of capacity. Without any, the more they hold the less is left."""
    return Fraction(after.headroom, after.capacity or 1)
