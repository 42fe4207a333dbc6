"""Who in an extract is somebody the register already knows."""

import pytest

from teams.extract.matching import Matches
from teams.extract.staff_row import StaffRow

REGULATORS = {"gp": "GMC", "pharmacist": "GPhC", "district_nurse": "NMC", "mental_health_nurse": "NMC"}
SOMEBODY_NEW = -1


def known() -> Matches:
    return Matches({("GMC", "9000001", "sample"): 1, ("NMC", "99A0001Z", "sample"): 2}, REGULATORS)


def a_row(profession: str, number: str | None, email: str | None = None) -> StaffRow:
    blank = StaffRow(*[None] * len(StaffRow._fields))  # pyright: ignore[reportArgumentType]
    return blank._replace(
        given_name="Ann", family_name="Sample", profession=profession, registration_number=number, email=email
    )


@pytest.mark.parametrize(
    ("profession", "number", "person"),
    [
        ("gp", "9000001", 1),
        ("pharmacist", "9000001", SOMEBODY_NEW),
        ("district_nurse", "99A0001Z", 2),
        ("mental_health_nurse", "99A0001Z", 2),
        ("link_worker", "9000001", SOMEBODY_NEW),
    ],
)
def test_a_number_tells_somebody_apart_within_its_regulator(
    profession: str, number: str, person: int
) -> None:
    assert known().person_for([a_row(profession, number)]) == person


def test_rows_of_one_file_with_one_number_of_two_regulators_are_two_people() -> None:
    matches = known()
    assert matches.person_for([a_row("gp", "9000002")]) != matches.person_for(
        [a_row("pharmacist", "9000002")]
    )


def test_employments_of_one_file_that_share_any_sign_are_one_person() -> None:
    matches = known()
    both = matches.person_for([a_row("gp", "9000002", "ann@example.test")])
    assert both == matches.person_for([a_row("link_worker", None, "ann@example.test")])
    assert both == matches.person_for([a_row("link_worker", None), a_row("gp", "9000002")])


def test_a_sign_that_two_carry_tells_nobody_apart() -> None:
    matches = known()
    matches.carries(2, ("GMC", "9000001", "sample"))
    assert matches.person_for([a_row("gp", "9000001")]) == SOMEBODY_NEW


def test_signs_of_two_people_are_somebody_new() -> None:
    assert known().person_for([a_row("gp", "9000001"), a_row("district_nurse", "99A0001Z")]) == SOMEBODY_NEW
