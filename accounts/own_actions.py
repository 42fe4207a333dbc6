"""What somebody does about their own account."""

from flask import current_app
from sqlalchemy import select, update

from accounts import audit
from accounts.account import Account, SignIn
from accounts.actions import HASHER, password_matches, start_sign_in
from accounts.factor import How, SecondFactor
from accounts.passwords import weakness
from accounts.signing import end_everywhere
from foundation import clock
from foundation.database import db
from foundation.errors import NotThere, RuleBroken

WRONG_PASSWORD = "Your present password is not right."


def own_account(account_id: int) -> Account:
    """The row of whoever is asking."""
    return db.session.execute(select(Account).where(Account.id == account_id)).scalar_one()


def confirm_password(account: Account, password: str) -> None:
    """Raises RuleBroken unless it is this account's password. A refusal is written down by the route."""
    if not password_matches(account, password):
        raise RuleBroken(WRONG_PASSWORD)


def change_password(account: Account, password: str, *, browser: str, how: How) -> str:
    """The account has this password from now on, and every sign-in of it is over. Gives the token of a new one,
    for the browser it was changed in. Raises RuleBroken when it is too weak or the same as before."""
    if password_matches(account, password):
        raise RuleBroken("The new password is the one you have now.")
    if why := weakness(password, email=account.email, name=account.name):
        raise RuleBroken(why)
    account.password_hash = HASHER.hash(password)
    ended = end_everywhere(account.id)
    audit.record("account.password", "account", account.id, by=account.id, after={"ended": ended})
    return start_sign_in(account, browser=browser, how=how)


def refuse_without_factor() -> None:
    """Raises RuleBroken where every account must have a second factor."""
    if current_app.config["REQUIRE_SECOND_FACTOR"]:
        raise RuleBroken("Everybody here needs a second factor. You can replace yours with another.")


def refuse_codes_alone(account: Account) -> None:
    """Raises RuleBroken for an account without an app: recovery codes stand in for one."""
    if not db.session.scalar(select(SecondFactor.id).where(SecondFactor.account_id == account.id)):
        raise RuleBroken("Set up an authenticator app first.")


def end_own_sign_in(account_id: int, sign_in_id: int) -> None:
    """One of the account's own sign-ins is over. Raises NotThere when it is not one."""
    ended = db.session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.account_id == account_id, SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    if ended.rowcount != 1:  # pyright: ignore[reportAttributeAccessIssue]
        raise NotThere
    audit.record("account.end_sign_in", "account", account_id, by=account_id, after={"sign_in": sign_in_id})


def end_other_sign_ins(account_id: int, this: int) -> int:
    """Every sign-in of the account but this one is over. Gives how many ended."""
    ended = end_everywhere(account_id, but=this)
    audit.record("account.end_others", "account", account_id, by=account_id, after={"ended": ended})
    return ended
