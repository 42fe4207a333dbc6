"""Recording supervision and register checks: what is refused, what is kept, and when the gaps close."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from foundation.database import begin_writing, db
from foundation.effective import AsAt
from foundation.errors import RuleBroken
from people.accountability import RegisterCheck, Supervision
from people.practice_actions import (
    record_check,
    record_supervision,
    take_back_check,
    take_back_supervision,
)
from teams.coverage.judging import GapKind
from teams.queries.coverage import judge_on, practices
from teams.queries.coverage_span import EVERYBODY
from teams.queries.practice import find_check, find_supervision
from tests import builders as make
from tests.actions.registers import NOW, Register, register

TODAY = NOW.date()
A_DAY = timedelta(days=1)
Refused = tuple[dict[str, Any], str]


@dataclass(frozen=True)
class Ground:
    """Ada, a nurse, and Cy, a nurse who leads her."""

    r: Register

    def supervise(self, **said: Any) -> None:
        usual = {
            "held_on": TODAY, "with_person_id": self.r.cy.id, "kind": "one_to_one", "began": make.START,
            "by": self.r.office.id, "at": NOW,
        }  # fmt: skip
        self._do(record_supervision, usual | said)

    def check(self, **said: Any) -> None:
        usual = {"checked_on": TODAY, "began": make.START, "by": self.r.office.id, "at": NOW}
        self._do(record_check, usual | said)

    def _do(self, act: Callable[..., None], said: dict[str, Any]) -> None:
        db.session.commit()
        begin_writing()
        who = said.pop("person_id", self.r.ada.id)
        try:
            act(who, said.pop("profession_id", self.r.nurse.id), **said)
        except RuleBroken:
            db.session.rollback()
            raise
        db.session.commit()

    def gaps(self, on: date) -> set[str]:
        """Ada's gaps that a professional lead closes."""
        judge = judge_on(AsAt(on))
        return {
            gap.kind
            for practice in practices(EVERYBODY, AsAt(on))
            if practice.person_id == self.r.ada.id
            for gap in judge.gaps(practice)
            if gap.kind in (GapKind.REGISTRATION_UNCHECKED, GapKind.SUPERVISION_OVERDUE)
        }


@pytest.fixture
def ground(session: scoped_session[Session]) -> Ground:
    r = register()
    r.nurse.supervision_weeks, r.nurse.recheck_days, r.nurse.led_by = 6, 35, "district_nurse"
    for who in (r.ada, r.cy):
        make.registration(who, r.nurse)
    db.session.commit()
    return Ground(r)


def entries() -> list[tuple[str, int | None, Any]]:
    found = db.session.execute(
        select(AuditEntry.act, AuditEntry.subject_id, AuditEntry.after).order_by(AuditEntry.id)
    )
    return [(act, subject, json.loads(after or "null")) for act, subject, after in found]


def test_supervision_closes_its_gap_from_its_day_and_not_before(ground: Ground) -> None:
    held_on = TODAY - 3 * A_DAY
    assert GapKind.SUPERVISION_OVERDUE in ground.gaps(TODAY)
    ground.supervise(held_on=held_on)
    assert GapKind.SUPERVISION_OVERDUE in ground.gaps(held_on - A_DAY)
    for on in (held_on, TODAY, held_on + timedelta(weeks=6)):
        assert GapKind.SUPERVISION_OVERDUE not in ground.gaps(on)
    assert GapKind.SUPERVISION_OVERDUE in ground.gaps(held_on + timedelta(weeks=6) + A_DAY)


def test_a_check_closes_its_gap_from_its_day_and_not_before(ground: Ground) -> None:
    checked_on = TODAY - 3 * A_DAY
    ground.check(checked_on=checked_on)
    assert GapKind.REGISTRATION_UNCHECKED in ground.gaps(checked_on - A_DAY)
    for on in (checked_on, TODAY, checked_on + timedelta(days=35)):
        assert GapKind.REGISTRATION_UNCHECKED not in ground.gaps(on)
    assert GapKind.REGISTRATION_UNCHECKED in ground.gaps(checked_on + timedelta(days=36))


def test_the_audit_keeps_numbers_codes_and_days(ground: Ground) -> None:
    ground.supervise()
    ground.check()
    day, who = TODAY.isoformat(), ground.r.ada.id
    assert entries() == [
        (
            "supervision.record",
            who,
            {
                "held_on": day,
                "kind": "one_to_one",
                "with_person_id": ground.r.cy.id,
                "profession": "district_nurse",
            },
        ),
        ("check.record", who, {"checked_on": day, "profession": "district_nurse"}),
    ]


