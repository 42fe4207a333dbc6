"""Taking in a case list: all of it or none, and never a word about anybody's NHS number."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from caseload.case_lists.actions import import_cases
from caseload.cases.case import (
    UNCONFIRMED,
    Allocation,
    Case,
    CaseDetails,
    CaseNeed,
    CasePause,
    PossibleSame,
    Resident,
    ResidentDetails,
)
from caseload.reviews.review import Review
from foundation.effective import AsAt, in_force
from foundation.errors import BadFile
from people.files import Counts
from tests import builders
from tests.pages.client import statements
from tests.small_borough import CASE, NHS_NUMBERS, NOW, TODAY, Borough, case_list, file_of, small_borough

Db = scoped_session[Session]


@pytest.fixture
def borough(session: Db) -> Borough:
    return small_borough()


def take_in(borough: Borough, content: bytes, *, day: date = TODAY, **given: Any) -> Counts:
    at = NOW + (day - TODAY)
    return import_cases("cases.csv", content, by=borough.by, at=at, on=day, **given)


def refused(borough: Borough, content: bytes, **given: Any) -> list[tuple[int | None, str | None, str, str]]:
    with pytest.raises(BadFile) as refusal:
        take_in(borough, content, **given)
    return [(fault.row, fault.column, fault.read, fault.expected) for fault in refusal.value.faults]


def in_force_now(session: Db, model: Any, day: date = TODAY) -> list[Any]:
    return list(session.scalars(select(model).where(in_force(model, AsAt(day))).order_by(model.id)))


def test_a_case_is_stored_with_all_that_its_row_says(session: Db, borough: Borough) -> None:
    counts = take_in(borough, case_list({"paused_from": "2026-11-20"}))
    assert counts == Counts(started=1)
    case = session.scalars(select(Case)).one()
    details = session.scalars(select(CaseDetails)).one()
    assert (case.local_reference, details.starts_on, details.informed) == ("ACM-1", date(2026, 9, 8), "yes")
    holders = {row.role: row.person_id for row in in_force_now(session, Allocation)}
    assert holders == {"key_worker": borough.staff["N1"].id, "deputy": borough.staff["N2"].id}
    assert sorted(row.hard for row in in_force_now(session, CaseNeed)) == [False, True]
    assert [row.held_on for row in session.scalars(select(Review))] == [date(2026, 11, 2)]
    assert [row.starts_on for row in in_force_now(session, CasePause)] == [date(2026, 11, 20)]


def test_the_same_list_again_changes_nothing(session: Db, borough: Borough) -> None:
    content = case_list({"paused_from": "2026-11-20"}, {"needs": "", "informed": "objects"})
    take_in(borough, content)
    before = row_counts(session)
    assert take_in(borough, content) == Counts(unchanged=2)
    assert take_in(borough, content, day=TODAY + timedelta(days=7)) == Counts(unchanged=2)
    assert row_counts(session) == before


def row_counts(session: Db) -> list[int | None]:
    tables = (Resident, ResidentDetails, Case, CaseDetails, CaseNeed, CasePause, Allocation, Review)
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_a_dry_run_writes_nothing(session: Db, borough: Borough) -> None:
    take_in(borough, case_list({}))
    before = row_counts(session)
    counts = take_in(borough, case_list({"tier": "active"}, {}), dry_run=True)
    assert counts == Counts(started=1, changed=1)
    assert row_counts(session) == before


def test_a_change_holds_from_the_day_of_the_list_and_keeps_what_was(session: Db, borough: Borough) -> None:
    take_in(borough, case_list({}))
    later = TODAY + timedelta(days=7)
    changed = {"tier": "active", "key_worker_assignment": "N2", "deputy_assignment": "N1", "needs": "gp"}
    assert take_in(borough, case_list(changed), day=later) == Counts(changed=1)
    tiers = [(row.starts_on, row.until) for row in session.scalars(current(CaseDetails))]
    assert tiers == [(date(2026, 9, 8), later), (later, None)]
    assert [need.hard for need in in_force_now(session, CaseNeed, later)] == [False]
    assert len(in_force_now(session, CaseNeed, TODAY)) == 2
    worker = select(Allocation.person_id).where(
        Allocation.role == "key_worker", in_force(Allocation, AsAt(later))
    )
    assert session.scalar(worker) == borough.staff["N2"].id


def current(model: Any) -> Any:
    return select(model).where(model.superseded_at.is_(None)).order_by(model.starts_on, model.id)


def test_a_case_that_is_left_out_stays_and_is_counted(session: Db, borough: Borough) -> None:
    take_in(borough, case_list({}, {}))
    assert take_in(borough, case_list({})) == Counts(unchanged=1, not_in_file=1)
    assert len(in_force_now(session, CaseDetails)) == 2


def test_an_acceptance_day_is_corrected_either_way(session: Db, borough: Borough) -> None:
    take_in(borough, case_list({}))
    for accepted_on in ("2026-09-03", "2026-09-10"):
        assert take_in(borough, case_list({"accepted_on": accepted_on})) == Counts(changed=1)
        assert session.scalars(current(CaseDetails)).one().starts_on.isoformat() == accepted_on


def test_a_pause_ends_when_the_list_no_longer_gives_it(session: Db, borough: Borough) -> None:
    take_in(borough, case_list({"paused_from": "2026-11-01"}))
    take_in(borough, case_list({"paused_from": ""}))
    assert in_force_now(session, CasePause) == []
    assert len(in_force_now(session, CasePause, date(2026, 11, 10))) == 1


def test_a_case_that_is_not_accepted_yet_is_kept_without_a_tier(session: Db, borough: Borough) -> None:
    waiting = {"accepted_on": "", "tier": "", "last_review_on": ""}
    assert take_in(borough, case_list(waiting)) == Counts(started=1)
    assert in_force_now(session, CaseDetails) == []


@pytest.mark.parametrize(
    ("change", "column", "read", "expected"),
    [
        ({"date_of_birth": "05/01/1940"}, "date_of_birth", "05/01/1940", "a day written as 2026-04-01"),
        ({"date_of_birth": "2026-09-02"}, "date_of_birth", "2026-09-02", "a day not after referred_on"),
        ({"postcode": "BURY"}, "postcode", "BURY", "a postcode"),
        ({"neighbourhood": "west"}, "neighbourhood", "west", "the code of a neighbourhood"),
        ({"ward": "E1"}, "ward", "E1", "the code of a ward"),
        ({"practice_ods_code": "P1"}, "practice_ods_code", "P1", "the ODS code of a practice"),
        ({"tier": "urgent"}, "tier", "urgent", "the code of a review tier"),
        ({"tier": ""}, "tier", "", "a tier, since the case has been accepted"),
        ({"accepted_on": ""}, "accepted_on", "", "the day the case was accepted"),
        ({"accepted_on": "2026-08-31"}, "accepted_on", "2026-08-31", "a day not before referred_on"),
        ({"accepted_on": "2026-11-24"}, "accepted_on", "2026-11-24", "a day not after 2026-11-23"),
        ({"last_review_on": "2026-12-01"}, "last_review_on", "2026-12-01", "a day not after 2026-11-23"),
        ({"informed": "maybe"}, "informed", "maybe", "one of yes, no, best_interest, objects"),
        ({"needs": "gp;wizard"}, "needs", "gp;wizard", "the codes of professions; wizard is not one"),
        ({"needs": "gp;gp!"}, "needs", "gp;gp!", "each profession once"),
        ({"key_worker_employer": "acme"}, "key_worker_employer", "acme", "the code of an employer"),
        ({"key_worker_assignment": ""}, "key_worker_assignment", "", "both the employer and the assignment"),
        ({"key_worker_assignment": "N7"}, "key_worker_assignment", "N7", "an assignment number of nca"),
        ({"deputy_assignment": "N1"}, "deputy_assignment", "N1", "somebody other than the key worker"),
    ],
)
def test_each_bad_place_is_named(
    borough: Borough, change: dict[str, str], column: str, read: str, expected: str
) -> None:
    faults = refused(borough, case_list(change))
    assert [(row, where, what) for row, where, what, _ in faults] == [(2, column, read)]
    assert expected in faults[0][3]


def test_every_bad_row_is_named_at_once_and_nothing_is_written(session: Db, borough: Borough) -> None:
    content = case_list({"tier": "urgent"}, {}, {"key_worker_assignment": "N7"}, {"accepted_on": "soon"})
    assert [(row, column) for row, column, _, _ in refused(borough, content)] == [
        (2, "tier"),
        (4, "key_worker_assignment"),
        (5, "accepted_on"),
    ]
    assert session.scalar(select(func.count()).select_from(Resident)) == 0


def test_a_key_worker_must_be_employed_on_the_day(borough: Borough) -> None:
    employer = builders.organisation("council")
    left = {"contract": "substantive", "until": date(2026, 11, 1)}
    builders.employment(builders.person("Gone", "Samplegone"), employer, "X1", **left)
    faults = refused(borough, case_list({"key_worker_employer": "council", "key_worker_assignment": "X1"}))
    assert faults == [
        (2, "key_worker_assignment", "X1", "somebody employed by council on 2026-11-23"),
    ]


@pytest.mark.parametrize("number", ["9990000019", "999 000 0019", "999000001", "99900000180"])
def test_a_bad_nhs_number_is_never_repeated(borough: Borough, number: str) -> None:
    faults = refused(borough, case_list({"nhs_number": number}))
    assert [(row, column) for row, column, _, _ in faults] == [(2, "nhs_number")]
    assert not any(part in str(faults) for part in (number, "000001", "0019", "0018"))
    assert "check digit is wrong" in faults[0][2] or faults[0][2] == "not ten digits"


def test_an_nhs_number_that_strayed_is_not_repeated_either(borough: Borough) -> None:
    number = NHS_NUMBERS[0]
    in_a_cell = refused(borough, case_list({"date_of_birth": number}))
    in_the_header = refused(
        borough, file_of([{number if key == "tier" else key: v for key, v in CASE.items()}])
    )
    assert number not in str(in_a_cell)
    assert number not in str(in_the_header)


def test_two_rows_of_one_case_or_of_one_resident_are_refused(borough: Borough) -> None:
    same_case = case_list({}, {"local_reference": "ACM-1"})
    same_resident = case_list({}, {"nhs_number": NHS_NUMBERS[0]})
    assert refused(borough, same_case) == [(3, "local_reference", "the same as row 2", "each case once")]
    assert refused(borough, same_resident) == [(3, "nhs_number", "the same as row 2", "each resident once")]


def test_a_case_keeps_its_resident_and_its_referral(borough: Borough) -> None:
    take_in(borough, case_list({}))
    faults = refused(
        borough,
        case_list({"nhs_number": NHS_NUMBERS[1], "referred_on": "2026-09-02", "referred_by": "Family"}),
    )
    assert [column for _, column, _, _ in faults] == ["nhs_number", "referred_on", "referred_by"]


def test_a_list_may_only_be_about_the_importers_neighbourhoods(borough: Borough) -> None:
    take_in(borough, case_list({"neighbourhood": "north", "key_worker_assignment": "N9"}))
    elsewhere = case_list({"neighbourhood": "north"})
    moved = case_list({"neighbourhood": "east"})
    assert [c for _, c, _, _ in refused(borough, elsewhere, within={"east"})] == [
        "local_reference",
        "neighbourhood",
    ]
    assert [c for _, c, _, _ in refused(borough, moved, within={"east"})] == ["local_reference"]


def test_a_resident_recorded_elsewhere_is_taken_for_somebody_new(session: Db, borough: Borough) -> None:
    """Nothing is said of the one who is there already; whoever may see both says whether they are one person."""
    take_in(borough, case_list({"neighbourhood": "north", "key_worker_assignment": "N9"}))
    again = case_list({"local_reference": "ACM-9", "neighbourhood": "east"})
    assert take_in(borough, again, within={"east"}).started == 1
    assert take_in(borough, again, within={"east"}).unchanged == 1
    newer, older = session.execute(select(PossibleSame.newer_id, PossibleSame.older_id)).one()
    numbers = dict(session.execute(select(Resident.id, Resident.nhs_number)).all())
    assert numbers[older] == NHS_NUMBERS[0]
    assert numbers[newer].startswith(UNCONFIRMED)


def test_the_audit_keeps_counts_and_nothing_of_a_resident(session: Db, borough: Borough) -> None:
    take_in(borough, case_list({}))
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "cases.import")).one()
    assert entry.account_id == borough.by
    said = f"{entry.before}{entry.after}"
    assert '"started":1' in said
    assert not any(word in said for word in (*NHS_NUMBERS, "Mockshaw", "1940", "BL9"))


def test_a_longer_list_takes_no_more_statements(session: Db, borough: Borough) -> None:
    take_in(borough, case_list({}))
    with statements() as one:
        take_in(borough, fresh_cases(1, 2))
    with statements() as four:
        take_in(borough, fresh_cases(2, 6))
    assert len(four) == len(one)


def fresh_cases(first: int, end: int) -> bytes:
    return file_of(
        [CASE | {"local_reference": f"ACM-{n + 1}", "nhs_number": NHS_NUMBERS[n]} for n in range(first, end)]
    )
