"""What is not on one day as it was on another, by part of the register, as known at a moment.

States are compared, not rows: what changed and changed back shows nothing. Only keys with a row that starts
or ends between the two days are looked at, so it costs two statements at any size.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import (
    Date,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from foundation.database import db
from foundation.effective import AsAt
from foundation.model import Hours
from foundation.paging import PER_PAGE, Page
from foundation.prepared import left_open
from teams.change import Changed, Part, State
from teams.queries import compared
from teams.queries.compared import Between, Comparison

COMPARISONS = (
    compared.employments,
    compared.placements,
    compared.management,
    compared.accountability,
    compared.tenures,
    compared.posts,
)


@dataclass(frozen=True, slots=True)
class Changes:
    """How many changes there are in each part, and one page of those asked for, latest first."""

    counts: dict[Part, int]
    page: Page[Changed]

    @property
    def total(self) -> int:
        """In all parts."""
        return sum(self.counts.values())


def compare(
    first: AsAt, second: AsAt, *, part: Part | None = None, team_id: int | None = None, number: int = 1
) -> Changes:
    """What differs on the second day from the first; within one part, or of one team's people, where asked.
    Both are as known at one moment. A page past the last is the last."""
    asked = {"first_on": first.on, "second_on": second.on, "known_at": first.known_at, "team_id": team_id}
    worded = first.known_at is not None, team_id is not None
    counts = dict.fromkeys(Part, 0) | {
        Part(row[0]): row[1] for row in db.session.execute(_counts(*worded), asked)
    }
    total = sum(counts[p] for p in Part if part in (None, p))
    number = min(max(1, number), max(1, -(-total // PER_PAGE)))
    rows = db.session.execute(_page(*worded, part), asked | {"skipped": (number - 1) * PER_PAGE})
    return Changes(counts, Page([_changed(row) for row in rows], number, total))


def _between(known_then: bool) -> Between:
    return Between(*(left_open(day, known_then=known_then) for day in ("first_on", "second_on")))


def _found(known_then: bool, of_team: bool) -> list[Comparison]:
    """What differs, kind by kind, as one statement says it: its days and its team are left open."""
    between = _between(known_then)
    found = [make(between) for make in COMPARISONS]
    return [_of_team(c, between) for c in found if c.people] if of_team else found


def _of_team(found: Comparison, between: Between) -> Comparison:
    """Only what concerns somebody of the team."""
    people = compared.placed_in(bindparam("team_id", type_=Integer), between)
    concerns = or_(*(person_id.in_(people) for person_id in found.people))
    return replace(found, found=found.found.where(concerns))


@cache
def _counts(known_then: bool, of_team: bool) -> Select[*tuple[Any, ...]]:
    """How many there are of each part that has any."""
    parts = [c.found.add_columns(literal(c.part.value).label("part")) for c in _found(known_then, of_team)]
    changes = union_all(*parts).subquery()
    return select(changes.c.part, func.count()).group_by(changes.c.part)


@cache
def _page(known_then: bool, of_team: bool, part: Part | None) -> Select[*tuple[Any, ...]]:
    """One page of one part or all, latest first."""
    between = _between(known_then)
    wanted = [c for c in _found(known_then, of_team) if part in (None, c.part)]
    changes = union_all(*(c.found.add_columns(*_columns(c, between)) for c in wanted)).subquery()
    return (
        select(changes)
        .order_by(changes.c.on.desc(), changes.c.person, changes.c.kind, changes.c.key, changes.c.about)
        .limit(PER_PAGE)
        .offset(bindparam("skipped", type_=Integer))
    )


def _columns(c: Comparison, between: Between) -> list[Any]:
    """The same columns, of the same types, for every kind."""
    none = cast(null(), Integer)
    person_id = func.coalesce(*c.people, none, none)
    names = [compared.name_of(person_id, as_at) for as_at in (between.second, between.first)]
    hours = c.hours or (none, none)
    ends_on = c.ends_on or (type_coerce(null(), Date),) * 2
    return [
        literal(c.part.value).label("part"),
        literal(c.kind).label("kind"),
        c.day.label("on"),
        person_id.label("person_id"),
        func.coalesce(*names).label("person"),
        cast(c.about, String).label("about"),
        *_state("was", c.first.id, c.was, hours[0], ends_on[0]),
        *_state("now", c.second.id, c.now, hours[1], ends_on[1]),
        c.key.label("key"),
    ]


def _state(day: str, row_id: Any, texts: Sequence[Any], hours: Any, ends_on: Any) -> list[Any]:
    """Whether anything was so, then the columns of `State`: five texts, hours, a last day."""
    padded = [*texts, *[cast(null(), String)] * (5 - len(texts))]
    return [
        row_id.is_not(None).label(f"{day}_so"),
        *(text.label(f"{day}_{place}") for place, text in enumerate(padded)),
        type_coerce(hours, Hours()).label(f"{day}_hours"),
        ends_on.label(f"{day}_ends_on"),
    ]


def _changed(row: Any) -> Changed:
    part, kind, on, person_id, person, about = row[:6]
    was, now = (State(*row[start + 1 : start + 8]) if row[start] else None for start in (6, 14))
    return Changed(Part(part), kind, on, person_id, person, about, was, now)
