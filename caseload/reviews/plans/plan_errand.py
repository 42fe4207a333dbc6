"""Working out a plan in a process of its own: the errand, and what it hands in, the number of a stored draft."""

import math
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from caseload.reviews.planner import Progress
from caseload.reviews.plans.planning import lay_out, prepare
from caseload.reviews.plans.storing import store_draft
from foundation.database import begin_writing, db
from foundation.errands import GoOn, Words
from foundation.errors import Busy

PLAN_REVIEWS = "plan-reviews"
TRIES = 24
"""How often storing waits for whoever else is writing: two minutes in all, since the work of minutes is at stake."""


def question(starts_on: date, weeks: int, seconds: int, because: str, by: int) -> dict[str, Any]:
    """What is asked: the weeks, how long it may take, why, and in whose name the draft is."""
    return {
        "starts_on": starts_on.isoformat(),
        "weeks": weeks,
        "seconds": seconds,
        "because": because,
        "account": by,
    }


def work_out(asked: Words, go_on: GoOn, now: Callable[[], datetime]) -> Words:
    """The errand itself. The draft is committed with the answer that names it. Raises RuleBroken when there is nothing
    to plan."""
    starts_on = date.fromisoformat(asked["starts_on"])
    prepared = prepare(starts_on, asked["weeks"], at=now(), reading=lambda step: go_on({"reading": step}))
    db.session.rollback()  # nothing is read from here on, and nobody is kept waiting
    known: dict[str, Any] = {"cases": len(prepared.problem.cases), "sessions": len(prepared.problem.sessions)}
    go_on(known)

    def watch(found: Progress) -> bool:
        known.update(score=found.score, bound=found.bound, percent=above_best(found.score, found.bound))
        return go_on(known)

    plan = lay_out(prepared, seconds=asked["seconds"], watch=watch)
    _wait_to_write(go_on)
    plan_id, _ = store_draft(prepared, plan, because=asked["because"], by=asked["account"], at=now())
    return {"plan": plan_id}


def above_best(score: float, bound: float) -> int | None:
    """How many percent above the best possible a score is at most, rounded up; None where nothing is proven yet."""
    if score <= bound:
        return 0
    return math.ceil((score / bound - 1) * 100) if bound > 0 else None


def _wait_to_write(go_on: GoOn) -> None:
    for _ in range(TRIES):
        try:
            begin_writing()
        except Busy:
            go_on(None)
        else:
            return
    raise Busy
