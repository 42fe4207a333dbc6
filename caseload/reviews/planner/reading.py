"""Reading a problem from `review-problem/1`, refusing by name anything that is not one."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn, TypeVar

from caseload.reviews.planner.problem import Case, Need, Problem, Published, Session, Staff

FORMAT = "review-problem/1"
A_DAY = "a day such as 2026-01-05"
A_MOMENT = "a local date and time such as 2026-01-06T09:30"
MOST = 100_000
"""Far above any true minutes, days or weight, and low enough that no date or sum overflows."""

Row = TypeVar("Row", Staff, Session, Case)


class ProblemInvalid(ValueError):
    """A problem that cannot be planned: the JSON place, what was read there and what was expected."""

    def __init__(self, place: str, read: str, expected: str) -> None:
        super().__init__(f"{place}: read {read}, expected {expected}")
        self.place = place
        self.read = read
        self.expected = expected


class _Nothing:
    """What is read where a field is missing, as against one that is null."""


@dataclass(frozen=True)
class _Found:
    """A value in the document, with the place it was found at."""

    place: str
    value: object

    def refuse(self, expected: str) -> NoReturn:
        read = "nothing" if isinstance(self.value, _Nothing) else json.dumps(self.value, default=repr)
        raise ProblemInvalid(self.place, read if len(read) <= 60 else read[:57] + "...", expected)

    def field(self, name: str) -> "_Found":
        if not isinstance(self.value, dict):
            self.refuse("an object")
        place = f"{self.place}.{name}" if self.place != "problem" else name
        return _Found(place, self.value.get(name, _Nothing()))

    def absent(self) -> bool:
        return self.value is None or isinstance(self.value, _Nothing)

    def items(self) -> "list[_Found]":
        if not isinstance(self.value, list):
            self.refuse("a list")
        return [_Found(f"{self.place}[{n}]", value) for n, value in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            self.refuse("some text")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self.refuse("true or false")
        return self.value

    def whole(self, least: int) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self.refuse("a whole number")
        if not least <= self.value <= MOST:
            self.refuse(f"a whole number from {least} to {MOST}")
        return self.value

    def number(self, most: int = MOST) -> float:
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.refuse("a number")
        if not 0 <= self.value <= most:
            self.refuse(f"a number from 0 to {most}")
        return self.value

    def day(self) -> date:
        text = self.text()
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self.refuse(A_DAY)
        if day.isoformat() != text:
            self.refuse(A_DAY)
        return day

    def moment(self) -> datetime:
        text = self.text()
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.refuse(A_MOMENT)
        if moment.tzinfo is not None or text not in (
            moment.isoformat(),
            moment.isoformat(timespec="minutes"),
        ):
            self.refuse(A_MOMENT)
        return moment

    def person(self, staff: frozenset[str]) -> str:
        person = self.text()
        if person not in staff:
            self.refuse("the id of one of the staff")
        return person

    def people(self, staff: frozenset[str]) -> tuple[str, ...]:
        """The people listed, each once, in the order given."""
        return tuple(dict.fromkeys(item.person(staff) for item in self.items()))


def read_problem(document: object) -> Problem:
    """The problem that a parsed `review-problem/1` states. Raises ProblemInvalid at the first fault."""
    found = _Found("problem", document)
    if found.field("format").value != FORMAT:
        found.field("format").refuse(f'"{FORMAT}"')
    starts_on, days = found.field("starts_on").day(), found.field("days").whole(1)
    if starts_on.year >= 9000:
        found.field("starts_on").refuse("a day before the year 9000")
    staff = _each(found.field("staff"), _read_staff)
    ids = frozenset(person.id for person in staff)
    sessions = _each(found.field("sessions"), lambda row: _read_session(row, starts_on, days, ids))
    return Problem(
        name=found.field("name").text(),
        starts_on=starts_on,
        days=days,
        travel_minutes=found.field("travel_minutes").whole(0),
        earliest_share=found.field("earliest_share").number(most=1),
        staff=staff,
        sessions=tuple(sorted(sessions, key=lambda session: (session.starts_at, session.id))),
        cases=_each(found.field("cases"), lambda row: _read_case(row, starts_on, ids)),
        published=_read_published(found.field("published")),
    )


def _each(found: _Found, read: Callable[[_Found], Row]) -> tuple[Row, ...]:
    rows = [read(item) for item in found.items()]
    _refuse_repeats(found, rows)
    return tuple(rows)


def _refuse_repeats(found: _Found, rows: Sequence[Row]) -> None:
    seen: set[str] = set()
    for item, row in zip(found.items(), rows, strict=True):
        if row.id in seen:
            item.field("id").refuse("an id that no row above has")
        seen.add(row.id)


def _read_staff(row: _Found) -> Staff:
    limit = row.field("sessions_per_week")
    return Staff(
        id=row.field("id").text(),
        role=row.field("role").text(),
        sessions_per_week=None if limit.absent() else limit.whole(0),
    )


def _read_session(row: _Found, starts_on: date, days: int, staff: frozenset[str]) -> Session:
    starts_at = row.field("starts_at").moment()
    day = (starts_at.date() - starts_on).days
    if not 0 <= day < days:
        row.field("starts_at").refuse(f"a moment in the {days} days from {starts_on}")
    return Session(
        id=row.field("id").text(),
        neighbourhood=row.field("neighbourhood").text(),
        starts_at=starts_at,
        day=day,
        minutes=row.field("minutes").whole(1),
        online=row.field("online").flag(),
        chair=row.field("chair").person(staff),
        available=frozenset(row.field("available").people(staff)),
    )


def _read_case(row: _Found, starts_on: date, staff: frozenset[str]) -> Case:
    breach_weight = row.field("breach_weight")
    return Case(
        id=row.field("id").text(),
        neighbourhood=row.field("neighbourhood").text(),
        tier=row.field("tier").text(),
        interval_days=row.field("interval_days").whole(1),
        breach_days=row.field("breach_days").whole(0),
        weight=row.field("weight").number(),
        breach_weight=0 if breach_weight.absent() else breach_weight.number(),
        last_day=(row.field("last_review_on").day() - starts_on).days,
        minutes=row.field("minutes").whole(1),
        key_worker=_person_or_none(row.field("key_worker"), staff),
        deputy=_person_or_none(row.field("deputy"), staff),
        needs=tuple(_read_need(item, staff) for item in row.field("needs").items()),
    )


def _person_or_none(found: _Found, staff: frozenset[str]) -> str | None:
    return None if found.absent() else found.person(staff)


def _read_need(row: _Found, staff: frozenset[str]) -> Need:
    return Need(
        kind=row.field("kind").text(),
        eligible=row.field("eligible").people(staff),
        weight=row.field("weight").number(),
        hard=row.field("hard").flag(),
    )


def _read_published(found: _Found) -> tuple[Published, ...]:
    """What was published is history: the case or session may be gone, so the ids are not looked up."""
    if found.absent():
        return ()
    return tuple(Published(row.field("case").text(), row.field("session").text()) for row in found.items())
