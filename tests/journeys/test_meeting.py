"""A review meeting is held, with a connection that is lost twice, and nothing that was typed is."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Route, expect
from sqlalchemy import func, select, update

from caseload.cases.case import Case, CaseDetails, ResidentDetails, ReviewTier
from caseload.reviews.review import Plan, PlannedReview, ReviewSession
from foundation import clock
from foundation.acts import table_of
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.formats import day, short_day
from neighbourhoods.neighbourhood import Neighbourhood
from tests.journeys.reader import Reader
from tests.journeys.sample import Sample

A4_MM = 297 - 2 * 14
PIXELS_A_MM = 96 / 25.4
CONTENT_WIDTH = int((210 - 2 * 14) * PIXELS_A_MM)


@dataclass(frozen=True)
class Held:
    """A session that has begun, its first cases in order, and when the first is due once it is reviewed."""

    address: str
    residents: list[str]
    cases: list[int]
    next_due: date


def begin_a_session(sample: Sample) -> Held:
    """The east's fullest session of the published plan began an hour ago."""
    with sample.app.app_context():
        fullest = db.session.execute(
            select(PlannedReview.session_id, PlannedReview.plan_id)
            .join(ReviewSession, ReviewSession.id == PlannedReview.session_id)
            .join(Neighbourhood, Neighbourhood.id == ReviewSession.neighbourhood_id)
            .join(Plan, Plan.id == PlannedReview.plan_id)
            .where(Neighbourhood.code == "east", Plan.status == "published")
            .group_by(PlannedReview.session_id, PlannedReview.plan_id)
            .order_by(func.count().desc(), PlannedReview.session_id)
        ).first()
        assert fullest is not None
        session_id, plan_id = fullest
        began = clock.now() - timedelta(hours=1)
        sessions, plans = table_of(ReviewSession), table_of(Plan)
        db.session.execute(update(sessions).where(sessions.c.id == session_id).values(starts_at=began))
        before = began - timedelta(days=1)
        db.session.execute(update(plans).where(plans.c.id == plan_id).values(published_at=before))
        as_at = AsAt(clock.today())
        rows = db.session.execute(
            select(
                Case.id,
                ResidentDetails.given_name + " " + ResidentDetails.family_name,
                ReviewTier.review_interval_weeks,
            )
            .join(PlannedReview, PlannedReview.case_id == Case.id)
            .join(CaseDetails, CaseDetails.case_id == Case.id)
            .join(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
            .join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
            .where(
                PlannedReview.session_id == session_id,
                PlannedReview.plan_id == plan_id,
                in_force(CaseDetails, as_at),
                in_force(ResidentDetails, as_at),
            )
            .order_by(PlannedReview.starts_minute)
        ).all()
        db.session.commit()
        local = began.astimezone(clock.LONDON).date()
    next_due = local + timedelta(weeks=rows[0][2])
    return Held(
        f"/reviews/sessions/{session_id}", [row[1] for row in rows], [row[0] for row in rows], next_due
    )


def never_answered(route: Route) -> None:
    """What is sent does not arrive, and no page comes back; pages can still be read."""
    if route.request.method == "POST":
        route.fulfill(status=204)
    else:
        route.continue_()


def test_a_meeting_is_held_and_a_lost_connection_loses_nothing(reader: Reader, sample: Sample) -> None:
    # Given a session that has begun
    held = begin_a_session(sample)
    page = reader.page
    reader.signs_in("coordinator")
    reader.opens(held.address, "agenda")
    reader.reads_heading("Review session, Bury East")
    reader.reads(*held.residents[:3], "not yet decided")
    # When they say who came
    reader.follows("Who came", "who came")
    page.get_by_role("checkbox").first.check()
    reader.presses("Keep who came", "agenda, kept")
    reader.reads("Who came is kept.")
    # When the connection is lost while they write what was decided of the first case
    reader.follows("Say what was decided", "case in a meeting")
    reader.reads(held.residents[0])
    page.get_by_label("Continue as it is", exact=True).check()
    reader.fills("What is to be done (optional)", "Order a commode")
    reader.chooses_first("Who does it")
    reader.fills("Done by (optional)", (clock.today() + timedelta(days=7)).isoformat())
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep this", exact=True).click()
    # Then they are told, and it is sent by itself once the connection is back
    expect(page.locator(".keep-says")).to_contain_text("No connection. What you typed stays in this tab")
    page.context.set_offline(False)
    reader.reads(held.residents[1])
    reader.reads(f"Kept. The next review is due on {day(held.next_due)}")
    # When the answer to the next one never comes, and they open the page again
    page.get_by_label("Step up", exact=True).check()
    page.get_by_label("Not reviewed: deferred", exact=True).check()
    reader.fills("Why, in a few words (optional)", "The daughter could not come")
    page.route("**/cases/*", never_answered)
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_role("button", name="Keep this", exact=True).click()
    page.unroute("**/cases/*")
    reader.opens(f"{held.address}/cases/{held.cases[1]}", "case in a meeting, again")
    # Then what they typed is there, said to be not kept yet, and is kept now
    reader.reads("What you typed here before was not kept yet, and is filled in again.")
    expect(page.get_by_label("Not reviewed: deferred", exact=True)).to_be_checked()
    expect(page.get_by_label("Why, in a few words (optional)", exact=True)).to_have_value(
        "The daughter could not come"
    )
    reader.presses("Keep this")
    reader.reads("Kept: the review is deferred. It stays due when it was.")
    reader.opens(f"{held.address}/cases/{held.cases[1]}", "case that was decided")
    reader.does_not_read("What you typed here before")
    # When they end the meeting, what was not come to is deferred with a reason
    reader.opens(held.address, "agenda, partly decided")
    reader.follows("End the meeting", "end of a meeting")
    reader.presses("End the meeting")
    reader.reads("Say why these cases were not reviewed.")
    reader.fills("Why they were not reviewed (optional)", "We ran out of time")
    reader.presses("End the meeting", "agenda, over")
    reader.reads("The meeting is over. What was decided can still be put right.")
    # And the first case is due anew, with its action
    reader.opens(f"/cases/{held.cases[0]}", "case with an action")
    reader.reads(short_day(held.next_due), "Order a commode")
    reader.follows("Order a commode", "action")
    page.get_by_label("Done", exact=True).check()
    reader.presses("Keep this")
    reader.reads("What became of the action is kept.")


def test_the_pack_for_when_nothing_works_splits_no_case(reader: Reader, sample: Sample) -> None:
    held = begin_a_session(sample)
    reader.signs_in("coordinator")
    reader.opens(f"{held.address}/paper", "paper pack")
    reader.page.set_viewport_size({"width": CONTENT_WIDTH, "height": 1000})
    reader.page.emulate_media(media="print")
    parts = reader.page.eval_on_selector_all(
        ".paper-case",
        "all => all.map(each => [each.getBoundingClientRect().height, getComputedStyle(each).breakInside])",
    )
    assert len(parts) == len(held.residents) + 1
    assert {kept for _, kept in parts} == {"avoid"}
    assert max(height for height, _ in parts) < A4_MM * PIXELS_A_MM
    # Each page says which session it is of: a table's head is printed on all of its pages.
    head = reader.page.locator(".paper__head")
    expect(head).to_contain_text(re.compile(r"Review session, Bury East, \d.* It names residents"))
    assert head.evaluate("each => getComputedStyle(each).display") == "table-header-group"
    assert len(re.findall(rb"/Type /Page\b", reader.page.pdf())) >= len(held.residents) // 3
