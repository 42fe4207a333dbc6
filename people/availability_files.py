"""The files of absences and of working patterns."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from accounts import audit
from foundation.acts import Act
from foundation.effective import through
from foundation.spreadsheets import Column, code, day, one_of
from people.availability import HALF_DAYS, Absence, WorkingPattern
from people.availability_actions import until_next
from people.files import (
    Counts,
    EmploymentKey,
    Named,
    Reading,
    check_employments,
    check_period,
    find_employments,
    known,
    organisation_codes,
    outcome_of,
    read_file,
)
from people.stated_rows import compare

ABSENCE_KEY = ("employment_id", "starts_on", "half")


class AbsenceRow(NamedTuple):
    """One absence: whole days, or the same half of each. `ends_on` is its last day."""

    number: int
    employer: str
    assignment_number: str
    starts_on: date
    ends_on: date | None
    half: str
    kind: str

    @property
    def person(self) -> EmploymentKey:
        """Whose absence, by employment."""
        return self.employer, self.assignment_number


class PatternRow(NamedTuple):
    """The half-days of a week that somebody works from a day on."""

    number: int
    employer: str
    assignment_number: str
    starts_on: date
    mon_am: str
    mon_pm: str
    tue_am: str
    tue_pm: str
    wed_am: str
    wed_pm: str
    thu_am: str
    thu_pm: str
    fri_am: str
    fri_pm: str

    @property
    def person(self) -> EmploymentKey:
        """Whose pattern, by employment."""
        return self.employer, self.assignment_number

    @property
    def half_days(self) -> str:
        """Ten marks from Monday morning, as the register keeps them."""
        return "".join(getattr(self, half_day) for half_day in HALF_DAYS)


def import_absences(name: str, content: bytes, *, by: int, at: datetime, dry_run: bool = False) -> Counts:
    """Record each absence once; a row with another end or kind corrects what was recorded.

    Raises BadFile; commits nothing.
    """
    columns = _of_an_employment() | {
        "ends_on": Column(day, "a day written as 2026-04-01, or nothing"),
        "half": Column(one_of("am", "pm"), "am, pm or nothing", empty=""),
        "kind": Column(one_of("away", "elsewhere"), "away or elsewhere", needed=True),
    }
    reading = read_file(name, content, AbsenceRow, columns)
    people = _checked(reading)
    check_period(reading)
    reading.once(
        lambda row: (row.person, row.starts_on, row.half), "starts_on", "one row for each day it starts"
    )
    rows = [_absence(row, people[row.person]) for row in reading.refuse_faults()]
    stated = compare(Absence, ABSENCE_KEY, rows)
    counts = Counts.of(stated.outcomes)
    if not dry_run:
        audit.record("absences.import", "absence", None, by=by, after=counts.as_json())
        stated.write(by=by, at=at)
    return counts


def import_patterns(name: str, content: bytes, *, by: int, at: datetime, dry_run: bool = False) -> Counts:
    """Make each employment's pattern hold from its day until the next pattern that is known of it.

    Raises BadFile; commits nothing.
    """
    marks = {
        half_day: Column(one_of("0", "1"), "1 when worked, 0 when not", needed=True) for half_day in HALF_DAYS
    }
    reading = read_file(name, content, PatternRow, _of_an_employment() | marks)
    people = _checked(reading)
    reading.once(
        lambda row: (row.person, row.starts_on), "starts_on", "one pattern from a day for each employment"
    )
    rows = reading.refuse_faults()
    act = Act(by=by, at=at)
    counts = Counts.of(_state_patterns(act, rows, people))
    if not dry_run:
        audit.record("patterns.import", "working_pattern", None, by=by, after=counts.as_json())
        act.write()
    return counts


def _of_an_employment() -> dict[str, Column]:
    return {
        "employer": Column(
            known(organisation_codes(), "the code of an employer"), "the code of an employer", needed=True
        ),
        "assignment_number": Column(code, "an assignment number", needed=True),
        "starts_on": Column(day, "a day written as 2026-04-01", needed=True),
    }


def _checked(reading: Reading[Any]) -> dict[EmploymentKey, Named]:
    people = find_employments(row.person for row in reading.rows)
    check_employments(reading, people, "employer", "assignment_number")
    return people


def _absence(row: AbsenceRow, named: Named) -> dict[str, Any]:
    period = through(row.starts_on, row.ends_on)
    return {
        "employment_id": named.employment_id,
        "starts_on": period.starts_on,
        "half": row.half,
        "until": period.until,
        "kind": row.kind,
    }


def _state_patterns(act: Act, rows: list[PatternRow], people: dict[EmploymentKey, Named]) -> "Iterable[Any]":
    keys = {row: (people[row.person].employment_id,) for row in rows}
    act.load(WorkingPattern, keys.values())
    before = {key: act.timeline(WorkingPattern, key) for key in keys.values()}
    starts: dict[tuple[int], set[date]] = defaultdict(set)
    for row, key in keys.items():
        starts[key] |= {row.starts_on, *(s.period.starts_on for s in before[key])}
    for row, key in keys.items():
        days = until_next(row.starts_on, starts[key])
        act.put(WorkingPattern, key, days, half_days=row.half_days)
    for row, key in keys.items():
        days = until_next(row.starts_on, starts[key])
        yield outcome_of(before[key], act.timeline(WorkingPattern, key), days)
