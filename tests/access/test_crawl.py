"""The crawl finds each word that it is sent out for, wherever it stands: a fault for each, in one page after another."""

import io
from collections.abc import Iterator
from itertools import cycle
from zipfile import ZipFile

import pytest
from flask import Flask, Response
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request

from tests.access.borough import SECRETS, borough
from tests.access.crawl import NHS_NUMBERS, RESIDENTS, Visit, crawl
from tests.access.policy import MAY_SHOW, MAY_SHOW_SEALED, Actor
from tests.access.sealed import CANARIES
from tests.access.test_policy import as_actor

WORDS = {word: secret for secret, words in SECRETS.items() for word in words}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOWHERE = "sign_in.form"
"""A page that may show nothing of this."""


def answered(said: bytes, kind: str = "text/html", **headers: str) -> TestResponse:
    """What a page answers."""
    sent = Response(headers=headers, content_type=kind).headers
    return TestResponse(iter([said]), "200 OK", sent, Request({}))


def workbook(word: str) -> bytes:
    """The word in a packed part of it."""
    kept = io.BytesIO()
    with ZipFile(kept, "w") as book:
        book.writestr("xl/sharedStrings.xml", f"<si><t>{word}</t></si>")
    return kept.getvalue()


@pytest.mark.parametrize("word", [*WORDS, *CANARIES])
def test_each_word_is_found_wherever_it_stands(word: str) -> None:
    """In a page, a file, a packed file and a header, for everybody it is not for; and for none it is."""
    said = f"before {word} after".encode()
    carriers = (
        answered(said),
        answered(said, "text/calendar"),
        answered(workbook(word), WORKBOOK),
        answered(b"", Location=f"/next?words={word}"),
    )
    for actor in Actor:
        for carrier in carriers:
            assert Visit("/somewhere", "", NOWHERE, carrier).faults(actor), (word, actor)
        allowed = MAY_SHOW[WORDS[word]] if word in WORDS else MAY_SHOW_SEALED
        for page in allowed.get(actor, ()):
            assert Visit("/somewhere", "", page, carriers[0]).faults(actor) == []


def test_an_answer_without_a_word_is_no_fault() -> None:
    assert Visit("/somewhere", "", NOWHERE, answered(b"<title>Quiet</title>")).faults(Actor.STAFF) == []


@pytest.mark.parametrize("word", [*NHS_NUMBERS, *RESIDENTS])
def test_a_title_and_an_address_are_looked_at_too(word: str) -> None:
    title = Visit("/x", "", "cases.show", answered(f"<title>{word}</title>".encode()))
    assert any("title" in fault for fault in title.faults(Actor.LEAD)) == (word in RESIDENTS)
    address = Visit(f"/x?number={word}", "", "cases.show", answered(b""))
    assert any("address" in fault for fault in address.faults(Actor.LEAD)) == (word in NHS_NUMBERS)


@pytest.fixture
def leaking(app: Flask) -> Iterator[set[str]]:
    """Every page tells one word more, the next page the next. Gives those that were told."""
    told, words = set[str](), cycle([*WORDS, *CANARIES])

    def leak(response: Response) -> Response:
        if response.mimetype == "text/html" and not response.is_streamed:
            told.add(word := next(words))
            response.set_data(response.get_data(as_text=True).replace("</main>", f"{word}</main>"))
        return response

    app.after_request_funcs.setdefault(None, []).append(leak)
    yield told
    app.after_request_funcs[None].remove(leak)


def test_the_crawl_itself_finds_what_pages_tell(
    app: Flask, session: scoped_session[Session], leaking: set[str]
) -> None:
    """As an administrator, to whom none of it may be told anywhere."""
    small, actor = borough(), Actor.ADMINISTRATOR
    client = as_actor(app, small, actor)
    faults = [fault for visit in crawl(client, small, actor) for fault in visit.faults(actor)]
    assert leaking == {*WORDS, *CANARIES}
    assert {name for name in SECRETS if any(fault.endswith(f" {name}") for fault in faults)} == set(SECRETS)
    assert {word for word in CANARIES if any(fault.endswith(f": {word}") for fault in faults)} == set(
        CANARIES
    )
