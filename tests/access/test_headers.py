"""The headers and cookies of every response: every route by every method, right and wrong, and whatever goes wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.test import TestResponse

from accounts import actions
from accounts.guard import open_to_all
from accounts.permissions import Role
from app import factory, headers
from app.factory import create_app
from app.settings import Settings
from foundation.database import db
from foundation.errors import Busy
from tests.house.test_guards import address

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NO-SUCH")
ALWAYS = {
    "X-Content-Type-Options": {"nosniff"},
    "Referrer-Policy": {"same-origin"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin"},
    "Strict-Transport-Security": {"max-age=31536000; includeSubDomains"},
}
PASSWORD = "correct horse battery"
PROBLEMS: dict[str, Callable[[], str]] = {}


def problem(status: int) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """A page that fails like this."""

    def named(page: Callable[[], str]) -> Callable[[], str]:
        PROBLEMS[str(status)] = open_to_all(page)
        return page

    return named


@problem(500)
def crash() -> str:
    raise ZeroDivisionError("a name that must not be shown")


@problem(503)
def busy() -> str:
    raise Busy


@problem(413)
def too_large() -> str:
    raise RequestEntityTooLarge


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service as it is served over https, with pages that fail."""
    folder: Path = tmp_path_factory.mktemp("headers")
    register = factory.blueprints.register

    def with_problems(app: Flask) -> None:
        register(app)
        for status, page in PROBLEMS.items():
            app.add_url_rule(f"/problem/{status}", f"problem_{status}", page)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(factory.blueprints, "register", with_problems)
        app = create_app(Settings(DATABASE_URL=f"sqlite:///{folder / 'r.db'}", SECRET_KEY="test", HTTPS="1"))
    with app.app_context():
        flask_migrate.upgrade()
        account = actions.open_account("all@sample.invalid", "All Sample", PASSWORD, by=None)
        db.session.add_all(actions.RoleGrant(account_id=account.id, role=role.value) for role in Role)
        app.config["TEST_TOKEN"] = actions.start_sign_in(account)
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


def browser(app: Flask, *, signed_in: bool) -> FlaskClient:
    client = FlaskClient(app, app.response_class, use_cookies=True)
    client.environ_base["wsgi.url_scheme"] = "https"
    if signed_in:
        with client.session_transaction(base_url="https://localhost") as cookie:
            cookie["token"] = app.config["TEST_TOKEN"]
    return client


def asked(client: FlaskClient, path: str, method: str) -> TestResponse:
    response = client.open(path, method=method, base_url="https://localhost")
    response.close()
    return response


def faults(response: TestResponse, *, signed_in: bool, may_be_kept: bool) -> list[str]:
    """What a response lacks or has too much of."""
    sent = response.headers
    found = [f"{name}: {sent.getlist(name)}" for name, ok in ALWAYS.items() if set(sent.getlist(name)) != ok]
    found += policy_faults(sent.getlist("Content-Security-Policy"))
    if "camera=()" not in sent.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    if not may_be_kept and sent.get("Cache-Control") != "no-store":
        found.append(f"Cache-Control: {sent.get('Cache-Control')} {signed_in}")
    return found + [each for cookie in sent.getlist("Set-Cookie") for each in cookie_faults(cookie)]


def policy_faults(policies: list[str]) -> list[str]:
    if len(policies) != 1:
        return [f"{len(policies)} content policies"]
    said = {part.split()[0]: set(part.split()[1:]) for part in policies[0].split("; ")}
    strict = {"default-src": {"'none'"}, "frame-ancestors": {"'none'"}, "base-uri": {"'none'"}}
    strict |= {name: {"'self'"} for name in ("script-src", "style-src", "form-action")}
    return [f"{name}: {said.get(name)}" for name, wanted in strict.items() if said.get(name) != wanted] + [
        word for word in ("unsafe-inline", "unsafe-eval", "*", "http:") if word in policies[0]
    ]


