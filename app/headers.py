"""The headers on every response: pages, files, redirects, errors, and what goes wrong outside any page."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request, session

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing is inline, so nothing inline is allowed, not even with a nonce."""

OURS = ("publickey-credentials-create", "publickey-credentials-get")
NOBODYS = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "serial", "usb")
PERMISSIONS = ", ".join([*(f"{name}=(self)" for name in OURS), *(f"{name}=()" for name in NOBODYS)])
ALWAYS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", PERMISSIONS),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
HTTPS_ONLY = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
MAY_BE_KEPT = {"static": {200, 304}, "calendar.feed": {200, 304}}
"""What a browser or a calendar may keep a copy of, when it is what was asked for: no page, and no refusal."""


class Headed:
    """The application with headers on whatever leaves it, however it came about."""

    def __init__(self, inner: "WSGIApplication", headers: Iterable[tuple[str, str]]) -> None:
        self.inner, self.headers = inner, tuple(headers)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Pass it on."""
        return self.inner(environ, self._adding(start_response))

    def _adding(self, start_response: "StartResponse") -> Callable[..., Any]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            ours = {name for name, _ in self.headers}
            kept = [(name, value) for name, value in headers if name not in ours]
            if not any(name.lower() == "cache-control" for name, _ in kept):
                kept.append(("Cache-Control", "no-store"))
            return start_response(status, [*kept, *self.headers], *rest)

        return start


def register(app: Flask) -> None:
    """Add them to whatever leaves the application; forbid copies of all but what may be kept."""
    https = (HTTPS_ONLY,) if app.config["SETTINGS"].HTTPS else ()
    app.wsgi_app = Headed(app.wsgi_app, (*ALWAYS, *https))
    app.after_request(forbid_copies)


def forbid_copies(response: Response) -> Response:
    """Nothing is kept by a browser that is signed in, or of a page with a form's token."""
    asked = request.endpoint or ""
    signed_in = asked != "static" and "token" in session
    if signed_in or response.status_code not in MAY_BE_KEPT.get(asked, ()):
        response.headers["Cache-Control"] = "no-store"
    return response
