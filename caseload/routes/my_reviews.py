"""The reader's own review sessions, with how long they stay and which of their cases come, and what they are to do."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.queries.actions_due import actions_of
from caseload.queries.own_reviews import own_reviews
from caseload.reviews.sessions.own_sessions import own_sessions
from foundation import clock
from foundation.effective import AsAt
from people.queries import find_person_of

my_reviews = Blueprint("my_reviews", __name__)


@my_reviews.get("/my-work/reviews")
@allow(Permission.SEE_OWN_WORK)
def show() -> ResponseReturnValue:
    """What is to come, from today."""
    on, now = clock.today(), clock.now()
    person = find_person_of(viewer().id, AsAt(on))
    if person is None:
        return render_template("my_work/nobody.html")
    sessions = own_sessions(person.id, now, on)
    reviews, actions = own_reviews(person.id, sessions, on), actions_of(person.id, on)
    audit.seen("person", person.id, by=viewer().id)
    for each in {review.case_id for of in reviews.values() for review in of} | {a.case_id for a in actions}:
        audit.seen("case", each, by=viewer().id)
    return render_template("my_reviews/show.html", sessions=sessions, reviews=reviews, actions=actions, on=on)
