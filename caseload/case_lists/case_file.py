"""The case list (FORMATS section 3): its columns, how each is read, and what makes a row wrong."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from nhs_number.validate import is_valid

from caseload.cases.case import Informed, ReviewTier
from foundation.errors import BadFile, Fault
from foundation.spreadsheets import Column, NotAsExpected, code, day, one_of, words
from neighbourhoods.neighbourhood import Neighbourhood, Practice, Ward
from people.files import (
    EmploymentKey,
    Reading,
    check_pair,
    ids_by_code,
    known,
    organisation_codes,
    read_file,
)
from people.organisation import Profession

A_DAY = "a day written as 2026-04-01"
POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.ASCII)
LONG_NUMBER = re.compile(r"\d(?:[ \-]*\d){8,}", re.ASCII)
TEN_DIGITS = "an NHS number: ten digits"
RIGHT_CHECK_DIGIT = "an NHS number whose check digit is right"
SAID_INSTEAD = {TEN_DIGITS: "not ten digits", RIGHT_CHECK_DIGIT: "a number whose check digit is wrong"}


class CaseRow(NamedTuple):
    """One case. `needs` are professions with whether each is hard; days are as the file gives them."""

    number: int
    local_reference: str
    nhs_number: str
    given_name: str
    family_name: str
    date_of_birth: date
    postcode: str
    ward: str | None
    neighbourhood: str
    practice_ods_code: str | None
    referred_on: date
    referred_by: str
    accepted_on: date | None
    tier: str | None
    reason: str
    informed: str
    informed_on: date | None
    key_worker_employer: str | None
    key_worker_assignment: str | None
    deputy_employer: str | None
    deputy_assignment: str | None
    needs: tuple[tuple[str, bool], ...]
    last_review_on: date | None
    paused_from: date | None

    @property
    def key_worker(self) -> EmploymentKey:
        """The key worker by employment; a pair of empty names when there is none."""
        return self.key_worker_employer or "", self.key_worker_assignment or ""

    @property
    def deputy(self) -> EmploymentKey:
        """The deputy by employment; a pair of empty names when there is none."""
        return self.deputy_employer or "", self.deputy_assignment or ""


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes a case list may use, each with its row's number."""

    organisations: dict[str, int]
    professions: dict[str, int]
    neighbourhoods: dict[str, int]
    wards: dict[str, int]
    practices: dict[str, int]
    tiers: dict[str, int]


def find_codes() -> Codes:
    """What the register knows: one statement for each kind of code."""
    return Codes(
        organisations=organisation_codes(),
        professions=ids_by_code(Profession.code, Profession.id),
        neighbourhoods=ids_by_code(Neighbourhood.code, Neighbourhood.id),
        wards=ids_by_code(Ward.gss_code, Ward.id),
        practices=ids_by_code(Practice.ods_code, Practice.id),
        tiers=ids_by_code(ReviewTier.code, ReviewTier.id),
    )


def read_case_rows(name: str, content: bytes, codes: Codes) -> Reading[CaseRow]:
    """The rows of a case list, with every fault that the file alone shows. No fault repeats an NHS number,
    whichever column it strayed into. Raises BadFile where there is no table to read."""
    try:
        reading = read_file(name, content, CaseRow, _columns(codes))
    except BadFile as refusal:
        raise BadFile([without_numbers(fault) for fault in refusal.faults]) from None
    reading.faults[:] = [without_numbers(fault) for fault in reading.faults]
    return reading


def check_rows(reading: Reading[CaseRow], on: date) -> None:
    """What is wrong within a row or between rows, whatever the register holds. `on` is today."""
    reading.once(lambda row: row.local_reference, "local_reference", "each case once")
    reading.once(lambda row: row.nhs_number, "nhs_number", "each resident once")
    check_pair(reading, "key_worker_employer", "key_worker_assignment")
    check_pair(reading, "deputy_employer", "deputy_assignment")
    for row in reading.rows:
        for column, read, expected in [*_wrong_days(row, on), *_wrong_otherwise(row)]:
            reading.wrong(row, column, read, expected)


def without_numbers(fault: Fault) -> Fault:
    """The fault, saying nothing that could be an NHS number."""
    if fault.column == "nhs_number" and fault.read and fault.row != 1:
        return Fault(
            fault.file, fault.row, fault.column, SAID_INSTEAD.get(fault.expected, fault.read), fault.expected
        )
    column = fault.column and LONG_NUMBER.sub("(a number)", fault.column)
    read = LONG_NUMBER.sub("(a number)", fault.read)
    return Fault(fault.file, fault.row, column, read, LONG_NUMBER.sub("(a number)", fault.expected))


