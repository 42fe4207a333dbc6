"""The posts of one line, who holds them, and how many people answer to each. Never two lines at once."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from foundation.database import db
from foundation.effective import AsAt, in_force
from people.accountability import Accountability
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation
from people.post import Line
from people.queries import PostFacts, TenureFacts, all_posts, holders_of
from teams.team import Management, Placement, PlacementDetails


@dataclass(frozen=True, slots=True)
class Seat:
    """A post with its holders, strongest first (none: vacant), and how many people answer directly to it
    along its own line."""

    post: PostFacts
    holders: tuple[TenureFacts, ...]
    answering: int


@dataclass(frozen=True, slots=True)
class Employer:
    """An organisation and how many people it employs. `status` says where a fact is provisional."""

    id: int
    code: str
    name: str
    kind: str
    status: str
    people: int


def list_seats(line: Line, as_at: AsAt) -> dict[int, Seat]:
    """Every post of the line, by number, in order of title: three statements."""
    posts = {number: post for number, post in all_posts(as_at).items() if post.line == line}
    holders, answering = holders_of(posts, as_at), answering_to(line, as_at)
    return {
        number: Seat(post, tuple(holders.get(number, ())), answering[number])
        for number, post in posts.items()
    }


def answering_to(line: Line, as_at: AsAt) -> defaultdict[int, int]:
    """How many people answer directly to each post along that line; 0 for the rest."""
    found = _managed(as_at) if line is Line.MANAGEMENT else _accountable(as_at)
    counts: defaultdict[int, int] = defaultdict(int)
    for post_id, people in db.session.execute(found):
        counts[post_id] = people
    return counts


def list_employers(as_at: AsAt) -> list[Employer]:
    """Every organisation by name, with how many people it employs."""
    employed = (
        select(Employment.organisation_id, func.count(Employment.person_id.distinct()).label("people"))
        .join(EmploymentDetails, EmploymentDetails.employment_id == Employment.id)
        .where(in_force(EmploymentDetails, as_at))
        .group_by(Employment.organisation_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Organisation.id,
            Organisation.code,
            Organisation.name,
            Organisation.kind,
            Organisation.status,
            func.coalesce(employed.c.people, 0),
        )
        .outerjoin(employed, employed.c.organisation_id == Organisation.id)
        .order_by(Organisation.name, Organisation.id)
    )
    return [Employer(*row) for row in rows]


def _managed(as_at: AsAt) -> Select[int, int]:
    return (
        select(Management.post_id, func.count(Placement.person_id.distinct()))
        .join(Placement, Placement.id == Management.placement_id)
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .where(in_force(Management, as_at), in_force(PlacementDetails, as_at))
        .group_by(Management.post_id)
    )


def _accountable(as_at: AsAt) -> Select[int, int]:
    return (
        select(Accountability.post_id, func.count(Accountability.person_id.distinct()))
        .where(in_force(Accountability, as_at))
        .group_by(Accountability.post_id)
    )
