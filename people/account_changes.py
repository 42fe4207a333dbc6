"""Telling somebody what somebody else did to their account, in the day's mail: it names nobody and says where to
read."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from accounts.factor import AccountChange
from foundation.database import db
from people.notice import NoticeKind
from people.notices import tell
from people.person import Person
from people.readers import Reached

LOOK_BACK = timedelta(days=7)
"""So that none is missed while the timekeeper was down; what was told is not told again."""
WHERE = "/me/account"


def tell_account_changes(on: date, *, at: datetime) -> int:
    """Put down what was done to accounts in the last week, for the person whose account it is, or the account that is
    nobody's. Gives how many were not told before; never commits."""
    rows = db.session.execute(
        select(AccountChange.id, AccountChange.account_id, Person.id.label("person_id"))
        .outerjoin(Person, Person.account_id == AccountChange.account_id)
        .where(AccountChange.at > at - LOOK_BACK)
        .order_by(AccountChange.id)
    )
    return sum(
        tell(
            f"account-change:{row.id}",
            NoticeKind.ACCOUNT_CHANGED,
            WHERE,
            on,
            at=at,
            **Reached(row.person_id, row.account_id).whose,
        )
        for row in rows
    )
