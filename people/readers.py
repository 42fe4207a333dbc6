"""Whom a notice reaches: the person whose account it is, or the account where it is nobody's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select

from accounts.account import Account, RoleGrant
from accounts.permissions import Role
from foundation.database import db
from foundation.effective import AsAt, in_force
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation
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
    return _reached(RoleGrant.role == role.value)


def employers_of(person_id: int, on: date) -> list[str]:
    """The codes of the organisations that employ somebody on a day."""
    return list(db.session.scalars(_employers(on).where(Employment.person_id == person_id)))


def employed_by(codes: Collection[str], person_id: Any, on: Any) -> ColumnElement[bool]:
    """Whether one of the organisations with these codes employs the person on the day: a condition in SQL, in which
    both may be columns."""
    details = EmploymentDetails
    return (
        exists()
        .where(
            Employment.person_id == person_id,
            Employment.organisation_id == Organisation.id,
            Organisation.code.in_(codes),
            details.employment_id == Employment.id,
            details.superseded_at.is_(None),
            details.starts_on <= on,
            (details.until.is_(None)) | (details.until > on),
        )
        .correlate_except(Employment, Organisation, details)
    )


def privacy_officers_for(person_id: int, on: date) -> list[Reached]:
    """The privacy officers of the organisations that employ somebody on a day: one statement."""
    employers = _employers(on).where(Employment.person_id == person_id)
    return _reached(and_(_is_officer(), RoleGrant.scope.in_(employers)))


def employers_without_officer(on: date) -> list[str]:
    """The names of the organisations that employ somebody on a day and have no privacy officer with an open account."""
    has_one = exists().where(
        RoleGrant.account_id == Account.id,
        Account.active,
        _is_officer(),
        RoleGrant.scope == Organisation.code,
    )
    found = (
        select(Organisation.name)
        .where(Organisation.code.in_(_employers(on)), ~has_one)
        .order_by(Organisation.name, Organisation.id)
    )
    return list(db.session.scalars(found))


def _is_officer() -> ColumnElement[bool]:
    return RoleGrant.role == Role.PRIVACY_OFFICER.value


def _employers(on: date) -> Select[str]:
    return (
        select(Organisation.code)
        .join(Employment, Employment.organisation_id == Organisation.id)
        .join(EmploymentDetails, EmploymentDetails.employment_id == Employment.id)
        .where(in_force(EmploymentDetails, AsAt(on)))
        .distinct()
        .order_by(Organisation.code)
    )


def _reached(wanted: ColumnElement[bool]) -> list[Reached]:
    rows = db.session.execute(
        select(Person.id, Account.id)
        .join_from(Account, RoleGrant, RoleGrant.account_id == Account.id)
        .outerjoin(Person, Person.account_id == Account.id)
        .where(Account.active, wanted)
        .distinct()
        .order_by(Account.id)
    )
    return [Reached(*row) for row in rows]
