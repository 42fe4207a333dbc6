"""Storing a draft: what the planner answered, in the numbers of the register."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from accounts import audit
from caseload.reviews import planner
from caseload.reviews.planner.plan import Unplaced as PlanUnplaced
from caseload.reviews.plans.moves import Laid, Move, moves_between
from caseload.reviews.plans.planning import Prepared
from caseload.reviews.plans.problem_making import NOBODY_NAMED, Made, PlanningFacts, person_id
from caseload.reviews.review import (
    Plan,
    PlannedAttendance,
    PlannedMove,
    PlannedReview,
    PlanStatus,
    Unplaced,
)
from foundation.acts import table_of
from foundation.database import compact_json, db
from foundation.model import Model
from people.organisation import Profession

BY_CODE = re.compile(r"(?P<before>must be met: |Somebody for )(?P<code>[a-z_ ]+?)(?P<after>(?: on \d.*)?$)")


def store_draft(
    prepared: Prepared, answer: planner.Plan, *, because: str, by: int, at: datetime
) -> tuple[int, planner.Plan]:
    """The number of the draft, and the plan as it was stored: what was left out is named in it. Never commits."""
    facts, published = prepared.facts, prepared.published
    plan = _in_words(_with_left_out(answer, prepared.made))
    draft = Plan(
        made_at=at,
        made_by_id=by,
        starts_on=facts.starts_on,
        weeks=facts.weeks,
        status=PlanStatus.DRAFT.value,
        figures=compact_json(asdict(plan.figures)),
        bound=compact_json({"score": plan.bound}),
        follows_id=published and published.id,
        because=because,
    )
    db.session.add(draft)
    db.session.flush()
    _store(draft.id, plan, facts)
    moves = moves_between(published.holding, laid_of(prepared, plan)) if published else ()
    _insert(PlannedMove, [_move_row(draft.id, move) for move in moves])
    audit.record(
        "plan.make",
        "plan",
        draft.id,
        by=by,
        after={
            "starts_on": facts.starts_on,
            "weeks": facts.weeks,
            "reviews": len(plan.reviews),
            "moves": len(moves),
        },
    )
    return draft.id, plan


def laid_of(prepared: Prepared, plan: planner.Plan) -> Laid:
    """The plan in the register's own numbers, to be compared with the published one."""
    facts = prepared.facts
    cases = {case.reference: case.id for case in facts.cases}
    sessions = {session.code: session.id for session in facts.sessions}
    return Laid(
        reviews=frozenset((cases[each.case], sessions[each.session]) for each in plan.reviews),
        asked={sessions[r.session]: frozenset(map(person_id, r.staff)) for r in plan.attendance},
        sessions={session.id: session for session in facts.sessions},
        minutes={case.id: case.tier.minutes for case in facts.cases if case.tier},
        due={case.id: case.due.due_on for case in facts.cases if case.due},
        unplaced={cases[row.case]: row.because for row in reversed(plan.unplaced)},
        carried={(each.case_id, each.session_id): each.from_on for each in prepared.carried},
        unkept={(cases[case], sessions[session]): why for case, session, why in plan.unkept},
        starts_on=facts.starts_on,
        until=facts.starts_on + timedelta(weeks=facts.weeks),
    )


def _with_left_out(plan: planner.Plan, made: Made) -> planner.Plan:
    """The plan, also naming the cases that were not planned for, and saying plainly where nobody is named."""
    placed_late = [
        replace(row, because=(NOBODY_NAMED,)) if row.case in made.held_by_nobody else row
        for row in plan.unplaced
    ]
    left_out = [PlanUnplaced(row.reference, row.due_on, (row.because,)) for row in made.left_out]
    return replace(
        plan, unplaced=tuple(sorted([*placed_late, *left_out], key=lambda row: (row.due_on, row.case)))
    )


def _in_words(plan: planner.Plan) -> planner.Plan:
    """The planner knows professions by their codes; people read their names."""
    rows = db.session.execute(select(Profession.code, Profession.name).order_by(Profession.id))
    names = {
        row.code.replace("_", " "): row.name.lower() if row.name[1:].islower() else row.name for row in rows
    }

    def named(sentence: str) -> str:
        return BY_CODE.sub(
            lambda found: f"{found['before']}{_called(found['code'], names)}{found['after']}", sentence
        )

    return replace(
        plan,
        unplaced=tuple(replace(row, because=tuple(map(named, row.because))) for row in plan.unplaced),
    )


def _called(code: str, names: Mapping[str, str]) -> str:
    return names.get(code, code)


def _store(plan_id: int, plan: planner.Plan, facts: PlanningFacts) -> None:
    cases = {case.reference: case.id for case in facts.cases}
    sessions = {session.code: session.id for session in facts.sessions}
    reviews = [
        {
            "plan_id": plan_id,
            "session_id": sessions[review.session],
            "case_id": cases[review.case],
            "starts_minute": review.starts_minute,
        }
        for review in plan.reviews
    ]
    attendance = [
        {"plan_id": plan_id, "session_id": sessions[row.session], "person_id": person_id(staff)}
        for row in plan.attendance
        for staff in row.staff
    ]
    unplaced = [
        {
            "plan_id": plan_id,
            "case_id": cases[row.case],
            "due_on": row.due_on,
            "because": compact_json(row.because),
        }
        for row in one_for_each_case(plan.unplaced)
    ]
    _insert(PlannedReview, reviews)
    _insert(PlannedAttendance, attendance)
    _insert(Unplaced, unplaced)


def _move_row(plan_id: int, move: Move) -> dict[str, Any]:
    return {
        "plan_id": plan_id,
        "case_id": move.case_id,
        "from_id": move.from_id,
        "to_id": move.to_id,
        "because": compact_json(move.because),
    }


def _insert(model: type[Model], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(table_of(model)), rows)


def one_for_each_case(unplaced: Iterable[PlanUnplaced]) -> list[PlanUnplaced]:
    """The first review of each case that could not be held in time, saying how many later ones there are."""
    listed = sorted(unplaced, key=lambda row: (row.case, row.due_on))
    counts = Counter(row.case for row in listed)
    first: dict[str, PlanUnplaced] = {}
    for row in listed:
        first.setdefault(row.case, row)
    return [
        replace(row, because=(*row.because, *_later(counts[row.case] - 1)))
        for row in sorted(first.values(), key=lambda row: (row.due_on, row.case))
    ]


def _later(number: int) -> tuple[str, ...]:
    if number == 0:
        return ()
    if number == 1:
        return ("One later review of this case is late too",)
    return (f"{number} later reviews of this case are late too",)
