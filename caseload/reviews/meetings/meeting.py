"""A session's agenda: whose turn is when, and who comes from when to when. Pure.

Minutes are counted from the start of the session.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A case on the agenda. `starts_minute` is where the plan has it; none for one that was `carried` over or added at
    the meeting. `needs` are professions."""

    case_id: int
    minutes: int
    starts_minute: int | None = None
    key_worker_id: int | None = None
    deputy_id: int | None = None
    contributors: frozenset[int] = frozenset()
    needs: frozenset[int] = frozenset()
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A case's turn, and those of the people asked who come for it. `planned`: the minute the plan gives it."""

    case_id: int
    starts: int
    ends: int
    people: frozenset[int]
    planned: int | None = None

    @property
    def moved(self) -> bool:
        """Whether it starts at another minute than the plan says."""
        return self.planned is not None and self.planned != self.starts


@dataclass(frozen=True, slots=True)
class Stay:
    """How long somebody stays, and for how many cases."""

    starts: int
    ends: int
    cases: int


def turns(items: Iterable[Item], practising: Mapping[int, Collection[int]]) -> tuple[Turn, ...]:
    """The order of the meeting, one case straight after another: what is planned in its order, so that the minutes of
    a case that dropped out are made up; what was carried over where people wait least for it; the rest last.

    `practising` are the people asked, each with the professions they practise.
    """
    known = [(item, _comers(item, practising)) for item in items]
    order = sorted(
        (each for each in known if each[0].starts_minute is not None),
        key=lambda each: each[0].starts_minute or 0,
    )
    for each in (each for each in known if each[0].starts_minute is None and each[0].carried):
        order = min(_with(order, each), key=_waiting)
    order += [each for each in known if each[0].starts_minute is None and not each[0].carried]
    return _one_after_another(order)


Coming = tuple[Item, frozenset[int]]
"""A case, and those who come for it."""


def _one_after_another(order: Iterable[Coming]) -> tuple[Turn, ...]:
    found: list[Turn] = []
    ends = 0
    for item, people in order:
        starts, ends = ends, ends + item.minutes
        found.append(Turn(item.case_id, starts, ends, people, item.starts_minute))
    return tuple(found)


def _with(order: list[Coming], new: Coming) -> list[list[Coming]]:
    """The order with the case in each of its places, the last place first: of two as good, few are moved."""
    return [[*order[:place], new, *order[place:]] for place in range(len(order), -1, -1)]


def _waiting(order: Iterable[Coming]) -> int:
    """For how many minutes people are there in all, from the first of their cases to the last."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for turn in _one_after_another(order):
        for person in turn.people:
            first.setdefault(person, turn.starts)
            last[person] = turn.ends
    return sum(last[person] - first[person] for person in first)


def stays(
    found: Collection[Turn], asked: Iterable[int], *, chair_id: int | None, minutes: int
) -> dict[int, Stay]:
    """From when to when each person asked is wanted: from the first of their cases to the last, whoever chairs for
    all of it. Somebody who comes for no one case is asked for all of it too."""
    stay: dict[int, Stay] = {}
    for person in asked:
        own = [turn for turn in found if person in turn.people]
        if own and person != chair_id:
            stay[person] = Stay(min(t.starts for t in own), max(t.ends for t in own), len(own))
        else:
            whole = max([minutes, *(turn.ends for turn in found)])
            stay[person] = Stay(0, whole, len(found) if person == chair_id else len(own))
    return stay


def _comers(item: Item, practising: Mapping[int, Collection[int]]) -> frozenset[int]:
    """The key worker or, where they are not asked, the deputy; whoever contributes; and one of each profession."""
    holder = next((each for each in (item.key_worker_id, item.deputy_id) if each in practising), None)
    comers = {person for person in (holder, *item.contributors) if person in practising}
    for need in sorted(item.needs):
        able = {person for person, professions in practising.items() if need in professions}
        if able and not able & comers:
            comers.add(min(able))
    return frozenset(person for person in comers if person is not None)
