"""Reading people and posts, as at a day and as known at a moment. Each function is one statement."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, select
from sqlalchemy.orm import aliased

from foundation.effective import AsAt, in_force, known, still_open
from foundation.errors import NotThere
from foundation.prepared import ask
from people.organisation import Organisation
from people.person import Person, PersonDetails
from people.post import Post, PostDetails, Tenure

ANY_DAY = aliased(PersonDetails)  # made once, since making an alias costs as much as a query


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Somebody, as they were called on the day asked about."""

    id: int
    account_id: int | None
    given_name: str
    family_name: str
    known_as: str | None
    email: str | None
    phone: str | None

    @property
    def name(self) -> str:
        """What they are called: the name they go by, then the family name."""
        return f"{self.known_as or self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class PostFacts:
    """A post as it was on a day."""

    id: int
    code: str
    line: str
    title: str
    organisation_id: int
    organisation: str
    reports_to_id: int | None
    scope: str
    starts_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class TenureFacts:
    """Somebody holding a post."""

    post_id: int
    person_id: int
    name: str
    holding: str
    starts_on: date
    until: date | None


def spoken_name() -> ColumnElement[str]:
    """What a person is called, in SQL: for lists that join `PersonDetails`."""
    return (
        func.coalesce(PersonDetails.known_as, PersonDetails.given_name)
        + literal(" ")
        + PersonDetails.family_name
    )


def get_person(person_id: int, as_at: AsAt) -> PersonFacts:
    """One person. Raises NotThere."""
    row = ask(_person, as_at, person_id=person_id).first()
    if row is None:
        raise NotThere
    return PersonFacts(*row)


def find_person_of(account_id: int, as_at: AsAt) -> PersonFacts | None:
    """The person an account belongs to, if it belongs to one."""
    row = ask(_person_of, as_at, account_id=account_id).first()
    return None if row is None else PersonFacts(*row)


@cache
def _person(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return select_people(as_at).where(Person.id == bindparam("person_id"))


@cache
def _person_of(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return select_people(as_at).where(Person.account_id == bindparam("account_id"))


def select_people(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """People with what they are called."""
    return (
        select(
            Person.id,
            Person.account_id,
            PersonDetails.given_name,
            PersonDetails.family_name,
            PersonDetails.known_as,
            PersonDetails.email,
            PersonDetails.phone,
        )
        .join(PersonDetails, PersonDetails.person_id == Person.id)
        .where(called(as_at))
    )


def called(as_at: AsAt) -> ColumnElement[bool]:
    """The one row of `PersonDetails` that says what somebody is called on the day. Somebody nothing was yet
    known of on that day is called as they were first called, so that they can still be asked about."""
    first = (
        select(func.min(ANY_DAY.starts_on))
        .where(ANY_DAY.person_id == PersonDetails.person_id, known(ANY_DAY, as_at))
        .correlate(PersonDetails)
        .scalar_subquery()
    )
    not_yet = and_(
        known(PersonDetails, as_at), PersonDetails.starts_on == first, PersonDetails.starts_on > as_at.on
    )
    return or_(in_force(PersonDetails, as_at), not_yet)


def select_posts(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """Posts in force, with their organisation's name."""
    return (
        select(
            Post.id,
            Post.code,
            Post.line,
            PostDetails.title,
            PostDetails.organisation_id,
            Organisation.name,
            PostDetails.reports_to_id,
            PostDetails.scope,
            PostDetails.starts_on,
            PostDetails.until,
        )
        .join(PostDetails, PostDetails.post_id == Post.id)
        .join(Organisation, Organisation.id == PostDetails.organisation_id)
        .where(in_force(PostDetails, as_at))
    )


def all_posts(as_at: AsAt) -> dict[int, PostFacts]:
    """Every post in force on the day, by number, in order of title."""
    return {row[0]: PostFacts(*row) for row in ask(_all_posts, as_at)}


@cache
def _all_posts(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return select_posts(as_at).order_by(PostDetails.title, Post.id)


def posts_above(post_ids: Collection[int], as_at: AsAt) -> dict[int, PostFacts]:
    """These posts and every post above them, by number. A circle, should one ever be stored, ends the climb."""
    return {row[0]: PostFacts(*row) for row in ask(_posts_above, as_at, post_ids=list(post_ids))}


@cache
def _posts_above(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    first = select(PostDetails.post_id, PostDetails.reports_to_id).where(
        PostDetails.post_id.in_(bindparam("post_ids", expanding=True)), in_force(PostDetails, as_at)
    )
    climb = first.cte("climb", recursive=True)
    higher = aliased(PostDetails)
    climb = climb.union(
        select(higher.post_id, higher.reports_to_id)
        .join(climb, climb.c.reports_to_id == higher.post_id)
        .where(in_force(higher, as_at))
    )
    return select_posts(as_at).where(Post.id.in_(select(climb.c.post_id)))


def get_post(code: str, as_at: AsAt) -> PostFacts:
    """One post by its code. Raises NotThere."""
    row = ask(_post, as_at, code=code).first()
    if row is None:
        raise NotThere
    return PostFacts(*row)


@cache
def _post(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return select_posts(as_at).where(Post.code == bindparam("code"))


def holders_of(
    post_ids: Collection[int], as_at: AsAt, *, ahead: bool = False
) -> dict[int, list[TenureFacts]]:
    """Who holds each post that day, strongest holding first. `ahead`: also who is known to hold it later."""
    found: dict[int, list[TenureFacts]] = defaultdict(list)
    for row in ask(_holders_of, as_at, ahead, post_ids=list(post_ids)):
        found[row[0]].append(TenureFacts(*row))
    for held in found.values():
        held.sort(key=lambda t: (t.starts_on > as_at.on, STRENGTH[t.holding], t.starts_on))
    return dict(found)


@cache
def _holders_of(as_at: AsAt, ahead: bool) -> Select[*tuple[Any, ...]]:
    when = and_(known(Tenure, as_at), still_open(Tenure, as_at.on)) if ahead else in_force(Tenure, as_at)
    called = (
        select(
            PersonDetails.person_id,
            spoken_name().label("name"),
        )
        .where(in_force(PersonDetails, as_at))
        .subquery()
    )
    return (
        select(
            Tenure.post_id,
            Tenure.person_id,
            func.coalesce(called.c.name, "not yet in the register"),
            Tenure.holding,
            Tenure.starts_on,
            Tenure.until,
        )
        .outerjoin(called, called.c.person_id == Tenure.person_id)
        .where(Tenure.post_id.in_(bindparam("post_ids", expanding=True)), when)
        .order_by(Tenure.post_id, Tenure.starts_on, Tenure.id)
    )


STRENGTH = {"substantive": 0, "acting": 1, "deputy": 2}
