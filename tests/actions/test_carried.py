"""A case that a meeting carried over: it stays where it was carried, with its minutes and its people."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, update
from sqlalchemy.orm import scoped_session

from caseload.queries.planned_reviews import next_sessions
from caseload.reviews.actions import make_plan, publish_plan
from caseload.reviews.meetings.agenda_facts import case_in
from caseload.reviews.meetings.carried import read_carried
from caseload.reviews.meetings.outcomes import Said, decide
from caseload.reviews.plans.holding import unsettled
from caseload.reviews.plans.holding_facts import Weeks, read_holding_facts
from caseload.reviews.plans.planning import prepare
from caseload.reviews.review import Plan, PlannedAttendance, PlannedMove, PlannedReview, ReviewSession
from caseload.reviews.sessions.facts import get_session
from caseload.reviews.sessions.own_sessions import own_sessions
from foundation.errors import RuleBroken
from tests.laying import laid_once
from tests.meeting_ground import AFTER, LATER, Ground, meeting_ground
from tests.small_borough import TODAY

Db = scoped_session[Session]
MONDAY = date(2026, 11, 23)
CARRY = Said(outcome=None, because="The key worker was called away")


@pytest.fixture
@laid_once
def ground(session: Db) -> Ground:
    """ACM-2 of N2 was carried from today's session to that of next week, to which the plan asks nobody."""
    ground = meeting_ground()
    facts = get_session(ground.session)
    case = case_in(facts, ground.cases["ACM-2"], MONDAY, any_open=True)
    decide(facts, case, replace(CARRY, carried_to_id=ground.later), by=ground.by, at=AFTER)
    return ground


def in_plan(session: Db, plan_id: int, session_id: int) -> set[int]:
    found = select(PlannedReview.case_id).where(
        PlannedReview.plan_id == plan_id, PlannedReview.session_id == session_id
    )
    return set(session.scalars(found))


def test_it_is_read_with_the_meeting_it_comes_from(ground: Ground) -> None:
    [carried] = read_carried(AFTER)
    assert (carried.case_id, carried.session_id) == (ground.cases["ACM-2"], ground.later)
    assert carried.from_on == MONDAY
    assert read_carried(LATER) == ()


def test_a_plan_made_again_leaves_it_there_with_its_people_and_says_so(session: Db, ground: Ground) -> None:
    case = ground.cases["ACM-2"]
    made = make_plan(MONDAY + timedelta(days=1), 1, by=ground.by, at=AFTER)
    assert case in in_plan(session, made.plan_id, ground.later)
    asked = session.scalars(
        select(PlannedAttendance.person_id).where(PlannedAttendance.plan_id == made.plan_id)
    )
    assert ground.person("N2") in set(asked)
    why = session.scalars(
        select(PlannedMove.because).where(PlannedMove.plan_id == made.plan_id, PlannedMove.case_id == case)
    ).one()
    assert json.loads(why) == ["It was carried over to this session at the meeting on 23 Nov 2026"]
    publish_plan(made.plan_id, by=ground.by, at=AFTER + timedelta(minutes=1))


def test_carried_to_a_session_that_is_not_planned_it_is_planned_no_second_time(
    session: Db, ground: Ground
) -> None:
    session.execute(
        update(ReviewSession).where(ReviewSession.id == ground.later).values(chair_person_id=None)
    )
    session.execute(
        update(ReviewSession).where(ReviewSession.code == "east-2").values(cancelled_because=None)
    )
    facts = prepare(MONDAY + timedelta(days=1), 2, at=AFTER).facts
    [held] = [case.last_held_on for case in facts.cases if case.id == ground.cases["ACM-2"]]
    assert held == LATER.date()


def test_the_published_plan_counts_its_minutes(session: Db, ground: Ground) -> None:
    session.execute(update(ReviewSession).where(ReviewSession.id == ground.later).values(minutes=5))
    plan = session.scalars(select(Plan)).one()
    found = unsettled(read_holding_facts(Weeks(plan.id, plan.starts_on, AFTER), AFTER))
    assert any("With what was carried over, 15 minutes" in each.because[-1] for each in found)


def test_its_key_worker_has_the_session_among_their_own_with_the_minutes_it_takes(ground: Ground) -> None:
    [later] = [
        each for each in own_sessions(ground.person("N2"), LATER, TODAY) if each.asked.id == ground.later
    ]
    assert later.stay.cases == 1
    assert (later.comes_at, later.goes_at) == (LATER, LATER + timedelta(minutes=15))
    assert own_sessions(ground.person("G1"), datetime(2026, 11, 24, tzinfo=UTC), TODAY) == []


def test_a_case_deferred_before_the_meeting_leaves_its_minutes_to_the_rest(ground: Ground) -> None:
    early, facts = AFTER - timedelta(days=3), get_session(ground.session)
    case = case_in(facts, ground.cases["ACM-1"], TODAY, any_open=True)
    with pytest.raises(RuleBroken, match="Before it a case can only be deferred, to a later session"):
        decide(facts, case, CARRY, by=ground.by, at=early)
    decide(facts, case, replace(CARRY, carried_to_id=ground.later), by=ground.by, at=early)
    assert case_in(facts, ground.cases["ACM-1"], TODAY, any_open=True).decided.taken_off
    assert next_sessions([ground.cases["ACM-1"]], early)[ground.cases["ACM-1"]].session_id == ground.later
    [own] = [
        each for each in own_sessions(ground.person("G1"), early, TODAY) if each.asked.id == ground.session
    ]
    assert own.stay.cases == 0
