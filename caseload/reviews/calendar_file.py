"""Somebody's sessions as a calendar reads them (RFC 5545). Pure. Of a resident it says how many, and nothing else."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from caseload.reviews.sessions.own_sessions import OwnSession
from foundation.clock import LONDON
from foundation.formats import plural

HOUR = timedelta(hours=1)


def calendar_of(sessions: Iterable[OwnSession], site: str) -> bytes:
    """The file, the same for the same sessions. `site` is where the service is reached."""
    calendar = Calendar()
    calendar.add("prodid", "-//Neighbourhood Teams//Review sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Review sessions")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    calendar.add_component(_england())
    for session in sessions:
        calendar.add_component(_event(session, site.rstrip("/")))
    return calendar.to_ical()


def _event(session: OwnSession, site: str) -> Event:
    asked, event = session.asked, Event()
    title = f"Review session, {asked.neighbourhood}"
    event.add("uid", f"review-session-{asked.id}@{urlsplit(site).hostname}")
    event.add("dtstamp", asked.published_at)
    event.add("dtstart", session.comes_at.astimezone(LONDON))
    event.add("dtend", session.goes_at.astimezone(LONDON))
    event.add("summary", f"Cancelled: {title}" if asked.cancelled else title)
    event.add("status", "CANCELLED" if asked.cancelled else "CONFIRMED")
    event.add("location", asked.place or ("Online" if asked.online else "Place not recorded"))
    event.add("description", f"{_why(session)}\n{site}/reviews/sessions/{asked.id}")
    event.add("url", f"{site}/reviews/sessions/{asked.id}")
    return event


def _why(session: OwnSession) -> str:
    cases = plural(session.stay.cases, "case")
    if session.asked.chair:
        return f"You chair: {cases}. The session starts at {_hour(session.asked.starts_at)}."
    whole = f"The session is from {_hour(session.asked.starts_at)}, for {session.asked.minutes} minutes."
    return f"You come for {cases}. {whole}" if session.stay.cases else whole


def _hour(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%H:%M}"


def _england() -> Timezone:
    """The rule since 1996, for ever: a list of days would run out one year."""
    zone = Timezone()
    zone.add("tzid", "Europe/London")
    for component, name, first, offset, before, month in (
        (TimezoneDaylight(), "BST", datetime(1996, 3, 31, 1), HOUR, 0 * HOUR, 3),  # noqa: DTZ001
        (TimezoneStandard(), "GMT", datetime(1996, 10, 27, 2), 0 * HOUR, HOUR, 10),  # noqa: DTZ001
    ):
        component.add("tzname", name)
        component.add("dtstart", first)  # a zone's own days have no zone
        component.add("tzoffsetfrom", before)
        component.add("tzoffsetto", offset)
        component.add("rrule", vRecur(freq="yearly", bymonth=month, byday="-1su"))
        zone.add_component(component)
    return zone
