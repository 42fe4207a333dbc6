"""What a reader sees when a request cannot be answered: what happened, and what to do next."""

from contextlib import suppress

from flask import Flask, abort, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from foundation.database import db, outage_of
from foundation.errors import Away, Busy, NoRoom

TIMES = {"on", "known_at"}
AWAY = (
    "The register cannot be reached just now",
    "Wait a moment and look whether what you did is there before you do it again.",
)
PAST_OUR_PAGES = {400, 405, 413, 429}
SAID = {
    400: ("The request was not understood", "Go back and try again."),
    404: (
        "Page not found",
        "There is nothing at this address, or nothing that you may see. "
        "If you need it for your work, ask the partnership office.",
    ),
    405: ("That cannot be done here", "Go back and use the buttons on the page."),
    413: ("The file is too large", "Split the file, or ask the partnership office to import it by command."),
    429: ("Too many tries", "Wait five minutes, then try again."),
    500: (
        "Something went wrong",
        "Nothing was saved. Try again; if it happens again, tell the partnership office.",
    ),
    507: (
        "The disk is full or failing",
        "Nothing was saved, and nothing saved before is lost. Whoever runs the service has to make room; "
        "then try again.",
    ),
    503: ("Somebody else is changing the register", "Nothing was saved. Wait a moment and try again."),
}


def register(app: Flask) -> None:
    """One page for every kind of failure."""
    app.before_request(refuse_nul)
    app.register_error_handler(HTTPException, lambda error: refused(app, error.code or 500))
    app.register_error_handler(Exception, lambda error: unexpected(app, error))
    app.register_error_handler(Busy, lambda _error: say(503))
    app.register_error_handler(
        CSRFError,
        lambda _error: refused(
            app, 400, "The page had been open too long", "Go back, reload it and try again."
        ),
    )


def refuse_nul() -> None:
    """No text has a NUL in it, and PostgreSQL fails on one. What was sent is read whole here, so that nobody
    who sends it slowly keeps other writers waiting."""
    given = (value for values in (request.args, request.form) for _, said in values.lists() for value in said)
    if "\x00" in request.path or any("\x00" in value for value in given):
        abort(400)


def refused(app: Flask, status: int, *said: str) -> ResponseReturnValue:
    """The page; and a line in the log where somebody sent what no page of ours sends. What it held is not said."""
    if status in PAST_OUR_PAGES:
        app.logger.warning("refused with %s at %s", status, request.endpoint)
    return say(status, *said)


def outage(error: Exception) -> ResponseReturnValue | None:
    """The page for a failure of the machine; None where it is none."""
    kind = outage_of(error)
    if kind is Away:
        # Nobody can be looked up now, not even to draw the page for them.
        g._login_user = AnonymousUserMixin()
        return say(503, *AWAY)
    return None if kind is None else say(507 if kind is NoRoom else 503)


def unexpected(app: Flask, error: Exception) -> ResponseReturnValue:
    """Log it by its kind and place: a message may hold names, so messages are not logged."""
    if (page := outage(error)) is not None:
        app.logger.warning("%s, answered as an outage", type(error).__name__)
        return page
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    place = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last is not None else "?"
    app.logger.error("unexpected %s at %s", type(error).__name__, place)
    if app.testing and not isinstance(error, DBAPIError):
        raise error
    return say(500)


def say(status: int, heading: str | None = None, what_now: str | None = None) -> ResponseReturnValue:
    """The page for this status."""
    with suppress(DBAPIError):  # a connection that is gone has nothing to take back
        db.session.rollback()
    usual = SAID.get(status, SAID[500])
    page = render_template(
        "error.html",
        heading=heading or usual[0],
        explanation=what_now or usual[1],
        as_it_is_now=request.path if status == 404 and request.args.keys() & TIMES else None,
    )
    return page, status, {"Retry-After": "5"} if status in {503, 507} else {}
