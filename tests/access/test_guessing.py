"""Guessing at passwords is slow for whoever guesses, and tells nothing."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask_limiter.util import get_remote_address
from flask_sqlalchemy.session import Session
from limits import parse
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from accounts import actions, factor_actions, limits
from accounts.limits import limiter
from accounts.one_time import new_secret
from app.factory import create_app
from app.settings import Settings, from_environment
from foundation import clock
from foundation.database import db
from tests import builders as make
from tests.pages.client import CheckedClient, statements, without_token

RIGHT, WRONG = "right horse battery", "wrong horse battery"


class Counting:
    """The hasher, counting what it is asked to compare."""

    def __init__(self, real: PasswordHasher) -> None:
        self.real, self.asked = real, 0

    def verify(self, stored: str, password: str) -> bool:
        self.asked += 1
        return self.real.verify(stored, password)


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    counting = Counting(actions.HASHER)
    monkeypatch.setattr(actions, "HASHER", counting)
    yield counting


@pytest.fixture
def known(session: scoped_session[Session]) -> None:
    """One of each kind of account that a guess may meet."""
    for name in ("plain", "closed", "factor", "outside"):
        account = make.account(email=f"{name}@sample.invalid")
        account.password_hash = None if name == "outside" else actions.HASHER.hash(RIGHT)
        account.active = name != "closed"
        if name == "factor":
            secret = new_secret()
            code = factor_actions.one_time.TOTP(secret).at(clock.now())
            factor_actions.set_up_factor(account.id, secret, code, at=clock.now())
    db.session.commit()


def tried(client: CheckedClient, name: str, password: str = WRONG) -> TestResponse:
    return client.post("/sign-in", data={"email": f"{name}@sample.invalid", "password": password})


@pytest.mark.usefixtures("known")
def test_a_guess_costs_and_tells_the_same_whoever_it_is_about(
    client: CheckedClient, hasher: Counting
) -> None:
    """One hash, the same statements, the same bytes and headers: for an account that is not there, one that is,
    one that is closed, one with a second factor and one that signs in through its organisation."""
    answers = set[tuple[object, ...]]()
    for name in ("nobody", "plain", "closed", "factor", "outside"):
        hasher.asked = 0
        with statements() as sent:
            response = tried(client, name)
        page = without_token(response.text).replace(f"{name}@", "…@")
        headers = {k: v for k, v in response.headers if k not in ("Set-Cookie", "Content-Length")}
        answers.add((response.status_code, hasher.asked, tuple(sent), page, str(headers)))
    assert len(answers) == 1
    assert next(iter(answers))[:2] == (422, 1)


def test_once_there_were_too_many_nothing_is_hashed_any_more(client: CheckedClient, hasher: Counting) -> None:
    told = [tried(client, "nobody").status_code for _ in range(12)]
    assert told == [422] * 10 + [429] * 2
    assert hasher.asked == 10


@pytest.mark.parametrize(
    ("ceiling", "key"), [(limits.FROM_ONE_ADDRESS, "127.0.0.1"), (limits.OVERALL, limits.of_everybody())]
)
def test_many_accounts_are_no_way_round(
    client: CheckedClient, hasher: Counting, ceiling: str, key: str
) -> None:
    """Spraying one password over many accounts, from one place or from many, meets a ceiling before anything
    is hashed."""
    assert tried(client, "nobody").status_code == 422
    most = parse(ceiling)
    limiter.limiter.hit(most, key, "accounts.sign_in", cost=most.amount - 1)
    assert tried(client, "somebody").status_code == 429
    assert hasher.asked == 1


def test_the_store_of_counts_holds_no_address(app: Flask) -> None:
    with app.test_request_context("/sign-in", method="POST", data={"email": "Ada@Sample.invalid "}):
        key = limits.of_the_account()
    with app.test_request_context("/sign-in", method="POST", data={"email": "ada@sample.invalid"}):
        assert limits.of_the_account() == key
    assert "ada" not in key
    assert "sample" not in key


@pytest.mark.parametrize(("proxies", "from_where"), [("0", "10.0.0.9"), ("1", "192.0.2.7")])
def test_whoever_says_they_come_from_elsewhere_is_believed_only_behind_a_proxy(
    proxies: str, from_where: str
) -> None:
    app = create_app(Settings(DATABASE_URL="sqlite://", SECRET_KEY="test", PROXIES=proxies))
    seen = list[str]()
    app.before_request(lambda: seen.append(get_remote_address()))
    said = {"X-Forwarded-For": "203.0.113.1, 192.0.2.7"}
    app.test_client().get("/sign-in", headers=said, environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert seen == [from_where]


# Cookies


@pytest.mark.parametrize(("https", "name"), [("1", "__Host-session"), ("", "session")])
def test_the_cookie_is_for_this_site_alone_and_no_script(https: str, name: str) -> None:
    app = create_app(Settings(DATABASE_URL="sqlite://", SECRET_KEY="test", HTTPS=https))
    set_by = app.test_client().get("/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    said = [part.strip() for part in set_by.split(";")]
    assert said[0].startswith(f"{name}=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(said)
    assert ("Secure" in said) is bool(https)
    assert not any(part.startswith("Domain") for part in said)


def test_a_second_factor_is_not_asked_for_under_a_key_that_does_not_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUIRE_SECOND_FACTOR", "1")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(RuntimeError, match="SECRET_KEY"):
        from_environment()
    monkeypatch.setenv("SECRET_KEY", "one that lasts")
    assert from_environment().REQUIRE_SECOND_FACTOR == "1"
