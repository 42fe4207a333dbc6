"""Somebody leaves: everything that would be left hanging, and settling all of it as one act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, update

from caseload.cases.case import Allocation, Holds
from caseload.cases.holding import Contribution
from caseload.keeping.days import today_of
from caseload.keeping.sealing import refuse_unnamed
from caseload.queries.leaving import CaseHeld, LooseEnds, PostHeld, SessionChaired
from caseload.reviews.review import ReviewSession
from foundation.acts import Act
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import FOR_EVER, AsAt, Period
from foundation.errors import RuleBroken
from foundation.formats import day, moment
from people.accountability import Accountability
from people.availability import WorkingPattern
from people.deeds import ONE_DAY, on_day, said, start
from people.employment import EmploymentDetails
from people.post import Holding, Tenure
from people.queries import get_person
from teams.actions import end_placements_under, step_over
from teams.refusals import refuse_tenure


@dataclass(frozen=True, slots=True)
class Successor:
    """Who takes a post next, and how; and whether their own lines to it then run to the post above."""

    person_id: int
    holding: Holding
    steps_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What is decided about each loose end, by its row; one that is not named is left vacant, without a
    key worker, or without a chair."""

    last_day: date
    posts: Mapping[int, Successor]
    cases: Mapping[int, int]
    sessions: Mapping[int, int]


def leave(
    act: Act, person_id: int, ends: LooseEnds, settled: Settlement
) -> dict[str, list[dict[str, int | None]]]:
    """Contracts, placements, lines and what they contribute to end on the last day; posts, cases and sessions go
    where they are settled to. All or nothing. What changed of the sessions, for the audit.

    Raises RuleBroken when any of it breaks a rule, or when the person is not employed on the day.
    """
    _end_contracts(act, person_id, ends, settled.last_day)
    for profession_id in ends.professions:
        act.clear(Accountability, (person_id, profession_id), Period(settled.last_day + ONE_DAY))
    for post in ends.posts:
        _pass_post(act, person_id, post, settled)
    for post in ends.posts:
        refuse_tenure(act, (post.post_id, post.holding))
    takers = ((case.case_id, settled.cases.get(case.row)) for case in ends.cases)
    refuse_unnamed([(case_id, taker) for case_id, taker in takers if taker is not None], today_of(act))
    for case in ends.cases:
        _pass_case(act, person_id, case, settled)
    for key in act.load_where(Contribution, "person_id", [person_id]):
        act.clear(Contribution, key, Period(settled.last_day + ONE_DAY))
    sessions = [_pass_session(session, person_id, settled) for session in ends.sessions]
    return {"review_session": sessions} if sessions else {}


def _end_contracts(act: Act, person_id: int, ends: LooseEnds, last_day: date) -> None:
    for model in (EmploymentDetails, WorkingPattern):
        act.load(model, [(number,) for number in ends.employments])
    timelines = [act.timeline(EmploymentDetails, (number,)) for number in ends.employments]
    if not any(on_day(timeline, last_day) for timeline in timelines):
        name = get_person(person_id, AsAt(last_day)).name
        raise RuleBroken(f"{name} is not employed on {day(last_day)}, so that cannot be their last day.")
    for number in ends.employments:
        end_placements_under(act, number, last_day)
        for model in (EmploymentDetails, WorkingPattern):
            act.clear(model, (number,), Period(last_day + ONE_DAY))


def _pass_post(act: Act, person_id: int, post: PostHeld, settled: Settlement) -> None:
    after = Period(max(post.starts_on, settled.last_day + ONE_DAY), post.until)
    act.clear(Tenure, (post.post_id, post.holding), after)
    successor = settled.posts.get(post.row)
    if successor is None:
        return
    if successor.person_id == person_id:
        raise RuleBroken(f"{post.title} cannot pass to the person who is leaving.")
    key = (post.post_id, successor.holding.value)
    later = [s.period.starts_on for s in act.timeline(Tenure, key) if s.period.starts_on > after.starts_on]
    until = min([*later, after.end])
    held = Period(after.starts_on, None if until == FOR_EVER else until)
    start(act, Tenure, key, held, person_id=successor.person_id)
    if successor.steps_over:
        step_over(act, post.post_id, successor.person_id, held)
    refuse_tenure(act, key)


def _pass_case(act: Act, person_id: int, case: CaseHeld, settled: Settlement) -> None:
    after = Period(max(case.starts_on, settled.last_day + ONE_DAY), case.until)
    key = (case.case_id, case.role)
    act.clear(Allocation, key, after)
    taker = settled.cases.get(case.row)
    if taker is None:
        return
    if taker == person_id:
        raise RuleBroken(f"Case {case.local_reference} cannot pass to the person who is leaving.")
    _leave_other_role(act, case, taker, after)
    act.put(Allocation, key, after, person_id=taker)


def _leave_other_role(act: Act, case: CaseHeld, taker: int, after: Period) -> None:
    """Nobody stands in for themselves: a deputy who becomes key worker is deputy no longer."""
    other = Holds.DEPUTY if case.role == Holds.KEY_WORKER else Holds.KEY_WORKER
    for stretch in list(act.timeline(Allocation, (case.case_id, other.value))):
        if said(Allocation, stretch)["person_id"] != taker or not stretch.period.meets(after):
            continue
        if other is Holds.KEY_WORKER:
            raise RuleBroken(
                f"The key worker of case {case.local_reference} cannot be their own deputy. Choose another."
            )
        act.clear(Allocation, (case.case_id, other.value), Period(after.starts_on, stretch.period.until))


def _pass_session(session: SessionChaired, person_id: int, settled: Settlement) -> dict[str, int | None]:
    chair = settled.sessions.get(session.id)
    if chair is not None:
        _refuse_two_sessions(session, chair)
    db.session.execute(
        update(ReviewSession).where(ReviewSession.id == session.id).values(chair_person_id=chair)
    )
    return {"id": session.id, "was": person_id, "now": chair}


def _refuse_two_sessions(session: SessionChaired, chair: int) -> None:
    """Nobody chairs two sessions at one time."""
    ends_at = session.starts_at + timedelta(minutes=session.minutes)
    # A session is never longer than a day, so none that started earlier can still run.
    first = session.starts_at - timedelta(days=1)
    near = select(ReviewSession.starts_at, ReviewSession.minutes).where(
        ReviewSession.chair_person_id == chair,
        ReviewSession.id != session.id,
        ReviewSession.starts_at >= first,
        ReviewSession.starts_at < ends_at,
    )
    for starts_at, minutes in db.session.execute(near):
        if starts_at + timedelta(minutes=minutes) > session.starts_at:
            name = get_person(chair, AsAt(session.starts_at.astimezone(LONDON).date())).name
            raise RuleBroken(f"{name} already chairs another session at {moment(session.starts_at)}.")
