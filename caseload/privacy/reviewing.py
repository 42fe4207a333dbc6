"""The looks and the odd patterns of the people whom some organisations employ, as their privacy officer reads them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import aliased

from accounts.account import Account
from caseload.cases.case import ResidentDetails
from caseload.privacy.look import Look, OddPattern
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere
from foundation.paging import Page, paged
from people.person import PersonDetails
from people.queries import called, spoken_name
from people.readers import employed_by


@dataclass(frozen=True, slots=True)
class LookLine:
    """A look as its reviewer reads it. `resident` is none where nobody was found."""

    look: Look
    name: str
    resident: str | None
    reviewed_by: str | None


@dataclass(frozen=True, slots=True)
class OddLine:
    """An odd pattern, with who it is of."""

    odd: OddPattern
    name: str
    resident: str | None
    looked_into_by: str | None


def list_looks(codes: Collection[str], on: date, *, number: int) -> Page[LookLine]:
    """Those nobody has reviewed first, the latest first: two statements."""
    reviewed = case((Look.outcome.is_(None), 0), else_=1)
    found = _looks(codes, on).order_by(reviewed, Look.starts_at.desc(), Look.id.desc())
    return paged(found, number, lambda row: LookLine(*row))


def get_look(look_id: int, codes: Collection[str], on: date) -> LookLine:
    """One of them. Raises NotThere."""
    row = db.session.execute(_looks(codes, on).where(Look.id == look_id)).first()
    if row is None:
        raise NotThere
    return LookLine(*row)


def count_waiting(codes: Collection[str]) -> tuple[int, int]:
    """How many looks, and how many odd patterns, nobody has dealt with yet: one statement."""
    looks = select(func.count(Look.id)).where(
        Look.outcome.is_(None), employed_by(codes, Look.person_id, Look.on)
    )
    odd = select(func.count(OddPattern.id)).where(
        OddPattern.looked_into_at.is_(None), employed_by(codes, OddPattern.person_id, OddPattern.on)
    )
    row: Any = db.session.execute(select(looks.scalar_subquery(), odd.scalar_subquery())).one()
    return row[0], row[1]


def list_odd(codes: Collection[str], on: date, *, number: int) -> Page[OddLine]:
    """Those nobody has looked into first, the latest day first: two statements."""
    done = case((OddPattern.looked_into_at.is_(None), 0), else_=1)
    found = _odd(codes, on).order_by(done, OddPattern.on.desc(), OddPattern.id.desc())
    return paged(found, number, lambda row: OddLine(*row))


def get_odd(odd_id: int, codes: Collection[str], on: date) -> OddLine:
    """One of them. Raises NotThere."""
    row = db.session.execute(_odd(codes, on).where(OddPattern.id == odd_id)).first()
    if row is None:
        raise NotThere
    return OddLine(*row)


def _looks(codes: Collection[str], on: date) -> Select[*tuple[Any, ...]]:
    return _named(Look, Look.reviewed_by_id, codes, on)


def _odd(codes: Collection[str], on: date) -> Select[*tuple[Any, ...]]:
    return _named(OddPattern, OddPattern.looked_into_by_id, codes, on)


def _named(model: Any, dealt_with_by: Any, codes: Collection[str], on: date) -> Select[*tuple[Any, ...]]:
    """Rows with who they are of, the resident, and who dealt with them; of people employed on the day it happened."""
    by = aliased(Account)
    resident = ResidentDetails.given_name + " " + ResidentDetails.family_name
    named = and_(ResidentDetails.resident_id == model.resident_id, in_force(ResidentDetails, AsAt(on)))
    return (
        select(model, spoken_name(), resident, by.name)
        .join(PersonDetails, PersonDetails.person_id == model.person_id)
        .outerjoin(ResidentDetails, named)
        .outerjoin(by, by.id == dealt_with_by)
        .where(called(AsAt(on)), employed_by(codes, model.person_id, model.on))
    )
