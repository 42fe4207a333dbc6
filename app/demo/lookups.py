"""What the regulators' registers showed between two extracts: employers look everybody up every four weeks."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from accounts import audit
from app.demo.career import Career
from app.demo.extracts import Row, iso
from app.demo.history import Historian
from foundation.acts import Act
from foundation.effective import Period
from people.accountability import RegisterCheck, Registration
from people.files import EmploymentKey, find_employments, ids_by_code
from people.organisation import Profession
from people.practice_actions import CHECK_KEY
from people.stated_rows import compare

LOOKUP_COLUMNS = ("employer", "assignment_number", "profession", "expires_on", "checked_on")
EVERY = timedelta(days=28)
ROUNDS = 15  # before today's, so that a year ago everybody had been looked up
ONE_DAY = timedelta(days=1)
Key = tuple[int, int]
"""A person's number and a profession's."""


def lookup_files(historian: Historian, careers: Iterable[Career]) -> list[tuple[date, list[Row]]]:
    """The day of each round of the past year and what is known of it that day, earliest first. What was seen
    of somebody before an extract shows them is told with the first round after it."""
    rounds = [historian.today - ago * EVERY for ago in range(ROUNDS, -1, -1)]
    told: dict[date, list[Row]] = {day: [] for day in rounds}
    for career in sorted(careers, key=lambda career: career.key):
        known_on = min(day for day in historian.days[career.employer] if career.shown_on(day))
        for day in rounds:
            told[next(each for each in rounds if each >= max(day, known_on))] += _seen(career, day)
    return list(told.items())


def import_lookups(name: str, content: bytes, *, by: int, at: datetime) -> None:
    """Record each look-up once, and each renewal that it showed, from the day after the last expiry.

    The file is the sample's own: nothing in it is checked. Commits nothing.
    """
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
    professions = ids_by_code(Profession.code, Profession.id)
    people = find_employments([_whose(row) for row in rows])
    keys = [(people[_whose(row)].person_id, professions[row["profession"]]) for row in rows]
    act = Act(by=by, at=at)
    act.load(Registration, keys)
    for key, row in zip(keys, rows, strict=True):
        _renew(act, key, date.fromisoformat(row["checked_on"]), date.fromisoformat(row["expires_on"]))
        _close_up(act, key)
    checked = [
        {"person_id": key[0], "profession_id": key[1], "checked_on": date.fromisoformat(row["checked_on"])}
        for key, row in zip(keys, rows, strict=True)
    ]
    audit.record("check.import", "check", None, by=by, after={"file": name, "rows": len(rows)})
    compare(RegisterCheck, CHECK_KEY, checked).write(by=by, at=at)
    act.write()


def _seen(career: Career, day: date) -> Iterator[Row]:
    """One row, where they were employed and somebody looked in the four weeks up to the day."""
    registration = career.registration
    if registration is None or (career.until is not None and career.until <= day):
        return
    checked_on = registration.checked_on(day)
    if checked_on >= career.starts_on and checked_on + EVERY > day:
        yield [
            *career.key,
            career.profession,
            iso(registration.expires_on(checked_on)),
            iso(checked_on),
        ]


def _renew(act: Act, key: Key, checked_on: date, expires_on: date) -> None:
    """From the day on which it was seen, until whatever is known to follow."""
    for stretch in act.timeline(Registration, key):
        number, known = stretch.value
        if checked_on in stretch.period and known < expires_on:
            period = Period(checked_on, stretch.period.until)
            act.put(Registration, key, period, number=number, expires_on=expires_on)


def _close_up(act: Act, key: Key) -> None:
    """Whoever renewed did so before they lapsed, however long it took for somebody to look."""
    for before, after in pairwise(act.timeline(Registration, key)):
        lapses_on = max(before.value[1] + ONE_DAY, before.period.starts_on)
        if lapses_on < after.period.starts_on == before.period.until and before.value[1] < after.value[1]:
            number, expires_on = after.value
            period = Period(lapses_on, after.period.starts_on)
            act.put(Registration, key, period, number=number, expires_on=expires_on)


def _whose(row: dict[str, Any]) -> EmploymentKey:
    return row["employer"], row["assignment_number"]
