"""The days for which work of somebody's gives a role of their account: placements, posts and contracts."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from accounts.account import RoleGrant
from accounts.permissions import Role
from foundation.effective import AsAt, Dated, in_force, known
from neighbourhoods.neighbourhood import Neighbourhood
from people.availability import HALF_DAYS, Absence, WorkingPattern
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation
from people.person import Person
from people.post import Holding, Post, PostDetails, Tenure
from people.presence import HALVES
from teams.team import Placement, PlacementDetails, Team

OF_AN_EMPLOYER = (Role.EMPLOYER_HR, Role.PRIVACY_OFFICER)


@dataclass(frozen=True, slots=True)
class Work:
    """Rows of one dated table that give the role of the `role_grant` that a statement reads, while they are in force
    and `provided`."""

    table: type[Dated]
    rows: Select[Any]
    provided: ColumnElement[bool] | None = None

    def gives(self, as_at: AsAt) -> ColumnElement[bool]:
        """Whether any does on the day."""
        found = self.rows.where(in_force(self.table, as_at))
        return exists(found if self.provided is None else found.where(self.provided))

    def stands(self, as_at: AsAt) -> ColumnElement[bool]:
        """Whether any is in force on the day, provided or not."""
        return exists(self.rows.where(in_force(self.table, as_at)))

    def ended(self, as_at: AsAt) -> Any:
        """The day from which the last of them no longer does."""
        over = self.rows.where(known(self.table, as_at), self.table.until <= as_at.on)
        return over.with_only_columns(func.max(self.table.until)).scalar_subquery()

    def begins(self, as_at: AsAt) -> Any:
        """The day from which the first of them to come does."""
        ahead = self.rows.where(known(self.table, as_at), self.table.starts_on > as_at.on)
        return ahead.with_only_columns(func.min(self.table.starts_on)).scalar_subquery()


def works_of(role: Role, as_at: AsAt, weekday: int) -> tuple[Work, ...]:
    """What gives a role; nothing where it is not bound to work."""
    if role in (Role.LEAD, Role.COORDINATOR):
        return _placed(), _leading(as_at, weekday)
    if role is Role.DIRECTOR:
        return (_holding(),)
    return (_employed(everywhere=False),) if role in OF_AN_EMPLOYER else ()


def tied() -> ColumnElement[bool]:
    """Whether the account of the grant is anybody's in the register."""
    return exists(_theirs(select(Person.id)))


def employed(as_at: AsAt) -> ColumnElement[bool]:
    """Whether somebody employs its person today."""
    return _employed(everywhere=True).gives(as_at)


def _theirs(found: Select[Any]) -> Select[Any]:
    return found.where(Person.account_id == RoleGrant.account_id).correlate(RoleGrant)


def _placed() -> Work:
    """In a team of the neighbourhood; for the whole borough, in any team."""
    rows = (
        select(PlacementDetails.id)
        .join(Placement, Placement.id == PlacementDetails.placement_id)
        .join(Person, Person.id == Placement.person_id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Team.neighbourhood_id)
        .where(or_(RoleGrant.scope == "", Neighbourhood.code == RoleGrant.scope))
    )
    return Work(PlacementDetails, _theirs(rows))


def _leading(as_at: AsAt, weekday: int) -> Work:
    """Holding a post for the neighbourhood; as its deputy, on the days when everybody else who holds it is away."""
    rows = (
        select(Tenure.id)
        .join(Person, Person.id == Tenure.person_id)
        .join(PostDetails, and_(PostDetails.post_id == Tenure.post_id, in_force(PostDetails, as_at)))
        .where(or_(RoleGrant.scope == "", PostDetails.scope == RoleGrant.scope))
    )
    itself = Tenure.holding != Holding.DEPUTY.value
    return Work(Tenure, _theirs(rows), or_(itself, _stands_in(as_at, weekday)))


def _holding() -> Work:
    """Holding, in any way, the post whose coverage a director answers for."""
    rows = (
        select(Tenure.id)
        .join(Person, Person.id == Tenure.person_id)
        .join(Post, Post.id == Tenure.post_id)
        .where(or_(RoleGrant.scope == "", Post.code == RoleGrant.scope))
    )
    return Work(Tenure, _theirs(rows))


def _employed(*, everywhere: bool) -> Work:
    rows = (
        select(EmploymentDetails.id)
        .join(Employment, Employment.id == EmploymentDetails.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
    )
    if not everywhere:
        rows = rows.where(or_(RoleGrant.scope == "", Organisation.code == RoleGrant.scope))
    return Work(EmploymentDetails, _theirs(rows))


def _stands_in(as_at: AsAt, weekday: int) -> ColumnElement[bool]:
    """Whether somebody holds the deputy's post, and nobody who does is at work: as `people.presence` judges it."""
    held = aliased(Tenure)
    holders = (
        select(held.id)
        .where(held.post_id == Tenure.post_id, held.holding != Holding.DEPUTY.value, in_force(held, as_at))
        .correlate(Tenure)
    )
    return and_(exists(holders), ~exists(holders.where(_is_there(held.person_id, as_at, weekday))))


def _is_there(person_id: Any, as_at: AsAt, weekday: int) -> ColumnElement[bool]:
    """At work for a part of the day under some contract; whoever has no contract that is known is not away."""
    contract, terms = aliased(Employment), aliased(EmploymentDetails)
    theirs = (
        select(contract.id)
        .join(terms, and_(terms.employment_id == contract.id, in_force(terms, as_at)))
        .where(contract.person_id == person_id)
    )
    works = or_(*(_works(contract.id, half, as_at, weekday) for half in HALVES))
    return or_(~exists(theirs), exists(theirs.where(works)))


def _works(employment_id: Any, half: str, as_at: AsAt, weekday: int) -> ColumnElement[bool]:
    """A half-day of the contract that its pattern does not leave out and no absence takes."""
    absent = exists().where(
        Absence.employment_id == employment_id, Absence.half.in_(["", half]), in_force(Absence, as_at)
    )
    mark = weekday * len(HALVES) + HALVES.index(half)
    if mark >= len(HALF_DAYS):
        return ~absent
    free = exists().where(
        WorkingPattern.employment_id == employment_id,
        func.substr(WorkingPattern.half_days, mark + 1, 1) != "1",
        in_force(WorkingPattern, as_at),
    )
    return and_(~absent, ~free)
