"""Making a plan of reviews and publishing it."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy import insert, select

from accounts import audit
from caseload.queries.held import EVERYWHERE
from caseload.reviews import planner
from caseload.reviews.planner.plan import Unplaced as PlanUnplaced
from caseload.reviews.planning_facts import read_planning_facts
from caseload.reviews.problem_making import NOBODY_NAMED, Made, PlanningFacts, make_problem, person_id
from caseload.reviews.review import Plan, PlannedAttendance, PlannedReview, PlanStatus, Unplaced
from foundation.acts import table_of
from foundation.database import compact_json, db
from foundation.errors import NotThere, RuleBroken
from foundation.formats import listed, moment
from neighbourhoods.neighbourhood import Neighbourhood

MOST_WEEKS = 26


@dataclass(frozen=True, slots=True)
class Planned:
    """A draft that was stored, with the problem it answers and the plan as `review-plan/1` gives it."""

    plan_id: int
    made: Made
    plan: planner.Plan


def make_plan(
    starts_on: date, weeks: int, *, by: int, at: datetime, within: Collection[str] = EVERYWHERE
) -> Planned:
    """A draft for the whole borough from a day, stored.

    `within` are the neighbourhoods its maker may plan for. Raises RuleBroken when there is nothing to plan,
    or when that is only a part of the borough.
    """
    _refuse_a_part(within)
    if not 1 <= weeks <= MOST_WEEKS:
        raise RuleBroken(f"A plan is for 1 to {MOST_WEEKS} weeks.")
    facts = read_planning_facts(starts_on, weeks)
    if not facts.sessions:
        raise RuleBroken(
            "There is no review session with a chair in those weeks, so there is nothing to plan."
        )
    made = make_problem(facts)
    plan = _with_left_out(planner.solve(planner.read_problem(made.problem)), made)
    draft = Plan(
        made_at=at,
        made_by_id=by,
        starts_on=starts_on,
        weeks=weeks,
        status=PlanStatus.DRAFT.value,
        figures=compact_json(asdict(plan.figures)),
        bound=compact_json({"score": plan.bound}),
    )
    db.session.add(draft)
    db.session.flush()
    _store(draft.id, plan, facts)
    audit.record(
        "plan.make",
        "plan",
        draft.id,
        by=by,
        after={"starts_on": starts_on, "weeks": weeks, "reviews": len(plan.reviews)},
    )
    return Planned(draft.id, made, plan)


def publish_plan(plan_id: int, *, by: int, at: datetime, within: Collection[str] = EVERYWHERE) -> None:
    """Make a draft the plan in force; the one published before is replaced in the same act.

    Raises NotThere; RuleBroken when it is no draft, or when another plan was published after it was made:
    whoever made it had not seen that one.
    """
    plan = db.session.get(Plan, plan_id)
    if plan is None:
        raise NotThere
    _refuse_a_part(within)
    if plan.status != PlanStatus.DRAFT.value:
        raise RuleBroken("This plan has been published already.")
    published = db.session.scalars(select(Plan).where(Plan.status == PlanStatus.PUBLISHED.value)).all()
    for other in published:
        if other.published_at is not None and other.published_at > plan.made_at:
            raise RuleBroken(
                f"Another plan was published on {moment(other.published_at)}, after this one was made. "
                "Make a new plan, so that it starts from what is published now."
            )
        other.status = PlanStatus.REPLACED.value
    plan.status, plan.published_at = PlanStatus.PUBLISHED.value, at
    before = {"published": [other.id for other in published]}
    audit.record("plan.publish", "plan", plan_id, by=by, before=before, after={"published": [plan_id]})


def _refuse_a_part(within: Collection[str]) -> None:
    """People sit in several neighbourhoods' sessions, so a plan is of the whole borough or it is wrong."""
    if "" in within:
        return
    others = select(Neighbourhood.name).where(Neighbourhood.code.not_in(within)).order_by(Neighbourhood.name)
    missing = list(db.session.scalars(others))
    if missing:
        raise RuleBroken(
            f"A plan is for the whole borough, and your role does not cover {listed(missing, 'or')}. "
            "Ask somebody whose role does to make and publish it."
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
        {"plan_id": plan_id, "case_id": cases[row.case], "due_on": row.due_on, "because": row.because}
        for row in one_for_each_case(plan.unplaced)
    ]
    for model, rows in ((PlannedReview, reviews), (PlannedAttendance, attendance)):
        if rows:
            db.session.execute(insert(table_of(model)), rows)
    if unplaced:
        stored = [row | {"because": compact_json(row["because"])} for row in unplaced]
        db.session.execute(insert(table_of(Unplaced)), stored)


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
