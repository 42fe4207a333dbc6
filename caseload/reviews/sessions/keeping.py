"""Keeping the patterns that sessions come from, and the sessions they give: 26 weeks ahead. None commits."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from caseload.reviews.review import ReviewSession
from caseload.reviews.sessions.chairing import Meeting, refuse_chair
from caseload.reviews.sessions.laying import WEEKS_AHEAD, Ahead, day_in_england, lay_sessions
from caseload.reviews.sessions.pattern import SessionPattern, SessionPatternDetails
from caseload.reviews.sessions.recurrence import Rhythm, first_meeting, moment_of
from foundation import clock
from foundation.database import db
from foundation.effective import Period
from foundation.errors import NotThere, RuleBroken
from foundation.formats import day as said_day
from foundation.timeline import Stretch
from neighbourhoods.neighbourhood import Neighbourhood
from people.deeds import doing, on_day, said, start


@dataclass(frozen=True, slots=True)
class Terms:
    """How a pattern goes: `weekday` 0 to 4 from Monday, `starts` as HH:MM in England, lengths in minutes."""

    weekday: int
    every_weeks: int
    starts: str
    minutes: int
    place: str
    online: bool
    chair_person_id: int | None


def start_pattern(
    neighbourhood_id: int, starts_on: date, last_day: date | None, terms: Terms, *, by: int, at: datetime
) -> Ahead:
    """A meeting that comes round from the first such weekday on the day or after it.

    Raises RuleBroken where that is past, and where the chair is not to be had; NotThere.
    """
    first = first_meeting(starts_on, terms.weekday)
    _refuse_past(first, at)
    if last_day is not None and last_day < first:
        raise RuleBroken(f"The first session would be on {said_day(first)}, after the last day.")
    pattern = SessionPattern(code=_next_code(neighbourhood_id), neighbourhood_id=neighbourhood_id)
    db.session.add(pattern)
    db.session.flush()
    days = Period(first, last_day and last_day + timedelta(days=1))
    with doing("session_pattern.start", "session_pattern", pattern.id, by=by, at=at) as act:
        start(act, SessionPatternDetails, (pattern.id,), days, **asdict(terms))
        _refuse_chair(terms, pattern.id, days, at)
    return lay_sessions([pattern.id], day_in_england(at), by=by, at=at)


def change_pattern(pattern_id: int, on: date, terms: Terms, *, by: int, at: datetime) -> Ahead:
    """From its first meeting on the day or after it, it goes like this. While the day and the weeks between
    stay, so does the rhythm: a fortnightly meeting keeps its weeks.

    Raises RuleBroken where nothing is in force then, that is past, or the chair is not to be had; NotThere.
    """
    with doing("session_pattern.change", "session_pattern", pattern_id, by=by, at=at) as act:
        current = on_day(act.timeline(SessionPatternDetails, (pattern_id,)), on)
        if current is None:
            raise RuleBroken(f"The pattern is not in force on {said_day(on)}, so it cannot change then.")
        first = _first_changed(current, on, terms)
        _refuse_past(first, at)
        if first >= current.period.end:
            raise RuleBroken("The pattern ends before its first changed session.")
        if first > on and not _same_rhythm(current, terms):
            act.clear(SessionPatternDetails, (pattern_id,), Period(on, first))
        days = Period(first, current.period.until)
        act.put(SessionPatternDetails, (pattern_id,), days, **asdict(terms))
        _refuse_chair(terms, pattern_id, days, at)
    return lay_sessions([pattern_id], day_in_england(at), by=by, at=at)


def end_pattern(pattern_id: int, last_day: date, *, by: int, at: datetime) -> Ahead:
    """It gives no session after the last day; those there are then, unless changed by hand, are cancelled.

    One that has not begun by then never does. Raises RuleBroken where it ends by then already, or the day is
    before yesterday.
    """
    if last_day < day_in_england(at) - timedelta(days=1):
        raise RuleBroken("Sessions that were held stay: the last day cannot be before yesterday.")
    with doing("session_pattern.end", "session_pattern", pattern_id, by=by, at=at) as act:
        act.clear(SessionPatternDetails, (pattern_id,), Period(last_day + timedelta(days=1)))
    return lay_sessions([pattern_id], day_in_england(at), by=by, at=at)


def keep_sessions_ahead(on: date, by: int) -> int:
    """Sessions for 26 weeks from the day, of every pattern; how many are new or other than they were. Run twice it
    changes nothing."""
    ids = list(db.session.scalars(select(SessionPattern.id).order_by(SessionPattern.id)))
    ahead = lay_sessions(ids, on, by=by, at=clock.now())
    return ahead.made + ahead.changed


def _first_changed(current: Stretch[Any], on: date, terms: Terms) -> date:
    if _same_rhythm(current, terms):
        return Rhythm(terms.weekday, terms.every_weeks, current.period.starts_on).next_day(on)
    return first_meeting(on, terms.weekday)


def _same_rhythm(current: Stretch[Any], terms: Terms) -> bool:
    was = said(SessionPatternDetails, current)
    return (was["weekday"], was["every_weeks"]) == (terms.weekday, terms.every_weeks)


def _refuse_past(first: date, at: datetime) -> None:
    if first < day_in_england(at):
        raise RuleBroken(f"The first session would be on {said_day(first)}, which is past.")


def _refuse_chair(terms: Terms, pattern_id: int, days: Period, at: datetime) -> None:
    """An absence on one of many days is no reason against a pattern: it shows beside that session."""
    if terms.chair_person_id is None:
        return
    horizon = day_in_england(at) + timedelta(weeks=WEEKS_AHEAD)
    if days.starts_on >= horizon:
        horizon = days.starts_on + timedelta(weeks=terms.every_weeks)
    rhythm = Rhythm(terms.weekday, terms.every_weeks, days.starts_on)
    meetings = [
        Meeting(moment_of(day, terms.starts), terms.minutes, terms.online)
        for day in rhythm.days(Period(days.starts_on, min(days.end, horizon)))
    ]
    own = db.session.scalars(select(ReviewSession.id).where(ReviewSession.pattern_id == pattern_id))
    refuse_chair(terms.chair_person_id, meetings, but=list(own), forgiving=True)


def _next_code(neighbourhood_id: int) -> str:
    """“east-p3”. Raises NotThere without such a neighbourhood."""
    place = db.session.get(Neighbourhood, neighbourhood_id)
    if place is None:
        raise NotThere
    number = db.session.scalar(
        select(func.count()).where(SessionPattern.neighbourhood_id == neighbourhood_id)
    )
    return f"{place.code}-p{(number or 0) + 1}"
