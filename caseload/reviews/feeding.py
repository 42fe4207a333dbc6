"""The address of a calendar feed: made, made anew, stopped, and dead with its account's right."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, select, update

from accounts import audit
from accounts.account import Account, RoleGrant
from accounts.following import roles_left, standing
from accounts.permissions import PERMISSIONS, Permission
from accounts.queries import hash_of
from caseload.reviews.feed import CalendarFeed
from foundation.clock import LONDON
from foundation.database import begin_writing, db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere
from people.employment import Employment, EmploymentDetails
from people.person import Person

FETCHES_KEPT = timedelta(hours=1)
"""How fine the last fetch is kept: a calendar asks every few minutes."""


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """An account's open feed."""

    id: int
    made_at: datetime
    fetched_at: datetime | None


def make_feed(account_id: int, *, at: datetime) -> str:
    """A new address, whose token this gives and nothing keeps; the one before is dead. Never commits."""
    before = _end(account_id, at)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed(account_id=account_id, token_hash=hash_of(token), made_at=at)
    db.session.add(feed)
    db.session.flush()
    audit.record(
        "calendar.make",
        "calendar_feed",
        feed.id,
        by=account_id,
        before={"feed": before},
        after={"feed": feed.id},
    )
    return token


def stop_feed(account_id: int, *, at: datetime) -> bool:
    """The address is dead; False when there was none. Never commits."""
    ended = _end(account_id, at)
    if ended is not None:
        audit.record("calendar.stop", "calendar_feed", ended, by=account_id, before={"feed": ended})
    return ended is not None


def may_have_one(account_id: int, on: date) -> bool:
    """Whether an address would show anything: the account's person is employed on that day. The address of whoever has
    left is dead, so none is made for them."""
    employed = (
        select(EmploymentDetails.id)
        .join(Employment, EmploymentDetails.employment_id == Employment.id)
        .join(Person, Employment.person_id == Person.id)
        .where(Person.account_id == account_id, in_force(EmploymentDetails, AsAt(on)))
        .limit(1)
    )
    return db.session.scalar(employed) is not None


def find_feed(account_id: int) -> FeedFacts | None:
    """The account's open feed, if it has one."""
    row = db.session.execute(
        select(CalendarFeed.id, CalendarFeed.made_at, CalendarFeed.fetched_at).where(
            CalendarFeed.account_id == account_id, CalendarFeed.ended_at.is_(None)
        )
    ).first()
    return None if row is None else FeedFacts(*row)


def person_of_token(token: str, at: datetime) -> tuple[int, FeedFacts]:
    """Whose sessions an address shows. Raises NotThere, whether it never was, is stopped, its account is closed or
    lost its right, or the person has left: from outside these are one."""
    on = at.astimezone(LONDON).date()
    as_at = AsAt(on)
    rows: Any = db.session.execute(
        select(CalendarFeed.id, CalendarFeed.made_at, CalendarFeed.fetched_at, Person.id)
        .add_columns(RoleGrant.role, RoleGrant.scope, standing(on.weekday()).label("standing"))
        .join(Account, and_(Account.id == CalendarFeed.account_id, Account.active))
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .join(Person, Person.account_id == Account.id)
        .join(Employment, Employment.person_id == Person.id)
        .join(
            EmploymentDetails,
            and_(EmploymentDetails.employment_id == Employment.id, in_force(EmploymentDetails, as_at)),
        )
        .where(CalendarFeed.token_hash == hash_of(token), CalendarFeed.ended_at.is_(None)),
        {"on": on},
    ).all()
    if not any(Permission.SEE_OWN_WORK in PERMISSIONS[role] for role, _ in roles_left(rows)):
        raise NotThere
    return rows[0][3], FeedFacts(*rows[0][:3])


def note_fetch(feed: FeedFacts, at: datetime) -> None:
    """Keep when a calendar last asked, to the hour. Commits, where there is something to keep."""
    if feed.fetched_at is not None and at - feed.fetched_at < FETCHES_KEPT:
        return
    begin_writing(alone=False)
    db.session.execute(update(CalendarFeed).where(CalendarFeed.id == feed.id).values(fetched_at=at))
    db.session.commit()


def _end(account_id: int, at: datetime) -> int | None:
    feed = find_feed(account_id)
    if feed is None:
        return None
    db.session.execute(update(CalendarFeed).where(CalendarFeed.id == feed.id).values(ended_at=at))
    return feed.id
