"""Requests that a case be given to somebody, when the case itself goes no further."""

from datetime import datetime

from sqlalchemy import select

from caseload.allocation.request import AllocationRequest
from caseload.allocation.requesting import lapse
from foundation.database import db


def lapse_requests(case_id: int, *, by: int, at: datetime, because: str) -> int:
    """Every open request about the case lapses. How many there were."""
    waiting = select(AllocationRequest.id).where(
        AllocationRequest.case_id == case_id, AllocationRequest.closed_at.is_(None)
    )
    ids = db.session.scalars(waiting.order_by(AllocationRequest.id)).all()
    for number in ids:
        lapse(number, because, by=by, at=at)
    return len(ids)
