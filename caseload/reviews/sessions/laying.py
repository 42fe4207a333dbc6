"""Laying the sessions that patterns give over the sessions there are: nothing is deleted, and nothing that was
changed by hand or has begun is touched. None commits."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from accounts import audit
from caseload.reviews.review import ReviewSession
from caseload.reviews.sessions.chairing import Meeting, chaired, first_clash
from caseload.reviews.sessions.pattern import SessionPattern, SessionPatternDetails
from caseload.reviews.sessions.recurrence import Kept, Laid, Rhythm, bank_holidays, lay_over, moment_of
from caseload.reviews.sessions.telling import Change, tell_changes
from foundation.acts import table_of
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import AsAt, Period, known, still_open

WEEKS_AHEAD = 26
NO_DAY = "Its pattern has no session on this day any more"


@dataclass(frozen=True, slots=True)
class Ahead:
    """What laying came to: sessions made, sessions changed or cancelled, and published reviews left without a
    session."""

    made: int = 0
    changed: int = 0
    reviews_left: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A session as its pattern would have it."""

    pattern_id: int
    pattern_day: date
    code: str
    neighbourhood_id: int
    starts_at: datetime
    minutes: int
    place: str
    online: bool
    chair_person_id: int | None
    cancelled_because: str | None


def day_in_england(at: datetime) -> date:
    """The day it is there at the moment."""
    return at.astimezone(LONDON).date()


def lay_sessions(pattern_ids: Collection[int], on: date, *, by: int, at: datetime) -> Ahead:
    """Sessions of these patterns for 26 weeks from the day. A chair who would be in two at once is in neither
    place: the later one laid has none, and shows it. Tells those whose published sessions changed."""
    days = Period(on, on + timedelta(weeks=WEEKS_AHEAD))
    rows = _rows(pattern_ids, days)
    free = [row.id for row in rows if not _stays(row, at)]
    wanted = _with_chairs(_wanted(pattern_ids, days, at), days, free)
    new: list[Wanted] = []
    changes: list[Change] = []
    for pattern_id in pattern_ids:
        mine = {each.pattern_day: each for each in wanted if each.pattern_id == pattern_id}
        theirs = {row.id: row for row in rows if row.pattern_id == pattern_id}
        laid = lay_over(mine, [_kept(row, at) for row in theirs.values()])
        new += [mine[day] for day in laid.new]
        changes += _apply(laid, mine, theirs)
    if new:
        db.session.execute(insert(table_of(ReviewSession)), [asdict(each) for each in new])
    db.session.flush()
    if new or changes:
        made = {"made": len(new), "changed": [change.session_id for change in changes]}
        audit.record("sessions.lay", "review_session", None, by=by, after=made)
    return Ahead(len(new), len(changes), tell_changes(changes, at=at))


def as_patterned(row: ReviewSession, at: datetime) -> dict[str, Any] | None:
    """What its pattern would have the session say; none where the pattern has no session on its day, or that hour is
    past."""
    if row.pattern_id is None or row.pattern_day is None:
        return None
    one_day = Period(row.pattern_day, row.pattern_day + timedelta(days=1))
    return next((asdict(each) for each in _wanted([row.pattern_id], one_day, at)), None)


def _rows(pattern_ids: Collection[int], days: Period) -> list[ReviewSession]:
    found = select(ReviewSession).where(
        ReviewSession.pattern_id.in_(pattern_ids),
        ReviewSession.pattern_day >= days.starts_on,
        ReviewSession.pattern_day < days.end,
    )
    return list(db.session.scalars(found.order_by(ReviewSession.pattern_day, ReviewSession.id)))


def _stays(row: ReviewSession, at: datetime) -> bool:
    return row.by_hand or row.ended_at is not None or row.starts_at <= at


def _kept(row: ReviewSession, at: datetime) -> Kept:
    assert row.pattern_day is not None
    return Kept(row.pattern_day, row.id, _stays(row, at))


def _wanted(pattern_ids: Collection[int], days: Period, at: datetime) -> list[Wanted]:
    """Every session to come that the patterns give within the days. A bank holiday's is cancelled, and shown."""
    model = SessionPatternDetails
    rows = db.session.execute(
        select(model, SessionPattern.code, SessionPattern.neighbourhood_id)
        .join(SessionPattern, SessionPattern.id == model.pattern_id)
        .where(model.pattern_id.in_(pattern_ids), known(model, AsAt(days.starts_on)))
        .where(still_open(model, days.starts_on), model.starts_on < days.end)
        .order_by(model.pattern_id, model.starts_on, model.id)
    ).all()
    given = [
        (row, code, place, day)
        for row, code, place in rows
        for day in _days(row, days)
        if moment_of(day, row.starts) > at
    ]
    closed = bank_holidays({day for *_, day in given})
    return [_one(row, code, place, day, closed.get(day)) for row, code, place, day in given]


def _days(row: SessionPatternDetails, days: Period) -> Iterator[date]:
    first, end = max(row.starts_on, days.starts_on), min(row.period.end, days.end)
    return Rhythm(row.weekday, row.every_weeks, row.starts_on).days(Period(first, end))


def _one(row: SessionPatternDetails, code: str, place: int, day: date, holiday: str | None) -> Wanted:
    return Wanted(
        pattern_id=row.pattern_id,
        pattern_day=day,
        code=f"{code}-{day:%Y%m%d}",
        neighbourhood_id=place,
        starts_at=moment_of(day, row.starts),
        minutes=row.minutes,
        place=row.place,
        online=row.online,
        chair_person_id=row.chair_person_id,
        cancelled_because=holiday and f"Bank holiday: {holiday}",
    )


def _with_chairs(wanted: list[Wanted], days: Period, free: Collection[int]) -> list[Wanted]:
    """Each with its chair, but for those where the chair would be in two sessions at once."""
    chairs = {each.chair_person_id for each in wanted if each.chair_person_id is not None}
    diary: dict[int, list[Meeting]] = defaultdict(list, chaired(chairs, days, but=free))
    found: list[Wanted] = []
    for each in wanted:
        meeting = Meeting(each.starts_at, each.minutes, each.online)
        if each.chair_person_id is None or each.cancelled_because is not None:
            found.append(each)
        elif first_clash(meeting, diary[each.chair_person_id]):
            found.append(replace(each, chair_person_id=None))
        else:
            diary[each.chair_person_id].append(meeting)
            found.append(each)
    return found


def _apply(laid: Laid, mine: dict[date, Wanted], rows: dict[int, ReviewSession]) -> list[Change]:
    """Make the rows say what they are now; those that said it already are no change."""
    says: dict[int, dict[str, Any]] = {session_id: asdict(mine[day]) for session_id, day in laid.stays}
    says |= {session_id: {"cancelled_because": NO_DAY} for session_id in laid.gone}
    return [
        change
        for session_id, now in says.items()
        if (change := change_row(rows[session_id], now)) is not None
    ]


def change_row(row: ReviewSession, now: dict[str, Any]) -> Change | None:
    """Make the row say this, and give what changed for those who come; none where it said so already."""
    different = {name: value for name, value in now.items() if getattr(row, name) != value}
    if not different:
        return None
    was_on, was_chair = day_in_england(row.starts_at), row.chair_person_id
    for name, value in different.items():
        setattr(row, name, value)
    chairs = frozenset(chair for chair in (was_chair, row.chair_person_id) if chair is not None)
    return Change(row.id, max(was_on, day_in_england(row.starts_at)), chairs)
