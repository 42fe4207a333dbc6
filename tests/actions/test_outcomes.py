"""What a session decides of a case: what is kept, what it changes, what is refused, and putting it right."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from caseload.cases.case import Allocation, CaseDetails, Informed
from caseload.cases.stage import CaseStage, Outcome
from caseload.keeping.particulars import inform
from caseload.queries.cases import Parts, as_line, select_cases
from caseload.reviews.meetings.acts import end_meeting, say_who_came
from caseload.reviews.meetings.agenda_facts import AgendaCase, agenda_of, case_in
from caseload.reviews.meetings.case_actions import (
    ToDo,
    change,
    drop,
    finish,
    get_action,
    open_actions,
    record_action,
)
from caseload.reviews.meetings.next_review import Choice
from caseload.reviews.meetings.outcomes import Kept, Said, decide
from caseload.reviews.review import (
    Action,
    Came,
    Deferral,
    Escalation,
    Review,
    ReviewOutcome,
    ReviewSession,
)
from caseload.reviews.sessions.facts import get_session, later_sessions
from foundation import clock
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere, RuleBroken
from people.deeds import doing
from people.notice import Notice
from people.organisation import Organisation
from tests.meeting_ground import AFTER, LATER, Ground, meeting_ground
from tests.small_borough import TODAY

Db = scoped_session[Session]
GOES_ON = Said(outcome=ReviewOutcome.CONTINUE)
DEFERRED = Said(outcome=None, because="The key worker was called away")


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.pretending(AFTER):
        yield


@pytest.fixture
def ground(session: Db) -> Ground:
    return meeting_ground()


def case(g: Ground, reference: str = "ACM-1", *, session: int = 0, on: date = TODAY) -> AgendaCase:
    return case_in(get_session(session or g.session), g.cases[reference], on, any_open=True)


def say(g: Ground, what: Said, reference: str = "ACM-1", *, minute: int = 0, **given: Any) -> Kept:
    held = get_session(given.pop("session", g.session))
    found = case(g, reference, session=held.id)
    kept = decide(held, found, what, by=g.by, at=AFTER + timedelta(minutes=minute))
    db.session.commit()
    return kept


def believed(session: Db, model: Any = Review) -> list[Any]:
    return list(session.scalars(select(model).where(model.superseded_at.is_(None)).order_by(model.id)))


def here(session: Db) -> list[Review]:
    return [row for row in believed(session) if row.session_id is not None]


def due(session: Db, g: Ground, reference: str = "ACM-1", on: date = TODAY) -> date | None:
    row = session.execute(
        select_cases(Parts(AsAt(on))).where(CaseDetails.case_id == g.cases[reference])
    ).one()
    found = as_line(row).due
    return found and found.due_on


def tier_of(session: Db, g: Ground, reference: str = "ACM-1", on: date = TODAY) -> int | None:
    return session.scalar(
        select(CaseDetails.tier_id).where(
            CaseDetails.case_id == g.cases[reference], in_force(CaseDetails, AsAt(on))
        )
    )


def nurse_action(g: Ground, **changes: Any) -> ToDo:
    organisation = case_organisation(g)
    usual: dict[str, Any] = {
        "what": "Order a commode",
        "due_on": date(2026, 12, 1),
        "organisation_id": organisation,
        "person_id": g.person("N2"),
    }
    return ToDo(**usual | changes)


def case_organisation(g: Ground) -> int:
    return db.session.scalars(select(Organisation.id).where(Organisation.code == "nca")).one()


# What is kept


def test_a_review_held_keeps_its_due_day_and_the_weeks_of_the_next(session: Db, ground: Ground) -> None:
    kept = say(ground, GOES_ON)
    [row] = here(session)
    assert (row.held_on, row.outcome, row.session_id) == (TODAY, "continue", ground.session)
    assert row.due_on == date(2026, 11, 30)  # four weeks after 2 November
    assert (row.interval_weeks, row.hard_maximum_weeks, row.next_on) == (4, 6, None)
    assert kept.next is not None
    assert (kept.next.due_on, kept.next.hard_limit_on) == (date(2026, 12, 21), date(2027, 1, 4))
    assert due(session, ground) == date(2026, 12, 21)


def test_a_step_changes_the_tier_and_so_the_next_day(session: Db, ground: Ground) -> None:
    to = ground.tiers["active"]
    say(ground, Said(outcome=ReviewOutcome.STEP_DOWN, because="Steady for a year", tier_id=to))
    assert tier_of(session, ground) == to
    assert due(session, ground) == TODAY + timedelta(weeks=12)


@pytest.mark.parametrize(
    ("outcome", "tier"),
    [
        ("step_up", "active"),
        ("step_up", "maintenance"),
        ("step_down", "active"),
        ("step_down", "intensive"),
    ],
)
def test_a_step_has_to_be_one(ground: Ground, outcome: str, tier: str) -> None:
    what = Said(outcome=ReviewOutcome(outcome), because="Why", tier_id=ground.tiers[tier])
    with pytest.raises(RuleBroken, match="choose one that is reviewed"):
        say(ground, what, "ACM-3")


def test_closing_ends_the_case_and_what_hangs_on_it(session: Db, ground: Ground) -> None:
    kept = say(ground, Said(outcome=ReviewOutcome.CLOSED, because="Moved to Leeds", closed_as=Outcome.MOVED))
    assert kept.next is None
    assert kept.ended is not None
    assert kept.ended.holders == 2
    assert tier_of(session, ground) is None
    # and the agenda of this session still tells it, so that it can be put right
    assert case(ground).decided.outcome == "closed"


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (Said(outcome=ReviewOutcome.STEP_UP), "Say why"),
        (Said(outcome=ReviewOutcome.STEP_UP, because="Worse"), "Choose the tier"),
        (Said(outcome=ReviewOutcome.CLOSED, because="Done"), "Choose how the case ended"),
        (Said(outcome=ReviewOutcome.ESCALATED, because="No care to be had"), "needs an action"),
        (Said(outcome=None), "Say why the review is deferred"),
    ],
)
def test_what_is_missing_is_refused(session: Db, ground: Ground, what: Said, why: str) -> None:
    with pytest.raises(RuleBroken, match=why):
        say(ground, what)
    session.rollback()
    assert here(session) == []
    assert believed(session, Deferral) == []


def test_an_escalated_case_has_somebody_to_take_it_up(session: Db, ground: Ground) -> None:
    say(ground, Said(outcome=ReviewOutcome.ESCALATED, because="No care", action=nurse_action(ground)))
    [action] = believed(session, Action)
    assert (action.session_id, action.raised_on, action.number) == (ground.session, TODAY, 1)
    [notice] = session.scalars(select(Notice)).all()
    assert (notice.person_id, notice.kind) == (ground.person("N2"), "action_given")
    assert notice.about == f"/cases/{ground.cases['ACM-1']}/actions/1"


def test_an_escalated_case_is_told_to_the_post_that_answers_for_it_once(session: Db, ground: Ground) -> None:
    escalated = Said(outcome=ReviewOutcome.ESCALATED, because="No care", action=nurse_action(ground))
    say(ground, escalated)
    say(ground, escalated, minute=5)
    [raised] = session.scalars(select(Escalation)).all()
    assert (raised.case_id, raised.over) == (ground.cases["ACM-1"], "registration")  # N1 has none
    assert json.loads(raised.because)[0] == "The review on 23 Nov 2026 came to: escalated"


# The next day, by choice


def test_a_chosen_day_moves_the_due_day_and_never_the_limit(session: Db, ground: Ground) -> None:
    sooner = Said(outcome=ReviewOutcome.CONTINUE, next=Choice(date(2026, 12, 7), "New medicine"))
    kept = say(ground, sooner)
    assert kept.next is not None
    assert (kept.next.due_on, kept.next.hard_limit_on) == (date(2026, 12, 7), date(2027, 1, 4))
    assert due(session, ground) == date(2026, 12, 7)


def test_the_rules_own_day_is_no_choice(session: Db, ground: Ground) -> None:
    say(ground, Said(outcome=ReviewOutcome.CONTINUE, next=Choice(date(2026, 12, 21))))
    assert here(session)[0].next_on is None


@pytest.mark.parametrize(
    ("choice", "why"),
    [
        (Choice(TODAY, "Today"), "comes after this one"),
        (Choice(date(2026, 12, 7)), "Say why another day"),
        (Choice(date(2027, 1, 5), "Away until then"), "the longest time this tier allows"),
    ],
)
def test_a_day_that_may_not_be_chosen(ground: Ground, choice: Choice, why: str) -> None:
    with pytest.raises(RuleBroken, match=why):
        say(ground, Said(outcome=ReviewOutcome.CONTINUE, next=choice))


def test_a_day_after_the_limit_is_said_twice_and_the_limit_stays(session: Db, ground: Ground) -> None:
    late = Choice(date(2027, 1, 5), "Away until then", past_limit=True)
    kept = say(ground, Said(outcome=ReviewOutcome.CONTINUE, next=late))
    assert here(session)[0].next_on == date(2027, 1, 5)
    assert kept.next is not None
    assert kept.next.due_on == kept.next.hard_limit_on == date(2027, 1, 4)
    assert due(session, ground) == date(2027, 1, 4)


# Twice, and putting right


def test_the_same_said_twice_is_kept_once(session: Db, ground: Ground) -> None:
    step = Said(outcome=ReviewOutcome.STEP_DOWN, because="Steady", tier_id=ground.tiers["active"])
    what = replace(step, action=nurse_action(ground))
    assert say(ground, what).changed
    assert not say(ground, what, minute=1).changed
    assert len(here(session)) == 1
    assert session.scalar(select(func.count()).select_from(Action)) == 1
    acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act == "review.decide")).all()
    assert len(acts) == 1


@pytest.mark.parametrize(
    "what",
    [
        Said(outcome=None, because="No time"),
        Said(outcome=ReviewOutcome.CLOSED, because="Died", closed_as=Outcome.DIED),
        Said(outcome=ReviewOutcome.CONTINUE, next=Choice(date(2026, 12, 7), "Sooner")),
    ],
)
def test_each_outcome_said_twice_is_kept_once(ground: Ground, what: Said) -> None:
    assert say(ground, what).changed
    assert not say(ground, what, minute=1).changed


def test_another_action_may_follow_the_same_outcome(session: Db, ground: Ground) -> None:
    say(ground, replace(GOES_ON, action=nurse_action(ground)))
    say(ground, replace(GOES_ON, action=nurse_action(ground, what="Ring the daughter")), minute=1)
    assert [row.what for row in believed(session, Action)] == ["Order a commode", "Ring the daughter"]
    assert len(here(session)) == 1


def test_putting_right_needs_a_reason_and_keeps_what_was_said(session: Db, ground: Ground) -> None:
    say(ground, GOES_ON)
    with pytest.raises(RuleBroken, match="put right"):
        say(ground, DEFERRED, minute=1)
    session.rollback()
    say(ground, replace(DEFERRED, corrected="It was not reviewed after all"), minute=1)
    assert here(session) == []
    [gone] = session.scalars(select(Review).where(Review.superseded_at.is_not(None))).all()
    assert gone.because == "It was not reviewed after all"
    assert due(session, ground) == date(2026, 11, 30)  # as if it had not been held
    say(ground, replace(GOES_ON, corrected="It was"), minute=2)
    assert [row.due_on for row in here(session)] == [date(2026, 11, 30)]
    assert believed(session, Deferral) == []


def test_a_step_put_right_puts_the_tier_back(session: Db, ground: Ground) -> None:
    say(ground, Said(outcome=ReviewOutcome.STEP_DOWN, because="Steady", tier_id=ground.tiers["active"]))
    say(ground, replace(GOES_ON, corrected="Wrong resident"), minute=1)
    assert tier_of(session, ground) == ground.tiers["intensive"]
    assert here(session)[0].interval_weeks == 4


def test_one_step_put_right_by_another_counts_from_the_tier_before_both(session: Db, ground: Ground) -> None:
    step = Said(outcome=ReviewOutcome.STEP_DOWN, because="Steady", tier_id=ground.tiers["maintenance"])
    say(ground, step, "ACM-3")
    up = Said(outcome=ReviewOutcome.STEP_UP, because="Worse", tier_id=ground.tiers["intensive"])
    say(ground, replace(up, corrected="Misheard"), "ACM-3", minute=1)
    assert tier_of(session, ground, "ACM-3") == ground.tiers["intensive"]


def test_a_closure_put_right_opens_the_case_again(session: Db, ground: Ground) -> None:
    say(ground, Said(outcome=ReviewOutcome.CLOSED, because="Died", closed_as=Outcome.DIED))
    say(ground, replace(GOES_ON, corrected="Another resident"), minute=1)
    assert tier_of(session, ground) == ground.tiers["intensive"]
    held = in_force(Allocation, AsAt(TODAY))
    holders = select(Allocation).where(Allocation.case_id == ground.cases["ACM-1"], held)
    assert session.scalars(holders).all() == []  # somebody has to be given it again


def test_how_a_case_ended_can_be_put_right(session: Db, ground: Ground) -> None:
    closed = Said(outcome=ReviewOutcome.CLOSED, because="Moved", closed_as=Outcome.MOVED)
    say(ground, closed)
    again = replace(closed, closed_as=Outcome.DIED)
    with pytest.raises(RuleBroken, match="put right"):
        say(ground, again, minute=1)
    session.rollback()
    say(ground, replace(again, corrected="The letter came back"), minute=1)
    outcome = select(CaseStage.outcome).where(
        CaseStage.case_id == ground.cases["ACM-1"], in_force(CaseStage, AsAt(TODAY))
    )
    assert session.scalar(outcome) == "died"


# When


def test_nothing_is_decided_before_the_day_or_in_a_cancelled_session(ground: Ground) -> None:
    with pytest.raises(RuleBroken, match="30 November 2026"):
        say(ground, GOES_ON, session=ground.later)
    with clock.pretending(AFTER + timedelta(weeks=2)), pytest.raises(RuleBroken, match="cancelled"):
        say(ground, GOES_ON, session=ground.cancelled)


# The agenda


def references(g: Ground, number: int) -> list[str]:
    return [each.line.reference for each in agenda_of(get_session(number), TODAY)]


def test_the_agenda_is_the_plan_and_what_was_carried_over_and_added(ground: Ground) -> None:
    assert references(ground, ground.session) == ["ACM-1", "ACM-2", "ACM-3"]
    assert references(ground, ground.later) == []
    say(ground, replace(DEFERRED, carried_to_id=ground.later), "ACM-2")
    say(ground, GOES_ON, "ACM-4")
    assert references(ground, ground.session) == ["ACM-1", "ACM-2", "ACM-3", "ACM-4"]
    [carried] = agenda_of(get_session(ground.later), TODAY)
    assert (carried.line.reference, carried.carried, carried.decided.done) == ("ACM-2", True, False)


def test_what_was_reviewed_since_is_carried_no_further(ground: Ground) -> None:
    say(ground, replace(DEFERRED, carried_to_id=ground.later))
    say(ground, replace(GOES_ON, corrected="Time was found at the end"), minute=5)
    assert references(ground, ground.later) == []


def test_who_objects_is_on_no_agenda_from_that_moment(session: Db, ground: Ground) -> None:
    say(ground, replace(DEFERRED, carried_to_id=ground.later))
    object_to(session, ground, "ACM-1")
    assert references(ground, ground.session) == ["ACM-2", "ACM-3"]
    assert references(ground, ground.later) == []
    with pytest.raises(NotThere):
        case(ground)


def object_to(session: Db, g: Ground, reference: str) -> None:
    with doing("case.informed", "case", g.cases[reference], by=g.by, at=AFTER) as act:
        inform(act, g.cases[reference], Informed.OBJECTS, TODAY, TODAY)
    session.commit()


def test_a_case_of_another_neighbourhood_cannot_be_brought(ground: Ground) -> None:
    with pytest.raises(NotThere):
        case(ground, "ACM-5")
    with pytest.raises(NotThere):
        case_in(get_session(ground.session), ground.cases["ACM-4"], TODAY, any_open=False)


def test_a_review_is_carried_only_to_a_later_session_that_will_be_held(ground: Ground) -> None:
    assert later_sessions(get_session(ground.session)) == [(ground.later, LATER)]


# The end, and who came


def test_ending_defers_what_was_not_come_to_once(session: Db, ground: Ground) -> None:
    say(ground, GOES_ON)

    def end(because: str, minute: int) -> None:
        held = get_session(ground.session)
        left = [each for each in agenda_of(held, TODAY) if not each.decided.done]
        at = AFTER + timedelta(minutes=minute)
        end_meeting(held, left, because, ground.later, by=ground.by, at=at)

    with pytest.raises(RuleBroken, match="Say why"):
        end("", 1)
    end("We ran out of time", 2)
    end("", 3)
    rows = believed(session, Deferral)
    assert [row.case_id for row in rows] == [ground.cases["ACM-2"], ground.cases["ACM-3"]]
    assert session.get_one(ReviewSession, ground.session).ended_at == AFTER + timedelta(minutes=2)
    assert references(ground, ground.later) == ["ACM-2", "ACM-3"]


def test_a_meeting_that_has_not_begun_does_not_end(ground: Ground) -> None:
    held = get_session(ground.session)
    with pytest.raises(RuleBroken, match="not begun"):
        end_meeting(held, [], "", None, by=ground.by, at=held.starts_at - timedelta(hours=1))


def test_who_came_is_kept_and_put_right(session: Db, ground: Ground) -> None:
    held = get_session(ground.session)
    nora, gita = ground.person("N1"), ground.person("G1")
    assert say_who_came(held, {nora: True, gita: True}, by=ground.by, at=AFTER) == 2
    assert say_who_came(held, {nora: True, gita: False}, by=ground.by, at=AFTER) == 1
    assert {row.person_id: row.came for row in believed(session, Came)} == {nora: True, gita: False}


# Actions


def test_an_action_is_done_dropped_or_changed_by_whoever_read_it_last(session: Db, ground: Ground) -> None:
    case_id = ground.cases["ACM-1"]
    number = record_action(case_id, nurse_action(ground), by=ground.by, at=AFTER)
    assert number == 1
    assert record_action(case_id, nurse_action(ground), by=ground.by, at=AFTER) is None
    found = get_action(case_id, 1, TODAY)
    how: dict[str, Any] = {"by": ground.by, "at": AFTER, "read": found.row}
    with pytest.raises(RuleBroken, match="Say why"):
        drop(found, " ", **how)
    with pytest.raises(RuleBroken, match="from then to today"):
        finish(found, TODAY + timedelta(days=1), **how)
    later = nurse_action(ground, due_on=date(2026, 12, 8), person_id=ground.person("G1"))
    change(found, later, "The nurse is away", **how)
    assert open_actions([case_id], TODAY)[case_id][0].person_id == ground.person("G1")
    # somebody who read it before that is told so, and nothing is kept
    with pytest.raises(RuleBroken, match="Somebody changed this"):
        finish(get_action(case_id, 1, TODAY), TODAY, **how)
    again = get_action(case_id, 1, TODAY)
    how["read"] = again.row
    finish(again, TODAY, **how)
    finish(get_action(case_id, 1, TODAY), TODAY, **how)  # sent twice
    assert open_actions([case_id], TODAY)[case_id] == []
    assert session.scalar(select(func.count()).select_from(Action)) == 3
    assert len(session.scalars(select(Notice)).all()) == 2  # the nurse, then the doctor


def test_an_action_is_not_due_before_it_is_given(ground: Ground) -> None:
    with pytest.raises(RuleBroken, match="before it is given"):
        say(ground, replace(GOES_ON, action=nurse_action(ground, due_on=TODAY - timedelta(days=1))))


def test_the_audit_names_nobody(session: Db, ground: Ground) -> None:
    say(ground, Said(outcome=ReviewOutcome.ESCALATED, because="Olive fell", action=nurse_action(ground)))
    kept = " ".join(f"{row.act} {row.after}" for row in session.scalars(select(AuditEntry)))
    assert "Olive" not in kept
    assert "commode" not in kept
