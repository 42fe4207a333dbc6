"""The figures that head every list of cases."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func

from caseload.cases.case import Case, CaseDetails, CasePause, Informed
from caseload.queries.cases import EVERYWHERE, Parts, select_cases, within
from foundation.effective import AsAt
from foundation.prepared import ask


@dataclass(frozen=True, slots=True)
class Totals:
    """Every case a viewer may see, whatever the list is narrowed to. A breach is not counted as late too; `waiting`
    are referrals, which nobody need hold yet. `objecting`: open cases that are in no list and in no other figure,
    because the resident objects."""

    cases: int
    late: int
    breach: int
    unheld: int
    paused: int
    waiting: int
    objecting: int


def count_cases(scopes: Collection[str], on: date) -> Totals:
    """Of these neighbourhoods ("": the whole borough): one statement."""
    return Totals(*ask(_totals, AsAt(on), EVERYWHERE in scopes, codes=list(scopes)).one())


@cache
def _totals(as_at: AsAt, everywhere: bool) -> Select[*tuple[Any, ...]]:
    parts = Parts(as_at)

    def listed(*also: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(case((and_(parts.listed, *also), 1)))

    counted = select_cases(parts).where(within(everywhere))
    return counted.with_only_columns(
        listed(),
        listed(parts.late(as_at.on)),
        listed(parts.breach(as_at.on)),
        listed(parts.key_worker.id.is_(None), CaseDetails.id.is_not(None)),
        listed(CasePause.id.is_not(None)),
        listed(CaseDetails.id.is_(None)),
        func.count(case((CaseDetails.informed == Informed.OBJECTS.value, Case.id))),
    )
