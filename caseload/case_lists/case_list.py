"""What a case list says of each case, spoken to one act."""

from datetime import date, datetime
from typing import Any

from caseload.case_lists.case_file import CaseRow, Codes
from caseload.cases.case import Allocation, CaseDetails, CaseNeed, CasePause, Holds, Informed, ResidentDetails
from caseload.cases.stage import OPEN, OVER, WAITING, CaseStage, Stage
from caseload.cases.stage import Outcome as CaseOutcome
from caseload.queries.held import HeldCase, needs_of
from caseload.reviews.review import Review
from foundation.acts import Act, Key, Timeline, value_names
from foundation.effective import Period
from foundation.model import Model
from foundation.timeline import Stretch
from people.deeds import on_day, said
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
            if not self._is_over(row):
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
            (CaseStage, (case.id,)),
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
        self._state_stage(row, (case_id,))
        self._state_pause(row, (case_id,))
        self._state_holder(row.key_worker, (case_id, Holds.KEY_WORKER.value))
        self._state_holder(row.deputy, (case_id, Holds.DEPUTY.value))
        hard = {self.codes.professions[profession]: hard for profession, hard in row.needs}
        for profession_id in self.needs.get(case_id, set()) - hard.keys():
            self.act.clear(CaseNeed, (case_id, profession_id), Period(self.on))
        for profession_id, is_hard in hard.items():
            self.act.put(CaseNeed, (case_id, profession_id), Period(self.on), hard=is_hard)

    def _is_over(self, row: CaseRow) -> bool:
        """Whether a coordinator has closed or declined the case: a list never opens it again."""
        return self._stage(row) in OVER

    def _stage(self, row: CaseRow) -> str | None:
        now = on_day(self.act.timeline(CaseStage, (self.cases[row.local_reference].id,)), self.on)
        return said(CaseStage, now)["stage"] if now else None

    def _state_stage(self, row: CaseRow, key: Key) -> None:
        """Where the case starts, and that it was accepted. How it went on is for a coordinator to say."""
        waiting = [s for s in self.act.timeline(CaseStage, key) if said(CaseStage, s)["stage"] in WAITING]
        if not self.act.timeline(CaseStage, key):
            self._put_stage(key, Period(row.referred_on), Stage.REFERRAL)
            waiting = self.act.timeline(CaseStage, key)
        if row.accepted_on is not None:
            stage = Stage.REVIEW_CYCLE if row.last_review_on else Stage.ASSESSMENT
            for stretch in waiting:
                if stretch.period.end > row.accepted_on:
                    since = max(stretch.period.starts_on, row.accepted_on)
                    self._put_stage(key, Period(since, stretch.period.until), stage)
        elif row.informed == Informed.OBJECTS and self._stage(row) in WAITING:
            # Nothing but a referral that is declined keeps whoever objects out of every list.
            outcome = CaseOutcome.CHOSE_TO_STOP.value
            self.act.put(CaseStage, key, Period(self.on), stage=Stage.DECLINED.value, outcome=outcome)

    def _put_stage(self, key: Key, period: Period, stage: Stage) -> None:
        self.act.put(CaseStage, key, period, stage=stage.value, outcome=None)

    def _state_details(self, row: CaseRow, key: Key) -> None:
        if row.accepted_on is None or row.tier is None:
            if self._stage(row) not in OPEN:
                self.act.clear(CaseDetails, key, Period(self.on))
            return
        timeline = self.act.timeline(CaseDetails, key)
        informed, informed_on = self._informed(row, timeline)
        since = row.accepted_on
        if timeline and timeline[0].period.starts_on <= self.on:
            self._correct_acceptance(key, timeline, row.accepted_on)
            since = max(self.on, row.accepted_on)
        self.act.put(
            CaseDetails,
            key,
            Period(since),
            tier_id=self.codes.tiers[row.tier],
            informed=informed,
            reason=row.reason,
            informed_on=informed_on,
        )

    def _informed(self, row: CaseRow, timeline: Timeline) -> tuple[str, date | None]:
        """What the list says, unless the resident objects: that stands until a list gives a later day on
        which they were informed."""
        objecting = [s for s in timeline if said(CaseDetails, s)["informed"] == Informed.OBJECTS]
        now = next((s for s in objecting if self.on in s.period), None)
        if now is None or row.informed == Informed.OBJECTS:
            return row.informed, row.informed_on
        if row.informed_on is not None and row.informed_on > _began(objecting, now):
            return row.informed, row.informed_on
        return Informed.OBJECTS.value, said(CaseDetails, now)["informed_on"]

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


def _began(stretches: Timeline, last: Stretch[Any]) -> date:
    """The first day of the unbroken run that ends with a stretch."""
    starts_on = last.period.starts_on
    for stretch in reversed(stretches):
        if stretch.period.end == starts_on:
            starts_on = stretch.period.starts_on
    return starts_on


def _said(timeline: Timeline) -> list[tuple[Period, Any]]:
    return [(stretch.period, stretch.value) for stretch in timeline]
