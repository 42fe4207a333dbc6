"""The page and the command of retention: counts and nobody's name, small ones hidden; removing by the code alone."""

import json
import secrets
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from app.retention.kinds import KINDS, NEVER
from caseload.cases.case import Case, Resident
from foundation import clock
from foundation.database import db
from tests import builders as make
from tests.pages.client import CheckedClient, statements
from tests.retention_ground import closed_resident, ground

THEN = datetime(2034, 1, 9, 10, tzinfo=UTC)
NHS_NUMBERS = tuple(f"99900{number:05}" for number in range(7))


@pytest.fixture
def residents(session: scoped_session[Session]) -> None:
    """Seven whose time is over."""
    g = ground()
    for number in NHS_NUMBERS:
        closed_resident(g, number)
    session.commit()


def page(client: CheckedClient) -> str:
    with clock.pretending(THEN):
        client.sign_in(make.account(Role.ADMINISTRATOR, email=f"{secrets.token_hex(4)}@example.test"))
        with statements() as sent:
            answer = client.get("/retention")
    assert answer.status_code == 200
    assert len(sent) <= 10
    return answer.text


def test_the_page_says_each_period_its_source_and_what_is_never_removed(
    client: CheckedClient, residents: None
) -> None:
    said = page(client)
    for kind in KINDS:
        assert kind.says in said
        assert kind.source in said
    assert all(each.why in said for each in NEVER)
    assert "from before 9 January 2026" in said
    assert "Mockshaw" not in said
    assert not [number for number in NHS_NUMBERS if number in said]


def test_a_small_number_of_people_is_not_shown(client: CheckedClient, residents: None) -> None:
    assert '<td data-label="To be removed now">7<br>' in page(client)
    assert "kept all the same" not in page(client)
    for resident in db.session.scalars(select(Resident).order_by(Resident.id).limit(4)):
        make.kept(_another_case(resident.id))
    db.session.commit()
    said = page(client)
    assert '<td data-label="To be removed now">fewer than 5<br>' in said
    assert '<td data-label="To be removed now">3<br>' not in said


def _another_case(resident_id: int) -> Any:
    return Case(local_reference=f"AGAIN{resident_id}", resident_id=resident_id, referred_on=make.START)


def run(app: Flask, *args: str) -> Any:
    with clock.pretending(THEN):
        return app.test_cli_runner().invoke(args=["retention", *args])


def test_the_command_removes_what_it_showed(app: Flask, residents: None) -> None:
    told = json.loads(run(app, "--json").stdout)
    assert [kind["due"] for kind in told["kinds"] if kind["kind"] == "residents"] == ["7"]
    shown = run(app).stdout
    assert f"flask retention --remove {told['code']}" in shown
    assert "Mockshaw" not in shown
    assert db.session.scalars(select(Resident.id)).all()
    done = run(app, "--remove", told["code"])
    assert (done.exit_code, "residents: removed 7" in done.stdout) == (0, True)
    db.session.rollback()
    assert db.session.scalars(select(Resident.id)).all() == []


def test_another_code_removes_nothing(app: Flask, residents: None) -> None:
    refused = run(app, "--remove", "0123456789abcdef")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "is not what that preview said" in refused.stderr
    db.session.rollback()
    assert len(db.session.scalars(select(Resident.id)).all()) == len(NHS_NUMBERS)
