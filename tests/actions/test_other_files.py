"""Taking in tenures, supervision, absences, working patterns and review sessions."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from caseload.reviews.review import ReviewSession
from caseload.reviews.sessions.file import import_sessions
from foundation.clock import LONDON
from foundation.errors import BadFile
from people.accountability import Supervision
from people.availability import HALF_DAYS, Absence, WorkingPattern
from people.availability_files import import_absences, import_patterns
from people.files import Counts
from people.post import Tenure
from people.supervision_file import import_supervision
from people.tenure_file import import_tenures
from tests import builders
from tests.small_borough import NOW, SESSION, Borough, file_of, small_borough

Db = scoped_session[Session]
Row = Mapping[str, str]
WHO = {"employer": "nca", "assignment_number": "N1"}
TENURE = {"post": "lead", **WHO, "holding": "substantive", "starts_on": "2025-01-01", "ends_on": ""}
SUPERVISION = {
    **WHO,
    "profession": "district_nurse",
    "held_on": "2026-11-02",
    "with_employer": "nca",
    "with_assignment": "N2",
    "kind": "one_to_one",
}
ABSENCE = {**WHO, "starts_on": "2026-12-01", "ends_on": "2026-12-04", "half": "", "kind": "away"}
PATTERN = {**WHO, "starts_on": "2026-01-01", **dict.fromkeys(HALF_DAYS, "1")}
FILES: dict[str, tuple[Callable[..., Counts], dict[str, str], type]] = {
    "tenures": (import_tenures, TENURE, Tenure),
    "supervision": (import_supervision, SUPERVISION, Supervision),
    "absences": (import_absences, ABSENCE, Absence),
    "patterns": (import_patterns, PATTERN, WorkingPattern),
    "sessions": (import_sessions, SESSION, ReviewSession),
}


@pytest.fixture
def borough(session: Db) -> Borough:
    borough = small_borough()
    builders.post("lead", "management", builders.organisation("partnership"))
    return borough


def take_in(borough: Borough, kind: str, *changes: Row, minutes: int = 0, dry_run: bool = False) -> Counts:
    importer, usual, _ = FILES[kind]
    content = file_of([usual | dict(change) for change in changes])
    at = NOW + timedelta(minutes=minutes)
    return importer(f"{kind}.csv", content, by=borough.by, at=at, dry_run=dry_run)


def believed(session: Db, model: Any) -> list[Any]:
    return list(
        session.scalars(
            select(model).where(model.superseded_at.is_(None)).order_by(model.starts_on, model.id)
        )
    )


@pytest.mark.parametrize("kind", FILES)
def test_the_first_time_starts_and_the_second_changes_nothing(borough: Borough, kind: str) -> None:
    assert take_in(borough, kind, {}) == Counts(started=1)
    assert take_in(borough, kind, {}, minutes=5) == Counts(unchanged=1)


@pytest.mark.parametrize("kind", FILES)
def test_a_dry_run_writes_nothing(session: Db, borough: Borough, kind: str) -> None:
    assert take_in(borough, kind, {}, dry_run=True) == Counts(started=1)
    assert session.scalars(select(FILES[kind][2])).all() == []


@pytest.mark.parametrize(
    ("kind", "change", "column", "expected"),
    [
        ("tenures", {"post": "king"}, "post", "the code of a post"),
        ("tenures", {"holding": "absolute"}, "holding", "one of substantive, acting, deputy"),
        ("tenures", {"ends_on": "2024-12-31"}, "ends_on", "a day not before starts_on, 2025-01-01"),
        ("tenures", {"assignment_number": "N7"}, "assignment_number", "an assignment number of nca"),
        ("supervision", {"profession": "wizard"}, "profession", "the code of a profession"),
        ("supervision", {"held_on": "2026-11-24"}, "held_on", "a day that is not in the future"),
        ("supervision", {"with_assignment": "N1"}, "with_assignment", "somebody other than the person"),
        ("supervision", {"with_assignment": ""}, "with_assignment", "both the employer and the assignment"),
        ("supervision", {"with_assignment": "N7"}, "with_assignment", "an assignment number of nca"),
        ("supervision", {"kind": ""}, "kind", "a kind such as"),
        ("absences", {"half": "noon"}, "half", "one of am, pm"),
        ("absences", {"kind": "asleep"}, "kind", "one of away, elsewhere"),
        ("absences", {"ends_on": "2026-11-30"}, "ends_on", "a day not before starts_on"),
        ("absences", {"employer": "acme"}, "employer", "the code of an employer"),
        ("patterns", {"wed_pm": "yes"}, "wed_pm", "one of 0, 1"),
        ("patterns", {"starts_on": "1 May"}, "starts_on", "a day written as 2026-04-01"),
        ("sessions", {"starts_at": "2026-11-24"}, "starts_at", "a day and time written as"),
        ("sessions", {"starts_at": "2026-11-31T09:30"}, "starts_at", "a day and time written as"),
        ("sessions", {"minutes": "0"}, "minutes", "whole minutes from 5 to 480"),
        ("sessions", {"online": "perhaps"}, "online", "one of 0, 1"),
        ("sessions", {"chair_assignment": ""}, "chair_assignment", "both the employer and the assignment"),
        ("sessions", {"chair_assignment": "N7"}, "chair_assignment", "an assignment number of nca"),
        ("sessions", {"neighbourhood": "west"}, "neighbourhood", "the code of a neighbourhood"),
    ],
)
def test_each_bad_place_is_named(
    session: Db, borough: Borough, kind: str, change: Row, column: str, expected: str
) -> None:
    with pytest.raises(BadFile) as refusal:
        take_in(borough, kind, change)
    assert [(fault.row, fault.column, fault.read) for fault in refusal.value.faults] == [
        (2, column, change[column])
    ]
    assert expected in refusal.value.faults[0].expected
    assert session.scalars(select(FILES[kind][2])).all() == []


@pytest.mark.parametrize("kind", ["supervision", "absences", "patterns", "sessions"])
def test_two_rows_with_one_key_are_refused(borough: Borough, kind: str) -> None:
    with pytest.raises(BadFile) as refusal:
        take_in(borough, kind, {}, {})
    assert [(fault.row, fault.read) for fault in refusal.value.faults] == [(3, "the same as row 2")]


def test_one_holding_of_a_post_is_one_persons_at_a_time(borough: Borough) -> None:
    with pytest.raises(BadFile) as refusal:
        take_in(
            borough,
            "tenures",
            {"ends_on": "2026-03-31"},
            {"assignment_number": "N2", "starts_on": "2026-03-31"},
        )
    assert [(fault.row, fault.column) for fault in refusal.value.faults] == [(3, "starts_on")]
    assert take_in(
        borough, "tenures", {"ends_on": "2026-03-31"}, {"assignment_number": "N2", "starts_on": "2026-04-01"}
    ) == Counts(started=2)


def test_a_tenure_that_has_ended_is_ended(session: Db, borough: Borough) -> None:
    take_in(borough, "tenures", {})
    assert take_in(borough, "tenures", {"ends_on": "2026-06-30"}, minutes=5) == Counts(ended=1)
    assert [row.until for row in believed(session, Tenure)] == [date(2026, 7, 1)]


def test_a_tenures_file_leaves_other_days_and_holdings_alone(session: Db, borough: Borough) -> None:
    take_in(borough, "tenures", {}, {"holding": "deputy", "assignment_number": "N2"})
    successor = {"assignment_number": "G1", "starts_on": "2026-09-01"}
    assert take_in(borough, "tenures", successor, minutes=5) == Counts(changed=1)
    held = [(row.holding, row.person_id, row.until) for row in believed(session, Tenure)]
    nora, nils, gita = (borough.staff[number].id for number in ("N1", "N2", "G1"))
    assert sorted(held, key=str) == sorted(
        [("substantive", nora, date(2026, 9, 1)), ("deputy", nils, None), ("substantive", gita, None)],
        key=str,
    )


def test_a_corrected_absence_supersedes_what_was_believed(session: Db, borough: Borough) -> None:
    take_in(borough, "absences", {})
    assert take_in(borough, "absences", {"ends_on": "2026-12-02"}, minutes=5) == Counts(changed=1)
    assert [row.until for row in believed(session, Absence)] == [date(2026, 12, 3)]
    superseded = session.scalars(select(Absence).where(Absence.superseded_at.is_not(None))).one()
    assert superseded.superseded_by_id == borough.by


def test_a_supervisor_outside_the_register_may_be_left_empty(session: Db, borough: Borough) -> None:
    take_in(borough, "supervision", {"with_employer": "", "with_assignment": ""})
    assert session.scalars(select(Supervision)).one().with_person_id is None


def test_a_pattern_holds_until_the_next_that_is_known(session: Db, borough: Borough) -> None:
    mornings = {half_day: "1" if half_day.endswith("am") else "0" for half_day in HALF_DAYS}
    take_in(borough, "patterns", {}, {"starts_on": "2026-06-01", **mornings})
    take_in(borough, "patterns", {"starts_on": "2026-03-01", "mon_am": "0"}, minutes=5)
    assert [(row.half_days, row.starts_on, row.until) for row in believed(session, WorkingPattern)] == [
        ("1" * 10, date(2026, 1, 1), date(2026, 3, 1)),
        ("0" + "1" * 9, date(2026, 3, 1), date(2026, 6, 1)),
        ("10" * 5, date(2026, 6, 1), None),
    ]


def test_a_session_moves_in_time_but_not_to_another_neighbourhood(session: Db, borough: Borough) -> None:
    take_in(borough, "sessions", {})
    later = {"starts_at": "2026-07-01T09:30", "chair_employer": "", "chair_assignment": ""}
    assert take_in(borough, "sessions", later) == Counts(changed=1)
    moved = session.scalars(select(ReviewSession)).one()
    assert moved.starts_at == datetime(2026, 7, 1, 9, 30, tzinfo=LONDON)
    assert moved.chair_person_id is None
    with pytest.raises(BadFile, match="1 places"):
        take_in(borough, "sessions", {"neighbourhood": "north"})
