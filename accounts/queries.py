"""Finding accounts."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select

from accounts import asker, following
from accounts.account import IDLE, Account, RoleGrant, SignIn, Viewer
from accounts.factor import How, SecondFactor
from accounts.following import roles_left
from accounts.passkey import Passkey
from accounts.permissions import Role
from foundation.clock import LONDON
from foundation.database import db
from foundation.paging import Page, paged


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the list shows it."""

    id: int
    name: str
    email: str
    active: bool
    grants: tuple[tuple[Role, str], ...]

    @property
    def roles_text(self) -> str:
        """“Neighbourhood lead (east)”, each role once. Scopes are codes: the floors above know what they name."""
        scopes = {role: sorted(s for r, s in self.grants if r is role and s) for role, _ in self.grants}
        return ", ".join(role.label + (f" ({', '.join(of)})" if of else "") for role, of in scopes.items())


COMMAND_LINE = "command-line@system.invalid"


def viewer_signed_in(token: str, at: datetime) -> Viewer | None:
    """The account this browser's token stands for, with the roles that hold today, in one statement."""
    on = at.astimezone(LONDON).date()
    asked = {"token_hash": hash_of(token), "at": at, "idle_since": at - IDLE, "on": on}
    rows = db.session.execute(_signed_in(on.weekday()), asked).all()
    if not rows:
        return None
    one = rows[0]
    return Viewer(
        one.id, one.name, roles_left(rows), one.sign_in_id, one.last_used_at,
        How(one.how), one.given_until is not None, bool(one.has_factor), sees_all=not one.kept_back,
    )  # fmt: skip


@cache
def _signed_in(weekday: int) -> Select[*tuple[Any, ...]]:
    used = func.coalesce(SignIn.last_used_at, SignIn.started_at)
    return (
        select(
            Account.id,
            Account.name,
            SignIn.id.label("sign_in_id"),
            SignIn.how,
            used.label("last_used_at"),
            Account.given_until,
            with_factor().label("has_factor"),
            asker.kept_back().label("kept_back"),
            RoleGrant.role,
            RoleGrant.scope,
            following.standing(weekday).label("standing"),
        )
        .join(SignIn, SignIn.account_id == Account.id)
        .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            SignIn.token_hash == bindparam("token_hash"),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > bindparam("at"),
            used > bindparam("idle_since"),
            Account.active,
        )
        .order_by(RoleGrant.id)
    )


def with_factor() -> ColumnElement[bool]:
    """That an account has an app or a passkey, in a question about accounts."""
    tables = (SecondFactor, Passkey)
    return or_(*(exists().where(one.account_id == Account.id).correlate(Account) for one in tables))


def has_factor(account_id: int) -> bool:
    """Whether the account has an app or a passkey."""
    return bool(db.session.scalar(select(Account.id).where(Account.id == account_id, with_factor())))


def find_account(email: str) -> Account | None:
    """By address, however it is capitalised."""
    return db.session.scalars(select(Account).where(Account.email == email.strip().lower())).first()


def account_email(account_id: int) -> str:
    """The address that an account signs in with."""
    return db.session.execute(select(Account.email).where(Account.id == account_id)).scalar_one()


def list_accounts(*, number: int) -> Page[AccountRow]:
    """Accounts by name, with their roles."""
    roles = func.aggregate_strings(RoleGrant.role + " " + RoleGrant.scope, ", ").label("roles")
    found = (
        select(Account.id, Account.name, Account.email, Account.active, roles)
        .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.email != COMMAND_LINE)
        .group_by(Account.id)
        .order_by(Account.name, Account.id)
    )
    return paged(
        found, number, lambda row: AccountRow(row.id, row.name, row.email, row.active, _grants(row.roles))
    )


def _grants(roles: str | None) -> tuple[tuple[Role, str], ...]:
    """Roles and scopes out of “lead east, coordinator ”, in one order on both databases."""
    told = (grant.partition(" ") for grant in sorted((roles or "").split(", ")) if grant)
    return tuple((Role(role), scope.strip()) for role, _, scope in told)


def hash_of(token: str) -> str:
    """Tokens are random and long, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
