"""A privacy officer looks into the days on which somebody's looking wants explaining."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.privacy.forms import LookedIntoForm
from caseload.privacy.pattern_keeping import look_into
from caseload.privacy.patterns import MANY
from caseload.privacy.reviewing import get_odd, list_odd
from caseload.privacy.words import ODD
from foundation import clock
from foundation.database import db
from foundation.forms import attempting

odd_patterns = Blueprint("odd_patterns", __name__, url_prefix="/privacy/odd")


@odd_patterns.get("")
@allow(Permission.SEE_WHO_SAW)
def list_all() -> ResponseReturnValue:
    """Days on which somebody's looking wants explaining."""
    page = list_odd(seen_of(), clock.today(), number=request.args.get("page", 1, type=int))
    for each in page.rows:
        if each.odd.resident_id is not None:
            audit.seen("resident", each.odd.resident_id, by=viewer().id)
    audit.seen("odd_patterns", None, by=viewer().id)
    return render_template("odd_patterns/list_all.html", page=page, kinds=ODD, many=MANY)


@odd_patterns.route("/<int:odd_id>", methods=["GET", "POST"])
@allow(Permission.SEE_WHO_SAW)
def show(odd_id: int) -> ResponseReturnValue:
    """One, with what came of looking into it."""
    form, found = LookedIntoForm(), get_odd(odd_id, seen_of(), clock.today())
    if form.validate_on_submit():
        with attempting(form) as attempt:
            look_into(found.odd, form.data["words"], by=viewer().id)
            db.session.commit()
        if attempt.done:
            flash("What came of it is kept.", "success")
            return redirect(url_for("odd_patterns.list_all"))
    if found.odd.resident_id is not None:
        audit.seen("resident", found.odd.resident_id, by=viewer().id)
    page = render_template("odd_patterns/show.html", form=form, found=found, kinds=ODD)
    return page, 422 if form.errors else 200


def seen_of() -> frozenset[str]:
    """The organisations of whose people the reader sees whom they saw."""
    return viewer().scopes(Permission.SEE_WHO_SAW)
