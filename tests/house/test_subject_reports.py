"""A subject access report leaves no table out by forgetting it."""

import pytest

import app.tables  # noqa: F401  # every table is known before it is looked for
from caseload.privacy.all_held import referring, table_named
from caseload.privacy.report_words import NOT_OF_RESIDENTS, NOT_OF_STAFF, OF_RESIDENTS, OF_STAFF
from foundation.model import Base

OF_A_RESIDENT = {"resident.id", "cases.id", "allocation_request.id"}
OF_SOMEBODY = {"person.id", "employment.id", "placement.id", "over_capacity.id", "account.id"}


def tables_about(roots: set[str]) -> set[str]:
    return {table.name for table in Base.metadata.sorted_tables if referring(table, roots)}


@pytest.mark.parametrize(
    ("roots", "told", "left_out"),
    [(OF_A_RESIDENT, OF_RESIDENTS, NOT_OF_RESIDENTS), (OF_SOMEBODY, OF_STAFF, NOT_OF_STAFF)],
    ids=["residents", "staff"],
)
def test_every_table_about_a_subject_is_told_or_left_out_with_a_reason(
    roots: set[str], told: dict[str, str], left_out: dict[str, str]
) -> None:
    assert tables_about(roots) == set(told) | set(left_out)
    assert not set(told) & set(left_out)
    assert all(words.strip() for words in (*told.values(), *left_out.values()))


def test_the_looking_finds_what_points_to_a_resident() -> None:
    assert [column.name for column in referring(table_named("possible_same"), OF_A_RESIDENT)] == [
        "newer_id",
        "older_id",
    ]
    assert referring(table_named("organisation"), OF_A_RESIDENT) == []
    assert [column.name for column in referring(table_named("sign_in"), OF_SOMEBODY)] == ["account_id"]
    assert referring(table_named("resident_details"), {"account.id"}) == []
