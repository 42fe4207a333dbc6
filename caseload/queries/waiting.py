"""Cases that nobody holds, by urgency and wait: two statements for a page, however long the list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from caseload.allocation.candidates import Taking
from caseload.allocation.request import AllocationRequest
from caseload.cases.case import Allocation, Case, CaseDetails, Holds, Informed, ReviewTier
from caseload.cases.holding import TeamAllocation
from caseload.queries.cases import CaseLine, Parts, as_line, in_scope, select_cases
from foundation.database import db
from foundation.effective import AsAt, in_force, known
from foundation.paging import Page, paged
from neighbourhoods.neighbourhood import Neighbourhood
from people.organisation import Organisation
from people.person import PersonDetails
from people.post import Post, PostDetails
from people.queries import spoken_name
from teams.authority.deciding import DeciderKind
from teams.team import Team

BEFORE = aliased(Allocation)


@dataclass(frozen=True, slots=True)
class Awaited:
    """An open request: whom it is about, with whom it waits, and since when."""

    id: int
    person: str
    decider: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that nobody holds. `since`: when it was accepted, or when its last key worker left it."""

    line: CaseLine
    since: date
    team: str | None
    request: Awaited | None

    def days(self, on: date) -> int:
        """How long it has waited."""
        return (on - self.since).days


@dataclass(frozen=True, slots=True)
class Sought:
    """What the list is narrowed to; nothing unless said. `asked`: with an open request, or without one."""

    neighbourhood_id: int | None = None
    tier_id: int | None = None
    team_id: int | None = None
    asked: bool | None = None


def list_waiting(
    scopes: Collection[str], sought: Sought, on: date, *, number: int, per_page: int = 50
) -> Page[Waiting]:
    """The most urgent first: reviews past the longest time their tier allows, then late ones, then the tier that
    is reviewed most often; of those alike, whoever has waited longest."""
    parts = Parts(AsAt(on))
    since = func.coalesce(_last_left(AsAt(on)), parts.accepted.c.on)
    worst_first = case((parts.breach(on), 0), (parts.late(on), 1), else_=2)
    found = (
        _with_request(_with_team(select_cases(parts).add_columns(since.label("since")), on), on)
        .where(
            in_scope(scopes),
            CaseDetails.id.is_not(None),
            CaseDetails.informed != Informed.OBJECTS.value,
            parts.key_worker.id.is_(None),
            *_narrowed(sought),
        )
        .order_by(worst_first, ReviewTier.review_interval_weeks, since, Case.local_reference, Case.id)
    )
    return paged(found, number, _waiting, per_page=per_page)


def list_teams(scopes: Collection[str]) -> list[tuple[int, str, str]]:
    """Number, code and name of the teams that cases of these neighbourhoods may be given to, their own first."""
    rows = db.session.execute(
        select(Team.id, Team.code, Team.name)
        .outerjoin(Neighbourhood, Neighbourhood.id == Team.neighbourhood_id)
        .where(or_(Team.neighbourhood_id.is_(None), in_scope(scopes)))
        .order_by(Team.neighbourhood_id.is_(None), Team.name, Team.id)
    )
    return [(number, code, name) for number, code, name in rows]


def _narrowed(sought: Sought) -> list[ColumnElement[bool]]:
    narrowed: list[ColumnElement[bool]] = []
    if sought.neighbourhood_id is not None:
        narrowed.append(Neighbourhood.id == sought.neighbourhood_id)
    if sought.tier_id is not None:
        narrowed.append(ReviewTier.id == sought.tier_id)
    if sought.team_id is not None:
        narrowed.append(TeamAllocation.team_id == sought.team_id)
    if sought.asked is not None:
        asked = AllocationRequest.id.is_not(None)
        narrowed.append(asked if sought.asked else ~asked)
    return narrowed


def _last_left(as_at: AsAt) -> Any:
    """The first day after the last key worker that the case has had."""
    return (
        select(func.max(BEFORE.until))
        .where(
            BEFORE.case_id == Case.id,
            BEFORE.role == Holds.KEY_WORKER.value,
            known(BEFORE, as_at),
            BEFORE.until <= as_at.on,
        )
        .correlate(Case)
        .scalar_subquery()
    )


def _with_team(found: Select[*tuple[Any, ...]], on: date) -> Select[*tuple[Any, ...]]:
    return (
        found.outerjoin(
            TeamAllocation, and_(TeamAllocation.case_id == Case.id, in_force(TeamAllocation, AsAt(on)))
        )
        .outerjoin(Team, Team.id == TeamAllocation.team_id)
        .add_columns(Team.name.label("team"))
    )


def _with_request(found: Select[*tuple[Any, ...]], on: date) -> Select[*tuple[Any, ...]]:
    request, asked = AllocationRequest, PersonDetails
    deciding = and_(request.decider_kind == DeciderKind.ORGANISATION.value)
    return (
        found.outerjoin(
            request,
            and_(
                request.case_id == Case.id,
                request.role == Taking.KEY_WORKER.value,
                request.closed_at.is_(None),
            ),
        )
        .outerjoin(asked, and_(asked.person_id == request.person_id, in_force(asked, AsAt(on))))
        .outerjoin(Organisation, and_(deciding, Organisation.code == request.decider_code))
        .outerjoin(Post, and_(~deciding, Post.code == request.decider_code))
        .outerjoin(PostDetails, and_(PostDetails.post_id == Post.id, in_force(PostDetails, AsAt(on))))
        .add_columns(
            request.id.label("request_id"),
            func.coalesce(spoken_name(), "somebody not yet in the register").label("request_person"),
            func.coalesce(Organisation.name, PostDetails.title, request.decider_code).label(
                "request_decider"
            ),
            request.asked_at.label("request_asked_at"),
        )
    )


def _waiting(row: Any) -> Waiting:
    request = None
    if row.request_id is not None:
        request = Awaited(row.request_id, row.request_person, row.request_decider, row.request_asked_at)
    return Waiting(as_line(row), row.since, row.team, request)
