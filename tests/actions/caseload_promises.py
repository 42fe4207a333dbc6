"""What must hold of a caseload after anything that was done to it, counted slowly from its rows."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from sqlalchemy import select

from caseload.allocation.request import AllocationRequest
from caseload.capacity.weights import PROVISIONAL
from caseload.capacity.workload import HeldWork, points_of
from caseload.cases.case import Allocation, CaseDetails, CasePause, Informed
from caseload.cases.holding import Contribution
from caseload.cases.stage import OVER, CaseStage
from caseload.queries.cases import Wanted, list_cases
from caseload.queries.waiting import Sought, list_waiting
from caseload.queries.workloads import facts_of_people
from foundation.acts import table_of
from foundation.database import db
from foundation.effective import FOR_EVER

HISTORY: tuple[Any, ...] = (Allocation, Contribution, CaseDetails, CaseStage, CasePause)
MAY_CHANGE = ("superseded_at", "superseded_by_id")
EVERYWHERE = frozenset({""})


def rows_of(model: Any) -> list[Any]:
    """Every row there ever was, in order."""
    table = table_of(model)
    return list(db.session.execute(select(table).order_by(table.c.id)))


@dataclass(frozen=True)
class Caseload:
    """All rows, as they are."""

    rows: dict[Any, list[Any]] = field(
        default_factory=lambda: {model: rows_of(model) for model in (*HISTORY, AllocationRequest)}
    )

    def believed(self, model: Any) -> list[Any]:
        """Those not superseded."""
        return [row for row in self.rows[model] if row.superseded_at is None]

    def on(self, model: Any, day: date) -> list[Any]:
        """Those believed and in force on a day."""
        return [row for row in self.believed(model) if row.starts_on <= day < (row.until or FOR_EVER)]

    @property
    def open_requests(self) -> list[Any]:
        """Requests that wait."""
        return [row for row in self.rows[AllocationRequest] if row.closed_at is None]


def refuse_two_holders(now: Caseload) -> None:
    """At most one key worker and one deputy per case and day, and nobody both."""
    for one, other in combinations(now.believed(Allocation), 2):
        meet = one.starts_on < (other.until or FOR_EVER) and other.starts_on < (one.until or FOR_EVER)
        if one.case_id == other.case_id and meet:
            assert one.role != other.role, f"two hold case {one.case_id} as {one.role}"
            assert one.person_id != other.person_id, f"person {one.person_id} stands in for themselves"


def refuse_held_when_over(now: Caseload, on: date) -> None:
    """Nothing is held, contributed to or asked for of a case that is closed or declined, nor will be."""
    over = {row.case_id for row in now.on(CaseStage, on) if row.stage in OVER}
    for model in (Allocation, Contribution):
        kept = [row for row in now.believed(model) if (row.until or FOR_EVER) > on]
        assert not over & {row.case_id for row in kept}, f"a closed case has a {model.__tablename__}"
    assert not over & {row.case_id for row in now.open_requests}, "a closed case has an open request"


def refuse_listed_objection(now: Caseload, on: date) -> None:
    """A resident who objects is in no list of cases."""
    objects = {row.case_id for row in now.on(CaseDetails, on) if row.informed == Informed.OBJECTS}
    cases = {line.id for line in list_cases(EVERYWHERE, Wanted(), on, number=1).rows}
    waiting = {each.line.id for each in list_waiting(EVERYWHERE, Sought(), on, number=1).rows}
    assert not objects & (cases | waiting), "an objection is listed"


def refuse_other_counts(now: Caseload, people: list[int], on: date) -> None:
    """Held and reserved are the points of what is held and asked for, of cases that are open and listed."""
    facts = facts_of_people(people, on)
    held, reserved = Counter[int](), Counter[int]()
    for row in now.on(Allocation, on):
        held[row.person_id] += points(now, row.case_id, row.role, on)
    for row in now.on(Contribution, on):
        held[row.person_id] += points(now, row.case_id, "contributor", on)
    for row in now.open_requests:
        reserved[row.person_id] += points(now, row.case_id, row.role, on)
    for person in people:
        load = facts.load_of(person)
        assert (load.held, load.reserved) == (held[person], reserved[person]), f"person {person}"
        listed = {part.work.case_id for part in facts.parts.get(person, [])}
        objects = {row.case_id for row in now.on(CaseDetails, on) if row.informed == Informed.OBJECTS}
        assert not listed & objects, "an objection is in somebody's work"


def points(now: Caseload, case_id: int, role: str, on: date) -> int:
    """What a part in a case counts; nothing where the case is not open or the resident objects. Every case of
    the ground is of the active tier."""
    details = [row for row in now.on(CaseDetails, on) if row.case_id == case_id]
    if not details or details[0].informed == Informed.OBJECTS:
        return 0
    stage = next((row.stage for row in now.on(CaseStage, on) if row.case_id == case_id), "review_cycle")
    if stage in OVER:
        return 0
    paused = any(row.case_id == case_id for row in now.on(CasePause, on))
    return points_of(HeldWork(case_id, "active", stage=stage, role=role, paused=paused), PROVISIONAL)


def refuse_unreasoned(now: Caseload) -> None:
    """Every allocation and contribution has a reason and whoever allocated it."""
    for model in (Allocation, Contribution):
        for row in now.rows[model]:
            assert row.because, f"{model.__tablename__} {row.id} has no reason"
            assert row.recorded_by_id, f"{model.__tablename__} {row.id} has no allocator"


def refuse_two_requests(now: Caseload) -> None:
    """At most one open request per case and role."""
    asked = Counter((row.case_id, row.role) for row in now.open_requests)
    assert all(count == 1 for count in asked.values()), "two requests wait for one part"


def refuse_edited(before: Caseload, now: Caseload) -> None:
    """Rows are only added, and superseded once."""
    for model in HISTORY:
        later = {row.id: row._mapping for row in now.rows[model]}
        for was in before.rows[model]:
            kept = later.get(was.id)
            assert kept is not None, f"{model.__tablename__} {was.id} was taken out"
            edited = {name for name, value in was._mapping.items() if kept[name] != value}
            assert edited <= (set() if was.superseded_at else set(MAY_CHANGE)), (
                f"{model.__tablename__} {was.id}"
            )
