"""Making one mail a reader a day of what they are to be told, and one at once of what cannot wait for it; and keeping
what became of each.

A mail is *begun* before it is handed over and *sent* after. Between the two nobody knows whether it went, so it is not
sent again by itself, only by somebody's hand; one that was refused did not go, and is tried again the same day. What is
still unsent the day after goes into that day's mail, unless it is about a day that is past.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, and_, bindparam, exists, func, or_, select, update

from accounts.account import Account
from foundation.acts import batches, table_of
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere, RuleBroken
from people.employment import Employment, EmploymentDetails
from people.mail_words import Told, body_of, is_past, subject_of
from people.notice import AT_ONCE, Mail, Notice, NoticeKind
from people.person import Person, PersonDetails

MOST_TRIES = 8
FIRST_WAIT = timedelta(minutes=5)
KEPT_WAITING = timedelta(days=14)
"""A notice that could be put into no mail for so long is not told any more."""
HANDING_OVER = timedelta(minutes=5)
"""How long handing a mail over may take at most."""
REPLACED = "replaced"
NO_ADDRESS = "no address"

Reader = tuple[int | None, int | None]
"""The number of a person, or of an account that is nobody's: one of the two."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that was begun, with the address as it is now; none: the reader has none."""

    id: int
    once: str
    subject: str
    body: str
    address: str | None


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail as the page of jobs shows it: no reader, no address."""

    id: int
    on: date
    tries: int
    tried_at: datetime | None
    failed: str | None


@dataclass(frozen=True, slots=True)
class Outbox:
    """A day's mail: how many wait and were sent, those refused, and those (of any day) that may have gone."""

    waiting: int
    sent: int
    refused: tuple[MailLine, ...]
    unknown: tuple[MailLine, ...]


def make_mail(on: date, *, site: str, at: datetime) -> int:
    """Put what is untold into one mail for each reader who has none that day, and give how many. Whoever has left,
    and an account that is closed, is told nothing. Never commits."""
    _take_back(on, at, at_once=False)
    has_mail = exists().where(
        Mail.on == on,
        ~Mail.at_once,
        or_(Mail.person_id == Notice.person_id, Mail.account_id == Notice.account_id),
    )
    told = _untold(on, at, and_(Notice.kind.not_in(AT_ONCE), ~has_mail))
    return _put_into_mails(told, on, site, at, at_once=False)


def make_mail_at_once(on: date, *, site: str, at: datetime) -> int:
    """Put what cannot wait into one mail for each reader, and give how many. What is known not to have gone goes into
    it too, so that a reader whose mail could not be sent for a while is sent one and not many. Never commits."""
    if not is_to_tell_at_once(on, at):
        return 0
    _take_back(on + timedelta(days=1), at, at_once=True)
    return _put_into_mails(_untold(on, at, Notice.kind.in_(AT_ONCE)), on, site, at, at_once=True)


def is_to_tell_at_once(on: date, at: datetime) -> bool:
    """Whether there is anything that cannot wait: something new, or a mail of an earlier day that did not go."""
    earlier = select(Mail.id).where(Mail.on < on, Mail.at_once, _did_not_go())
    return bool(_untold(on, at, Notice.kind.in_(AT_ONCE))) or db.session.scalar(earlier.limit(1)) is not None


def _put_into_mails(
    told: dict[Reader, dict[int, Told]], on: date, site: str, at: datetime, *, at_once: bool
) -> int:
    mails = {reader: _mail(reader, things, on, site, at, at_once) for reader, things in told.items()}
    db.session.add_all(mails.values())
    db.session.flush()
    into = [
        {"notice": number, "mail": mails[reader].id} for reader, things in told.items() for number in things
    ]
    if into:
        notices = table_of(Notice)
        db.session.execute(
            update(notices).where(notices.c.id == bindparam("notice")).values(mail_id=bindparam("mail")), into
        )
    return len(mails)


def waiting_mail(on: date, at: datetime) -> list[int]:
    """The numbers of the day's mails to send now."""
    return list(db.session.scalars(select(Mail.id).where(Mail.on == on, _to_send(at)).order_by(Mail.id)))


