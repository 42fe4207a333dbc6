"""Who came to a session, and that it is over. Nothing here commits; what is said twice is kept once."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import update

from accounts import audit
from caseload.reviews.meetings.agenda_facts import AgendaCase
from caseload.reviews.meetings.outcomes import refuse_session
from caseload.reviews.meetings.restating import restate
from caseload.reviews.review import Came, Deferral, ReviewSession
from caseload.reviews.sessions.facts import SessionFacts
from foundation.acts import table_of
from foundation.database import db
from foundation.errors import RuleBroken
from people.stated_rows import compare


def say_who_came(session: SessionFacts, came: Mapping[int, bool], *, by: int, at: datetime) -> int:
    """Whether each of these people came. How much of it was new. Raises RuleBroken for a session to come."""
    refuse_session(session, at)
    rows = [{"session_id": session.id, "person_id": person, "came": there} for person, there in came.items()]
    stated = compare(Came, ("session_id", "person_id"), rows)
    if stated.to_add:
        after = {"came": {str(row["person_id"]): row["came"] for row in stated.to_add}}
        audit.record("review_session.came", "review_session", session.id, by=by, after=after)
        stated.write(by=by, at=at)
    return len(stated.to_add)


def end_meeting(
    session: SessionFacts,
    undecided: Collection[AgendaCase],
    because: str,
    carried_to_id: int | None,
    *,
    by: int,
    at: datetime,
) -> None:
    """The meeting is over; what it did not come to is deferred. Said twice, it ended the first time.

    Raises RuleBroken before it began, when cancelled, and without a reason for what it did not come to.
    """
    refuse_session(session, at)
    if session.ended_at is not None:
        return
    if at < session.starts_at:
        raise RuleBroken("The meeting has not begun yet.")
    if undecided and not because.strip():
        raise RuleBroken("Say why these cases were not reviewed.")
    deferred = {"session_id": session.id, "carried_to_id": carried_to_id, "because": because}
    for case in undecided:
        restate(Deferral, None, {"case_id": case.id, **deferred}, by=by, at=at)
    table = table_of(ReviewSession)
    db.session.execute(update(table).where(table.c.id == session.id).values(ended_at=at))
    after = {"deferred": [case.id for case in undecided], "carried_to": carried_to_id}
    audit.record("review_session.end", "review_session", session.id, by=by, after=after)
