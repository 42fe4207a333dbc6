"""What no browser sends: every field of every form filled with what nobody types, and each sent as what it is not. It is
refused or taken; nothing breaks.

`python -m tests.access.odd_words` is the long form, every word in every field. It prints what it did and ends with
status 1 at the first answer of 500 or above.
"""

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accounts.routes import limiter
from tests.access.borough import Borough, borough
from tests.access.policy import Actor, Row, policy
from tests.access.test_policy import as_actor
from tests.databases import new_app, new_scratch
from tests.pages.client import CheckedClient

WORDS = (
    "\x00", "\u202e", "\ufeff", "\x1b", "a\r\nb", "-1", "-0", "00", "0", "1_000", "+1", "²", "٣", "NaN", "sNaN", "Infinity",
    "1e400", "9" * 20, "9" * 400, "9" * 5000, "0." + "0" * 30 + "1", "x" * 100_000, "2026-02-30", "0001-01-01",
    "9999-12-31", "10000-01-01", "0001-01-01T00:00", "9999-12-31T23:59", "99:99", "' OR 1=1", "=1+1", "[]", "{}",
)  # fmt: skip
AS_SOMETHING_ELSE = (
    ("application/json", b"[1]"),
    ("application/json", b'{"given_name": {"a": 1}, "because": 7}'),
    ("multipart/form-data", b"--"),
    ("multipart/form-data; boundary=x", b"--x"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"\xff=\xff"),
    ("application/x-www-form-urlencoded", b"a=1&" * 2000),
)
NAME = re.compile(r'(?:[?&;]|name=")(\w+)["=]')
TIMES = ("on", "known_at", "page")
LONGEST_QUERY = 1_000
ENDS_IT = ("/sign-out", "/idle", "/me/account/sign-ins", "/sign-in", "/accounts/{account}/close")
"""After these nobody is signed in who could send another."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A form that an actor may send: where, and what a browser would."""

    actor: Actor
    address: str
    fields: dict[str, str]


def askings(app: Flask, small: Borough, rows: Iterator[Row]) -> Iterator[Asking]:
    """The forms of the rows, each for the first who may send it, as their pages have them."""
    for row in rows:
        actor = next((actor for actor in Actor if row.answers[actor] == "yes"), None)
        if row.method == "POST" and actor is not None and not row.address.startswith(ENDS_IT):
            address = small.address(row.address, actor)
            page = as_actor(app, small, actor).get(address)
            yield Asking(actor, address, fields_of(page) if page.status_code == 200 else {})


def fields_of(page: TestResponse) -> dict[str, str]:
    """What the forms of a page that change something would send."""
    root = html5lib.parse(page.text, namespaceHTMLElements=False)
    forms = [form for form in root.iter("form") if form.get("method") == "post"]
    return {name: value for form in forms for each in form.iter() for name, value in _said(each)}


def _said(element: Element) -> Iterator[tuple[str, str]]:
    name = element.get("name")
    if element.tag not in ("input", "select", "textarea", "button") or name in (None, "csrf_token", "file"):
        return
    values = [option.get("value") for option in element.iter("option") if option.get("value")]
    yield name, (values[-1] if values else element.get("value")) or "1"


def broken(client: FlaskClient, asking: Asking, words: Callable[[], Iterator[str]]) -> Iterator[str]:
    """What an actor's answers broke, in words."""
    for field in asking.fields:
        for word in words():
            limiter.reset()
            answer = client.post(asking.address, data=asking.fields | {field: word})
            if answer.status_code >= 500:
                yield f"{asking.actor} {asking.address} {field}={word[:30]!r}: {answer.status_code}"


def broken_by_kind(client: FlaskClient, asking: Asking) -> Iterator[str]:
    """Likewise of what is no form at all."""
    for kind, body in AS_SOMETHING_ELSE:
        limiter.reset()
        if (answer := client.post(asking.address, data=body, content_type=kind)).status_code >= 500:
            yield f"{asking.actor} {asking.address} as {kind}: {answer.status_code}"


def broken_by_query(app: Flask, small: Borough, words: Callable[[], Iterator[str]]) -> Iterator[str]:
    """What asking a page with odd words broke, by each name that any of its links or forms asks by."""
    for row in policy():
        actor = next((actor for actor in Actor if row.answers[actor] == "yes"), None)
        if row.method != "GET" or actor is None or "?" in row.address:
            continue
        client, address = as_actor(app, small, actor), small.address(row.address, actor)
        page = client.get(address)
        asked = NAME.findall(page.text) if page.mimetype == "text/html" else []
        for name in sorted({*TIMES, *asked} - {"csrf_token"}):
            for word in words():
                limiter.reset()
                if (answer := client.get(address, query_string={name: word})).status_code >= 500:
                    yield f"{actor} {address}?{name}={word[:30]!r}: {answer.status_code}"
                answer.close()


def main() -> int:
    """The long form."""
    found, asked = list[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        app = new_app(new_scratch(Path(folder), "odd"))
        app.test_client_class = CheckedClient
        with app.app_context():
            small = borough()
            for asking in list(askings(app, small, iter(policy()))):
                client = as_actor(app, small, asking.actor)
                found += broken(client, asking, lambda: iter(WORDS))
                found += broken_by_kind(client, asking)
                asked += len(asking.fields) * len(WORDS) + len(AS_SOMETHING_ELSE)
            shorter = tuple(word for word in WORDS if len(word) < LONGEST_QUERY)
            found += broken_by_query(app, small, lambda: iter(shorter))
    print(f"{asked} odd answers: {len(found)} broke something", *found, sep="\n")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
