"""Reading who is away on a day: one statement, however many people are asked about."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select

from foundation.effective import AsAt, in_force
from foundation.prepared import ask
from people.availability import Absence, WorkingPattern
from people.employment import Employment, EmploymentDetails
from people.presence import AbsenceFact, Away, AwayKind, WorkFact, away_on

ONE_DAY = timedelta(days=1)


def away_people(person_ids: Collection[int], as_at: AsAt) -> dict[int, Away]:
    """Those of these people who are away on the day, and why, by their numbers."""
    found = {person_id: away_on(as_at.on, work) for person_id, work in work_of(person_ids, as_at).items()}
    return {person_id: away for person_id, away in found.items() if away is not None}


def work_of(person_ids: Collection[int], as_at: AsAt) -> dict[int, list[WorkFact]]:
    """What is known of each one's working day, contract by contract; nobody without a contract that day."""
    work: dict[int, dict[int, WorkFact]] = {}
    for person_id, employment_id, half_days, kind, half, until in ask(
        _work, as_at, person_ids=list(person_ids)
    ):
        contracts = work.setdefault(person_id, {})
        so_far = contracts.get(employment_id, WorkFact(half_days))
        contracts[employment_id] = WorkFact(half_days, (*so_far.absences, *_absence(kind, half, until)))
    return {person_id: list(contracts.values()) for person_id, contracts in work.items()}


def _absence(kind: str | None, half: str | None, until: date | None) -> tuple[AbsenceFact, ...]:
    return () if kind is None else (AbsenceFact(AwayKind(kind), half or "", until and until - ONE_DAY),)


@cache
def _work(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Employment.person_id,
            Employment.id,
            WorkingPattern.half_days,
            Absence.kind,
            Absence.half,
            Absence.until,
        )
        .join(
            EmploymentDetails,
            and_(EmploymentDetails.employment_id == Employment.id, in_force(EmploymentDetails, as_at)),
        )
        .outerjoin(
            WorkingPattern,
            and_(WorkingPattern.employment_id == Employment.id, in_force(WorkingPattern, as_at)),
        )
        .outerjoin(Absence, and_(Absence.employment_id == Employment.id, in_force(Absence, as_at)))
        .where(Employment.person_id.in_(bindparam("person_ids", expanding=True)))
        .order_by(Employment.id, Absence.id)
    )
