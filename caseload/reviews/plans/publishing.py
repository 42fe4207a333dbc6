"""What publishing a plan comes with: judging it by the register as it is now, keeping what has begun, telling people."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from sqlalchemy import insert, literal, select

from caseload.reviews.plans.comparing import name_unsettled
from caseload.reviews.plans.holding import Unsettled, unsettled
from caseload.reviews.plans.holding_facts import Weeks, read_holding_facts
from caseload.reviews.plans.planning_facts import local_midnight
from caseload.reviews.review import Plan, PlannedAttendance, PlannedReview, ReviewSession
from foundation.acts import table_of
from foundation.clock import LONDON
from foundation.database import db
from foundation.errors import RuleBroken
from foundation.formats import plural
from people.notice import NoticeKind
from people.notices import tell

NAMED = 5
"""Reviews that a refusal names; how many more there are is said after them."""
CARRIED = timedelta(weeks=8)
"""How long a session that has begun stays in the plans published after it: its outcomes may still be put down."""
MY_WORK = "/my-work"


def refuse_unsettled(plan: Plan, at: datetime) -> None:
    """Raises RuleBroken naming what of the draft can no longer be held, and why."""
    facts = read_holding_facts(Weeks(plan.id, plan.starts_on, plan.made_at), at)
    broken = [each for each in unsettled(facts) if each.hard]
    if broken:
        more = len(broken) - NAMED
        rest = f" And {plural(more, 'more', 'more')}, listed under “What it changes”." if more > 0 else ""
        raise RuleBroken(
            "The register has changed since this plan was made, so it cannot be held as it is. "
            f"{' '.join(_named(broken[:NAMED], at.astimezone(LONDON).date()))}{rest} Plan again."
        )


def carry_over(published_id: int, plan: Plan, at: datetime) -> None:
    """What was published for sessions before the new plan's first moment stays as it was."""
    first = max(local_midnight(plan.starts_on), plan.made_at)
    stays = (
        select(ReviewSession.id)
        .where(ReviewSession.starts_at <= first, ReviewSession.starts_at > at - CARRIED)
        .scalar_subquery()
    )
    for model, columns in (
        (PlannedReview, ("session_id", "case_id", "starts_minute")),
        (PlannedAttendance, ("session_id", "person_id")),
    ):
        table = table_of(model)
        kept = [table.c[name] for name in columns]
        rows = (
            select(literal(plan.id), *kept)
            .where(table.c.plan_id == published_id, table.c.session_id.in_(stays))
            .order_by(table.c.id)
        )
        db.session.execute(insert(table).from_select(["plan_id", *columns], rows))


def tell_everybody(plan: Plan, before_id: int | None, at: datetime) -> None:
    """Whoever must come to a session they were not asked to, or need no longer come to one, is told once."""
    now, was = _asked(plan.id, at), _asked(before_id, at) if before_id else {}
    for person in sorted(now.keys() | was.keys()):
        changed = now.get(person, frozenset()) ^ was.get(person, frozenset())
        if changed:
            first = min(day for _, day in changed)
            tell(f"plan {plan.id}", NoticeKind.PLAN_PUBLISHED, MY_WORK, first, at=at, person_id=person)


def _asked(plan_id: int, at: datetime) -> dict[int, frozenset[tuple[int, date]]]:
    """Each person's sessions still to come in a plan, with their days."""
    rows = db.session.execute(
        select(PlannedAttendance.person_id, ReviewSession.id, ReviewSession.starts_at)
        .join(ReviewSession, ReviewSession.id == PlannedAttendance.session_id)
        .where(PlannedAttendance.plan_id == plan_id, ReviewSession.starts_at > at)
        .order_by(PlannedAttendance.id)
    )
    found: dict[int, set[tuple[int, date]]] = defaultdict(set)
    for person, session, starts_at in rows:
        found[person].add((session, starts_at.astimezone(LONDON).date()))
    return {person: frozenset(sessions) for person, sessions in found.items()}


def _named(broken: list[Unsettled], on: date) -> list[str]:
    """Each with the case's reference, so that it can be found; a case no longer listed goes without."""
    lines = name_unsettled(broken, on)
    return [
        f"{line.reference}: {'. '.join(line.fact.because)}."
        if line.reference
        else f"{'. '.join(line.fact.because)}."
        for line in lines
    ]
