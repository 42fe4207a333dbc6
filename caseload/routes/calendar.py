"""The calendar of one's own review sessions: its address, and what a calendar finds there."""

from contextlib import suppress
from datetime import timedelta
from hashlib import sha256

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from accounts.guard import allow, open_to_all, viewer
from accounts.permissions import Permission
from caseload.reviews.calendar_file import calendar_of
from caseload.reviews.feeding import (
    find_feed,
    make_feed,
    may_have_one,
    note_fetch,
    person_of_token,
    stop_feed,
)
from caseload.reviews.sessions.own_sessions import own_sessions
from foundation import clock
from foundation.database import db
from foundation.errors import Busy, NotThere

calendar = Blueprint("calendar", __name__)
PAST_SHOWN = timedelta(weeks=4)


@calendar.get("/calendar")
@allow(Permission.SEE_OWN_WORK)
def show() -> ResponseReturnValue:
    """Whether there is an address, and making or stopping one."""
    return page(None)


@calendar.post("/calendar/address")
@allow(Permission.SEE_OWN_WORK)
def make() -> ResponseReturnValue:
    """A new address, shown this once; the one before is dead."""
    if not may_have_one(viewer().id, clock.today()):
        raise NotThere
    token = make_feed(viewer().id, at=clock.now())
    db.session.commit()
    return page(f"{current_app.config['SITE_URL']}{url_for('calendar.feed', token=token)}")


@calendar.post("/calendar/stop")
@allow(Permission.SEE_OWN_WORK)
def stop() -> ResponseReturnValue:
    """The address is dead at once. Pressed twice, it is dead all the same."""
    if stop_feed(viewer().id, at=clock.now()):
        db.session.commit()
        flash("The calendar address is stopped. Take it out of your calendar too.", "success")
    return redirect(url_for("calendar.show"))


@calendar.get("/calendar/<token>.ics")
@open_to_all
def feed(token: str) -> ResponseReturnValue:
    """One's sessions for a calendar, which holds the token in place of a sign-in."""
    now = clock.now()
    keep_out_of_logs()
    try:
        person_id, found = person_of_token(token, now)
    except NotThere:
        abort(404)
    sessions = own_sessions(person_id, now - PAST_SHOWN, clock.today())
    with suppress(Busy):  # when it was last fetched is not worth keeping a calendar waiting
        note_fetch(found, now)
    response = make_response(calendar_of(sessions, current_app.config["SITE_URL"]))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Cache-Control"] = "private, max-age=300"
    response.set_etag(sha256(response.data).hexdigest())
    return response.make_conditional(request)


def keep_out_of_logs() -> None:
    """A server writes its access log from these when the answer has gone; whoever reads it must not have the token."""
    for name in ("RAW_URI", "REQUEST_URI", "PATH_INFO"):
        if name in request.environ:
            request.environ[name] = "/calendar/…"


def page(address: str | None) -> ResponseReturnValue:
    """The page, with the address while it is new: afterwards nobody can read it, for it is not kept."""
    employed = may_have_one(viewer().id, clock.today())
    return render_template(
        "calendar/show.html", employed=employed, feed=find_feed(viewer().id), address=address
    )
