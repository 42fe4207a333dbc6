"""What the parties to a request answer: whoever decides, the worker it is about, and whoever asked. None commits.

An acceptance is judged afresh at its moment: who decides, whether the person may be given the case, and whether
the case still stands as it did when it was asked for.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from accounts.account import Viewer
from caseload.allocation.allocating import ROLES, give, suitable
from caseload.allocation.candidates import AS
from caseload.allocation.matching import Suggestion
from caseload.allocation.request import Answer, Party, RequestAnswer
from caseload.allocation.requesting import close, lapse
from caseload.cases.case import Allocation
from caseload.queries.matching import Matching, facts_for
from caseload.queries.requests import Request, asked_of, get_request, may_allocate
from foundation.database import db
from foundation.errors import NotThere, RuleBroken
from foundation.formats import day
from people.deeds import doing
from teams.authority.deciding import DeciderKind

GONE = (
    "The case went to somebody else, or was closed, while the request waited. Nothing more needs an answer."
)


@dataclass(frozen=True, slots=True)
class Came:
    """What came of an answer, and a sentence for whoever gave it."""

    answer: Answer
    sentence: str


def answer(request_id: int, *, accepted: bool, because: str, viewer: Viewer, on: date, at: datetime) -> Came:
    """Whoever decides says yes, and the case is given in the same transaction; or no, with a reason.

    Where the case has gone to somebody else meanwhile, the request lapses. Raises NotThere for an account that
    does not decide, and RuleBroken when it is answered already or can no longer be granted.
    """
    request = get_request(request_id, viewer, on)
    if not request.to_answer:
        raise NotThere
    refuse_closed(request, accepted=accepted)
    if not accepted:
        return _decline(request, because, by=viewer.id, at=at)
    return _accept(request, because, viewer, on=on, at=at)


def worker_answers(request_id: int, *, accepted: bool, because: str, by: int, at: datetime) -> Came:
    """The worker themselves says whether they can: a no ends the request, a yes is shown to whoever decides.
    Raises NotThere when it is about somebody else, RuleBroken when it is over, for a no without a reason, and
    when they have answered."""
    request = asked_of(request_id, by)
    if request.closed_at is not None:
        raise RuleBroken("This request is over, so there is nothing to answer.")
    if _answered(request_id, Party.WORKER):
        raise RuleBroken("You have answered this request already.")
    if accepted:
        close(request_id, Party.WORKER, Answer.ACCEPTED, because.strip(), by=by, at=at, open_still=True)
        return Came(Answer.ACCEPTED, "Whoever decides will see that you accept.")
    close(request_id, Party.WORKER, Answer.DECLINED, _needed(because, "declined"), by=by, at=at)
    return Came(Answer.DECLINED, "You declined. Whoever asked will see why.")


def withdraw(request_id: int, because: str, *, viewer: Viewer, on: date, at: datetime) -> Came:
    """Whoever asked, or allocates in that neighbourhood, needs it no longer. Raises NotThere for anybody else,
    RuleBroken without a reason and when it is over."""
    request = get_request(request_id, viewer, on)
    if not (request.asked or may_allocate(request, viewer)):
        raise NotThere
    refuse_closed(request, accepted=False)
    close(request_id, Party.ASKER, Answer.WITHDRAWN, _needed(because, "withdrawn"), by=viewer.id, at=at)
    return Came(Answer.WITHDRAWN, "The request is withdrawn.")


def refuse_closed(request: Request, *, accepted: bool) -> None:
    """Raises RuleBroken when the request is over, saying how it ended."""
    ended = request.outcome
    if request.open:
        return
    how = ended.answer if ended else "closed"
    again = " It is already so." if accepted and how == Answer.ACCEPTED else ""
    raise RuleBroken(f"This request is over: it was {how}{f' by {ended.by}' if ended else ''}.{again}")


def _decline(request: Request, because: str, *, by: int, at: datetime) -> Came:
    close(request.id, Party.DECIDER, Answer.DECLINED, _needed(because, "declined"), by=by, at=at)
    return Came(Answer.DECLINED, f"Declined. {request.asked_by} will see why.")


def _accept(request: Request, because: str, viewer: Viewer, *, on: date, at: datetime) -> Came:
    matching = facts_for([request.case_id], on, account_id=viewer.id)
    if not _stands(request, matching):
        lapse(request.id, GONE, by=viewer.id, at=at)
        return Came(Answer.LAPSED, GONE)
    taking = request.taking
    chosen = suitable(matching.suggestions(request.case_id, taking).find(request.person_id))
    _refuse_decided_elsewhere(request, chosen)
    reason = f"{request.because} Agreed: {because.strip()}" if because.strip() else request.because
    with doing("case.allocate", "case", request.case_id, by=viewer.id, at=at, because=reason) as act:
        give(act, request.case_id, taking, request.person_id, max(on, request.starts_on))
    close(request.id, Party.DECIDER, Answer.ACCEPTED, because.strip(), by=viewer.id, at=at)
    since = "today" if request.starts_on <= on else day(request.starts_on)
    return Came(Answer.ACCEPTED, f"Accepted. {request.person} is its {AS[taking]} from {since}.")


def _stands(request: Request, matching: Matching) -> bool:
    """Whether the case is open, listed, and nobody was given it since it was asked for."""
    case = matching.cases.get(request.case_id)
    if case is None or case.fact.objects:
        return False
    row = case.rows.get(request.role) if request.taking in ROLES else None
    if row is None:
        return request.taking not in case.fact.parts_of(request.person_id)
    given_at = db.session.scalars(select(Allocation.recorded_at).where(Allocation.id == row)).one()
    return given_at <= request.asked_at


def _refuse_decided_elsewhere(request: Request, chosen: Suggestion) -> None:
    """Rule 10: one decider on a day. What was ceded, or who holds what, may have changed since it was asked."""
    decider = chosen.directing.decider
    assert decider is not None, "nobody is suggested about whom nobody decides"
    ours = (decider.kind.value, decider.code) == (request.decider_kind, request.decider_code)
    if ours or (request.decider_kind == DeciderKind.POST.value and chosen.directing.direct):
        return
    raise RuleBroken(
        f"It is now for {decider.title} to decide about their work, so {request.asked_by} has to ask again."
    )


def _answered(request_id: int, party: Party) -> bool:
    found = select(RequestAnswer.id).where(
        RequestAnswer.request_id == request_id, RequestAnswer.party == party.value
    )
    return db.session.scalars(found).first() is not None


def _needed(because: str, what: str) -> str:
    if not because.strip():
        raise RuleBroken(f"Say why it is {what}.")
    return because.strip()
