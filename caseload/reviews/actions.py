"""Making a plan of reviews, publishing it and discarding it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from accounts import audit
from caseload.queries.held import EVERYWHERE
from caseload.reviews import planner
from caseload.reviews.plans.planning import lay_out, prepare, refuse_a_part
from caseload.reviews.plans.problem_making import Made
from caseload.reviews.plans.publishing import carry_over, refuse_unsettled, tell_everybody
from caseload.reviews.plans.storing import store_draft
from caseload.reviews.review import Plan, PlanStatus
from foundation.database import db
from foundation.errors import NotThere, RuleBroken
from foundation.formats import moment

ALREADY = "This plan has been published already."


@dataclass(frozen=True, slots=True)
class Planned:
    """A draft that was stored, with the problem it answers and the plan as `review-plan/1` gives it."""

    plan_id: int
    made: Made
    plan: planner.Plan


def make_plan(
    starts_on: date,
    weeks: int,
    *,
    by: int,
    at: datetime,
    within: Collection[str] = EVERYWHERE,
    because: str = "",
) -> Planned:
    """A draft for the whole borough from a day, stored at once: for commands, which wait for it.

    `within` are the neighbourhoods its maker may plan for. Raises RuleBroken when there is nothing to plan,
    or when that is only a part of the borough.
    """
    refuse_a_part(within)
    prepared = prepare(starts_on, weeks, at=at)
    plan_id, plan = store_draft(prepared, lay_out(prepared), because=because, by=by, at=at)
    return Planned(plan_id, prepared.made, plan)


def publish_plan(plan_id: int, *, by: int, at: datetime, within: Collection[str] = EVERYWHERE) -> None:
    """Make a draft the plan in force; the one published before is replaced in the same act, and whoever has
    another session than before is told.

    Raises NotThere; RuleBroken when it is no draft, when it does not follow the plan that is published now (whoever
    made it had not seen that one), or when the register says now that a review of it cannot be held.
    """
    plan = db.session.get(Plan, plan_id)
    if plan is None:
        raise NotThere
    refuse_a_part(within)
    before = _published()
    _refuse_unless_next(plan, before)
    refuse_unsettled(plan, at)
    if before is not None:
        before.status = PlanStatus.REPLACED.value
        carry_over(before.id, plan, at)
        db.session.flush()
    plan.status, plan.published_at, plan.published_by_id = PlanStatus.PUBLISHED.value, at, by
    tell_everybody(plan, before and before.id, at)
    audit.record(
        "plan.publish",
        "plan",
        plan_id,
        by=by,
        before={"published": [before.id] if before else []},
        after={"published": [plan_id]},
    )


def discard_plan(plan_id: int, *, by: int) -> None:
    """Put a draft away: it can no longer be published. Raises NotThere; RuleBroken when it is no draft."""
    plan = db.session.get(Plan, plan_id)
    if plan is None:
        raise NotThere
    if plan.status != PlanStatus.DRAFT.value:
        raise RuleBroken("Only a draft can be discarded.")
    plan.status = PlanStatus.DISCARDED.value
    audit.record("plan.discard", "plan", plan_id, by=by)


def _published() -> Plan | None:
    return db.session.scalars(
        select(Plan).where(Plan.status == PlanStatus.PUBLISHED.value).order_by(Plan.id)
    ).first()


def _refuse_unless_next(plan: Plan, published: Plan | None) -> None:
    if plan.status == PlanStatus.DISCARDED.value:
        raise RuleBroken("This draft was discarded.")
    if plan.status != PlanStatus.DRAFT.value:
        raise RuleBroken(ALREADY)
    if published is not None and plan.follows_id != published.id:
        when = f" on {moment(published.published_at)}" if published.published_at else ""
        raise RuleBroken(
            f"Another plan was published{when}, after this one was made. "
            "Make a new plan, so that it starts from what is published now."
        )
