"""The parts of a query that say when a case was accepted, last reviewed, and is next due.

The rule itself is `caseload.reviews.due`; here it is said in SQL, so that a long list can be ordered and
counted by it.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, FunctionElement, Subquery, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from caseload.case import CaseDetails, Informed
from caseload.reviews.review import Review
from caseload.stage import OVER, CaseStage
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
    """Each case's last review held up to the day: `case_id`, `on`."""
    return (
        select(Review.case_id, func.max(Review.held_on).label("on"))
        .where(known(Review, as_at), Review.held_on <= as_at.on)
        .group_by(Review.case_id)
        .subquery("last_held")
    )


def accepted(as_at: AsAt) -> Subquery:
    """The day each case was accepted: `case_id`, `on`."""
    return (
        select(CaseDetails.case_id, func.min(CaseDetails.starts_on).label("on"))
        .where(known(CaseDetails, as_at))
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
