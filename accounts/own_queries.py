"""What somebody sees of their own account."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import func, select

from accounts.account import IDLE, Account, SignIn
from accounts.factor import How, RecoveryCode, SecondFactor
from accounts.passkey import Passkey
from accounts.queries import has_factor, with_factor
from foundation.database import db


@dataclass(frozen=True, slots=True)
class Standing:
    """An account as its owner sees it. `codes_left`: recovery codes not used yet."""

    name: str
    email: str
    has_password: bool
    factor_since: datetime | None
    has_factor: bool
    codes_left: int
    factor_required: bool
    password_given: bool


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    """One passkey, by the name its owner gave it."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """One place an account is signed in."""

    id: int
    browser: str
    how: How
    started_at: datetime
    last_used_at: datetime


def own_standing(account_id: int) -> Standing:
    """In one statement."""
    left = (
        select(func.count())
        .where(RecoveryCode.account_id == Account.id, RecoveryCode.used_at.is_(None))
        .scalar_subquery()
    )
    row = db.session.execute(
        select(
            Account.name, Account.email, Account.password_hash, Account.given_until, SecondFactor.added_at,
            left.label("left"), with_factor().label("has_factor"),
        )
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .where(Account.id == account_id)
    ).one()  # fmt: skip
    required = bool(current_app.config["REQUIRE_SECOND_FACTOR"])
    return Standing(
        row.name, row.email, bool(row.password_hash), row.added_at, bool(row.has_factor), row.left,
        required, row.given_until is not None,
    )  # fmt: skip


def list_passkeys(account_id: int) -> list[OwnPasskey]:
    """The account's passkeys, as they were added."""
    rows = db.session.execute(
        select(Passkey.id, Passkey.name, Passkey.created_at, Passkey.last_used_at)
        .where(Passkey.account_id == account_id)
        .order_by(Passkey.id)
    )
    return [OwnPasskey(*row) for row in rows]


def is_vouched_for_alone(account: Account) -> bool:
    """Whether there is nothing here to ask its holder for: no password, app or passkey."""
    return account.password_hash is None and not has_factor(account.id)


def list_sign_ins(account_id: int, at: datetime) -> list[Place]:
    """Where the account is signed in now, last used first."""
    used = func.coalesce(SignIn.last_used_at, SignIn.started_at)
    rows = db.session.execute(
        select(SignIn.id, SignIn.browser, SignIn.how, SignIn.started_at, used.label("used"))
        .where(
            SignIn.account_id == account_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > at,
            used > at - IDLE,
        )
        .order_by(used.desc(), SignIn.id.desc())
    )
    return [
        Place(row.id, row.browser or "A browser we do not know", How(row.how), row.started_at, row.used)
        for row in rows
    ]


def how_signed_in(sign_in_id: int) -> How:
    """How this sign-in began."""
    return How(db.session.scalar(select(SignIn.how).where(SignIn.id == sign_in_id)))
