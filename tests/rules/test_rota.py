"""Who is at work when."""

from datetime import date, datetime

import pytest

from caseload.reviews.rota import Away, Contract, Pattern, halves_of, make_rota
from foundation.effective import Period

ANN = 1
LONG_AGO = Period(date(2020, 1, 1))
TUESDAY = datetime.fromisoformat("2026-11-24T09:30")
TUESDAY_AFTERNOON = datetime.fromisoformat("2026-11-24T13:30")
SATURDAY = datetime.fromisoformat("2026-11-28T09:30")
MORNINGS = "1010101010"


@pytest.mark.parametrize(
    ("starts_at", "minutes", "halves"),
    [
        (datetime.fromisoformat("2026-11-24T09:30"), 90, ("am",)),
        (datetime.fromisoformat("2026-11-24T11:30"), 90, ("am",)),
        (datetime.fromisoformat("2026-11-24T12:00"), 90, ("am", "pm")),
        (datetime.fromisoformat("2026-11-24T13:00"), 90, ("pm",)),
    ],
)
def test_a_meeting_touches_a_half_day_or_both(
    starts_at: datetime, minutes: int, halves: tuple[str, ...]
) -> None:
    assert halves_of(starts_at, minutes) == halves


def test_without_a_pattern_weekdays_are_worked() -> None:
    rota = make_rota([Contract(7, ANN, LONG_AGO)], [], [])
    assert rota.at_work(ANN, TUESDAY, 90)
    assert not rota.at_work(ANN, SATURDAY, 90)


def test_a_pattern_says_which_half_days() -> None:
    rota = make_rota([Contract(7, ANN, LONG_AGO)], [Pattern(7, MORNINGS, LONG_AGO)], [])
    assert rota.at_work(ANN, TUESDAY, 90)
    assert not rota.at_work(ANN, TUESDAY_AFTERNOON, 90)


@pytest.mark.parametrize(("half", "morning", "afternoon"), [("", False, False), ("am", False, True)])
def test_an_absence_takes_its_half_of_each_of_its_days(half: str, morning: bool, afternoon: bool) -> None:
    away = Away(7, half, Period(date(2026, 11, 23), date(2026, 11, 25)))
    rota = make_rota([Contract(7, ANN, LONG_AGO)], [], [away])
    assert rota.at_work(ANN, TUESDAY, 90) is morning
    assert rota.at_work(ANN, TUESDAY_AFTERNOON, 90) is afternoon
    assert rota.at_work(ANN, datetime.fromisoformat("2026-11-25T09:30"), 90)


def test_nobody_is_at_work_after_their_employment() -> None:
    ended = Contract(7, ANN, Period(date(2020, 1, 1), date(2026, 11, 24)))
    assert not make_rota([ended], [], []).at_work(ANN, TUESDAY, 90)


def test_either_of_two_employments_will_do() -> None:
    contracts = [Contract(7, ANN, LONG_AGO), Contract(8, ANN, LONG_AGO)]
    patterns = [Pattern(7, "0" * 10, LONG_AGO), Pattern(8, MORNINGS, LONG_AGO)]
    assert make_rota(contracts, patterns, []).at_work(ANN, TUESDAY, 90)
