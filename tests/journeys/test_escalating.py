"""A review is breached: it comes first for whoever leads, and goes to the post that answers for what keeps it."""

import re

from playwright.sync_api import expect
from sqlalchemy import select

from accounts.actions import command_line
from app.demo.load import SAMPLE
from app.jobs import run_job
from app.timetable import JOBS
from caseload.queries.reviews_due import Show, Sought, list_due
from caseload.reviews.meetings.restating import restate
from caseload.reviews.review import Escalation, Review
from foundation import clock
from foundation.database import db
from foundation.formats import short_day
from people.post import Post
from tests.journeys.reader import Reader
from tests.journeys.sample import Sample

SAYS = "I have asked the deputy to bring it on Thursday"
LEAD = "neighbourhood_lead_east"


def breached(sample: Sample) -> tuple[int, str, str]:
    """No review of the late cases of Bury East was ever held, and the job has run: one of the escalations that came
    to the lead, with the case's reference and its resident."""
    with sample.app.app_context():
        on, now, by = clock.today(), clock.now(), command_line().id
        late = list_due(["east"], Sought(Show.LATE), on, now, number=1).rows
        for line in late:
            for row in db.session.scalars(
                select(Review.id).where(Review.case_id == line.line.id, Review.superseded_at.is_(None))
            ).all():
                restate(Review, row, None, by=by, at=clock.now(), because="Of another case")
        db.session.commit()
        run_job(JOBS["escalations"], on)
        told = db.session.execute(
            select(Escalation.id, Escalation.case_id)
            .join(Post, Post.id == Escalation.post_id)
            .where(Post.code == LEAD, Escalation.case_id.in_([line.line.id for line in late]))
            .order_by(Escalation.id)
        ).first()
        assert told is not None, f"no late case of East is escalated to {LEAD}{SAMPLE}"
        line = next(line.line for line in late if line.line.id == told.case_id)
        return told.id, line.reference, line.resident


def test_a_breach_comes_first_and_is_answered_by_the_post_it_goes_to(reader: Reader, sample: Sample) -> None:
    # Given a review past its hard limit, escalated
    escalation, reference, resident = breached(sample)
    address = f"/reviews/escalations/{escalation}"
    # Then the lead sees it first, whatever the filter
    reader.signs_in("lead.east")
    reader.goes_to("Reviews due", "reviews due")
    reader.reads("breach", "Every breach comes first, whatever the filters", resident)
    reader.opens("/reviews?show=exempt&tier=maintenance", "reviews due, narrowed")
    reader.reads(resident)
    # When they open what was told to them and leave the answer out, nothing is kept
    reader.follows("Escalations", "escalations")
    reader.follows(reference, "escalation")
    reader.reads(resident, "Capacity", "No answer yet")
    reader.presses("Keep the answer", "escalation, refused")
    reader.reads("Enter what you do about it")
    # When they answer, everybody who reads it sees what
    reader.fills("What you do about it", SAYS)
    reader.presses("Keep the answer", "escalation, answered")
    reader.reads("The answer is kept", SAYS)
    reader.signs_out()
    reader.signs_in("coordinator")
    reader.opens(address, "escalation, answered")
    reader.reads(SAYS, resident)
    reader.signs_out()
    # And whoever keeps the service sees that the job ran, and nobody's name
    reader.signs_in("administrator")
    reader.goes_to("Jobs", "jobs")
    ran = reader.page.locator("tr", has_text="Escalates each breach along the line that answers")
    expect(ran).to_contain_text(re.compile(rf"{short_day(clock.today())}.*Done", re.DOTALL))
    reader.does_not_read(resident, reference)
    reader.signs_out()
    # And to whoever it is not told to, it is not there
    for name in ("lead.whitefield", "director.dass", "staff.nca"):
        reader.signs_in(name)
        reader.is_not_shown(address)
        reader.signs_out()


def test_the_figures_name_nobody(reader: Reader, sample: Sample) -> None:
    reader.signs_in("director.dass")
    reader.goes_to("Review figures", "review figures")
    reader.reads(
        "Days late, weighted by tier", "By week", "Before and after, by weeks", "Before and after acceptance"
    )
    reader.unfolds("weeks as a table")
    reader.looks("review figures, unfolded")
    reader.does_not_read("ACM-")


def test_staff_see_their_sessions_and_actions(reader: Reader, sample: Sample) -> None:
    reader.signs_in("staff.nca")
    reader.goes_to("My work", "my work")
    reader.follows("Your review sessions and actions", "my reviews")
    reader.reads("Sessions you are asked to", "What you are to do")
