"""The short form of `tests.access.odd_words`: one odd word in each field of some forms; and its canary."""

from itertools import cycle

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session
from wtforms import validators

from foundation.database import db
from foundation.forms import NumberRange
from people.person import PersonDetails
from tests.access.borough import Borough, borough
from tests.access.odd_words import WORDS, askings, broken, broken_by_kind
from tests.access.policy import Row, policy
from tests.access.test_policy import as_actor

EACH = 12
"""One form of so many is asked here."""
SOMEBODY = {
    "family_name": "Sample", "email": "", "last_day": "", "contracted_hours": "37", "starts_on": "2026-11-01",
}  # fmt: skip


@pytest.fixture
def small(session: scoped_session[Session]) -> Borough:
    return borough()


def row_of(address: str) -> Row:
    return next(row for row in policy() if (row.method, row.address) == ("POST", address))


def test_what_nobody_types_is_refused_or_taken(app: Flask, small: Borough) -> None:
    acts, words = [row for row in policy() if row.method == "POST"], cycle(WORDS)
    asked = list(askings(app, small, iter(acts[::EACH])))
    assert sum(len(asking.fields) for asking in asked) > 10
    found = list[str]()
    for asking in asked:
        client = as_actor(app, small, asking.actor)
        found += broken(client, asking, lambda: iter([next(words)]))
        found += broken_by_kind(client, asking)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("act", "field", "word"),
    [
        ("/me/account/second-factor", "sealed", "²"),
        ("/reviews/patterns/new", "minutes", "9" * 400),
        ("/people/new", "contracted_hours", "sNaN"),
        ("/reviews/sessions/{session_east}/came", "read", "²"),
        ("/reviews/sessions/{session_east}/came", "came", "9" * 5000),
    ],
)
def test_each_that_once_broke_breaks_nothing(
    app: Flask, small: Borough, act: str, field: str, word: str
) -> None:
    [asking] = askings(app, small, iter([row_of(act)]))
    answer = as_actor(app, small, asking.actor).post(asking.address, data=asking.fields | {field: word})
    assert answer.status_code in {302, 422}


def test_what_cannot_be_seen_is_not_kept(app: Flask, small: Borough) -> None:
    [asking] = askings(app, small, iter([row_of("/people/new")]))
    said = SOMEBODY | {"family_name": "Bell\x1b\x0bSample\ufffe"}
    client = as_actor(app, small, asking.actor)
    assert client.post(asking.address, data=asking.fields | said).status_code == 302
    assert db.session.scalars(
        select(PersonDetails.family_name).order_by(PersonDetails.id.desc())
    ).first() == ("Bell  Sample")


def test_no_form_is_taken_in_another_kind(app: Flask, small: Borough) -> None:
    """A form as JSON would hold lists and numbers for words, and be done again each time it is sent."""
    [asking] = askings(app, small, iter([row_of("/people/new")]))
    said = asking.fields | SOMEBODY
    client = as_actor(app, small, asking.actor)
    assert client.post(asking.address, json=said).status_code == 422
    assert client.post(asking.address, data=said).status_code == 302


def test_one_that_breaks_is_found(app: Flask, small: Borough, monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary: the library's own way to judge a number."""
    monkeypatch.setattr(NumberRange, "__call__", validators.NumberRange.__call__)
    [asking] = askings(app, small, iter([row_of("/reviews/patterns/new")]))
    found = list(broken(as_actor(app, small, asking.actor), asking, lambda: iter(["9" * 400])))
    assert [each for each in found if "minutes" in each]
