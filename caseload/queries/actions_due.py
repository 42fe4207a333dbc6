"""Reading what is still to be done about cases, and by whom. None about a resident who objects. One statement each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement

from caseload.cases.case import Case
from caseload.queries.cases import Parts, select_cases
from caseload.reviews.review import Action
from foundation.database import db
from foundation.effective import AsAt, known


@dataclass(frozen=True, slots=True)
class DueAction:
    """Something that somebody is to do about a case."""

    number: int
    case_id: int
    reference: str
    what: str
    due_on: date
    owner_id: int


def actions_due(until: date, on: date) -> list[DueAction]:
    """What somebody has to do by a day or should have done, by due day."""
    return _read(on, Action.due_on <= until)


def actions_of(person_id: int, on: date) -> list[DueAction]:
    """Everything that somebody has to do, by due day."""
    return _read(on, Action.owner_person_id == person_id)


def _read(on: date, which: ColumnElement[bool]) -> list[DueAction]:
    parts = Parts(AsAt(on))
    rows: Any = db.session.execute(
        select_cases(parts)
        .join(Action, Action.case_id == Case.id)
        .where(
            parts.listed,
            known(Action, AsAt(on)),
            Action.owner_person_id.is_not(None),
            Action.done_on.is_(None),
            Action.dropped_on.is_(None),
            which,
        )
        .with_only_columns(
            Action.number,
            Case.id,
            Case.local_reference,
            Action.what,
            Action.due_on,
            Action.owner_person_id,
        )
        .order_by(Action.due_on, Action.number)
    )
    return [DueAction(*row) for row in rows]
