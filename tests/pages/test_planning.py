"""Making a plan on screen: watched, compared, pinned, published, and made again when somebody falls ill."""

from datetime import timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, update
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from accounts.permissions import Role
from app.errands import WORKS
from caseload.reviews.actions import make_plan, publish_plan
from caseload.reviews.plans.pinning import keep_pins
from caseload.reviews.review import Pin, Plan, PlannedReview, ReviewSession
from foundation import clock
from foundation.errand import Errand
from foundation.errands import SILENT, run
from tests import builders
from tests.actions.test_publishing import away, day_of, first_session, reviews_of
from tests.actions.test_publishing import borough as borough
from tests.pages.client import CheckedClient, statements
from tests.small_borough import NOW, Borough

Db = scoped_session[Session]
MOST_STATEMENTS = 10
LATER = NOW + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(LATER):
        yield


@pytest.fixture
def planner(client: CheckedClient, borough: Borough) -> CheckedClient:
    """A coordinator of the whole borough."""
    client.sign_in(builders.account(Role.COORDINATOR, email="planner@example.test"))
    return client


@pytest.fixture
def published(session: Db, borough: Borough) -> int:
    plan_id = make_plan(NOW.date(), 6, by=borough.by, at=NOW).plan_id
    publish_plan(plan_id, by=borough.by, at=NOW + timedelta(minutes=1))
    session.commit()
    return plan_id


@pytest.fixture
def ill(session: Db, borough: Borough, published: int) -> int:
    """The first session with reviews; its chair, who is the key worker, is away that day."""
    at = first_session(session, published)
    away(borough, "N1", day_of(session, at), day_of(session, at))
    session.commit()
    return at


def made_again(session: Db, planner: CheckedClient) -> int:
    """The draft that planning again makes, the best of the first second."""
    asked = planner.post("/reviews/plans/again", data={"because": "A nurse is ill"})
    planner.post(f"{asked.location}/stop")
    run(session.scalars(select(Errand.id).order_by(Errand.id.desc())).first() or 0, WORKS, clock.now)
    return session.scalars(select(Plan.id).order_by(Plan.id.desc())).first() or 0


def test_a_plan_that_holds_says_nothing_of_it(planner: CheckedClient, published: int) -> None:
    assert "no longer holds" not in planner.get("/reviews/diary").text
    assert "can be held as it was published" in planner.get("/reviews/diary/holds").text


def test_an_absence_shows_at_once_and_leads_to_planning_again(
    session: Db, planner: CheckedClient, ill: int
) -> None:
    diary = planner.get("/reviews/diary").text
    assert "This plan no longer holds" in diary
    assert "/reviews/plans/again" in diary
    told = planner.get("/reviews/diary/holds").text
    assert "The chair, Nora SampleN1, is away" in told
    assert "The whole session" in told


def test_a_lead_sees_that_the_plan_does_not_hold_and_cannot_plan(client: CheckedClient, ill: int) -> None:
    client.sign_in(builders.account(Role.LEAD, "east"))
    diary = client.get("/reviews/diary").text
    assert "This plan no longer holds" in diary
    assert "/reviews/plans/again" not in diary
    assert client.get("/reviews/diary/holds?neighbourhood=north").status_code == 404


def test_planning_again_explains_each_move_and_is_published(
    session: Db, planner: CheckedClient, ill: int
) -> None:
    plan_id = made_again(session, planner)
    page = planner.get(f"/reviews/plans/{plan_id}/compare").text
    assert "A nurse is ill" in page
    assert "The chair, Nora SampleN1, is away" in page
    people = planner.get(f"/reviews/plans/{plan_id}/compare?show=people").text
    assert "Need no longer come" in people
    assert "What stays late" in planner.get(f"/reviews/plans/{plan_id}/compare?show=late").text
    assert planner.post(f"/reviews/plans/{plan_id}/publish", data={"publish": "yes"}).status_code == 302
    assert "no longer holds" not in planner.get("/reviews/diary").text


