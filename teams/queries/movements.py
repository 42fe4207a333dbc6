"""Who starts and who leaves the teams of a neighbourhood, or one team, in the days ahead: one statement."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select
from sqlalchemy.orm import aliased

from foundation.effective import AsAt, known
from foundation.paging import Page
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation
from people.person import PersonDetails
from teams.queries.ahead import DAY_AFTER, LAST_DAY, ONE_DAY, one_page, part_of
from teams.queries.staff import Whose, called, name_in_list
from teams.team import Placement, PlacementDetails, Team


@dataclass(frozen=True, slots=True)
class Movement:
    """Somebody's first day, or their last: `on`. `employment_ends` where the contract ends too."""

    starts: bool
    on: date
    person_id: int
    name: str
    role: str
    organisation: str
    employment_ends: bool


def list_movements(whose: Whose, as_at: AsAt, *, number: int) -> Page[Movement]:
    """Who starts and who leaves in the next 60 days, soonest first. Raises NotThere for a page past the last.

    A change of hours, role or employer within the same teams is neither.
    """
    rows, total = one_page(_movements, whose, as_at, number)
    return Page([_movement(row) for row in rows], number, total)


@cache
def _movements(as_at: AsAt, of: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    moves = _starters(of, as_at).union_all(_leavers(of, as_at), _employments_ending(of, as_at)).subquery()
    return part_of(
        select(
            moves.c.starts,
            moves.c.day,
            moves.c.person_id,
            name_in_list(),
            moves.c.role,
            Organisation.name,
            moves.c.employment_ends,
            func.count().over(),
        )
        .select_from(moves)
        .join(Organisation, Organisation.id == moves.c.organisation_id)
        .outerjoin(PersonDetails, called(moves.c.person_id, as_at))
        .order_by(moves.c.day, PersonDetails.family_name, moves.c.placement_id, moves.c.starts)
    )


def _movement(row: Any) -> Movement:
    """A leaver's row carries the first day out; a reader is told the last day in."""
    starts, day, person_id, name, role, organisation, employment_ends, _total = row
    on = day if starts else day - ONE_DAY
    return Movement(bool(starts), on, person_id, name, role, organisation, bool(employment_ends))


def _starters(of: ColumnElement[bool], as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """A placement's stretch begins in the days ahead, and the placement was not here the day before."""
    here = aliased(PlacementDetails)
    before = exists().where(
        here.placement_id == PlacementDetails.placement_id,
        here.until == PlacementDetails.starts_on,
        known(here, as_at),
        here.team_id.in_(select(Team.id).where(of)),
    )
    return _stretches(1, PlacementDetails.starts_on, literal(0), of, as_at).where(
        PlacementDetails.starts_on > as_at.on, PlacementDetails.starts_on <= LAST_DAY, ~before
    )


def _leavers(of: ColumnElement[bool], as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """A placement's stretch ends in the days ahead, and the placement is not here the day after."""
    here, contract = aliased(PlacementDetails), aliased(EmploymentDetails)
    after = exists().where(
        here.placement_id == PlacementDetails.placement_id,
        here.starts_on == PlacementDetails.until,
        known(here, as_at),
        here.team_id.in_(select(Team.id).where(of)),
    )
    employed_after = exists().where(
        contract.employment_id == PlacementDetails.employment_id,
        contract.starts_on <= PlacementDetails.until,
        (contract.until.is_(None)) | (contract.until > PlacementDetails.until),
        known(contract, as_at),
    )
    return _stretches(0, PlacementDetails.until, case((employed_after, 0), else_=1), of, as_at).where(
        PlacementDetails.until > as_at.on, PlacementDetails.until <= DAY_AFTER, ~after
    )


def _employments_ending(of: ColumnElement[bool], as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """A contract ends in the days ahead while the placement under it is still said to go on."""
    later = aliased(EmploymentDetails)
    renewed = exists().where(
        later.employment_id == EmploymentDetails.employment_id,
        later.starts_on == EmploymentDetails.until,
        known(later, as_at),
    )
    goes_on = and_(
        PlacementDetails.starts_on < EmploymentDetails.until,
        (PlacementDetails.until.is_(None)) | (PlacementDetails.until > EmploymentDetails.until),
    )
    return (
        _stretches(0, EmploymentDetails.until, literal(1), of, as_at)
        .join(EmploymentDetails, EmploymentDetails.employment_id == PlacementDetails.employment_id)
        .where(
            known(EmploymentDetails, as_at),
            EmploymentDetails.until > as_at.on,
            EmploymentDetails.until <= DAY_AFTER,
            goes_on,
            ~renewed,
        )
    )


def _stretches(
    starts: int, day: Any, employment_ends: ColumnElement[int], of: ColumnElement[bool], as_at: AsAt
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal(starts).label("starts"),
            day.label("day"),
            PlacementDetails.placement_id,
            Placement.person_id,
            PlacementDetails.role,
            Employment.organisation_id,
            employment_ends.label("employment_ends"),
        )
        .join(Placement, Placement.id == PlacementDetails.placement_id)
        .join(Employment, Employment.id == PlacementDetails.employment_id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .where(known(PlacementDetails, as_at), of)
    )
