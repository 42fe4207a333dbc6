"""Reading what one person's three lines are judged from: seven statements, however long the history."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from foundation.database import db
from foundation.effective import AsAt, Dated, known
from foundation.errors import NotThere
from foundation.model import Model
from people.accountability import Accountability, Registration
from people.employment import Employment, EmploymentDetails
from people.line_facts import (
    AccountabilityFact,
    EmploymentFact,
    LineFacts,
    ManagementFact,
    PlacementFact,
    PostFact,
    ProfessionFact,
    RegistrationFact,
    TenureFact,
)
from people.organisation import Organisation, Profession
from people.person import PersonDetails
from people.post import Post, PostDetails, Tenure
from people.queries import called, spoken_name
from teams.team import Management, Placement, PlacementDetails, Team

PROFESSION = (Profession.id, Profession.code, Profession.name, Profession.regulator)
HIGHER = aliased(PostDetails)  # made once, since making an alias costs as much as a query
OfPost = TypeVar("OfPost", PostFact, TenureFact)


def line_facts(person_id: int, as_at: AsAt) -> LineFacts:
    """All that was known at the moment about one person's lines, on whatever day it is true."""
    management = _management(person_id, as_at)
    accountabilities = _accountabilities(person_id, as_at)
    posts = _posts_above({row.post_id for row in (*management, *accountabilities)}, as_at)
    return LineFacts(
        employments=_employments(person_id, as_at),
        placements=_placements(person_id, as_at),
        management=management,
        accountabilities=accountabilities,
        registrations=_registrations(person_id, as_at),
        posts=posts,
        tenures=_tenures(posts, as_at),
    )


def employed_person(employer: str, assignment_number: str) -> int:
    """The number of the person whom an organisation employs, or employed, under an assignment number.
    Raises NotThere."""
    found = db.session.scalar(
        select(Employment.person_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .where(Organisation.code == employer, Employment.assignment_number == assignment_number)
    )
    if found is None:
        raise NotThere
    return found


def _employments(person_id: int, as_at: AsAt) -> tuple[EmploymentFact, ...]:
    found = (
        select(
            EmploymentDetails.starts_on,
            EmploymentDetails.until,
            Employment.id,
            Employment.assignment_number,
            Organisation.code,
            Organisation.name,
            EmploymentDetails.contract,
            EmploymentDetails.contracted_hours,
            EmploymentDetails.job_title,
        )
        .join(Employment, Employment.id == EmploymentDetails.employment_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .where(Employment.person_id == person_id)
    )
    return tuple(EmploymentFact(*row) for row in _known(found, EmploymentDetails, as_at))


def _placements(person_id: int, as_at: AsAt) -> tuple[PlacementFact, ...]:
    found = (
        select(
            PlacementDetails.starts_on,
            PlacementDetails.until,
            Placement.id,
            PlacementDetails.employment_id,
            Team.code,
            Team.name,
            PlacementDetails.role,
            PlacementDetails.hours,
            PlacementDetails.funding,
            PlacementDetails.funding_ends_on,
            *PROFESSION,
        )
        .join(Placement, Placement.id == PlacementDetails.placement_id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .outerjoin(Profession, Profession.id == PlacementDetails.profession_id)
        .where(Placement.person_id == person_id)
    )
    return tuple(
        PlacementFact(*row[:10], profession=None if row[10] is None else ProfessionFact(*row[10:]))
        for row in _known(found, PlacementDetails, as_at)
    )


def _management(person_id: int, as_at: AsAt) -> tuple[ManagementFact, ...]:
    found = (
        select(Management.starts_on, Management.until, Management.placement_id, Management.post_id)
        .join(Placement, Placement.id == Management.placement_id)
        .where(Placement.person_id == person_id)
    )
    return tuple(ManagementFact(*row) for row in _known(found, Management, as_at))


def _accountabilities(person_id: int, as_at: AsAt) -> tuple[AccountabilityFact, ...]:
    found = (
        select(Accountability.starts_on, Accountability.until, Accountability.post_id, *PROFESSION)
        .join(Profession, Profession.id == Accountability.profession_id)
        .where(Accountability.person_id == person_id)
    )
    return tuple(
        AccountabilityFact(*row[:3], profession=ProfessionFact(*row[3:]))
        for row in _known(found, Accountability, as_at)
    )


def _registrations(person_id: int, as_at: AsAt) -> tuple[RegistrationFact, ...]:
    found = (
        select(
            Registration.starts_on,
            Registration.until,
            Registration.number,
            Registration.expires_on,
            *PROFESSION,
        )
        .join(Profession, Profession.id == Registration.profession_id)
        .where(Registration.person_id == person_id)
    )
    return tuple(
        RegistrationFact(*row[:4], profession=ProfessionFact(*row[4:]))
        for row in _known(found, Registration, as_at)
    )


def _posts_above(post_ids: Collection[int], as_at: AsAt) -> Mapping[int, tuple[PostFact, ...]]:
    """These posts and every post above them on any day. A circle, should one ever be stored, ends the climb."""
    climb = (
        select(PostDetails.post_id, PostDetails.reports_to_id)
        .where(PostDetails.post_id.in_(post_ids), known(PostDetails, as_at))
        .cte("climb", recursive=True)
    )
    climb = climb.union(
        select(HIGHER.post_id, HIGHER.reports_to_id)
        .join(climb, climb.c.reports_to_id == HIGHER.post_id)
        .where(known(HIGHER, as_at))
    )
    found = (
        select(
            PostDetails.starts_on,
            PostDetails.until,
            Post.id,
            Post.code,
            PostDetails.title,
            Organisation.name,
            PostDetails.reports_to_id,
        )
        .join(Post, Post.id == PostDetails.post_id)
        .join(Organisation, Organisation.id == PostDetails.organisation_id)
        .where(PostDetails.post_id.in_(select(climb.c.post_id)))
    )
    return _by_post([PostFact(*row) for row in _known(found, PostDetails, as_at)])


def _tenures(post_ids: Collection[int], as_at: AsAt) -> Mapping[int, tuple[TenureFact, ...]]:
    found = (
        select(
            Tenure.starts_on,
            Tenure.until,
            Tenure.post_id,
            Tenure.person_id,
            func.coalesce(spoken_name(), "somebody no longer in the register"),
            Tenure.holding,
        )
        .outerjoin(
            PersonDetails,
            (PersonDetails.person_id == Tenure.person_id) & called(as_at),
        )
        .where(Tenure.post_id.in_(post_ids))
    )
    return _by_post([TenureFact(*row) for row in _known(found, Tenure, as_at)])


def _known(found: Select[*tuple[Any, ...]], model: type[Model], as_at: AsAt) -> list[Any]:
    """The rows believed at the moment asked about, oldest first."""
    assert issubclass(model, Dated)
    return list(db.session.execute(found.where(known(model, as_at)).order_by(model.starts_on, model.id)))


def _by_post(facts: list[OfPost]) -> dict[int, tuple[OfPost, ...]]:
    found: dict[int, list[OfPost]] = {}
    for fact in facts:
        found.setdefault(fact.post_id, []).append(fact)
    return {post_id: tuple(rows) for post_id, rows in found.items()}
