"""What a case list says of each case, spoken to one act."""

from datetime import date, datetime
from typing import Any

from caseload.case import Allocation, CaseDetails, CaseNeed, CasePause, Holds, ResidentDetails
from caseload.case_file import CaseRow, Codes
from caseload.queries.held import HeldCase, needs_of
from caseload.reviews.review import Review
from foundation.acts import Act, Key, Timeline, value_names
from foundation.effective import Period
from foundation.model import Model
from people.files import EmploymentKey, Named, Outcome
from people.stated_rows import Stated, compare

Touched = list[tuple[type[Model], Key]]


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
        self.reviews: list[Stated] = []

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
        for reviews in self.reviews:
            reviews.write(by=self.act.by, at=self.act.at)
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
        why = running[0].value[0] if running else None  # a list never says
        self.act.put(CasePause, key, Period(row.paused_from), why=why)

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
        reviews = compare(Review, ("case_id", "held_on"), held)
        self.reviews.append(reviews)
        fresh = {review["case_id"] for review in reviews.to_add}
        return [
            Outcome.CHANGED if self.cases[row.local_reference].id in fresh else outcome
            for row, outcome in zip(rows, outcomes, strict=True)
        ]


def _said(timeline: Timeline) -> list[tuple[Period, Any]]:
    return [(stretch.period, stretch.value) for stretch in timeline]
