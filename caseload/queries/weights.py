"""The versions of the weights: what each says, and when it counted or will."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from accounts.account import Account
from caseload.capacity.weighting import WeightSet, WeightsInForce
from caseload.capacity.weights import Weights
from caseload.cases.case import ReviewTier
from foundation.database import db
from foundation.effective import Period
from foundation.errors import NotThere


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the weights. `periods`: when it counts, as is believed now. `adopted`: whether it was ever
    said to count, so that it cannot be changed any more."""

    id: int
    weights: Weights
    text: str
    made_at: datetime
    made_by: str
    periods: tuple[Period, ...]
    adopted: bool

    def in_force(self, on: date) -> bool:
        """Whether it counts on the day."""
        return any(on in period for period in self.periods)


def list_versions() -> list[Version]:
    """Every version, the newest first: two statements."""
    kept = db.session.execute(_sets()).all()
    said = db.session.execute(_said()).all()
    return [_version(row, [each for each in said if each.weight_set_id == row.id]) for row in kept]


def get_version(version_id: int) -> Version:
    """One version. Raises NotThere."""
    found = next((version for version in list_versions() if version.id == version_id), None)
    if found is None:
        raise NotThere
    return found


def tier_names() -> dict[str, str]:
    """What each tier is called, by code, the most frequent first."""
    rows = db.session.execute(
        select(ReviewTier.code, ReviewTier.name).order_by(ReviewTier.review_interval_weeks, ReviewTier.id)
    )
    return {row.code: row.name for row in rows}


@cache
def _sets() -> Select[*tuple[Any, ...]]:
    return (
        select(WeightSet.id, WeightSet.points, WeightSet.made_at, Account.name)
        .join(Account, Account.id == WeightSet.made_by_id)
        .order_by(WeightSet.made_at.desc(), WeightSet.id.desc())
    )


@cache
def _said() -> Select[*tuple[Any, ...]]:
    return select(
        WeightsInForce.weight_set_id,
        WeightsInForce.starts_on,
        WeightsInForce.until,
        WeightsInForce.superseded_at,
    ).order_by(WeightsInForce.starts_on, WeightsInForce.id)


def _version(row: Any, said: list[Any]) -> Version:
    believed = tuple(Period(each.starts_on, each.until) for each in said if each.superseded_at is None)
    return Version(row.id, Weights.read(row.points), row.points, row.made_at, row.name, believed, bool(said))
