"""Looking at a resident outside one's own work, with a reason and for an hour; and what one looked at."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.limits import looking
from accounts.permissions import Permission
from caseload.cases.words import STAGES
from caseload.privacy.forms import EndForm, LookForm
from caseload.privacy.look import Look, LookReason
from caseload.privacy.looking import NOT_FOUND, Asked, begin_look, end_look, own_look
from caseload.privacy.seen_in_look import looked_at, own_looks
from caseload.privacy.words import OUTCOMES, REASONS
from caseload.queries.one_case import planned_of_case
from foundation import clock
from foundation.database import db
from foundation.forms import attempting
from people.readers import privacy_officers_for

looks = Blueprint("looks", __name__, url_prefix="/looks")


@looks.route("/new", methods=["GET", "POST"])
@allow(Permission.LOOK_AT_RESIDENT)
@looking
def ask() -> ResponseReturnValue:
    """The reason comes before any answer; whatever is answered, the asking is kept and told."""
    form, look = LookForm(), None
    if form.validate_on_submit():
        with attempting(form) as attempt:
            look = begun(form)
            db.session.commit()
        if not attempt.done:
            audit.refused("look", "account", viewer().id, by=viewer().id)
        elif look is not None and look.resident_id is not None:
            return redirect(url_for("looks.show", look_id=look.id))
        else:
            form.refuse(NOT_FOUND)
    page = render_template("looks/ask.html", form=form, most=most_a_day())
    return page, 422 if form.errors else 200


@looks.get("")
@allow(Permission.LOOK_AT_RESIDENT)
def list_own() -> ResponseReturnValue:
    """What one asked to look at. Only a look that is not over leads back to somebody."""
    page = own_looks(viewer().id, number=request.args.get("page", 1, type=int))
    return render_template(
        "looks/list_own.html", page=page, reasons=REASONS, outcomes=OUTCOMES, now=clock.now()
    )


@looks.get("/<int:look_id>")
@allow(Permission.LOOK_AT_RESIDENT)
def show(look_id: int) -> ResponseReturnValue:
    """As little as will do, while the look lasts."""
    at, on = clock.now(), clock.today()
    look = own_look(look_id, by=viewer().id, at=at)
    found = looked_at(look.resident_id or 0, on)
    audit.seen("resident", look.resident_id, by=viewer().id)
    planned = planned_of_case(found.case.id, at) if found.case else []
    return render_template(
        "looks/show.html",
        look=look,
        found=found,
        planned=planned[0] if planned else None,
        told=bool(privacy_officers_for(look.person_id, look.on)),
        left=-(-(look.ends_at - at).seconds // 60),
        form=EndForm(),
        reasons=REASONS,
        stages=STAGES,
        now=at,
        on=on,
    )


@looks.post("/<int:look_id>/end")
@allow(Permission.LOOK_AT_RESIDENT)
def end(look_id: int) -> ResponseReturnValue:
    """Seen enough."""
    at = clock.now()
    look = own_look(look_id, by=viewer().id, at=at)
    form = EndForm()
    if form.validate_on_submit():
        with attempting(form):
            end_look(look, by=viewer().id, at=at)
            db.session.commit()
        flash("The look is over.", "success")
    return redirect(url_for("looks.list_own"))


def begun(form: LookForm) -> Look:
    """What the form asks for. Raises RuleBroken."""
    said = form.data
    asked = Asked(said["nhs_number"], said["born"], LookReason(said["reason"]), said["because"])
    return begin_look(asked, most=most_a_day(), by=viewer().id, at=clock.now(), on=clock.today())


def most_a_day() -> int:
    """As the settings say."""
    return int(current_app.config["SETTINGS"].LOOKS_A_DAY)
