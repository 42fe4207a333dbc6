"""What reduces somebody's capacity: now, to come and before, and what was corrected. One statement each."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased

from accounts.account import Account
from caseload.capacity.weighting import Reduction
from caseload.capacity.workload import WORDS
from foundation.database import db
from foundation.effective import AsAt, Period, in_force
from foundation.formats import hours
from foundation.prepared import ask
from neighbourhoods.neighbourhood import Neighbourhood
from teams.team import Placement, PlacementDetails, Team


@dataclass(frozen=True, slots=True)
class ReductionFacts:
    """One row, believed or not. A percentage or hours a week."""

    row: int
    reason: str
    percent: int | None
    hours: Decimal | None
    starts_on: date
    until: date | None
    because: str | None
    recorded_at: datetime
    recorded_by: str
    superseded_at: datetime | None
    superseded_by: str | None

    @property
    def period(self) -> Period:
        """The days it is for."""
        return Period(self.starts_on, self.until)

    @property
    def words(self) -> str:
        """Why, as a page says it."""
        return WORDS[self.reason].capitalize()

    @property
    def amount(self) -> str:
        """“20%”, “1.8 hours a week”."""
        return f"{self.percent}%" if self.hours is None else f"{hours(self.hours)} a week"

    def over(self, on: date) -> bool:
        """Whether it had ended by the day."""
        return self.until is not None and self.until <= on


def reductions_of(person_id: int) -> list[ReductionFacts]:
    """Everything ever said of one person, the latest day first, then what was said last."""
    return [ReductionFacts(*row) for row in db.session.execute(_reductions(), {"person_id": person_id})]


def works_in(person_id: int, on: date) -> frozenset[str]:
    """The codes of the neighbourhoods in whose teams somebody works on the day."""
    return frozenset(row.code for row in ask(_neighbourhoods, AsAt(on), person_id=person_id))


@cache
def _reductions() -> Select[*tuple[Any, ...]]:
    corrector = aliased(Account)
    return (
        select(
            Reduction.id,
            Reduction.reason,
            Reduction.percent,
            Reduction.hours,
            Reduction.starts_on,
            Reduction.until,
            Reduction.because,
            Reduction.recorded_at,
            Account.name,
            Reduction.superseded_at,
            corrector.name,
        )
        .join(Account, Account.id == Reduction.recorded_by_id)
        .outerjoin(corrector, corrector.id == Reduction.superseded_by_id)
        .where(Reduction.person_id == bindparam("person_id"))
        .order_by(Reduction.starts_on.desc(), Reduction.recorded_at.desc(), Reduction.id.desc())
    )


@cache
def _neighbourhoods(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(Neighbourhood.code)
        .distinct()
        .join(Team, Team.neighbourhood_id == Neighbourhood.id)
        .join(PlacementDetails, PlacementDetails.team_id == Team.id)
        .join(Placement, Placement.id == PlacementDetails.placement_id)
        .where(in_force(PlacementDetails, as_at), Placement.person_id == bindparam("person_id"))
        .order_by(Neighbourhood.code)
    )