def _wrong_days(row: CaseRow, on: date) -> Iterable[tuple[str, object, str]]:
    if row.date_of_birth > row.referred_on:
        yield "date_of_birth", row.date_of_birth, f"a day not after referred_on, {row.referred_on}"
    if row.accepted_on and row.accepted_on < row.referred_on:
        yield "accepted_on", row.accepted_on, f"a day not before referred_on, {row.referred_on}"
    if row.last_review_on and row.last_review_on < row.referred_on:
        yield "last_review_on", row.last_review_on, f"a day not before referred_on, {row.referred_on}"
    for column in ("referred_on", "accepted_on", "informed_on", "last_review_on"):
        stated = getattr(row, column)
        if stated and stated > on:
            yield column, stated, f"a day not after {on}"


def _wrong_otherwise(row: CaseRow) -> Iterable[tuple[str, object, str]]:
    if row.accepted_on and not row.tier:
        yield "tier", "", "a tier, since the case has been accepted"
    if row.tier and not row.accepted_on:
        yield "accepted_on", "", "the day the case was accepted, since it has a tier"
    if all(row.deputy) and row.deputy == row.key_worker:
        yield "deputy_assignment", row.deputy_assignment, "somebody other than the key worker"


def _columns(codes: Codes) -> dict[str, Column]:
    employer = known(codes.organisations, "the code of an employer")
    optional_day = Column(day, f"{A_DAY}, or nothing")
    needed_day = Column(day, A_DAY, needed=True)
    optional_employer = Column(employer, "the code of an employer, or nothing")
    optional_number = Column(code, "an assignment number, or nothing")
    return {
        "local_reference": Column(code, "the case’s local reference", needed=True),
        "nhs_number": Column(read_nhs_number, TEN_DIGITS, needed=True),
        "given_name": Column(words(100), "a given name", needed=True),
        "family_name": Column(words(100), "a family name", needed=True),
        "date_of_birth": needed_day,
        "postcode": Column(read_postcode, "a postcode such as BL9 0SW", needed=True),
        "ward": Column(known(codes.wards, "the code of a ward"), "the code of a ward, or nothing"),
        "neighbourhood": Column(
            known(codes.neighbourhoods, "the code of a neighbourhood"),
            "the code of a neighbourhood",
            needed=True,
        ),
        "practice_ods_code": Column(
            known(codes.practices, "the ODS code of a practice"), "an ODS code, or nothing"
        ),
        "referred_on": needed_day,
        "referred_by": Column(words(), "who referred", empty=""),
        "accepted_on": optional_day,
        "tier": Column(known(codes.tiers, "the code of a review tier"), "a review tier, or nothing"),
        "reason": Column(words(), "why, in a few words", empty=""),
        "informed": Column(one_of(*Informed), "yes, no, best_interest or objects", needed=True),
        "informed_on": optional_day,
        "key_worker_employer": optional_employer,
        "key_worker_assignment": optional_number,
        "deputy_employer": optional_employer,
        "deputy_assignment": optional_number,
        "needs": Column(_Needs(frozenset(codes.professions)), "professions separated by ;", empty=()),
        "last_review_on": optional_day,
        "paused_from": optional_day,
    }


def read_nhs_number(text: str) -> str:
    """Ten digits without spaces. Raises NotAsExpected, also for a wrong check digit (modulus 11)."""
    digits = text.replace(" ", "").replace("-", "")
    if not re.fullmatch(r"\d{10}", digits, re.ASCII):
        raise NotAsExpected(TEN_DIGITS)
    if not is_valid(digits):
        raise NotAsExpected(RIGHT_CHECK_DIGIT)
    return digits


def read_postcode(text: str) -> str:
    """In capitals with one space. Raises NotAsExpected."""
    upper = " ".join(text.upper().split())
    if not POSTCODE.fullmatch(upper):
        raise NotAsExpected("a postcode such as BL9 0SW")
    return upper


@dataclass(frozen=True, slots=True)
class _Needs:
    """Reads `district_nurse!;pharmacist`: professions wanted at the review, ! where one must be there."""

    professions: frozenset[str]

    def __call__(self, text: str) -> tuple[tuple[str, bool], ...]:
        wanted = [part.strip() for part in text.split(";") if part.strip()]
        needs = tuple((part.removesuffix("!"), part.endswith("!")) for part in wanted)
        unknown = [profession for profession, _ in needs if profession not in self.professions]
        if unknown:
            raise NotAsExpected(f"the codes of professions; {unknown[0]} is not one")
        if len({profession for profession, _ in needs}) < len(needs):
            raise NotAsExpected("each profession once")
        return needs
