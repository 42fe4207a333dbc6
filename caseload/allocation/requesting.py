"""Asking whoever decides that somebody may be given a case, and what the parties answer. None commits."""

import re
from datetime import date, datetime

from sqlalchemy import insert, update

from accounts import audit
from caseload.allocation.candidates import Taking
from caseload.allocation.matching import Suggestion
from caseload.allocation.request import AllocationRequest, Answer, Party, RequestAnswer
from caseload.queries.matching import AskedCase
from caseload.queries.seals import sealed_cases
from foundation.acts import table_of
from foundation.database import db
from foundation.errors import RuleBroken
from teams.authority.deciding import Decider


def ask(
    case: AskedCase,
    chosen: Suggestion,
    taking: Taking,
    because: str,
    *,
    on: date,
    by: int,
    at: datetime,
) -> int:
    """Ask whoever decides about the person. Open until answered, it reserves their capacity. Its number.

    Raises RuleBroken while another request for the case in this role is open, and for a reason that names the
    resident: whoever decides about staff need not know whose case it is.
    """
    decider = chosen.directing.decider
    assert decider is not None, "a request goes to somebody"
    if taking in case.requests:
        raise RuleBroken(
            "There is a request for this case already. Withdraw it before you ask for somebody else."
        )
    refuse_naming(case, because)
    if sealed_cases([case.fact.case_id], on):
        raise RuleBroken(
            "The record is sealed, so whoever decides about their work cannot be asked: they would see whose case it "
            "is. It has to be given by somebody who is named on it and may direct them."
        )
    return _keep(case, chosen, taking, because, decider, on=on, by=by, at=at)


def refuse_naming(case: AskedCase, because: str) -> None:
    """Raises RuleBroken for a text that names the resident or a number like theirs."""
    names = {name.casefold() for name in (case.given_name, case.family_name)}
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", because)}
    if names & words or re.search(r"(?:\d[ -]?){10}", because):
        raise RuleBroken(
            "The reason names the resident. Whoever decides reads it, and need not know whose case it is."
        )


def close(
    request_id: int,
    party: Party,
    answer: Answer,
    because: str,
    *,
    by: int,
    at: datetime,
    open_still: bool = False,
) -> None:
    """Keep what a party answered; unless it is `open_still`, the request is over with that."""
    if not open_still:
        db.session.execute(
            update(AllocationRequest)
            .where(AllocationRequest.id == request_id, AllocationRequest.closed_at.is_(None))
            .values(closed_at=at)
        )
    said = {"party": party.value, "answer": answer.value, "because": because}
    db.session.execute(
        insert(table_of(RequestAnswer)),
        {"request_id": request_id, "answered_by_id": by, "answered_at": at, **said},
    )
    audit.record(
        f"request.{answer.value}", "allocation_request", request_id, by=by, after={"party": party.value}
    )


def lapse(request_id: int, because: str, *, by: int, at: datetime) -> None:
    """It is over without an answer, because of something that happened to the case."""
    close(request_id, Party.ASKER, Answer.LAPSED, because, by=by, at=at)


def _keep(
    case: AskedCase,
    chosen: Suggestion,
    taking: Taking,
    because: str,
    decider: Decider,
    *,
    on: date,
    by: int,
    at: datetime,
) -> int:
    request = AllocationRequest(
        case_id=case.fact.case_id,
        role=taking.value,
        person_id=chosen.person_id,
        employment_id=chosen.candidate.employment_id,
        starts_on=on,
        because=because,
        decider_kind=decider.kind.value,
        decider_code=decider.code,
        asked_by_id=by,
        asked_at=at,
    )
    db.session.add(request)
    db.session.flush()
    told = {
        "request": request.id,
        "person_id": request.person_id,
        "role": request.role,
        "decider": decider.code,
    }
    audit.record("request.ask", "case", request.case_id, by=by, after=told)
    return request.id
