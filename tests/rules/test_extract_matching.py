"""Who in an extract is somebody the register already knows."""

import pytest

from teams.extract.matching import Matches
from teams.extract.staff_row import StaffRow

REGULATORS = {"gp": "GMC", "pharmacist": "GPhC", "district_nurse": "NMC", "mental_health_nurse": "NMC"}
KNOWN = Matches({("GMC", "9000001", "sample"): {1}, ("NMC", "99A0001Z", "sample"): {2}}, REGULATORS)


def a_row(profession: str, number: str) -> StaffRow:
    blank = StaffRow(*[None] * len(StaffRow._fields))  # pyright: ignore[reportArgumentType]
    return blank._replace(
        given_name="Ann", family_name="Sample", profession=profession, registration_number=number
    )


@pytest.mark.parametrize(
    ("profession", "number", "person"),
    [
        ("gp", "9000001", 1),
        ("pharmacist", "9000001", None),
        ("district_nurse", "99A0001Z", 2),
        ("mental_health_nurse", "99A0001Z", 2),
        ("link_worker", "9000001", None),
    ],
)
def test_a_number_tells_somebody_apart_within_its_regulator(
    profession: str, number: str, person: int | None
) -> None:
    assert KNOWN.person_for(a_row(profession, number)) == person


def test_rows_of_one_file_with_one_number_of_two_regulators_are_two_people() -> None:
    assert KNOWN.alias(a_row("gp", "9000002")) != KNOWN.alias(a_row("pharmacist", "9000002"))
