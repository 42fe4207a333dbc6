"""Reading escalations: those of the posts somebody answers for today, and of the neighbourhoods whose cases they see.

A resident is named only to whoever may see the case. What the professional line is told of supervision stays with it.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, func, or_

from accounts.account import Account
from caseload.cases.case import Case, CaseDetails
from caseload.policy import covers
from caseload.queries.cases import CaseLine, Parts, as_line, in_scope, select_cases
from caseload.reviews.review import EscalatedOver, Escalation
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere
from foundation.paging import Page, paged
from neighbourhoods.neighbourhood import Neighbourhood
from people.post import PostDetails


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: the posts they answer for, by number, and the neighbourhoods whose cases they see ("": all)."""

    posts: Collection[int]
    scopes: Collection[str]


@dataclass(frozen=True, slots=True)
class EscalationLine:
    """One breach as it was told. `over` is none, and `because` empty, for a reader whom that is no matter of;
    `resident` and `case_id` are none for one who may not see the case. `post` is none where there was a gap."""

    id: int
    reference: str
    tier: str | None
    team: str
    due_on: date
    raised_at: datetime
    over: str | None
    because: tuple[str, ...]
    post: str | None
    answers: bool
    resident: str | None
    case_id: int | None
    answer: str | None
    answered_at: datetime | None
    answered_by: str | None


def list_escalations(reader: Reader, on: date, *, number: int) -> Page[EscalationLine]:
    """Those without an answer first, the longest due first. Two statements."""
    answered = case((Escalation.answered_at.is_(None), 0), else_=1)
    found = _select(reader, on).order_by(answered, Escalation.due_on, Escalation.id)
    return paged(found, number, lambda row: _line(row, reader))


def get_escalation(escalation_id: int, reader: Reader, on: date) -> EscalationLine:
    """One of them. Raises NotThere."""
    row = db.session.execute(_select(reader, on).where(Escalation.id == escalation_id)).first()
    if row is None:
        raise NotThere
    return _line(row, reader)


def count_unanswered(reader: Reader, on: date) -> int:
    """How many wait for an answer. One statement."""
    waiting = _select(reader, on).where(Escalation.answered_at.is_(None))
    return db.session.scalar(waiting.with_only_columns(func.count(Escalation.id))) or 0


def _select(reader: Reader, on: date) -> Any:
    parts = Parts(AsAt(on))
    titled = and_(PostDetails.post_id == Escalation.post_id, in_force(PostDetails, AsAt(on)))
    return (
        select_cases(parts)
        .join(Escalation, Escalation.case_id == Case.id)
        .outerjoin(PostDetails, titled)
        .outerjoin(Account, Account.id == Escalation.answered_by_id)
        .where(CaseDetails.id.is_not(None), parts.listed)
        .where(or_(Escalation.post_id.in_(reader.posts), in_scope(reader.scopes)))
        .add_columns(
            Neighbourhood.code.label("place"),
            Escalation.id.label("number"),
            Escalation.due_on,
            Escalation.raised_at,
            Escalation.over,
            Escalation.because,
            Escalation.post_id,
            PostDetails.title,
            Escalation.answer,
            Escalation.answered_at,
            Account.name.label("answered_by"),
        )
    )


def _line(row: Any, reader: Reader) -> EscalationLine:
    line: CaseLine = as_line(row)
    answers = row.post_id in reader.posts
    sees = covers(reader.scopes, row.place)
    found = EscalationLine(
        row.number,
        line.reference,
        line.tier,
        line.neighbourhood,
        row.due_on,
        row.raised_at,
        row.over,
        tuple(json.loads(row.because)),
        row.title,
        answers,
        line.resident if sees else None,
        line.id if sees else None,
        row.answer,
        row.answered_at,
        row.answered_by,
    )
    if row.over == EscalatedOver.SUPERVISION and not answers:
        return replace(found, over=None, because=(), post=None, answer=None)
    return found
