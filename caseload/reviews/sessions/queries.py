"""Sessions and what is planned into them, read for a page: one neighbourhood at a time."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from caseload.cases.case import Case, CaseDetails, ResidentDetails, ReviewTier
from caseload.queries.cases import in_scope
from caseload.queries.reviewing import not_objecting
from caseload.reviews.plans.planning_facts import local_midnight
from caseload.reviews.review import Plan, PlannedReview, PlanStatus, ReviewSession
from caseload.reviews.sessions.changes import mark_of
from caseload.reviews.sessions.rota import NotThen
from caseload.reviews.sessions.rota_reading import read_rota
from caseload.reviews.sessions.telling import too_long
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import AsAt, Period, in_force
from foundation.errors import NotThere
from neighbourhoods.neighbourhood import Neighbourhood
from people.organisation import Profession
from people.person import PersonDetails
from people.queries import spoken_name
from teams.team import Placement, PlacementDetails, Team


@dataclass(frozen=True, slots=True)
class Place:
    """A neighbourhood whose sessions the reader keeps."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One session. `chair_not` says why its chair cannot come, where they cannot."""

    id: int
    code: str
    neighbourhood_id: int
    starts_at: datetime
    minutes: int
    place: str
    online: bool
    chair_id: int | None
    chair: str | None
    pattern_id: int | None
    pattern_day: date | None
    by_hand: bool
    cancelled_because: str | None
    ended_at: datetime | None
    follows_because: str | None
    reviews: int
    chair_not: NotThen | None = None

    @property
    def local(self) -> datetime:
        """When it starts, as a clock in England shows it."""
        return self.starts_at.astimezone(LONDON).replace(tzinfo=None)

    @property
    def is_cancelled(self) -> bool:
        """Whether it is not held."""
        return self.cancelled_because is not None

    @property
    def moved_from(self) -> date | None:
        """The day its pattern gave it, where it is on another."""
        return self.pattern_day if self.pattern_day != self.local.date() else None

    @property
    def mark(self) -> str:
        """What the session says, in short."""
        return mark_of(
            self.starts_at, self.minutes, self.place, self.online, self.chair_id, self.cancelled_because
        )

    def is_over(self, at: datetime) -> bool:
        """Whether it has begun, or was said to be over."""
        return self.ended_at is not None or self.starts_at <= at


@dataclass(frozen=True, slots=True)
class PlannedHere:
    """A published review in a session. `fits`: whether the session is held and long enough for it."""

    case_id: int
    reference: str
    resident: str
    session_starts_at: datetime
    starts_minute: int
    minutes: int
    fits: bool

    @property
    def starts(self) -> str:
        """The hour it starts in England."""
        starts_at = self.session_starts_at + timedelta(minutes=self.starts_minute)
        return f"{starts_at.astimezone(LONDON):%H:%M}"


def list_places(scopes: Collection[str]) -> list[Place]:
    """The neighbourhoods in these scopes, by name."""
    found = select(Neighbourhood.id, Neighbourhood.code, Neighbourhood.name).where(in_scope(scopes))
    rows = db.session.execute(found.order_by(Neighbourhood.name, Neighbourhood.id))
    return [Place(*row) for row in rows]


def list_sessions(neighbourhood_id: int, first: date, until: date, on: date) -> list[SessionFacts]:
    """The neighbourhood's sessions from `first` up to but not including `until`, cancelled ones too, each with
    whether its chair can come: four statements."""
    rows = _sessions(on).where(
        ReviewSession.neighbourhood_id == neighbourhood_id,
        ReviewSession.starts_at >= local_midnight(first),
        ReviewSession.starts_at < local_midnight(until),
    )
    found = db.session.execute(rows.order_by(ReviewSession.starts_at, ReviewSession.id))
    return _with_chairs([SessionFacts(*row) for row in found])


def next_sessions(neighbourhood_id: int, first: date, on: date, number: int) -> list[SessionFacts]:
    """So many sessions of the neighbourhood from the day `first`, those that are cancelled left out: one
    statement, which does not say whether their chairs can come."""
    rows = _sessions(on).where(
        ReviewSession.neighbourhood_id == neighbourhood_id,
        ReviewSession.cancelled_because.is_(None),
        ReviewSession.starts_at >= local_midnight(first),
    )
    found = db.session.execute(rows.order_by(ReviewSession.starts_at, ReviewSession.id).limit(number))
    return [SessionFacts(*row) for row in found]


