"""The one place that reads the clock. Only routes, jobs and commands ask it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _pretended.get() or datetime.now(UTC)


def today() -> date:
    """The day it is in England."""
    return now().astimezone(LONDON).date()


@contextmanager
def pretending(moment: datetime) -> Iterator[None]:
    """Within the block it is `moment`: for tests, and for laying down the sample borough's past."""
    token = _pretended.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)