def begin(mail_id: int, on: date, at: datetime) -> Letter | None:
    """Say that the mail is being sent; none when somebody else has begun it. Never commits."""
    claimed: CursorResult[Any] = db.session.execute(  # pyright: ignore[reportAssignmentType]
        update(Mail)
        .where(Mail.id == mail_id, _to_send(at))
        .values(tried_at=at, tries=Mail.tries + 1, failed=None)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount != 1:
        return None
    row = db.session.execute(
        select(Mail.id, Mail.once, Mail.subject, Mail.body, _address())
        .select_from(Mail)
        .outerjoin(Person, Person.id == Mail.person_id)
        .outerjoin(
            PersonDetails, and_(PersonDetails.person_id == Person.id, in_force(PersonDetails, AsAt(on)))
        )
        .outerjoin(
            Account,
            and_(Account.active, or_(Account.id == Mail.account_id, Account.id == Person.account_id)),
        )
        .where(Mail.id == mail_id)
    ).one()
    return Letter(*row)


def settle(mail_id: int, *, sent_at: datetime | None = None, failed: str | None = None) -> None:
    """Keep that a mail went, or why it did not. Never commits."""
    db.session.execute(
        update(Mail)
        .where(Mail.id == mail_id)
        .values(sent_at=sent_at, failed=failed)
        .execution_options(synchronize_session=False)
    )


def send_again(mail_id: int, at: datetime) -> None:
    """One that may have gone is to go, by somebody's hand: today's at the next look, an older one with what is told the
    next day. Raises NotThere; RuleBroken where it is known what became of it, or it is being handed over now. Never
    commits."""
    mail = db.session.get(Mail, mail_id, with_for_update=True)
    if mail is None:
        raise NotThere
    if mail.sent_at is not None or mail.failed is not None or mail.tried_at is None:
        raise RuleBroken("It is known what became of this mail, so it is not sent again by hand.")
    if mail.tried_at > at - HANDING_OVER:
        raise RuleBroken("This mail is being handed over now. Look again in a few minutes.")
    mail.tried_at = None


def could_not_reach(on: date, at: datetime) -> None:
    """Nobody took the day's mails: none went, and they are tried again after a while. Never commits."""
    db.session.execute(
        update(Mail)
        .where(Mail.on == on, _to_send(at))
        .values(tried_at=at, tries=Mail.tries + 1, failed="unreachable")
        .execution_options(synchronize_session=False)
    )


def outbox(on: date) -> Outbox:
    """What became of the mail of a day, with all that may have gone: two statements."""
    unsent, refused = Mail.sent_at.is_(None), Mail.failed.is_not(None)
    waiting = func.count().filter(unsent, Mail.tried_at.is_(None))
    counted = select(waiting, func.count(Mail.sent_at)).where(Mail.on == on)
    lines = (
        select(Mail.id, Mail.on, Mail.tries, Mail.tried_at, Mail.failed)
        .where(
            unsent, Mail.tried_at.is_not(None), or_(~refused, and_(Mail.on == on, Mail.failed != REPLACED))
        )
        .order_by(Mail.id.desc())
        .limit(100)
    )
    tried = [MailLine(*row) for row in db.session.execute(lines)]
    return Outbox(
        *db.session.execute(counted).one(),
        refused=tuple(line for line in tried if line.failed),
        unknown=tuple(line for line in tried if not line.failed),
    )


def _to_send(at: datetime) -> ColumnElement[bool]:
    """Not begun yet, or refused and waited long enough."""
    waited = [
        and_(Mail.tries == tries, Mail.tried_at <= at - FIRST_WAIT * 2 ** (tries - 1))
        for tries in range(1, MOST_TRIES)
    ]
    again = and_(Mail.failed.is_not(None), Mail.failed != REPLACED, or_(*waited))
    return and_(Mail.sent_at.is_(None), or_(Mail.tried_at.is_(None), again))


def _address() -> ColumnElement[str | None]:
    return func.coalesce(PersonDetails.email, Account.email)


def _mail(reader: Reader, things: dict[int, Told], on: date, site: str, at: datetime, at_once: bool) -> Mail:
    person_id, account_id = reader
    told = things.values()
    which = f"at once {min(things)} {at.isoformat()}" if at_once else on.isoformat()
    return Mail(
        once=f"{f'account:{account_id}' if person_id is None else f'person:{person_id}'} {which}",
        on=on,
        made_at=at,
        subject=subject_of(told, on),
        body=body_of(told, site, at_once=at_once),
        person_id=person_id,
        account_id=account_id,
        at_once=at_once,
    )


def _did_not_go() -> ColumnElement[bool]:
    refused = and_(Mail.failed.is_not(None), Mail.failed != REPLACED)
    return and_(Mail.sent_at.is_(None), or_(Mail.tried_at.is_(None), refused))


def _take_back(before: date, at: datetime, *, at_once: bool) -> None:
    """What is known not to have gone before a day is untold again."""
    earlier = list(
        db.session.scalars(select(Mail.id).where(Mail.on < before, Mail.at_once.is_(at_once), _did_not_go()))
    )
    for some in batches(earlier):
        db.session.execute(update(table_of(Notice)).where(Notice.mail_id.in_(some)).values(mail_id=None))
        db.session.execute(
            update(table_of(Mail))
            .where(Mail.id.in_(some))
            .values(failed=REPLACED, tried_at=func.coalesce(Mail.tried_at, at))
        )


def _untold(on: date, at: datetime, wanted: ColumnElement[bool]) -> dict[Reader, dict[int, Told]]:
    """What each reader who may be told is to be told, by the notice's number."""
    rows: Iterable[Any] = db.session.execute(
        select(Notice.id, Notice.kind, Notice.about, Notice.day, Notice.person_id, Notice.account_id)
        .where(Notice.mail_id.is_(None), Notice.raised_at >= at - KEPT_WAITING, wanted, _may_be_told(on))
        .order_by(Notice.id)
    )
    found: dict[Reader, dict[int, Told]] = defaultdict(dict)
    for number, kind, about, day, person_id, account_id in rows:
        if not is_past(NoticeKind(kind), day, on):
            found[person_id, account_id][number] = Told(day, about, NoticeKind(kind))
    return found


def _may_be_told(on: date) -> ColumnElement[bool]:
    employed = (
        select(Employment.person_id)
        .join(EmploymentDetails, EmploymentDetails.employment_id == Employment.id)
        .where(in_force(EmploymentDetails, AsAt(on)))
    )
    open_accounts = select(Account.id).where(Account.active)
    return or_(Notice.person_id.in_(employed), Notice.account_id.in_(open_accounts))
