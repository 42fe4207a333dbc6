"""The neighbourhoods whose sessions a reader keeps or sees, and the one a page is about."""

from flask import request

from accounts.guard import viewer
from accounts.permissions import Permission
from caseload.reviews.sessions.queries import Place, SessionFacts, get_session, list_places
from foundation import clock
from foundation.errors import NotThere


def asked_place(permission: Permission) -> tuple[list[Place], Place]:
    """The reader's neighbourhoods, and the one the address asks for, or their first. Raises NotThere."""
    places = list_places(viewer().scopes(permission))
    code = request.args.get("neighbourhood")
    found = next((place for place in places if not code or place.code == code), None)
    if found is None:
        raise NotThere
    return places, found


def place_of(neighbourhood_id: int, permission: Permission = Permission.PLAN_REVIEWS) -> Place:
    """The neighbourhood, where it is one of the reader's. Raises NotThere."""
    places = list_places(viewer().scopes(permission))
    found = next((place for place in places if place.id == neighbourhood_id), None)
    if found is None:
        raise NotThere
    return found


def kept_session(session_id: int) -> tuple[SessionFacts, Place]:
    """A session of a neighbourhood of the reader's, with the neighbourhood. Raises NotThere."""
    session = get_session(session_id, clock.today())
    return session, place_of(session.neighbourhood_id)
