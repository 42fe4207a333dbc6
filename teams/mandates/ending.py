"""Telling the partnership office that a mandate ends: 60, 30 and 7 days before its last day."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from accounts.permissions import Role
from foundation.database import db
from foundation.effective import AsAt, in_force, known
from foundation.formats import last_day
from people.notice import NoticeKind
from people.notices import tell
from people.readers import readers_with
from people.registration_ends import STEPS, step_of
from teams.mandate import Mandate, MandateTerms, Status


def tell_mandate_ends(on: date, *, at: datetime) -> int:
    """Tell each of the office by the day, and give how many were told. Never commits."""
    ending, readers = _ending(on), readers_with(Role.OFFICE)
    return sum(
        tell(
            f"mandate {mandate_id} ends {until}: {step_of(last_day(until), on)}",
            NoticeKind.MANDATE_ENDING,
            f"/mandates/{quote(code)}",
            last_day(until),
            at=at,
            **reader.whose,
        )
        for mandate_id, code, until in ending
        for reader in readers
    )


def _ending(on: date) -> list[Any]:
    """Signed mandates within their last days that no signed terms follow."""
    as_at, later = AsAt(on), aliased(MandateTerms)
    followed = exists().where(
        later.mandate_id == MandateTerms.mandate_id,
        later.starts_on == MandateTerms.until,
        later.status == Status.SIGNED.value,
        known(later, as_at),
    )
    first, last = on + timedelta(days=1), on + timedelta(days=max(STEPS) + 1)
    rows = db.session.execute(
        select(Mandate.id, Mandate.code, MandateTerms.until)
        .join(MandateTerms, MandateTerms.mandate_id == Mandate.id)
        .where(
            in_force(MandateTerms, as_at),
            MandateTerms.status == Status.SIGNED.value,
            MandateTerms.until.between(first, last),
            ~followed,
        )
        .order_by(MandateTerms.until, Mandate.id)
    )
    return list(rows)
