"""One case as its page shows it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select

from caseload.cases.case import Allocation, Case, CaseDetails, CasePause, ResidentDetails
from caseload.policy import covers
from caseload.queries.cases import EVERYWHERE, CaseLine, Parts, as_line, select_cases, within
from caseload.reviews.review import Plan, PlannedReview, PlanStatus, Review, ReviewSession
from foundation.database import db
from foundation.effective import AsAt, in_force, known
from foundation.errors import NotThere
from foundation.prepared import ask
from neighbourhoods.neighbourhood import Neighbourhood, Practice, Ward
from people.person import PersonDetails
from people.queries import spoken_name


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case with what its page adds. No NHS number: nobody needs it here to know whose case it is."""

    line: CaseLine
    resident_id: int
    neighbourhood_id: int
    neighbourhood_code: str
    date_of_birth: date
    ward: str | None
    practice: str | None
    referred_on: date
    referred_by: str
    reason: str | None
    informed_on: date | None
    paused_from: date | None

    def kept_by(self, scopes: Collection[str]) -> bool:
        """Whether it is a case of one of these neighbourhoods ("": all)."""
        return covers(scopes, self.neighbourhood_code)


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """Somebody holding the case, now or before."""

    person_id: int
    name: str
    role: str
    starts_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class PlannedFacts:
    """A review of the case in the published plan. `starts_at` is when the review itself begins."""

    session: str
    starts_at: datetime
    place: str
    online: bool


def get_case(
    case_id: int, scopes: Collection[str], on: date, *, kept: Collection[str] = frozenset()
) -> CaseFacts:
    """One case. Raises NotThere, also when it is in a neighbourhood the viewer may not see, and, but for
    those where they keep the cases, when it is over or the resident objects."""
    which = EVERYWHERE in scopes, EVERYWHERE in kept
    values = {"case_id": case_id, "codes": list(scopes), "kept": list(kept)}
    row: Any = ask(_case, AsAt(on), *which, **values).first()
    if row is None:
        raise NotThere
    return CaseFacts(as_line(row), *row[14:])


@cache
def _case(as_at: AsAt, everywhere: bool, all_kept: bool) -> Select[*tuple[Any, ...]]:
    parts = Parts(as_at)
    return (
        select_cases(parts)
        .add_columns(
            Case.resident_id,
            Neighbourhood.id,
            Neighbourhood.code,
            ResidentDetails.date_of_birth,
            Ward.name,
            Practice.name,
            Case.referred_on,
            Case.referred_by,
            CaseDetails.reason,
            CaseDetails.informed_on,
            CasePause.starts_on,
        )
        .outerjoin(Ward, Ward.id == ResidentDetails.ward_id)
        .outerjoin(Practice, Practice.id == ResidentDetails.practice_id)
        .where(
            Case.id == bindparam("case_id"), within(everywhere), or_(parts.listed, within(all_kept, "kept"))
        )
    )


def holders_of_case(case_id: int, on: date) -> list[HolderFacts]:
    """Everybody who holds the case or has held it, the latest first."""
    return [HolderFacts(*row) for row in ask(_holders, AsAt(on), case_id=case_id)]


@cache
def _holders(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    called = and_(PersonDetails.person_id == Allocation.person_id, in_force(PersonDetails, as_at))
    return (
        select(
            Allocation.person_id,
            func.coalesce(spoken_name(), "not yet in the register"),
            Allocation.role,
            Allocation.starts_on,
            Allocation.until,
        )
        .outerjoin(PersonDetails, called)
        .where(Allocation.case_id == bindparam("case_id"), known(Allocation, as_at))
        .order_by(Allocation.starts_on.desc(), Allocation.role.desc(), Allocation.id)
    )


def reviews_of_case(case_id: int, on: date) -> list[date]:
    """The days on which the case was reviewed, the latest first."""
    return list(ask(_reviews, AsAt(on), case_id=case_id).scalars())


@cache
def _reviews(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(Review.held_on)
        .where(Review.case_id == bindparam("case_id"), known(Review, as_at))
        .order_by(Review.held_on.desc(), Review.id)
    )


def planned_of_case(case_id: int, since: datetime) -> list[PlannedFacts]:
    """The reviews that the published plan holds for the case, from a moment on, the next first."""
    return [
        PlannedFacts(code, starts_at + timedelta(minutes=minute), place, online)
        for code, starts_at, place, online, minute in db.session.execute(
            _planned(), {"case_id": case_id, "since": since}
        )
    ]


@cache
def _planned() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ReviewSession.code,
            ReviewSession.starts_at,
            ReviewSession.place,
            ReviewSession.online,
            PlannedReview.starts_minute,
        )
        .join(PlannedReview, PlannedReview.session_id == ReviewSession.id)
        .join(Plan, Plan.id == PlannedReview.plan_id)
        .where(
            PlannedReview.case_id == bindparam("case_id"),
            Plan.status == PlanStatus.PUBLISHED.value,
            ReviewSession.starts_at >= bindparam("since"),
        )
        .order_by(ReviewSession.starts_at, ReviewSession.id)
    )
