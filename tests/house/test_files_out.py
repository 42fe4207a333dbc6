"""Every file that leaves us for a spreadsheet: no cell of it is a formula, and our own readers get back what was said."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from flask import Flask
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from foundation import tables_out
from foundation.spreadsheets import Column, read_rows
from foundation.tables_out import FORMULA, csv_table, xlsx_table
from teams.coverage.exports import CELLS, GAPS
from teams.mandates import mandate_file
from teams.positions import exports
from tests.hostility import opened_quickly

FILES = {
    "/coverage.csv", "/coverage.xlsx", "/mandates.csv", "/positions/<int:number>.csv", "/positions/<int:number>.xlsx",
    "/calendar/<token>.ics",
}  # fmt: skip
"""Every file that a page gives. Calendars read the calendar."""
TABLES: dict[str, Mapping[str, Column]] = {
    "coverage cells": CELLS,
    "coverage gaps": GAPS,
    "position cells": exports.TABLES["cells"],
    "position gaps": exports.TABLES["gaps"],
    "mandates": mandate_file.columns_of({"nca", "=nca", "-1"}),
}
LIKE_A_FORMULA = st.from_regex(r"\A[=+\-@\t\r\n＝＋－＠][ -~]{0,20}\Z")


def written(name: str, said: str) -> dict[str, bytes]:
    return {"t.csv": csv_table([name], [[said]]), "t.xlsx": xlsx_table("T", [name], [[said]])}


def read_back(file: str, content: bytes, name: str, column: Column) -> list[Any]:
    class Row(NamedTuple):
        number: int
        cell: Any

    rows, faults = read_rows(file, content, Row, {name: column})
    assert not faults, faults
    return [row.cell for row in rows]


def accepted(column: Column, said: str) -> bool:
    """Whether the column could hold it: else it never comes to be written there."""
    try:
        return said == said.strip() and bool(said) and column.parse(said) is not None
    except ValueError:
        return False


def test_no_file_is_forgotten(app: Flask) -> None:
    found = {rule.rule for rule in app.url_map.iter_rules() if "." in rule.rule.rsplit("/", 1)[-1]}
    assert found == FILES


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=40)
@given(st.data())
def test_what_looks_like_a_formula_is_none_and_comes_back(name: str, data: st.DataObject) -> None:
    formula_is_none_and_comes_back(name, data)


def formula_is_none_and_comes_back(name: str, data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(sorted(TABLES[name])))
    said, how = data.draw(LIKE_A_FORMULA), TABLES[name][column]
    content = written(column, said)["t.csv"]
    cell = content.split(b"\n", 1)[1]
    assert cell.lstrip(b'"').startswith(b"'")
    if accepted(how, said):
        assert read_back("t.csv", content, column, how) == [how.parse(said)]


@settings(max_examples=10)
@given(st.builds("{}{}".format, st.sampled_from(["", "'", "''"]), LIKE_A_FORMULA))
def test_nor_is_it_one_in_a_workbook(said: str) -> None:
    column = TABLES["coverage gaps"]["name"]
    content = written("name", said)["t.xlsx"]
    [sheet] = load_workbook(BytesIO(content)).worksheets
    cell: Any = sheet["A2"]
    assert (sheet.sheet_state, cell.data_type) == ("visible", "s")
    assert not FORMULA.fullmatch(str(cell.value)[:1])
    if accepted(column, said):
        with opened_quickly(cpu_seconds=5):
            assert read_back("t.xlsx", content, "name", column) == [said]


def test_a_cell_written_as_it_is_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary: the first check above, where nothing is guarded. That it fails is enough: the smallest cell for which
    it does is not looked for."""

    @settings(max_examples=40, phases=[Phase.generate])
    @given(st.data())
    def unguarded(data: st.DataObject) -> None:
        formula_is_none_and_comes_back("mandates", data)

    monkeypatch.setattr(tables_out, "guarded", str)
    with pytest.raises(AssertionError):
        unguarded()
