"""Reading requests that somebody be given a case: those an account may answer, and those it asked.

Whoever decides sees their own staff, the tier and the points, and never the resident.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from accounts.account import Account, Viewer
from accounts.permissions import Permission
from caseload.allocation.candidates import Taking
from caseload.allocation.request import AllocationRequest, Party, RequestAnswer
from caseload.cases.case import Case, CaseDetails, ResidentDetails, ReviewTier
from caseload.policy import PERMISSIONS, Purpose, judge, near
from caseload.queries.cases import in_scope
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere
from foundation.paging import Page, paged
from neighbourhoods.neighbourhood import Neighbourhood
from people.employment import Employment
from people.organisation import Organisation
from people.person import Person, PersonDetails
from people.post import Post, PostDetails, Tenure
from people.queries import spoken_name
from teams.authority.deciding import DeciderKind
from teams.queries.staff import NAMELESS

ASKER = aliased(Account)
DECIDING = aliased(Organisation)
OF = {party: aliased(RequestAnswer) for party in Party}
BY = {party: aliased(Account) for party in Party}


@dataclass(frozen=True, slots=True)
class Said:
    """What a party answered."""

    answer: str
    because: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, without the resident. `decider`: the title of the post or the name of the organisation.
    `to_answer` and `asked`: whether the reader decides, and whether they asked."""

    id: int
    case_id: int
    neighbourhood: str | None
    role: str
    person_id: int
    person: str
    employer: str
    tier: str | None
    starts_on: date
    because: str
    decider_kind: str
    decider_code: str
    decider: str
    asked_by_id: int
    asked_by: str
    asked_at: datetime
    closed_at: datetime | None
    to_answer: bool
    asked: bool
    answers: dict[Party, Said]

    @property
    def taking(self) -> Taking:
        """How they would have the case."""
        return Taking(self.role)

    @property
    def open(self) -> bool:
        """Whether it still waits."""
        return self.closed_at is None

    @property
    def outcome(self) -> Said | None:
        """What it came to; None while it is open."""
        ended = (self.answers.get(party) for party in (Party.DECIDER, Party.ASKER, Party.WORKER))
        return None if self.open else next((said for said in ended if said), None)


def list_to_answer(viewer: Viewer, on: date, *, number: int) -> Page[Request]:
    """Open requests that the account may answer, the one that has waited longest first: two statements."""
    mine = _decides(viewer, on)
    found = _requests(viewer, on).where(mine, AllocationRequest.closed_at.is_(None))
    return paged(found.order_by(AllocationRequest.asked_at, AllocationRequest.id), number, _request)


def list_asked(viewer: Viewer, on: date, *, number: int) -> Page[Request]:
    """Requests the account made, the open ones first, then the latest: two statements."""
    open_first = case((AllocationRequest.closed_at.is_(None), 0), else_=1)
    found = _requests(viewer, on).where(AllocationRequest.asked_by_id == viewer.id)
    ordered = found.order_by(open_first, AllocationRequest.asked_at.desc(), AllocationRequest.id.desc())
    return paged(ordered, number, _request)


def get_request(request_id: int, viewer: Viewer, on: date) -> Request:
    """One that the account decides, asked, or may allocate the case of. Raises NotThere for any other."""
    theirs = or_(_decides(viewer, on), AllocationRequest.asked_by_id == viewer.id, _of_their_cases(viewer))
    found = _requests(viewer, on).where(AllocationRequest.id == request_id, theirs)
    row = db.session.execute(found).first()
    if row is None:
        raise NotThere
    return _request(row)


def may_allocate(request: Request, viewer: Viewer) -> bool:
    """Whether the case is in a neighbourhood that the account allocates in."""
    return judge(near(viewer, request.neighbourhood, Purpose.DECIDING), Purpose.DECIDING).allowed


