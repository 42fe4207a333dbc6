"""Nothing about anybody is shown to, or left lying about for, somebody it is not for."""

import io
import logging
from itertools import chain, groupby

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from foundation.database import db
from tests import builders as make
from tests.access.borough import SECRETS, Borough, borough
from tests.access.crawl import crawl
from tests.access.policy import MAY_SHOW, MAY_SHOW_SEALED, Actor, Row
from tests.access.sealed import CANARIES, FAMILY, seal_somebody
from tests.access.test_policy import LOOKS, as_actor, other_than, wrong
from tests.access.writes import written
from tests.pages.client import without_token
from tests.registers_read import Rows, rows_by_table

EVERY_SECRET = (*(word for words in SECRETS.values() for word in words), *CANARIES)


@pytest.fixture
def small(session: scoped_session[Session]) -> Borough:
    return borough()


@pytest.mark.parametrize("actor", Actor)
def test_each_is_shown_what_the_policy_says_and_looking_changes_nothing(
    app: Flask, small: Borough, actor: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    """Every page this account can reach, and every page it cannot: answered as the policy says, searched for every
    secret and for whatever it writes; and every link it is offered leads somewhere it may go."""

    def asked(row: Row) -> str:
        return small.address(row.address, actor)

    caplog.set_level(logging.DEBUG)
    seal_somebody(small)
    client, told, sealed = as_actor(app, small, actor), set[str](), set[str]()
    before, faults = all_held(), list[str]()
    rows = {address: list(group) for address, group in groupby(sorted(LOOKS, key=asked), asked)}
    with written() as statements:
        for visit in crawl(client, small, actor):
            told |= visit.told
            sealed |= set(visit.sealed)
            faults += visit.faults(actor)
            faults += [f"looking at {visit.address}: {statement[:80]}" for statement in statements]
            statements.clear()
            for row in rows.pop(visit.address, ()):
                faults += other_than(row, actor, visit.response)
        # Those of a kind with another, which a crawl passes by.
        for row in chain.from_iterable(rows.values()):
            faults += wrong(client, small, row, actor)
        faults += statements
    assert not faults, "\n".join(faults)
    assert not [word for word in EVERY_SECRET if word in caplog.text], "a name or number was logged"
    assert changed(before, all_held()) <= {"audit_entry"}
    refuse_secrets_in_the_audit()
    expected = {secret for secret, pages in MAY_SHOW.items() if actor in pages}
    assert told == expected, "the policy allows what no page shows"
    assert (FAMILY in sealed) == (actor in MAY_SHOW_SEALED)


def all_held() -> dict[str, Rows]:
    """All that the register holds, but when a sign-in was last used: looking is using."""
    db.session.rollback()
    return rows_by_table(but="last_used_at")


def changed(before: dict[str, Rows], after: dict[str, Rows]) -> set[str]:
    """The tables that are not as they were."""
    return {name for name in after if before[name] != after[name]}


def refuse_secrets_in_the_audit() -> None:
    """Asserts that the audit holds numbers, codes and dates only."""
    for row in db.session.execute(select(AuditEntry.__table__)):
        said = " ".join(str(value) for value in row)
        assert not [word for word in EVERY_SECRET if word in said], said


def test_every_secret_is_in_the_register(small: Borough) -> None:
    """A word that nothing holds would be found nowhere, and prove nothing."""
    held = {str(value) for rows in all_held().values() for row in rows for value in row}
    text = "\n".join(held)
    assert [name for name, words in SECRETS.items() if not any(word in text for word in words)] == []


SHOWS_SOMEBODY = (
    (Actor.STAFF, "/me"),
    (Actor.STAFF, "/people/{own}"),
    (Actor.STAFF, "/people/{own}/history"),
    (Actor.LEAD, "/people/{other}"),
    (Actor.LEAD, "/find?words={other_family_name_sealed}"),
    (Actor.LEAD, "/neighbourhoods/north"),
    (Actor.LEAD, "/cases"),
    (Actor.LEAD, "/cases/{case_east}"),
    (Actor.LEAD, "/reviews/diary"),
    (Actor.COORDINATOR, "/neighbourhoods/north"),
    (Actor.COORDINATOR, "/reviews/plans/{draft}"),
    (Actor.DIRECTOR, "/posts/lead_north"),
    (Actor.DIRECTOR, "/teams/team_north"),
    (Actor.DIRECTOR, "/organisations/council"),
    (Actor.DIRECTOR, "/structure"),
    (Actor.DIRECTOR, "/structure/employer"),
    (Actor.DIRECTOR, "/changes"),
    (Actor.DIRECTOR, "/scheme/council"),
    (Actor.EMPLOYER_HR, "/scheme/nca"),
    (Actor.OFFICE, "/people/{other}/register"),
    (Actor.OFFICE, "/people/{other}/register/management/{row}/change"),
    (Actor.OFFICE, "/people/{other}/leaving"),
    (Actor.OFFICE, "/people/{other}/leaving?last_day={soon}"),
    (Actor.OFFICE, "/posts/lead_north/register"),
    (Actor.OFFICE, "/posts/lead_north/register/holder"),
    (Actor.OFFICE, "/transfers/new?{transfer}"),
    (Actor.OFFICE, "/imports/{import}"),
)


@pytest.mark.parametrize(("actor", "page"), SHOWS_SOMEBODY, ids=lambda value: str(value))
def test_a_page_that_shows_somebody_leaves_an_entry(
    app: Flask, small: Borough, actor: Actor, page: str
) -> None:
    client, account = as_actor(app, small, actor), small.accounts[actor]
    before = entries("seen", account.id)
    assert client.get(small.address(page, actor)).status_code == 200
    assert entries("seen", account.id) > before


@pytest.mark.parametrize(
    ("actor", "page"),
    [
        (Actor.STAFF, "/people/{other}"),
        (Actor.LEAD, "/cases/{case_north}"),
        (Actor.OFFICE, "/cases/{case_east}"),
    ],
    ids=str,
)
def test_a_refusal_leaves_an_entry(app: Flask, small: Borough, actor: Actor, page: str) -> None:
    client, account = as_actor(app, small, actor), small.accounts[actor]
    before = entries("refused:GET", account.id)
    assert client.get(small.address(page, actor)).status_code == 404
    assert entries("refused:GET", account.id) == before + 1


def entries(act: str, account_id: int) -> int:
    """How many entries of this kind the account has left."""
    kept = select(func.count()).where(AuditEntry.act == act, AuditEntry.account_id == account_id)
    return db.session.scalar(kept) or 0


NOT_THEIRS_AND_NOT_THERE = (
    (Actor.STAFF, "/people/{other}", "/people/{nobody}"),
    (Actor.STAFF, "/people/{other}/history", "/people/{nobody}/history"),
    (Actor.STAFF, "/posts/lead_north", "/posts/no_such"),
    (Actor.STAFF, "/neighbourhoods/north", "/neighbourhoods/no_such"),
    (Actor.LEAD, "/cases/{case_north}", "/cases/{nobody}"),
    (Actor.LEAD, "/cases?neighbourhood=north", "/cases?neighbourhood=no_such"),
    (Actor.LEAD, "/reviews/diary?neighbourhood=north", "/reviews/diary?neighbourhood=no_such"),
    (Actor.LEAD, "/reviews/plans/{draft}", "/reviews/plans/{nobody}"),
    (Actor.COORDINATOR, "/cases/{case_north}", "/cases/{nobody}"),
    (Actor.COORDINATOR, "/reviews/plans/{draft}?neighbourhood=north", "/reviews/plans/{nobody}"),
    (Actor.COORDINATOR, "/people/{other}", "/people/{nobody}"),
    (Actor.DIRECTOR, "/cases/{case_east}", "/cases/{nobody}"),
    (Actor.EMPLOYER_HR, "/scheme/council", "/scheme/no_such"),
    (Actor.OFFICE, "/cases/{case_east}", "/cases/{nobody}"),
    (Actor.ADMINISTRATOR, "/people/{other}", "/people/{nobody}"),
    (Actor.ADMINISTRATOR, "/cases/{case_east}", "/no-such-page"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("actor", "theirs_not", "nowhere"), NOT_THEIRS_AND_NOT_THERE, ids=lambda value: str(value)
)
def test_what_is_not_theirs_looks_as_what_is_not_there(
    app: Flask, small: Borough, actor: Actor, theirs_not: str, nowhere: str
) -> None:
    client = as_actor(app, small, actor)
    told = [client.get(small.address(page, actor)) for page in (theirs_not, nowhere)]
    assert told[0].status_code == told[1].status_code == 404
    first, second = (without_token(response.text) for response in told)
    assert first == second
    assert dict(told[0].headers) | {"Set-Cookie": ""} == dict(told[1].headers) | {"Set-Cookie": ""}


def test_an_import_tells_nothing_of_a_case_elsewhere(app: Flask, small: Borough) -> None:
    """A row that takes another neighbourhood's case by its reference is refused without a word about it."""
    columns = {
        "local_reference": "ACM-NORTH", "nhs_number": "9990000034", "given_name": "Any", "family_name": "Body",
        "date_of_birth": "1940-05-01", "postcode": "BL9 3AA", "ward": "", "neighbourhood": "east",
        "practice_ods_code": "", "referred_on": "2026-01-05", "referred_by": "Guess", "accepted_on": "",
        "tier": "", "reason": "", "informed": "yes", "informed_on": "", "key_worker_employer": "",
        "key_worker_assignment": "", "deputy_employer": "", "deputy_assignment": "", "needs": "",
        "last_review_on": "", "paused_from": "",
    }  # fmt: skip
    file = f"{','.join(columns)}\n{','.join(columns.values())}\n".encode()
    client = as_actor(app, small, Actor.COORDINATOR)
    told = client.post("/cases/import", data={"file": (io.BytesIO(file), "cases.csv"), "check": "1"})
    assert told.status_code == 422
    assert "a case of a neighbourhood you may import for" in told.text
    for word in (*SECRETS["north.referrer"], make.START.isoformat(), *SECRETS["north.nhs_number"]):
        assert word not in told.text
