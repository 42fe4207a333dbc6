"""The people of one post along its line, the people of one organisation, and who has held a post."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, func, select

from foundation.database import db
from foundation.effective import AsAt, in_force, known
from foundation.paging import Page, paged
from people.accountability import Accountability
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation, Profession
from people.person import PersonDetails
from people.post import Line, Post, PostDetails, Tenure
from people.queries import PostFacts, TenureFacts, select_people, select_posts
from teams.queries.staff import called, name_in_list
from teams.team import Management, Placement, PlacementDetails, Team


@dataclass(frozen=True, slots=True)
class Answering:
    """Somebody whose line runs to a post: as what (their role, or their profession), where, since when."""

    person_id: int
    name: str
    practising: str
    where: str | None
    organisation: str | None
    starts_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Employed:
    """One contract in force with an organisation."""

    person_id: int
    name: str
    assignment_number: str
    job_title: str
    contract: str
    contracted_hours: Decimal
    starts_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Workforce:
    """An organisation's people of one profession in one team; no team for those who work in none."""

    team_code: str | None
    team: str | None
    profession: str | None
    people: int
    hours: Decimal | None


def list_answering(post: PostFacts, as_at: AsAt, *, number: int) -> Page[Answering]:
    """Who answers to the post along its own line and no other, by name: two statements."""
    found = _managed(post.id, as_at) if post.line == Line.MANAGEMENT else _accountable(post.id, as_at)
    return paged(found, number, lambda row: Answering(*row))


def list_tenures(post_id: int, as_at: AsAt) -> list[TenureFacts]:
    """Everybody known to have held the post, or to be about to, the latest first."""
    people = select_people(as_at).subquery()
    name = func.coalesce(people.c.known_as, people.c.given_name) + " " + people.c.family_name
    rows = db.session.execute(
        select(Tenure.post_id, Tenure.person_id, name, Tenure.holding, Tenure.starts_on, Tenure.until)
        .join(people, people.c.id == Tenure.person_id)
        .where(Tenure.post_id == post_id, known(Tenure, as_at))
        .order_by(Tenure.starts_on.desc(), Tenure.id)
    )
    return [TenureFacts(*row) for row in rows]


def posts_below(post_id: int, as_at: AsAt) -> dict[int, PostFacts]:
    """The posts that report to it, by number, in order of title."""
    return _posts(PostDetails.reports_to_id == post_id, as_at)


def posts_in(organisation_id: int, as_at: AsAt) -> dict[int, PostFacts]:
    """An organisation's posts, by number, in order of title."""
    return _posts(PostDetails.organisation_id == organisation_id, as_at)


def list_workforce(organisation_id: int, as_at: AsAt) -> list[Workforce]:
    """An organisation's people by team and profession, those in no team last."""
    rows = db.session.execute(
        select(
            Team.code,
            Team.name,
            Profession.name,
            func.count(Employment.person_id.distinct()),
            func.sum(PlacementDetails.hours),
        )
        .select_from(Employment)
        .join(
            EmploymentDetails,
            and_(EmploymentDetails.employment_id == Employment.id, in_force(EmploymentDetails, as_at)),
        )
        .outerjoin(
            PlacementDetails,
            and_(PlacementDetails.employment_id == Employment.id, in_force(PlacementDetails, as_at)),
        )
        .outerjoin(Team, Team.id == PlacementDetails.team_id)
        .outerjoin(Profession, Profession.id == PlacementDetails.profession_id)
        .where(Employment.organisation_id == organisation_id)
        .group_by(Team.id, Team.code, Team.name, Profession.id, Profession.name)
        .order_by(Team.name.is_(None), Team.name, Profession.name, Team.id, Profession.id)
    )
    return [Workforce(*row) for row in rows]


def list_employed(organisation_id: int, as_at: AsAt, *, number: int) -> Page[Employed]:
    """Who is employed there, by name: two statements."""
    found = (
        select(
            Employment.person_id,
            name_in_list(),
            Employment.assignment_number,
            EmploymentDetails.job_title,
            EmploymentDetails.contract,
            EmploymentDetails.contracted_hours,
            EmploymentDetails.starts_on,
            EmploymentDetails.until,
        )
        .join(EmploymentDetails, EmploymentDetails.employment_id == Employment.id)
        .outerjoin(PersonDetails, called(Employment.person_id, as_at))
        .where(Employment.organisation_id == organisation_id, in_force(EmploymentDetails, as_at))
        .order_by(PersonDetails.family_name, PersonDetails.given_name, Employment.id)
    )
    return paged(found, number, lambda row: Employed(*row))


def _posts(which: Any, as_at: AsAt) -> dict[int, PostFacts]:
    rows = db.session.execute(select_posts(as_at).where(which).order_by(PostDetails.title, Post.id))
    return {row[0]: PostFacts(*row) for row in rows}


def _managed(post_id: int, as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Placement.person_id,
            name_in_list(),
            PlacementDetails.role,
            Team.name,
            Organisation.name,
            Management.starts_on,
            Management.until,
        )
        .join(Management, Management.placement_id == Placement.id)
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .join(Employment, Employment.id == PlacementDetails.employment_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .outerjoin(PersonDetails, called(Placement.person_id, as_at))
        .where(Management.post_id == post_id, in_force(Management, as_at), in_force(PlacementDetails, as_at))
        .order_by(PersonDetails.family_name, PersonDetails.given_name, Placement.id)
    )


def _accountable(post_id: int, as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Accountability.person_id,
            name_in_list(),
            Profession.name,
            _joined(Team.name, as_at),
            _joined(Organisation.name, as_at),
            Accountability.starts_on,
            Accountability.until,
        )
        .join(Profession, Profession.id == Accountability.profession_id)
        .outerjoin(PersonDetails, called(Accountability.person_id, as_at))
        .where(Accountability.post_id == post_id, in_force(Accountability, as_at))
        .order_by(PersonDetails.family_name, PersonDetails.given_name, Accountability.id)
    )


def _joined(name: Any, as_at: AsAt) -> Any:
    """Every team, or employer, in which the person practises this profession on the day."""
    places = (
        select(name.label("name"))
        .select_from(Placement)
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .join(Employment, Employment.id == PlacementDetails.employment_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .where(
            Placement.person_id == Accountability.person_id,
            PlacementDetails.profession_id == Accountability.profession_id,
            in_force(PlacementDetails, as_at),
        )
        .correlate(Accountability)
        .distinct()
        .subquery()
    )
    return select(func.aggregate_strings(places.c.name, ", ")).scalar_subquery()


def climb(post_id: int, posts: Mapping[int, PostFacts]) -> list[PostFacts]:
    """The posts above one, nearest first, out of those given. A circle, should one be stored, ends it."""
    chain: list[PostFacts] = []
    above = posts.get(posts[post_id].reports_to_id or 0)
    while above is not None and above.id != post_id and above not in chain:
        chain.append(above)
        above = posts.get(above.reports_to_id or 0)
    return chain