def test_a_draft_that_no_longer_holds_offers_to_plan_again_instead_of_publishing(
    session: Db, planner: CheckedClient, borough: Borough, published: int
) -> None:
    plan_id = make_plan(NOW.date(), 6, by=borough.by, at=NOW + timedelta(minutes=2)).plan_id
    day = day_of(session, first_session(session, plan_id))
    away(borough, "N1", day, day)
    page = planner.get(f"/reviews/plans/{plan_id}/compare").text
    assert "The register has changed since this plan was made" in page
    assert "Publish this plan" not in page
    refused = planner.post(f"/reviews/plans/{plan_id}/publish", data={"publish": "yes"})
    assert refused.status_code == 422
    assert "The chair, Nora SampleN1, is away" in refused.text


def test_of_two_drafts_the_second_says_that_it_was_overtaken(
    session: Db, planner: CheckedClient, borough: Borough, published: int
) -> None:
    first, second = (
        make_plan(NOW.date(), 6, by=borough.by, at=NOW + timedelta(minutes=n)).plan_id for n in (2, 3)
    )
    session.commit()
    assert planner.post(f"/reviews/plans/{second}/publish", data={"publish": "yes"}).status_code == 302
    for address in (f"/reviews/plans/{first}", f"/reviews/plans/{first}/compare"):
        page = planner.get(address).text
        assert "Another plan was published after this draft was made" in page
        assert "Publish this plan" not in page
    refused = planner.post(f"/reviews/plans/{first}/publish", data={"publish": "yes"})
    assert refused.status_code == 422
    assert "Another plan was published on" in refused.text


def test_watching_says_how_far_from_the_best_possible_it_is(session: Db, planner: CheckedClient) -> None:
    asked = planner.post("/reviews/plans", data={"starts_on": "2026-11-23", "weeks": "6", "seconds": "20"})
    waiting = planner.get(asked.location)
    assert "Reading the register, step 1 of 3: cases, sessions and people" in waiting.text
    assert waiting.headers["Refresh"]
    assert "Refresh" not in planner.get(f"{asked.location}?still=yes").headers
    progress = '{"cases":3,"sessions":6,"score":106.0,"bound":100.0,"percent":6}'
    session.execute(update(Errand).values(progress=progress, started_at=LATER, seen_at=LATER))
    page = planner.get(asked.location).text
    assert "At most 6%" in page
    assert "from the best possible" in page
    assert "A plan is being made" in planner.get("/reviews/plans").text
    session.execute(update(Errand).values(seen_at=LATER - SILENT))
    silent = planner.get(asked.location).text
    assert "Stopped answering" in silent
    assert planner.post(f"{asked.location}/restart").status_code == 302
    session.execute(update(Errand).values(ended_at=LATER, failed="There is nothing to plan."))
    assert "There is nothing to plan." in planner.get(asked.location).text


def test_what_is_being_made_is_shown_to_whoever_asked(client: CheckedClient, planner: CheckedClient) -> None:
    asked = planner.post("/reviews/plans", data={"starts_on": "2026-11-23", "weeks": "6", "seconds": "20"})
    client.sign_in(builders.account(Role.COORDINATOR, email="other@example.test"))
    assert client.get(asked.location).status_code == 404


def test_planning_again_needs_a_published_plan(planner: CheckedClient) -> None:
    assert "No plan has been published yet" in planner.get("/reviews/plans/again").text
    refused = planner.post("/reviews/plans/again", data={"because": ""})
    assert refused.status_code == 422
    assert "nothing to plan again" in refused.text


