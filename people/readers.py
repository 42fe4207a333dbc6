"""Whom a notice reaches: the person whose account it is, or the account where it is nobody's."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from accounts.account import Account, RoleGrant
from accounts.permissions import Role
from foundation.database import db
from people.person import Person


@dataclass(frozen=True, slots=True)
class Reached:
    """One of the two, as `people.notices.tell` takes it."""

    person_id: int | None
    account_id: int | None

    @property
    def whose(self) -> dict[str, Any]:
        """Its arguments."""
        if self.person_id is None:
            return {"account_id": self.account_id}
        return {"person_id": self.person_id}


def readers_with(role: Role) -> list[Reached]:
    """Everybody whose open account holds the role, in any scope: one statement."""
    rows = db.session.execute(
        select(Person.id, Account.id)
        .join_from(Account, RoleGrant, RoleGrant.account_id == Account.id)
        .outerjoin(Person, Person.account_id == Account.id)
        .where(Account.active, RoleGrant.role == role.value)
        .distinct()
        .order_by(Account.id)
    )
    return [Reached(*row) for row in rows]
