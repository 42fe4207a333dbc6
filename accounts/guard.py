"""Who may open a page. A route that declares nothing stops the start."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, flash, g, make_response, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from accounts import audit, sent_form
from accounts.account import NOTED_EVERY, Viewer
from accounts.actions import note_use
from accounts.permissions import Permission
from accounts.turning_away import OPEN_MEANWHILE, give_back, lead_to, turn_away
from foundation import clock
from foundation.database import begin_reading, begin_writing, db
from foundation.errors import Busy, NotThere
from foundation.uploads import open_upload

Route = TypeVar("Route", bound=Callable[..., ResponseReturnValue])
SAFE = {"GET", "HEAD", "OPTIONS"}


def viewer() -> Viewer:
    """The account that is asking. Only inside a guarded route."""
    return cast("Viewer", current_user._get_current_object())


def allow(permission: Permission, *, takes_file: bool = False) -> Callable[[Route], Route]:
    """Only accounts with this permission. A request that may change something begins as one that writes,
    before anything is read. What is not there and what is not theirs get the same answer.

    `takes_file`: a file that is sent is opened before that, for whoever has the permission."""
    return lambda route: _guarded(route, permission, takes_file=takes_file)


def signed_in(route: Route) -> Route:
    """Any account, whatever its roles: what somebody does about their own account."""
    return _guarded(route, None)


def open_to_all(route: Route) -> Route:
    """Declares that a page asks nobody who they are: signing in, and whether the service is up."""
    route.guard = None  # pyright: ignore[reportFunctionMemberAccess]
    return route


def refuse_unguarded(app: Flask) -> None:
    """Stop the start when a route has declared nothing. Raises RuntimeError naming each."""
    bare = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "guard")
    ]
    if bare:
        raise RuntimeError(f"routes without a declared guard: {', '.join(sorted(set(bare)))}")


def _guarded(route: Route, permission: Permission | None, *, takes_file: bool = False) -> Route:
    @wraps(route)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        # A browser that holds no token is turned away without keeping anybody waiting.
        if "token" in session and request.method in SAFE:
            begin_reading()
        elif "token" in session:
            if takes_file:
                _open_file(permission)
            begin_writing()
        if not current_user.is_authenticated:
            return turn_away(clock.now())
        owed = viewer().owes(factor_required=current_app.config["REQUIRE_SECOND_FACTOR"])
        if owed and request.endpoint not in OPEN_MEANWHILE[owed]:
            return lead_to(owed, clock.now())
        give_back(viewer().id, clock.now())
        response = _answer(route, permission, args, kwargs)
        _note_use(viewer())
        return response

    guarded.guard = permission or "signed in"  # pyright: ignore[reportAttributeAccessIssue]
    return cast("Route", guarded)


def _open_file(permission: Permission | None) -> None:
    """Who is asking is looked up again afterwards, when nobody can change that any more."""
    if current_user.is_authenticated and (permission is None or viewer().may(permission)):
        db.session.rollback()
        open_upload()
    g.pop("_login_user", None)


def _answer(
    route: Callable[..., ResponseReturnValue], permission: Permission | None, args: Any, kwargs: Any
) -> ResponseReturnValue:
    account = viewer()
    by, subject_id = account.id, next((v for v in kwargs.values() if isinstance(v, int)), None)
    try:
        if permission is not None and not account.may(permission):
            raise NotThere
        response = _once(route, args, kwargs)
    except NotThere:
        audit.refused(request.method, request.endpoint or "", subject_id, by=by)
        audit.store_pending()
        abort(404)
    audit.store_pending()
    return response


def _once(route: Callable[..., ResponseReturnValue], args: Any, kwargs: Any) -> ResponseReturnValue:
    """A form that was done is not done again: whoever sends it again is sent where they were sent then. Files are
    let be; each import finds for itself that there is nothing left to do."""
    if request.method in SAFE or "csrf_token" not in request.form or request.files:
        return route(*args, **kwargs)
    key = sent_form.key_of(viewer().id, request.path, request.form.items(multi=True))
    if (before := sent_form.done_before(key)) is not None:
        flash("This was done when it was first sent. It was not done again.")
        return redirect(before.answer or _own_page())
    sent_form.note_sent(viewer().id, key, clock.now())
    response = make_response(route(*args, **kwargs))
    if response.location:
        _note_answer(key, response.location)
    else:
        db.session.rollback()  # refused, so not sent; where it was done, that is committed
    return response


def _own_page() -> str:
    """The page that this form is on, or the first."""
    readable = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    return request.path if readable else "/"


def _note_answer(key: str, answer: str) -> None:
    """In a transaction of its own: what was asked is done and must be answered, whatever becomes of this."""
    with suppress(Busy, SQLAlchemyError):
        begin_writing(alone=False)
        sent_form.note_answer(key, answer)
        db.session.commit()


def _note_use(account: Viewer) -> None:
    """At most once a minute, in a transaction of its own once the page is drawn. Where somebody else is
    writing it is left to the next click."""
    at = clock.now()
    if account.last_used_at is None or at - account.last_used_at < NOTED_EVERY:
        return
    with suppress(Busy):
        begin_writing(alone=False)
        note_use(account.sign_in_id, at)
        db.session.commit()
