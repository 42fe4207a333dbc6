"""Reading who works when, and how many sessions a week they may be asked to: four statements, however many people."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select, true

from caseload.reviews.sessions.pattern import SessionLimit
from caseload.reviews.sessions.rota import Away, Contract, Limit, Pattern, Rota, make_rota
from foundation.database import db
from foundation.effective import AsAt, Dated, Period, known, still_open
from people.availability import Absence, WorkingPattern
from people.employment import Employment, EmploymentDetails
from people.presence import AwayKind


def read_rota(days: Period, person_ids: Collection[int] | None = None) -> Rota:
    """Contracts, working patterns and absences that touch these days: of these people, or of everybody."""
    contracts = _of(Employment.person_id, EmploymentDetails, days, person_ids)
    patterns = _of(WorkingPattern.half_days, WorkingPattern, days, person_ids)
    aways = _of(Absence.half, Absence, days, person_ids, Absence.kind)
    return make_rota(
        [Contract(row[0], row[1], Period(row[2], row[3])) for row in contracts],
        [Pattern(row[0], row[1], Period(row[2], row[3])) for row in patterns],
        [Away(row[0], row[1], Period(row[2], row[3]), row[4] == AwayKind.ELSEWHERE) for row in aways],
    )


def read_limits(days: Period, person_ids: Collection[int] | None = None) -> dict[int, tuple[Limit, ...]]:
    """Each person's own limits that touch these days, by the person; nobody who has none."""
    rows = db.session.execute(
        select(SessionLimit.person_id, SessionLimit.sessions, SessionLimit.starts_on, SessionLimit.until)
        .where(*_meeting(SessionLimit, days), _among(SessionLimit.person_id, person_ids))
        .order_by(SessionLimit.person_id, SessionLimit.starts_on, SessionLimit.id)
    )
    found: dict[int, list[Limit]] = defaultdict(list)
    for person_id, sessions, starts_on, until in rows:
        found[person_id].append(Limit(sessions, Period(starts_on, until)))
    return {person_id: tuple(limits) for person_id, limits in found.items()}


def _of(
    said: Any, model: Any, days: Period, person_ids: Collection[int] | None, *more: Any
) -> list[tuple[Any, ...]]:
    found: Select[*tuple[Any, ...]] = (
        select(model.employment_id, said, model.starts_on, model.until, *more)
        .join(Employment, Employment.id == model.employment_id)
        .where(*_meeting(model, days), _among(Employment.person_id, person_ids))
        .order_by(model.id)
    )
    return [tuple(row) for row in db.session.execute(found)]


def _among(person: Any, person_ids: Collection[int] | None) -> Any:
    return true() if person_ids is None else person.in_(person_ids)


def _meeting(model: type[Dated], days: Period) -> tuple[Any, ...]:
    """`days` has an end, so that a plan's weeks are all it reads."""
    return known(model, AsAt(days.starts_on)), still_open(model, days.starts_on), model.starts_on < days.end
