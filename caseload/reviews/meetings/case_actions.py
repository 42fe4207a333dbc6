"""What is to be done about a case: given to somebody, done, dropped or changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select

from accounts import audit
from caseload.keeping.sealing import refuse_unnamed
from caseload.reviews.meetings.restating import restate
from caseload.reviews.review import Action
from caseload.sealing.hiding import SEALED_TOO
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere, RuleBroken
from foundation.formats import day
from people.deeds import SUPERSEDED
from people.notice import NoticeKind
from people.notices import tell
from people.organisation import Organisation
from people.person import PersonDetails
from people.queries import spoken_name


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """What is to be done, by whom and by when. Without a person it is the organisation's as a whole."""

    what: str
    due_on: date
    organisation_id: int
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """One action as it is believed now; `row` is the row that says so."""

    row: int
    number: int
    case_id: int
    what: str
    raised_on: date
    due_on: date
    organisation_id: int
    organisation: str
    person_id: int | None
    person: str | None
    session_id: int | None
    done_on: date | None
    dropped_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_on is None and self.dropped_on is None

    @property
    def owner(self) -> str:
        """Who does it, with their organisation."""
        return f"{self.person}, {self.organisation}" if self.person else self.organisation

    @property
    def to_do(self) -> ToDo:
        """What is asked."""
        return ToDo(
            what=self.what,
            due_on=self.due_on,
            organisation_id=self.organisation_id,
            person_id=self.person_id,
        )


def get_action(case_id: int, number: int, on: date) -> ActionFacts:
    """One action of the case. Raises NotThere."""
    row: Any = db.session.execute(
        _select_actions(on).where(Action.case_id == case_id, Action.number == number)
    ).first()
    if row is None:
        raise NotThere
    return ActionFacts(*row)


def open_actions(case_ids: list[int], on: date) -> dict[int, list[ActionFacts]]:
    """What is still to be done about each case, the first due first."""
    still = and_(Action.done_on.is_(None), Action.dropped_on.is_(None))
    rows: Any = db.session.execute(
        _select_actions(on)
        .where(Action.case_id.in_(case_ids), still)
        .order_by(Action.case_id, Action.due_on, Action.number)
    )
    found: dict[int, list[ActionFacts]] = {case_id: [] for case_id in case_ids}
    for row in rows:
        found[row[2]].append(ActionFacts(*row))
    return found


def give(
    case_id: int, wanted: ToDo, *, on: date, by: int, at: datetime, session_id: int | None = None
) -> int | None:
    """Somebody is to do something about a case, and is told. The action's number; none when this very thing was
    given in the same session, or on the same day, before: a form sent twice gives one action.

    `on` is the day it is given. Raises RuleBroken for one that would be due before that. Never commits.
    """
    if wanted.due_on < on:
        raise RuleBroken(f"The action would be due on {day(wanted.due_on)}, before it is given.")
    if _given(case_id, wanted, on, session_id):
        return None
    # An action of a sealed record has its number too, whoever asks.
    last = db.session.scalar(select(func.max(Action.number)), execution_options=SEALED_TOO)
    number = (last or 0) + 1
    said = {"number": number, "case_id": case_id, "raised_on": on, "session_id": session_id}
    restate(Action, None, said | _columns(wanted), by=by, at=at)
    _tell_owner(number, case_id, wanted, at)
    return number


def record_action(case_id: int, wanted: ToDo, *, by: int, at: datetime) -> int | None:
    """As `give`, outside of any session, with its audit entry."""
    number = give(case_id, wanted, on=_local_day(at), by=by, at=at)
    if number is not None:
        audit.record("action.give", "case", case_id, by=by, after={"action": number, "due_on": wanted.due_on})
    return number


def finish(found: ActionFacts, done_on: date, *, read: int, by: int, at: datetime) -> None:
    """It is done. Raises RuleBroken for a day to come or before it was given, and when somebody else has said
    something of it since the row `read`."""
    if found.done_on == done_on:
        return
    _refuse_stale(found, read)
    if not found.raised_on <= done_on <= _local_day(at):
        raise RuleBroken(f"It was given on {day(found.raised_on)}: enter a day from then to today.")
    _say(found, {"done_on": done_on, "dropped_on": None}, None, by=by, at=at)


