"""Who may open a page. A route that declares nothing stops the start."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from accounts import audit
from accounts.account import Viewer
from accounts.permissions import Permission
from foundation.database import begin_writing
from foundation.errors import NotThere

Route = TypeVar("Route", bound=Callable[..., ResponseReturnValue])
SAFE = {"GET", "HEAD", "OPTIONS"}


def viewer() -> Viewer:
    """The account that is asking. Only inside a guarded route."""
    return cast("Viewer", current_user._get_current_object())


def allow(permission: Permission) -> Callable[[Route], Route]:
    """Only accounts with this permission. A request that may change something begins as one that writes,
    before anything is read. What is not there and what is not theirs get the same answer."""

    def guard(route: Route) -> Route:
        @wraps(route)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            # A browser that holds no token is turned away without keeping anybody waiting.
            if request.method not in SAFE and "token" in session:
                begin_writing()
            if not current_user.is_authenticated:
                return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
            return _answer(route, permission, args, kwargs)

        guarded.guard = permission  # pyright: ignore[reportAttributeAccessIssue]
        return cast("Route", guarded)

    return guard


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


def _answer(
    route: Callable[..., ResponseReturnValue], permission: Permission, args: Any, kwargs: Any
) -> ResponseReturnValue:
    account = viewer()
    by, subject_id = account.id, next((v for v in kwargs.values() if isinstance(v, int)), None)
    try:
        if not account.may(permission):
            raise NotThere
        response = route(*args, **kwargs)
    except NotThere:
        audit.refused(request.method, request.endpoint or "", subject_id, by=by)
        audit.store_pending()
        abort(404)
    audit.store_pending()
    return response
