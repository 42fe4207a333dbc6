"""Plans without their reviews, read for a page: each function is one statement."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from caseload.reviews.plans.plan_errand import above_best
from caseload.reviews.review import Plan, PlanStatus
from foundation.database import db
from foundation.errors import NotThere

LATEST_PLANS = 20


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan without its reviews. `figures` are those of `review-plan/1`, for the whole borough; `bound` is the
    score below which no plan of those weeks can come, None where none was kept; `in_force_id` the plan that is
    published now."""

    id: int
    starts_on: date
    weeks: int
    status: str
    made_at: datetime
    published_at: datetime | None
    follows_id: int | None
    because: str
    figures: dict[str, Any]
    bound: float | None
    in_force_id: int | None

    @property
    def ends_on(self) -> date:
        """The last day planned for."""
        return self.starts_on + timedelta(weeks=self.weeks, days=-1)

    @property
    def is_draft(self) -> bool:
        """Whether it may still be published."""
        return self.status == PlanStatus.DRAFT

    @property
    def is_overtaken(self) -> bool:
        """Whether it is a draft that another plan was published after, so that it cannot be published any more."""
        return self.is_draft and self.in_force_id != self.follows_id

    @property
    def above_best(self) -> int | None:
        """How many percent it is above the best possible at most; None where that is not proven."""
        return None if self.bound is None else above_best(self.figures["score"], self.bound)


def get_plan(plan_id: int) -> PlanFacts:
    """One plan. Raises NotThere."""
    row = db.session.execute(_select_plans().where(Plan.id == plan_id)).first()
    if row is None:
        raise NotThere
    return _as_plan(row)


def get_with_followed(plan_id: int) -> tuple[PlanFacts, PlanFacts | None]:
    """One plan, and the plan that was published when it was made. Raises NotThere."""
    followed = select(Plan.follows_id).where(Plan.id == plan_id).scalar_subquery()
    rows = db.session.execute(_select_plans().where(or_(Plan.id == plan_id, Plan.id == followed)))
    found = {row[0]: _as_plan(row) for row in rows}
    if plan_id not in found:
        raise NotThere
    return found[plan_id], found.get(found[plan_id].follows_id or 0)


def find_current_plan(*, drafts: bool) -> PlanFacts | None:
    """The published plan; where none is published, the newest draft if `drafts` may be seen."""
    row = db.session.execute(_current(drafts)).first()
    return None if row is None else _as_plan(row)


@cache
def _current(drafts: bool) -> Select[*tuple[Any, ...]]:
    seen = [PlanStatus.PUBLISHED.value, *([PlanStatus.DRAFT.value] if drafts else [])]
    published_first = Plan.status != PlanStatus.PUBLISHED.value
    return _select_plans().where(Plan.status.in_(seen)).order_by(published_first, Plan.id.desc()).limit(1)


def list_plans() -> list[PlanFacts]:
    """The latest plans, newest first."""
    rows = db.session.execute(_select_plans().order_by(Plan.id.desc()).limit(LATEST_PLANS))
    return [_as_plan(row) for row in rows]


def _select_plans() -> Select[*tuple[Any, ...]]:
    published = aliased(Plan)
    in_force = select(published.id).where(published.status == PlanStatus.PUBLISHED.value)
    return select(
        Plan.id,
        Plan.starts_on,
        Plan.weeks,
        Plan.status,
        Plan.made_at,
        Plan.published_at,
        Plan.follows_id,
        Plan.because,
        Plan.figures,
        Plan.bound,
        in_force.scalar_subquery(),
    )


def _as_plan(row: Any) -> PlanFacts:
    bound = None if row[9] is None else json.loads(row[9])["score"]
    return PlanFacts(*row[:8], figures=json.loads(row[8]), bound=bound, in_force_id=row[10])
