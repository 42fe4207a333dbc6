"""Every bad place of a bad extract is named: file, row, column, what was read, what was expected."""

import pytest

from foundation.errors import BadFile, Fault
from foundation.spreadsheets import read_rows
from teams.extract.checks import faults_in, warnings_in
from teams.extract.reference import columns_for
from teams.extract.staff_row import StaffRow
from tests.rules.extract.bad_files import EVERY, SHEET, Bad, Place
from tests.rules.extract.written import FILE, Row, csv_of, reference, repacked, row, unplaced, xlsx_of


def faults_of(file: str, content: bytes) -> list[Fault]:
    try:
        rows, faults = read_rows(file, content, StaffRow, columns_for(reference()))
    except BadFile as refusal:
        return refusal.faults
    return faults + faults_in(file, rows, reference())


def read(content: bytes, file: str = FILE) -> list[StaffRow]:
    rows, faults = read_rows(file, content, StaffRow, columns_for(reference()))
    assert faults == []
    return rows


@pytest.mark.parametrize("bad", EVERY, ids=[bad.why for bad in EVERY])
def test_every_bad_place_is_named_and_no_other(bad: Bad) -> None:
    found = sorted(faults_of(bad.file, bad.content), key=place_of)
    assert [place_of(fault)[:3] for fault in found] == sorted(map(key_of, bad.places))
    for fault, place in zip(found, sorted(bad.places, key=key_of), strict=True):
        assert place[3] in fault.expected
        assert fault.file == bad.file


def place_of(fault: Fault) -> tuple[int, str, str]:
    return fault.row or 0, fault.column or "", fault.read


def key_of(place: Place) -> tuple[int, str, str]:
    return place[0] or 0, place[1] or "", place[2]


def test_a_fault_says_its_five_facts_in_one_sentence() -> None:
    [fault] = faults_of(FILE, csv_of([row(team="nowhere")]))
    assert fault.as_json() == {
        "file": FILE, "row": 2, "column": "team", "read": "nowhere",
        "expected": "the code of a team in the register",
    }  # fmt: skip
    assert str(fault) == "nca.csv, row 2, team: read “nowhere”, expected the code of a team in the register"


# Files that are taken


GOOD_ROWS: dict[str, list[Row]] = {
    "one placement": [row()],
    "no placement": [unplaced()],
    "two placements": [row(placement_hours="20"), row(team="west", placement_hours="17.5")],
    "two professions": [row(), row(team="west", profession="link_worker", registration_number="",
                                   registration_expires_on="", registration_checked_on="", professional_post="")],
    "no registration yet": [row(registration_number="", registration_expires_on="")],
    "a number where patterns are not certain": [row(profession="social_worker", registration_number="12345")],
    "a last day on the first": [row(employment_ends_on="2025-01-01", placement_ends_on="2025-01-01")],
    "an acting holder and a deputy": [
        row(post_held="chief", post_holding="acting"),
        row(assignment_number="101", email="b@example.test", post_held="chief", post_holding="deputy"),
    ],
    "an apex answers to itself": [row(professional_post="chief", post_held="chief", post_holding="substantive")],
    "the leap day": [row(registration_expires_on="2028-02-29")],
}  # fmt: skip


@pytest.mark.parametrize("rows", GOOD_ROWS.values(), ids=GOOD_ROWS)
def test_a_good_extract_has_no_faults(rows: list[Row]) -> None:
    assert faults_of(FILE, csv_of(rows)) == []


def test_a_byte_order_mark_and_windows_line_ends_are_taken() -> None:
    content = b"\xef\xbb\xbf" + csv_of([row()]).replace(b"\n", b"\r\n")
    assert [said.number for said in read(content)] == [2]


def test_blank_lines_are_passed_over_and_rows_keep_their_numbers() -> None:
    lines = csv_of([row(), row(assignment_number="101", email="")]).splitlines(keepends=True)
    assert [said.number for said in read(lines[0] + lines[1] + b"\n,,,\n" + lines[2])] == [2, 5]


def test_a_workbook_reads_as_the_same_rows() -> None:
    said = [row(), row(assignment_number="0101", email="b@example.test")]
    assert read(xlsx_of(said), "nca.xlsx") == read(csv_of(said))


@pytest.mark.parametrize("stated", ["A1", "A1:B1", "A1:ZZ1048576", None])
def test_a_sheet_that_lies_about_its_size_is_read_whole(stated: str | None) -> None:
    said = [row(assignment_number=str(number), email="") for number in range(100, 160)]
    true = b'<dimension ref="A1:AA61" />'
    word = f'<dimension ref="{stated}"/>'.encode() if stated else b""

    def lie(sheet: bytes) -> bytes:
        assert true in sheet
        return sheet.replace(true, word)

    rows = read(repacked(xlsx_of(said), SHEET, lie), "nca.xlsx")
    assert [found.assignment_number for found in rows] == [r["assignment_number"] for r in said]


def test_a_hidden_sheet_beside_the_visible_one_is_not_read() -> None:
    content = repacked(
        xlsx_of([row()], sheets=("Staff", "Lists")),
        "xl/workbook.xml",
        lambda book: book.replace(
            b'name="Lists" sheetId="2" state="visible"', b'name="Lists" sheetId="2" state="hidden"'
        ),
    )
    assert len(read(content, "nca.xlsx")) == 1


# Warnings: the file is taken all the same


def warned(*rows: Row) -> list[tuple[int, str]]:
    return warnings_in(read(csv_of(rows)), reference())


def test_nothing_to_warn_of() -> None:
    assert warned(row()) == []


def test_a_number_of_an_unusual_pattern_is_a_warning_where_the_reference_is_not_sure() -> None:
    assert warned(row(profession="social_worker", registration_number="12345")) == [
        (2, "the registration number is not of the usual pattern for a social worker")
    ]


def test_no_number_in_a_regulated_profession_is_a_gap() -> None:
    assert warned(row(registration_number="")) == [(2, "no registration number: a gap until there is one")]


def test_more_hours_placed_than_contracted() -> None:
    found = warned(row(placement_hours="30"), row(team="west", placement_hours="10"))
    assert found == [(2, "placed for 40 hours but contracted for 37.5")]


def test_an_unreadable_cell_hides_no_other_fault_of_its_row() -> None:
    found = faults_of(FILE, csv_of([row(team="nowhere", employment_starts_on="1/4/2020")]))
    assert {fault.column for fault in found} == {"team", "employment_starts_on"}
