"""A review coordinator plans, pins, publishes; somebody falls ill; they plan again and publish that."""

import re
from datetime import date

from playwright.sync_api import expect
from sqlalchemy import select

from app.errands import WORKS
from caseload.reviews.plans.planning_facts import local_midnight
from caseload.reviews.review import Plan, PlannedReview, ReviewSession
from foundation import clock
from foundation.database import db
from foundation.errand import Errand
from foundation.errands import run
from neighbourhoods.neighbourhood import Neighbourhood
from tests.journeys.reader import Reader
from tests.journeys.sample import Sample


def watched(reader: Reader, sample: Sample) -> None:
    """The page of a plan being made, left as it is while it is looked at; the best of the first second is kept."""
    reader.follows("Leave it as it is", "a plan being made")
    reader.presses("Stop, and keep the best so far")
    reader.page.goto(f"{reader.page.url}?still=yes")
    reader.reads("It was asked to stop")
    with sample.app.app_context():
        errand = db.session.scalars(select(Errand.id).order_by(Errand.id.desc())).first()
        assert errand is not None
        db.session.rollback()
        assert run(errand, WORKS, clock.now)
    reader.goes_by(reader.page.get_by_role("link", name="See how far it is"), "a plan compared")


def chair_of_tomorrow(sample: Sample) -> tuple[int, date, str]:
    """Who chairs the first session with a review that is not today, its day, and its neighbourhood’s code."""
    with sample.app.app_context():
        tomorrow = local_midnight(date.fromordinal(clock.today().toordinal() + 1))
        found = db.session.execute(
            select(ReviewSession.chair_person_id, ReviewSession.starts_at, Neighbourhood.code)
            .join(PlannedReview, PlannedReview.session_id == ReviewSession.id)
            .join(Plan, Plan.id == PlannedReview.plan_id)
            .join(Neighbourhood, Neighbourhood.id == ReviewSession.neighbourhood_id)
            .where(Plan.status == "published", ReviewSession.starts_at >= tomorrow)
            .order_by(ReviewSession.starts_at, ReviewSession.id)
            .limit(1)
        ).one()
    chair, starts_at, place = found
    assert chair is not None
    return chair, starts_at.astimezone(clock.LONDON).date(), place


def test_a_coordinator_plans_pins_publishes_and_plans_again(reader: Reader, sample: Sample) -> None:
    # Given the diary, from which a coordinator asks for a plan
    reader.signs_in("coordinator")
    reader.goes_by(reader.page.get_by_role("link", name="Plans", exact=True), "plans")
    reader.chooses("How long to look", "20 seconds")
    reader.presses("Make a draft plan")
    # When it is made they are told how good it is, beside what is published
    watched(reader, sample)
    reader.reads("from the best possible", "Figures for the whole borough")
    reader.follows("Who must come", "who must come")
    reader.follows("What stays late", "what stays late")
    # And they pin the first review of a session, which is marked in the plan
    reader.opens(reader.page.url.split("/compare")[0], "draft plan")
    reader.follows("Pin reviews", "pins")
    reader.page.get_by_role("checkbox").first.check()
    reader.presses("Save the pins")
    reader.reads("1 pin put, 0 pins taken back.")
    reader.follows("The plan", "draft plan")
    reader.reads("Pinned")
    # And, seeing it there, take the pin back
    reader.follows("Pin reviews", "pins")
    expect(reader.page.get_by_role("checkbox").first).to_be_checked()
    reader.page.get_by_role("checkbox").first.uncheck()
    reader.presses("Save the pins")
    reader.reads("0 pins put, 1 pin taken back.")
    reader.follows("The plan", "draft plan")
    # And publish it
    reader.presses("Publish this plan", "diary")
    reader.reads("The plan is published. It is now the review diary.")
    reader.does_not_read("This plan no longer holds")
    reader.signs_out()
    # When whoever chairs a session falls ill
    chair, day, place = chair_of_tomorrow(sample)
    reader.signs_in("office")
    reader.opens(f"/people/{chair}/away/record", "absence")
    reader.fills("First day", day.isoformat())
    reader.page.get_by_label(re.compile("^Last day")).fill(day.isoformat())
    for contracts in reader.page.get_by_label("Employment", exact=True).all():
        contracts.select_option(index=1)
    reader.presses("Record the absence")
    reader.signs_out()
    # Then the plan no longer holds, at once and with the reason
    reader.signs_in("coordinator")
    reader.opens(f"/reviews/diary?neighbourhood={place}", "diary that no longer holds")
    reader.reads("This plan no longer holds.")
    reader.follows("See which, and why", "what no longer holds")
    reader.reads("The whole session", "is away on")
    # And planned again each move is explained
    reader.goes_by(reader.page.get_by_role("link", name="Plan again"), "plan again")
    reader.fills("Why this plan is made (optional)", "A chair is ill")
    reader.presses("Plan again")
    watched(reader, sample)
    reader.opens(f"{reader.page.url}?neighbourhood={place}", "a plan compared")
    reader.reads("A chair is ill")
    why = reader.page.locator("table", has_text="Reviews that move").locator('td[data-label="Why"]')
    expect(why.first).to_have_text(re.compile("is away|makes room|another session"))
    reader.presses("Publish this plan", "diary")
    reader.opens(f"/reviews/diary?neighbourhood={place}", "diary")
    reader.does_not_read("This plan no longer holds")
