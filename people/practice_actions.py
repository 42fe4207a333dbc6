"""Recording that professional supervision took place and that a register was checked. None commits.

Each is an event of one person in one profession. Of supervision only the day, the people and its kind are
kept: never what was said.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from accounts import audit
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import RuleBroken
from foundation.formats import day, listed
from people.accountability import RegisterCheck, Registration, Supervision
from people.files import Outcome
from people.organisation import Profession
from people.stated_rows import Stated, compare
from people.supervision_file import SUPERVISION_KEY

CHECK_KEY = ("person_id", "profession_id", "checked_on")
ANYONE = "*"
KINDS = {"one_to_one": "One to one", "group": "Group"}


def record_supervision(
    person_id: int,
    profession_id: int,
    *,
    held_on: date,
    with_person_id: int,
    kind: str,
    began: date | None,
    by: int,
    at: datetime,
) -> None:
    """Supervision took place. `began`: the person's first day of practising the profession, if they ever did.

    Raises RuleBroken for a day that cannot be, for oneself, for a supervisor who may not lead the profession
    that day, and where supervision of the kind is recorded for the day already.
    """
    if person_id == with_person_id:
        raise RuleBroken("Nobody supervises themselves. Choose who it was with.")
    profession = db.session.get_one(Profession, profession_id)
    _refuse_day(held_on, profession, began, at)
    _refuse_unfit(with_person_id, profession, held_on)
    row = {
        "person_id": person_id,
        "profession_id": profession_id,
        "held_on": held_on,
        "kind": kind,
        "with_person_id": with_person_id,
    }
    stated = compare(Supervision, SUPERVISION_KEY, [row])
    if stated.outcomes != [Outcome.STARTED]:
        raise RuleBroken(
            f"Supervision of that kind is recorded for {day(held_on)} already. If it was with somebody else, "
            "take that back first."
        )
    audit.record("supervision.record", "person", person_id, by=by, after=_told(row, profession))
    stated.write(by=by, at=at)


def record_check(
    person_id: int, profession_id: int, *, checked_on: date, began: date | None, by: int, at: datetime
) -> None:
    """The regulator's register was checked. `began` as in `record_supervision`.

    Raises RuleBroken for a day that cannot be, where nobody regulates, and when it is recorded already.
    """
    profession = db.session.get_one(Profession, profession_id)
    if profession.regulator is None:
        raise RuleBroken(f"Nobody regulates {profession.name}, so there is no register to check.")
    _refuse_day(checked_on, profession, began, at)
    row = {"person_id": person_id, "profession_id": profession_id, "checked_on": checked_on}
    stated = compare(RegisterCheck, CHECK_KEY, [row])
    if stated.outcomes != [Outcome.STARTED]:
        raise RuleBroken(f"That the register was checked on {day(checked_on)} is recorded already.")
    audit.record("check.record", "person", person_id, by=by, after=_told(row, profession))
    stated.write(by=by, at=at)


def take_back_supervision(
    person_id: int, row: int, recorded_at: datetime, because: str, *, by: int, at: datetime
) -> None:
    """It did not take place as recorded: it is believed no longer, and why is kept with it. `recorded_at` is
    when the row was recorded. Raises RuleBroken without a reason."""
    _refuse_without_reason(because)
    audit.record("supervision.take_back", "person", person_id, by=by, after={"supervision": row})
    Stated(Supervision, to_supersede={row: recorded_at}).write(by=by, at=at, because=because)


def take_back_check(
    person_id: int, row: int, recorded_at: datetime, because: str, *, by: int, at: datetime
) -> None:
    """Likewise of a register check."""
    _refuse_without_reason(because)
    audit.record("check.take_back", "person", person_id, by=by, after={"register_check": row})
    Stated(RegisterCheck, to_supersede={row: recorded_at}).write(by=by, at=at, because=because)


def _refuse_day(on: date, profession: Profession, began: date | None, at: datetime) -> None:
    if on > at.astimezone(LONDON).date():
        raise RuleBroken(f"{day(on)} is still to come. Record it once it has been done.")
    if began is None:
        raise RuleBroken(f"They are in no placement as {profession.name}, so there is nothing to record.")
    if on < began:
        raise RuleBroken(f"They began to practise as {profession.name} on {day(began)}: no sooner than that.")


def _refuse_unfit(supervisor: int, profession: Profession, on: date) -> None:
    """Whoever supervises must be registered that day in a profession that may lead this one."""
    may_lead = profession.led_by.split(";")
    if ANYONE in may_lead:
        return
    fit = (
        select(Registration.id)
        .join(Profession, Profession.id == Registration.profession_id)
        .where(
            Registration.person_id == supervisor,
            in_force(Registration, AsAt(on)),
            Profession.code.in_(may_lead),
            or_(Registration.expires_on.is_(None), Registration.expires_on >= on),
            or_(Profession.regulator.is_(None), Registration.number.is_not(None)),
        )
    )
    if db.session.scalars(fit).first() is None:
        named = select(Profession.name).where(Profession.code.in_(may_lead)).order_by(Profession.name)
        names = listed(db.session.scalars(named), "or")
        raise RuleBroken(
            f"Whoever supervises {profession.name} must be registered as {names}, and on {day(on)} they were not."
        )


def _refuse_without_reason(because: str) -> None:
    if not because.strip():
        raise RuleBroken("A correction needs a reason.")


def _told(row: dict[str, Any], profession: Profession) -> dict[str, Any]:
    """As the audit keeps it: numbers, codes and days."""
    kept = {name: value for name, value in row.items() if name not in ("person_id", "profession_id")}
    return kept | {"profession": profession.code}
