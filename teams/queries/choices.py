"""What the register's forms offer to choose from. Each list is one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select
from sqlalchemy.orm import aliased

from foundation.database import db
from foundation.effective import AsAt, in_force, still_open
from foundation.errors import RuleBroken
from foundation.formats import day
from people.accountability import Accountability
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation, Profession
from people.person import PersonDetails
from people.post import Post, PostDetails, Tenure
from people.queries import spoken_name
from teams.team import Management, Placement, PlacementDetails, Team


@dataclass(frozen=True, slots=True)
class Option:
    """Something that a form offers."""

    id: int
    label: str


def organisations() -> list[Option]:
    """Every organisation, by name."""
    return _options(select(Organisation.id, Organisation.name).order_by(Organisation.name, Organisation.id))


def teams() -> list[Option]:
    """Every team, by name."""
    return _options(select(Team.id, Team.name).order_by(Team.name, Team.id))


def professions() -> list[Option]:
    """Every profession, by name."""
    return _options(select(Profession.id, Profession.name).order_by(Profession.name, Profession.id))


def posts_of(lines: Sequence[str], on: date) -> list[Option]:
    """Posts of these lines that are in the register from the day on, with whose they are."""
    title = PostDetails.title + literal(", ") + Organisation.name
    found = (
        select(Post.id, func.min(title))
        .join(PostDetails, PostDetails.post_id == Post.id)
        .join(Organisation, Organisation.id == PostDetails.organisation_id)
        .where(Post.line.in_(lines), PostDetails.superseded_at.is_(None), still_open(PostDetails, on))
        .group_by(Post.id)
        .order_by(func.min(title), Post.id)
    )
    return _options(found)


def employments_of(person_id: int) -> list[Option]:
    """The person's employments, ended ones too: a correction may be about the past."""
    label = Organisation.name + literal(", number ") + Employment.assignment_number
    found = (
        select(Employment.id, label)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .where(Employment.person_id == person_id)
    )
    return _options(found.order_by(label, Employment.id))


def placements_of(person_id: int) -> list[Option]:
    """The person's placements by number, each with the team it was last in."""
    found = (
        select(PlacementDetails.placement_id, Team.name)
        .join(Placement, Placement.id == PlacementDetails.placement_id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .where(Placement.person_id == person_id, PlacementDetails.superseded_at.is_(None))
        .order_by(PlacementDetails.starts_on, PlacementDetails.id)
    )
    return [Option(*row) for row in {row[0]: row for row in db.session.execute(found)}.values()]


def near_post(post_id: int, on: date, *, most: int = 100) -> list[Option]:
    """Who might take up a post: those who answer to it and those who hold the posts below it, by name."""
    as_at, higher = AsAt(on), aliased(PostDetails)
    managed = (
        select(Placement.person_id)
        .join(Management, Management.placement_id == Placement.id)
        .where(Management.post_id == post_id, in_force(Management, as_at))
    )
    accountable = select(Accountability.person_id).where(
        Accountability.post_id == post_id, in_force(Accountability, as_at)
    )
    below = (
        select(Tenure.person_id)
        .join(higher, and_(higher.post_id == Tenure.post_id, in_force(higher, as_at)))
        .where(or_(higher.reports_to_id == post_id, Tenure.post_id == post_id), in_force(Tenure, as_at))
    )
    near = managed.union(accountable, below).subquery()
    found = (
        select(PersonDetails.person_id, spoken_name())
        .where(PersonDetails.person_id.in_(select(near.c[0])), in_force(PersonDetails, as_at))
        .order_by(PersonDetails.family_name, PersonDetails.given_name, PersonDetails.person_id)
    )
    return _options(found.limit(most))


def person_by_number(organisation_id: int, assignment_number: str, on: date) -> int:
    """Whom the organisation employs under the number that day. Raises RuleBroken, naming the day."""
    found = (
        select(Employment.person_id)
        .join(EmploymentDetails, EmploymentDetails.employment_id == Employment.id)
        .where(
            Employment.organisation_id == organisation_id,
            Employment.assignment_number == assignment_number,
            in_force(EmploymentDetails, AsAt(on)),
        )
    )
    person_id = db.session.scalar(found)
    if person_id is None:
        raise RuleBroken(f"Nobody is employed there under number {assignment_number} on {day(on)}.")
    return person_id


def _options(found: Select[*tuple[Any, ...]]) -> list[Option]:
    return [Option(*row) for row in db.session.execute(found)]
