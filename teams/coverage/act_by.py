"""The one day by which somebody must see to their own practice, and why. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from foundation.formats import day
from people.renewals import Renewal
from teams.coverage.owing import Standing


@dataclass(frozen=True, slots=True)
class ActBy:
    """The last day in time, said to the person. `late`: it has passed."""

    on: date
    sentence: str
    late: bool


def act_by(found: Iterable[Standing], renewals: Mapping[str, Renewal | None]) -> ActBy | None:
    """The soonest in all that they practise; `renewals` by profession. None where nothing is asked of them.

    That the register is checked is for the professional lead, and so no day of theirs."""
    days = [each for standing in found for each in _days(standing, renewals.get(standing.profession.code))]
    return min(days, key=lambda each: (each.on, each.sentence), default=None)


def _days(standing: Standing, renewal: Renewal | None) -> Iterator[ActBy]:
    yield from _registration(standing, renewal)
    due_on = standing.supervision_due_on
    if due_on is not None:
        verb = "was" if standing.supervision_overdue else "is"
        sentence = (
            f"Your professional supervision as {standing.profession.name} {verb} due by {day(due_on)}. "
            "Arrange it with your professional lead."
        )
        yield ActBy(due_on, sentence, standing.supervision_overdue)


def _registration(standing: Standing, renewal: Renewal | None) -> Iterator[ActBy]:
    regulator, name = standing.profession.regulator, standing.profession.name
    if standing.number_missing:
        sentence = (
            f"No {regulator} registration number is recorded for you as {name}, so you are not shown as cleared "
            "to practise. Give it to the partnership office."
        )
        yield ActBy(standing.since, sentence, late=True)
    elif standing.lapsed_on is not None:
        sentence = (
            f"Your {regulator or name} registration is recorded as expired on {day(standing.lapsed_on)}, so you "
            "are not shown as cleared to practise. Renew it, or tell your professional lead that you have."
        )
        yield ActBy(standing.lapsed_on, sentence, late=True)
    else:
        yield from _renewal(standing, renewal)


def _renewal(standing: Standing, renewal: Renewal | None) -> Iterator[ActBy]:
    expires_on = standing.registered.expires_on if standing.registered else None
    if expires_on is not None and (renewal is None or expires_on < renewal.closes_on):
        regulator = standing.profession.regulator or standing.profession.name
        yield ActBy(expires_on, f"Your {regulator} registration expires on {day(expires_on)}.", late=False)
    elif renewal is not None:
        yield ActBy(renewal.closes_on, renewal.sentence, late=False)
