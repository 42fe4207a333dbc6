"""Signing: what was shown is sealed, once and for ever; a Monday's coverage is kept once."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from foundation import clock
from foundation.acts import Act
from foundation.database import begin_writing, db
from foundation.effective import AsAt, Period
from foundation.errors import NotThere, RuleBroken
from people.post import Tenure
from teams.position import CoverageWeek, Position
from teams.positions.actions import MOVED_ON, Said, keep_week, sign
from teams.positions.findings import differences
from teams.positions.sealing import fingerprint, key_of, sealed, verify
from teams.queries.coverage_span import EVERYBODY, Span, names
from teams.queries.positions import drawn, get_positions, trend
from tests.actions.position_ground import VACANT_SINCE, Ground, ground

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()
MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.pretending(NOW):
        yield


@pytest.fixture
def g(session: scoped_session[Session]) -> Iterator[Ground]:
    made = ground()
    session.commit()
    yield made
    session.rollback()


def signed(g: Ground, on: date = TODAY, accepted: str = "", shown: str = "") -> int:
    begin_writing()
    draft = drawn("chief", on, names())
    reasons = {key_of(cause): accepted for cause in draft.findings.causes}
    said = Said("As it stands.", reasons, shown or fingerprint(draft.findings))
    number = sign(draft, "chief", on, said, by=g.chief.id, name=g.chief.name, at=NOW)
    db.session.commit()
    return number


def matron_back(g: Ground, since: date) -> None:
    """The office records, an hour later, that the post was held all along."""
    begin_writing()
    act = Act(by=g.office.id, at=NOW + timedelta(hours=1))
    act.put(Tenure, (g.post.id, "substantive"), Period(since), person_id=g.matron.id)
    act.write()
    db.session.commit()


def test_what_is_signed_is_what_was_drawn(g: Ground) -> None:
    [kept] = get_positions([signed(g, accepted="An advert is out")], Span("chief"))
    says = kept.says
    assert (says.number, says.scope, says.on, says.known_at, says.signed_at) == (1, "chief", TODAY, NOW, NOW)
    assert (says.signer, says.statement) == (g.chief.name, "As it stands.")
    assert says.findings.totals.people == 2
    assert says.findings.totals.wte == Decimal("2.0")
    [cause] = says.findings.causes
    assert (cause.kind, cause.post, cause.owner, cause.since) == (
        "post_vacant",
        "matron",
        "chief",
        VACANT_SINCE,
    )
    assert [whose.assignment for whose in cause.whose] == ["A1", "B1"]
    assert cause.accepted == "An advert is out"
    assert verify(sealed(kept.content), kept.digest) == []
    assert b"Nursesample" not in kept.content
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "position.sign")).one()
    assert json.loads(entry.after or "") == {
        "number": 1, "scope": "chief", "on": "2026-11-22", "digest": kept.digest
    }  # fmt: skip


def test_a_correction_dated_back_leaves_the_bytes_and_shows_what_changed(g: Ground) -> None:
    number = signed(g)
    [before] = get_positions([number], EVERYBODY)
    matron_back(g, VACANT_SINCE)
    [after] = get_positions([number], EVERYBODY)
    assert sealed(after.content) == sealed(before.content)
    assert after.digest == before.digest
    found = differences(after.says.findings, drawn("chief", TODAY, names()).findings)
    assert found.totals is not None
    assert [each.covered for each in found.totals] == [0, 2]
    assert [(gap.whose.assignment, gap.now) for gap in found.gaps] == [("A1", None), ("B1", None)]


def test_a_position_cannot_be_changed_through_our_own_session(g: Ground) -> None:
    signed(g)
    if db.session.connection().dialect.name == "sqlite":
        with pytest.raises(DBAPIError, match="position_kept"):
            db.session.execute(update(Position).values(content=b"{}"))


def test_when_the_register_has_moved_on_nothing_is_signed(g: Ground) -> None:
    shown = fingerprint(drawn("chief", TODAY, names()).findings)
    matron_back(g, date(2026, 11, 20))
    with pytest.raises(RuleBroken, match=MOVED_ON[:40]):
        signed(g, shown=shown)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Position)) == 0
    assert signed(g, on=date(2026, 11, 10)) == 1


def test_a_day_still_to_come_and_a_day_without_anybody_are_refused(g: Ground) -> None:
    with pytest.raises(RuleBroken, match="today or for a day past"):
        signed(g, on=TODAY + timedelta(days=1))
    with pytest.raises(RuleBroken, match="Nobody you answer for was in a placement on 1 January 2020"):
        signed(g, on=date(2020, 1, 1))


def test_numbers_go_up_and_a_director_reads_only_their_own(g: Ground) -> None:
    assert [signed(g), signed(g)] == [1, 2]
    assert len(get_positions([2, 1], Span("chief"))) == 2
    for span, numbers in ((Span("dass"), [1]), (Span("chief"), [1, 3])):
        with pytest.raises(NotThere):
            get_positions(numbers, span)


def test_a_monday_is_kept_once_and_summed_for_a_span(g: Ground) -> None:
    assert keep_week(MONDAY, g.office.id) == 1
    assert keep_week(MONDAY, g.office.id) == 0
    assert keep_week(MONDAY - timedelta(weeks=3), g.office.id) == 1
    db.session.commit()
    weeks = trend(Span("chief"), AsAt(TODAY))
    assert [(w.monday, w.people, w.covered, w.wte) for w in weeks] == [
        (date(2026, 10, 26), 2, 2, Decimal(2)), (MONDAY, 2, 0, Decimal(2)),
    ]  # fmt: skip
    assert trend(EVERYBODY, AsAt(TODAY)) == weeks
    assert trend(Span("dass"), AsAt(TODAY)) == []
    assert trend(Span(neighbourhood="west"), AsAt(TODAY)) == []
    assert len(trend(Span(neighbourhood="east", profession="nurse", employer="nca"), AsAt(TODAY))) == 2
    assert [w.monday for w in trend(EVERYBODY, AsAt(date(2026, 11, 15)))] == [date(2026, 10, 26)]
    assert trend(EVERYBODY, AsAt(TODAY, NOW - timedelta(days=1))) == []


def test_only_mondays_are_kept_and_a_monday_without_anybody_is_nothing(g: Ground) -> None:
    with pytest.raises(RuleBroken, match="22 November 2026 is not a Monday"):
        keep_week(TODAY, g.office.id)
    assert keep_week(date(2020, 1, 6), g.office.id) == 0
    assert db.session.scalar(select(func.count()).select_from(CoverageWeek)) == 0
