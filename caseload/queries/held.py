"""What the register holds of the cases and residents that a case list names."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from caseload.cases.case import (
    UNCONFIRMED,
    Case,
    CaseDetails,
    CaseNeed,
    Resident,
    ResidentDetails,
    ResidentMerge,
)
from caseload.cases.stage import WAITING, CaseStage
from caseload.sealing.seal import as_kept
from foundation.database import db
from foundation.effective import AsAt, in_force, known, still_open
from neighbourhoods.neighbourhood import Neighbourhood
from people.files import batched

EVERYWHERE = frozenset({""})


@dataclass(frozen=True, slots=True)
class HeldCase:
    """A case by its local reference."""

    id: int
    resident_id: int
    nhs_number: str
    referred_on: date
    referred_by: str

    @property
    def confirmed(self) -> bool:
        """Whether the NHS number is the resident's own."""
        return not self.nhs_number.startswith(UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class HeldResident:
    """A resident by NHS number, and the neighbourhood they live in."""

    id: int
    neighbourhood: str | None


def cases_of(references: Iterable[str]) -> dict[str, HeldCase]:
    """Those of the local references that are known."""
    found: dict[str, HeldCase] = {}
    for batch in batched(references):
        rows = db.session.execute(
            select(
                Case.local_reference,
                Case.id,
                Case.resident_id,
                Resident.nhs_number,
                Case.referred_on,
                Case.referred_by,
            )
            .join(Resident, Resident.id == Case.resident_id)
            .where(Case.local_reference.in_(as_kept(batch)))
        )
        found |= {row[0]: HeldCase(*row[1:]) for row in rows}
    return found


def residents_of(nhs_numbers: Iterable[str], on: date) -> dict[str, HeldResident]:
    """Those of the NHS numbers that are known, each with the resident it was merged into, if it was."""
    merge = ResidentMerge
    stands_for = func.coalesce(merge.kept_id, Resident.id)
    found: dict[str, HeldResident] = {}
    for batch in batched(nhs_numbers):
        rows = db.session.execute(
            select(Resident.nhs_number, stands_for, Neighbourhood.code)
            .outerjoin(merge, (merge.merged_id == Resident.id) & merge.superseded_at.is_(None))
            .outerjoin(
                ResidentDetails,
                (ResidentDetails.resident_id == stands_for) & in_force(ResidentDetails, AsAt(on)),
            )
            .outerjoin(Neighbourhood, Neighbourhood.id == ResidentDetails.neighbourhood_id)
            .where(Resident.nhs_number.in_(as_kept(batch)))
            .order_by(Resident.id)
        )
        found |= {row[0]: HeldResident(*row[1:]) for row in rows}
    return found


def open_cases_of(resident_ids: Iterable[int], on: date) -> dict[int, str]:
    """The local reference of the case of each resident that goes on, where there is one: accepted and open, or
    a referral that waits."""
    found: dict[int, str] = {}
    for batch in batched(resident_ids):
        rows = db.session.execute(
            select(Case.resident_id, Case.local_reference)
            .outerjoin(CaseDetails, (CaseDetails.case_id == Case.id) & in_force(CaseDetails, AsAt(on)))
            .outerjoin(CaseStage, (CaseStage.case_id == Case.id) & in_force(CaseStage, AsAt(on)))
            .where(Case.resident_id.in_(batch), CaseDetails.id.is_not(None) | CaseStage.stage.in_(WAITING))
            .order_by(Case.id)
        )
        found |= {row[0]: row[1] for row in rows}
    return found


def needs_of(case_ids: Iterable[int], on: date) -> list[tuple[int, int]]:
    """Each case and profession that is needed on the day or later."""
    found: list[tuple[int, int]] = []
    for batch in batched(case_ids):
        rows = db.session.execute(
            select(CaseNeed.case_id, CaseNeed.profession_id)
            .distinct()
            .where(CaseNeed.case_id.in_(batch), known(CaseNeed, AsAt(on)), still_open(CaseNeed, on))
        )
        found += [(row[0], row[1]) for row in rows]
    return found


def open_references(on: date, within: Collection[str]) -> set[str]:
    """The local references of every case open on the day, of residents in these neighbourhoods."""
    found = (
        select(Case.local_reference)
        .join(CaseDetails, CaseDetails.case_id == Case.id)
        .where(in_force(CaseDetails, AsAt(on)))
    )
    if "" not in within:
        found = (
            found.join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
            .join(Neighbourhood, Neighbourhood.id == ResidentDetails.neighbourhood_id)
            .where(in_force(ResidentDetails, AsAt(on)), Neighbourhood.code.in_(within))
        )
    return set(db.session.scalars(found))