def drop(found: ActionFacts, because: str, *, read: int, by: int, at: datetime) -> None:
    """It will not be done. Raises RuleBroken without a reason, or as `finish`."""
    on = _local_day(at)
    if found.dropped_on == on:
        return
    _refuse_stale(found, read)
    _refuse_without_reason(because)
    _say(found, {"done_on": None, "dropped_on": on}, because, by=by, at=at)


def change(found: ActionFacts, wanted: ToDo, because: str, *, read: int, by: int, at: datetime) -> None:
    """It is another thing, somebody else's or due on another day; also one that was done or dropped by mistake is
    to be done again. Raises RuleBroken without a reason, or as `finish`."""
    if found.is_open and found.to_do == wanted:
        return
    _refuse_stale(found, read)
    _refuse_without_reason(because)
    if wanted.due_on < found.raised_on:
        raise RuleBroken(f"It was given on {day(found.raised_on)}: it cannot be due before that.")
    again = replace(found, done_on=None, dropped_on=None)
    _say(again, _columns(wanted) | {"done_on": None, "dropped_on": None}, because, by=by, at=at)
    if (wanted.person_id, wanted.due_on) != (found.person_id, found.due_on):
        _tell_owner(found.number, found.case_id, wanted, at)


def _select_actions(on: date) -> Any:
    called = and_(PersonDetails.person_id == Action.owner_person_id, in_force(PersonDetails, AsAt(on)))
    return (
        select(
            Action.id,
            Action.number,
            Action.case_id,
            Action.what,
            Action.raised_on,
            Action.due_on,
            Action.organisation_id,
            Organisation.name,
            Action.owner_person_id,
            spoken_name(),
            Action.session_id,
            Action.done_on,
            Action.dropped_on,
        )
        .join(Organisation, Organisation.id == Action.organisation_id)
        .outerjoin(PersonDetails, called)
        .where(Action.superseded_at.is_(None))
    )


def _columns(wanted: ToDo) -> dict[str, Any]:
    return {
        "what": wanted.what,
        "due_on": wanted.due_on,
        "organisation_id": wanted.organisation_id,
        "owner_person_id": wanted.person_id,
    }


def _given(case_id: int, wanted: ToDo, on: date, session_id: int | None) -> bool:
    """Looked for among all that was ever said: what was given, and done since, is not given again by a form that is
    sent twice."""
    same = [getattr(Action, name) == value for name, value in _columns(wanted).items()]
    found = select(Action.id).where(
        Action.case_id == case_id, Action.raised_on == on, Action.session_id == session_id, *same
    )
    return db.session.scalar(found.limit(1)) is not None


def _say(
    found: ActionFacts, changed: Mapping[str, Any], because: str | None, *, by: int, at: datetime
) -> None:
    kept = {
        "number": found.number,
        "case_id": found.case_id,
        "raised_on": found.raised_on,
        "session_id": found.session_id,
    }
    restate(
        Action,
        found.row,
        kept | _columns(found.to_do) | dict(changed) | {"because": because},
        by=by,
        at=at,
    )
    after = {name: changed[name] for name in ("done_on", "dropped_on", "due_on") if name in changed}
    audit.record("action.change", "case", found.case_id, by=by, after={"action": found.number, **after})


def _refuse_stale(found: ActionFacts, read: int) -> None:
    if found.row != read:
        raise RuleBroken(SUPERSEDED)


def _refuse_without_reason(because: str) -> None:
    if not because.strip():
        raise RuleBroken("Say why, so that whoever reads it later can tell.")


def _tell_owner(number: int, case_id: int, wanted: ToDo, at: datetime) -> None:
    """Raises RuleBroken for whoever could not see what they are told of."""
    if wanted.person_id is None:
        return
    refuse_unnamed([(case_id, wanted.person_id)], _local_day(at))
    tell(
        f"action:{number} due:{wanted.due_on}",
        NoticeKind.ACTION_GIVEN,
        f"/cases/{case_id}/actions/{number}",
        wanted.due_on,
        at=at,
        person_id=wanted.person_id,
    )


def _local_day(at: datetime) -> date:
    return at.astimezone(LONDON).date()
