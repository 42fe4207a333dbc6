"""The staff of a team, or of every team in a neighbourhood. Each function is one statement at any size.

Queries take `whose` staff are asked about; the statements they are made of take `of`, its condition on `Team`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, and_, bindparam, func, or_, select

from foundation.effective import AsAt, in_force
from foundation.paging import PER_PAGE, Page
from foundation.prepared import ask
from people.accountability import Accountability, Registration
from people.employment import Employment
from people.organisation import Organisation, Profession
from people.person import PersonDetails
from people.queries import spoken_name
from teams.team import Management, Placement, PlacementDetails, Team

NAMELESS = "Name not recorded"
IN_TEAM = Team.id == bindparam("whose")
IN_NEIGHBOURHOOD = Team.neighbourhood_id == bindparam("whose")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose staff: those `of` one team, or of every team in a neighbourhood, by its number."""

    of: ColumnElement[bool]
    id: int


@dataclass(frozen=True, slots=True)
class Group:
    """One employer's people of one profession, with a week's hours."""

    organisation_code: str
    organisation: str
    full_time_hours: Decimal
    profession: str | None
    people: int
    placements: int
    hours: Decimal

    @property
    def wte(self) -> Decimal:
        """Whole-time equivalents: hours in this employer's own full-time weeks."""
        return self.hours / self.full_time_hours


@dataclass(frozen=True, slots=True)
class MakeUp:
    """Staff by employer and profession. `people` counts each person once, whoever employs them."""

    groups: list[Group]
    people: int

    @property
    def placements(self) -> int:
        """Somebody with two places in a team counts twice."""
        return sum(group.placements for group in self.groups)

    @property
    def hours(self) -> Decimal:
        """A week's hours of everybody."""
        return sum((group.hours for group in self.groups), Decimal(0))

    @property
    def wte(self) -> Decimal:
        """Whole-time equivalents of everybody, each by their own employer's week."""
        return sum((group.wte for group in self.groups), Decimal(0))


@dataclass(frozen=True, slots=True)
class Member:
    """One placement, for a list of staff."""

    person_id: int
    name: str
    role: str
    hours: Decimal
    starts_on: date
    until: date | None
    team: str
    organisation: str
    profession: str | None
    not_cleared: bool


@dataclass(frozen=True, slots=True)
class Strength:
    """How many people work in a neighbourhood's teams, and a week's hours."""

    people: int
    hours: Decimal


NOBODY = Strength(0, Decimal(0))


def strengths(as_at: AsAt) -> dict[int, Strength]:
    """Every neighbourhood's, by its number; one without staff is missing."""
    rows = ask(_strengths, as_at)
    return {place: Strength(people, hours) for place, people, hours in rows if place is not None}


@cache
def _strengths(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Team.neighbourhood_id,
            func.count(Placement.person_id.distinct()),
            func.sum(PlacementDetails.hours),
        )
        .join(PlacementDetails, PlacementDetails.team_id == Team.id)
        .join(Placement, Placement.id == PlacementDetails.placement_id)
        .where(in_force(PlacementDetails, as_at), Team.neighbourhood_id.is_not(None))
        .group_by(Team.neighbourhood_id)
    )


def make_up(whose: Whose, as_at: AsAt) -> MakeUp:
    """Staff by employer and profession, with how many people there are in all."""
    rows = ask(_make_up, as_at, whose.of, whose=whose.id).all()
    return MakeUp([Group(*row[:-1]) for row in rows], rows[0][-1] if rows else 0)