def test_what_cannot_be_supervision_is_refused_in_a_sentence(ground: Ground) -> None:
    r = ground.r
    podiatrist = make.profession("podiatrist", regulator="HCPC")
    make.registration(r.bea, podiatrist)
    cases: list[Refused] = [
        ({"with_person_id": r.ada.id}, "Nobody supervises themselves."),
        ({"held_on": TODAY + A_DAY}, "23 November 2026 is still to come."),
        ({"held_on": make.START - A_DAY}, "They began to practise as district nurse on 1 January 2025"),
        ({"began": None}, "They are in no placement as district nurse"),
        (
            {"with_person_id": r.bea.id},
            "Whoever supervises district nurse must be registered as district nurse, and on "
            "22 November 2026 they were not.",
        ),
    ]
    for said, sentence in cases:
        with pytest.raises(RuleBroken, match=sentence):
            ground.supervise(**said)
    assert entries() == []
    assert db.session.scalars(select(Supervision.id)).all() == []


@pytest.mark.parametrize("changes", [{"expires_on": date(2026, 11, 21)}, {"number": None}])
def test_a_supervisor_whose_registration_is_not_in_force_is_refused(
    ground: Ground, changes: dict[str, Any]
) -> None:
    make.registration(ground.r.bea, ground.r.nurse, **changes)
    with pytest.raises(RuleBroken, match="must be registered as district nurse"):
        ground.supervise(with_person_id=ground.r.bea.id)


def test_where_anybody_may_lead_anybody_may_supervise(ground: Ground) -> None:
    ground.r.nurse.led_by = "*"
    ground.supervise(with_person_id=ground.r.bea.id)
    assert len(db.session.scalars(select(Supervision.id)).all()) == 1


def test_the_very_same_supervision_is_not_recorded_twice(ground: Ground) -> None:
    ground.supervise()
    with pytest.raises(RuleBroken, match="is recorded for 22 November 2026 already"):
        ground.supervise()
    ground.supervise(kind="group")
    ground.supervise(held_on=TODAY - A_DAY)
    assert len(db.session.scalars(select(Supervision.id)).all()) == 3


def test_what_cannot_be_a_check_is_refused_in_a_sentence(ground: Ground) -> None:
    worker = make.profession("link_worker", regulator=None)
    ground.check()
    cases: list[Refused] = [
        ({}, "was checked on 22 November 2026 is recorded already"),
        ({"checked_on": TODAY + A_DAY}, "23 November 2026 is still to come."),
        ({"checked_on": make.START - A_DAY}, "They began to practise as district nurse"),
        ({"profession_id": worker.id}, "Nobody regulates link worker, so there is no register to check."),
    ]
    for said, sentence in cases:
        with pytest.raises(RuleBroken, match=sentence):
            ground.check(**said)
    assert len(db.session.scalars(select(RegisterCheck.id)).all()) == 1


def test_what_is_taken_back_opens_the_gap_again_and_is_kept(ground: Ground) -> None:
    ground.supervise()
    ground.check()
    assert ground.gaps(TODAY) == set()
    who, at = ground.r.ada.id, NOW + timedelta(minutes=5)
    by = ground.r.office.id
    held, looked_up = (
        db.session.scalars(select(Supervision)).one(),
        db.session.scalars(select(RegisterCheck)).one(),
    )
    rows = held.id, looked_up.id
    with pytest.raises(RuleBroken, match="A correction needs a reason"):
        take_back_supervision(who, rows[0], held.recorded_at, " ", by=by, at=at)
    take_back_supervision(who, rows[0], held.recorded_at, "wrong day", by=by, at=at)
    take_back_check(who, rows[1], looked_up.recorded_at, "wrong person", by=by, at=at)
    db.session.commit()
    assert ground.gaps(TODAY) == {GapKind.SUPERVISION_OVERDUE, GapKind.REGISTRATION_UNCHECKED}
    then = AsAt(TODAY, NOW + timedelta(minutes=1))
    [practice] = practices(EVERYBODY, then)
    assert (practice.supervised_on, practice.checked_on) == (TODAY, TODAY)
    for found in (find_supervision(who, rows[0]), find_check(who, rows[1])):
        assert found is not None
        assert found.superseded_at == at
    kept = db.session.scalars(select(Supervision.because)).all()
    assert kept == ["wrong day"]
    assert entries()[-2:] == [
        ("supervision.take_back", who, {"supervision": rows[0]}),
        ("check.take_back", who, {"register_check": rows[1]}),
    ]


def test_what_was_taken_back_may_be_recorded_again(ground: Ground) -> None:
    ground.supervise()
    row = db.session.scalars(select(Supervision)).one()
    take_back_supervision(
        ground.r.ada.id, row.id, row.recorded_at, "wrong kind", by=ground.r.office.id, at=NOW + timedelta(1)
    )
    ground.supervise(at=NOW + timedelta(2))
    assert GapKind.SUPERVISION_OVERDUE not in ground.gaps(TODAY)
