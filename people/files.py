"""What the files people bring have in common: every bad row named at once, and counts of what changed."""

from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import select

from foundation.acts import Timeline
from foundation.database import db
from foundation.effective import AsAt, Period, in_force
from foundation.errors import BadFile, Fault
from foundation.spreadsheets import Column, NotAsExpected, read_rows
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation

R = TypeVar("R", bound=NamedTuple)
T = TypeVar("T")
EmploymentKey = tuple[str, str]
"""An employer's code and its assignment number."""

ROWS_A_STATEMENT = 1000


class Outcome(StrEnum):
    """What one row of a file did."""

    STARTED = "started"
    CHANGED = "changed"
    ENDED = "ended"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of a file by what they did. `not_in_file` counts what the register holds and the file does not
    mention, where the kind of file makes that worth knowing; nothing is done about it."""

    started: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0
    not_in_file: int = 0

    @classmethod
    def of(cls, outcomes: Iterable[Outcome], *, not_in_file: int = 0) -> "Counts":
        """How many of each."""
        found = Counter(outcomes)
        return cls(**{outcome.value: found[outcome] for outcome in Outcome}, not_in_file=not_in_file)

    def as_json(self) -> dict[str, int]:
        """Each count under its own name."""
        return asdict(self)


@dataclass(slots=True)
class Reading(Generic[R]):
    """A file being read: the rows whose every cell could be read, and every fault found so far."""

    file: str
    rows: list[R]
    faults: list[Fault]

    def wrong(self, row: Any, column: str, read: object, expected: str) -> None:
        """Note a fault in a row that can be read but cannot be right."""
        self.faults.append(Fault(self.file, row.number, column, "" if read is None else str(read), expected))

    def once(self, key: Callable[[R], Hashable], column: str, expected: str) -> None:
        """Two rows of one key contradict each other: every row after the first is a fault."""
        first: dict[Hashable, Any] = {}
        for row in self.rows:
            held: Any = first.setdefault(key(row), row)
            if held is not row:
                self.wrong(row, column, f"the same as row {held.number}", expected)

    def refuse_faults(self) -> list[R]:
        """The rows, when nothing is wrong. Raises BadFile naming every fault in order of row."""
        if self.faults:
            raise BadFile(sorted(self.faults, key=lambda fault: fault.row or 0))
        return self.rows


class Named(NamedTuple):
    """The employment that an employer and an assignment number name."""

    employment_id: int
    person_id: int


def read_file(name: str, content: bytes, row_type: type[R], columns: Mapping[str, Column]) -> Reading[R]:
    """The rows of a file that can be read, and a fault for every cell that cannot.

    Raises BadFile at once only where there is no table to read.
    """
    kind: Any = row_type
    return Reading(name, *read_rows(name, content, kind, columns))


def known(codes: Container[str], expected: str) -> Callable[[str], str]:
    """A code that the register knows."""

    def parse(text: str) -> str:
        if text not in codes:
            raise NotAsExpected(expected)
        return text

    return parse


def check_period(reading: Reading[Any], first: str = "starts_on", last: str = "ends_on") -> None:
    """The last day is not before the first, where both are given."""
    for row in reading.rows:
        starts_on, ends_on = getattr(row, first), getattr(row, last)
        if starts_on and ends_on and ends_on < starts_on:
            reading.wrong(row, last, ends_on, f"a day not before {first}, {starts_on}")


def check_pair(reading: Reading[Any], employer: str, assignment: str) -> None:
    """An employer and an assignment number come together or not at all."""
    for row in reading.rows:
        given = getattr(row, employer), getattr(row, assignment)
        if bool(given[0]) != bool(given[1]):
            missing = assignment if given[0] else employer
            reading.wrong(row, missing, "", "both the employer and the assignment number, or neither")


def check_employments(
    reading: Reading[Any], found: Mapping[EmploymentKey, Named], employer: str, assignment: str
) -> None:
    """Each employer and assignment number given names an employment in the register."""
    for row in reading.rows:
        key = getattr(row, employer), getattr(row, assignment)
        if all(key) and key not in found:
            reading.wrong(row, assignment, key[1], f"an assignment number of {key[0]} in the register")


def find_employments(keys: Iterable[EmploymentKey]) -> dict[EmploymentKey, Named]:
    """The employments of these names; those the register does not know are left out."""
    wanted = {key for key in keys if all(key)}
    found: dict[EmploymentKey, Named] = {}
    for batch in batched({number for _, number in wanted}):
        rows = db.session.execute(
            select(Organisation.code, Employment.assignment_number, Employment.id, Employment.person_id)
            .join(Organisation, Organisation.id == Employment.organisation_id)
            .where(Employment.assignment_number.in_(batch))
        )
        found |= {(row[0], row[1]): Named(row[2], row[3]) for row in rows if (row[0], row[1]) in wanted}
    return found


def employed_on(employment_ids: Iterable[int], on: date) -> set[int]:
    """Those of the employments that are in force on the day."""
    found: set[int] = set()
    for batch in batched(set(employment_ids)):
        found |= set(
            db.session.scalars(
                select(EmploymentDetails.employment_id).where(
                    EmploymentDetails.employment_id.in_(batch), in_force(EmploymentDetails, AsAt(on))
                )
            )
        )
    return found


def ids_by_code(code: Any, number: Any) -> dict[str, int]:
    """Every row's number by its code: `ids_by_code(Post.code, Post.id)`."""
    return {row[0]: row[1] for row in db.session.execute(select(code, number))}


def organisation_codes() -> dict[str, int]:
    """Every organisation's number by its code."""
    return ids_by_code(Organisation.code, Organisation.id)


def batched(values: Iterable[T]) -> Iterator[list[T]]:
    """As many at a time as one statement is asked about, in a fixed order."""
    listed = sorted(values, key=repr)
    for start in range(0, len(listed), ROWS_A_STATEMENT):
        yield listed[start : start + ROWS_A_STATEMENT]


def outcome_of(before: Timeline, now: Timeline, period: Period) -> Outcome:
    """What an act did to the days of one row, from the timelines before it and with it."""
    was = [(s.period, s.value) for s in before if s.period.meets(period)]
    has = [(s.period, s.value) for s in now if s.period.meets(period)]
    if was == has:
        return Outcome.UNCHANGED
    if not was:
        return Outcome.STARTED
    return Outcome.ENDED if has and has[-1][0].end < was[-1][0].end else Outcome.CHANGED
