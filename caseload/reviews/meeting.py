"""A session's agenda: whose turn is when, and who comes from when to when. Pure.

Minutes are counted from the start of the session.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A case on the agenda. `starts_minute` is where the plan has it; none for one that was carried over or added.
    `needs` are professions."""

    case_id: int
    minutes: int
    starts_minute: int | None = None
    key_worker_id: int | None = None
    deputy_id: int | None = None
    contributors: frozenset[int] = frozenset()
    needs: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Turn:
    """A case's turn, and those of the people asked who come for it."""

    case_id: int
    starts: int
    ends: int
    people: frozenset[int]


@dataclass(frozen=True, slots=True)
class Stay:
    """How long somebody stays, and for how many cases."""

    starts: int
    ends: int
    cases: int


def turns(items: Iterable[Item], practising: Mapping[int, Collection[int]]) -> tuple[Turn, ...]:
    """The order of the meeting. What is planned keeps the minute that people were told; the rest follows it, in
    the order given.

    `practising` are the people asked, each with the professions they practise.
    """
    found: list[Turn] = []
    ends = 0
    for item in sorted(items, key=lambda each: (each.starts_minute is None, each.starts_minute or 0)):
        starts = ends if item.starts_minute is None else item.starts_minute
        ends = max(ends, starts + item.minutes)
        found.append(Turn(item.case_id, starts, starts + item.minutes, _comers(item, practising)))
    return tuple(found)


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
