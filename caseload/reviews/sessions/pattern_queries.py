"""Patterns, read for a page: one neighbourhood at a time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from caseload.reviews.sessions.pattern import SessionPattern, SessionPatternDetails
from caseload.reviews.sessions.queries import is_called
from foundation.database import db
from foundation.effective import AsAt, Period, known, still_open
from foundation.errors import NotThere
from people.availability_queries import WEEK
from people.person import PersonDetails
from people.queries import spoken_name

EVERY = {1: "every week", 2: "every other week"}


@dataclass(frozen=True, slots=True)
class PatternFacts:
    """How a pattern goes on these days. `row` is the stretch's own number."""

    id: int
    row: int
    neighbourhood_id: int
    starts_on: date
    until: date | None
    weekday: int
    every_weeks: int
    starts: str
    minutes: int
    place: str
    online: bool
    chair_id: int | None
    chair: str | None

    @property
    def says(self) -> str:
        """“Tuesday 09:30, every other week”."""
        every = EVERY.get(self.every_weeks, f"every {self.every_weeks} weeks")
        return f"{WEEK[self.weekday]} {self.starts}, {every}"

    def is_ahead(self, on: date) -> bool:
        """Whether it is still to start."""
        return self.starts_on > on


def list_patterns(neighbourhood_id: int, on: date) -> list[PatternFacts]:
    """The neighbourhood's patterns in force on the day or later: by weekday and hour, then by their first day."""
    d = SessionPatternDetails
    found = _patterns(on).where(SessionPattern.neighbourhood_id == neighbourhood_id, still_open(d, on))
    rows = db.session.execute(found.order_by(d.weekday, d.starts, d.pattern_id, d.starts_on, d.id))
    return [PatternFacts(*row) for row in rows]


def get_pattern(pattern_id: int, on: date) -> PatternFacts:
    """The pattern as it goes on the day; before it starts, as it will; after it, as it went. Raises NotThere."""
    d = SessionPatternDetails
    rows = db.session.execute(
        _patterns(on).where(d.pattern_id == pattern_id).order_by(d.starts_on, d.id)
    ).all()
    if not rows:
        raise NotThere
    facts = [PatternFacts(*row) for row in rows]
    begun = [each for each in facts if not each.is_ahead(on)]
    return next((each for each in begun if on in Period(each.starts_on, each.until)), None) or next(
        (each for each in facts if each.is_ahead(on)), facts[-1]
    )


def _patterns(on: date) -> Select[*tuple[Any, ...]]:
    d = SessionPatternDetails
    return (
        select(
            d.pattern_id,
            d.id,
            SessionPattern.neighbourhood_id,
            d.starts_on,
            d.until,
            d.weekday,
            d.every_weeks,
            d.starts,
            d.minutes,
            d.place,
            d.online,
            d.chair_person_id,
            spoken_name(),
        )
        .join(SessionPattern, SessionPattern.id == d.pattern_id)
        .outerjoin(PersonDetails, is_called(d.chair_person_id, on))
        .where(known(d, AsAt(on)))
    )
