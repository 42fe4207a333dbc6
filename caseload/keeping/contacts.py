"""That somebody was in touch, that a service was needed at once, and what formal care is arranged. Never what
was said."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts import audit
from caseload.cases.case import Case
from caseload.cases.contact import CareKind, CarePackage, Contact, ContactKind, UrgentContact, UrgentKind
from caseload.keeping.days import from_day, refuse_ahead
from foundation.acts import Act
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import Period
from foundation.errors import RuleBroken
from foundation.formats import day
from foundation.model import Model
from people.deeds import on_day
from people.files import Outcome
from people.stated_rows import Row, Stated, compare

CONTACT_KEY = ("case_id", "held_on", "kind", "person_id")
URGENT_KEY = ("case_id", "happened_on", "kind")


def record_contact(
    case_id: int, held_on: date, kind: ContactKind, person_id: int, *, by: int, at: datetime
) -> None:
    """Somebody was in touch with the resident. Raises RuleBroken for a day to come or before the referral, and
    when it is recorded already."""
    _refuse_day(held_on, at)
    referred_on = db.session.get_one(Case, case_id).referred_on
    if held_on < referred_on:
        raise RuleBroken(f"The case was referred on {day(referred_on)}: no contact is kept from before that.")
    row = {"case_id": case_id, "held_on": held_on, "kind": kind.value, "person_id": person_id}
    _record(Contact, CONTACT_KEY, row, "contact.record", by=by, at=at)


def record_urgent(case_id: int, happened_on: date, kind: UrgentKind, *, by: int, at: datetime) -> None:
    """A service was needed at once, also before the referral: the two are compared. Raises RuleBroken for a
    day to come, and when it is recorded already."""
    _refuse_day(happened_on, at)
    row = {"case_id": case_id, "happened_on": happened_on, "kind": kind.value}
    _record(UrgentContact, URGENT_KEY, row, "urgent_contact.record", by=by, at=at)


def record_many(model: type[Model], rows: Sequence[Row], *, by: int, at: datetime) -> int:
    """Many of one kind at once, as a list brings them. How many were new; nothing is recorded twice."""
    key = CONTACT_KEY if model is Contact else URGENT_KEY
    stated = compare(model, key, rows)
    if stated.to_add:
        kinds = f"{model.__tablename__}.record_many"
        audit.record(kinds, "case_list", None, by=by, after={"started": len(stated.to_add)})
    stated.write(by=by, at=at)
    return len(stated.to_add)


def take_back(
    model: type[Model], case_id: int, row: int, recorded_at: datetime, because: str, *, by: int, at: datetime
) -> None:
    """It was not as recorded, and why is kept with it. Raises RuleBroken without a reason."""
    if not because.strip():
        raise RuleBroken("A correction needs a reason.")
    name = model.__tablename__
    audit.record(f"{name}.take_back", "case", case_id, by=by, after={name: row})
    Stated(model, to_supersede={row: recorded_at}).write(by=by, at=at, because=because)


def arrange_care(act: Act, case_id: int, kind: CareKind, hours: Decimal, on: date) -> None:
    """Formal care from the day, in hours a week, in place of any arranged before."""
    refuse_ahead(act, on)
    from_day(act, CarePackage, (case_id,), on, kind=kind.value, hours=hours)


def end_care(act: Act, case_id: int, on: date) -> None:
    """No formal care from the day. Raises RuleBroken when none was arranged."""
    refuse_ahead(act, on)
    if on_day(act.timeline(CarePackage, (case_id,)), on) is None:
        raise RuleBroken(f"No formal care is arranged on {day(on)}.")
    act.clear(CarePackage, (case_id,), Period(on))


def _record(
    model: type[Model], key: tuple[str, ...], row: dict[str, Any], name: str, *, by: int, at: datetime
) -> None:
    stated = compare(model, key, [row])
    if stated.outcomes != [Outcome.STARTED]:
        raise RuleBroken("That is recorded already, so nothing was added.")
    audit.record(name, "case", row["case_id"], by=by, after=row)
    stated.write(by=by, at=at)


def _refuse_day(on: date, at: datetime) -> None:
    if on > at.astimezone(LONDON).date():
        raise RuleBroken(f"{day(on)} is still to come. Record it once it has been.")