def test_pins_are_ticked_kept_and_marked(session: Db, planner: CheckedClient, published: int) -> None:
    at = first_session(session, published)
    case = next(iter(reviews_of(session, published)[at]))[0]
    address = f"/reviews/sessions/{at}/pins"
    told = planner.post(address, data={"cases": [str(case)], "whole": "y"}, follow_redirects=True).text
    assert "2 pins put, 0 pins taken back." in told
    assert "Pinned" in planner.get("/reviews/diary").text
    with clock.pretending(LATER + timedelta(minutes=1)):
        told = planner.post(address, data={"sent": "yes"}, follow_redirects=True).text
    assert "0 pins put, 2 pins taken back." in told
    assert session.scalars(select(Pin.id).where(Pin.superseded_at.is_(None))).all() == []
    assert planner.post(address, data={"cases": ["99"]}).status_code == 422
    assert planner.get("/reviews/sessions/99/pins").status_code == 404
    session.execute(update(ReviewSession).where(ReviewSession.id == at).values(cancelled_because="Snow"))
    refused = planner.post(address, data={"whole": "y"})
    assert refused.status_code == 422
    assert "is cancelled" in refused.text


def test_a_draft_is_discarded(session: Db, planner: CheckedClient, borough: Borough) -> None:
    plan_id = make_plan(NOW.date(), 6, by=borough.by, at=NOW).plan_id
    told = planner.post(f"/reviews/plans/{plan_id}/discard", follow_redirects=True).text
    assert "The draft is discarded." in told
    again = planner.post(f"/reviews/plans/{plan_id}/discard", follow_redirects=True).text
    assert "Only a draft can be discarded." in again
    assert "Publish this plan" not in planner.get(f"/reviews/plans/{plan_id}/compare").text


def test_no_page_costs_more_than_ten_statements(session: Db, planner: CheckedClient, ill: int) -> None:
    plan_id = made_again(session, planner)
    pages = ("/reviews/diary", "/reviews/diary/holds", "/reviews/plans", "/reviews/plans/again")
    compared = [f"/reviews/plans/{plan_id}/compare?show={view}" for view in ("moves", "people", "late")]
    for address in (*pages, *compared, f"/reviews/plans/{plan_id}", f"/reviews/sessions/{ill}/pins"):
        with statements() as sent:
            assert planner.get(address).status_code == 200
        assert len(sent) <= MOST_STATEMENTS, (address, len(sent))


def test_what_was_done_is_kept_without_words(session: Db, planner: CheckedClient, ill: int) -> None:
    plan_id = made_again(session, planner)
    planner.post(f"/reviews/plans/{plan_id}/publish", data={"publish": "yes"})
    acts = list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert {"errand.ask", "errand.stop", "plan.make", "plan.publish"} <= set(acts)
    kept = [f"{e.before} {e.after}" for e in session.scalars(select(AuditEntry))]
    assert not any("ill" in each or "Nora" in each or "Mockshaw" in each for each in kept)
    assert session.scalars(select(PlannedReview.id).where(PlannedReview.plan_id == plan_id)).all()


def test_a_pin_of_a_review_the_plan_has_elsewhere_is_shown_and_can_be_taken_back(
    session: Db, planner: CheckedClient, published: int
) -> None:
    at = first_session(session, published)
    case = next(iter(reviews_of(session, published)[at]))[0]
    other = next(each.id for each in session.scalars(select(ReviewSession)) if each.id != at)
    session.execute(
        update(PlannedReview)
        .where(PlannedReview.session_id == at, PlannedReview.case_id == case)
        .values(session_id=other, starts_minute=60)
    )
    keep_pins(other, {case}, plan_id=published, by=builders.recorder().id, at=NOW)
    session.execute(update(PlannedReview).where(PlannedReview.starts_minute == 60).values(session_id=at))
    page = planner.get(f"/reviews/sessions/{other}/pins").text
    assert "pinned, and not in this session in the plan" in page
    told = planner.post(f"/reviews/sessions/{other}/pins", data={"sent": "yes"}, follow_redirects=True).text
    assert "0 pins put, 1 pin taken back." in told
