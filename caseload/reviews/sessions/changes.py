"""Changing one session: adding one, moving it, another chair, cancelling it with a reason, holding it after all,
following its pattern again.

A session that was published tells those who were to come. None commits.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2s
from typing import Any

from sqlalchemy import select

from accounts import audit
from caseload.reviews.review import ReviewSession
from caseload.reviews.sessions.chairing import Meeting, refuse_chair
from caseload.reviews.sessions.laying import as_patterned, change_row
from caseload.reviews.sessions.recurrence import moment_of
from caseload.reviews.sessions.telling import tell_changes
from foundation.database import db
from foundation.errors import NotThere, RuleBroken
from foundation.formats import moment
from neighbourhoods.neighbourhood import Neighbourhood
from people.deeds import ALREADY, SUPERSEDED


@dataclass(frozen=True, slots=True)
class SessionTerms:
    """When and where one session is, and who chairs it: `starts` is HH:MM in England."""

    day: date
    starts: str
    minutes: int
    place: str
    online: bool
    chair_person_id: int | None

    @property
    def columns(self) -> dict[str, Any]:
        """As a session's row says it."""
        return {
            "starts_at": moment_of(self.day, self.starts),
            "minutes": self.minutes,
            "place": self.place,
            "online": self.online,
            "chair_person_id": self.chair_person_id,
        }


def add_session(neighbourhood_id: int, terms: SessionTerms, *, by: int, at: datetime) -> int:
    """A session that comes from no pattern; its number. Raises RuleBroken as `change_session`; NotThere."""
    place = db.session.get(Neighbourhood, neighbourhood_id)
    if place is None:
        raise NotThere
    _refuse(terms, at)
    row = ReviewSession(code=_free_code(place.code, terms), neighbourhood_id=place.id, **terms.columns)
    row.by_hand = True
    db.session.add(row)
    db.session.flush()
    audit.record("session.add", "review_session", row.id, by=by, after=_told(row))
    return row.id


def change_session(session_id: int, terms: SessionTerms, mark: str, *, by: int, at: datetime) -> int:
    """It is like this now, whatever its pattern says. How many published reviews it can hold no more.

    `mark` is what it said when it was read (`mark_of`). Raises RuleBroken when somebody changed it since, when
    it has begun or the new hour is past, and where the chair is in another session or not at work; NotThere.
    """
    row = _to_come(session_id, mark, at)
    if row.cancelled_because is not None:
        raise RuleBroken("This session is cancelled. Say first that it is held after all.")
    if terms.columns == {name: getattr(row, name) for name in terms.columns}:
        raise RuleBroken(ALREADY)
    _refuse(terms, at, but=session_id)
    return _change(row, "session.change", terms.columns, by=by, at=at)


def cancel_session(session_id: int, because: str, mark: str, *, by: int, at: datetime) -> int:
    """It is not held; its row stays, with the reason. How many published reviews are left without a session.
    Raises RuleBroken without a reason, when it is cancelled already, and as `change_session`; NotThere."""
    row = _to_come(session_id, mark, at)
    if not because.strip():
        raise RuleBroken("Cancelling a session needs a reason.")
    if row.cancelled_because is not None:
        raise RuleBroken("This session is cancelled already.")
    return _change(row, "session.cancel", {"cancelled_because": because.strip()}, by=by, at=at)


def hold_after_all(session_id: int, mark: str, *, by: int, at: datetime) -> int:
    """A cancelled session is held: also one on a bank holiday. Raises RuleBroken when it is not cancelled, where
    its chair is not to be had, and as `change_session`; NotThere."""
    row = _to_come(session_id, mark, at)
    if row.cancelled_because is None:
        raise RuleBroken("This session is not cancelled.")
    if row.chair_person_id is not None:
        meeting = Meeting(row.starts_at, row.minutes, row.online)
        refuse_chair(row.chair_person_id, [meeting], but=[session_id])
    return _change(row, "session.restore", {"cancelled_because": None}, by=by, at=at)


