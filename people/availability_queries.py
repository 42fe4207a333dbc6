"""Reading when one person is away and which half-days they work. Each function is one statement."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select

from foundation.database import db
from foundation.effective import AsAt, Period, known, still_open
from foundation.prepared import ask
from people.availability import HALF_DAYS, Absence, WorkingPattern
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation

PARTS = {"": "whole day", "am": "morning", "pm": "afternoon"}
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(frozen=True, slots=True)
class Absent:
    """One recorded absence. `half` is am, pm or empty for whole days; `kind` is away or elsewhere."""

    row: int
    employment_id: int
    employer: str
    starts_on: date
    until: date | None
    half: str
    kind: str
    recorded_at: datetime
    superseded_at: datetime | None

    @property
    def days(self) -> Period:
        """The days it is for."""
        return Period(self.starts_on, self.until)

    @property
    def part(self) -> str:
        """“whole days”, “morning”: which part of each day."""
        return PARTS[self.half] + ("" if self.days.last_day == self.starts_on else "s")

    def ended(self, on: date) -> bool:
        """Whether it is over by then."""
        return self.until is not None and self.until <= on


@dataclass(frozen=True, slots=True)
class WorkedWeek:
    """The half-days of a week that somebody works under one contract, as ten marks from Monday morning."""

    employment_id: int
    starts_on: date
    until: date | None
    half_days: str

    @property
    def days(self) -> list[tuple[str, bool, bool]]:
        """Each weekday, with whether its morning and its afternoon are worked."""
        marks = [mark == "1" for mark in self.half_days]
        return list(zip(WEEK, marks[::2], marks[1::2], strict=True))

    @property
    def worked(self) -> list[str]:
        """The codes of the half-days worked."""
        return [code for code, mark in zip(HALF_DAYS, self.half_days, strict=True) if mark == "1"]


@dataclass(frozen=True, slots=True)
class ContractHeld:
    """A contract in force or to come."""

    id: int
    employer: str
    assignment_number: str

    @property
    def label(self) -> str:
        """As lists offer it."""
        return f"{self.employer}, number {self.assignment_number}"


def contracts_of(person_id: int, as_at: AsAt) -> list[ContractHeld]:
    """Contracts that the person holds on the day or later, the earliest first."""
    return [ContractHeld(*row) for row in ask(_contracts, as_at, person_id=person_id)]


def absences_of(person_id: int, as_at: AsAt, *, since: date) -> list[Absent]:
    """Absences known of that are not over before `since`, by their first day."""
    return [Absent(*row) for row in ask(_absences, as_at, person_id=person_id, since=since)]


def patterns_of(person_id: int, as_at: AsAt) -> list[WorkedWeek]:
    """Working patterns that hold on the day or later, by their first day."""
    return [WorkedWeek(*row) for row in ask(_patterns, as_at, person_id=person_id)]


def find_absence(person_id: int, row: int) -> Absent | None:
    """An absence of theirs by its number, believed or not."""
    found = db.session.execute(_told().where(_theirs(person_id), Absence.id == row)).first()
    return None if found is None else Absent(*found)


def _told() -> Select[*tuple[Any, ...]]:
    a = Absence
    return (
        select(
            a.id,
            a.employment_id,
            Organisation.name,
            a.starts_on,
            a.until,
            a.half,
            a.kind,
            a.recorded_at,
            a.superseded_at,
        )
        .join(Employment, Employment.id == a.employment_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
    )


def _theirs(person_id: Any) -> Any:
    return Employment.person_id == person_id


@cache
def _absences(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    since: Any = bindparam("since")
    return (
        _told()
        .where(_theirs(bindparam("person_id")), known(Absence, as_at), still_open(Absence, since))
        .order_by(Absence.starts_on, Absence.id)
    )


@cache
def _patterns(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    p = WorkingPattern
    return (
        select(p.employment_id, p.starts_on, p.until, p.half_days)
        .join(Employment, Employment.id == p.employment_id)
        .where(_theirs(bindparam("person_id")), known(p, as_at), still_open(p, as_at.on))
        .order_by(p.starts_on, p.id)
    )


@cache
def _contracts(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    details = EmploymentDetails
    lasting = and_(known(details, as_at), still_open(details, as_at.on))
    return (
        select(Employment.id, Organisation.name, Employment.assignment_number)
        .join(details, and_(details.employment_id == Employment.id, lasting))
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .where(_theirs(bindparam("person_id")))
        .group_by(Employment.id, Organisation.name, Employment.assignment_number)
        .order_by(func.min(details.starts_on), Employment.id)
    )
