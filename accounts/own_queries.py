"""What somebody sees of their own account."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import func, select

from accounts.account import IDLE, Account, SignIn
from accounts.factor import How, RecoveryCode, SecondFactor
from foundation.database import db


@dataclass(frozen=True, slots=True)
class Standing:
    """An account as its owner sees it. `codes_left`: recovery codes not used yet."""

    name: str
    email: str
    has_password: bool
    factor_since: datetime | None
    codes_left: int
    factor_required: bool


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
        select(Account.name, Account.email, Account.password_hash, SecondFactor.added_at, left.label("left"))
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .where(Account.id == account_id)
    ).one()
    required = bool(current_app.config["REQUIRE_SECOND_FACTOR"])
    return Standing(row.name, row.email, bool(row.password_hash), row.added_at, row.left, required)


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
