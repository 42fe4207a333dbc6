"""What a look shows: as little of the resident as will do, and the looks somebody asked for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, select

from caseload.cases.case import Case, Resident, ResidentDetails
from caseload.cases.stage import OVER, CaseStage
from caseload.privacy.look import Look
from caseload.queries.cases import CaseLine, Parts, as_line, select_cases
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere
from foundation.paging import Page, paged


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A resident as a look shows them. `case` is none where they were never referred."""

    name: str
    date_of_birth: date
    case: CaseLine | None
    worker_email: str | None
    worker_phone: str | None


@dataclass(frozen=True, slots=True)
class OwnLook:
    """A look of one's own, as the list says it. `found`: whether anybody was shown."""

    id: int
    starts_at: datetime
    ends_at: datetime
    reason: str
    because: str
    found: bool
    outcome: str | None

    def shows(self, at: datetime) -> bool:
        """Whether it can be gone back to."""
        return self.found and at < self.ends_at


def looked_at(resident_id: int, on: date) -> LookedAt:
    """Two statements. Of several cases the one that goes on, or the latest."""
    who = db.session.execute(
        select(ResidentDetails.given_name, ResidentDetails.family_name, ResidentDetails.date_of_birth)
        .join(Resident, Resident.id == ResidentDetails.resident_id)
        .where(Resident.id == resident_id, in_force(ResidentDetails, AsAt(on)))
    ).first()
    if who is None:
        raise NotThere
    row = _case_of(resident_id, on)
    line = None if row is None else as_line(row)
    email, phone = (None, None) if row is None else (row.worker_email, row.worker_phone)
    return LookedAt(f"{who.given_name} {who.family_name}", who.date_of_birth, line, email, phone)


def _case_of(resident_id: int, on: date) -> Any:
    parts = Parts(AsAt(on))
    over_last = case((CaseStage.stage.in_(OVER), 1), else_=0)
    return db.session.execute(
        select_cases(parts)
        .add_columns(
            parts.worker_details.email.label("worker_email"), parts.worker_details.phone.label("worker_phone")
        )
        .where(and_(Case.resident_id == resident_id))
        .order_by(over_last, Case.id.desc())
        .limit(1)
    ).first()


def own_looks(account_id: int, *, number: int) -> Page[OwnLook]:
    """What somebody asked to look at, the latest first. No resident is named: the look is over."""
    found = select(Look).where(Look.account_id == account_id).order_by(Look.starts_at.desc(), Look.id.desc())
    return paged(found, number, lambda row: _own(row[0]))


def _own(look: Look) -> OwnLook:
    return OwnLook(
        look.id,
        look.starts_at,
        look.ends_at,
        look.reason,
        look.because,
        look.resident_id is not None,
        look.outcome,
    )
