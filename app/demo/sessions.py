"""When the sample's neighbourhoods meet: three sessions a week each, from weekly and fortnightly patterns."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from app.demo.diary import CHAIRING, SESSION_MINUTES
from caseload.reviews.sessions.changes import SessionTerms, change_session
from caseload.reviews.sessions.keeping import Terms, keep_sessions_ahead, start_pattern
from caseload.reviews.sessions.limits import set_limit
from caseload.reviews.sessions.queries import SessionFacts, list_sessions
from foundation import clock
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import RuleBroken
from neighbourhoods.neighbourhood import Neighbourhood
from people.deeds import doing
from people.organisation import Profession
from teams.team import Placement, PlacementDetails, Team

WEEKS_BEFORE = 4
WEEKS_MENDED = 11
"""How far ahead the coordinator has found another chair where one is away; later ones still show it."""
ONE_WEEK = timedelta(weeks=1)
LIMITS = (2, 1)
"""Own limits of the first people of each neighbourhood who may chair."""


def lay_sample_sessions(today: date, *, by: int) -> None:
    """Patterns that began four weeks before today, with the sessions since. Asked on the day they began."""
    began = today - WEEKS_BEFORE * ONE_WEEK
    places = list(db.session.scalars(select(Neighbourhood).order_by(Neighbourhood.id)))
    for nth, place in enumerate(places):
        chairs = _chairs(place.id, today)
        turn = iter(range(len(chairs)))
        for terms, starts_on in _patterns(place, nth, began):
            _start(place, terms, starts_on, [*chairs[next(turn, 0) :], *chairs], by)


def mend_sample_sessions(today: date, *, by: int) -> None:
    """As the coordinator would, today: another chair where one is away soon, and a few limits."""
    keep_sessions_ahead(today, by)
    for place in db.session.scalars(select(Neighbourhood).order_by(Neighbourhood.id)).all():
        chairs = _chairs(place.id, today)
        until = today + WEEKS_MENDED * ONE_WEEK
        for session in list_sessions(place.id, today + timedelta(days=1), until, today):
            if session.chair_not is not None and not session.is_cancelled:
                _find_chair(session, chairs, by)
        for person_id, sessions in zip(reversed(chairs), LIMITS, strict=False):
            _limit(person_id, sessions, today, by)


def _patterns(place: Neighbourhood, nth: int, began: date) -> Iterator[tuple[Terms, date]]:
    hub = Terms(nth % 5, 1, "09:30", SESSION_MINUTES, f"{place.name} neighbourhood hub", False, None)
    online = replace(hub, weekday=(nth + 3) % 5, every_weeks=2, place="Video meeting", online=True)
    yield hub, began
    yield replace(hub, weekday=(nth + 2) % 5, starts="13:30"), began
    yield online, began
    yield replace(online, starts="13:30"), began + ONE_WEEK


def _chairs(neighbourhood_id: int, on: date) -> list[int]:
    """Who chairs there: by profession in turn, so that not all of them are nurses."""
    rows = db.session.execute(
        select(Placement.person_id, Profession.code)
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .join(Profession, Profession.id == PlacementDetails.profession_id)
        .where(
            Team.neighbourhood_id == neighbourhood_id,
            Profession.code.in_(CHAIRING),
            in_force(PlacementDetails, AsAt(on)),
        )
        .order_by(Placement.person_id)
    ).all()
    by_profession = [[person for person, code in rows if code == wanted] for wanted in CHAIRING]
    longest = max(map(len, by_profession), default=0)
    ranked = [group[n] for n in range(longest) for group in by_profession if n < len(group)]
    return list(dict.fromkeys(ranked))


def _start(place: Neighbourhood, terms: Terms, starts_on: date, chairs: list[int], by: int) -> None:
    """With the first of the chairs who works then and is in no other session; without one where none does."""
    for chair_id in (*chairs, None):
        with db.session.begin_nested() as point:
            try:
                given = replace(terms, chair_person_id=chair_id)
                start_pattern(place.id, starts_on, None, given, by=by, at=clock.now())
            except RuleBroken:
                point.rollback()
            else:
                return


def _find_chair(session: SessionFacts, chairs: list[int], by: int) -> None:
    local = session.local
    was = SessionTerms(
        local.date(), f"{local:%H:%M}", session.minutes, session.place, session.online, session.chair_id
    )
    for chair_id in chairs:
        try:
            change_session(
                session.id, replace(was, chair_person_id=chair_id), session.mark, by=by, at=clock.now()
            )
        except RuleBroken:
            continue
        return


def _limit(person_id: int, sessions: int, today: date, by: int) -> None:
    with doing("session_limit.set", "person", person_id, by=by, at=clock.now()) as act:
        set_limit(act, person_id, sessions, today, None)
