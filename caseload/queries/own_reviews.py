"""Reading which of somebody's own cases are in the review sessions they are asked to. One statement."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, tuple_

from caseload.cases.case import Case, CaseDetails
from caseload.queries.cases import Parts, as_line, select_cases
from caseload.queries.my_work import parts_on
from caseload.reviews.review import PlannedReview
from caseload.reviews.sessions.own_sessions import OwnSession
from foundation.database import db
from foundation.effective import AsAt


@dataclass(frozen=True, slots=True)
class OwnReview:
    """A case of one's own that is planned in a session, `starts_minute` minutes after it starts."""

    case_id: int
    reference: str
    resident: str
    starts_minute: int


def own_reviews(person_id: int, sessions: Collection[OwnSession], on: date) -> dict[int, list[OwnReview]]:
    """By session, in order. None whose resident objects."""
    parts, mine = Parts(AsAt(on)), parts_on(AsAt(on)).subquery("mine")
    asked = [(each.asked.plan_id, each.asked.id) for each in sessions]
    rows: Any = db.session.execute(
        select_cases(parts)
        .join(PlannedReview, PlannedReview.case_id == Case.id)
        .join(mine, and_(mine.c.case_id == Case.id, mine.c.person_id == person_id))
        .where(CaseDetails.id.is_not(None), parts.listed)
        .where(tuple_(PlannedReview.plan_id, PlannedReview.session_id).in_(asked))
        .add_columns(PlannedReview.session_id, PlannedReview.starts_minute)
        .order_by(PlannedReview.session_id, PlannedReview.starts_minute, PlannedReview.id)
    )
    found: dict[int, dict[int, OwnReview]] = defaultdict(dict)
    for row in rows:
        line, (session_id, starts_minute) = as_line(row), row[-2:]
        found[session_id][line.id] = OwnReview(line.id, line.reference, line.resident, starts_minute)
    return {session_id: list(reviews.values()) for session_id, reviews in found.items()}
