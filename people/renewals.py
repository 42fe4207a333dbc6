"""When a registration is to be renewed: the window that is open or comes next. Pure.

What a profession asks is the borough's reference fact (`renewal` in `professions.csv`), one of

  1 August to 31 October odd years                 HCPC: everybody of the profession at once, every second year
  yearly 1 September to 30 November                Social Work England: everybody at once, every year
  yearly                                           GPhC: each person's own day, every year
  revalidation every 3 years; fee yearly           NMC: each person's own day; and likewise the GMC
  competency sign-off yearly                       nobody regulates: the anniversary of the first day
"""

import re
from calendar import month_name, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from foundation.formats import day

OPENS_AHEAD = timedelta(days=60)
"""Where no window is written: as early as this service warns of what ends, and as the NMC takes applications."""
RENEWAL = "Registration is to be renewed"
MONTHS = {name: number for number, name in enumerate(month_name) if name}
_DAY = rf"(\d{{1,2}}) ({'|'.join(MONTHS)})"
WINDOW = re.compile(rf"(yearly )?{_DAY} to {_DAY}(?: (odd|even) years)?")
CYCLE = re.compile(r"(?:(?P<what>[^;]+?) )?(?:every (?P<years>[1-9]\d?) years|yearly)(?:; (?P<more>.+))?")


@dataclass(frozen=True, slots=True)
class Renewal:
    """`opens_on` and `closes_on` are the first and the last day of the window."""

    opens_on: date
    closes_on: date
    sentence: str

    def is_open(self, on: date) -> bool:
        """Whether it may be done that day."""
        return self.opens_on <= on <= self.closes_on


def renewal_on(
    text: str, on: date, *, expires_on: date | None = None, since: date | None = None
) -> Renewal | None:
    """The window that is open on the day or comes next.

    A registration that runs to the end of a window or past it has been renewed in all the earlier ones.
    `since`: the first day in the profession, from which years are counted where nothing expires. None where
    the profession asks nothing that this can read, and where no day is known to count from.
    """
    window = WINDOW.fullmatch(text)
    if window is not None:
        return _still_to_use(window, on, expires_on)
    cycle, from_day = CYCLE.fullmatch(text), expires_on or since
    if cycle is None or from_day is None:
        return None
    years = int(cycle["years"] or 1)
    closes_on = next(due for n in count(0 if expires_on else 1) if (due := _later(from_day, n * years)) >= on)
    return Renewal(closes_on - OPENS_AHEAD, closes_on, _cycle_sentence(cycle, closes_on, years))


def _still_to_use(written: re.Match[str], on: date, expires_on: date | None) -> Renewal:
    windows = _windows(written, on.year - 1)
    chosen = next(window for window in windows if window[1] >= on)
    for window in windows:
        if expires_on is None or window[1] > expires_on:
            break
        chosen = window
    opens_on, closes_on = chosen
    sentence = f"{RENEWAL} between {day(opens_on)} and {day(closes_on)}, {_how_often(written)}."
    return Renewal(opens_on, closes_on, sentence)


def _windows(written: re.Match[str], year: int) -> Iterator[tuple[date, date]]:
    """From a year on; “odd” and “even” are of the year in which a window opens."""
    _, first, first_month, last, last_month, parity = written.groups()
    opens, closes = (MONTHS[first_month], int(first)), (MONTHS[last_month], int(last))
    for each in count(year):
        if parity is None or each % 2 == (parity == "odd"):
            yield _within(each, *opens), _within(each + (closes < opens), *closes)


def _how_often(written: re.Match[str]) -> str:
    return "as every second year" if written[6] else "as every year"


def _cycle_sentence(cycle: re.Match[str], closes_on: date, years: int) -> str:
    often = "every year" if years == 1 else f"every {years} years"
    what = f"{cycle['what'].capitalize()} is due" if cycle["what"] else RENEWAL
    more = f" Besides: {cycle['more']}." if cycle["more"] else ""
    return f"{what} by {day(closes_on)}, and {often}.{more}"


def _later(on: date, years: int) -> date:
    return _within(on.year + years, on.month, on.day)


def _within(year: int, month: int, day_of_month: int) -> date:
    """The last day of the month where it has no such day."""
    return date(year, month, min(day_of_month, monthrange(year, month)[1]))
