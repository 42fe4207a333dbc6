"""Importing a case list: all of it or none."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from accounts import audit
from caseload.case import Allocation, Case, CaseDetails, CaseNeed, CasePause, Holds, Resident, ResidentDetails
from caseload.case_file import CaseRow, Codes, check_rows, find_codes, read_case_rows
from caseload.queries.held import (
    EVERYWHERE,
    HeldCase,
    HeldResident,
    cases_of,
    needs_of,
    open_references,
    residents_of,
)
from caseload.reviews.review import Review
from foundation.acts import Act, Key, Timeline, value_names
from foundation.database import db
from foundation.effective import Period
from foundation.model import Model
from people.files import (
    Counts,
    EmploymentKey,
    Named,
    Outcome,
    Reading,
    check_employments,
    employed_on,
    find_employments,
)
from people.stated_rows import compare

Touched = list[tuple[type[Model], Key]]


def import_cases(
    name: str,
    content: bytes,
    *,
    by: int,
    at: datetime,
    on: date,
    dry_run: bool = False,
    within: Collection[str] = EVERYWHERE,
) -> Counts:
    """Make the register say of each case what the list says, from the day `on`.

    A new case is open from its acceptance. A case that the list leaves out is left as it is and counted.
    `within` are the codes of the neighbourhoods the list may be about ("": all). Raises BadFile; commits
    nothing.
    """
    codes = find_codes()
    reading = read_case_rows(name, content, codes)
    check_rows(reading, on)
    people = find_employments([key for row in reading.rows for key in (row.key_worker, row.deputy)])
    _check_staff(reading, people, on)
    held = cases_of(row.local_reference for row in reading.rows)
    residents = residents_of((row.nhs_number for row in reading.rows), on)
    _check_held(reading, held, residents)
    _check_scope(reading, residents, within)
    rows = reading.refuse_faults()
    left = len(open_references(on, within) - {row.local_reference for row in rows})
    if dry_run:
        rows, new = [row for row in rows if row.local_reference in held], len(rows)
        outcomes = CaseList(codes, people, held, by=by, at=at, on=on).state(rows)
        return Counts.of([*outcomes, *[Outcome.STARTED] * (new - len(rows))], not_in_file=left)
    fresh = _add_new(rows, held, residents)
    case_list = CaseList(codes, people, held | fresh, by=by, at=at, on=on)
    outcomes = [
        Outcome.STARTED if row.local_reference in fresh else outcome
        for row, outcome in zip(rows, case_list.state(rows), strict=True)
    ]
    counts = Counts.of(outcomes, not_in_file=left)
    # The rows keep who said what and when; the audit keeps the act itself, with nothing about a resident.
    audit.record("cases.import", "case_list", None, by=by, after=counts.as_json())
    case_list.write()
    return counts


class CaseList:
    """What one case list says, spoken to one act."""

    def __init__(
        self,
        codes: Codes,
        people: dict[EmploymentKey, Named],
        cases: dict[str, HeldCase],
        *,
        by: int,
        at: datetime,
        on: date,
    ) -> None:
        self.codes, self.people, self.cases, self.on = codes, people, cases, on
        self.act = Act(by=by, at=at)
        self.needs: dict[int, set[int]] = {}
        self.reviews = compare(Review, ("case_id", "held_on"), [])

    def state(self, rows: list[CaseRow]) -> list[Outcome]:
        """Say every row, and what each changes."""
        self._load(rows)
        outcomes: list[Outcome] = []
        for row in rows:
            touched = self._touched(row)
            before = [_said(self.act.timeline(model, key)) for model, key in touched]
            self._state_resident(row)
            self._state_case(row)
            now = [_said(self.act.timeline(model, key)) for model, key in touched]
            outcomes.append(Outcome.UNCHANGED if before == now else Outcome.CHANGED)
        return self._with_reviews(rows, outcomes)

    def write(self) -> None:
        """Store it."""
        self.reviews.write(by=self.act.by, at=self.act.at)
        self.act.write()

    def _load(self, rows: list[CaseRow]) -> None:
        cases = [self.cases[row.local_reference] for row in rows]
        for case_id, profession_id in needs_of((case.id for case in cases), self.on):
            self.needs.setdefault(case_id, set()).add(profession_id)
        keys: dict[type[Model], list[Key]] = {}
        for row in rows:
            for model, key in self._touched(row):
                keys.setdefault(model, []).append(key)
        for model, wanted in keys.items():
            self.act.load(model, wanted)

    def _touched(self, row: CaseRow) -> Touched:
        case = self.cases[row.local_reference]
        wanted = {self.codes.professions[profession] for profession, _ in row.needs}
        return [
            (ResidentDetails, (case.resident_id,)),
            (CaseDetails, (case.id,)),
            (CasePause, (case.id,)),
            *((Allocation, (case.id, role.value)) for role in Holds),
            *((CaseNeed, (case.id, each)) for each in sorted(wanted | self.needs.get(case.id, set()))),
        ]

    def _state_resident(self, row: CaseRow) -> None:
        key = (self.cases[row.local_reference].resident_id,)
        first = not self.act.timeline(ResidentDetails, key)
        self.act.put(
            ResidentDetails,
            key,
            Period(row.referred_on if first else self.on),
            given_name=row.given_name,
            family_name=row.family_name,
            date_of_birth=row.date_of_birth,
            postcode=row.postcode,
            neighbourhood_id=self.codes.neighbourhoods[row.neighbourhood],
            ward_id=self.codes.wards[row.ward] if row.ward else None,
            practice_id=self.codes.practices[row.practice_ods_code] if row.practice_ods_code else None,
        )

    def _state_case(self, row: CaseRow) -> None:
        case_id = self.cases[row.local_reference].id
        self._state_details(row, (case_id,))
        self._state_pause(row, (case_id,))
        self._state_holder(row.key_worker, (case_id, Holds.KEY_WORKER.value))
        self._state_holder(row.deputy, (case_id, Holds.DEPUTY.value))
        hard = {self.codes.professions[profession]: hard for profession, hard in row.needs}
        for profession_id in self.needs.get(case_id, set()) - hard.keys():
            self.act.clear(CaseNeed, (case_id, profession_id), Period(self.on))
        for profession_id, is_hard in hard.items():
            self.act.put(CaseNeed, (case_id, profession_id), Period(self.on), hard=is_hard)

    def _state_details(self, row: CaseRow, key: Key) -> None:
        if row.accepted_on is None or row.tier is None:
            self.act.clear(CaseDetails, key, Period(self.on))
            return
        timeline = self.act.timeline(CaseDetails, key)
        since = row.accepted_on
        if timeline and timeline[0].period.starts_on <= self.on:
            self._correct_acceptance(key, timeline, row.accepted_on)
            since = max(self.on, row.accepted_on)
        self.act.put(
            CaseDetails,
            key,
            Period(since),
            tier_id=self.codes.tiers[row.tier],
            informed=row.informed,
            reason=row.reason,
            informed_on=row.informed_on,
        )

    def _correct_acceptance(self, key: Key, timeline: Timeline, accepted_on: date) -> None:
        """Move the start of what is known first; later changes keep their days."""
        first = timeline[0]
        if accepted_on < first.period.starts_on:
            values = dict(zip(value_names(CaseDetails), first.value, strict=True))
            self.act.put(CaseDetails, key, Period(accepted_on, first.period.starts_on), **values)
        elif accepted_on > first.period.starts_on:
            self.act.clear(CaseDetails, key, Period(first.period.starts_on, accepted_on))

    def _state_pause(self, row: CaseRow, key: Key) -> None:
        """A pause that the list still gives goes on; one that it no longer gives ended yesterday."""
        running = [s for s in self.act.timeline(CasePause, key) if s.period.end > self.on]
        if row.paused_from is None:
            if running:
                self.act.clear(CasePause, key, Period(self.on))
            return
        for stretch in running:
            self.act.clear(CasePause, key, stretch.period)
        self.act.put(CasePause, key, Period(row.paused_from))

    def _state_holder(self, employment: EmploymentKey, key: Key) -> None:
        if employment in self.people:
            person_id = self.people[employment].person_id
            self.act.put(Allocation, key, Period(self.on), person_id=person_id)
        else:
            self.act.clear(Allocation, key, Period(self.on))

    def _with_reviews(self, rows: list[CaseRow], outcomes: list[Outcome]) -> list[Outcome]:
        """Add the reviews that the list says were held, each once."""
        held = [
            {"case_id": self.cases[row.local_reference].id, "held_on": row.last_review_on}
            for row in rows
            if row.last_review_on
        ]
        self.reviews = compare(Review, ("case_id", "held_on"), held)
        fresh = {review["case_id"] for review in self.reviews.to_add}
        return [
            Outcome.CHANGED if self.cases[row.local_reference].id in fresh else outcome
            for row, outcome in zip(rows, outcomes, strict=True)
        ]


def _said(timeline: Timeline) -> list[tuple[Period, Any]]:
    return [(stretch.period, stretch.value) for stretch in timeline]


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
    reading: Reading[CaseRow], held: dict[str, HeldCase], residents: dict[str, HeldResident]
) -> None:
    """A case keeps the resident and the referral it was first recorded with."""
    for row in reading.rows:
        case = held.get(row.local_reference)
        if case is None:
            continue
        if case.nhs_number != row.nhs_number:
            reading.wrong(row, "nhs_number", "another resident", "the resident this case was recorded for")
        if case.referred_on != row.referred_on:
            reading.wrong(row, "referred_on", row.referred_on, f"{case.referred_on}, as first recorded")
        if case.referred_by != row.referred_by:
            reading.wrong(row, "referred_by", row.referred_by, f"{case.referred_by}, as first recorded")


def _check_scope(
    reading: Reading[CaseRow], residents: dict[str, HeldResident], within: Collection[str]
) -> None:
    if "" in within:
        return
    for row in reading.rows:
        if row.neighbourhood not in within:
            reading.wrong(row, "neighbourhood", row.neighbourhood, "a neighbourhood you may import for")
        resident = residents.get(row.nhs_number)
        if resident and resident.neighbourhood and resident.neighbourhood not in within:
            reading.wrong(
                row,
                "nhs_number",
                "a resident recorded elsewhere",
                "a resident of a neighbourhood you may import for",
            )


def _add_new(
    rows: list[CaseRow], held: dict[str, HeldCase], residents: dict[str, HeldResident]
) -> dict[str, HeldCase]:
    """Residents and cases that are not in the register yet; their numbers, and nothing said of them."""
    strangers = [Resident(nhs_number=row.nhs_number) for row in rows if row.nhs_number not in residents]
    db.session.add_all(strangers)
    db.session.flush()
    numbers = {number: resident.id for number, resident in residents.items()}
    numbers |= {resident.nhs_number: resident.id for resident in strangers}
    cases = [
        Case(
            local_reference=row.local_reference,
            resident_id=numbers[row.nhs_number],
            referred_on=row.referred_on,
            referred_by=row.referred_by,
        )
        for row in rows
        if row.local_reference not in held
    ]
    db.session.add_all(cases)
    db.session.flush()
    return {
        case.local_reference: HeldCase(case.id, case.resident_id, "", case.referred_on, case.referred_by)
        for case in cases
    }
