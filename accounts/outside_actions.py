"""Whose account it is that an organisation vouches for."""

from datetime import datetime

from sqlalchemy import or_, select, update

from accounts import audit
from accounts.account import Account
from accounts.outside import OutsideIdentity
from accounts.queries import COMMAND_LINE, find_account
from accounts.vouching import Vouched
from foundation.database import db
from foundation.errors import RuleBroken

NOBODY = (
    "Your organisation knows you, but you have no account here. Ask the partnership office or your system "
    "administrator to open one for your work email address."
)

TAKEN = "That was used to sign in before. Sign in again."


def account_of(vouched: Vouched, said_at: datetime) -> Account:
    """The account linked to them; the first time, the open account with their verified address, which is linked
    from then on. None is ever made. Raises RuleBroken when there is none for them, and for a word that was taken
    before: a copied cookie still holds it."""
    account = _linked(vouched) or _link(vouched, said_at)
    if account is None or not account.active:
        raise RuleBroken(NOBODY)
    if not _taken(vouched, said_at):
        raise RuleBroken(TAKEN)
    return account


def _linked(vouched: Vouched) -> Account | None:
    return db.session.scalars(
        select(Account)
        .join(OutsideIdentity, OutsideIdentity.account_id == Account.id)
        .where(OutsideIdentity.issuer == vouched.issuer, OutsideIdentity.subject == vouched.subject)
    ).first()


def _taken(vouched: Vouched, said_at: datetime) -> bool:
    """Whether this word is the newest so far; of two who come with the same one, one is let in."""
    one = update(OutsideIdentity).where(
        OutsideIdentity.issuer == vouched.issuer,
        OutsideIdentity.subject == vouched.subject,
        or_(OutsideIdentity.vouched_at.is_(None), OutsideIdentity.vouched_at < said_at),
    )
    taken = db.session.execute(one.values(vouched_at=said_at))
    return taken.rowcount == 1  # pyright: ignore[reportAttributeAccessIssue]


def _link(vouched: Vouched, at: datetime) -> Account | None:
    account = find_account(vouched.email) if vouched.email else None
    if (
        account is None
        or not account.active
        or account.email == COMMAND_LINE
        or _is_somebody(account, vouched)
    ):
        return None
    db.session.add(
        OutsideIdentity(account_id=account.id, issuer=vouched.issuer, subject=vouched.subject, linked_at=at)
    )
    audit.record("account.link", "account", account.id, by=account.id)
    return account


def _is_somebody(account: Account, vouched: Vouched) -> bool:
    """An address that was given to another person there does not bring the first one's account along."""
    return bool(
        db.session.scalar(
            select(OutsideIdentity.id).where(
                OutsideIdentity.account_id == account.id, OutsideIdentity.issuer == vouched.issuer
            )
        )
    )
