"""From the register to a plan: reading what is asked of the planner, and asking it. Nothing is stored here."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from caseload.reviews import planner
from caseload.reviews.meetings.carried import Carried, read_carried
from caseload.reviews.planner.progress import Watch
from caseload.reviews.plans.holding import HoldingFacts
from caseload.reviews.plans.holding_facts import Weeks, local, read_holding_facts
from caseload.reviews.plans.pinning import read_pinned
from caseload.reviews.plans.planning_facts import local_midnight, published_between, read_planning_facts
from caseload.reviews.plans.problem_making import Made, PlanningFacts, make_problem, staff_id, why_left_out
from caseload.reviews.plans.steadying import Sitting, steady
from caseload.reviews.review import Plan, PlanStatus
from foundation.clock import LONDON
from foundation.database import db
from foundation.errors import RuleBroken
from foundation.formats import listed
from neighbourhoods.neighbourhood import Neighbourhood

MOST_WEEKS = 26
JUST_BEGUN = timedelta(hours=12)
"""How long after its start a session may still be waiting for its outcomes to be put down."""
NO_SESSION = "There is no review session with a chair in those weeks, so there is nothing to plan."
NOTHING_AHEAD = (
    "There is no published plan for the days to come, so there is nothing to plan again. Make a plan."
)


@dataclass(frozen=True, slots=True)
class Published:
    """The plan in force, and what the register says now of its sessions to come."""

    id: int
    starts_on: date
    holding: HoldingFacts


@dataclass(frozen=True, slots=True)
class Prepared:
    """A problem ready for the planner, with what it was made of. `pinned` are references with session codes;
    `carried` are cases with the sessions they stay in because a meeting carried them there."""

    facts: PlanningFacts
    made: Made
    problem: planner.Problem
    pinned: frozenset[tuple[str, str]]
    published: Published | None
    carried: tuple[Carried, ...] = ()


def prepare(
    starts_on: date, weeks: int, *, at: datetime, reading: Callable[[int], object] = lambda _step: None
) -> Prepared:
    """What is known now of these weeks, as a problem. Sessions that have begun are left as they are. `reading` is told
    which of its steps, from 0, it comes to.

    Raises RuleBroken when there is nothing to plan.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise RuleBroken(f"A plan is for 1 to {MOST_WEEKS} weeks.")
    ahead, carried = _ahead(read_planning_facts(starts_on, weeks), at), read_carried(at - JUST_BEGUN)
    facts = _awaiting(ahead, carried, at)
    if not facts.sessions:
        raise RuleBroken(NO_SESSION)
    reading(1)
    made = make_problem(facts)
    problem = planner.read_problem(made.problem)
    reading(2)
    kept = read_pinned(facts) | _carried_pins(facts, carried)
    return Prepared(facts, made, problem, kept, find_published(at), carried)


def lay_out(prepared: Prepared, *, seconds: float | None = None, watch: Watch | None = None) -> planner.Plan:
    """The planner's answer, asking those who are asked already where that is as good. The same problem gives the same
    plan where `seconds` do not cut it short."""
    plan = planner.solve(prepared.problem, pinned=prepared.pinned, seconds=seconds, seed=0, watch=watch)
    return steady(prepared.problem, plan, _sittings(prepared))


def _sittings(prepared: Prepared) -> dict[str, Sitting]:
    """The published sessions in the problem's own words."""
    if prepared.published is None:
        return {}
    holding = prepared.published.holding
    codes = {session.id: session.code for session in prepared.facts.sessions}
    references = {case.id: case.reference for case in prepared.facts.cases}
    minutes: dict[int, dict[str, int]] = defaultdict(dict)
    for review in (each for each in holding.reviews if not each.carried):
        minutes[review.session.id][references.get(review.case_id, "")] = review.starts_minute
    return {
        codes[number]: Sitting(starts, frozenset(map(staff_id, holding.asked.get(number, ()))))
        for number, starts in minutes.items()
        if number in codes
    }


def find_published(at: datetime) -> Published | None:
    """The plan in force, from this moment on."""
    row = db.session.execute(
        select(Plan.id, Plan.starts_on).where(Plan.status == PlanStatus.PUBLISHED.value).order_by(Plan.id)
    ).first()
    if row is None:
        return None
    return Published(row.id, row.starts_on, read_holding_facts(Weeks(row.id, row.starts_on, at), at))


def weeks_left(today: date) -> int:
    """For how many weeks from today the published plan still goes. Raises RuleBroken where it is over."""
    row = db.session.execute(
        select(Plan.starts_on, Plan.weeks).where(Plan.status == PlanStatus.PUBLISHED.value).order_by(Plan.id)
    ).first()
    until = row.starts_on + timedelta(weeks=row.weeks) if row else today
    if until <= today:
        raise RuleBroken(NOTHING_AHEAD)
    return min(MOST_WEEKS, -(-(until - today).days // 7))


def refuse_a_part(within: Collection[str]) -> None:
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


def _ahead(facts: PlanningFacts, at: datetime) -> PlanningFacts:
    """Without the sessions that have begun: what they hold is no longer to be planned."""
    if facts.starts_on > at.astimezone(LONDON).date():
        return facts
    sessions = tuple(session for session in facts.sessions if session.starts_at > local(at))
    return replace(facts, sessions=sessions)


def _carried_pins(facts: PlanningFacts, carried: Collection[Carried]) -> frozenset[tuple[str, str]]:
    """What a meeting carried over is the plan's to leave where it is: it keeps its minutes and its people there."""
    codes = {session.id: session.code for session in facts.sessions}
    references = {case.id: case.reference for case in facts.cases if why_left_out(case) is None}
    return frozenset(
        (references[each.case_id], codes[each.session_id])
        for each in carried
        if each.case_id in references and each.session_id in codes
    )


def _awaiting(facts: PlanningFacts, carried: Collection[Carried], at: datetime) -> PlanningFacts:
    """With each review that is published for, or carried over to, a session that is not among these, or that is being
    held now, taken for held: it stays as it is, and the case would otherwise be planned twice."""
    first = max(local_midnight(facts.starts_on), at)
    awaited = published_between(at - JUST_BEGUN, first)
    here = {session.id for session in facts.sessions}
    awaited |= {each.case_id: local(each.starts_at).date() for each in carried if each.session_id not in here}
    return replace(
        facts,
        cases=tuple(
            replace(case, last_held_on=awaited[case.id], chosen_on=None)
            if awaited.get(case.id, date.min) > (case.last_held_on or date.min)
            else case
            for case in facts.cases
        ),
    )
