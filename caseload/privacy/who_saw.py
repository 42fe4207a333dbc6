"""Who saw whom: the audit's entries about residents, of the people whom some organisations employ.

The audit holds numbers alone; who they are is read from the register as it is now.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from accounts.audit_entry import AuditEntry
from caseload.cases.case import Case, Resident, ResidentDetails
from caseload.privacy.look import Look
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere
from foundation.paging import Page, paged
from people.person import Person, PersonDetails
from people.queries import called, spoken_name
from people.readers import employed_by

ABOUT_A_RESIDENT = ("resident", "case")


@dataclass(frozen=True, slots=True)
class Days:
    """From a day until a day, both in it."""

    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        """Its first moment, in England."""
        return datetime.combine(self.first, time(), LONDON)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), LONDON)


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody, and how much of residents they saw: different residents, entries, and when last."""

    person_id: int
    name: str
    residents: int
    entries: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Sighting:
    """One entry of the audit about a resident. `resident` is none where nothing is recorded of who they are;
    `look_id` and `because` are of the look that it was part of."""

    id: int
    at: datetime
    act: str
    person_id: int
    name: str
    resident_id: int
    resident: str | None
    look_id: int | None
    reason: str | None
    because: str | None


def list_watchers(codes: Collection[str], days: Days, *, number: int) -> Page[Watcher]:
    """Who of these organisations' people saw residents on these days, those who saw most first: two statements."""
    residents, d = func.count(resident_seen().distinct()), PersonDetails
    found = (
        select(Person.id, spoken_name(), residents, func.count(AuditEntry.id), func.max(AuditEntry.at))
        .join(AuditEntry, AuditEntry.account_id == Person.account_id)
        .outerjoin(Case, of_case())
        .outerjoin(Resident, of_resident())
        .join(PersonDetails, PersonDetails.person_id == Person.id)
        .where(called(AsAt(days.last)), employed_by(codes, Person.id, days.last), *_within(days))
        .group_by(Person.id, d.known_as, d.given_name, d.family_name)
        .order_by(residents.desc(), d.family_name, d.given_name, Person.id)
    )
    return paged(found, number, lambda row: Watcher(*row))


def get_watcher(person_id: int, codes: Collection[str], on: date) -> str:
    """What one of their people is called. Raises NotThere for anybody else."""
    name = db.session.scalar(
        select(spoken_name())
        .where(PersonDetails.person_id == person_id, called(AsAt(on)), employed_by(codes, person_id, on))
        .limit(1)
    )
    if name is None:
        raise NotThere
    return name


def seen_by(person_id: int, codes: Collection[str], days: Days, *, number: int) -> Page[Sighting]:
    """What one person saw of residents, the latest first: two statements."""
    return _sightings(codes, days, Person.id == person_id, number)


def who_saw(resident_id: int, codes: Collection[str], days: Days, *, number: int) -> Page[Sighting]:
    """Who of their people saw one resident, the latest first: two statements."""
    cases = select(Case.id).where(Case.resident_id == resident_id)
    about = or_(
        and_(AuditEntry.subject == "resident", AuditEntry.subject_id == resident_id),
        and_(AuditEntry.subject == "case", AuditEntry.subject_id.in_(cases)),
    )
    return _sightings(codes, days, about, number)


def _sightings(
    codes: Collection[str], days: Days, wanted: ColumnElement[bool], number: int
) -> Page[Sighting]:
    resident_id = resident_seen()
    named = and_(ResidentDetails.resident_id == resident_id, in_force(ResidentDetails, AsAt(days.last)))
    # The latest that had begun is the one it was part of, if it was part of any.
    look = (
        select(Look.id)
        .where(
            Look.account_id == AuditEntry.account_id,
            Look.resident_id == resident_id,
            Look.starts_at <= AuditEntry.at,
            Look.on >= days.first - timedelta(days=1),
        )
        .order_by(Look.starts_at.desc(), Look.id.desc())
        .limit(1)
        .correlate(AuditEntry, Case, Resident)
        .scalar_subquery()
    )
    found = (
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.act,
            Person.id.label("person_id"),
            spoken_name().label("name"),
            resident_id.label("resident_id"),
            (ResidentDetails.given_name + " " + ResidentDetails.family_name).label("resident"),
            Look.id.label("look_id"),
            Look.reason,
            Look.because,
            Look.starts_at,
            Look.minutes,
        )
        .join(Person, Person.account_id == AuditEntry.account_id)
        .join(PersonDetails, PersonDetails.person_id == Person.id)
        .outerjoin(Case, of_case())
        .outerjoin(Resident, of_resident())
        .outerjoin(ResidentDetails, named)
        .outerjoin(Look, Look.id == look)
        .where(called(AsAt(days.last)), employed_by(codes, Person.id, days.last), wanted, *_within(days))
        .order_by(AuditEntry.id.desc())
    )
    return paged(found, number, _sighting)


def _sighting(row: Any) -> Sighting:
    *said, look_id, reason, because, began, minutes = tuple(row)
    at = said[1]
    if look_id is None or at > began + timedelta(minutes=minutes):
        return Sighting(*said, look_id=None, reason=None, because=None)
    return Sighting(*said, look_id=look_id, reason=reason, because=because)


def resident_seen() -> ColumnElement[int]:
    """Whom an entry of the audit is about, where `of_case` and `of_resident` are joined from outside: none where
    that resident's record is sealed, and where the entry is about nobody's."""
    return func.coalesce(Resident.id, Case.resident_id)


def of_case() -> ColumnElement[bool]:
    """The case that an entry is about."""
    return and_(AuditEntry.subject == "case", Case.id == AuditEntry.subject_id)


def of_resident() -> ColumnElement[bool]:
    """The resident that an entry is about."""
    return and_(AuditEntry.subject == "resident", Resident.id == AuditEntry.subject_id)


def _within(days: Days) -> tuple[ColumnElement[bool], ...]:
    return (
        AuditEntry.subject.in_(ABOUT_A_RESIDENT),
        resident_seen().is_not(None),
        AuditEntry.at >= days.begins_at,
        AuditEntry.at < days.ends_at,
    )
