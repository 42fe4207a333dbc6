"""When a review is due. Pure: days and a tier's weeks in, a day and a judgement out."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Standing(StrEnum):
    """How a case stands towards its next review."""

    IN_TIME = "in_time"
    LATE = "late"
    BREACH = "breach"


@dataclass(frozen=True, slots=True)
class Due:
    """When the next review is due, and the last day before it is a breach."""

    due_on: date
    hard_limit_on: date

    def standing(self, on: date) -> Standing:
        """On the due day itself a review is still in time; on the hard limit it is late, not a breach."""
        if on > self.hard_limit_on:
            return Standing.BREACH
        return Standing.LATE if on > self.due_on else Standing.IN_TIME

    def days_late(self, on: date) -> int:
        """Days since the due day; 0 while in time."""
        return max(0, (on - self.due_on).days)


def next_due(
    *,
    accepted_on: date,
    last_held_on: date | None,
    interval_weeks: int,
    hard_maximum_weeks: int,
    chosen_on: date | None = None,
) -> Due:
    """Counted from the last review held, never from one planned; from acceptance where none has been.

    `chosen_on` is the day the last review chose for the next, while the case is on the tier it was chosen under. It
    is the due day, but never after the hard limit, which no choice, deferral or exemption moves.
    """
    since = last_held_on or accepted_on
    hard_limit_on = since + timedelta(weeks=hard_maximum_weeks)
    if chosen_on is not None:
        return Due(min(chosen_on, hard_limit_on), hard_limit_on)
    return Due(since + timedelta(weeks=interval_weeks), hard_limit_on)
