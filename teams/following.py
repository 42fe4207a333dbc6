"""Roles follow work: the role of a lead, coordinator, director, employer's HR or privacy officer holds while the person
whose account it is has work in force that gives it. An account that is nobody's in the register keeps its roles."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select

from accounts.account import Account, RoleGrant
from accounts.following import Followed, Following, Rest, Standing
from accounts.permissions import Role
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.formats import day
from foundation.prepared import AS_KNOWN_NOW
from neighbourhoods.neighbourhood import Neighbourhood
from people.organisation import Organisation
from people.person import Person
from people.post import Post, PostDetails
from teams.role_periods import employed, tied, works_of

CALLED = {
    Role.LEAD: "Neighbourhood lead of {}",
    Role.COORDINATOR: "Review coordinator of {}",
    Role.DIRECTOR: "Director for {}",
    Role.EMPLOYER_HR: "HR of {}",
    Role.PRIVACY_OFFICER: "Privacy officer of {}",
}
WANTING = {
    Role.LEAD: "no placement in {} and no post for it in force",
    Role.COORDINATOR: "no placement in {} and no post for it in force",
    Role.DIRECTOR: "no tenure of {} in force",
    Role.EMPLOYER_HR: "no employment with {} in force",
    Role.PRIVACY_OFFICER: "no employment with {} in force",
}
EVERYWHERE = {
    Role.LEAD: "the whole borough",
    Role.COORDINATOR: "the whole borough",
    Role.DIRECTOR: "any post",
    Role.EMPLOYER_HR: "any organisation",
    Role.PRIVACY_OFFICER: "any organisation",
}
STANDING_BY = "nobody they are the deputy of is away"


@cache
def standing(weekday: int) -> ColumnElement[str]:
    """How the role of the `role_grant` that a statement reads stands on the day it leaves open as `on`."""
    as_at = AS_KNOWN_NOW
    given = {
        role.value: or_(*(work.gives(as_at) for work in works_of(role, as_at, weekday))) for role in CALLED
    }
    gives = case(given, value=RoleGrant.role, else_=True)
    return case(
        (or_(gives, ~tied()), Standing.HOLDS.value),
        (employed(as_at), Standing.REDUCED.value),
        else_=Standing.RESTS.value,
    )


def followed(account_id: int, on: date) -> Followed:
    """How an account's roles stand on a day, and why those that rest do, in the order they were given. One
    statement."""
    rows = db.session.execute(_grants(on.weekday()), {"on": on, "account_id": account_id}).all()
    resting = (row for row in rows if row.standing not in (None, Standing.HOLDS.value))
    return Followed(any(row.tied for row in rows), tuple(_rest(row) for row in resting))


FOLLOWING = Following(standing, followed)


@cache
def _grants(weekday: int) -> Select[*tuple[Any, ...]]:
    as_at = AS_KNOWN_NOW
    whose = exists().where(Person.account_id == Account.id)
    titled = and_(PostDetails.post_id == Post.id, in_force(PostDetails, as_at))
    name = func.coalesce(Neighbourhood.name, PostDetails.title, Organisation.name, RoleGrant.scope)
    return (
        select(RoleGrant.id, RoleGrant.role, RoleGrant.scope, name.label("name"), whose.label("tied"))
        .add_columns(case((RoleGrant.id.is_not(None), standing(weekday))).label("standing"))
        .add_columns(*_days(as_at, weekday))
        .select_from(Account)
        .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
        .outerjoin(Neighbourhood, Neighbourhood.code == RoleGrant.scope)
        .outerjoin(Post, Post.code == RoleGrant.scope)
        .outerjoin(PostDetails, titled)
        .outerjoin(Organisation, Organisation.code == RoleGrant.scope)
        .where(Account.id == bindparam("account_id"))
        .order_by(RoleGrant.id)
    )


def _days(as_at: AsAt, weekday: int) -> Iterable[ColumnElement[Any]]:
    """By role and kind of work: until when it was given, from when it will be, and whether a deputy stands by."""
    for role in CALLED:
        for number, work in enumerate(works_of(role, as_at, weekday)):
            yield work.ended(as_at).label(f"{role}_{number}_ended")
            yield work.begins(as_at).label(f"{role}_{number}_begins")
            yield work.stands(as_at).label(f"{role}_{number}_stands")


def _rest(row: Any) -> Rest:
    role = Role(row.role)
    name = row.name if row.scope else EVERYWHERE[role]
    told = _told(row, role)
    since = max(told["ended"], default=None)
    begins = min(told["begins"], default=None)
    why = STANDING_BY if any(told["stands"]) else WANTING[role].format(name)
    rests = f"rests since {day(since)}" if since and not any(told["stands"]) else "rests"
    ahead = f". It holds from {day(begins)}" if begins else ""
    return Rest(row.id, CALLED[role].format(name), f"{rests}: {why}{ahead}.")


def _told(row: Any, role: Role) -> dict[str, list[Any]]:
    values = {name: value for name, value in row._mapping.items() if name.startswith(f"{role}_")}
    return {
        what: [value for name, value in values.items() if name.endswith(what) and value]
        for what in ("ended", "begins", "stands")
    }
