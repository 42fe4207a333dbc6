"""What somebody does about their own account."""

from datetime import datetime

from flask import current_app
from sqlalchemy import select, update

from accounts import audit
from accounts.account import Account, SignIn
from accounts.actions import HASHER, password_matches, start_sign_in
from accounts.factor import How
from accounts.factor_actions import use_code
from accounts.passwords import weakness
from accounts.queries import has_factor
from accounts.signing import end_everywhere
from foundation.database import db
from foundation.errors import NotThere, RuleBroken

WRONG_PASSWORD = "Your present password is not right."
WRONG_PROOF = "That is neither your password nor a code of yours."
WRONG_OWN_CODE = "That is no code of yours."


def own_account(account_id: int) -> Account:
    """The row of whoever is asking."""
    return db.session.execute(select(Account).where(Account.id == account_id)).scalar_one()


def confirm_holder(account: Account, said: str, *, at: datetime, code_will_do: bool = False) -> None:
    """Raises RuleBroken unless this is the account's password or, where that will do or there is no password, a code
    of its app or a recovery code. An account with none of them is its organisation's word alone. A refusal is written
    down by the route."""
    known = account.password_hash is not None
    if not known and not has_factor(account.id):
        return
    if password_matches(account, said, at):
        return
    if not known or code_will_do:
        if use_code(account.id, said, at=at):
            return
        raise RuleBroken(WRONG_PROOF if known else WRONG_OWN_CODE)
    raise RuleBroken(WRONG_PASSWORD)


def change_password(account: Account, password: str, *, browser: str, how: How, at: datetime) -> str:
    """The account has this password from now on, and every sign-in of it is over. Gives the token of a new one,
    for the browser it was changed in. Raises RuleBroken when it is too weak or the same as before."""
    if password_matches(account, password, at):
        raise RuleBroken("The new password is the one you have now.")
    if why := weakness(password, email=account.email, name=account.name):
        raise RuleBroken(why)
    account.password_hash, account.given_until = HASHER.hash(password), None
    ended = end_everywhere(account.id, at)
    audit.record("account.password", "account", account.id, by=account.id, after={"ended": ended})
    return start_sign_in(account, browser=browser, how=how)


def refuse_without_factor(account_id: int) -> None:
    """Raises RuleBroken where every account must have a second factor and this one has none now."""
    if current_app.config["REQUIRE_SECOND_FACTOR"] and not has_factor(account_id):
        raise RuleBroken("Everybody here needs a second factor. You can replace yours with another.")


def refuse_codes_alone(account: Account) -> None:
    """Raises RuleBroken for an account without app and passkey: recovery codes stand in for one."""
    if not has_factor(account.id):
        raise RuleBroken("Set up an authenticator app or a passkey first.")


def end_own_sign_in(account_id: int, sign_in_id: int, at: datetime) -> None:
    """One of the account's own sign-ins is over. Raises NotThere when it is not one."""
    ended = db.session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.account_id == account_id, SignIn.ended_at.is_(None))
        .values(ended_at=at)
    )
    if ended.rowcount != 1:  # pyright: ignore[reportAttributeAccessIssue]
        raise NotThere
    audit.record("account.end_sign_in", "account", account_id, by=account_id, after={"sign_in": sign_in_id})


def end_other_sign_ins(account_id: int, this: int, at: datetime) -> int:
    """Every sign-in of the account but this one is over. Gives how many ended."""
    ended = end_everywhere(account_id, at, but=this)
    audit.record("account.end_others", "account", account_id, by=account_id, after={"ended": ended})
    return ended
