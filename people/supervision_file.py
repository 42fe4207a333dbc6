"""The supervision file: that supervision took place, when, with whom and of what kind."""

from datetime import date, datetime
from typing import Any, NamedTuple

from accounts import audit
from foundation.clock import LONDON
from foundation.spreadsheets import Column, code, day
from people.accountability import Supervision
from people.files import (
    Counts,
    EmploymentKey,
    Named,
    Reading,
    check_employments,
    check_pair,
    find_employments,
    ids_by_code,
    known,
    organisation_codes,
    read_file,
)
from people.organisation import Profession
from people.stated_rows import compare

SUPERVISION_KEY = ("person_id", "profession_id", "held_on", "kind")


class SupervisionRow(NamedTuple):
    """One supervision of one person. Nobody is named as the supervisor when they are not in the register."""

    number: int
    employer: str
    assignment_number: str
    profession: str
    held_on: date
    with_employer: str | None
    with_assignment: str | None
    kind: str

    @property
    def person(self) -> EmploymentKey:
        """Who was supervised."""
        return self.employer, self.assignment_number

    @property
    def supervisor(self) -> EmploymentKey:
        """Who supervised; a pair of empty names when that is nobody in the register."""
        return self.with_employer or "", self.with_assignment or ""


def import_supervision(name: str, content: bytes, *, by: int, at: datetime, dry_run: bool = False) -> Counts:
    """Record each supervision once; a row that names another supervisor corrects what was recorded.

    Raises BadFile; commits nothing.
    """
    professions = ids_by_code(Profession.code, Profession.id)
    reading = read_file(name, content, SupervisionRow, _columns(professions))
    people = find_employments([key for row in reading.rows for key in (row.person, row.supervisor)])
    _check(reading, people, at.astimezone(LONDON).date())
    rows = [_as_stored(row, people, professions) for row in reading.refuse_faults()]
    stated = compare(Supervision, SUPERVISION_KEY, rows)
    counts = Counts.of(stated.outcomes)
    if not dry_run:
        audit.record("supervision.import", "supervision", None, by=by, after=counts.as_json())
        stated.write(by=by, at=at)
    return counts


def _columns(professions: dict[str, int]) -> dict[str, Column]:
    employer = known(organisation_codes(), "the code of an employer")
    return {
        "employer": Column(employer, "the code of an employer", needed=True),
        "assignment_number": Column(code, "an assignment number", needed=True),
        "profession": Column(
            known(professions, "the code of a profession"), "the code of a profession", needed=True
        ),
        "held_on": Column(day, "a day written as 2026-04-01", needed=True),
        "with_employer": Column(employer, "the code of an employer, or nothing"),
        "with_assignment": Column(code, "an assignment number, or nothing"),
        "kind": Column(code, "a kind such as one_to_one or group", needed=True),
    }


def _check(reading: Reading[SupervisionRow], people: dict[EmploymentKey, Named], today: date) -> None:
    check_pair(reading, "with_employer", "with_assignment")
    check_employments(reading, people, "employer", "assignment_number")
    check_employments(reading, people, "with_employer", "with_assignment")
    reading.once(
        lambda row: (row.person, row.profession, row.held_on, row.kind),
        "held_on",
        "one row for each person, profession, day and kind",
    )
    for row in reading.rows:
        if row.held_on > today:
            reading.wrong(row, "held_on", row.held_on, "a day that is not in the future")
        person, supervisor = people.get(row.person), people.get(row.supervisor)
        if person and supervisor and person.person_id == supervisor.person_id:
            reading.wrong(
                row, "with_assignment", row.with_assignment, "somebody other than the person supervised"
            )


def _as_stored(
    row: SupervisionRow, people: dict[EmploymentKey, Named], professions: dict[str, int]
) -> dict[str, Any]:
    supervisor = people.get(row.supervisor)
    return {
        "person_id": people[row.person].person_id,
        "profession_id": professions[row.profession],
        "held_on": row.held_on,
        "kind": row.kind,
        "with_person_id": supervisor and supervisor.person_id,
    }
