"""A privacy officer reviews the looks of the people whom their organisation employs."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.privacy import reviewing
from caseload.privacy.forms import ReviewForm
from caseload.privacy.look import LookOutcome
from caseload.privacy.looking import review_look
from caseload.privacy.ties import ties_between
from caseload.privacy.words import OUTCOMES, REASONS, TIES
from foundation import clock
from foundation.database import db
from foundation.forms import attempting

looks_to_review = Blueprint("looks_to_review", __name__, url_prefix="/privacy/looks")


@looks_to_review.get("")
@allow(Permission.REVIEW_LOOKS)
def list_looks() -> ResponseReturnValue:
    """Those that wait for a review first."""
    page = reviewing.list_looks(looks_of(), clock.today(), number=asked_page())
    audit.seen("looks", None, by=viewer().id)
    return render_template(
        "looks_to_review/list_looks.html",
        page=page,
        waiting=reviewing.count_waiting(looks_of()),
        reasons=REASONS,
        outcomes=OUTCOMES,
        now=clock.now(),
    )


@looks_to_review.route("/<int:look_id>", methods=["GET", "POST"])
@allow(Permission.REVIEW_LOOKS)
def show_look(look_id: int) -> ResponseReturnValue:
    """One look with its reason and what tied them, and what becomes of it."""
    form, found = ReviewForm(), reviewing.get_look(look_id, looks_of(), clock.today())
    if form.validate_on_submit():
        with attempting(form) as attempt:
            outcome = LookOutcome(form.data["outcome"])
            review_look(found.look, outcome, form.data["words"], by=viewer().id, at=clock.now())
            db.session.commit()
        if attempt.done:
            flash("The review is kept.", "success")
            return redirect(url_for("looks_to_review.list_looks"))
    look, ties = found.look, []
    if look.resident_id is not None:
        audit.seen("resident", look.resident_id, by=viewer().id)
        held = ties_between([look.person_id], [look.resident_id], look.on, look.on)
        ties = [TIES[tie] for tie in held.get((look.person_id, look.resident_id), ())]
    page = render_template(
        "looks_to_review/show_look.html",
        form=form,
        found=found,
        ties=ties,
        reasons=REASONS,
        outcomes=OUTCOMES,
    )
    return page, 422 if form.errors else 200


def looks_of() -> frozenset[str]:
    """The organisations whose looks the reader reviews."""
    return viewer().scopes(Permission.REVIEW_LOOKS)


def asked_page() -> int:
    """The page of a list that the address asks for."""
    return request.args.get("page", 1, type=int)
