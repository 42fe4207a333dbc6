"""Renewal windows, as each regulator has them."""

from datetime import date

import pytest

from people.renewals import Renewal, renewal_on

ODD_AUTUMN = "1 August to 31 October odd years"
SWE = "yearly 1 September to 30 November"
NMC = "revalidation every 3 years; fee yearly"
GMC = "revalidation every 5 years; appraisal yearly"
SIGN_OFF = "competency sign-off yearly"

# written, day read, recorded expiry, window
WINDOWS = [
    # HCPC: everybody of the profession in the same window of every second year.
    (ODD_AUTUMN, "2026-11-22", None, "2027-08-01", "2027-10-31"),
    (ODD_AUTUMN, "2027-08-01", None, "2027-08-01", "2027-10-31"),
    (ODD_AUTUMN, "2027-10-31", None, "2027-08-01", "2027-10-31"),
    (ODD_AUTUMN, "2027-11-01", None, "2029-08-01", "2029-10-31"),
    (ODD_AUTUMN, "2027-09-10", "2029-10-31", "2029-08-01", "2029-10-31"),  # renewed in this window already
    (ODD_AUTUMN, "2027-09-10", "2027-10-31", "2027-08-01", "2027-10-31"),
    (ODD_AUTUMN, "2027-09-10", "2025-10-31", "2027-08-01", "2027-10-31"),  # lapsed: the next way back
    ("1 February to 30 April even years", "2026-05-01", None, "2028-02-01", "2028-04-30"),
    ("1 May to 31 July even years", "2026-07-31", None, "2026-05-01", "2026-07-31"),
    ("1 March to 31 May odd years", "2026-12-31", None, "2027-03-01", "2027-05-31"),
    # Social Work England: everybody in the same window every year.
    (SWE, "2026-11-22", "2026-11-30", "2026-09-01", "2026-11-30"),
    (SWE, "2026-11-22", "2027-11-30", "2027-09-01", "2027-11-30"),  # renewed already
    (SWE, "2026-12-01", None, "2027-09-01", "2027-11-30"),
    (SWE, "2026-08-31", "2028-05-05", "2027-09-01", "2027-11-30"),
    # A window over the end of a year, and one that ends with February.
    ("yearly 1 December to 31 January", "2027-01-15", None, "2026-12-01", "2027-01-31"),
    ("1 December to 31 January odd years", "2027-02-01", None, "2027-12-01", "2028-01-31"),
    ("yearly 1 February to 29 February", "2027-02-02", None, "2027-02-01", "2027-02-28"),
    # Each person's own day.
    (NMC, "2026-11-22", "2027-03-31", "2027-01-30", "2027-03-31"),
    (NMC, "2027-04-01", "2027-03-31", "2030-01-30", "2030-03-31"),
    (GMC, "2026-11-22", "2026-11-22", "2026-09-23", "2026-11-22"),
    (GMC, "2026-11-22", "2024-02-29", "2028-12-30", "2029-02-28"),
    ("yearly", "2026-11-22", "2026-10-31", "2027-09-01", "2027-10-31"),  # GPhC
]  # fmt: skip


@pytest.mark.parametrize(("written", "on", "expires_on", "opens_on", "closes_on"), WINDOWS)
def test_the_window_that_is_open_or_comes(
    written: str, on: str, expires_on: str | None, opens_on: str, closes_on: str
) -> None:
    expires = expires_on and date.fromisoformat(expires_on)
    found = renewal_on(written, date.fromisoformat(on), expires_on=expires or None)
    assert found is not None
    assert (found.opens_on.isoformat(), found.closes_on.isoformat()) == (opens_on, closes_on)


@pytest.mark.parametrize(
    ("on", "closes_on"), [("2026-03-31", "2026-04-01"), ("2026-04-01", "2026-04-01"), ("2026-04-02", "2027-04-01")]
)  # fmt: skip
def test_an_unregulated_sign_off_is_the_anniversary_of_the_first_day(on: str, closes_on: str) -> None:
    found = renewal_on(SIGN_OFF, date.fromisoformat(on), since=date(2024, 4, 1))
    assert found is not None
    assert found.closes_on.isoformat() == closes_on


def test_no_sign_off_is_due_on_the_very_first_day() -> None:
    found = renewal_on(SIGN_OFF, date(2026, 4, 1), since=date(2026, 4, 1))
    assert found is not None
    assert found.closes_on == date(2027, 4, 1)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (SWE, "Registration is to be renewed between 1 September 2026 and 30 November 2026, as every year."),
        (
            ODD_AUTUMN,
            "Registration is to be renewed between 1 August 2027 and 31 October 2027, as every second year.",
        ),
        (NMC, "Revalidation is due by 30 November 2026, and every 3 years. Besides: fee yearly."),
        (GMC, "Revalidation is due by 30 November 2026, and every 5 years. Besides: appraisal yearly."),
        ("yearly", "Registration is to be renewed by 30 November 2026, and every year."),
        (SIGN_OFF, "Competency sign-off is due by 30 November 2026, and every year."),
    ],
)
def test_it_is_said_in_a_sentence(written: str, says: str) -> None:
    found = renewal_on(written, date(2026, 11, 22), expires_on=date(2026, 11, 30))
    assert found is not None
    assert found.sentence == says


@pytest.mark.parametrize(
    "written", ["", "whenever asked", "every 0 years", "yearly 1 Brumaire to 2 Brumaire"]
)
def test_what_asks_nothing_or_cannot_be_read_has_no_window(written: str) -> None:
    assert renewal_on(written, date(2026, 11, 22), expires_on=date(2027, 1, 1)) is None


def test_without_a_day_to_count_from_there_is_none() -> None:
    assert renewal_on(NMC, date(2026, 11, 22)) is None


@pytest.mark.parametrize(
    ("on", "is_open"),
    [("2026-08-31", False), ("2026-09-01", True), ("2026-11-30", True), ("2026-12-01", False)],
)
def test_its_first_and_last_day_are_in_it(on: str, is_open: bool) -> None:
    window = Renewal(date(2026, 9, 1), date(2026, 11, 30), "")
    assert window.is_open(date.fromisoformat(on)) is is_open
