"""An account, its roles, and where it is signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from accounts.factor import BY_PASSWORD, How
from accounts.permissions import PERMISSIONS, Permission, Role
from foundation.model import Model, one_of

IDLE = timedelta(minutes=30)
"""After so long without use a sign-in is over."""

NOTED_EVERY = timedelta(minutes=1)
"""Use is written down no more often, so that a sign-in lasts 29 to 30 idle minutes and never longer."""

GIVEN_FOR = timedelta(days=14)
"""So long a password that somebody else gave opens the account, to choose another."""


class Owes(StrEnum):
    """What somebody who is signed in must do before anything else."""

    PASSWORD = "password"
    FACTOR = "factor"


class Account(Model):
    """Somebody, or a process of ours, that acts in this system. `given_until`: the password is one that somebody else
    gave; it opens the account until then."""

    __tablename__ = "account"

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime]
    password_hash: Mapped[str | None] = mapped_column(default=None)
    active: Mapped[bool] = mapped_column(default=True)
    given_until: Mapped[datetime | None] = mapped_column(default=None)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The account that is asking, with the roles it holds now: plain facts, so that a rolled back
    transaction takes nothing from it. What flask-login calls the user."""

    id: int
    name: str
    grants: tuple[tuple[Role, str], ...]
    sign_in_id: int = 0
    last_used_at: datetime | None = None
    how: How = How.PASSWORD
    password_given: bool = False
    has_factor: bool = True
    sees_all: bool = False

    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    is_active: ClassVar[bool] = True

    def get_id(self) -> str:
        """Flask-login's name for its number."""
        return str(self.id)

    def may(self, permission: Permission) -> bool:
        """Whether any of its roles permits this."""
        return any(permission in PERMISSIONS[role] for role, _ in self.grants)

    def scopes(self, permission: Permission) -> frozenset[str]:
        """The scopes (codes of neighbourhoods or organisations; "": everywhere) a permission is held in."""
        return frozenset(scope for role, scope in self.grants if permission in PERMISSIONS[role])

    def has(self, role: Role) -> bool:
        """Whether it holds the role in any scope."""
        return any(role is held for held, _ in self.grants)

    def owes(self, *, factor_required: bool) -> Owes | None:
        """What comes before anything else: a password that nobody else knows, then a second factor where every
        account must have one."""
        if self.password_given and self.how in BY_PASSWORD:
            return Owes.PASSWORD
        return (
            Owes.FACTOR if factor_required and not self.has_factor and self.how is not How.VOUCHED else None
        )

    @property
    def roles_text(self) -> str:
        """Its roles, for the header."""
        return ", ".join(dict.fromkeys(role.label for role, _ in self.grants)) or "No role now"


class RoleGrant(Model):
    """One role of one account, within a scope. The floors above know what a scope's code names."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("account_id", "role", "scope"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str]
    scope: Mapped[str] = mapped_column(default="")


class SignIn(Model):
    """One place an account is signed in. The browser holds the token, we hold only its hash, and ending
    the row signs that browser out wherever it is."""

    __tablename__ = "sign_in"
    __table_args__ = (one_of("how", How),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)
    browser: Mapped[str] = mapped_column(default="")
    how: Mapped[str] = mapped_column(default=How.PASSWORD.value)
