"""Reading the cases that somebody is asked to take: as little of each as they need to say whether they can.

The resident is not named before the case is theirs; where they live is told by ward at most.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from accounts.account import Account
from caseload.allocation.candidates import Taking
from caseload.allocation.request import AllocationRequest, Answer, Party, RequestAnswer
from caseload.cases.case import Case, CaseDetails, CaseNeed, ResidentDetails, ReviewTier
from caseload.cases.stage import CaseStage
from caseload.queries.reviewing import going_on, not_objecting
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere
from foundation.prepared import ask
from neighbourhoods.neighbourhood import Neighbourhood, Ward
from people.organisation import Organisation, Profession
from people.post import Post, PostDetails
from teams.authority.deciding import DeciderKind

OWN, OTHER = aliased(RequestAnswer), aliased(RequestAnswer)
KEPT_IN_SIGHT = timedelta(days=28)
"""For how long an offer that came to nothing is still shown to whoever was asked."""


class OfferState(StrEnum):
    """Where an offer stands, for the person who is asked."""

    ASKED = "asked"
    WAITING = "waiting"
    DECLINED = "declined"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Offer:
    """A case somebody is asked to take. Nothing is told of the case once it is over. `decider`: the post or
    organisation that decides about their work. `answered` and `ended`: what they said, and how it ended."""

    id: int
    case_id: int
    part: Taking
    starts_on: date
    because: str
    asked_by: str
    asked_at: datetime
    decider: str
    closed_at: datetime | None
    answered: str | None
    ended: str | None
    tier: str | None
    neighbourhood: str | None
    ward: str | None

    @property
    def state(self) -> OfferState:
        """Whose answer it waits for, or how it ended."""
        if self.closed_at is None:
            return OfferState.WAITING if self.answered else OfferState.ASKED
        declined = Answer.DECLINED in (self.answered, self.ended)
        return OfferState.DECLINED if declined else OfferState.OVER

    @property
    def place(self) -> str:
        """Where the resident lives, by ward at most."""
        return ", ".join(name for name in (self.ward, self.neighbourhood) if name)


def offers_to(person_id: int, on: date, now: datetime) -> list[Offer]:
    """What they are asked to take, the longest waiting first, then what came to nothing of late: one statement."""
    rows = ask(_offers_to, AsAt(on), person_id=person_id, since=now - KEPT_IN_SIGHT)
    return [_offer(row) for row in rows]


@cache
def _offers_to(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    request = AllocationRequest
    of_late = and_(request.closed_at >= bindparam("since"), _came_to_nothing())
    return (
        _offers(as_at)
        .where(request.person_id == bindparam("person_id"), or_(_open(), of_late))
        .order_by(case((request.closed_at.is_(None), 0), else_=1), request.asked_at, request.id)
    )


def get_offer(request_id: int, person_id: int, on: date) -> Offer:
    """An open one, made to this person, of a case that goes on. Raises NotThere for any other."""
    row = ask(_one_offer, AsAt(on), request_id=request_id, person_id=person_id).first()
    if row is None:
        raise NotThere
    return _offer(row)


@cache
def _one_offer(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    request = AllocationRequest
    theirs = request.person_id == bindparam("person_id")
    return _offers(as_at).where(request.id == bindparam("request_id"), theirs, _open())


def wanted_for(case_id: int, on: date) -> list[str]:
    """The professions wanted at the case's reviews, by name."""
    return list(ask(_wanted, AsAt(on), case_id=case_id).scalars())


@cache
def _wanted(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(Profession.name)
        .join(CaseNeed, CaseNeed.profession_id == Profession.id)
        .where(CaseNeed.case_id == bindparam("case_id"), in_force(CaseNeed, as_at))
        .order_by(Profession.name, CaseNeed.id)
    )


def _open() -> Any:
    """An objection takes a case out of this list too."""
    return and_(AllocationRequest.closed_at.is_(None), not_objecting(), going_on())


def _came_to_nothing() -> Any:
    return func.coalesce(OTHER.answer, OWN.answer) != Answer.ACCEPTED.value


def _offers(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    request, resident = AllocationRequest, ResidentDetails
    return (
        _asked(as_at)
        .join(Case, Case.id == request.case_id)
        .outerjoin(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, as_at)))
        .outerjoin(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .outerjoin(CaseStage, and_(CaseStage.case_id == Case.id, in_force(CaseStage, as_at)))
        .outerjoin(resident, and_(resident.resident_id == Case.resident_id, in_force(resident, as_at)))
        .outerjoin(Neighbourhood, Neighbourhood.id == resident.neighbourhood_id)
        .outerjoin(Ward, Ward.id == resident.ward_id)
        .add_columns(ReviewTier.name, Neighbourhood.name, Ward.name)
    )


def _asked(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """The request itself: who asked, who decides, what was answered."""
    request = AllocationRequest
    of_post = and_(request.decider_kind == DeciderKind.POST.value, Post.code == request.decider_code)
    of_organisation = and_(
        request.decider_kind == DeciderKind.ORGANISATION.value, Organisation.code == request.decider_code
    )
    return (
        select(
            request.id,
            request.case_id,
            request.role,
            request.starts_on,
            request.because,
            Account.name,
            request.asked_at,
            func.coalesce(Organisation.name, PostDetails.title, request.decider_code),
            request.closed_at,
            OWN.answer,
            OTHER.answer,
        )
        .select_from(request)
        .join(Account, Account.id == request.asked_by_id)
        .outerjoin(Organisation, of_organisation)
        .outerjoin(Post, of_post)
        .outerjoin(PostDetails, and_(PostDetails.post_id == Post.id, in_force(PostDetails, as_at)))
        .outerjoin(OWN, and_(OWN.request_id == request.id, OWN.party == Party.WORKER.value))
        .outerjoin(OTHER, and_(OTHER.request_id == request.id, OTHER.party != Party.WORKER.value))
    )


def _offer(row: Any) -> Offer:
    number, case_id, role, *asked = row[:11]
    told = row[11:] if row[8] is None else (None, None, None)
    return Offer(number, case_id, Taking(role), *asked, *told)
