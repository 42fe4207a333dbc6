"""Reading who is away on each day of a short stretch: one statement, however many people or days."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select

from foundation.effective import AsAt, Dated, Period, known, still_open
from foundation.prepared import ask
from people.availability import Absence, WorkingPattern
from people.employment import Employment, EmploymentDetails
from people.presence import AbsenceFact, Away, AwayKind, WorkFact, away_on


@dataclass(slots=True)
class _Contract:
    """What is known of one contract over the stretch."""

    terms: set[Period] = field(default_factory=set)
    patterns: dict[Period, str] = field(default_factory=dict)
    absences: dict[int, tuple[Period, AbsenceFact]] = field(default_factory=dict)

    def on(self, day: date) -> WorkFact | None:
        """What it says of one day; None when it is not in force."""
        if not any(day in period for period in self.terms):
            return None
        half_days = next((marks for period, marks in self.patterns.items() if day in period), None)
        return WorkFact(half_days, tuple(fact for period, fact in self.absences.values() if day in period))


def away_ahead(person_ids: Collection[int], first: date, days: int) -> dict[date, dict[int, Away]]:
    """For each of so many days from the first, those of these people who are away then, and why, as known now."""
    contracts = _contracts(person_ids, first, first + timedelta(days=days))
    found: dict[date, dict[int, Away]] = {}
    for day in (first + timedelta(days=ahead) for ahead in range(days)):
        away = {person_id: away_on(day, _work(held, day)) for person_id, held in contracts.items()}
        found[day] = {person_id: reason for person_id, reason in away.items() if reason is not None}
    return found


def _work(contracts: Collection[_Contract], day: date) -> list[WorkFact]:
    return [fact for contract in contracts if (fact := contract.on(day)) is not None]


def _contracts(person_ids: Collection[int], first: date, end: date) -> dict[int, list[_Contract]]:
    """Each person's contracts. A row stands for one of its terms, patterns and absences together, so that
    each is met several times."""
    found: dict[int, dict[int, _Contract]] = defaultdict(lambda: defaultdict(_Contract))
    for row in ask(_stretches, AsAt(first), person_ids=list(person_ids), end=end):
        contract = found[row.person_id][row.employment_id]
        contract.terms.add(Period(row.terms_from, row.terms_until))
        if row.half_days is not None:
            contract.patterns[Period(row.pattern_from, row.pattern_until)] = row.half_days
        if row.absence is not None:
            days = Period(row.away_from, row.away_until)
            contract.absences[row.absence] = (days, AbsenceFact(AwayKind(row.kind), row.half, days.last_day))
    return {person_id: list(contracts.values()) for person_id, contracts in found.items()}


@cache
def _stretches(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    terms, pattern, away = EmploymentDetails, WorkingPattern, Absence
    return (
        select(
            Employment.person_id,
            Employment.id.label("employment_id"),
            terms.starts_on.label("terms_from"),
            terms.until.label("terms_until"),
            pattern.starts_on.label("pattern_from"),
            pattern.until.label("pattern_until"),
            pattern.half_days,
            away.id.label("absence"),
            away.starts_on.label("away_from"),
            away.until.label("away_until"),
            away.half,
            away.kind,
        )
        .join(terms, and_(terms.employment_id == Employment.id, _meets(terms, as_at)))
        .outerjoin(pattern, and_(pattern.employment_id == Employment.id, _meets(pattern, as_at)))
        .outerjoin(away, and_(away.employment_id == Employment.id, _meets(away, as_at)))
        .where(Employment.person_id.in_(bindparam("person_ids", expanding=True)))
        .order_by(Employment.id, away.id)
    )


def _meets(row: type[Dated], as_at: AsAt) -> Any:
    return and_(row.starts_on < bindparam("end"), still_open(row, as_at.on), known(row, as_at))
