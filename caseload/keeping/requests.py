"""Requests that a case be given to somebody, when the case itself goes no further."""

from datetime import datetime

from sqlalchemy import insert, select, update

from caseload.request import AllocationRequest, Answer, Party, RequestAnswer
from foundation.acts import table_of
from foundation.database import db


def lapse_requests(case_id: int, *, by: int, at: datetime, because: str) -> int:
    """Every open request about the case lapses. How many there were."""
    waiting = select(AllocationRequest.id).where(
        AllocationRequest.case_id == case_id, AllocationRequest.closed_at.is_(None)
    )
    ids = list(db.session.scalars(waiting.order_by(AllocationRequest.id)))
    if not ids:
        return 0
    db.session.execute(update(AllocationRequest).where(AllocationRequest.id.in_(ids)).values(closed_at=at))
    answer = {"party": Party.ASKER.value, "answer": Answer.LAPSED.value, "because": because}
    kept = {"answered_by_id": by, "answered_at": at}
    db.session.execute(
        insert(table_of(RequestAnswer)), [{"request_id": number, **answer, **kept} for number in ids]
    )
    return len(ids)
