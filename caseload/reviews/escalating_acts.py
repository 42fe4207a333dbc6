"""Escalating breaches and what a meeting escalates, and answering for one."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from accounts import audit
from caseload.capacity.over_capacity import refuse_resident
from caseload.queries.breaches import Breach, facts_of, read_breaches
from caseload.reviews.escalating import Told, escalate
from caseload.reviews.review import Escalation
from foundation import clock
from foundation.database import compact_json, db
from foundation.effective import AsAt
from foundation.errors import NotThere, RuleBroken
from foundation.formats import short_day
from people.notice import NoticeKind
from people.notices import tell
from people.queries import TenureFacts, holders_of


def escalate_breaches(on: date, by: int) -> int:
    """Tell each breach to the post that answers for what keeps it: once for each case, due day and kind. How many
    are new. Never commits."""
    now = clock.now()
    found = [(breach, escalate(breach.facts)) for breach in read_breaches(on, now)]
    known = _known({breach.line.line.id for breach, _ in found})
    fresh = [(breach, told) for breach, told in found if _key(breach, told) not in known]
    posts = {told.post_id for _, told in fresh if told.post_id is not None}
    holders = holders_of(posts, AsAt(on))
    for breach, told in fresh:
        _raise(_key(breach, told), told, holders.get(told.post_id or 0, []), on, by=by, at=now)
    return len(fresh)


@dataclass(frozen=True, slots=True)
class AtMeeting:
    """A case that a session escalated: who brings it, where it is, when its review was due, and the session's day."""

    case_id: int
    holder_id: int | None
    place: str
    due_on: date
    on: date


def escalate_case(case: AtMeeting, *, by: int, at: datetime) -> None:
    """Tell it to the post that answers for what keeps the case: as a breach is told, once for each due day and kind.
    Never commits."""
    said = f"The review on {short_day(case.on)} came to: escalated"
    told = escalate(facts_of(case.holder_id, case.place, (said,), case.on))
    told = replace(told, because=tuple(dict.fromkeys((said, *told.because))))
    if (case.case_id, told.over.value, case.due_on) in _known({case.case_id}):
        return
    holders = holders_of([] if told.post_id is None else [told.post_id], AsAt(case.on))
    _raise(
        (case.case_id, told.over.value, case.due_on),
        told,
        holders.get(told.post_id or 0, []),
        case.on,
        by=by,
        at=at,
    )


def answer_escalation(escalation_id: int, says: str, *, by: int, at: datetime) -> None:
    """What is done about it, once. Raises NotThere; RuleBroken when it was answered, for no answer, and for one that
    is about a resident."""
    found = db.session.get(Escalation, escalation_id)
    if found is None:
        raise NotThere
    if found.answered_at is not None:
        raise RuleBroken("This has been answered already.")
    refuse_resident(says)
    found.answer, found.answered_at, found.answered_by_id = says, at, by
    audit.record("escalation.answer", "escalation", escalation_id, by=by, after={"case": found.case_id})


def because_of(stored: str) -> tuple[str, ...]:
    """The sentences that an escalation keeps."""
    return tuple(json.loads(stored))


def _known(case_ids: set[int]) -> set[tuple[int, str, date]]:
    rows = db.session.execute(
        select(Escalation.case_id, Escalation.over, Escalation.due_on).where(Escalation.case_id.in_(case_ids))
    )
    return {(case_id, over, due_on) for case_id, over, due_on in rows}


def _key(breach: Breach, told: Told) -> tuple[int, str, date]:
    return breach.line.line.id, told.over.value, breach.line.facts.due.due_on


def _raise(
    key: tuple[int, str, date], told: Told, holders: list[TenureFacts], on: date, *, by: int, at: datetime
) -> None:
    case_id, over, due_on = key
    raised = Escalation(
        case_id=case_id,
        over=over,
        due_on=due_on,
        because=compact_json(told.because),
        raised_at=at,
        post_id=told.post_id,
    )
    db.session.add(raised)
    db.session.flush()
    about = f"/reviews/escalations/{raised.id}"
    for holder in holders:
        tell(f"escalation:{raised.id}", NoticeKind.ESCALATED, about, on, at=at, person_id=holder.person_id)
    after = {"case": case_id, "over": over, "due_on": due_on, "post": told.post_id}
    audit.record("escalation.raise", "escalation", raised.id, by=by, after=after)
