"""Subject access reports: about whom, what is told, and that it was asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select

from accounts import audit
from accounts.account import Account, RoleGrant
from accounts.audit_entry import AuditEntry
from accounts.permissions import Role
from caseload.allocation.request import AllocationRequest
from caseload.capacity.overload import OverCapacity
from caseload.cases.case import Case, Resident, ResidentDetails, ResidentMerge
from caseload.privacy.all_held import Section, all_held
from caseload.privacy.look import SubjectReport
from caseload.privacy.report_words import NOT_OF_RESIDENTS, NOT_OF_STAFF, OF_RESIDENTS, OF_STAFF
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation
from people.person import Person
from teams.team import Placement

OPEN_FOR = timedelta(minutes=60)
"""A report is read and printed within the hour it was asked for."""


@dataclass(frozen=True, slots=True)
class Viewed:
    """That accounts of one kind saw the subject, or changed something, on a day: how many times."""

    on: date
    who: str
    times: int


@dataclass(frozen=True, slots=True)
class Told:
    """A report: the facts about who it is of, everything held, who saw it, and what is left out and why."""

    name: str
    nhs_number: str | None
    sections: tuple[Section, ...]
    viewed: tuple[Viewed, ...]
    left_out: tuple[str, ...]


def resident_by_number(nhs_number: str) -> int | None:
    """The resident with an NHS number, or the one they were merged into."""
    merged = and_(ResidentMerge.merged_id == Resident.id, ResidentMerge.superseded_at.is_(None))
    return db.session.scalar(
        select(func.coalesce(ResidentMerge.kept_id, Resident.id))
        .select_from(Resident)
        .outerjoin(ResidentMerge, merged)
        .where(Resident.nhs_number == nhs_number)
    )


def ask_for_report(
    because: str, *, by: int, at: datetime, resident_id: int | None = None, person_id: int | None = None
) -> SubjectReport:
    """Keep that it is made and why, about one of the two; never commits."""
    report = SubjectReport(
        account_id=by, because=because, made_at=at, resident_id=resident_id, person_id=person_id
    )
    db.session.add(report)
    db.session.flush()
    subject, number = ("person", person_id) if resident_id is None else ("resident", resident_id)
    audit.record("report.make", subject, number, by=by, after={"report": report.id})
    return report


def own_report(report_id: int, *, by: int, at: datetime) -> SubjectReport:
    """A report that one asked for within the hour. Raises NotThere."""
    report = db.session.get(SubjectReport, report_id)
    if report is None or report.account_id != by or at >= report.made_at + OPEN_FOR:
        raise NotThere
    return report


def told_of_resident(resident_id: int, on: date) -> Told:
    """All that is held about a resident: five statements."""
    name, nhs_number = _called(resident_id, on)
    cases = list(db.session.scalars(select(Case.id).where(Case.resident_id == resident_id)))
    asked = select(AllocationRequest.id).where(AllocationRequest.case_id.in_(cases))
    roots = {"resident.id": [resident_id], "cases.id": cases, "allocation_request.id": asked}
    about = or_(
        and_(AuditEntry.subject == "resident", AuditEntry.subject_id == resident_id),
        and_(AuditEntry.subject == "case", AuditEntry.subject_id.in_(cases)),
    )
    sections = tuple(all_held(OF_RESIDENTS, roots))
    return Told(name, nhs_number, sections, tuple(_viewed(about, on)), _left_out(NOT_OF_RESIDENTS))


def told_of_person(person_id: int, name: str, on: date) -> Told:
    """All that is held about a member of staff, without the residents of their work: five statements."""
    contracts = select(Employment.id).where(Employment.person_id == person_id)
    places = select(Placement.id).where(Placement.person_id == person_id)
    plans = select(OverCapacity.id).where(OverCapacity.person_id == person_id)
    roots = {
        "person.id": [person_id],
        "employment.id": contracts,
        "placement.id": places,
        "over_capacity.id": plans,
        "account.id": select(Person.account_id).where(Person.id == person_id, Person.account_id.is_not(None)),
    }
    about = and_(AuditEntry.subject == "person", AuditEntry.subject_id == person_id)
    sections = tuple(all_held(OF_STAFF, roots))
    return Told(name, None, sections, tuple(_viewed(about, on)), _left_out(NOT_OF_STAFF))


def _called(resident_id: int, on: date) -> tuple[str, str]:
    row: Any = db.session.execute(
        select(ResidentDetails.given_name, ResidentDetails.family_name, Resident.nhs_number)
        .join(Resident, Resident.id == ResidentDetails.resident_id)
        .where(Resident.id == resident_id, in_force(ResidentDetails, AsAt(on)))
    ).first()
    if row is None:
        raise NotThere
    return f"{row.given_name} {row.family_name}", row.nhs_number


def _viewed(about: Any, on: date) -> list[Viewed]:
    """Who saw it by role and organisation, a line for each day: two statements."""
    day = func.date(AuditEntry.at)
    rows: Any = db.session.execute(
        select(day, AuditEntry.account_id, func.count(AuditEntry.id))
        .where(about, AuditEntry.account_id.is_not(None))
        .group_by(day, AuditEntry.account_id)
        .order_by(day.desc(), AuditEntry.account_id)
    ).all()
    kinds = _kinds({row[1] for row in rows}, on)
    counted: dict[tuple[date, str], int] = {}
    for said, account_id, times in rows:
        seen_on = said if isinstance(said, date) else date.fromisoformat(said)
        key = seen_on, kinds.get(account_id, "The service itself")
        counted[key] = counted.get(key, 0) + times
    return [Viewed(seen_on, who, times) for (seen_on, who), times in counted.items()]


def _kinds(accounts: Collection[int], on: date) -> dict[int, str]:
    """“Neighbourhood lead, Sample NCA”: what each account is, without a name."""
    rows = db.session.execute(
        select(Account.id, RoleGrant.role, Organisation.name)
        .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
        .outerjoin(Person, Person.account_id == Account.id)
        .outerjoin(Employment, Employment.person_id == Person.id)
        .outerjoin(
            EmploymentDetails,
            and_(EmploymentDetails.employment_id == Employment.id, in_force(EmploymentDetails, AsAt(on))),
        )
        .outerjoin(
            Organisation,
            and_(Organisation.id == Employment.organisation_id, EmploymentDetails.id.is_not(None)),
        )
        .where(Account.id.in_(accounts))
        .order_by(Account.id, RoleGrant.id, Organisation.name)
    )
    said: dict[int, dict[str, None]] = {}
    for account_id, role, organisation in rows:
        words = said.setdefault(account_id, {})
        words |= {Role(role).label: None} if role else {}
        words |= {organisation: None} if organisation else {}
    return {account_id: ", ".join(words) or "The service itself" for account_id, words in said.items()}


def _left_out(reasons: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reasons.values()))
