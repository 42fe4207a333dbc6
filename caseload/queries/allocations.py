"""Reading what changed about who has a case, and by whom. Each function is one statement."""

import re
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select

from accounts.account import Account
from caseload.allocation.candidates import AS, Taking
from caseload.allocation.request import AllocationRequest
from caseload.cases.case import Allocation
from caseload.queries.matching import AskedCase
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.formats import moment
from people.person import PersonDetails
from people.queries import spoken_name
from teams.team import Team

NAMELESS = "somebody not yet in the register"


def changed_since(case: AskedCase, taking: Taking, shown: str, on: date) -> str:
    """What somebody else did to the case after a page was shown, in a sentence that names who has it now. Only
    for whoever may allocate the case."""
    row, request = case.rows.get(taking), case.requests.get(taking)
    was_row, was_request = (int(part) for part in shown.split(".")[1:]) if _sound(shown) else (0, 0)
    if row is not None and row != was_row:
        name, account, at = _told_of(Allocation, row, on)
        return f"{name} became its {AS[taking]} after you opened this page ({account}, {moment(at)})."
    if row is None and was_row:
        return f"Somebody ended its {AS[taking]}’s part after you opened this page."
    if request is not None and request != was_request:
        name, account, at = _told_of(AllocationRequest, request, on)
        return f"{account} asked that {name} be its {AS[taking]} after you opened this page ({moment(at)})."
    if request is None and was_request:
        return "The request for this case was closed after you opened this page."
    return "The case itself changed after you opened this page."


def team_id_of(code: str) -> int | None:
    """A team's number by its code."""
    return db.session.scalars(select(Team.id).where(Team.code == code)).first()


def _sound(shown: str) -> bool:
    return re.fullmatch(r"([0-9]{1,9}\.){2}[0-9]{1,9}", shown) is not None


def _told_of(row: Any, number: int, on: date) -> tuple[str, str, datetime]:
    """Who it is about, which account wrote it, and when."""
    by, at = (
        (row.asked_by_id, row.asked_at) if row is AllocationRequest else (row.recorded_by_id, row.recorded_at)
    )
    found = (
        select(func.coalesce(spoken_name(), NAMELESS), Account.name, at)
        .select_from(row)
        .join(Account, Account.id == by)
        .outerjoin(
            PersonDetails, and_(PersonDetails.person_id == row.person_id, in_force(PersonDetails, AsAt(on)))
        )
        .where(row.id == number)
    )
    name, account, moment_ = db.session.execute(found).one()
    return name, account, moment_
