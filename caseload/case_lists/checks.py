"""Reading a case list against the register: every bad place, whatever is wrong with it, at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from caseload.case_lists.case_file import CaseRow, Codes, check_rows, find_codes, read_case_rows
from caseload.policy import covers
from caseload.queries.held import HeldCase, HeldResident, cases_of, open_cases_of, residents_of
from caseload.queries.seals import sealed_residents
from people.files import EmploymentKey, Named, Reading, check_employments, employed_on, find_employments


@dataclass(frozen=True, slots=True)
class CheckedList:
    """A case list in which nothing is wrong, with what the register holds of the things it names."""

    rows: list[CaseRow]
    codes: Codes
    people: dict[EmploymentKey, Named]
    held: dict[str, HeldCase]
    residents: dict[str, HeldResident]
    elsewhere: frozenset[str]
    """The NHS numbers of residents recorded in other neighbourhoods, of whom nothing may be said."""


def read_case_list(name: str, content: bytes, *, on: date, within: Collection[str]) -> CheckedList:
    """The list, read as on a day. `within` are the codes of the neighbourhoods it may be about ("": all).

    Raises BadFile naming every fault.
    """
    codes = find_codes()
    reading = read_case_rows(name, content, codes)
    check_rows(reading, on)
    people = find_employments([key for row in reading.rows for key in (row.key_worker, row.deputy)])
    _check_staff(reading, people, on)
    held = cases_of(row.local_reference for row in reading.rows)
    numbers = {row.nhs_number for row in reading.rows} | {case.nhs_number for case in held.values()}
    residents = residents_of(numbers, on)
    _check_held(reading, held, residents, within)
    _check_scope(reading, within)
    _check_one_open(reading, held, residents, within, on)
    _check_unsealed(reading, held, residents, on)
    elsewhere = frozenset(number for number in numbers if _elsewhere(residents.get(number), within))
    return CheckedList(reading.refuse_faults(), codes, people, held, residents, elsewhere)


def _check_staff(reading: Reading[CaseRow], people: dict[EmploymentKey, Named], on: date) -> None:
    check_employments(reading, people, "key_worker_employer", "key_worker_assignment")
    check_employments(reading, people, "deputy_employer", "deputy_assignment")
    working = employed_on((named.employment_id for named in people.values()), on)
    for row in reading.rows:
        for column, key in (("key_worker_assignment", row.key_worker), ("deputy_assignment", row.deputy)):
            if key in people and people[key].employment_id not in working:
                reading.wrong(row, column, key[1], f"somebody employed by {key[0]} on {on}")
        holders = [people[key].person_id for key in (row.key_worker, row.deputy) if key in people]
        if len(holders) > len(set(holders)) and row.key_worker != row.deputy:
            reading.wrong(row, "deputy_assignment", row.deputy[1], "somebody other than the key worker")


def _check_held(
    reading: Reading[CaseRow],
    held: dict[str, HeldCase],
    residents: dict[str, HeldResident],
    within: Collection[str],
) -> None:
    """A case keeps the resident and the referral it was first recorded with. Of a case elsewhere nothing
    is said but that its reference is taken."""
    for row in reading.rows:
        case = held.get(row.local_reference)
        if case is None:
            continue
        if _elsewhere(residents.get(case.nhs_number), within):
            _refuse_taken(reading, row)
            continue
        if not _is_of(case, residents.get(row.nhs_number)):
            reading.wrong(row, "nhs_number", "another resident", "the resident this case was recorded for")
        if case.referred_on != row.referred_on:
            reading.wrong(row, "referred_on", row.referred_on, f"{case.referred_on}, as first recorded")
        if case.referred_by != row.referred_by:
            reading.wrong(row, "referred_by", row.referred_by, f"{case.referred_by}, as first recorded")


def _check_one_open(
    reading: Reading[CaseRow],
    held: dict[str, HeldCase],
    residents: dict[str, HeldResident],
    within: Collection[str],
    on: date,
) -> None:
    """A resident has one case at a time: a list starts no second one beside a case that goes on."""
    new = [row for row in reading.rows if row.local_reference not in held and row.nhs_number in residents]
    going_on = open_cases_of({residents[row.nhs_number].id for row in new}, on)
    for row in new:
        other = going_on.get(residents[row.nhs_number].id)
        if other is not None and not _elsewhere(residents[row.nhs_number], within):
            expected = f"{other}, the resident’s case that goes on, or that it is closed first"
            reading.wrong(row, "local_reference", row.local_reference, expected)


def _refuse_taken(reading: Reading[CaseRow], row: CaseRow) -> None:
    """Whether or not the list has the resident's own number: that would tell whose case it is."""
    reading.wrong(
        row,
        "local_reference",
        row.local_reference,
        "a new reference, or that of a case of a neighbourhood you may import for",
    )


def _is_of(case: HeldCase, resident: HeldResident | None) -> bool:
    """Whether a number is that of the case's resident. One that nobody has confirmed yet may be anybody's."""
    return not case.confirmed or (resident is not None and resident.id == case.resident_id)


def _check_scope(reading: Reading[CaseRow], within: Collection[str]) -> None:
    if "" in within:
        return
    for row in reading.rows:
        if row.neighbourhood not in within:
            reading.wrong(row, "neighbourhood", row.neighbourhood, "a neighbourhood you may import for")


def _check_unsealed(
    reading: Reading[CaseRow], held: dict[str, HeldCase], residents: dict[str, HeldResident], on: date
) -> None:
    """A list changes no sealed record. Only somebody who is named on it is told: nobody else finds any here."""
    about = {case.resident_id for case in held.values()} | {each.id for each in residents.values()}
    sealed = sealed_residents(about, on)
    for row in reading.rows:
        case, resident = held.get(row.local_reference), residents.get(row.nhs_number)
        if {case and case.resident_id, resident and resident.id} & sealed:
            expected = "a case whose record is not sealed: what is sealed is kept on the case’s own page"
            reading.wrong(row, "local_reference", row.local_reference, expected)


def _elsewhere(resident: HeldResident | None, within: Collection[str]) -> bool:
    """Whether the resident is recorded in a neighbourhood that the list may not be about."""
    if resident is None or resident.neighbourhood is None:
        return False
    return not covers(within, resident.neighbourhood)
