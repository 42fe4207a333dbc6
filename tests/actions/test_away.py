"""Recording absences and working patterns one at a time, beside the files that bring many."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from foundation.database import db
from foundation.effective import AsAt, Period, through
from foundation.errors import NotThere, RuleBroken
from people.availability import Absence, WorkingPattern
from people.availability_actions import record_absence, say_last_day, start_pattern, take_back_absence
from people.availability_files import import_absences
from people.availability_queries import absences_of
from people.deeds import SUPERSEDED
from people.employment import Employment
from people.files import Counts
from people.presence import Away, AwayKind
from people.who_is_away import away_people
from tests import builders as make
from tests.actions.registers import NOW, Register, act, held, register
from tests.small_borough import file_of

MONDAY, WEDNESDAY, FRIDAY = date(2026, 12, 7), date(2026, 12, 9), date(2026, 12, 11)
THE_WEEK = through(MONDAY, FRIDAY)
COLUMNS = ("employment_id", "half", "kind")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def r(session: scoped_session[Session]) -> Register:
    return register()


def record(r: Register, days: Period = THE_WEEK, *, half: str = "", contract: int = 0) -> int:
    """An absence of Ada's; its row."""
    contract = contract or r.contract.id
    record_absence(r.ada.id, contract, days, half=half, kind=AwayKind.AWAY, by=r.office.id, at=NOW)
    db.session.commit()
    return db.session.scalars(select(Absence.id).order_by(Absence.id.desc()).limit(1)).one()


def told(row: int) -> Absence:
    db.session.expire_all()
    return db.session.get_one(Absence, row)


def audited() -> list[tuple[str, int | None, Any]]:
    found = select(AuditEntry.act, AuditEntry.subject_id, AuditEntry.after).order_by(AuditEntry.id)
    return [
        (act, subject_id, json.loads(after or "null")) for act, subject_id, after in db.session.execute(found)
    ]


def ending(r: Register, last_day: date) -> Employment:
    """Another contract of Ada's, with an end."""
    return make.employment(r.ada, r.council, "7", until=last_day + timedelta(days=1))


def test_an_absence_is_recorded_with_its_days_and_nothing_else(r: Register) -> None:
    row = record(r)
    assert held(Absence, *COLUMNS, "because") == [
        (MONDAY, FRIDAY + timedelta(days=1), r.contract.id, "", "away", None)
    ]
    assert away_people([r.ada.id], AsAt(WEDNESDAY)) == {r.ada.id: Away(AwayKind.AWAY, FRIDAY)}
    assert told(row).recorded_by_id == r.office.id
    assert audited() == [
        (
            "absence.record",
            r.ada.id,
            {
                "absence": [
                    {
                        "key": [r.contract.id],
                        "was": [],
                        "now": [
                            {"starts_on": "2026-12-07", "until": "2026-12-12", "half": "", "kind": "away"}
                        ],
                    }
                ]
            },
        )
    ]


def test_absences_may_overlap_but_the_same_one_is_not_recorded_twice(r: Register) -> None:
    record(r)
    record(r, through(MONDAY, WEDNESDAY), half="am")
    record(r, through(WEDNESDAY, None))
    with pytest.raises(RuleBroken, match=r"recorded already \(7 Dec 2026 to 11 Dec 2026\)"):
        record(r)
    with pytest.raises(RuleBroken, match="recorded already"):
        record(r, through(MONDAY, MONDAY))
    assert len(held(Absence)) == 3


def test_the_same_days_of_another_contract_are_another_absence(r: Register) -> None:
    second = make.employment(r.ada, r.council, "7")
    record(r)
    record(r, contract=second.id)
    assert [row[2] for row in held(Absence, "employment_id")] == [r.contract.id, second.id]


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (through(date(2024, 12, 31), date(2025, 1, 2)), "not in force on 31 December 2024"),
        (through(MONDAY, FRIDAY), "last day is 9 December 2026; the absence must end by then"),
        (through(MONDAY, None), "last day is 9 December 2026; the absence must end by then"),
        (through(FRIDAY, FRIDAY), "not in force on 11 December 2026"),
    ],
)
def test_nobody_is_away_from_a_contract_they_do_not_hold(r: Register, days: Period, says: str) -> None:
    contract = ending(r, WEDNESDAY)
    with pytest.raises(RuleBroken, match=says):
        record(r, days, contract=contract.id)
    record(r, through(MONDAY, WEDNESDAY), contract=contract.id)
    assert len(held(Absence)) == 1


def test_somebody_elses_contract_is_not_there(r: Register) -> None:
    theirs = make.employment(r.bea, r.trust, "200")
    for contract in (theirs.id, 987_654):
        with pytest.raises(NotThere):
            record(r, contract=contract)
    assert held(Absence) == []


def test_a_file_that_says_what_was_recorded_on_screen_changes_nothing(r: Register) -> None:
    record(r)
    row = {"employer": "nca", "assignment_number": "100", "starts_on": "2026-12-07", "ends_on": "2026-12-11"}
    content = file_of([row | {"half": "", "kind": "away"}])
    assert import_absences("a.csv", content, by=r.office.id, at=LATER) == Counts(unchanged=1)


