"""What is older than its period goes, whole and with an entry in the audit, and nothing else does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import Table, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session

from accounts.account import Account, SignIn
from accounts.audit import AuditEntry
from accounts.audit_heads import Heads
from accounts.audit_storing import Chain
from accounts.audit_verify import verify
from accounts.sent_form import SentForm
from app.job_run import JobFailure, JobRun
from app.retention import actions
from app.retention.actions import preview, remove
from app.retention.belonging import ids_of
from app.retention.kinds import KINDS
from app.retention.periods import morning_of
from app.retention.subjects import of_resident, of_staff
from app.settings import Settings
from caseload.cases.case import Allocation, Case, CaseDetails, Resident, ResidentMerge
from caseload.privacy.look import Look, OddPattern, SubjectReport
from caseload.sealing.hiding import SEALED_TOO
from caseload.sealing.seal import Seal
from foundation import clock
from foundation.acts import table_of
from foundation.database import db
from foundation.errand import Errand
from foundation.errors import RuleBroken
from foundation.model import Base
from people.notice import Mail, Notice
from teams.extract_import import ExtractImport
from teams.position import CoverageWeek
from tests import builders as make
from tests.registers_read import Rows, rows_by_table
from tests.retention_ground import (
    CLOSED,
    GONE,
    LEFT,
    OVER,
    Ground,
    closed_resident,
    contract_of,
    ground,
    may_be_the_same,
    someone_who_left,
)

SETTINGS = Settings(SECRET_KEY="x", DATABASE_URL="")
ONE, OTHER = "9990000018", "9990000026"


@pytest.fixture
def g(session: scoped_session[Session]) -> Ground:
    return ground()


def due(kind: str, on: date, settings: Settings = SETTINGS) -> tuple[int, int]:
    """How many of the kind are to go on the day, and how many others are older."""
    [line] = [line for line in preview(settings, on).lines if line.kind.name == kind]
    return line.due, line.held_back


def everything() -> dict[Table, Rows]:
    """Every row of every table but the audit."""
    held = rows_by_table(without={"audit_entry"})
    return {Base.metadata.tables[name]: rows for name, rows in held.items()}


def test_a_resident_goes_the_day_after_eight_years(g: Ground) -> None:
    closed_resident(g, ONE)
    assert due("residents", OVER - timedelta(days=1)) == (0, 0)
    assert due("residents", OVER) == (1, 0)


def test_a_longer_period_keeps_them_longer(g: Ground) -> None:
    closed_resident(g, ONE)
    assert due("residents", OVER, replace(SETTINGS, KEEP_RESIDENTS_YEARS="20")) == (0, 0)


def test_the_resident_goes_whole_and_nothing_else_does(g: Ground) -> None:
    gone, stays = closed_resident(g, ONE), closed_resident(g, OTHER)
    may_be_the_same(stays, gone)
    make.kept(Case(local_reference="OPEN", resident_id=stays, referred_on=CLOSED))
    db.session.commit()
    links = of_resident()
    theirs = {
        table: set(db.session.scalars(select(table.c.id).where(ids_of(links, table, [gone]))))
        for table in links
    }
    before = everything()
    remove(SETTINGS, OVER, preview(SETTINGS, OVER).code, by=make.recorder().id)
    assert sum(map(len, theirs.values())) == 13
    assert everything() == {
        table: [row for row in rows if row[table.c.keys().index("id")] not in theirs.get(table, ())]
        for table, rows in before.items()
    }


def _open_case(g: Ground, resident: int) -> None:
    make.kept(Case(local_reference="OPEN", resident_id=resident, referred_on=make.START))


def _report_made(g: Ground, resident: int) -> None:
    made = morning_of(CLOSED) + timedelta(days=2)
    report: dict[str, Any] = {"account_id": make.recorder().id, "because": "Asked", "made_at": made}
    make.kept(SubjectReport(resident_id=resident, **report))


@pytest.mark.parametrize("since", [_open_case, _report_made], ids=lambda each: each.__name__)
def test_whose_record_was_used_since_is_not_over(g: Ground, since: Callable[[Ground, int], None]) -> None:
    since(g, closed_resident(g, ONE))
    assert due("residents", OVER) == (0, 0)


def _still_held(g: Ground, resident: int) -> None:
    case = db.session.scalars(select(Case).where(Case.resident_id == resident)).one()
    make.dated(Allocation, case_id=case.id, role="deputy", person_id=g.nurse.id)


def _still_open(g: Ground, resident: int) -> None:
    case = db.session.scalars(select(Case).where(Case.resident_id == resident)).one()
    make.dated(CaseDetails, case_id=case.id, tier_id=g.tier.id, informed="yes", starts_on=CLOSED)


def _merged_with_who_stays(g: Ground, resident: int) -> None:
    stays = closed_resident(g, OTHER)
    make.kept(Case(local_reference="OPEN", resident_id=stays, referred_on=make.START))
    said: dict[str, Any] = {"recorded_at": make.KNOWN_SINCE, "recorded_by_id": make.recorder().id}
    make.kept(ResidentMerge(kept_id=stays, merged_id=resident, cases=(), **said))


@pytest.mark.parametrize(
    "stop", [_still_held, _still_open, _merged_with_who_stays], ids=lambda each: each.__name__
)
def test_who_is_referred_to_is_held_back(g: Ground, stop: Callable[[Ground, int], None]) -> None:
    resident = closed_resident(g, ONE)
    stop(g, resident)
    assert due("residents", OVER) == (0, 1)


def test_two_who_were_merged_go_together(g: Ground) -> None:
    _, gone = closed_resident(g, ONE), closed_resident(g, OTHER)
    said: dict[str, Any] = {"recorded_at": make.KNOWN_SINCE, "recorded_by_id": make.recorder().id}
    make.kept(ResidentMerge(kept_id=gone - 1, merged_id=gone, cases=(), **said))
    assert due("residents", OVER) == (2, 0)


def test_a_child_stays_until_their_26th_birthday(g: Ground) -> None:
    closed_resident(g, ONE, date_of_birth=OVER.replace(year=OVER.year - 26) + timedelta(days=1))
    assert due("residents", OVER) == (0, 1)
    assert due("residents", OVER + timedelta(days=1)) == (1, 0)


def test_a_hold_stops_one_case_or_the_whole_kind(g: Ground) -> None:
    for nhs_number in (ONE, OTHER):
        closed_resident(g, nhs_number)
    db.session.commit()
    assert due("residents", OVER, replace(SETTINGS, RETENTION_HOLD_CASES=f"C{ONE}")) == (1, 1)
    held = replace(SETTINGS, RETENTION_HOLD="residents")
    before, seen = everything(), preview(held, OVER)
    assert [line.kind.name for line in seen.lines if line.on_hold] == ["residents"]
    remove(held, OVER, seen.code, by=make.recorder().id)
    assert everything() == before
    assert all(line.on_hold for line in preview(replace(SETTINGS, RETENTION_HOLD="all"), OVER).lines)


def test_a_sealed_record_stays_and_is_not_counted(g: Ground) -> None:
    """Two worlds, one with a sealed record more, give the same preview."""
    closed_resident(g, ONE)
    without = preview(SETTINGS, OVER)
    make.dated(Seal, resident_id=closed_resident(g, OTHER), why="safety")
    db.session.commit()
    assert preview(SETTINGS, OVER) == without
    remove(SETTINGS, OVER, without.code, by=make.recorder().id)
    left = db.session.scalars(select(Resident.nhs_number), execution_options=SEALED_TOO).all()
    assert left == [OTHER]


def test_who_was_merged_with_a_sealed_record_stays(g: Ground) -> None:
    sealed, other = closed_resident(g, ONE), closed_resident(g, OTHER)
    make.dated(Seal, resident_id=sealed, why="safety")
    said: dict[str, Any] = {"recorded_at": make.KNOWN_SINCE, "recorded_by_id": make.recorder().id}
    make.kept(ResidentMerge(kept_id=sealed, merged_id=other, cases=(), **said))
    [told] = [line.due for line in preview(SETTINGS, OVER).lines if line.kind.name == "residents"]
    [gone] = [
        line.due for line in preview(SETTINGS, OVER, sealed_too=True).lines if line.kind.name == "residents"
    ]
    assert (told, gone) == (1, 0)


def test_the_preview_is_kept_to(g: Ground) -> None:
    closed_resident(g, ONE)
    db.session.commit()
    code = preview(SETTINGS, OVER).code
    assert preview(SETTINGS, OVER + timedelta(days=1)).code == code
    closed_resident(g, OTHER)
    db.session.commit()
    before = everything()
    with pytest.raises(RuleBroken, match="look at a new one"):
        remove(SETTINGS, OVER, code, by=make.recorder().id)
    assert everything() == before


def test_what_fails_half_way_leaves_everything(g: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    closed_resident(g, ONE)
    db.session.commit()
    before, guards = everything(), guards_of_history()
    monkeypatch.setattr(actions.audit, "record", _fails)
    with pytest.raises(OSError, match="no room"):
        remove(SETTINGS, OVER, preview(SETTINGS, OVER).code, by=make.recorder().id)
    db.session.rollback()
    assert (everything(), guards_of_history()) == (before, guards)


def _fails(*_: object, **__: object) -> None:
    raise OSError("no room")


def guards_of_history() -> list[str]:
    if db.engine.dialect.name != "sqlite":
        return []
    return list(
        db.session.scalars(text("SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"))
    )


def test_history_is_guarded_again_and_the_audit_holds(
    app: Flask, g: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Chain(Heads(str(tmp_path / "heads")), "a key", ())
    monkeypatch.setitem(app.extensions, "audit", ours)
    closed_resident(g, ONE)
    db.session.commit()
    guards = guards_of_history()
    remove(SETTINGS, OVER, preview(SETTINGS, OVER).code, by=make.recorder().id)
    assert guards_of_history() == guards
    [entry] = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "retention.remove"))
    assert entry.after == f'{{"before":"{CLOSED + timedelta(days=1)}","kind":"residents","removed":1}}'
    if guards:
        closed_resident(g, ONE)
        with pytest.raises(DBAPIError, match="resident_details_kept"):
            db.session.execute(text("DELETE FROM resident_details"))
        db.session.rollback()
    with db.engine.connect() as connection:
        assert verify(connection, ours.heads, ours.keys, clock.now()).good


def test_who_left_goes_six_years_after_their_last_day(g: Ground) -> None:
    left = someone_who_left(g)
    assert due("staff", GONE - timedelta(days=1)) == (0, 0)
    assert due("staff", GONE) == (1, 0)
    db.session.commit()
    before = everything()
    links = of_staff()
    theirs = {
        table: set(db.session.scalars(select(table.c.id).where(ids_of(links, table, [left.id]))))
        for table in links
    }
    remove(SETTINGS, GONE, preview(SETTINGS, GONE).code, by=make.recorder().id)
    assert sum(map(len, theirs.values())) == 9
    assert everything() == {
        table: [row for row in rows if row[table.c.keys().index("id")] not in theirs.get(table, ())]
        for table, rows in before.items()
    }


def _held_a_post(g: Ground, person: int) -> None:
    who = db.session.get_one(type(g.nurse), person)
    make.tenure(g.post, who, until=LEFT)


def _was_told(g: Ground, person: int) -> None:
    told: dict[str, Any] = {
        "once": "x",
        "kind": "agenda",
        "about": "/",
        "day": make.START,
        "raised_at": make.KNOWN_SINCE,
    }
    make.kept(Notice(person_id=person, **told))


def _has_an_account(g: Ground, person: int) -> None:
    db.session.get_one(type(g.nurse), person).account_id = make.account().id
    db.session.flush()


def _in_a_residents_record(g: Ground, person: int) -> None:
    resident = closed_resident(g, ONE)
    case = db.session.scalars(select(Case).where(Case.resident_id == resident)).one()
    make.dated(Allocation, case_id=case.id, role="deputy", person_id=person, until=CLOSED)


@pytest.mark.parametrize(
    "named",
    [_held_a_post, _was_told, _has_an_account, _in_a_residents_record],
    ids=lambda each: each.__name__,
)
def test_who_is_named_elsewhere_stays(g: Ground, named: Callable[[Ground, int], None]) -> None:
    named(g, someone_who_left(g).id)
    assert due("staff", GONE) == (0, 1)


def test_who_works_somewhere_still_stays(g: Ground) -> None:
    left = someone_who_left(g)
    make.employment(left, g.employer, "L2", starts_on=LEFT)
    assert due("staff", GONE + timedelta(days=365)) == (0, 0)
    assert contract_of(g.nurse)


ON = date(2050, 6, 1)
"""When the small kinds are looked at: nothing of the borough's own is of these kinds."""


