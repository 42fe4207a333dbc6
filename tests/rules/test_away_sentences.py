"""What the page says of a day: one sentence, which agrees with the judgement that decides who is away."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.availability_sentences import state_sentence
from people.line_sentences import Whose
from people.presence import AbsenceFact, AwayKind, WorkFact, away_on, half_by_half

MONDAY, FRIDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 7)
EVERY_DAY, MONDAY_MORNING, NEVER_MONDAY = "1111111111", "1000000000", "0011111111"
LEAVE = AbsenceFact(AwayKind.AWAY, "", FRIDAY)
ONE_DAY = AbsenceFact(AwayKind.AWAY, "", MONDAY)
OPEN = AbsenceFact(AwayKind.ELSEWHERE, "", None)
MORNING = AbsenceFact(AwayKind.AWAY, "am", MONDAY)
AFTERNOON = AbsenceFact(AwayKind.ELSEWHERE, "pm", FRIDAY)
ADA, YOU = Whose("Ada Sample"), Whose()


@pytest.mark.parametrize(
    ("on", "work", "says"),
    [
        (MONDAY, [WorkFact(EVERY_DAY)], "Ada Sample is at work today."),
        (MONDAY, [WorkFact(EVERY_DAY, (LEAVE,))], "Ada Sample is away today, until 6 March 2026."),
        (MONDAY, [WorkFact(EVERY_DAY, (ONE_DAY,))], "Ada Sample is away today."),
        (
            MONDAY,
            [WorkFact(None, (OPEN,))],
            "Ada Sample is working elsewhere today, and no last day is known.",
        ),
        (MONDAY, [WorkFact(NEVER_MONDAY)], "Ada Sample does not work on Mondays."),
        (
            MONDAY,
            [WorkFact(EVERY_DAY, (MORNING,))],
            "Ada Sample is away in the morning and at work in the afternoon today.",
        ),
        (
            MONDAY,
            [WorkFact(EVERY_DAY, (AFTERNOON,))],
            "Ada Sample is at work in the morning and working elsewhere in the afternoon today.",
        ),
        (
            MONDAY,
            [WorkFact(MONDAY_MORNING)],
            "Ada Sample is at work in the morning and not working in the afternoon today.",
        ),
        (MONDAY, [WorkFact(NEVER_MONDAY), WorkFact(EVERY_DAY)], "Ada Sample is at work today."),
        (
            SATURDAY,
            [WorkFact(EVERY_DAY)],
            "No absence is recorded today. Working patterns say nothing of Saturdays and Sundays.",
        ),
        (MONDAY, [WorkFact(None)], "No absence is recorded today, and no working pattern is known."),
        (MONDAY, [], "The register holds no employment that is in force today."),
    ],
)
def test_what_is_said_of_somebody(on: date, work: list[WorkFact], says: str) -> None:
    assert state_sentence(on, work, ADA, today=True) == says


def test_the_reader_is_spoken_to_and_another_day_is_named() -> None:
    assert (
        state_sentence(MONDAY, [WorkFact(EVERY_DAY)], YOU, today=False) == "You are at work on 2 March 2026."
    )
    assert state_sentence(MONDAY, [WorkFact(NEVER_MONDAY)], YOU, today=True) == "You do not work on Mondays."


ABSENCES = st.builds(
    AbsenceFact,
    st.sampled_from([AwayKind.AWAY, AwayKind.ELSEWHERE]),
    st.sampled_from(["", "am", "pm"]),
    st.none() | st.just(FRIDAY),
)
WORK = st.builds(
    WorkFact, st.none() | st.text("01", min_size=10, max_size=10), st.lists(ABSENCES, max_size=3).map(tuple)
)


@given(st.integers(0, 6), st.lists(WORK, max_size=3))
def test_somebody_is_away_just_when_neither_half_is_worked(ahead: int, work: list[WorkFact]) -> None:
    on = MONDAY + timedelta(days=ahead)
    halves = half_by_half(on, work)
    assert (away_on(on, work) is not None) == all(halves.values())
