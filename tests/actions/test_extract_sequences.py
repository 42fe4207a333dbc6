"""Random extracts of one small employer, one after another and out of order, held against what each file says."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from foundation.database import db
from foundation.effective import AsAt, Dated, in_force
from foundation.model import Model
from people.accountability import Accountability
from people.employment import Employment, EmploymentDetails
from teams.extract import comparing
from teams.team import Management, PlacementDetails, Team
from tests.actions.extract_ground import Ground, everything, lay_ground, nine, take
from tests.databases import Scratch
from tests.rules.extract.written import Row, row, unplaced

FIRST, DAYS = date(2026, 1, 1), 16
STARTS, ENDS = (0, 3, 6, 10), (None, 5, 9, 12)
HOURS = ("37.5", "30")


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@dataclass(frozen=True)
class Placed:
    """A placement as a file states it; days by number, the last day in."""

    team: str
    starts: int
    ends: int | None
    hours: str
    line: str


@dataclass(frozen=True)
class Stated:
    """One employment as a file states it."""

    number: int
    starts: int
    ends: int | None
    hours: str
    professional: str
    placed: tuple[Placed, ...]

    def rows(self) -> list[Row]:
        """As the file has it."""
        own = {
            "assignment_number": str(self.number), "given_name": f"Ada{self.number}",
            "email": f"{self.number}@example.test", "registration_number": f"00A{self.number:04}A",
            "contracted_hours": self.hours, "employment_starts_on": str(day(self.starts)),
            "employment_ends_on": text(self.ends), "professional_post": self.professional,
        }  # fmt: skip
        return [row(**own | of_placement(placed)) for placed in self.placed] or [unplaced(**own)]


def of_placement(placed: Placed) -> Row:
    return {
        "team": placed.team, "placement_hours": placed.hours, "placement_starts_on": str(day(placed.starts)),
        "placement_ends_on": text(placed.ends), "management_post": placed.line,
    }  # fmt: skip


def text(ends: int | None) -> str:
    return "" if ends is None else str(day(ends))


@st.composite
def employments(draw: st.DrawFn, number: int) -> Stated:
    starts = draw(st.sampled_from(STARTS))
    ends = draw(st.sampled_from([end for end in ENDS if end is None or end >= starts]))
    teams = draw(st.sampled_from([("east",), ("east", "west"), ("west",), ()]))
    placed = tuple(draw(placements(team, starts, ends)) for team in teams)
    posts = st.sampled_from(["director", "chief", ""])
    return Stated(number, starts, ends, draw(st.sampled_from(HOURS)), draw(posts), placed)


@st.composite
def placements(draw: st.DrawFn, team: str, earliest: int, latest: int | None) -> Placed:
    first = st.sampled_from(
        [start for start in STARTS if start >= earliest and (latest is None or start <= latest)]
    )
    starts = draw(first)
    within = [end for end in ENDS if end is None or (end >= starts and (latest is None or end <= latest))]
    return Placed(
        team, starts, draw(st.sampled_from(within)), draw(st.sampled_from(HOURS)),
        draw(st.sampled_from(["lead_east", "lead_west", ""])),
    )  # fmt: skip


@st.composite
def extracts(draw: st.DrawFn) -> tuple[int, tuple[Stated, ...]]:
    named = draw(st.sampled_from([(1,), (1, 2), (1, 2), (2,)]))
    return draw(st.integers(0, DAYS - 2)), tuple(draw(employments(number)) for number in named)


@settings(
    max_examples=12, deadline=None, phases=[Phase.generate]
)  # made smaller, a failure would take minutes
@given(st.lists(extracts(), min_size=1, max_size=4))
def test_whatever_came_before_the_day_is_as_the_file_says(
    app: Flask, database: Scratch, sequence: list[tuple[int, tuple[Stated, ...]]]
) -> None:
    """Also: the days before keep what they held, but for a start that moves; the same file again changes
    nothing; what was known before stays to be asked for; and no line outlasts what it hangs on."""
    database.restore(app)
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "CHUNK", 1)
        g = lay_ground()
        for step, (on, stated) in enumerate(sequence):
            at = nine(date(2027, 1, 1)) + step * timedelta(days=1)
            rows = [row for of_one in stated for row in of_one.rows()]
            before, unsure = told(), follow_on(stated, on)
            take(g, rows, day(on), at=at)
            after = told()
            assert sure(after[on], unsure) == sure(expected(g, stated, on), unsure)
            refuse_moved_days(before, after, stated, on)
            refuse_loose_lines()
            assert told(at - timedelta(seconds=1)) == before
            stored = everything()
            take(g, rows, day(on), at=at + timedelta(hours=1))
            assert everything() == stored


View = dict[str, Any]
"""What holds on one day: `employed`, `placed` and `lines` by number (and team), `professional` by number."""


def expected(g: Ground, stated: tuple[Stated, ...], on: int) -> View:
    """What the file says of its own day."""
    now = [one for one in stated if holds(one, on)]
    placed = {(one.number, p.team): p for one in now for p in one.placed if holds(p, on)}
    practising = [one for one in now if not one.placed or any(holds(p, on) for p in one.placed)]
    return {
        "employed": {one.number: Decimal(one.hours) for one in now},
        "placed": {key: Decimal(p.hours) for key, p in placed.items()},
        "lines": {key: g.posts[p.line] for key, p in placed.items() if p.line},
        "professional": {one.number: g.posts[one.professional] for one in practising if one.professional},
    }


def follow_on(stated: tuple[Stated, ...], on: int) -> set[int]:
    """Whose contract or placement is stated from a day to come, while the one before has, or once had, a known
    end by then: the file may mean the next one, and what holds today is not in it."""
    rows = db.session.execute(
        select(Employment.assignment_number, EmploymentDetails.until)
        .join(EmploymentDetails, EmploymentDetails.employment_id == Employment.id)
        .where(EmploymentDetails.until.is_not(None))
        .union_all(
            select(Employment.assignment_number, PlacementDetails.until)
            .join(PlacementDetails, PlacementDetails.employment_id == Employment.id)
            .where(PlacementDetails.until.is_not(None))
        )
    )
    ended = {(int(number), until) for number, until in rows}
    return {
        one.number
        for one in stated
        for start in (one.starts, *(placed.starts for placed in one.placed))
        if any(number == one.number and day(on) < until <= day(start) for number, until in ended)
    }


def sure(told: View, unsure: set[int]) -> View:
    """Without those numbers. A key is a number, or a number and a team."""
    return {
        what: {
            key: value
            for key, value in held.items()
            if (key[0] if isinstance(key, tuple) else key) not in unsure
        }
        for what, held in told.items()
    }


def holds(stated: Stated | Placed, on: int) -> bool:
    return stated.starts <= on and (stated.ends is None or on <= stated.ends)


def told(known_at: datetime | None = None) -> list[View]:
    """What the register says of each day, as known at the moment."""
    return [view(AsAt(day(number), known_at)) for number in range(DAYS)]


def view(as_at: AsAt) -> View:
    numbers = numbers_of()
    placements = {
        p.placement_id: (numbers["employment"][p.employment_id], numbers["team"][p.team_id], p.hours)
        for p in rows_of(PlacementDetails, as_at)
    }
    assert len({key[:2] for key in placements.values()}) == len(placements), (
        "two placements in one team at once"
    )
    return {
        "employed": {numbers["employment"][e.employment_id]: e.contracted_hours for e in rows_of(EmploymentDetails, as_at)},
        "placed": {key[:2]: key[2] for key in placements.values()},
        "lines": {placements[m.placement_id][:2]: m.post_id for m in rows_of(Management, as_at)},
        "professional": {numbers["person"][a.person_id]: a.post_id for a in rows_of(Accountability, as_at)},
    }  # fmt: skip


def rows_of(model: type[Model], as_at: AsAt) -> list[Any]:
    assert issubclass(model, Dated)
    return list(db.session.execute(select(model.__table__).where(in_force(model, as_at))))


def numbers_of() -> dict[str, dict[int, Any]]:
    """What the register's own numbers stand for in the file."""
    rows = db.session.execute(select(Employment.id, Employment.person_id, Employment.assignment_number)).all()
    teams = db.session.execute(select(Team.id, Team.code)).all()
    return {
        "employment": {row.id: int(row.assignment_number) for row in rows},
        "person": {row.person_id: int(row.assignment_number) for row in rows},
        "team": {row.id: row.code for row in teams},
    }


def refuse_moved_days(before: list[View], after: list[View], stated: tuple[Stated, ...], on: int) -> None:
    """Before the extract's own day nothing changes but by a first or a last day that it states otherwise."""
    by_number = {one.number: one for one in stated}
    for number in range(on):
        for employed in {*before[number]["employed"], *after[number]["employed"]}:
            was, now = (views[number]["employed"].get(employed) for views in (before, after))
            if was == now:
                continue
            one = by_number[employed]  # the past of somebody who is not in the file never changes
            allowed = was is None if holds(one, number) else now is None
            assert allowed, f"{employed} on day {number}: {was} became {now}"


def refuse_loose_lines() -> None:
    for number in range(DAYS):
        now = view(AsAt(day(number)))
        assert now["lines"].keys() <= now["placed"].keys()
        assert {employed for employed, _ in now["placed"]} <= now["employed"].keys()
        assert now["professional"].keys() <= now["employed"].keys()
