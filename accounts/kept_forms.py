"""Nothing typed is lost: a form that comes after its sender's time is over waits, sealed, until they are back."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from werkzeug.datastructures import ImmutableMultiDict

from accounts.account import Account, SignIn
from accounts.factor import KeptForm
from accounts.queries import hash_of
from accounts.sealing import seal, unseal
from foundation.database import db

KEPT_FOR = timedelta(hours=1)
OVER_FOR = timedelta(days=1)  # a sign-in that ran out longer ago is nobody's any more
NEVER_KEPT = {"csrf_token", "password", "new", "again", "code", "sealed", "answer"}
"""Fields that are no work of anybody's, or secret."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody had typed. Files are not kept."""

    fields: ImmutableMultiDict[str, str]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Each answer under its name, for a page whose form cannot take it back."""
        said = self.fields.items(multi=True)
        return [(name.replace("_", " ").capitalize(), value) for name, value in said if value.strip()]


def whose(token: str, at: datetime) -> int | None:
    """The account that this browser was signed in to until its time was over, and not until somebody ended it."""
    return db.session.scalar(
        select(SignIn.account_id)
        .join(Account, Account.id == SignIn.account_id)
        .where(
            SignIn.token_hash == hash_of(token),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > at - OVER_FOR,
            Account.active,
        )
    )


def keep_form(account_id: int, fields: Iterable[tuple[str, str]], at: datetime) -> int | None:
    """Keep it in place of any before. Gives the number it is found by; none when there is nothing to keep."""
    said = [(name, value) for name, value in fields if name not in NEVER_KEPT]
    if not any(value.strip() for _, value in said):
        return None
    forget_kept(account_id)
    row = KeptForm(
        account_id=account_id, sealed=seal(_purpose(account_id), json.dumps(said), at=at), kept_at=at
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def find_kept(number: Any, account_id: int, at: datetime) -> Typed | None:
    """What this account had typed within the last hour; nobody else's is ever found."""
    sealed = db.session.scalar(
        select(KeptForm.sealed).where(KeptForm.id == number, KeptForm.account_id == account_id)
    )
    said = sealed and unseal(_purpose(account_id), sealed, at=at, within=KEPT_FOR)
    return Typed(ImmutableMultiDict([tuple(pair) for pair in json.loads(said)])) if said else None


def forget_kept(account_id: int) -> None:
    """It was sent, or something newer takes its place."""
    db.session.execute(delete(KeptForm).where(KeptForm.account_id == account_id))


def _purpose(account_id: int) -> str:
    return f"form kept for account {account_id}"
