"""Which numbers fit: the borough's own patterns against numbers that somebody from each regulator could judge."""

import csv
from pathlib import Path

import pytest

from people.registration_numbers import misfit

REFERENCE = Path(__file__).parents[2] / "app/reference/bury/professions.csv"
with REFERENCE.open(encoding="utf-8") as lines:
    PROFESSIONS = {row["code"]: row for row in csv.DictReader(lines)}

FITS, WRONG, WARNS = None, True, False
CASES = [
    ("district_nurse", "98I1234E", FITS),
    ("district_nurse", "98i1234e", WRONG),
    ("district_nurse", "9811234E", WRONG),
    ("district_nurse", "98I1234E\n", WRONG),
    ("mental_health_nurse", "00A0000A", FITS),
    ("nursing_associate", " 00A0000A", WRONG),
    ("occupational_therapist", "OT12345", FITS),
    ("occupational_therapist", "PH12345", WRONG),
    ("occupational_therapist", "OT123", WRONG),
    ("physiotherapist", "PH123456", FITS),
    ("podiatrist", "CH1234", FITS),
    ("speech_therapist", "SL12345", FITS),
    ("dietitian", "DT1234567", WRONG),
    ("psychologist", "PYL12345", FITS),
    ("psychologist", "PY12345", WARNS),
    ("social_worker", "SW123", FITS),
    ("social_worker", "123", WARNS),
    ("pharmacist", "2012345", FITS),
    ("pharmacist", "201234", WARNS),
    ("gp", "7654321", FITS),
    ("gp", "C7654321", FITS),
    ("gp", "765432", WRONG),
    # Nobody regulates these, whatever is written.
    ("healthcare_assistant", "anything", FITS),
    ("link_worker", "1", FITS),
    # Nothing to judge is a gap of another kind.
    ("gp", None, FITS),
]


@pytest.mark.parametrize(("code", "number", "expected"), CASES)
def test_a_number_fits_is_wrong_or_is_to_be_looked_at(
    code: str, number: str | None, expected: bool | None
) -> None:
    row = PROFESSIONS[code]
    found = misfit(
        number,
        regulator=row["regulator"] or None,
        pattern=row["number_pattern"] or None,
        certainty=row["pattern_certainty"],
    )
    assert (found and found.wrong) is expected


def test_it_says_so_in_a_sentence() -> None:
    wrong = misfit("X", regulator="NMC", pattern="Y", certainty="sourced")
    unsure = misfit("X", regulator="SWE", pattern="Y", certainty="warn only")
    assert wrong is not None
    assert wrong.sentence == "X is not a number that NMC gives. Look it up in the register."
    assert unsure is not None
    assert unsure.sentence == "X does not look like the numbers that SWE usually gives. Check it once more."


def test_an_unregulated_profession_is_never_judged_even_with_a_pattern() -> None:
    assert misfit("X", regulator=None, pattern="Y", certainty="sourced") is None
