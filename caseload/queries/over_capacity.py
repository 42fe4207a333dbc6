"""Reading plans of people who said that they are over capacity, and who answers in each for a line.

Who may read one is judged by the posts held today: whoever holds the post that the person's line ran to, or,
while nobody does, the next post up that somebody holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, or_, select

from accounts.account import Account
from caseload.capacity.over_capacity import Posts
from caseload.capacity.overload import OverCapacity, OverCapacityEntry, Writer
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere
from foundation.paging import Page, paged
from foundation.prepared import ask
from people.accountability import Accountability
from people.person import PersonDetails
from people.post import Post, Tenure
from people.queries import PostFacts, TenureFacts, all_posts, holders_of, spoken_name
from teams.queries.staff import NAMELESS
from teams.team import Management, Placement, PlacementDetails

THEM = bindparam("person_id")
"""Of a statement that is built once: whoever it is asked about."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A line's place in a plan. `held_by`: whoever holds the post; nobody while it is vacant, and then `next_up`
    is the post above that somebody holds, with its holders. `title` is none where no line is recorded."""

    title: str | None
    held_by: tuple[TenureFacts, ...] = ()
    next_up: str | None = None
    next_held_by: tuple[TenureFacts, ...] = ()

    @property
    def vacant(self) -> bool:
        """Whether there is a post that nobody holds."""
        return self.title is not None and not self.held_by

    @property
    def people(self) -> frozenset[int]:
        """Whoever answers for it today, by number."""
        return frozenset(tenure.person_id for tenure in self.held_by or self.next_held_by)


@dataclass(frozen=True, slots=True)
class Seats:
    """Every post as it is held today."""

    posts: Mapping[str, PostFacts]
    numbers: Mapping[int, PostFacts]
    holders: Mapping[int, list[TenureFacts]]

    def seat(self, code: str | None) -> Seat:
        """Who answers for the post with this code."""
        if code is None:
            return Seat(None)
        post = self.posts.get(code)
        if post is None:
            return Seat(f"{code}, a post that has ended")
        held = self._held(post)
        above = next((p for p in self._up_from(post) if self._held(p)), None)
        if held or above is None:
            return Seat(post.title, held)
        return Seat(post.title, (), above.title, self._held(above))

    def answered_by(self, person_id: int) -> list[str]:
        """The codes of the posts that somebody answers for."""
        return [code for code in self.posts if person_id in self.seat(code).people]

    def _held(self, post: PostFacts) -> tuple[TenureFacts, ...]:
        return tuple(self.holders.get(post.id, ()))

    def _up_from(self, post: PostFacts | None) -> Iterator[PostFacts]:
        """A circle, should one ever be stored, ends the climb."""
        seen: set[int] = set()
        while post is not None and post.id not in seen:
            yield post
            seen.add(post.id)
            post = self.numbers.get(post.reports_to_id) if post.reports_to_id is not None else None


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan. `review_on`: when they look at it again, as last written."""

    id: int
    person_id: int
    person: str
    said_at: datetime
    safety: bool
    held: int
    capacity: int
    management_post: str | None
    professional_post: str | None
    closed_at: datetime | None
    review_on: date | None

    def writer(self, person_id: int, seats: Seats) -> Writer | None:
        """As what somebody writes in it; None where they are not in it."""
        if person_id == self.person_id:
            return Writer.PERSON
        if person_id in seats.seat(self.management_post).people:
            return Writer.MANAGEMENT
        # A plan that is not about safety names no professional post.
        return Writer.PROFESSIONAL if person_id in seats.seat(self.professional_post).people else None

    def overdue(self, on: date) -> bool:
        """Whether the day to look again has been."""
        return self.closed_at is None and self.review_on is not None and self.review_on < on


@dataclass(frozen=True, slots=True)
class Written:
    """One thing written in a plan."""

    writer: str
    says: str
    by: str
    at: datetime
    review_on: date | None


@dataclass(frozen=True, slots=True)
class Own:
    """What there is for somebody themselves: their open plan, the posts their lines run to, and whether they
    hold a post, so that others' plans may be theirs to answer."""

    open_id: int | None
    posts: Posts
    holds_post: bool


def seats_on(on: date) -> Seats:
    """Two statements."""
    posts = all_posts(AsAt(on))
    return Seats({post.code: post for post in posts.values()}, posts, holders_of(posts, AsAt(on)))


