"""Taking mandates in from a file and giving them out as one."""

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from foundation.database import db
from foundation.effective import AsAt
from foundation.errors import BadFile
from foundation.spreadsheets import MOST_FAULTS
from people.files import Counts
from teams.mandate import Mandate, MandateTerms
from teams.mandates.mandate_file import COLUMNS, import_mandates, mandates_csv
from tests.actions.mandates import ROW, UNSIGNED, Ceding, believed, ceding_borough, mandates_file
from tests.small_borough import NOW

Db = scoped_session[Session]
Row = Mapping[str, str]
TODAY = NOW.date()
START, OUT = date(2026, 4, 1), date(2027, 4, 1)
DRAFT = UNSIGNED | {"status": "draft"}
SECOND = {"code": "NCA-2", "teams": "neighbourhood:north"}
IN_FORCE_TO_JUNE = {"status": "withdrawn", "ends_on": "2026-06-30"}
JULY = date(2026, 7, 1)


@pytest.fixture
def b(session: Db) -> Ceding:
    return ceding_borough()


def take_in(b: Ceding, *changes: Row, minutes: int = 0, dry_run: bool = False) -> Counts:
    at = NOW + timedelta(minutes=minutes)
    return import_mandates(
        "mandates.csv", mandates_file(*changes), by=b.office.id, at=at, on=TODAY, dry_run=dry_run
    )


def faults(b: Ceding, *changes: Row) -> list[tuple[int | None, str | None, str]]:
    """Row, column and what was expected, of each fault; nothing may have been written."""
    before = db.session.scalars(select(MandateTerms.id).order_by(MandateTerms.id)).all()
    with pytest.raises(BadFile) as refusal:
        take_in(b, *changes, minutes=10)
    assert db.session.scalars(select(MandateTerms.id).order_by(MandateTerms.id)).all() == before
    return [(fault.row, fault.column, fault.expected) for fault in refusal.value.faults]


def exported() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(mandates_csv(AsAt(TODAY)).decode())))


# What a row is taken for.

