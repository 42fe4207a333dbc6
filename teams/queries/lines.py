"""Reading what one person's three lines are judged from: seven statements, however long the history."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from foundation.database import db
from foundation.effective import AsAt, known
from foundation.errors import NotThere
from foundation.prepared import ask
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
PERSON = bindparam("person_id")
POSTS = bindparam("post_ids", expanding=True)
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
    return tuple(EmploymentFact(*row) for row in ask(_employments_known, as_at, person_id=person_id))


@cache
def _employments_known(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
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
        .where(Employment.person_id == PERSON, known(EmploymentDetails, as_at))
        .order_by(EmploymentDetails.starts_on, EmploymentDetails.id)
    )


def _placements(person_id: int, as_at: AsAt) -> tuple[PlacementFact, ...]:
    return tuple(
        PlacementFact(*row[:10], profession=None if row[10] is None else ProfessionFact(*row[10:]))
        for row in ask(_placements_known, as_at, person_id=person_id)
    )


@cache
def _placements_known(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
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
        .where(Placement.person_id == PERSON, known(PlacementDetails, as_at))
        .order_by(PlacementDetails.starts_on, PlacementDetails.id)
    )


def _management(person_id: int, as_at: AsAt) -> tuple[ManagementFact, ...]:
    return tuple(ManagementFact(*row) for row in ask(_management_known, as_at, person_id=person_id))


@cache
def _management_known(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(Management.starts_on, Management.until, Management.placement_id, Management.post_id)
        .join(Placement, Placement.id == Management.placement_id)
        .where(Placement.person_id == PERSON, known(Management, as_at))
        .order_by(Management.starts_on, Management.id)
    )


def _accountabilities(person_id: int, as_at: AsAt) -> tuple[AccountabilityFact, ...]:
    return tuple(
        AccountabilityFact(*row[:3], profession=ProfessionFact(*row[3:]))
        for row in ask(_accountabilities_known, as_at, person_id=person_id)
    )


@cache
def _accountabilities_known(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(Accountability.starts_on, Accountability.until, Accountability.post_id, *PROFESSION)
        .join(Profession, Profession.id == Accountability.profession_id)
        .where(Accountability.person_id == PERSON, known(Accountability, as_at))
        .order_by(Accountability.starts_on, Accountability.id)
    )


def _registrations(person_id: int, as_at: AsAt) -> tuple[RegistrationFact, ...]:
    return tuple(
        RegistrationFact(*row[:4], profession=ProfessionFact(*row[4:]))
        for row in ask(_registrations_known, as_at, person_id=person_id)
    )


@cache
def _registrations_known(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Registration.starts_on,
            Registration.until,
            Registration.number,
            Registration.expires_on,
            *PROFESSION,
        )
        .join(Profession, Profession.id == Registration.profession_id)
        .where(Registration.person_id == PERSON, known(Registration, as_at))
        .order_by(Registration.starts_on, Registration.id)
    )


def _posts_above(post_ids: Collection[int], as_at: AsAt) -> Mapping[int, tuple[PostFact, ...]]:
    """These posts and every post above them on any day. A circle, should one ever be stored, ends the climb."""
    return _by_post([PostFact(*row) for row in ask(_posts_above_known, as_at, post_ids=list(post_ids))])


@cache
def _posts_above_known(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    climb = (
        select(PostDetails.post_id, PostDetails.reports_to_id)
        .where(PostDetails.post_id.in_(POSTS), known(PostDetails, as_at))
        .cte("climb", recursive=True)
    )
    higher = aliased(PostDetails)
    climb = climb.union(
        select(higher.post_id, higher.reports_to_id)
        .join(climb, climb.c.reports_to_id == higher.post_id)
        .where(known(higher, as_at))
    )
    return (
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
        .where(PostDetails.post_id.in_(select(climb.c.post_id)), known(PostDetails, as_at))
        .order_by(PostDetails.starts_on, PostDetails.id)
    )


def _tenures(post_ids: Collection[int], as_at: AsAt) -> Mapping[int, tuple[TenureFact, ...]]:
    return _by_post([TenureFact(*row) for row in ask(_tenures_known, as_at, post_ids=list(post_ids))])


@cache
def _tenures_known(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
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
        .where(Tenure.post_id.in_(POSTS), known(Tenure, as_at))
        .order_by(Tenure.starts_on, Tenure.id)
    )


def _by_post(facts: list[OfPost]) -> dict[int, tuple[OfPost, ...]]:
    found: dict[int, list[OfPost]] = {}
    for fact in facts:
        found.setdefault(fact.post_id, []).append(fact)
    return {post_id: tuple(rows) for post_id, rows in found.items()}
