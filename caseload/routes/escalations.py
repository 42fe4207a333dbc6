"""Breaches told to the posts that answer for what keeps them: read and answered by whoever holds the post today, read
by whoever leads or plans the work of the neighbourhood."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.capacity.forms import EscalationForm
from caseload.cases.words import ESCALATED_OVER
from caseload.queries.escalations import EscalationLine, Reader, get_escalation, list_escalations
from caseload.queries.over_capacity import seats_on
from caseload.reviews.escalating_acts import answer_escalation
from foundation import clock
from foundation.database import db
from foundation.effective import AsAt
from foundation.errors import NotThere
from foundation.forms import attempting
from people.queries import find_person_of

escalations = Blueprint("escalations", __name__)


@escalations.get("/reviews/escalations")
@allow(Permission.SEE_OWN_WORK)
def list_all() -> ResponseReturnValue:
    """Those that wait for an answer first."""
    on = clock.today()
    page = list_escalations(reader(), on, number=request.args.get("page", 1, type=int))
    for each in page.rows:
        seen(each)
    return render_template("escalations/list_all.html", page=page, words=ESCALATED_OVER, on=on)


@escalations.route("/reviews/escalations/<int:escalation_id>", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_WORK)
def show(escalation_id: int) -> ResponseReturnValue:
    """One, with its answer, or the form for it to whoever holds the post."""
    on, form = clock.today(), EscalationForm()
    found = get_escalation(escalation_id, reader(), on)
    if request.method == "POST" and not found.answers:
        raise NotThere
    if form.validate_on_submit() and answered(form, escalation_id):
        flash("The answer is kept. Whoever leads the neighbourhood sees it.", "success")
        return redirect(url_for("escalations.show", escalation_id=escalation_id))
    seen(found)
    page = render_template("escalations/show.html", form=form, found=found, words=ESCALATED_OVER, on=on)
    return page, 422 if form.errors else 200


def reader() -> Reader:
    """Who asks, by the posts held today."""
    on = clock.today()
    person, seats = find_person_of(viewer().id, AsAt(on)), seats_on(on)
    codes = seats.answered_by(person.id) if person is not None else []
    return Reader([seats.posts[code].id for code in codes], viewer().scopes(Permission.SEE_CASES))


def seen(each: EscalationLine) -> None:
    """Note it as seen, and the case where its resident is named."""
    audit.seen("escalation", each.id, by=viewer().id)
    if each.case_id is not None:
        audit.seen("case", each.case_id, by=viewer().id)


def answered(form: EscalationForm, escalation_id: int) -> bool:
    """Keep the answer. False when a rule refused it."""
    with attempting(form) as attempt:
        answer_escalation(escalation_id, form.data["says"], by=viewer().id, at=clock.now())
        db.session.commit()
    return attempt.done
