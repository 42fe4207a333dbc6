"""Telling people, and whoever answers for their practice, that a registration ends: 60, 30 and 7 days before."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from foundation.database import db
from foundation.effective import AsAt, in_force, known
from people.accountability import Accountability, Registration
from people.employment import Employment, EmploymentDetails
from people.notice import NoticeKind
from people.notices import tell
from people.post import Tenure

STEPS = (7, 30, 60)
"""Days before the last one. Each is told once; where one was missed, the next says it too."""


def step_of(last_day: date, on: date) -> int | None:
    """The step that a day is within; none while there is longer, or when it is over."""
    left = (last_day - on).days
    return None if left < 0 else next((step for step in STEPS if left <= step), None)


def tell_registration_ends(on: date, *, at: datetime) -> int:
    """Tell each of them by the day, and give how many were told. None who has left. Never commits."""
    told = 0
    for person_id, profession_id, expires_on, holder_id in _ending(on):
        once = f"registration of {person_id} in {profession_id} ends {expires_on}: {step_of(expires_on, on)}"
        about = {person_id: "/practice"} | ({holder_id: f"/people/{person_id}/practice"} if holder_id else {})
        told += sum(
            tell(once, NoticeKind.REGISTRATION_ENDING, where, expires_on, at=at, person_id=reader)
            for reader, where in about.items()
        )
    return told


def _ending(on: date) -> list[Any]:
    """Registrations within their last days that no longer one follows, with each holder of the first post of the
    professional line."""
    as_at, later = AsAt(on), aliased(Registration)
    renewed = exists().where(
        later.person_id == Registration.person_id,
        later.profession_id == Registration.profession_id,
        later.expires_on > Registration.expires_on,
        known(later, as_at),
    )
    employed = exists().where(
        Employment.person_id == Registration.person_id,
        EmploymentDetails.employment_id == Employment.id,
        in_force(EmploymentDetails, as_at),
    )
    same = and_(
        Accountability.person_id == Registration.person_id,
        Accountability.profession_id == Registration.profession_id,
        in_force(Accountability, as_at),
    )
    held = and_(Tenure.post_id == Accountability.post_id, Tenure.holding != "deputy", in_force(Tenure, as_at))
    rows = db.session.execute(
        select(Registration.person_id, Registration.profession_id, Registration.expires_on, Tenure.person_id)
        .outerjoin(Accountability, same)
        .outerjoin(Tenure, held)
        .where(
            in_force(Registration, as_at),
            Registration.expires_on.between(on, on + timedelta(days=max(STEPS))),
            employed,
            ~renewed,
        )
        .order_by(Registration.expires_on, Registration.id, Tenure.id)
    )
    return list(rows)