def get_session(session_id: int, on: date) -> SessionFacts:
    """One session: four statements. Raises NotThere."""
    row = db.session.execute(_sessions(on).where(ReviewSession.id == session_id)).first()
    if row is None:
        raise NotThere
    return _with_chairs([SessionFacts(*row)])[0]


def list_planned(session_id: int, on: date) -> list[PlannedHere]:
    """What the published plan has in the session, in order; nobody who objects."""
    rows = db.session.execute(
        select(
            Case.id,
            Case.local_reference,
            ResidentDetails.given_name + " " + ResidentDetails.family_name,
            ReviewSession.starts_at,
            PlannedReview.starts_minute,
            ReviewTier.complexity_minutes,
            ReviewSession.cancelled_because.is_(None) & ~too_long(),
        )
        .select_from(PlannedReview)
        .join(Plan, Plan.id == PlannedReview.plan_id)
        .join(ReviewSession, ReviewSession.id == PlannedReview.session_id)
        .join(Case, Case.id == PlannedReview.case_id)
        .join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
        .join(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, AsAt(on))))
        .join(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .where(
            Plan.status == PlanStatus.PUBLISHED.value,
            PlannedReview.session_id == session_id,
            in_force(ResidentDetails, AsAt(on)),
            not_objecting(),
        )
        .order_by(PlannedReview.starts_minute, PlannedReview.id)
    )
    return [PlannedHere(*row) for row in rows]


def chairs_to_choose(neighbourhood_id: int, on: date) -> list[tuple[int, str]]:
    """Who may chair there: the neighbourhood's team and the borough-wide services, by name, with professions."""
    rows = db.session.execute(placed_in(neighbourhood_id, on))
    named: dict[int, str] = {}
    for person_id, name, profession in rows:
        named.setdefault(person_id, f"{name}, {profession}" if profession else name)
    return list(named.items())


def works_for(person_id: int, scopes: Collection[str], on: date) -> bool:
    """Whether somebody works that day in a team of one of these neighbourhoods, or in a service for the borough."""
    found = (
        select(Placement.id)
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Team.neighbourhood_id)
        .where(
            Placement.person_id == person_id,
            in_force(PlacementDetails, AsAt(on)),
            or_(Team.neighbourhood_id.is_(None), in_scope(scopes)),
        )
    )
    return db.session.scalars(found.limit(1)).first() is not None


def placed_in(neighbourhood_id: int, on: date) -> Select[*tuple[Any, ...]]:
    """Number, name and profession of everybody in the neighbourhood's team or in a service for the borough."""
    return (
        select(Placement.person_id, spoken_name(), Profession.name)
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .join(PersonDetails, PersonDetails.person_id == Placement.person_id)
        .outerjoin(Profession, Profession.id == PlacementDetails.profession_id)
        .where(
            in_force(PlacementDetails, AsAt(on)),
            in_force(PersonDetails, AsAt(on)),
            or_(Team.neighbourhood_id == neighbourhood_id, Team.neighbourhood_id.is_(None)),
        )
        .order_by(
            PersonDetails.family_name, PersonDetails.given_name, Placement.person_id, PlacementDetails.id
        )
    )


def _sessions(on: date) -> Select[*tuple[Any, ...]]:
    s = ReviewSession
    reviews = (
        select(func.count())
        .select_from(PlannedReview)
        .join(Plan, Plan.id == PlannedReview.plan_id)
        .where(PlannedReview.session_id == s.id, Plan.status == PlanStatus.PUBLISHED.value)
        .scalar_subquery()
    )
    return select(
        s.id,
        s.code,
        s.neighbourhood_id,
        s.starts_at,
        s.minutes,
        s.place,
        s.online,
        s.chair_person_id,
        spoken_name(),
        s.pattern_id,
        s.pattern_day,
        s.by_hand,
        s.cancelled_because,
        s.ended_at,
        s.follows_because,
        reviews,
    ).outerjoin(PersonDetails, is_called(s.chair_person_id, on))


def is_called(person_id: Any, on: date) -> Any:
    """The join to what somebody is called on the day; a session may have no chair."""
    return and_(PersonDetails.person_id == person_id, in_force(PersonDetails, AsAt(on)))


def _with_chairs(sessions: list[SessionFacts]) -> list[SessionFacts]:
    chairs = {session.chair_id for session in sessions if session.chair_id is not None}
    if not chairs:
        return sessions
    days = [session.local.date() for session in sessions]
    rota = read_rota(Period(min(days), max(days) + timedelta(days=1)), chairs)
    return [
        replace(session, chair_not=rota.why_not(session.chair_id, session.local, session.minutes))
        if session.chair_id is not None
        else session
        for session in sessions
    ]
