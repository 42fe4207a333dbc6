"""The parts of a query that say when a case was accepted, last reviewed, and is next due.

The rule itself is `caseload.reviews.due`; here it is said in SQL, so that a long list can be ordered and
counted by it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FunctionElement,
    Subquery,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.compiler import SQLCompiler

from caseload.cases.case import CaseDetails, Informed, ReviewTier
from caseload.cases.stage import OVER, CaseStage
from caseload.reviews.review import Review
from foundation.effective import AsAt, known


class weeks_after(FunctionElement[date]):
    """The day so many weeks after a day: `weeks_after(day, weeks)`."""

    type = Date()
    inherit_cache = True
    name = "weeks_after"


@compiles(weeks_after, "sqlite")
def _on_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    day, weeks = (compiler.process(part, **options) for part in element.clauses)
    return f"date({day}, '+' || (7 * {weeks}) || ' days')"


@compiles(weeks_after, "postgresql")
def _on_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    day, weeks = (compiler.process(part, **options) for part in element.clauses)
    return f"({day} + 7 * {weeks})"


def last_held(as_at: AsAt) -> Subquery:
    """Each case's last review held up to the day: `case_id`, `on`, and what it chose for the next: `next_on`, for
    as long as the case is on the tier `tier_id`. Of two on one day the one said last."""
    later = aliased(Review)
    after = or_(later.held_on > Review.held_on, and_(later.held_on == Review.held_on, later.id > Review.id))
    overtaken = exists().where(
        later.case_id == Review.case_id,
        later.held_on >= Review.held_on,  # follows from the next: an index by day finds these alone
        after,
        known(later, as_at),
        later.held_on <= as_at.on,
    )
    return (
        select(Review.case_id, Review.held_on.label("on"), Review.next_on, Review.tier_id)
        .where(known(Review, as_at), Review.held_on <= as_at.on, ~overtaken)
        .subquery("last_held")
    )


def accepted(as_at: AsAt, of: Subquery | None = None) -> Subquery:
    """The day each case was accepted, or each of those whose `case_id` is given: `case_id`, `on`."""
    these = true() if of is None else CaseDetails.case_id.in_(select(of.c.case_id))
    return (
        select(CaseDetails.case_id, func.min(CaseDetails.starts_on).label("on"))
        .where(known(CaseDetails, as_at), these)
        .group_by(CaseDetails.case_id)
        .subquery("accepted")
    )


def not_objecting() -> ColumnElement[bool]:
    """Of a query with `CaseDetails`: the case is open, and the resident does not object."""
    return CaseDetails.informed != Informed.OBJECTS.value


def going_on() -> ColumnElement[bool]:
    """Of a query with `CaseStage` where there is one: neither closed nor declined."""
    return or_(CaseStage.stage.is_(None), CaseStage.stage.not_in(OVER))


def counted_from(accepted: Subquery, last_held: Subquery) -> ColumnElement[date]:
    """The day the next review's weeks are counted from."""
    return func.coalesce(last_held.c.on, accepted.c.on)


def chosen(last_held: Subquery) -> ColumnElement[date | None]:
    """Of a query with `CaseDetails`: the day the last review chose for the next, while the tier is still the one
    it was chosen under. A change of tier starts again by the new tier's weeks."""
    return case((last_held.c.tier_id == CaseDetails.tier_id, last_held.c.next_on), else_=None)


@dataclass(frozen=True, slots=True)
class DueParts:
    """`caseload.reviews.due.next_due`, of a query with `CaseDetails` and `ReviewTier`."""

    accepted: Subquery
    last_held: Subquery

    @property
    def hard_limit_on(self) -> ColumnElement[date]:
        """The last day before the review is a breach."""
        return weeks_after(counted_from(self.accepted, self.last_held), ReviewTier.hard_maximum_weeks)

    @property
    def due_on(self) -> ColumnElement[date]:
        """The day by the tier's weeks, or by choice up to the hard limit."""
        by_weeks = weeks_after(counted_from(self.accepted, self.last_held), ReviewTier.review_interval_weeks)
        by_choice = chosen(self.last_held)
        return case(
            (by_choice > self.hard_limit_on, self.hard_limit_on), else_=func.coalesce(by_choice, by_weeks)
        )
