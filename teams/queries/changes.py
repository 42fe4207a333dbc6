"""What is not on one day as it was on another, by part of the register, as known at a moment.

States are compared, not rows: what changed and changed back shows nothing. Only keys with a row that starts
or ends between the two days are looked at, so it costs two statements at any size.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Date, Integer, String, cast, func, literal, null, or_, select, type_coerce, union_all

from foundation.database import db
from foundation.effective import AsAt
from foundation.model import Hours
from foundation.paging import PER_PAGE, Page
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
    between = Between(first, second)
    found = [make(between) for make in COMPARISONS]
    if team_id is not None:
        found = [_of(comparison, between, team_id) for comparison in found if comparison.people]
    counts = _count(found)
    wanted = [c for c in found if part in (None, c.part)]
    total = sum(counts[p] for p in Part if part in (None, p))
    number = min(max(1, number), max(1, -(-total // PER_PAGE)))
    return Changes(counts, Page(_rows(wanted, between, number), number, total))


def _of(found: Comparison, between: Between, team_id: int) -> Comparison:
    """Only what concerns somebody of the team."""
    people = compared.placed_in(team_id, between)
    concerns = or_(*(person_id.in_(people) for person_id in found.people))
    return replace(found, found=found.found.where(concerns))


def _count(found: Sequence[Comparison]) -> dict[Part, int]:
    """Of every part, also those with none: one statement."""
    parts = [c.found.add_columns(literal(c.part.value).label("part")) for c in found]
    changes = union_all(*parts).subquery()
    rows = db.session.execute(select(changes.c.part, func.count()).group_by(changes.c.part))
    return dict.fromkeys(Part, 0) | {Part(part): count for part, count in rows}


def _rows(found: Sequence[Comparison], between: Between, number: int) -> list[Changed]:
    """One page, latest first: one statement."""
    changes = union_all(*(c.found.add_columns(*_columns(c, between)) for c in found)).subquery()
    rows = db.session.execute(
        select(changes)
        .order_by(changes.c.on.desc(), changes.c.person, changes.c.kind, changes.c.key, changes.c.about)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    return [_changed(row) for row in rows]


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
