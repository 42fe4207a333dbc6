"""Whether somebody is at work on a day, from their working patterns and absences. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from people.availability import HALF_DAYS

HALVES = ("am", "pm")


class AwayKind(StrEnum):
    """Why somebody is not there. No more is kept of an absence than this."""

    AWAY = "away"
    ELSEWHERE = "elsewhere"
    NOT_WORKING = "not_working"


@dataclass(frozen=True, slots=True)
class Away:
    """Not at work that day. `last_day`: of the absence, where it is known."""

    kind: AwayKind
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class AbsenceFact:
    """An absence in force that day. `half` is am, pm or empty for the whole day."""

    kind: AwayKind
    half: str
    last_day: date | None


@dataclass(frozen=True, slots=True)
class WorkFact:
    """One contract that day: its ten marks from Monday morning (None: no pattern is known) and absences."""

    half_days: str | None
    absences: tuple[AbsenceFact, ...] = ()


def away_on(on: date, work: Iterable[WorkFact]) -> Away | None:
    """Why somebody is not at work for any part of the day under any contract; None when they are.

    Somebody whose contracts are not known is not away. Patterns say nothing of Saturdays and Sundays, so
    only an absence makes somebody away then.
    """
    found = [_away_from(on, contract) for contract in work]
    away = [reason for reason in found if reason is not None]
    if not away or len(away) < len(found):
        return None
    return min(away, key=lambda reason: reason.kind is AwayKind.NOT_WORKING)


def half_by_half(on: date, work: Iterable[WorkFact]) -> dict[str, AwayKind | None]:
    """Each half of the day: None when at work under some contract, otherwise why not. Both are None when no
    contract is known. `away_on` is not None just when neither half is."""
    contracts = list(work)
    found: dict[str, AwayKind | None] = {}
    for half in HALVES:
        reasons = [_half_away(on, contract, half) for contract in contracts]
        away = [reason for reason in reasons if reason is not None]
        there = not away or len(away) < len(reasons)
        found[half] = None if there else min(away, key=lambda reason: reason is AwayKind.NOT_WORKING)
    return found


def _half_away(on: date, contract: WorkFact, half: str) -> AwayKind | None:
    if half not in _halves_worked(on, contract.half_days):
        return AwayKind.NOT_WORKING
    return next((absence.kind for absence in contract.absences if absence.half in ("", half)), None)


def _away_from(on: date, contract: WorkFact) -> Away | None:
    worked = _halves_worked(on, contract.half_days)
    if not worked:
        return Away(AwayKind.NOT_WORKING)
    covering = [a for a in contract.absences if a.half in ("", *worked)]
    if not all(any(a.half in ("", half) for a in covering) for half in worked):
        return None
    latest = max(covering, key=lambda a: a.last_day or date.max)
    return Away(latest.kind, latest.last_day)


def _halves_worked(on: date, half_days: str | None) -> list[str]:
    first = on.weekday() * len(HALVES)
    if half_days is None or first >= len(HALF_DAYS):
        return list(HALVES)
    return [half for half, mark in zip(HALVES, half_days[first:], strict=False) if mark == "1"]