def test_another_last_day_takes_the_place_of_the_one_that_was_known(r: Register) -> None:
    row = record(r, through(MONDAY, None))
    say_last_day(r.ada.id, row, WEDNESDAY, by=r.office.id, at=LATER)
    assert held(Absence) == [(MONDAY, WEDNESDAY + timedelta(days=1))]
    assert away_people([r.ada.id], AsAt(FRIDAY)) == {}
    as_known = AsAt(FRIDAY, NOW + timedelta(minutes=1))
    assert away_people([r.ada.id], as_known) == {r.ada.id: Away(AwayKind.AWAY)}
    name, _, change = audited()[-1]
    assert (name, change["absence"][0]["was"][0]["until"], change["absence"][0]["now"][0]["until"]) == (
        "absence.last_day",
        None,
        "2026-12-10",
    )


def test_a_last_day_that_cannot_be_is_refused(r: Register) -> None:
    row = record(r, through(MONDAY, WEDNESDAY), contract=ending(r, FRIDAY).id)
    for last_day, says in (
        (MONDAY - timedelta(days=1), "before the first day, 7 December 2026"),
        (WEDNESDAY, "is 9 December 2026 already"),
        (FRIDAY + timedelta(days=1), "last day is 11 December 2026; the absence must end by then"),
    ):
        with pytest.raises(RuleBroken, match=says):
            say_last_day(r.ada.id, row, last_day, by=r.office.id, at=LATER)
    assert held(Absence) == [(MONDAY, WEDNESDAY + timedelta(days=1))]


def test_what_is_taken_back_stays_known_to_have_been_believed_and_why(r: Register) -> None:
    row = record(r)
    take_back_absence(r.ada.id, row, "Wrong week", by=r.office.id, at=LATER)
    assert held(Absence) == []
    kept = told(row)
    assert (kept.because, kept.superseded_at, kept.superseded_by_id) == ("Wrong week", LATER, r.office.id)
    before = AsAt(WEDNESDAY, NOW + timedelta(minutes=1))
    assert [absence.row for absence in absences_of(r.ada.id, before, since=MONDAY)] == [row]
    assert absences_of(r.ada.id, AsAt(WEDNESDAY), since=MONDAY) == []
    assert [name for name, *_ in audited()] == ["absence.record", "absence.take_back"]
    assert "Wrong week" not in json.dumps(audited())
    assert record(r) != row


def test_taking_back_needs_a_reason_and_somebody_else_may_have_been_first(r: Register) -> None:
    row = record(r)
    with pytest.raises(RuleBroken, match="needs a reason"):
        take_back_absence(r.ada.id, row, "  ", by=r.office.id, at=LATER)
    take_back_absence(r.ada.id, row, "Wrong week", by=r.office.id, at=LATER)
    for again in (
        lambda: take_back_absence(r.ada.id, row, "Wrong week", by=r.office.id, at=LATER),
        lambda: say_last_day(r.ada.id, row, WEDNESDAY, by=r.office.id, at=LATER),
    ):
        with pytest.raises(RuleBroken, match=SUPERSEDED[:30]):
            again()
    assert len(audited()) == 2


def test_an_absence_is_changed_only_as_its_own_persons(r: Register) -> None:
    row = record(r)
    with pytest.raises(NotThere):
        take_back_absence(r.bea.id, row, "Wrong person", by=r.office.id, at=LATER)
    with pytest.raises(NotThere):
        say_last_day(r.bea.id, row, WEDNESDAY, by=r.office.id, at=LATER)
    assert len(held(Absence)) == 1


def test_one_moment_never_undoes_another_on_a_clock_that_stands_still(r: Register) -> None:
    row = record(r)
    say_last_day(r.ada.id, row, WEDNESDAY, by=r.office.id, at=NOW)
    believed = db.session.scalars(select(Absence).where(Absence.superseded_at.is_(None))).one()
    assert told(row).superseded_at == told(believed.id).recorded_at > NOW


@pytest.mark.parametrize("on", [MONDAY, WEDNESDAY])
def test_a_pattern_holds_from_its_day_until_the_next_that_is_known(r: Register, on: date) -> None:
    starts: tuple[tuple[date, str], ...] = (
        (FRIDAY, "0" * 9 + "1"),
        (make.START, "1" * 10),
        (on, "1" + "0" * 9),
    )
    for starts_on, half_days in starts:
        with act(r) as doing:
            start_pattern(doing, r.contract.id, starts_on, half_days)
    assert held(WorkingPattern, "half_days") == [
        (make.START, on, "1" * 10),
        (on, FRIDAY, "1" + "0" * 9),
        (FRIDAY, None, "0" * 9 + "1"),
    ]


def test_a_pattern_starts_on_a_day_of_the_contract(r: Register) -> None:
    contract = ending(r, WEDNESDAY)
    for on in (date(2024, 12, 31), FRIDAY):
        with pytest.raises(RuleBroken, match="not in force on"), act(r) as doing:
            start_pattern(doing, contract.id, on, "1" * 10)
    assert held(WorkingPattern) == []


def test_somebody_is_away_on_the_days_their_pattern_leaves_out(r: Register) -> None:
    with act(r) as doing:
        start_pattern(doing, r.contract.id, MONDAY, "0011111111")
    assert away_people([r.ada.id], AsAt(MONDAY)) == {r.ada.id: Away(AwayKind.NOT_WORKING)}
    before = AsAt(MONDAY, datetime(2026, 11, 1, 9, tzinfo=NOW.tzinfo))
    assert away_people([r.ada.id], before) == away_people([r.ada.id], AsAt(WEDNESDAY)) == {}
