"""Reading the question's two times from an address: `?on=2026-04-01&known_at=2026-05-05T09:00`."""

from datetime import date, datetime, timedelta
from typing import TypeVar

from flask import request

from foundation import clock
from foundation.effective import AsAt
from foundation.errors import NotThere

D = TypeVar("D", bound=date)
FIRST_YEAR, LAST_YEAR = 1900, 2199


class Asked(AsAt):
    """What a page was asked for. `is_now` when neither time was given."""

    __slots__ = ()

    @property
    def is_now(self) -> bool:
        """Whether the page shows today as it is known now."""
        return self.known_at is None and self.on == clock.today()


def asked_as_at() -> Asked:
    """The two times the address gives; today and now where it gives none. Raises NotThere when unreadable."""
    return Asked(
        on=_day(request.args.get("on")) or clock.today(), known_at=_moment(request.args.get("known_at"))
    )


def asked_day(name: str, otherwise: date) -> date:
    """A day from the address. Raises NotThere when unreadable."""
    return _day(request.args.get(name)) or otherwise


def parse_day(text: str) -> date:
    """An ISO day of the years that files may name. Raises ValueError."""
    return _within_reach(date.fromisoformat(text))


def parse_moment(text: str) -> datetime:
    """An ISO moment; without a zone it is English local time, and a whole minute is taken to its end, so
    that what was recorded in the minute asked about counts as known. Raises ValueError."""
    moment = _within_reach(datetime.fromisoformat(text))
    local = moment if moment.tzinfo else moment.replace(tzinfo=clock.LONDON)
    whole_minute = moment.second == 0 and moment.microsecond == 0 and len(text) <= len("2026-05-05T09:00")
    return local + timedelta(seconds=59, microseconds=999_999) if whole_minute else local


def _within_reach(asked: D) -> D:
    """Days near either end of the calendar have none before or after them to reckon with."""
    if not FIRST_YEAR <= asked.year <= LAST_YEAR:
        raise ValueError(f"a day between {FIRST_YEAR} and {LAST_YEAR}")
    return asked


def _day(text: str | None) -> date | None:
    try:
        return parse_day(text) if text else None
    except ValueError as error:
        raise NotThere from error


def _moment(text: str | None) -> datetime | None:
    try:
        return parse_moment(text) if text else None
    except ValueError as error:
        raise NotThere from error