def own_of(person_id: int, on: date) -> Own:
    """One statement. Of several placements the one of the longest hours counts, and the profession in it."""
    found: Any = ask(_own, AsAt(on), person_id=person_id).one()
    return Own(found[0], Posts(found[1], found[2]), bool(found[3]))


@cache
def _own(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    open_id = select(OverCapacity.id).where(OverCapacity.person_id == THEM, OverCapacity.closed_at.is_(None))
    posts = select(func.count(Tenure.id)).where(Tenure.person_id == THEM, in_force(Tenure, as_at))
    asked = (open_id, _management(as_at), _professional(as_at), posts)
    return select(*(each.scalar_subquery() for each in asked))


def get_plan(plan_id: int, on: date) -> Plan:
    """Raises NotThere. Whether the reader is in it is theirs to ask of `writer`."""
    row = db.session.execute(_plans(on).where(OverCapacity.id == plan_id)).first()
    if row is None:
        raise NotThere
    return Plan(*row)


def written_in(plan_id: int) -> list[Written]:
    """Everything in a plan, in order."""
    entry = OverCapacityEntry
    rows = db.session.execute(
        select(entry.writer, entry.says, Account.name, entry.written_at, entry.review_on)
        .join(Account, Account.id == entry.written_by_id)
        .where(entry.over_capacity_id == plan_id)
        .order_by(entry.id)
    )
    return [Written(*row) for row in rows]


def list_plans(person_id: int, seats: Seats, on: date, *, number: int) -> Page[Plan]:
    """Open plans of others that somebody answers in: those to be looked at again by now first, then those never
    looked at, the longest open of each first. Two statements."""
    codes = seats.answered_by(person_id)
    plan, review_on = OverCapacity, _review_on()
    found = _plans(on).where(
        plan.closed_at.is_(None),
        plan.person_id != person_id,
        or_(plan.management_post.in_(codes), plan.professional_post.in_(codes)),
    )
    overdue_first = case((review_on < on, 0), (review_on.is_(None), 1), else_=2)
    return paged(found.order_by(overdue_first, review_on, plan.said_at, plan.id), number, _plan)


def plans_of(person_id: int, on: date) -> list[Plan]:
    """Somebody's own, the latest first."""
    found = _plans(on).where(OverCapacity.person_id == person_id)
    return [Plan(*row) for row in db.session.execute(found.order_by(OverCapacity.id.desc()))]


def _plan(row: Any) -> Plan:
    return Plan(*row)


def _plans(on: date) -> Select[*tuple[Any, ...]]:
    plan, called = OverCapacity, PersonDetails
    return select(
        plan.id,
        plan.person_id,
        func.coalesce(spoken_name(), NAMELESS),
        plan.said_at,
        plan.safety,
        plan.held,
        plan.capacity,
        plan.management_post,
        plan.professional_post,
        plan.closed_at,
        _review_on(),
    ).outerjoin(called, and_(called.person_id == plan.person_id, in_force(called, AsAt(on))))


def _review_on() -> Any:
    """The day last written for looking again."""
    entry = OverCapacityEntry
    last: Select[Any] = select(entry.review_on).where(
        entry.over_capacity_id == OverCapacity.id, entry.review_on.is_not(None)
    )
    return last.order_by(entry.id.desc()).limit(1).correlate(OverCapacity).scalar_subquery()


def _management(as_at: AsAt) -> Select[str]:
    details = PlacementDetails
    return (
        select(Post.code)
        .join(Management, and_(Management.post_id == Post.id, in_force(Management, as_at)))
        .join(Placement, Placement.id == Management.placement_id)
        .join(details, and_(details.placement_id == Placement.id, in_force(details, as_at)))
        .where(Placement.person_id == THEM)
        .order_by(details.hours.desc(), Placement.id)
        .limit(1)
    )


def _professional(as_at: AsAt) -> Select[str]:
    details = PlacementDetails
    practised = and_(
        details.profession_id == Accountability.profession_id,
        details.placement_id.in_(select(Placement.id).where(Placement.person_id == THEM)),
        in_force(details, as_at),
    )
    return (
        select(Post.code)
        .join(Accountability, and_(Accountability.post_id == Post.id, in_force(Accountability, as_at)))
        .outerjoin(details, practised)
        .where(Accountability.person_id == THEM)
        .order_by(func.coalesce(details.hours, 0).desc(), Accountability.id)
        .limit(1)
    )
