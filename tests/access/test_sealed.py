"""A sealed record does not exist for anybody who is not named on it: two worlds that differ by one answer alike."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select, union_all
from sqlalchemy.orm import aliased, scoped_session
from werkzeug.test import TestResponse

from caseload.sealing import hiding
from foundation import clock
from foundation.acts import table_of
from foundation.database import db
from foundation.model import Base
from neighbourhoods.neighbourhood import Neighbourhood
from people.notice import Notice, NoticeKind
from tests.access.borough import Borough, borough
from tests.access.crawl import words_of
from tests.access.guarded import unguarded, watching_reads
from tests.access.policy import Actor, policy
from tests.access.sealed import (
    CANARIES,
    FAMILY,
    GIVEN,
    NHS_NUMBER,
    POSTCODE,
    REFERENCE,
    UNNAMED,
    seal_somebody,
)
from tests.access.test_policy import as_actor
from tests.databases import Scratch
from tests.pages.client import CheckedClient, without_token

MOMENT = clock.now()
NONCE = re.compile(r'nonce="[^"]*"')
ROW_NUMBER = re.compile(r'(/cases/|value=")\d+')


@pytest.fixture
def small(session: scoped_session[Session]) -> Borough:
    with clock.pretending(MOMENT):
        return borough()


@pytest.fixture
def shown() -> Iterator[None]:
    """Without what hides sealed records."""
    hiding.show_sealed()
    yield
    hiding.hide_sealed()


def said(response: TestResponse) -> str:
    """All that an answer says, without what differs at each request."""
    body = NONCE.sub("", without_token(words_of(response)))
    kept = {name: value for name, value in response.headers.items() if name not in VARYING}
    return f"{response.status_code} {kept}\n{body}"


VARYING = {"Set-Cookie", "Content-Security-Policy", "Content-Length"}
"""What holds a token or a nonce, and the length of what holds them: the body is compared itself."""


def looks(small: Borough, client: CheckedClient, actor: Actor, more: tuple[str, ...] = ()) -> dict[str, str]:
    """What each address of the policy that opens for the actor says, and of the addresses added."""
    opening = [row.address for row in policy() if row.method == "GET" and row.answers[actor] == "yes"]
    addresses = [small.address(each, actor) for each in opening if not each.startswith(NEVER_ALIKE)]
    with clock.pretending(MOMENT):
        return {address: said(client.get(address)) for address in [*addresses, *SEARCHES, *more]}


NEVER_ALIKE = ("/static/", "/me/account/second-factor")
"""A secret is drawn anew each time the second is looked at."""

SEARCHES = (
    f"/cases/find?reference={REFERENCE}",
    f"/find?q={FAMILY}",
    "/cases?page=2",
    "/cases?key_worker=none",
    "/reviews/due?page=2",
)


@pytest.mark.parametrize("actor", UNNAMED)
def test_nobody_unnamed_can_tell_the_two_worlds_apart(
    app: Flask, database: Scratch, session: scoped_session[Session], actor: Actor
) -> None:
    """The same borough, with and without one sealed record that somebody named has read: every page says the same,
    and asks of each resident's table whether the record is sealed."""
    with clock.pretending(MOMENT):
        small = borough()
    # The pages that a sealed case would have, where its number is the next.
    own = [f"/cases/{number}{page}" for number in (3, 4) for page in ("", "/change/tier", "/allocate")]
    there = (*own, "/my-work/3", "/my-work/4")
    with clock.pretending(MOMENT):
        as_actor(app, small, Actor.STAFF)
        client = as_actor(app, small, actor)
    without = looks(small, client, actor, there)
    # Begun again: somebody's own looking is told to their privacy officer.
    session.remove()
    database.restore(app)
    with clock.pretending(MOMENT):
        small = borough()
        case_id = seal_somebody(small)
        assert as_actor(app, small, Actor.STAFF).get(f"/my-work/{case_id}").status_code == 200
        client = as_actor(app, small, actor)
    assert f"/cases/{case_id}" in there
    with watching_reads() as astray:
        with_it = looks(small, client, actor, there)
    assert not [address for address in without if without[address] != with_it[address]]
    assert not [
        word
        for page in with_it.values()
        for word in CANARIES
        if word in page and word not in "".join(SEARCHES)
    ]
    assert not astray, "\n\n".join(astray)


