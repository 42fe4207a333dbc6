"""Random extracts of one small employer, and what the register says of each day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from foundation.database import db
from foundation.effective import AsAt, Dated, known
from foundation.model import Model
from people.accountability import Accountability, Registration
from people.employment import Employment, EmploymentDetails
from people.organisation import Profession
from people.person import PersonDetails
from people.post import Post
from teams.team import Management, PlacementDetails, Team
from tests.rules.extract.written import Row, row, unplaced

FIRST, DAYS = date(2026, 1, 1), 16
STARTS, ENDS = (0, 3, 6, 10), (5, 9, 12)
HOURS = ("37.5", "30")
NURSE, LINK_WORKER = "district_nurse", "link_worker"
PEOPLE = {1: "Ada", 2: "Ben", 3: "Ada"}
"""Whose each assignment number is."""


# What a file says


@dataclass(frozen=True)
class Days:
    """Days by number, the last one in; without a last one they are open."""

    starts: int
    ends: int | None = None

    def __contains__(self, number: int) -> bool:
        return self.starts <= number and (self.ends is None or number <= self.ends)

    def over(self, number: int) -> bool:
        """Whether the last day is past."""
        return self.ends is not None and self.ends < number


@dataclass(frozen=True)
class Placed:
    """A placement as a file states it. `line` is the code of the post it answers to, or empty."""

    team: str
    days: Days
    hours: str
    line: str
    profession: str = NURSE


@dataclass(frozen=True)
class Stated:
    """One employment as a file states it. `nurse` and `link_worker` are the posts of those professional lines;
    who is placed in no team is a nurse."""

    number: int
    days: Days
    hours: str
    phone: str
    nurse: str
    link_worker: str
    placed: tuple[Placed, ...]

    @property
    def person(self) -> str:
        """Whose it is."""
        return PEOPLE[self.number]

    def rows(self) -> list[Row]:
        """As the file has it. A placement that ends with the contract states no last day of its own."""
        own = {
            "assignment_number": str(self.number), "given_name": self.person, "phone": self.phone,
            "email": f"{self.person.lower()}@example.test", "contracted_hours": self.hours,
            "employment_starts_on": str(day(self.days.starts)), "employment_ends_on": text(self.days.ends),
        }  # fmt: skip
        rows = [row(**own | self._of_profession(p.profession) | self._of_placement(p)) for p in self.placed]
        return rows or [unplaced(**own | self._of_profession(NURSE))]

    def practised(self) -> dict[str, list[Days]]:
        """The days that it states of each profession."""
        found: dict[str, list[Days]] = {} if self.placed else {NURSE: [self.days]}
        for placed in self.placed:
            found.setdefault(placed.profession, []).append(placed.days)
        return found

    def line(self, profession: str) -> str | None:
        """The post of its professional line."""
        return (self.nurse if profession == NURSE else self.link_worker) or None

    def registered(self, profession: str) -> str | None:
        """The registration number: a link worker has none."""
        return f"00{self.person[0]}0000A" if profession == NURSE else None

    def _of_profession(self, profession: str) -> Row:
        said = {"profession": profession, "professional_post": self.line(profession) or ""}
        number = self.registered(profession)
        if number is None:
            unregistered = ("registration_number", "registration_expires_on", "registration_checked_on")
            return said | dict.fromkeys(unregistered, "")
        return said | {"registration_number": number}

    def _of_placement(self, placed: Placed) -> Row:
        return {
            "team": placed.team, "placement_hours": placed.hours, "management_post": placed.line,
            "placement_starts_on": str(day(placed.days.starts)),
            "placement_ends_on": "" if placed.days.ends == self.days.ends else text(placed.days.ends),
        }  # fmt: skip


Extract = tuple[int, tuple[Stated, ...]]
"""The day of a file, by number, and the employments it names."""


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def text(last: int | None) -> str:
    return "" if last is None else str(day(last))


@st.composite
def periods(draw: st.DrawFn, within: Days = Days(0)) -> Days:
    starts = draw(st.sampled_from([start for start in STARTS if start in within]))
    ends = [end for end in ENDS if end >= starts and end in within]
    return Days(starts, draw(st.sampled_from([within.ends, *ends])))


@st.composite
def placements(draw: st.DrawFn, team: str, within: Days) -> Placed:
    return Placed(
        team, draw(periods(within)), draw(st.sampled_from(HOURS)),
        draw(st.sampled_from(["lead_east", "lead_west", ""])),
        draw(st.sampled_from([NURSE, NURSE, LINK_WORKER])),
    )  # fmt: skip


@st.composite
def employments(draw: st.DrawFn, number: int) -> Stated:
    days, posts = draw(periods()), st.sampled_from(["director", "chief", ""])
    teams = draw(st.sampled_from([("east",), ("east", "west"), ("west",), ()]))
    return Stated(
        number, days, draw(st.sampled_from(HOURS)), draw(st.sampled_from(["1", "2"])), draw(posts), draw(posts),
        tuple(draw(placements(team, days)) for team in teams),
    )  # fmt: skip


@st.composite
def extracts(draw: st.DrawFn) -> Extract:
    named = draw(st.sampled_from([(1,), (1, 2), (2, 3), (1, 3), (1, 2, 3), ()]))
    return draw(st.integers(0, DAYS - 2)), tuple(draw(employments(number)) for number in named)


# What the register says


Where = tuple[int, str]
"""An assignment number with a team."""
Who = tuple[str, str]
"""A person with a profession."""


@dataclass(frozen=True)
class Place:
    """A placement on one day. `spell` is its number in the register; a line may be missing."""

    spell: int
    hours: str
    profession: str
    line: str | None


@dataclass(frozen=True)
class View:
    """What holds on one day: hours by assignment number, placements by number and team; posts of professional
    lines and registration numbers by person and profession, telephones by person."""

    employed: dict[int, str]
    placed: dict[Where, Place]
    professional: dict[Who, str]
    registered: dict[Who, str | None]
    phones: dict[str, str]

    def practises(self, person: str, profession: str) -> bool:
        """Whether it is practised in a team."""
        return any(
            PEOPLE[number] == person and place.profession == profession
            for (number, _), place in self.placed.items()
        )

    def contracts(self, person: str) -> list[int]:
        """The assignment numbers that the person is employed under."""
        return sorted(number for number in self.employed if PEOPLE[number] == person)


def told(known_at: datetime | None = None) -> list[View]:
    """What the register says of each day, as known at the moment."""
    rows: Rows = {model: _known_rows(model, known_at) for model in SAID}
    codes = _codes()
    return [_view(rows, codes, day(number)) for number in range(DAYS)]


SAID = (EmploymentDetails, PlacementDetails, Management, Accountability, PersonDetails, Registration)
Rows = dict[type[Model], list[Any]]


def _known_rows(model: type[Model], known_at: datetime | None) -> list[Any]:
    assert issubclass(model, Dated)
    return list(db.session.execute(select(model.__table__).where(known(model, AsAt(FIRST, known_at)))))


def _codes() -> dict[str, dict[int, Any]]:
    """What the register's own numbers stand for in a file."""
    numbers = db.session.execute(
        select(Employment.id, Employment.person_id, Employment.assignment_number)
    ).all()
    return {
        "employment": {row.id: int(row.assignment_number) for row in numbers},
        "person": {row.person_id: PEOPLE[int(row.assignment_number)] for row in numbers},
    } | {
        model.__tablename__: {row.id: row.code for row in db.session.execute(select(model.id, model.code))}
        for model in (Team, Post, Profession)
    }