@cache
def _make_up(as_at: AsAt, of: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    staff = staff_of(of, as_at)
    everybody = select(func.count(staff.c.person_id.distinct())).scalar_subquery()
    return (
        select(
            Organisation.code,
            Organisation.name,
            Organisation.full_time_hours,
            Profession.name,
            func.count(staff.c.person_id.distinct()),
            func.count(),
            func.sum(staff.c.hours),
            everybody,
        )
        .select_from(staff)
        .join(Organisation, Organisation.id == staff.c.organisation_id)
        .outerjoin(Profession, Profession.id == staff.c.profession_id)
        .group_by(Organisation.id, Profession.id)
        .order_by(Organisation.name, Profession.name, Organisation.id, Profession.id)
    )


def list_members(whose: Whose, as_at: AsAt, *, number: int, total: int) -> Page[Member]:
    """One page of the staff by name. `total` is the number of placements, which `make_up` has counted."""
    number = min(max(1, number), max(1, -(-total // PER_PAGE)))
    rows = ask(_members, as_at, whose.of, whose=whose.id, skipped=(number - 1) * PER_PAGE)
    return Page([Member(*row) for row in rows], number, total)


@cache
def _members(as_at: AsAt, of: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    staff = staff_of(of, as_at)
    return (
        with_lines(
            staff,
            as_at,
            staff.c.person_id,
            name_in_list(),
            staff.c.role,
            staff.c.hours,
            staff.c.starts_on,
            staff.c.until,
            staff.c.team,
            Organisation.name,
            Profession.name,
            not_cleared(as_at.on),
        )
        .order_by(PersonDetails.family_name, PersonDetails.given_name, staff.c.placement_id)
        .limit(PER_PAGE)
        .offset(bindparam("skipped", type_=Integer))
    )


def staff_of(of: ColumnElement[bool], as_at: AsAt) -> CTE:
    """Placements in force, with the employer and the team's name."""
    return (
        select(
            PlacementDetails.placement_id,
            Placement.person_id,
            PlacementDetails.employment_id,
            Employment.organisation_id,
            PlacementDetails.profession_id,
            PlacementDetails.role,
            PlacementDetails.hours,
            PlacementDetails.starts_on,
            PlacementDetails.until,
            PlacementDetails.funding,
            PlacementDetails.funding_ends_on,
            Team.name.label("team"),
        )
        .join(Team, Team.id == PlacementDetails.team_id)
        .join(Placement, Placement.id == PlacementDetails.placement_id)
        .join(Employment, Employment.id == PlacementDetails.employment_id)
        .where(in_force(PlacementDetails, as_at), of)
        .cte("staff")
    )


def with_lines(staff: CTE, as_at: AsAt, *columns: Any) -> Select[*tuple[Any, ...]]:
    """The staff, each with their name, profession, employer, both lines and registration where in force."""
    practice = (staff.c.person_id, staff.c.profession_id)
    return (
        select(*columns)
        .select_from(staff)
        .join(Organisation, Organisation.id == staff.c.organisation_id)
        .outerjoin(Profession, Profession.id == staff.c.profession_id)
        .outerjoin(PersonDetails, called(staff.c.person_id, as_at))
        .outerjoin(
            Management,
            and_(Management.placement_id == staff.c.placement_id, in_force(Management, as_at)),
        )
        .outerjoin(Accountability, _of_practice(Accountability, practice, as_at))
        .outerjoin(Registration, _of_practice(Registration, practice, as_at))
    )


def not_cleared(on: date) -> ColumnElement[bool]:
    """Whether somebody of a regulated profession has no professional line or no registration in force."""
    return and_(Profession.regulator.is_not(None), or_(Accountability.id.is_(None), unregistered(on)))


def unregistered(on: date) -> ColumnElement[bool]:
    """No registration is known, or it has lapsed. The expiry day itself still counts."""
    return or_(
        Registration.id.is_(None),
        Registration.number.is_(None),
        and_(Registration.expires_on.is_not(None), Registration.expires_on < on),
    )


def called(person_id: Any, as_at: AsAt) -> ColumnElement[bool]:
    """Joins what somebody is called on the day."""
    return and_(PersonDetails.person_id == person_id, in_force(PersonDetails, as_at))


def name_in_list() -> ColumnElement[str]:
    """What somebody is called, where `PersonDetails` is joined by `called`."""
    return func.coalesce(spoken_name(), NAMELESS)


def _of_practice(
    row: type[Accountability] | type[Registration], practice: tuple[Any, Any], as_at: AsAt
) -> ColumnElement[bool]:
    return and_(row.person_id == practice[0], row.profession_id == practice[1], in_force(row, as_at))
