"""What of a day's looking is odd: facts in, findings with their reasons out. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from caseload.privacy.look import OddKind
from foundation.clock import LONDON
from people.availability import HALF_DAYS
from people.spelling import fold

MANY = 60
"""Residents in a day to whom nothing of somebody's work ties them."""
NIGHT_ENDS, NIGHT_BEGINS, NOON = time(7), time(20), time(12, 30)
OWN_WORK = {"key_worker", "deputy", "contributor", "session"}
"""Ties to the case itself: whoever has one comes across a name that is no choice of theirs."""

Name = tuple[str, str]
"""A given and a family name."""


@dataclass(frozen=True, slots=True)
class Seen:
    """That somebody saw a resident that day, and what ties them."""

    account_id: int
    person_id: int
    resident_id: int
    ties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """A look. `half_days`: the marks of the working patterns in force that day; none: no pattern is known."""

    look_id: int
    account_id: int
    person_id: int
    resident_id: int | None
    starts_at: datetime
    half_days: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """What people and residents are called; `colleagues`: of each person, who is employed with them."""

    people: Mapping[int, frozenset[Name]]
    residents: Mapping[int, Name]
    colleagues: Mapping[int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Odd:
    """One finding. `about` tells it from the day's others of its kind; `why` names nobody."""

    kind: OddKind
    account_id: int
    person_id: int
    resident_id: int | None
    about: str
    why: str


def find_odd(seen: Iterable[Seen], begun: Iterable[Begun], named: Named) -> list[Odd]:
    """All that is odd about a day, in one order."""
    seen = sorted(seen, key=lambda each: (each.account_id, each.resident_id))
    return [*_many(seen), *_by_name(seen, named), *_at_night(begun)]


def out_of_hours(at: datetime, half_days: tuple[str, ...]) -> str | None:
    """Why somebody was not at work at a moment, in words; none when they may have been. From 20:00 to 07:00 is night,
    whatever the pattern; where no pattern is known, by day everybody may be at work."""
    local = at.astimezone(LONDON)
    if local.time() < NIGHT_ENDS or local.time() >= NIGHT_BEGINS:
        return f"begun at {local:%H:%M}, at night"
    if not half_days:
        return None
    half = f"{local:%a}_{'am' if local.time() < NOON else 'pm'}".lower()
    if half in HALF_DAYS and any(marks[HALF_DAYS.index(half)] == "1" for marks in half_days):
        return None
    return f"begun at {local:%H:%M} on a {local:%A}, when their working pattern has no work"


def _many(seen: list[Seen]) -> Iterator[Odd]:
    strangers = Counter((each.account_id, each.person_id) for each in seen if not each.ties)
    for (account_id, person_id), count in strangers.items():
        if count >= MANY:
            why = f"Saw {count} residents to whom no case, team, session or neighbourhood of theirs ties them"
            yield Odd(OddKind.MANY, account_id, person_id, None, "many", why)


def _by_name(seen: list[Seen], named: Named) -> Iterator[Odd]:
    """A resident called like a colleague, or with one's own family name. Whoever has the case itself is left out."""
    for each in seen:
        called = named.residents.get(each.resident_id)
        if called is None or OWN_WORK.intersection(each.ties):
            continue
        given, family = fold(called[0]), fold(called[1])
        own = {fold(name[1]) for name in named.people.get(each.person_id, ())}
        about = f"resident {each.resident_id}"
        if any(
            (given, family) in _folded(named, other) for other in named.colleagues.get(each.person_id, ())
        ):
            why = "Saw a resident whose given and family names are those of somebody employed with them"
            yield Odd(OddKind.COLLEAGUE, each.account_id, each.person_id, each.resident_id, about, why)
        elif family in own:
            why = "Saw a resident who has their own family name"
            yield Odd(OddKind.OWN_NAME, each.account_id, each.person_id, each.resident_id, about, why)


def _folded(named: Named, person_id: int) -> set[Name]:
    return {(fold(given), fold(family)) for given, family in named.people.get(person_id, ())}


def _at_night(begun: Iterable[Begun]) -> Iterator[Odd]:
    for look in begun:
        why = out_of_hours(look.starts_at, look.half_days)
        if why is not None:
            yield Odd(
                OddKind.AT_NIGHT,
                look.account_id,
                look.person_id,
                look.resident_id,
                f"look {look.look_id}",
                f"A look {why}",
            )