def _view(rows: Rows, codes: dict[str, dict[int, Any]], on: date) -> View:
    now = {
        model: [r for r in of_one if r.starts_on <= on < (r.until or date.max)]
        for model, of_one in rows.items()
    }
    lines = {m.placement_id: codes["post"][m.post_id] for m in now[Management]}
    people, professions = codes["person"], codes["profession"]
    placed = {
        p.placement_id: (
            (codes["employment"][p.employment_id], codes["team"][p.team_id]),
            Place(p.placement_id, f"{p.hours:g}", professions[p.profession_id], lines.get(p.placement_id)),
        )
        for p in now[PlacementDetails]
    }
    assert lines.keys() <= placed.keys(), "a management line without a placement"
    assert len({where for where, _ in placed.values()}) == len(placed), "two placements in one team at once"
    return View(
        {codes["employment"][e.employment_id]: f"{e.contracted_hours:g}" for e in now[EmploymentDetails]},
        dict(placed.values()),
        {(people[a.person_id], professions[a.profession_id]): codes["post"][a.post_id] for a in now[Accountability]},
        {(people[r.person_id], professions[r.profession_id]): r.number for r in now[Registration]},
        {people[p.person_id]: p.phone for p in now[PersonDetails]},
    )  # fmt: skip


Ended = frozenset[tuple[str, int, int]]
"""Each end that the register knows or ever knew: of an employment by assignment number, or of a placement by its
number in the register; and the day after the last."""


def ended() -> Ended:
    contracts = db.session.execute(
        select(Employment.assignment_number, EmploymentDetails.until)
        .join(EmploymentDetails, EmploymentDetails.employment_id == Employment.id)
        .where(EmploymentDetails.until.is_not(None))
    )
    placed = db.session.execute(
        select(PlacementDetails.placement_id, PlacementDetails.until).where(
            PlacementDetails.until.is_not(None)
        )
    )
    return frozenset(
        (what, int(number), (until - FIRST).days)
        for what, rows in (("employment", contracts), ("placement", placed))
        for number, until in rows
        if until
    )


def by_age() -> list[int]:
    """The assignment numbers as the register came to know them."""
    return [
        int(number)
        for number in db.session.scalars(select(Employment.assignment_number).order_by(Employment.id))
    ]