def cookie_faults(cookie: str) -> list[str]:
    parts = {part.strip() for part in cookie.split(";")}
    named = cookie.startswith("__Host-")
    wanted = {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
    return ([] if named else ["the cookie is no __Host- cookie"]) + sorted(wanted - parts)


def may_be_kept(response: TestResponse, path: str, *, signed_in: bool) -> bool:
    """A file for pages that is there; what somebody else's calendar asks for with its own address."""
    return path.startswith("/static/") and response.status_code in (200, 304)


@pytest.mark.parametrize("signed_in", [False, True])
def test_every_route_by_every_method(served: Flask, signed_in: bool) -> None:
    served.config["RATELIMIT_ENABLED"] = False
    client, found, statuses = browser(served, signed_in=signed_in), list[str](), set[int]()
    paths = {address(rule) for rule in served.url_map.iter_rules()}
    for path in sorted(paths | {"/static/site.css", "/no-such-page", "/people/1/", "/find?q=%00"}):
        for method in METHODS:
            if signed_in and path == "/sign-out":
                continue
            response = asked(client, path, method)
            statuses.add(response.status_code)
            kept = may_be_kept(response, path, signed_in=signed_in)
            found += [
                f"{method} {path} {response.status_code}: {fault}"
                for fault in faults(response, signed_in=signed_in, may_be_kept=kept)
            ]
    assert not found, "\n".join(found[:40])
    assert {200, 302, 400, 404, 405, 413, 500, 503} <= statuses
    assert len(paths) > 100


def test_too_many_tries_too(served: Flask) -> None:
    client = browser(served, signed_in=False)
    client.environ_base["REMOTE_ADDR"] = "10.9.9.9"
    limiter_on = [asked(client, "/sign-in/organisation", "GET") for _ in range(301)]
    assert limiter_on[-1].status_code == 429
    assert faults(limiter_on[-1], signed_in=False, may_be_kept=False) == []


def test_what_no_page_of_ours_sends_is_logged_without_what_it_held(
    served: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    client = browser(served, signed_in=True)
    for method, path in (("POST", "/people/new?a=Ada"), ("DELETE", "/people/new"), ("GET", "/find?q=%00Ada")):
        assert asked(client, path, method).status_code in {400, 405}
    assert asked(client, "/people/77777", "GET").status_code == 404
    found = [line.getMessage() for line in caplog.records if line.name == "app"]
    assert found == [
        "refused with 400 at register.new_person",
        "refused with 405 at None",
        "refused with 400 at find.find",
    ]


def test_a_crash_page_says_nothing_of_why(served: Flask) -> None:
    client = browser(served, signed_in=True)
    told = client.get("/problem/500", base_url="https://localhost")
    assert told.status_code == 500
    assert "a name that must not be shown" not in told.text
    assert "ZeroDivisionError" not in told.text


def test_a_failure_after_the_page_is_headed_too(served: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no after-request function sees: the session that cannot be saved."""

    def fails(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(served.session_interface, "save_session", fails)
    told = asked(browser_without_session(served), "/sign-in", "GET")
    assert told.status_code == 500
    assert faults(told, signed_in=False, may_be_kept=False) == []


def browser_without_session(app: Flask) -> FlaskClient:
    client = FlaskClient(app, app.response_class)
    client.environ_base["wsgi.url_scheme"] = "https"
    return client


@pytest.mark.parametrize("lost", [*ALWAYS, "Content-Security-Policy", "Permissions-Policy"])
def test_a_response_without_one_is_found(served: Flask, monkeypatch: pytest.MonkeyPatch, lost: str) -> None:
    outer = served.wsgi_app
    assert isinstance(outer, headers.Headed)
    monkeypatch.setattr(outer, "headers", tuple(pair for pair in outer.headers if pair[0] != lost))
    told = asked(browser(served, signed_in=True), "/find", "GET")
    assert any(
        lost in fault or "content polic" in fault for fault in faults(told, signed_in=True, may_be_kept=False)
    )


def test_a_response_past_the_hook_is_found(served: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    outer = served.wsgi_app
    assert isinstance(outer, headers.Headed)
    monkeypatch.setattr(served, "wsgi_app", outer.inner)
    monkeypatch.setitem(served.after_request_funcs, None, [])
    told = asked(browser(served, signed_in=True), "/find", "GET")
    assert len(faults(told, signed_in=True, may_be_kept=False)) > 5


@pytest.mark.parametrize(
    "cookie",
    [
        "session=x; Secure; HttpOnly; Path=/; SameSite=Lax",
        "__Host-session=x; HttpOnly; Path=/; SameSite=Lax",
        "__Host-session=x; Secure; HttpOnly; Path=/",
    ],
)
def test_a_weaker_cookie_is_found(cookie: str) -> None:
    assert cookie_faults(cookie)


def test_over_http_nobody_is_told_to_come_by_https() -> None:
    app = create_app(Settings(DATABASE_URL="sqlite://", SECRET_KEY="test"))
    assert "Strict-Transport-Security" not in app.test_client().get("/sign-in").headers
