"""Every cell of the policy that acts is asked of the application, and every route stands in the policy. Every cell that
looks is asked by `tests.access.test_leaks`, which goes to all those pages anyway."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session
from werkzeug.exceptions import NotFound
from werkzeug.test import TestResponse

from accounts.routes import limiter
from tests.access.borough import Borough, borough
from tests.access.policy import NO_ROUTE, Actor, Row, policy
from tests.pages.client import CheckedClient

ROWS = policy()
LOOKS = [row for row in ROWS if row.method == "GET"]
ACTS = [row for row in ROWS if row.method == "POST"]


@pytest.fixture
def small(session: scoped_session[Session]) -> Borough:
    return borough()


def as_actor(app: Flask, small: Borough, actor: Actor) -> CheckedClient:
    """A fresh browser in which the actor is signed in."""
    limiter.reset()
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    if actor is not Actor.SIGNED_OUT:
        client.sign_in(small.accounts[actor])
    return client


def answer_of(response: TestResponse) -> str:
    """An answer in the policy's words; a status it has no word for as a number."""
    if response.status_code in (302, 303) and urlsplit(response.headers["Location"]).path == "/sign-in":
        return "sign"
    return {200: "yes", 302: "yes", 303: "yes", 422: "yes"}.get(
        response.status_code, str(response.status_code)
    )


def wrong(client: CheckedClient, small: Borough, row: Row, actor: Actor) -> list[str]:
    """What the application says other than the policy."""
    ask = client.get if row.method == "GET" else client.post
    response = ask(small.address(row.address, actor))
    response.close()
    return other_than(row, actor, response)


def other_than(row: Row, actor: Actor, response: TestResponse) -> list[str]:
    """The answer, in a sentence, where it is not the policy's."""
    said = answer_of(response)
    return [] if said == row.answers[actor] else [f"{row} as {actor}: {said}, not {row.answers[actor]}"]


@pytest.mark.parametrize("row", ACTS, ids=str)
def test_who_may_act(app: Flask, small: Borough, row: Row) -> None:
    """Those who are let in come last, since what they do is done."""
    actors = sorted(Actor, key=lambda actor: row.answers[actor] == "yes")
    faults = [fault for actor in actors for fault in wrong(as_actor(app, small, actor), small, row, actor)]
    assert not faults, "\n".join(faults)


def test_every_route_stands_in_the_policy_and_every_row_has_a_route(app: Flask, small: Borough) -> None:
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method not in {"HEAD", "OPTIONS"}
    }
    asked = {route for row in ROWS if (route := route_of(app, small, row)) is not None}
    missing = [" ".join(route) for route in sorted(routes - asked)]
    assert not missing, "routes that the policy does not speak of: " + ", ".join(missing)
    astray = [
        str(row)
        for row in ROWS
        if route_of(app, small, row) is None and not any(part in row.address for part in NO_ROUTE)
    ]
    assert not astray, "rows of the policy that no route takes: " + ", ".join(astray)


def route_of(app: Flask, small: Borough, row: Row) -> tuple[str, str] | None:
    """The method and the rule that takes the request; none where it meets no route."""
    path = urlsplit(small.address(row.address, Actor.STAFF)).path
    try:
        rule, _ = app.url_map.bind("localhost").match(path, row.method, return_rule=True)
    except NotFound:
        return None
    return row.method, rule.rule


def test_nobody_outside_may_keep_a_right_by_asking_about_another_day(app: Flask, small: Borough) -> None:
    """Rule 22: “as at” changes which facts are read, never what may be read."""
    for actor in (Actor.STAFF, Actor.COORDINATOR, Actor.ADMINISTRATOR):
        client = as_actor(app, small, actor)
        for times in (
            "on=2025-06-01",
            "known_at=2025-06-01T09:00",
            "on=2025-06-01&known_at=2025-06-01T09:00",
        ):
            for page in ("/people/{other}", "/people/{other}/history"):
                assert client.get(f"{small.address(page, actor)}?{times}").status_code == 404