def _sign_in(at: datetime) -> Any:
    whose: dict[str, Any] = {
        "account_id": make.recorder().id,
        "token_hash": "t",
        "started_at": at - timedelta(hours=1),
    }
    return SignIn(**whose, expires_at=at + timedelta(days=9), ended_at=at)


def _look(at: datetime) -> Any:
    began: dict[str, Any] = {"on": at.date(), "starts_at": at, "minutes": 60}
    asked: dict[str, Any] = {
        "reason": "other",
        "because": "Had to",
        "account_id": make.recorder().id,
        "person_id": make.person().id,
    }
    done: dict[str, Any] = {"outcome": "in_order", "reviewed_at": at, "reviewed_by_id": make.recorder().id}
    return Look(resident_id=None, **asked, **began, **done)


def _odd(at: datetime) -> Any:
    found: dict[str, Any] = {
        "once": "x",
        "kind": "many",
        "on": at.date(),
        "why": "Many",
        "found_at": make.KNOWN_SINCE,
    }
    whose: dict[str, Any] = {"account_id": make.recorder().id, "person_id": make.person().id}
    return OddPattern(**found, **whose, looked_into="Fine", looked_into_at=at)


def _report(at: datetime) -> Any:
    who = make.person()
    return SubjectReport(account_id=make.recorder().id, because="Asked", made_at=at, person_id=who.id)


