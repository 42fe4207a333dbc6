"""Reading somebody's own work: the cases they hold or contribute to. Each function is one statement.

Whether a case is theirs is judged by who holds what today, never by a role of the account.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, literal, select, union_all
from sqlalchemy.orm import aliased

from caseload.allocation.candidates import Taking
from caseload.cases.case import Allocation, Case, CaseDetails, ReviewTier
from caseload.cases.contact import Contact
from caseload.cases.holding import Contribution
from caseload.queries.cases import CaseLine, Parts, as_line, select_cases
from caseload.reviews.review import Plan, PlannedReview, PlanStatus, ReviewSession
from foundation.clock import LONDON
from foundation.effective import AsAt, in_force, known
from foundation.prepared import ask
from people.person import PersonDetails
from people.queries import spoken_name
from teams.queries.staff import NAMELESS

FIRST = list(Taking)
"""Parts in the order in which they are said."""


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case somebody has, and in which ways. `planned_on`: the day of its next planned review."""

    line: CaseLine
    parts: tuple[Taking, ...]
    contact_weeks: int
    last_contact_on: date | None
    planned_on: date | None

    @property
    def contact_due_on(self) -> date | None:
        """The day by which the resident is to be contacted: the tier's weeks after the last contact, or after
        acceptance; none before that."""
        since = self.last_contact_on or self.line.accepted_on
        return since and since + timedelta(weeks=self.contact_weeks)


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody who has a case today, and since when."""

    person_id: int
    name: str
    part: Taking
    starts_on: date


def work_of(person_id: int, on: date, now: datetime) -> list[OwnCase]:
    """The open, listed cases somebody has, those past their review's longest time first, then the late ones,
    then by what is due."""
    return _merged(_own(row) for row in ask(_work, AsAt(on), person_id=person_id, now=now))


@cache
def _work(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    held = parts_on(as_at).subquery("held")
    mine = select(held).where(held.c.person_id == bindparam("person_id")).subquery("mine")
    parts = Parts(as_at, mine)
    worst_first = case((parts.breach(as_at.on), 0), (parts.late(as_at.on), 1), else_=2)
    return (
        select_cases(parts)
        .add_columns(mine.c.part, ReviewTier.coordinator_contact_weeks, _last_contact(as_at), _next_planned())
        .where(CaseDetails.id.is_not(None), parts.listed)
        .order_by(worst_first, parts.due_on, Case.local_reference, Case.id)
    )


def holdings_of(case_id: int, on: date) -> list[Holding]:
    """Everybody who has the case today: key worker, deputy, then whoever contributes."""
    rows = ask(_holdings, AsAt(on), case_id=case_id)
    found = [Holding(person_id, name, Taking(part), day) for person_id, name, part, day in rows]
    return sorted(found, key=lambda each: FIRST.index(each.part))


@cache
def _holdings(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    parts = parts_on(as_at).subquery("parts")
    called = and_(PersonDetails.person_id == parts.c.person_id, in_force(PersonDetails, as_at))
    return (
        select(
            parts.c.person_id,
            func.coalesce(spoken_name(), NAMELESS).label("name"),
            parts.c.part,
            parts.c.starts_on,
        )
        .outerjoin(PersonDetails, called)
        .where(parts.c.case_id == bindparam("case_id"))
        .order_by("name", parts.c.person_id)
    )


def parts_on(as_at: AsAt) -> Any:
    """Who has which case, and as what: `case_id`, `person_id`, `part`, `starts_on`."""
    held = select(
        Allocation.case_id,
        Allocation.person_id,
        Allocation.role.label("part"),
        Allocation.starts_on,
    ).where(in_force(Allocation, as_at))
    contributed = select(
        Contribution.case_id,
        Contribution.person_id,
        literal(Taking.CONTRIBUTOR.value),
        Contribution.starts_on,
    ).where(in_force(Contribution, as_at))
    return union_all(held, contributed)


def _last_contact(as_at: AsAt) -> Any:
    contact = aliased(Contact)
    last: Select[Any] = select(func.max(contact.held_on)).where(
        contact.case_id == Case.id, known(contact, as_at), contact.held_on <= as_at.on
    )
    return last.correlate(Case).scalar_subquery().label("last_contact")


def _next_planned() -> Any:
    first: Select[Any] = (
        select(func.min(ReviewSession.starts_at))
        .join(PlannedReview, PlannedReview.session_id == ReviewSession.id)
        .join(Plan, Plan.id == PlannedReview.plan_id)
        .where(
            PlannedReview.case_id == Case.id,
            Plan.status == PlanStatus.PUBLISHED.value,
            ReviewSession.starts_at >= bindparam("now"),
        )
    )
    return first.correlate(Case).scalar_subquery().label("planned")


def _own(row: Any) -> OwnCase:
    *_, part, weeks, last_contact_on, planned_at = row
    planned_on = planned_at and planned_at.astimezone(LONDON).date()
    return OwnCase(as_line(row), (Taking(part),), weeks, last_contact_on, planned_on)


def _merged(rows: Iterable[OwnCase]) -> list[OwnCase]:
    """A case that somebody has in two ways is one case."""
    found: dict[int, OwnCase] = {}
    for row in rows:
        before = found.get(row.line.id)
        parts = row.parts if before is None else (*before.parts, *row.parts)
        found[row.line.id] = replace(row, parts=tuple(sorted(parts, key=FIRST.index)))
    return list(found.values())
