"""What an administrator does to an account. Each act says why; the words are kept with the account, the audit
holds numbers and codes."""

from datetime import datetime

from sqlalchemy import delete, func, select

from accounts import audit
from accounts.account import GIVEN_FOR, Account, RoleGrant
from accounts.actions import HASHER, refuse_everywhere
from accounts.factor import AccountChange
from accounts.factor_actions import forget_factors
from accounts.one_time import new_password
from accounts.outside import OutsideIdentity
from accounts.passwords import weakness
from accounts.permissions import Role
from accounts.queries import COMMAND_LINE
from accounts.signing import end_everywhere
from foundation.database import db
from foundation.errors import NotThere, RuleBroken

LAST = "Nobody else is an administrator. Make somebody else one first."


def get_account(account_id: int) -> Account:
    """Raises NotThere when there is none, and for the account in whose name commands act."""
    account = db.session.get(Account, account_id)
    if account is None or account.email == COMMAND_LINE:
        raise NotThere
    return account


def close_account(account: Account, because: str, *, by: int, at: datetime) -> None:
    """Nobody can sign in as it, and whoever is signed in is not any more. Raises RuleBroken for the last
    administrator's, and when it is closed already."""
    if not account.active:
        raise RuleBroken("The account is closed already.")
    if _administers(account.id) and not _other_administrators(account.id):
        raise RuleBroken(LAST)
    account.active = False
    ended = end_everywhere(account.id, at)
    _note(account, "close", because, by=by, at=at, after={"ended": ended})


def reopen_account(account: Account, because: str, *, by: int, at: datetime) -> None:
    """It may sign in again, with the password and the roles it had. Raises RuleBroken when it is open."""
    if account.active:
        raise RuleBroken("The account is open already.")
    account.active = True
    _note(account, "reopen", because, by=by, at=at)


def grant_role(account: Account, role: Role, scope: str, because: str, *, by: int, at: datetime) -> None:
    """One more role, from the next click. Raises RuleBroken for one's own account, a role it has, and one that
    needs an organisation and is given none."""
    _refuse_own(account, by)
    refuse_everywhere(role, scope)
    if any(_grants(account.id, role, scope)):
        raise RuleBroken("The account has that role already.")
    db.session.add(RoleGrant(account_id=account.id, role=role.value, scope=scope))
    _note(account, "grant_role", because, by=by, at=at, after={"role": [role.value, scope]})


def take_role(account: Account, grant_id: int, because: str, *, by: int, at: datetime) -> None:
    """One role less, from the next click. Raises RuleBroken for one's own account, NotThere for another's role."""
    _refuse_own(account, by)
    grant = db.session.get(RoleGrant, grant_id)
    if grant is None or grant.account_id != account.id:
        raise NotThere
    db.session.execute(delete(RoleGrant).where(RoleGrant.id == grant.id))
    _note(account, "take_role", because, by=by, at=at, before={"role": [grant.role, grant.scope]})


def reset_factor(account: Account, because: str, *, by: int, at: datetime) -> None:
    """The account has no app, passkey or recovery code, and is signed out everywhere. Raises RuleBroken for one's
    own, which is turned off with the password, and where there is none."""
    if account.id == by:
        raise RuleBroken("Turn your own second factor off on your own account’s page.")
    forget_factors(account.id)
    end_everywhere(account.id, at)
    _note(account, "reset_factor", because, by=by, at=at)


def give_one_time_password(account: Account, because: str, *, by: int, at: datetime) -> str:
    """For whoever has forgotten theirs: one that opens nothing but the page that changes it, to be told by word of
    mouth. Every sign-in is over. Raises RuleBroken for one's own account and a closed one."""
    if account.id == by:
        raise RuleBroken("Change your own password on your own account’s page.")
    if not account.active:
        raise RuleBroken("The account is closed. Open it again first.")
    password = _one_that_is_not_weak(account)
    _give(account, password, at)
    _note(account, "give_password", because, by=by, at=at)
    return password


def give_password(account: Account, password: str, *, by: int, at: datetime) -> None:
    """Likewise, a password that whoever keeps the machine has chosen. Raises RuleBroken when it is too weak."""
    if why := weakness(password, email=account.email, name=account.name):
        raise RuleBroken(why)
    _give(account, password, at)
    _note(account, "give_password", "By command, on the machine that serves", by=by, at=at)


def unlink(account: Account, because: str, *, by: int, at: datetime) -> None:
    """No organisation's sign-in opens the account, until one with its verified address is linked anew; it is signed
    out everywhere. Raises RuleBroken for one's own account and one that is not linked."""
    if account.id == by:
        raise RuleBroken("You cannot unlink your own account. Ask another administrator.")
    gone = db.session.execute(delete(OutsideIdentity).where(OutsideIdentity.account_id == account.id))
    if not gone.rowcount:  # pyright: ignore[reportAttributeAccessIssue]
        raise RuleBroken("The account is not linked to an organisation’s sign-in.")
    end_everywhere(account.id, at)
    _note(account, "unlink", because, by=by, at=at)


def _give(account: Account, password: str, at: datetime) -> None:
    account.password_hash, account.given_until = HASHER.hash(password), at + GIVEN_FOR
    end_everywhere(account.id, at)


def _one_that_is_not_weak(account: Account) -> str:
    """A random one holds somebody’s name about once in a million times."""
    while weakness(password := new_password(), email=account.email, name=account.name):
        continue
    return password


def _refuse_own(account: Account, by: int) -> None:
    if account.id == by:
        raise RuleBroken("You cannot change your own roles. Ask another administrator.")


def _administers(account_id: int) -> bool:
    return any(_grants(account_id, Role.ADMINISTRATOR))


def _grants(account_id: int, role: Role, scope: str | None = None) -> list[int]:
    held = select(RoleGrant.id).where(RoleGrant.account_id == account_id, RoleGrant.role == role.value)
    return list(db.session.scalars(held if scope is None else held.where(RoleGrant.scope == scope)))


def _other_administrators(account_id: int) -> int:
    others = (
        select(func.count(Account.id.distinct()))
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.active, Account.id != account_id, RoleGrant.role == Role.ADMINISTRATOR.value)
    )
    return db.session.scalar(others) or 0


def _note(
    account: Account,
    act: str,
    because: str,
    *,
    by: int,
    at: datetime,
    before: object = None,
    after: object = None,
) -> None:
    db.session.add(AccountChange(account_id=account.id, act=act, because=because, at=at, by_id=by))
    audit.record(f"account.{act}", "account", account.id, by=by, before=before, after=after)
