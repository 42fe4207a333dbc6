"""Telling somebody something, in the transaction of the act it tells of. One mail a day is made of it later."""

from datetime import date, datetime

from sqlalchemy.dialects import postgresql, sqlite

from foundation.acts import table_of
from foundation.database import db
from people.notice import Notice, NoticeKind


def tell(
    once: str,
    kind: NoticeKind,
    about: str,
    day: date,
    *,
    at: datetime,
    person_id: int | None = None,
    account_id: int | None = None,
) -> bool:
    """Put it down for one person, or for one account that is nobody's in the register; never commits. False when it
    was told before.

    `once` says which telling this is, without the reader: the same told twice to one reader is told once. `about` is
    an address within the app (/reviews/sessions/41), which names nobody.
    """
    reader = f"person:{person_id}" if account_id is None else f"account:{account_id}"
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    # Whether a row came back, not how many: PostgreSQL's driver is not asked to count what is inserted.
    told = db.session.scalar(
        insert(table_of(Notice))
        .values(
            once=f"{reader} {once}",
            kind=kind.value,
            about=about,
            day=day,
            raised_at=at,
            person_id=person_id,
            account_id=account_id,
        )
        .on_conflict_do_nothing(index_elements=["once"])
        .returning(table_of(Notice).c.id)
    )
    return told is not None
