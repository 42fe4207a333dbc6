"""Invented registrations: numbers in each regulator's pattern, and when they end and were checked."""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

HCPC_PREFIX = {
    "occupational_therapist": "OT",
    "physiotherapist": "PH",
    "podiatrist": "CH",
    "speech_therapist": "SL",
    "dietitian": "DT",
    "psychologist": "PYL",
}

# Professions that all renew on one day: the month it ends, every how many years, and which of them.
RENEWAL_MONTHS = {
    "social_worker": (11, 1, 0),
    "occupational_therapist": (10, 2, 1),
    "physiotherapist": (4, 2, 0),
    "podiatrist": (7, 2, 0),
    "speech_therapist": (9, 2, 1),
    "dietitian": (6, 2, 0),
    "psychologist": (5, 2, 1),
}

RENEWS_EARLY = timedelta(days=75)
SHARE_RENEWED_EARLY = 0.85


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration that ends on one day of the year, every so many years, unless it lapsed.

    Employers look the register up every four weeks, the person's own number of days before any extract,
    unless nobody has `since` a day.
    """

    number: str
    month: int
    day: int
    every: int
    phase: int
    early: bool
    checked_days_ago: int
    lapsed_on: date | None = None
    unchecked_since: date | None = None

    def expires_on(self, day: date) -> date:
        """The last day of the registration as the register showed it on the day."""
        ends = self._next(day)
        if self.early and ends - day <= RENEWS_EARLY:
            ends = self._next(ends + timedelta(days=1))
        return min(ends, self.lapsed_on) if self.lapsed_on else ends

    def checked_on(self, day: date) -> date:
        checked = day - timedelta(days=self.checked_days_ago)
        return min(checked, self.unchecked_since) if self.unchecked_since else checked

    def _next(self, day: date) -> date:
        year = day.year
        while year % self.every != self.phase or date(year, self.month, self.day) < day:
            year += 1
        return date(year, self.month, self.day)


def invent_registration(
    profession: str, regulator: str, counts: Counter[str], random: Random
) -> Registration:
    """The next registration of a regulated profession; `counts` keeps numbers apart."""
    counts[regulator] += 1
    month, day, every, phase = _renewal(profession, regulator, random)
    return Registration(
        number=_number(profession, regulator, counts[regulator]),
        month=month,
        day=day,
        every=every,
        phase=phase,
        early=random.random() < SHARE_RENEWED_EARLY,
        checked_days_ago=random.randrange(28),
    )


def _number(profession: str, regulator: str, count: int) -> str:
    """A number in the pattern, from a range that no regulator is known to have issued."""
    match regulator:
        case "NMC":
            block, serial = divmod(count, 10_000)
            return f"40{_letter(block)}{serial:04d}{_letter(serial)}"
        case "SWE":
            return f"SW{9_000_000 + count}"
        case "HCPC":
            return f"{HCPC_PREFIX[profession]}{900_000 + count}"
        case "GMC" | "GPhC":
            return str(9_000_000 + count)
        case _:
            raise ValueError(f"No pattern of numbers is known for the regulator {regulator}")


def _letter(number: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26]


def _renewal(profession: str, regulator: str, random: Random) -> tuple[int, int, int, int]:
    if profession in RENEWAL_MONTHS:
        month, every, phase = RENEWAL_MONTHS[profession]
        return month, monthrange(2023, month)[1], every, phase
    every = 5 if regulator == "GMC" else 1
    return random.randint(1, 12), random.randint(1, 28), every, random.randrange(every)