def asked_of(request_id: int, account_id: int) -> AllocationRequest:
    """A request about the account's own person. Raises NotThere for any other."""
    own = select(Person.id).where(Person.account_id == account_id)
    found = select(AllocationRequest).where(
        AllocationRequest.id == request_id, AllocationRequest.person_id.in_(own)
    )
    row = db.session.scalars(found).first()
    if row is None:
        raise NotThere
    return row


def _decides(viewer: Viewer, on: date) -> ColumnElement[bool]:
    """Whoever holds the deciding post in any way today, or answers for the deciding organisation."""
    held = (
        select(Post.code)
        .join(Tenure, Tenure.post_id == Post.id)
        .join(Person, Person.id == Tenure.person_id)
        .where(Person.account_id == viewer.id, in_force(Tenure, AsAt(on)))
    )
    request = AllocationRequest
    return or_(
        and_(request.decider_kind == DeciderKind.POST.value, request.decider_code.in_(held)),
        and_(
            request.decider_kind == DeciderKind.ORGANISATION.value,
            request.decider_code.in_(viewer.scopes(Permission.ANSWER_FOR_EMPLOYER)),
        ),
    )


def _of_their_cases(viewer: Viewer) -> ColumnElement[bool]:
    return in_scope(viewer.scopes(PERMISSIONS[Purpose.DECIDING]))


def _requests(viewer: Viewer, on: date) -> Select[*tuple[Any, ...]]:
    mine = case((_decides(viewer, on), True), else_=False)
    return _selected(AsAt(on)).add_columns(mine, AllocationRequest.asked_by_id == viewer.id)


def _selected(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    request = AllocationRequest
    found = (
        select(
            request.id,
            request.case_id,
            Neighbourhood.code,
            request.role,
            request.person_id,
            func.coalesce(spoken_name(), NAMELESS),
            Organisation.name,
            ReviewTier.name,
            request.starts_on,
            request.because,
            request.decider_kind,
            request.decider_code,
            func.coalesce(DECIDING.name, PostDetails.title, request.decider_code),
            request.asked_by_id,
            ASKER.name,
            request.asked_at,
            request.closed_at,
        )
        .join(Case, Case.id == request.case_id)
        .join(ASKER, ASKER.id == request.asked_by_id)
        .join(Employment, Employment.id == request.employment_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .outerjoin(
            PersonDetails, and_(PersonDetails.person_id == request.person_id, in_force(PersonDetails, as_at))
        )
        .outerjoin(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, as_at)))
        .outerjoin(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .outerjoin(
            ResidentDetails,
            and_(ResidentDetails.resident_id == Case.resident_id, in_force(ResidentDetails, as_at)),
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == ResidentDetails.neighbourhood_id)
        .outerjoin(
            DECIDING,
            and_(
                request.decider_kind == DeciderKind.ORGANISATION.value, DECIDING.code == request.decider_code
            ),
        )
        .outerjoin(
            Post, and_(request.decider_kind == DeciderKind.POST.value, Post.code == request.decider_code)
        )
        .outerjoin(PostDetails, and_(PostDetails.post_id == Post.id, in_force(PostDetails, as_at)))
    )
    for party in Party:
        row, by = OF[party], BY[party]
        found = (
            found.outerjoin(row, and_(row.request_id == request.id, row.party == party.value))
            .outerjoin(by, by.id == row.answered_by_id)
            .add_columns(row.answer, row.because, by.name, row.answered_at)
        )
    return found


FIXED = (
    "id", "case_id", "neighbourhood", "role", "person_id", "person", "employer", "tier", "starts_on", "because",
    "decider_kind", "decider_code", "decider", "asked_by_id", "asked_by", "asked_at", "closed_at",
)  # fmt: skip


def _request(row: Any) -> Request:
    facts = dict(zip(FIXED, row, strict=False))
    said = [row[start : start + 4] for start in range(len(FIXED), len(FIXED) + 12, 4)]
    answers = {party: Said(*each) for party, each in zip(Party, said, strict=True) if each[0] is not None}
    return Request(**facts, answers=answers, to_answer=bool(row[-2]), asked=bool(row[-1]))
