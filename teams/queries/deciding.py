"""Reading whom a question about decisions is about, and which posts somebody decides from. One statement each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.prepared import ask
from people.accountability import Accountability
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation
from people.post import Post, PostDetails, Tenure
from people.queries import STRENGTH
from teams.queries.authority import ANYWHERE, Employed, grouped, with_places
from teams.team import Management

POSTS = bindparam("post_ids", expanding=True)
# Apart from the rows that are shown, which say where else the same people answer.
ACCOUNTABLE = aliased(Accountability)


@dataclass(frozen=True, slots=True)
class Contract:
    """An employment, whenever it is in force."""

    employment_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post that somebody holds on the day, and how."""

    post_id: int
    code: str
    title: str
    line: str
    holding: str
    starts_on: date
    until: date | None


def find_contract(employer: str, assignment_number: str) -> Contract | None:
    """The employment that an organisation, by code, keeps or kept under the number."""
    of_employer = and_(Organisation.code == employer, Employment.assignment_number == assignment_number)
    row = db.session.execute(
        select(Employment.id, Employment.person_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .where(of_employer)
    ).first()
    return None if row is None else Contract(*row)


def employments_ever(person_id: int) -> frozenset[int]:
    """The numbers of all employments that are, or ever were, this person's."""
    return frozenset(db.session.scalars(select(Employment.id).where(Employment.person_id == person_id)))


def employers_of(person_id: int, as_at: AsAt) -> dict[int, str]:
    """The codes of those who employ the person on the day, by the numbers of the employments."""
    return {row[0]: row[1] for row in ask(_employers, as_at, person_id=person_id)}


def posts_held_by(person_id: int, as_at: AsAt) -> list[HeldPost]:
    """The posts somebody holds on the day, in order of title, each with the strongest way they hold it."""
    held = [HeldPost(*row) for row in ask(_held, as_at, person_id=person_id)]
    held.sort(key=lambda post: -STRENGTH[post.holding])
    strongest = {post.post_id: post for post in held}
    return sorted(strongest.values(), key=lambda post: (post.title, post.post_id))


def answering_to(post_ids: Collection[int], as_at: AsAt) -> list[Employed]:
    """The employments with a placement whose management line runs straight to one of these posts, or of
    somebody whose professional line does."""
    return list(grouped(ask(_answering, as_at, post_ids=list(post_ids))))


@cache
def _answering(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    managed = (
        select(ANYWHERE.employment_id)
        .join(Management, and_(Management.placement_id == ANYWHERE.placement_id, in_force(Management, as_at)))
        .where(in_force(ANYWHERE, as_at), Management.post_id.in_(POSTS))
    )
    accountable = select(ACCOUNTABLE.person_id).where(
        in_force(ACCOUNTABLE, as_at), ACCOUNTABLE.post_id.in_(POSTS)
    )
    return with_places(as_at).where(or_(Employment.id.in_(managed), Employment.person_id.in_(accountable)))


@cache
def _employers(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(Employment.id, Organisation.code)
        .join(EmploymentDetails, EmploymentDetails.employment_id == Employment.id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .where(Employment.person_id == bindparam("person_id"), in_force(EmploymentDetails, as_at))
        .order_by(Employment.id)
    )


@cache
def _held(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Post.id,
            Post.code,
            PostDetails.title,
            Post.line,
            Tenure.holding,
            Tenure.starts_on,
            Tenure.until,
        )
        .join(PostDetails, PostDetails.post_id == Post.id)
        .join(Tenure, Tenure.post_id == Post.id)
        .where(
            Tenure.person_id == bindparam("person_id"), in_force(Tenure, as_at), in_force(PostDetails, as_at)
        )
        .order_by(Post.id, Tenure.id)
    )