@pytest.mark.parametrize("actor", [Actor.LEAD, Actor.COORDINATOR])
@pytest.mark.usefixtures("shown")
def test_the_two_worlds_would_show_a_record_that_is_not_hidden(
    app: Flask, small: Borough, actor: Actor
) -> None:
    """The canary of the test above: with nothing hidden it must find differences, words and bare statements."""
    client = as_actor(app, small, actor)
    without = looks(small, client, actor)
    seal_somebody(small)
    with watching_reads() as astray:
        with_it = looks(small, client, actor)
    assert len([address for address in without if without[address] != with_it[address]]) >= 5
    assert any(FAMILY in page for page in with_it.values())
    assert astray


def test_who_saw_a_sealed_record_is_told_to_nobody_unnamed(app: Flask, small: Borough) -> None:
    """And would be told by these pages if nothing were hidden."""
    case_id = seal_somebody(small)
    assert as_actor(app, small, Actor.STAFF).get(f"/my-work/{case_id}").status_code == 200
    client = as_actor(app, small, Actor.PRIVACY_OFFICER)
    pages = (f"/privacy/seen/people/{small.named['staff']}", "/privacy/seen")
    hidden = [said(client.get(page)) for page in pages]
    assert "They saw no resident on these days" in hidden[0]
    hiding.show_sealed()
    try:
        assert FAMILY in said(client.get(pages[0]))
        assert said(client.get(pages[1])) != hidden[1]
    finally:
        hiding.hide_sealed()


def test_whoever_is_named_sees_it(app: Flask, small: Borough) -> None:
    client, case_id = as_actor(app, small, Actor.STAFF), seal_somebody(small)
    assert REFERENCE in client.get("/my-work").text
    page = client.get(f"/my-work/{case_id}").text
    assert FAMILY in page, page
    assert "This record is sealed" in page


REFERRAL = {
    "nhs_number": NHS_NUMBER,
    "given_name": GIVEN,
    "family_name": FAMILY,
    "date_of_birth": "1933-03-13",
    "postcode": POSTCODE,
    "referred_on": "2026-01-05",
    "referred_by": "GP practice",
    "because": "Falls",
    "shown": "",
}
LISTED = {
    "local_reference": REFERENCE, "nhs_number": NHS_NUMBER, "given_name": "Any", "family_name": "Body",
    "date_of_birth": "1940-05-01", "postcode": "BL9 3AA", "ward": "", "neighbourhood": "east",
    "practice_ods_code": "", "referred_on": "2026-01-05", "referred_by": "Guess", "accepted_on": "",
    "tier": "", "reason": "", "informed": "yes", "informed_on": "", "key_worker_employer": "",
    "key_worker_assignment": "", "deputy_employer": "", "deputy_assignment": "", "needs": "",
    "last_review_on": "", "paused_from": "",
}  # fmt: skip


def written(app: Flask, small: Borough) -> list[str]:
    """What a coordinator who is not named is told when they refer the same resident, and import them."""
    client = as_actor(app, small, Actor.COORDINATOR)
    east = db.session.scalars(select(Neighbourhood.id).where(Neighbourhood.code == "east")).one()
    referral = REFERRAL | {"neighbourhood": str(east)}
    answers = [client.post("/cases/new", data=referral)]
    answers.append(client.get(answers[0].headers["Location"]))
    answers.append(client.post("/cases/new", data=referral))
    for take in ("check", "take"):
        answers.append(listing(client, LISTED | {"nhs_number": "9990000069"}, take))
    answers.append(listing(client, LISTED | {"local_reference": "ACM-OTHER"}, "check"))
    answers.append(client.get("/cases"))
    answers.append(client.get("/cases/same"))
    # A row's number is not one that anybody counts: the referral's is one higher where another was taken.
    return [ROW_NUMBER.sub(r"\1N", said(answer)) for answer in answers]


def listing(client: CheckedClient, row: dict[str, str], button: str) -> TestResponse:
    """A case list of one row, checked or taken in."""
    file = f"{','.join(row)}\n{','.join(row.values())}\n".encode()
    return client.post("/cases/import", data={"file": (io.BytesIO(file), "cases.csv"), button: "1"})


def test_a_referral_and_a_list_go_as_if_it_were_not_there(
    app: Flask, database: Scratch, session: scoped_session[Session]
) -> None:
    told: list[list[str]] = []
    for sealed in (False, True):
        session.remove()
        database.restore(app)
        with clock.pretending(MOMENT):
            small = borough()
            if sealed:
                seal_somebody(small)
            told.append(written(app, small))
    assert told[0] == told[1]
    notices = select(Notice.person_id, Notice.about).where(Notice.kind == NoticeKind.SEALED_REFERRAL.value)
    named = [(int(small.named[name]), "/my-work") for name in ("staff", "other")]
    assert sorted(map(tuple, db.session.execute(notices))) == sorted(named)


