"""Telling people of reviews that fall due, of breaches, and of actions that are due. None commits; each tells
once, however often it runs."""

from collections.abc import Iterable
from datetime import date, timedelta

from accounts.permissions import Role
from caseload.queries.actions_due import actions_due
from caseload.queries.breaches import holder_of, readers_of
from caseload.queries.reviews_due import DueLine, breaches, falling_due
from foundation import clock
from people.notice import NoticeKind
from people.notices import tell

AHEAD = timedelta(days=14)
"""How long before its due day a review is told of."""
ACTION_AHEAD = timedelta(days=2)


def tell_falling_due(on: date, _by: int) -> int:
    """Whoever brings a review hears of it a fortnight before it is due. How many were told."""
    at, told = clock.now(), 0
    for line in falling_due(on, on + AHEAD, at):
        told += _tell_holder(line, NoticeKind.REVIEW_FALLING_DUE, "falling-due", line.facts.due.due_on)
    return told


def tell_breaches(on: date, _by: int) -> int:
    """Whoever brings a review that is breached, and leads and coordinators of its neighbourhood. How many were
    told."""
    at, told = clock.now(), 0
    readers = readers_of((Role.LEAD, Role.COORDINATOR), on)
    for line in breaches(on, at):
        told += _tell_holder(line, NoticeKind.REVIEW_BREACHED, "breached", on)
        told += _tell_readers(line, [*readers.get(line.place, ()), *readers.get("", ())], on)
    return told


def tell_actions_due(on: date, _by: int) -> int:
    """Whoever owns an action hears of it two days before it is due. How many were told."""
    at, told = clock.now(), 0
    for action in actions_due(on + ACTION_AHEAD, on):
        once = f"action:{action.number} due {action.due_on}"
        told += tell(
            once, NoticeKind.ACTION_DUE, "/my-work/reviews", action.due_on, at=at, person_id=action.owner_id
        )
    return told


def _tell_holder(line: DueLine, kind: NoticeKind, what: str, day: date) -> int:
    """Nobody, where nobody holds the case: its neighbourhood's list says so."""
    holder = holder_of(line)
    if holder is None:
        return 0
    about = f"/my-work/{line.line.id}"
    return int(tell(_once(line, what), kind, about, day, at=clock.now(), person_id=holder))


def _tell_readers(line: DueLine, readers: Iterable[tuple[int, int | None]], on: date) -> int:
    once, kind, told = _once(line, "breached"), NoticeKind.REVIEW_BREACHED, 0
    for account_id, person_id in readers:
        whose = {"account_id": account_id} if person_id is None else {"person_id": person_id}
        told += tell(once, kind, "/reviews", on, at=clock.now(), **whose)
    return told


def _once(line: DueLine, what: str) -> str:
    return f"{what}:{line.line.id} due {line.facts.due.due_on}"
