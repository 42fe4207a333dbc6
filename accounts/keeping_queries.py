"""What an administrator sees of an account: never what its holder sees."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from accounts.account import Account, RoleGrant, SignIn
from accounts.factor import AccountChange, SecondFactor
from accounts.outside import OutsideIdentity
from accounts.passkey import Passkey
from accounts.permissions import Role
from foundation.database import db

LATEST = 50
SAID = {
    "close": "Closed",
    "reopen": "Opened again",
    "grant_role": "Given a role",
    "take_role": "Role taken away",
    "reset_factor": "Second factor reset",
    "give_password": "Given a one-time password",
    "unlink": "Single sign-on unlinked",
    "passkey_copied": "A passkey refused",
}


@dataclass(frozen=True, slots=True)
class Holding:
    """One role within its scope."""

    id: int
    role: Role
    scope: str

    @property
    def text(self) -> str:
        """“Neighbourhood lead (east)”."""
        return self.role.label + (f" ({self.scope})" if self.scope else "")


@dataclass(frozen=True, slots=True)
class Kept:
    """An account on its page. `signed_in_at` is when it was last signed in to."""

    id: int
    name: str
    email: str
    active: bool
    opened_at: datetime
    given_until: datetime | None
    factor_since: datetime | None
    passkeys: int
    signed_in_at: datetime | None
    linked: bool
    holdings: tuple[Holding, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to the account, by whom and why."""

    did: str
    because: str
    at: datetime
    by: str


def kept_account(account_id: int) -> Kept:
    """The account and its roles, in two statements; there must be one."""
    last = select(func.max(SignIn.started_at)).where(SignIn.account_id == Account.id).scalar_subquery()
    keys = select(func.count(Passkey.id)).where(Passkey.account_id == Account.id).scalar_subquery()
    linked = select(OutsideIdentity.id).where(OutsideIdentity.account_id == Account.id).exists()
    row = db.session.execute(
        select(
            Account.id, Account.name, Account.email, Account.active, Account.created_at,
            Account.given_until, SecondFactor.added_at, keys.label("keys"), last.label("last"),
            linked.label("linked"),
        )
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .where(Account.id == account_id)
    ).one()  # fmt: skip
    return Kept(
        row.id, row.name, row.email, row.active, row.created_at,
        row.given_until, row.added_at, row.keys, row.last, row.linked, holdings_of(account_id),
    )  # fmt: skip


def holdings_of(account_id: int) -> tuple[Holding, ...]:
    """Its roles, in the order they were given."""
    rows = db.session.execute(
        select(RoleGrant.id, RoleGrant.role, RoleGrant.scope)
        .where(RoleGrant.account_id == account_id)
        .order_by(RoleGrant.id)
    )
    return tuple(Holding(row.id, Role(row.role), row.scope) for row in rows)


def list_changes(account_id: int) -> list[Change]:
    """What administrators did to it, the latest first, fifty at most."""
    rows = db.session.execute(
        select(AccountChange.act, AccountChange.because, AccountChange.at, Account.name)
        .join(Account, Account.id == AccountChange.by_id)
        .where(AccountChange.account_id == account_id)
        .order_by(AccountChange.id.desc())
        .limit(LATEST)
    )
    return [Change(SAID[row.act], row.because, row.at, row.name) for row in rows]
