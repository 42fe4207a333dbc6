"""What somebody's leaving would leave hanging after their last day."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from caseload.cases.case import Allocation, Case
from caseload.reviews.review import ReviewSession
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import AsAt, in_force, still_open
from people.accountability import Accountability
from people.deeds import ONE_DAY
from people.person import PersonDetails
from people.post import Post, PostDetails, Tenure
from people.queries import spoken_name
from teams.queries.register import Fact, facts_of
from teams.team import Management, Placement, PlacementDetails

MOST_COLLEAGUES = 200


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A post still held after the last day. `managed` and `accountable` count who answers to it then."""

    row: int
    post_id: int
    code: str
    title: str
    holding: str
    starts_on: date
    until: date | None
    managed: int
    accountable: int


@dataclass(frozen=True, slots=True)
class CaseHeld:
    """A case still held after the last day, by its local reference and nothing about the resident."""

    row: int
    case_id: int
    local_reference: str
    role: str
    starts_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class SessionChaired:
    """A review session to come without its chair."""

    id: int
    code: str
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class LooseEnds:
    """Everything after the last day. `contracts` are the employments, placements and professional lines
    that end on it."""

    contracts: tuple[Fact, ...]
    posts: tuple[PostHeld, ...]
    cases: tuple[CaseHeld, ...]
    sessions: tuple[SessionChaired, ...]

    @property
    def employments(self) -> list[int]:
        """The contracts' numbers."""
        return list(dict.fromkeys(fact.anchor for fact in self.contracts if fact.kind == "employment"))

    @property
    def professions(self) -> list[int]:
        """Professions with a line that ends."""
        return list(dict.fromkeys(fact.anchor for fact in self.contracts if fact.kind == "accountability"))

    @property
    def fingerprint(self) -> str:
        """A mark of all that was shown: settling anything else is refused."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who might take over. `in_team`: they work in one of the leaver's teams."""

    id: int
    name: str
    in_team: bool


def loose_ends(person_id: int, last_day: date) -> LooseEnds:
    """All that is believed of the person after the last day. Six statements."""
    facts = facts_of(person_id, ("employment", "placement", "accountability"))
    return LooseEnds(
        contracts=tuple(fact for fact in facts if not fact.ended(last_day)),
        posts=_posts(person_id, last_day + ONE_DAY),
        cases=_cases(person_id, last_day + ONE_DAY),
        sessions=_sessions(person_id, last_day + ONE_DAY),
    )


def colleagues_of(person_id: int, on: date) -> list[Colleague]:
    """Who works in the person's teams that day, answers to a post they hold or holds one below it, by name."""
    as_at, theirs, below = AsAt(on), aliased(PlacementDetails), aliased(PostDetails)
    teams = (
        select(theirs.team_id)
        .join(Placement, Placement.id == theirs.placement_id)
        .where(Placement.person_id == person_id, in_force(theirs, as_at))
    )
    held = select(Tenure.post_id).where(Tenure.person_id == person_id, in_force(Tenure, as_at))
    in_team = (
        select(Placement.person_id)
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .where(PlacementDetails.team_id.in_(teams), in_force(PlacementDetails, as_at))
    )
    managed = (
        select(Placement.person_id)
        .join(Management, Management.placement_id == Placement.id)
        .where(Management.post_id.in_(held), in_force(Management, as_at))
    )
    accountable = select(Accountability.person_id).where(
        Accountability.post_id.in_(held), in_force(Accountability, as_at)
    )
    other = aliased(Tenure)
    holders = (
        select(other.person_id)
        .join(below, and_(below.post_id == other.post_id, in_force(below, as_at)))
        .where(or_(below.reports_to_id.in_(held), other.post_id.in_(held)), in_force(other, as_at))
    )
    near = in_team.union(managed, accountable, holders).subquery()
    found = (
        select(PersonDetails.person_id, spoken_name(), PersonDetails.person_id.in_(in_team))
        .where(
            PersonDetails.person_id.in_(select(near.c[0])),
            PersonDetails.person_id != person_id,
            in_force(PersonDetails, as_at),
        )
        .order_by(PersonDetails.family_name, PersonDetails.given_name, PersonDetails.person_id)
    )
    return [
        Colleague(row[0], row[1], bool(row[2])) for row in db.session.execute(found.limit(MOST_COLLEAGUES))
    ]


def _posts(person_id: int, on: date) -> tuple[PostHeld, ...]:
    as_at, later = AsAt(on), aliased(PostDetails)
    title = (
        select(later.title)
        .where(later.post_id == Tenure.post_id, later.superseded_at.is_(None))
        .order_by(later.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    managed, accountable = (
        select(func.count())
        .where(model.post_id == Tenure.post_id, in_force(model, as_at))
        .correlate(Tenure)
        .scalar_subquery()
        for model in (Management, Accountability)
    )
    found = (
        select(
            Tenure.id, Tenure.post_id, Post.code, title, Tenure.holding, Tenure.starts_on, Tenure.until,
            managed, accountable,
        )
        .join(Post, Post.id == Tenure.post_id)
        .where(Tenure.person_id == person_id, Tenure.superseded_at.is_(None), still_open(Tenure, on))
        .order_by(Tenure.starts_on, Tenure.id)
    )  # fmt: skip
    return tuple(PostHeld(*row) for row in db.session.execute(found))


def _cases(person_id: int, on: date) -> tuple[CaseHeld, ...]:
    a = Allocation
    found = (
        select(a.id, a.case_id, Case.local_reference, a.role, a.starts_on, a.until)
        .join(Case, Case.id == a.case_id)
        .where(a.person_id == person_id, a.superseded_at.is_(None), still_open(a, on))
        .order_by(Case.local_reference, a.id)
    )
    return tuple(CaseHeld(*row) for row in db.session.execute(found))


def _sessions(person_id: int, on: date) -> tuple[SessionChaired, ...]:
    s = ReviewSession
    midnight = datetime.combine(on, time.min, LONDON)
    found = (
        select(s.id, s.code, s.starts_at, s.minutes)
        .where(s.chair_person_id == person_id, s.starts_at >= midnight)
        .order_by(s.starts_at, s.id)
    )
    return tuple(SessionChaired(*row) for row in db.session.execute(found))