def test_a_list_says_the_same_of_a_resident_elsewhere_and_of_nobody(app: Flask, small: Borough) -> None:
    """A number of the north, where this coordinator keeps no cases, and one that nobody has."""
    client, new = as_actor(app, small, Actor.COORDINATOR), LISTED | {"local_reference": "ACM-NEW"}
    for button in ("check", "take"):
        answers = [
            said(listing(client, new | {"nhs_number": number, "local_reference": f"ACM-{number}"}, button))
            for number in ("9990000026", "9990000069")
        ]
        assert answers[0] == answers[1]


def test_every_table_of_a_resident_is_hidden_however_it_is_read(app: Flask, small: Borough) -> None:
    """Each class and its table, plainly, by another name, counted and within another statement."""
    seal_somebody(small)
    models = [
        mapper.class_ for mapper in Base.registry.mappers if mapper.local_table in hiding.of_residents()
    ]
    assert len(models) > 25
    for model in models:
        other, table = aliased(model), table_of(model)
        inner = select(model.id).subquery()
        plain = db.session.scalars(select(model.id)).all()
        with watching_reads() as astray:
            united = (
                union_all(select(table.c.id), select(table.c.id).where(table.c.id < 0)),
                union_all(select(table.c.id), select(model.id).where(table.c.id < 0)),
                union_all(select(model.id), select(table.c.id).where(table.c.id < 0)),
                union_all(select(model.id).where(table.c.id < 0), select(table.c.id)),
            )
            for asked in (select(other.id), select(table.c.id), select(inner.c.id), *united):
                assert sorted(db.session.scalars(asked)) == sorted(plain)
            assert db.session.scalar(select(func.count()).select_from(model)) == len(plain)
            assert db.session.scalar(select(func.count(table.c.id))) == len(plain)
        assert not astray
        everything = db.session.scalars(select(model.id), execution_options=hiding.SEALED_TOO).all()
        assert set(plain) <= set(everything)
        if model.__tablename__ in FILLED:
            assert len(plain) < len(everything), model


FILLED = {
    "resident", "resident_details", "cases", "case_details", "case_stage", "case_need", "allocation", "contribution",
    "contact", "urgent_contact", "allocation_request", "review", "action", "planned_review", "unplaced", "escalation",
    "seal", "seal_name",
}  # fmt: skip
"""Tables in which the sealed record has a row."""


def test_a_table_that_leads_to_a_resident_is_covered() -> None:
    """Found by what it refers to; here by the names of its columns, which is another way to find it."""
    named = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(column.name in ("resident_id", "case_id") for column in table.c)
    }
    assert named <= {table.name for table in hiding.of_residents()}


@pytest.mark.parametrize(
    ("statement", "bare"),
    [
        ("SELECT cases.id \nFROM cases \nWHERE cases.id = ?", ["cases"]),
        (
            "SELECT 1 \nFROM cases AS c JOIN allocation ON allocation.case_id NOT IN (SELECT sealed_cases.id",
            ["c"],
        ),
        (
            "SELECT 1 \nFROM cases \nWHERE cases.resident_id NOT IN (SELECT sealed_seal.id \nFROM seal AS sealed_seal)",
            [],
        ),
        ("SELECT 1 \nFROM person, review AS r \nWHERE 1", ["r"]),
        ("SELECT person.id \nFROM person", []),
    ],
)
def test_a_bare_statement_is_known(statement: str, bare: list[str]) -> None:
    assert unguarded(statement) == bare


def test_who_reads_past_the_condition_is_listed() -> None:
    """By the mark for it, or on the session's connection, which no condition reaches."""
    root = Path(__file__).resolve().parents[2]
    floors = ("accounts", "app", "caseload", "foundation", "neighbourhoods", "people", "teams")
    files = {
        file.relative_to(root).as_posix(): file.read_text(encoding="utf-8")
        for floor in floors
        for file in (root / floor).rglob("*.py")
    }
    assert {name for name, text in files.items() if "SEALED_TOO" in text} == {
        "app/retention/subjects.py",  # who was merged with somebody: neither goes alone
        "caseload/sealing/hiding.py",
        "caseload/queries/seals.py",  # whom to tell of a referral
        "caseload/reviews/meetings/case_actions.py",  # the number of the next action
    }
    assert {name for name, text in files.items() if "session.connection()" in text} == {
        "foundation/database.py",  # asks whether a transaction writes, and reads nothing
        "foundation/prepared.py",  # streams rows about staff
    }
