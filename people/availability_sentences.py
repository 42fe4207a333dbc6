"""Saying in one sentence whether somebody is at work on a day, to them or about them. Pure."""

from collections.abc import Sequence
from datetime import date

from foundation.formats import day
from people.line_sentences import Whose
from people.presence import Away, AwayKind, WorkFact, away_on, half_by_half

WORDS = {"am": "morning", "pm": "afternoon"}
STATES = {
    None: "at work",
    AwayKind.AWAY: "away",
    AwayKind.ELSEWHERE: "working elsewhere",
    AwayKind.NOT_WORKING: "not working",
}
SATURDAY = 5


def state_sentence(on: date, work: Sequence[WorkFact], whose: Whose, *, today: bool) -> str:
    """Whether they are at work, away or working elsewhere, and until when; `today`: the day is today."""
    when = "today" if today else f"on {day(on)}"
    if not work:
        return f"The register holds no employment that is in force {when}."
    away = away_on(on, work)
    if away is None:
        return _there(on, work, whose, when)
    if away.kind is AwayKind.NOT_WORKING:
        return f"{_subject(whose)} {'does' if whose.name else 'do'} not work on {on:%A}s."
    return f"{_are(whose)} {STATES[away.kind]} {when}{_until(on, away)}."


def _there(on: date, work: Sequence[WorkFact], whose: Whose, when: str) -> str:
    halves = half_by_half(on, work)
    if any(halves.values()):
        told = [f"{STATES[kind]} in the {WORDS[half]}" for half, kind in halves.items()]
        return f"{_are(whose)} {' and '.join(told)} {when}."
    if on.weekday() >= SATURDAY:
        return f"No absence is recorded {when}. Working patterns say nothing of Saturdays and Sundays."
    if all(contract.half_days is None for contract in work):
        return f"No absence is recorded {when}, and no working pattern is known."
    return f"{_are(whose)} at work {when}."


def _until(on: date, away: Away) -> str:
    if away.last_day is None:
        return ", and no last day is known"
    return "" if away.last_day == on else f", until {day(away.last_day)}"


def _subject(whose: Whose) -> str:
    return whose.name or "You"


def _are(whose: Whose) -> str:
    return f"{_subject(whose)} {'is' if whose.name else 'are'}"
