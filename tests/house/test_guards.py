"""No page without a declared guard, no act without a token, nothing changed by looking."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session
from werkzeug.routing import Rule

from accounts.account import Viewer
from accounts.actions import start_sign_in
from accounts.guard import refuse_unguarded
from accounts.permissions import PERMISSIONS, Permission, Role
from app import factory
from app.settings import Settings
from foundation.database import db
from tests import builders as make
from tests.registers_read import counts


def bare_page() -> str:
    return "anything"


def test_a_route_without_a_guard_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    register = factory.blueprints.register

    def with_a_bare_route(app: Flask) -> None:
        register(app)
        app.add_url_rule("/bare", "bare_page", bare_page)

    monkeypatch.setattr(factory.blueprints, "register", with_a_bare_route)
    with pytest.raises(RuntimeError, match="without a declared guard: bare_page"):
        factory.create_app(Settings(DATABASE_URL="sqlite://", SECRET_KEY="test"))


def test_every_bare_route_is_named_once() -> None:
    app = Flask("bare", static_folder=None)
    for name in ("second", "first"):
        app.add_url_rule(f"/{name}", name, bare_page)
        app.add_url_rule(f"/{name}/again", name, bare_page)
    with pytest.raises(RuntimeError, match=r"guard: first, second$"):
        refuse_unguarded(app)


def posts(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]


PLACE = re.compile(r"<(?:any\((\w+)[^)]*\):|\w+(?:\([^)]*\))?:)?\w+>")


def address(rule: Rule) -> str:
    """The rule's address with something in every place, whether or not there is such a thing."""
    return PLACE.sub(lambda place: place[1] or "1", rule.rule)


def browser(app: Flask, token: str | None) -> FlaskClient:
    """A plain browser that sends no form token."""
    client = FlaskClient(app, app.response_class)
    if token is not None:
        with client.session_transaction() as cookie:
            cookie["token"] = token
    return client


@pytest.mark.parametrize("signed_in", [True, False])
def test_every_act_without_a_token_is_refused(
    app: Flask, session: scoped_session[Session], signed_in: bool
) -> None:
    """Also from a browser that may do it all."""
    account = make.account()
    for role in Role:
        make.kept(make.RoleGrant(account_id=account.id, role=role.value))
    token = start_sign_in(account) if signed_in else None
    db.session.commit()
    before, client = counts(), browser(app, token)
    found = {rule.endpoint: client.post(address(rule)).status_code for rule in posts(app)}
    assert len(found) > 10
    assert set(found.values()) == {400}, found
    assert counts() == before


def test_a_made_up_token_is_refused(app: Flask, session: scoped_session[Session]) -> None:
    answer = browser(app, None).post("/sign-in", data={"csrf_token": "made up", "email": "a@example.test"})
    assert answer.status_code == 400


def test_nobody_is_shown_anything_before_signing_in(app: Flask, session: scoped_session[Session]) -> None:
    before, client = counts(), browser(app, None)
    open_to_all = {"accounts.sign_in", "static", "home.up"}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in open_to_all:
            answer = client.get(address(rule))
            if rule.endpoint == "calendar.feed":  # a calendar cannot sign in: to it there is nothing there
                assert answer.status_code == 404
                continue
            assert answer.status_code == 302, rule
            assert answer.headers["Location"].startswith("/sign-in"), rule
    assert counts() == before


# What a role gives


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_an_account_may_what_one_of_its_roles_may_and_only_in_its_scope(
    role: Role, permission: Permission
) -> None:
    viewer = Viewer(id=1, name="Somebody", grants=((role, "east"),))
    held = permission in PERMISSIONS[role]
    assert viewer.may(permission) is held
    assert viewer.scopes(permission) == (frozenset({"east"}) if held else frozenset())


def test_scopes_of_several_roles_are_kept_apart() -> None:
    viewer = Viewer(
        id=1, name="Somebody", grants=((Role.LEAD, "east"), (Role.COORDINATOR, ""), (Role.STAFF, ""))
    )
    assert viewer.scopes(Permission.SEE_REGISTER) == {"east"}
    assert viewer.scopes(Permission.SEE_CASES) == {"east", ""}


NO_RESIDENTS: list[tuple[str, Callable[[Role], bool]]] = [
    ("a director sees coverage, never cases", lambda role: role is Role.DIRECTOR),
    ("an administrator manages accounts without seeing residents", lambda role: role is Role.ADMINISTRATOR),
    ("the office keeps the register and sees no cases", lambda role: role is Role.OFFICE),
]


@pytest.mark.parametrize(("why", "applies"), NO_RESIDENTS, ids=[why for why, _ in NO_RESIDENTS])
def test_who_never_sees_residents(why: str, applies: Callable[[Role], bool]) -> None:
    about_residents = {
        Permission.SEE_CASES,
        Permission.IMPORT_CASES,
        Permission.PLAN_REVIEWS,
        Permission.LOOK_AT_RESIDENT,
        Permission.SEE_WHO_SAW,
    }
    for role in filter(applies, Role):
        assert not PERMISSIONS[role] & about_residents