TAKEN: dict[str, tuple[Row, list[tuple[str, date, date | None]]]] = {
    "signed": ({}, [("signed", START, OUT)]),
    "signed without an end": ({"ends_on": ""}, [("signed", START, None)]),
    "a draft": (DRAFT, [("draft", START, OUT)]),
    "withdrawn, in force until a day": (
        IN_FORCE_TO_JUNE,
        [("signed", START, JULY), ("withdrawn", JULY, None)],
    ),
    "withdrawn before anybody signed": (
        UNSIGNED | {"status": "withdrawn"},
        [("withdrawn", START, OUT)],
    ),
    "signed, and withdrawn before it started": (
        {"status": "withdrawn", "ends_on": "2026-03-31"},
        [("withdrawn", START, None)],
    ),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_row_is_kept_and_the_same_file_changes_nothing(b: Ceding, name: str) -> None:
    change, rows = TAKEN[name]
    assert take_in(b, change) == Counts(started=1)
    assert believed("NCA-1") == rows
    assert take_in(b, change, minutes=5) == Counts(unchanged=1)
    assert len(db.session.scalars(select(MandateTerms.id)).all()) == len(rows)


@pytest.mark.parametrize("name", TAKEN)
def test_what_goes_out_comes_back_and_changes_nothing(b: Ceding, name: str) -> None:
    change, _ = TAKEN[name]
    take_in(b, change)
    [row] = exported()
    assert row == ROW | dict(change)
    again = import_mandates(
        "again.csv", mandates_csv(AsAt(TODAY)), by=b.office.id, at=NOW + timedelta(days=1), on=TODAY
    )
    assert again == Counts(unchanged=1)


def test_a_dry_run_counts_and_writes_nothing(b: Ceding) -> None:
    assert take_in(b, {}, SECOND, dry_run=True) == Counts(started=2)
    assert db.session.scalars(select(Mandate.id)).all() == []
    assert db.session.scalars(select(AuditEntry.id)).all() == []


def test_the_columns_are_those_of_the_contract() -> None:
    """FORMATS.md, section 3."""
    assert ", ".join(COLUMNS) == (
        "code, organisation, instrument, reference, functions, professions, teams, conditions, "
        "signed_by_organisation, signed_by_organisation_on, signed_by_partnership, "
        "signed_by_partnership_on, starts_on, ends_on, review_on, status"
    )


# What a second file may do.


@pytest.mark.parametrize(
    ("first", "then", "counts", "rows"),
    [
        (DRAFT, DRAFT | {"ends_on": ""}, Counts(changed=1), [("draft", START, None)]),
        (DRAFT, {}, Counts(changed=1), [("signed", START, OUT)]),
        (DRAFT, UNSIGNED | {"status": "withdrawn"}, Counts(ended=1), [("withdrawn", START, OUT)]),
        ({}, {"ends_on": "2026-06-30"}, Counts(ended=1), [("signed", START, JULY)]),
        ({}, {"ends_on": "2027-06-30"}, Counts(changed=1), [("signed", START, date(2027, 7, 1))]),
        ({}, {"functions": "direct_work", "conditions": ""}, Counts(changed=1), [("signed", START, OUT)]),
        ({}, IN_FORCE_TO_JUNE, Counts(ended=1), [("signed", START, JULY), ("withdrawn", JULY, None)]),
        (
            IN_FORCE_TO_JUNE,
            IN_FORCE_TO_JUNE | {"ends_on": "2026-05-31"},
            Counts(ended=1),
            [("signed", START, date(2026, 6, 1)), ("withdrawn", date(2026, 6, 1), None)],
        ),
        (
            IN_FORCE_TO_JUNE,
            IN_FORCE_TO_JUNE | {"reference": "New"},
            Counts(changed=1),
            [("signed", START, JULY), ("withdrawn", JULY, None)],
        ),
    ],
)
def test_a_second_file_takes_it_where_it_may_go(
    b: Ceding, first: Row, then: Row, counts: Counts, rows: list[tuple[str, date, date | None]]
) -> None:
    take_in(b, first)
    assert take_in(b, then, minutes=5) == counts
    assert believed("NCA-1") == rows
    assert believed("NCA-1", NOW) == next(kept for change, kept in TAKEN.values() if change == first)


def test_what_changes_a_signed_one_is_a_correction_with_its_reason(b: Ceding) -> None:
    take_in(b, {})
    take_in(b, {"reference": "S75-NCA-1A"}, minutes=5)
    rows = db.session.execute(
        select(MandateTerms.reference, MandateTerms.because, MandateTerms.superseded_at.is_(None)).order_by(
            MandateTerms.id
        )
    )
    assert [tuple(row) for row in rows] == [
        ("S75-NCA-1", "Import of mandates.csv", False),
        ("S75-NCA-1A", "Import of mandates.csv", True),
    ]


def test_mandates_that_the_file_does_not_mention_are_counted_and_left(b: Ceding) -> None:
    take_in(b, {}, SECOND)
    assert take_in(b, SECOND, minutes=5) == Counts(unchanged=1, not_in_file=1)
    assert believed("NCA-1") == [("signed", START, OUT)]


@pytest.mark.parametrize(
    ("first", "then", "column", "rule"),
    [
        ({}, DRAFT, "status", "does not become a draft again"),
        ({}, UNSIGNED | {"status": "withdrawn"}, "status", "a signature is not taken back"),
        (IN_FORCE_TO_JUNE, {}, "status", "Withdrawn is for good"),
        (UNSIGNED | {"status": "withdrawn"}, DRAFT, "status", "Withdrawn is for good"),
        ({}, {"organisation": "council"}, "organisation", "Mandate NCA-1 is of Sample Trust, and stays so"),
    ],
)
def test_where_it_may_not_go_is_a_fault(b: Ceding, first: Row, then: Row, column: str, rule: str) -> None:
    take_in(b, first)
    [(row, named, expected)] = faults(b, then)
    assert (row, named) == (2, column)
    assert rule in expected


# What is refused: each of the shapes of cells, and each rule by one case; the rest are in tests/rules/mandates.

BAD: dict[str, tuple[Row, str, str]] = {
    "no code": ({"code": ""}, "code", "the mandate’s own code"),
    "an unknown organisation": ({"organisation": "acme"}, "organisation", "the code of an organisation"),
    "an unknown instrument": ({"instrument": "handshake"}, "instrument", "one of section_75, section_113"),
    "an unknown status": ({"status": "agreed"}, "status", "one of draft, signed, withdrawn"),
    "a day that is none": ({"starts_on": "1 April"}, "starts_on", "a day written as 2026-04-01"),
    "no first day": ({"starts_on": ""}, "starts_on", "a day written as 2026-04-01"),
    "an end before the start": ({"ends_on": "2026-03-31"}, "ends_on", "is before its first"),
    "an unknown function": ({"functions": "dismiss", "conditions": ""}, "functions", "no function “dismiss”"),
    "a function never ceded": ({"functions": "rota;disciplinary"}, "functions", "can never be ceded"),
    "no condition": ({"conditions": ""}, "conditions", "none is recorded for Rota"),
    "an unknown group of staff": ({"professions": "team:x"}, "professions", "no profession of the register"),
    "an unknown neighbourhood": ({"teams": "neighbourhood:west"}, "teams", "no neighbourhood “west”"),
    "unsigned": ({"signed_by_partnership_on": ""}, "signed_by_partnership_on", "the employer decides"),
    "an unlawful instrument": ({"organisation": "vcfa"}, "instrument", "cannot bind Sample VCF"),
    "nobody's employer": ({"organisation": "lco"}, "organisation", "Sample Partnership employs nobody"),
    "withdrawn from when": ({"status": "withdrawn", "ends_on": ""}, "ends_on", "its last day in force"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "column", "rule"), BAD.values(), ids=BAD)
def test_each_bad_place_is_named(b: Ceding, change: Row, column: str, rule: str) -> None:
    [(row, named, expected)] = faults(b, change)
    assert (row, named) == (2, column)
    assert rule in expected


def test_every_bad_row_is_named_at_once_in_order(b: Ceding) -> None:
    found = faults(
        b,
        {"functions": "dismiss"},
        SECOND,
        {"code": "NCA-3", "starts_on": "soon"},
        {"code": "NCA-2", "teams": "dementia"},
    )
    assert [(row, column) for row, column, _ in found] == [
        (2, "functions"),
        (2, "conditions"),
        (4, "starts_on"),
        (5, "code"),
    ]


def test_two_rows_that_would_give_a_function_two_deciders(b: Ceding) -> None:
    [(row, column, expected)] = faults(b, {}, SECOND | {"teams": "team_east", "starts_on": "2026-09-01"})
    assert (row, column) == (3, "code")
    assert "Mandates NCA-1 and NCA-2 would both cede Day-to-day direction and Rota (1 Sep 2026 to" in expected


def test_a_row_and_the_register_that_would_give_a_function_two_deciders(b: Ceding) -> None:
    take_in(b, {})
    [(row, column, expected)] = faults(b, SECOND | {"teams": "*"})
    assert (row, column) == (2, "code")
    assert "Mandates NCA-1 and NCA-2 would both cede" in expected


def test_what_the_file_makes_of_the_other_is_what_counts(b: Ceding) -> None:
    """The register's end is brought forward by the same file that lets another follow."""
    take_in(b, {})
    follows = SECOND | {"teams": "*", "starts_on": "2026-07-01"}
    assert take_in(b, {"ends_on": "2026-06-30"}, follows, minutes=5) == Counts(started=1, ended=1)


# Cells that a spreadsheet would take for a formula.


@pytest.mark.parametrize(
    ("said", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44 reference", "'+44 reference"),
        ("-draft-", "'-draft-"),
        ("@board", "'@board"),
        ("'=quoted", "''=quoted"),
        ("'tis agreed", "'tis agreed"),
        ("a=b", "a=b"),
    ],
)
def test_a_cell_is_no_formula_and_comes_back_as_it_was(b: Ceding, said: str, cell: str) -> None:
    change = {"reference": cell, "signed_by_partnership": cell}
    take_in(b, change)
    assert db.session.scalars(select(MandateTerms.reference)).all() == [said]
    assert {exported()[0][column] for column in change} == {cell}
    assert take_in(b, change, minutes=5) == Counts(unchanged=1)


def test_the_file_is_in_order_of_code_and_says_what_was_known_at_the_moment(b: Ceding) -> None:
    codes = ("NCA-9", "NCA-10", "A-1")
    places = ("neighbourhood:east", "neighbourhood:north", "dementia")
    take_in(b, *({"code": code, "teams": place} for code, place in zip(codes, places, strict=True)))
    take_in(b, {"code": "A-1", "teams": "dementia", "reference": "Later"}, minutes=5)
    assert [row["code"] for row in exported()] == ["A-1", "NCA-10", "NCA-9"]
    before = mandates_csv(AsAt(TODAY, NOW)).decode()
    assert "Later" not in before
    assert before.count("S75-NCA-1") == 3


def test_the_audit_holds_counts_codes_and_days_and_no_names(b: Ceding) -> None:
    take_in(b, {})
    [entry] = db.session.scalars(select(AuditEntry)).all()
    assert (entry.act, entry.subject, entry.account_id) == ("mandates.import", "mandate", b.office.id)
    assert '"started":1' in (entry.after or "")
    assert '"functions":["direct_work","rota"]' in (entry.after or "")
    assert not any(words in (entry.after or "") for words in ("Orla", "Pat", "S75", "consulted"))


# What would keep everybody else waiting, and what could not be looked at afterwards.

MANY = [{"code": f"M-{number}"} for number in range(60)]


def test_a_file_of_more_mandates_than_can_be_compared_is_refused(b: Ceding) -> None:
    found = faults(b, *({"code": f"M-{number}"} | DRAFT for number in range(1_001)))
    assert found == [(1_002, None, "at most 1,000 in one file")]


def test_of_more_deciders_than_a_reader_wants_the_first_are_named(b: Ceding) -> None:
    """Sixty mandates that cede the same make 1,770 pairs."""
    assert len(faults(b, *MANY)) == MOST_FAULTS


@pytest.mark.parametrize("code", ["new", "import", "..", "A/..", "A//B", "/A", "A/", "A/sign", "A/B/correct"])
def test_a_code_is_a_fault_that_its_page_could_not_have(b: Ceding, code: str) -> None:
    [(row, column, expected)] = faults(b, {"code": code})
    assert (row, column) == (2, "code")
    assert "the address of its page" in expected


def test_a_code_may_have_a_stroke(b: Ceding) -> None:
    assert take_in(b, {"code": "NCA/2026/03"}).started == 1
