"""No table is removed with somebody by forgetting it, and none is left behind."""

from datetime import date

import pytest

import app.tables  # noqa: F401  # every table is known before it is looked for
from app.retention.periods import Period, period_of
from app.retention.subjects import NAMED_ELSEWHERE, of_resident, of_staff
from caseload.sealing.hiding import of_residents
from foundation.model import Base

OF_STAFF = {
    "person", "person_details", "person_competence", "employment", "employment_details", "working_pattern", "absence",
    "placement", "placement_details", "management", "accountability", "registration", "register_check", "supervision",
    "session_limit", "workload_reduction", "over_capacity", "over_capacity_entry", "came", "planned_attendance",
}  # fmt: skip
"""What goes with a member of staff who left. A new table that refers to one is put here or in NAMED_ELSEWHERE."""


def test_what_goes_with_a_resident_is_what_a_seal_hides() -> None:
    assert set(of_resident()) == set(of_residents())


def test_what_goes_with_a_member_of_staff_is_written_down() -> None:
    assert {table.name for table in of_staff()} == OF_STAFF


def test_a_residents_record_that_names_a_contract_names_its_person() -> None:
    for table in of_residents():
        named = {key.column.table.name for key in table.foreign_keys}
        assert "person" in named or not named & {"employment", "placement"}, table.name


def test_what_names_them_elsewhere_is_there() -> None:
    named = {str(column) for table in Base.metadata.sorted_tables for column in table.c}
    assert named >= NAMED_ELSEWHERE


@pytest.mark.parametrize(
    ("setting", "value", "on", "before"),
    [
        ("KEEP_RESIDENTS_YEARS", "8", date(2026, 11, 23), date(2018, 11, 23)),
        ("KEEP_RESIDENTS_YEARS", "6", date(2028, 2, 29), date(2022, 2, 28)),
        ("KEEP_RESIDENTS_YEARS", "8", date(2028, 2, 29), date(2020, 2, 28)),
        ("KEEP_SIGN_INS_DAYS", "30", date(2026, 3, 1), date(2026, 1, 30)),
    ],
)
def test_a_period_reaches_back_by_the_calendar(setting: str, value: str, on: date, before: date) -> None:
    assert period_of(setting, value).before(on) == before


def test_no_period_is_nothing() -> None:
    with pytest.raises(ValueError, match="less than one"):
        Period(0, "day")