def follow_pattern(session_id: int, because: str, mark: str, *, by: int, at: datetime) -> int:
    """What was changed by hand is undone: it is as its pattern has it, and changes with the pattern again. How many
    published reviews it can hold no more. Raises RuleBroken without a reason, where it goes by its pattern already or
    that has no session on its day, and as `change_session`; NotThere."""
    row = _to_come(session_id, mark, at)
    if not because.strip():
        raise RuleBroken("Undoing a change needs a reason.")
    if row.pattern_id is None or not row.by_hand:
        raise RuleBroken("This session was not changed by hand.")
    now = as_patterned(row, at)
    if now is None:
        raise RuleBroken(
            "Its pattern has no session to come on that day any more. Change the session instead."
        )
    if now["chair_person_id"] is not None and now["cancelled_because"] is None:
        meeting = Meeting(now["starts_at"], now["minutes"], now["online"])
        refuse_chair(now["chair_person_id"], [meeting], but=[session_id])
    told = now | {"by_hand": False, "follows_because": because.strip()}
    return _change(row, "session.follow", told, by=by, at=at)


def mark_of(
    starts_at: datetime,
    minutes: int,
    place: str,
    online: bool,
    chair_person_id: int | None,
    cancelled_because: str | None,
) -> str:
    """A short mark of what a session says, by which a later reader knows whether it still does."""
    said = (starts_at.timestamp(), minutes, place, online, chair_person_id, cancelled_because)
    return blake2s(repr(said).encode(), digest_size=8).hexdigest()


def _to_come(session_id: int, mark: str, at: datetime) -> ReviewSession:
    row = db.session.get(ReviewSession, session_id)
    if row is None:
        raise NotThere
    if row.ended_at is not None or row.starts_at <= at:
        raise RuleBroken(f"This session began on {moment(row.starts_at)}. What was held stays as it was.")
    if mark != mark_of(
        row.starts_at, row.minutes, row.place, row.online, row.chair_person_id, row.cancelled_because
    ):
        raise RuleBroken(SUPERSEDED)
    return row


def _refuse(terms: SessionTerms, at: datetime, but: int | None = None) -> None:
    starts_at = moment_of(terms.day, terms.starts)
    if starts_at <= at:
        raise RuleBroken(f"{moment(starts_at)} is past.")
    if terms.day.weekday() > 4:
        raise RuleBroken("Review sessions are held from Monday to Friday: nobody is at work at a weekend.")
    if terms.chair_person_id is not None:
        meeting = Meeting(starts_at, terms.minutes, terms.online)
        refuse_chair(terms.chair_person_id, [meeting], but=[] if but is None else [but])


def _change(row: ReviewSession, act: str, now: dict[str, Any], *, by: int, at: datetime) -> int:
    before = _told(row)
    change = change_row(row, {"by_hand": True} | now)
    assert change is not None
    db.session.flush()
    audit.record(act, "review_session", row.id, by=by, before=before, after=_told(row))
    return tell_changes([change], at=at)


def _told(row: ReviewSession) -> dict[str, Any]:
    """For the audit: numbers and moments, never words."""
    names = ("neighbourhood_id", "starts_at", "minutes", "online", "chair_person_id")
    return {name: getattr(row, name) for name in names} | {"cancelled": row.cancelled_because is not None}


def _free_code(place: str, terms: SessionTerms) -> str:
    """“east-20261208-0930”, with a number after it where that is taken."""
    stem = f"{place}-{terms.day:%Y%m%d}-{terms.starts.replace(':', '')}"
    taken = set(db.session.scalars(select(ReviewSession.code).where(ReviewSession.code.startswith(stem))))
    return next(
        code for n in range(len(taken) + 1) if (code := f"{stem}-{n + 1}" if n else stem) not in taken
    )
