"""What a service's staff keep when their employer changes, for showing before it is done."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from foundation.database import db
from foundation.effective import AsAt, in_force
from people.accountability import Accountability
from people.organisation import Profession
from people.post import PostDetails
from teams.team import Management, PlacementDetails, Team


@dataclass(frozen=True, slots=True)
class Kept:
    """A placement as it stays: where, as what, for how long, and whom it answers to."""

    team: str
    role: str
    hours: Decimal
    management_post: str | None


def placements_kept(employment_ids: Collection[int], on: date) -> dict[int, list[Kept]]:
    """By contract, what stays of its placements on the day."""
    as_at, post = AsAt(on), aliased(PostDetails)
    p = PlacementDetails
    rows = db.session.execute(
        select(p.employment_id, Team.name, p.role, p.hours, post.title)
        .join(Team, Team.id == p.team_id)
        .outerjoin(Management, and_(Management.placement_id == p.placement_id, in_force(Management, as_at)))
        .outerjoin(post, and_(post.post_id == Management.post_id, in_force(post, as_at)))
        .where(p.employment_id.in_(employment_ids), in_force(p, as_at))
        .order_by(p.employment_id, p.id)
    )
    found: dict[int, list[Kept]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Kept(row[1], row[2], row[3], row[4]))
    return found


def professional_posts_kept(person_ids: Collection[int], on: date) -> dict[int, list[str]]:
    """By person, the professional posts they go on answering to, each with its profession."""
    as_at, post = AsAt(on), aliased(PostDetails)
    rows = db.session.execute(
        select(Accountability.person_id, post.title, Profession.name)
        .join(Profession, Profession.id == Accountability.profession_id)
        .join(post, and_(post.post_id == Accountability.post_id, in_force(post, as_at)))
        .where(Accountability.person_id.in_(person_ids), in_force(Accountability, as_at))
        .order_by(Accountability.person_id, Accountability.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, title, profession in rows:
        found[person_id].append(f"{title} ({profession})")
    return found
