"""Who is at work on a day: a table that anybody who keeps a rota could check. Monday is 2 March 2026."""

from datetime import date

import pytest

from people.presence import AbsenceFact, Away, AwayKind, WorkFact, away_on

MONDAY, TUESDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 7)
FRIDAY = date(2026, 3, 6)
LEAVE = AbsenceFact(AwayKind.AWAY, "", FRIDAY)
MORNING_OFF = AbsenceFact(AwayKind.AWAY, "am", MONDAY)
AFTERNOON_ELSEWHERE = AbsenceFact(AwayKind.ELSEWHERE, "pm", None)
EVERY_DAY, MONDAY_MORNING, NEVER_MONDAY = "1111111111", "1000000000", "0011111111"

AWAY_UNTIL_FRIDAY = Away(AwayKind.AWAY, FRIDAY)
NOT_WORKING = Away(AwayKind.NOT_WORKING)


@pytest.mark.parametrize(
    ("case", "on", "work", "expected"),
    [
        ("no contract is known", MONDAY, [], None),
        ("no pattern is known", MONDAY, [WorkFact(None)], None),
        ("works every day", MONDAY, [WorkFact(EVERY_DAY)], None),
        ("does not work on Mondays", MONDAY, [WorkFact(NEVER_MONDAY)], NOT_WORKING),
        ("works on Tuesdays", TUESDAY, [WorkFact(NEVER_MONDAY)], None),
        ("patterns say nothing of Saturday", SATURDAY, [WorkFact("0000000000")], None),
        ("on leave", MONDAY, [WorkFact(EVERY_DAY, (LEAVE,))], AWAY_UNTIL_FRIDAY),
        ("on leave over a Saturday", SATURDAY, [WorkFact(EVERY_DAY, (LEAVE,))], AWAY_UNTIL_FRIDAY),
        ("there in the afternoon", MONDAY, [WorkFact(EVERY_DAY, (MORNING_OFF,))], None),
        (
            "away for the only half worked",
            MONDAY,
            [WorkFact(MONDAY_MORNING, (MORNING_OFF,))],
            Away(AwayKind.AWAY, MONDAY),
        ),
        ("away in a half not worked", MONDAY, [WorkFact(MONDAY_MORNING, (AFTERNOON_ELSEWHERE,))], None),
        (
            "two halves make a day, and the longer absence is told",
            MONDAY,
            [WorkFact(EVERY_DAY, (MORNING_OFF, AFTERNOON_ELSEWHERE))],
            Away(AwayKind.ELSEWHERE, None),
        ),
        ("away from one of two jobs", MONDAY, [WorkFact(EVERY_DAY, (LEAVE,)), WorkFact(EVERY_DAY)], None),
        (
            "on leave from one job, not working in the other: the leave is told",
            MONDAY,
            [WorkFact(NEVER_MONDAY), WorkFact(EVERY_DAY, (LEAVE,))],
            AWAY_UNTIL_FRIDAY,
        ),
    ],
)
def test_who_is_away(case: str, on: date, work: list[WorkFact], expected: Away | None) -> None:
    assert away_on(on, work) == expected, case
