"""An entry is stored with the deed or not at all, and holds numbers, codes and days."""

import json
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select, text
from sqlalchemy.orm import scoped_session

from accounts import audit
from accounts.audit import AuditEntry
from foundation import clock
from foundation.acts import Act
from foundation.database import begin_writing, db
from foundation.effective import Period
from foundation.errors import Busy, RuleBroken
from people.deeds import ALREADY, doing
from people.organisation import Organisation
from teams.team import Management
from tests import builders as make
from tests.actions.registers import NOW, Register, register

MAY = date(2026, 5, 1)


@pytest.fixture
def r(session: scoped_session[Session]) -> Register:
    return register()


def entries() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_an_entry_says_who_did_what_to_whom_and_when(r: Register) -> None:
    moment = datetime(2026, 5, 5, 8, 30, tzinfo=UTC)
    with clock.pretending(moment):
        audit.record(
            "lines.change", "person", r.ada.id, by=r.office.id, before={"post": 1}, after={"post": 2}
        )
    [entry] = entries()
    assert (entry.act, entry.subject, entry.subject_id) == ("lines.change", "person", r.ada.id)
    assert (entry.account_id, entry.at) == (r.office.id, moment)
    assert (entry.before, entry.after) == ('{"post":1}', '{"post":2}')


def test_an_entry_goes_with_the_deed_when_the_deed_is_taken_back(r: Register) -> None:
    begin_writing()
    db.session.add(Organisation(code="new", name="New", kind="vcf", full_time_hours=make.FULL_TIME))
    audit.record("organisation.add", "organisation", None, by=r.office.id)
    db.session.flush()
    db.session.rollback()
    assert entries() == []


def test_an_act_leaves_one_entry_with_what_was_and_what_is(r: Register) -> None:
    with doing("lines.change", "person", r.ada.id, by=r.office.id, at=NOW) as act:
        act.put(Management, (r.place.id,), Period(MAY), post_id=r.board.id)
    [entry] = entries()
    assert json.loads(entry.after or "") == {
        "management": [
            {
                "key": [r.place.id],
                "was": [{"starts_on": "2025-01-01", "until": None, "post_id": r.lead.id}],
                "now": [
                    {"starts_on": "2025-01-01", "until": "2026-05-01", "post_id": r.lead.id},
                    {"starts_on": "2026-05-01", "until": None, "post_id": r.board.id},
                ],
            }
        ]
    }


def test_an_act_that_changes_nothing_is_refused_and_leaves_no_entry(r: Register) -> None:
    with (
        pytest.raises(RuleBroken, match=ALREADY[:30]),
        doing("lines.change", "person", 1, by=r.office.id, at=NOW) as act,
    ):
        act.put(Management, (r.place.id,), Period(MAY), post_id=r.lead.id)
    assert entries() == []


def test_an_act_that_is_refused_half_way_leaves_neither_rows_nor_entry(r: Register) -> None:
    with (
        pytest.raises(RuleBroken, match="no"),
        doing("lines.change", "person", 1, by=r.office.id, at=NOW) as act,
    ):
        act.put(Management, (r.place.id,), Period(MAY), post_id=r.board.id)
        raise RuleBroken("no")
    assert entries() == []
    assert Act(by=r.office.id, at=NOW).timeline(Management, (r.place.id,))[0].period == Period(make.START)


def test_what_a_request_saw_is_stored_once_and_in_order(app: Flask, r: Register) -> None:
    with app.test_request_context():
        audit.seen("person", r.ada.id, by=r.office.id)
        audit.seen("person", r.bea.id, by=r.office.id)
        audit.store_pending()
        audit.store_pending()
    assert [(entry.act, entry.subject_id) for entry in entries()] == [("seen", r.ada.id), ("seen", r.bea.id)]


def test_a_page_whose_entry_cannot_be_stored_is_not_shown(
    app: Flask, r: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise Busy

    monkeypatch.setattr(audit, "begin_writing", busy)
    with app.test_request_context(), pytest.raises(Busy):
        audit.seen("person", r.ada.id, by=r.office.id)
        audit.store_pending()


def test_the_audit_table_has_no_column_for_words_about_people(session: scoped_session[Session]) -> None:
    found = session.execute(text("SELECT * FROM audit_entry"))
    told = {"id", "at", "account_id", "act", "subject", "subject_id", "before", "after"}
    assert set(found.keys()) == told | {"hash", "key"}