def _import(at: datetime) -> Any:
    file: dict[str, Any] = {
        "as_of": make.START,
        "file_name": "f",
        "content": None,
        "sha256": "",
        "status": "done",
        "effects": "",
    }
    sent: dict[str, Any] = {
        "counts": "{}",
        "shown": None,
        "uploaded_by_id": make.recorder().id,
        "uploaded_at": make.KNOWN_SINCE,
    }
    return ExtractImport(organisation_id=make.organisation().id, settled_at=at, **file, **sent)


def _figure(at: datetime) -> Any:
    of: dict[str, Any] = {"profession": "", "employer": "", "neighbourhood": ""}
    return CoverageWeek(monday=clock_day(at), people=9, covered=9, wte=9, wte_covered=9, reckoned_at=at, **of)  # pyright: ignore[reportArgumentType]


def clock_day(at: datetime) -> date:
    return at.astimezone(clock.LONDON).date()


def _mail(at: datetime) -> Any:
    to: dict[str, Any] = {"account_id": make.recorder().id}
    return Mail(once="x", on=at.date(), made_at=at, subject="s", body="b", **to)


def _notice(at: datetime) -> Any:
    told: dict[str, Any] = {"once": "x", "kind": "agenda", "about": "/", "day": at.date(), "raised_at": at}
    return Notice(account_id=make.recorder().id, **told)


