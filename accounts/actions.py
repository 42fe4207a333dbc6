"""Opening accounts, granting roles, signing in and out."""

import secrets
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import CursorResult, delete, func, select, update

from accounts import audit
from accounts.account import GIVEN_FOR, Account, RoleGrant, SignIn
from accounts.factor import HalfSignIn, How, KeptForm
from accounts.passkey import PasskeyChallenge
from accounts.passwords import weakness
from accounts.permissions import OF_AN_ORGANISATION, Role
from accounts.queries import COMMAND_LINE, find_account, hash_of
from foundation import clock
from foundation.database import db
from foundation.errors import RuleBroken

# OWASP's floor for argon2id: 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODY = HASHER.hash("nobody has this password")
SIGNED_IN_FOR = timedelta(hours=12)


def open_account(
    email: str,
    name: str,
    password: str | None,
    *,
    roles: Collection[tuple[Role, str]] = (),
    by: int | None,
    given: bool = False,
) -> Account:
    """A new account with its roles, each within a scope. `given`: the password is to be changed before anything
    else. Raises RuleBroken when the address is taken, the password is too weak, or a role that needs an
    organisation is given none."""
    for role, scope in roles:
        refuse_everywhere(role, scope)
    if find_account(email) is not None:
        raise RuleBroken("There is already an account with that email address.")
    if password and (why := weakness(password, email=email, name=name)):
        raise RuleBroken(why)
    at = clock.now()
    account = Account(
        email=email.strip().lower(),
        name=name,
        password_hash=password and HASHER.hash(password),
        created_at=at,
        given_until=at + GIVEN_FOR if given else None,
    )
    db.session.add(account)
    db.session.flush()
    db.session.add_all(
        RoleGrant(account_id=account.id, role=role.value, scope=scope) for role, scope in roles
    )
    audit.record(
        "account.open", "account", account.id, by=by, after={"roles": [list(role) for role in roles]}
    )
    return account


def refuse_everywhere(role: Role, scope: str) -> None:
    """Raises RuleBroken for a role of one organisation whose code is not said."""
    if role in OF_AN_ORGANISATION and not scope:
        raise RuleBroken(f"{role.label} is a role of one organisation. Enter its code.")


def password_matches(account: Account | None, password: str, at: datetime) -> bool:
    """Takes as long for an account that is not there as for one that is. A password that somebody else gave is none
    once its time is over."""
    stored = (account and account.password_hash) or NOBODY
    try:
        HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
    if account is None or account.password_hash is None:
        return False
    return account.active and (account.given_until is None or account.given_until > at)


def start_sign_in(account: Account, *, browser: str = "", how: How = How.PASSWORD) -> str:
    """Sign the account in here, and give the token its browser is to hold."""
    token, at = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        SignIn(
            account_id=account.id,
            token_hash=hash_of(token),
            started_at=at,
            last_used_at=at,
            expires_at=at + SIGNED_IN_FOR,
            browser=browser,
            how=how.value,
        )
    )
    audit.record("account.sign_in", "account", account.id, by=account.id, after={"how": how.value})
    return token


def note_use(sign_in_id: int, at: datetime) -> None:
    """The sign-in was used at this moment."""
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_used_at=at))


def end_sign_in(token: str, by: int, at: datetime) -> None:
    """The token is worth nothing from now on, wherever it was copied to."""
    row = db.session.scalars(select(SignIn).where(SignIn.token_hash == hash_of(token))).first()
    if row is not None:
        row.ended_at = at
    audit.record("account.sign_out", "account", by, by=by)


def end_sign_in_before(token: str, at: datetime) -> None:
    """Likewise of the sign-in that a browser had before it signed in anew; nothing where that was over."""
    found = select(SignIn.account_id).where(SignIn.token_hash == hash_of(token), SignIn.ended_at.is_(None))
    if (account_id := db.session.scalars(found).first()) is not None:
        end_sign_in(token, account_id, at)


def forget_sign_ins(on: date, by: int, *, days: int = 30) -> int:
    """Forget sign-ins that were over so many days before the day, and what waited for somebody who has not come
    back. Gives how many sign-ins."""
    del by
    stale = datetime.combine(on, time(), tzinfo=clock.LONDON) - timedelta(days=1)
    db.session.execute(delete(HalfSignIn).where(HalfSignIn.expires_at < stale))
    db.session.execute(delete(KeptForm).where(KeptForm.kept_at < stale))
    db.session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at < stale))
    long_ago = datetime.combine(on - timedelta(days=days), time(), tzinfo=clock.LONDON)
    over = delete(SignIn).where(func.coalesce(SignIn.ended_at, SignIn.expires_at) < long_ago)
    result: CursorResult[Any] = db.session.execute(over)  # pyright: ignore[reportAssignmentType]
    return result.rowcount


def command_line() -> Account:
    """The account in whose name commands act. Nobody can sign in as it."""
    return find_account(COMMAND_LINE) or open_account(COMMAND_LINE, "The command line", None, by=None)
