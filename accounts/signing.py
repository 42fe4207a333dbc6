"""From a right password to a sign-in: what is still needed, and how somebody shows it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select, update

from accounts import audit
from accounts.account import Account, SignIn
from accounts.actions import start_sign_in
from accounts.factor import HalfSignIn, How, KeptForm, Needs
from accounts.passkey import PasskeyChallenge
from accounts.queries import has_factor, hash_of
from foundation.database import db

HALF_FOR = timedelta(minutes=10)
WRONG_CODES = 5


@dataclass(frozen=True, slots=True)
class Half:
    """Somebody half way in."""

    id: int
    account: Account
    needs: Needs
    how: How


def still_needs(account: Account, *, vouched: bool = False) -> Needs | None:
    """What stands between this account and being signed in. `vouched`: its organisation has already asked for a
    second factor."""
    if vouched:
        return None
    if has_factor(account.id):
        return Needs.CODE
    return Needs.SET_UP if current_app.config["REQUIRE_SECOND_FACTOR"] else None


def start_half(account: Account, needs: Needs, how: How, at: datetime) -> str:
    """Give the token that opens the second step and nothing else, for ten minutes."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        HalfSignIn(
            account_id=account.id,
            token_hash=hash_of(token),
            needs=needs.value,
            how=how.value,
            started_at=at,
            expires_at=at + HALF_FOR,
        )
    )
    return token


def find_half(token: str, needs: Needs, at: datetime) -> Half | None:
    """Who is half way in with this token, while their account is open and they may still try."""
    row = db.session.execute(
        select(HalfSignIn.id, HalfSignIn.how, Account)
        .join(Account, Account.id == HalfSignIn.account_id)
        .where(
            HalfSignIn.token_hash == hash_of(token),
            HalfSignIn.needs == needs.value,
            HalfSignIn.expires_at > at,
            HalfSignIn.wrong < WRONG_CODES,
            Account.active,
        )
    ).first()
    if row is None:
        return None
    return Half(id=row.id, account=row.Account, needs=needs, how=How(row.how))


def count_wrong(half: Half) -> None:
    """One more wrong code: after five the password is asked for again."""
    more = HalfSignIn.wrong + 1
    db.session.execute(update(HalfSignIn).where(HalfSignIn.id == half.id).values(wrong=more))
    audit.record("refused:sign_in_code", "account", half.account.id, by=None)


def finish_half(half: Half, *, browser: str, how: How) -> str:
    """Signed in, with a new token: the one that stood for half a sign-in is worth nothing."""
    db.session.execute(delete(HalfSignIn).where(HalfSignIn.id == half.id))
    return start_sign_in(half.account, browser=browser, how=how)


def end_sign_ins(account_id: int, at: datetime, *, but: int = 0) -> int:
    """End every sign-in of the account, one of them excepted. Gives how many ended."""
    ended = db.session.execute(
        update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.id != but)
        .values(ended_at=at)
    )
    return ended.rowcount  # pyright: ignore[reportAttributeAccessIssue]


def end_everywhere(account_id: int, at: datetime, *, but: int = 0) -> int:
    """Likewise, and everything half way: nobody goes on with what they began before. Gives how many ended."""
    for begun in (HalfSignIn, PasskeyChallenge):
        db.session.execute(delete(begun).where(begun.account_id == account_id))
    if not but:
        db.session.execute(delete(KeptForm).where(KeptForm.account_id == account_id))
    return end_sign_ins(account_id, at, but=but)
