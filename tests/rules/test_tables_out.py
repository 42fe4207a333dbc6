"""Tables written for spreadsheets hold no formula and are read back equal."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from foundation.spreadsheets import Column, day, hours, read_table, words
from foundation.tables_out import csv_table, guarded, unguarded, xlsx_table

HEADER = ("name", "on", "hours")


class Row(NamedTuple):
    number: int
    name: str
    on: date | None
    hours: Decimal | None


COLUMNS = {
    "name": Column(unguarded(words()), "a name", empty=""),
    "on": Column(day, "a day"),
    "hours": Column(hours, "hours"),
}
NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20)
ROWS = st.lists(
    st.tuples(
        NAMES,
        st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31)),
        st.decimals(0, 168, places=1),
    ),
    max_size=5,
)


@given(ROWS)
def test_what_is_written_is_read_back_equal(rows: list[tuple[str, date | None, Decimal]]) -> None:
    read = read_table("t.csv", csv_table(HEADER, rows), Row, COLUMNS)
    assert [row[1:] for row in read] == rows


@settings(max_examples=10)  # each workbook is opened by a process of its own
@given(ROWS)
def test_a_workbook_is_read_back_equal(rows: list[tuple[str, date | None, Decimal]]) -> None:
    read = read_table("t.xlsx", xlsx_table("Sample", HEADER, rows), Row, COLUMNS)
    assert [row[1:] for row in read] == rows


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+1"])
def test_no_cell_is_a_formula_and_the_guard_comes_off(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(str)(guarded(text)) == text


@pytest.mark.parametrize("text", ["Ada", "O'Sample", "'quoted'", "3=3", ""])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(str)(text) == text


def test_a_workbook_has_one_visible_sheet_with_days_as_days_and_no_formula() -> None:
    content = xlsx_table(
        "A title much longer than a sheet's may be", HEADER, [("=1+1", date(2026, 4, 1), None)]
    )
    book = load_workbook(BytesIO(content))
    [sheet] = book.worksheets
    assert sheet.sheet_state == "visible"
    _, row = sheet.iter_rows()
    assert [cell.data_type for cell in row] == ["s", "d", "n"]
    assert row[0].value == "'=1+1"