def _failure(at: datetime) -> Any:
    return JobFailure(job="mail", slot="2026-01-01", at=at, error="E")


def _run(at: datetime) -> Any:
    make.kept(JobRun(job="mail", slot="2051-01-01", ran_at=at, changed=0))  # the newest stays, however old
    return JobRun(job="mail", slot="2026-01-01", ran_at=at, changed=0)


def _errand(at: datetime) -> Any:
    asked: dict[str, Any] = {"asked_by_id": make.recorder().id, "asked_at": make.KNOWN_SINCE}
    return Errand(kind="plan", question="{}", ended_at=at, **asked)


def _sent(at: datetime) -> Any:
    return SentForm(account_id=make.recorder().id, key="k", done_at=at)


MADE = {
    "looks": [_look, _odd], "reports": [_report], "imports": [_import], "figures": [_figure],
    "mail": [_mail, _notice], "jobs": [_run, _failure], "errands": [_errand], "sign-ins": [_sign_in],
    "sent-forms": [_sent],
}  # fmt: skip


def test_each_small_kind_is_tried() -> None:
    assert {kind.name for kind in KINDS if not kind.about_people} == set(MADE)


@pytest.mark.parametrize(
    ("name", "row"),
    [(name, row) for name, rows in MADE.items() for row in rows],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_a_small_kind_goes_when_its_period_is_over_and_not_before(
    session: scoped_session[Session], name: str, row: Callable[[datetime], Any]
) -> None:
    first_kept = next(line.before for line in preview(SETTINGS, ON).lines if line.kind.name == name)
    kept = make.kept(row(morning_of(first_kept)))
    table, number = table_of(type(kept)), kept.id
    assert due(name, ON) == (0, 0)
    assert due(name, ON + timedelta(days=1)) == (1, 0)
    session.commit()
    tomorrow = ON + timedelta(days=1)
    remove(SETTINGS, tomorrow, preview(SETTINGS, tomorrow).code, by=make.recorder().id)
    assert session.execute(select(table).where(table.c.id == number)).first() is None


def test_what_nobody_dealt_with_stays(session: scoped_session[Session]) -> None:
    """A look not reviewed, an odd pattern not looked into, an errand that goes on, an import that waits."""
    for row in (_look, _odd, _errand, _import):
        made = row(make.KNOWN_SINCE)
        for column in ("reviewed_at", "outcome", "looked_into_at", "ended_at", "settled_at"):
            if hasattr(made, column):
                setattr(made, column, None)
        make.kept(made)
    assert [line.kind.name for line in preview(SETTINGS, ON).lines if line.due] == []


def test_a_young_notice_keeps_its_mail(session: scoped_session[Session]) -> None:
    mail = make.kept(_mail(make.KNOWN_SINCE))
    notice = make.kept(_notice(morning_of(ON)))
    notice.mail_id = mail.id
    session.flush()
    assert due("mail", ON) == (0, 0)


@pytest.mark.parametrize(
    ("setting", "value", "refusal"),
    [
        ("KEEP_RESIDENTS_YEARS", "7", "not less than 8 years"),
        ("KEEP_STAFF_YEARS", "5", "not less than 6 years"),
        ("KEEP_LOOKS_YEARS", "long", "must be a whole number"),
        ("KEEP_SIGN_INS_DAYS", "0", "not less than 1 day"),
        ("RETENTION_HOLD", "residents audits", "audits, which is no kind"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(
    session: scoped_session[Session], setting: str, value: str, refusal: str
) -> None:
    with pytest.raises(RuleBroken, match=refusal):
        preview(replace(SETTINGS, **{setting: value}), ON)


def test_every_account_is_kept(g: Ground) -> None:
    someone_who_left(g)
    accounts = db.session.scalars(select(Account.id).order_by(Account.id)).all()
    db.session.commit()
    remove(SETTINGS, GONE, preview(SETTINGS, GONE).code, by=make.recorder().id)
    assert db.session.scalars(select(Account.id).order_by(Account.id)).all() == accounts
