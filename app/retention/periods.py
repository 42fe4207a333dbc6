"""How long: a number of days or years, and the day before which something has been kept for so long. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from foundation.clock import LONDON
from foundation.formats import plural


@dataclass(frozen=True, slots=True)
class Period:
    """So many days or years. Raises ValueError for less than one."""

    number: int
    unit: str

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ValueError("a period of less than one day or year")

    def __str__(self) -> str:
        return plural(self.number, self.unit)

    def before(self, on: date) -> date:
        """What ended before this day has been kept for longer than the period, on the day. 29 February counts as the
        28th where a year has none."""
        if self.unit == "day":
            return on - timedelta(days=self.number)
        day = 28 if (on.month, on.day) == (2, 29) else on.day
        return on.replace(year=on.year - self.number, day=day)


def period_of(setting: str, value: str) -> Period:
    """What a setting says: its name ends with the unit. Raises ValueError for anything but a number of at least 1."""
    return Period(int(value), "day" if setting.endswith("_DAYS") else "year")


def morning_of(on: date) -> datetime:
    """The moment at which the day begins in England."""
    return datetime.combine(on, time(), tzinfo=LONDON)
