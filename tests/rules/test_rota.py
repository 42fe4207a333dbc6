"""Who is at work when."""

from datetime import date, datetime

import pytest

from caseload.reviews.plans.problem_making import sessions_a_week
from caseload.reviews.sessions.rota import Away, Contract, Limit, NotThen, Pattern, halves_of, make_rota
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


@pytest.mark.parametrize(
    ("pattern", "away", "says"),
    [
        ("1" * 10, None, None),
        (MORNINGS, None, NotThen.NOT_WORKED),
        ("1" * 10, Away(7, "", LONG_AGO), NotThen.AWAY),
        ("1" * 10, Away(7, "pm", LONG_AGO, elsewhere=True), NotThen.ELSEWHERE),
        ("1" * 10, Away(7, "am", LONG_AGO), None),
        (MORNINGS, Away(7, "", LONG_AGO), NotThen.NOT_WORKED),
    ],
)
def test_why_somebody_does_not_work_then(pattern: str, away: Away | None, says: NotThen | None) -> None:
    rota = make_rota([Contract(7, ANN, LONG_AGO)], [Pattern(7, pattern, LONG_AGO)], [away] if away else [])
    assert rota.why_not(ANN, TUESDAY_AFTERNOON, 90) is says


def test_without_any_contract_that_is_why() -> None:
    assert make_rota([], [], []).why_not(ANN, TUESDAY, 90) is NotThen.NO_CONTRACT


def test_of_two_contracts_the_one_that_would_have_served_says_why() -> None:
    contracts = [Contract(7, ANN, LONG_AGO), Contract(8, ANN, LONG_AGO)]
    rota = make_rota(contracts, [Pattern(7, "0" * 10, LONG_AGO)], [Away(8, "", LONG_AGO)])
    assert rota.why_not(ANN, TUESDAY, 90) is NotThen.AWAY


@pytest.mark.parametrize(
    ("limits", "number"),
    [((), 3), ((5,), 5), ((1, 4), 1), ((0, 2), 2), ((0,), 3)],
)
def test_a_problem_has_the_least_of_somebodys_limits(limits: tuple[int, ...], number: int) -> None:
    assert sessions_a_week([Limit(sessions, LONG_AGO) for sessions in limits]) == number
