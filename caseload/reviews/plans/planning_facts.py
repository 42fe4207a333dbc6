"""Reading what a plan is made of: a fixed number of statements, however many cases there are."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from caseload.cases.case import (
    Allocation,
    Case,
    CaseDetails,
    CaseNeed,
    CasePause,
    Holds,
    ResidentDetails,
    ReviewTier,
)
from caseload.cases.stage import CaseStage
from caseload.queries.reviewing import accepted, chosen, going_on, last_held, not_objecting
from caseload.reviews.meetings.carried import deferred_before
from caseload.reviews.plans.problem_making import (
    CaseFacts,
    PlaceFacts,
    PlanningFacts,
    SessionFacts,
    TierFacts,
)
from caseload.reviews.review import Deferral, Plan, PlannedReview, PlanStatus, ReviewSession
from caseload.reviews.sessions.rota_reading import read_limits, read_rota
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import AsAt, Dated, Period, in_force, known, still_open
from neighbourhoods.neighbourhood import Neighbourhood
from people.organisation import Profession
from teams.team import Placement, PlacementDetails, Team


def read_planning_facts(starts_on: date, weeks: int) -> PlanningFacts:
    """What is known now of these weeks. Cases are as they stand on the first day."""
    tiers = {row[0]: TierFacts(*row[1:]) for row in _tiers()}
    return PlanningFacts(
        starts_on=starts_on,
        weeks=weeks,
        neighbourhoods=_pairs(Neighbourhood.id, Neighbourhood.code),
        professions=_pairs(Profession.id, Profession.code),
        tiers=tuple(tiers.values()),
        sessions=tuple(_sessions(starts_on, weeks)),
        cases=tuple(_cases(starts_on, tiers)),
        places=tuple(_places(starts_on, weeks)),
        rota=read_rota(Period(starts_on, starts_on + timedelta(weeks=weeks))),
        limits=read_limits(Period(starts_on, starts_on + timedelta(weeks=weeks))),
        published=_published(starts_on, weeks),
    )


def count_cases(on: date) -> int:
    """How many cases are open on the day, but for those whose resident objects."""
    found = (
        select(func.count()).select_from(CaseDetails).where(in_force(CaseDetails, AsAt(on)), not_objecting())
    )
    return db.session.scalar(found) or 0


def local_midnight(on: date) -> datetime:
    """The moment a day begins in England."""
    return datetime.combine(on, time(), LONDON)


def _pairs(number: Any, code: Any) -> dict[int, str]:
    return {row[0]: row[1] for row in db.session.execute(select(number, code).order_by(number))}


def _tiers() -> list[tuple[Any, ...]]:
    rows = db.session.execute(
        select(
            ReviewTier.id,
            ReviewTier.code,
            ReviewTier.review_interval_weeks,
            ReviewTier.hard_maximum_weeks,
            ReviewTier.complexity_minutes,
            ReviewTier.overdue_weight,
        ).order_by(ReviewTier.id)
    )
    return [tuple(row) for row in rows]


def _sessions(starts_on: date, weeks: int) -> Iterator[SessionFacts]:
    """Sessions without a chair are nobody's to hold, so nothing is planned into them; nor into one that is
    cancelled or over."""
    rows = db.session.execute(
        select(
            ReviewSession.id,
            ReviewSession.code,
            ReviewSession.neighbourhood_id,
            ReviewSession.starts_at,
            ReviewSession.minutes,
            ReviewSession.online,
            ReviewSession.chair_person_id,
        )
        .where(
            *_within(starts_on, weeks),
            ReviewSession.chair_person_id.is_not(None),
            ReviewSession.cancelled_because.is_(None),
            ReviewSession.ended_at.is_(None),
        )
        .order_by(ReviewSession.starts_at, ReviewSession.id)
    )
    for number, code, neighbourhood_id, starts_at, minutes, online, chair in rows:
        local = starts_at.astimezone(LONDON).replace(tzinfo=None)
        assert chair is not None
        yield SessionFacts(number, code, neighbourhood_id, local, minutes, online, chair)


def _within(starts_on: date, weeks: int) -> tuple[Any, Any]:
    ends = local_midnight(starts_on + timedelta(weeks=weeks))
    return ReviewSession.starts_at >= local_midnight(starts_on), ReviewSession.starts_at < ends


def _cases(on: date, tiers: dict[int, TierFacts]) -> Iterator[CaseFacts]:
    """Cases open on the day, and referrals that wait. An objection by the resident keeps a case out of
    every plan."""
    as_at = AsAt(on)
    needs = _needs(as_at)
    key_worker, deputy = aliased(Allocation), aliased(Allocation)
    held, since = last_held(as_at), accepted(as_at)
    rows: Any = db.session.execute(
        select(
            Case.id,
            Case.local_reference,
            ResidentDetails.neighbourhood_id,
            CaseDetails.tier_id,
            CasePause.id,
            since.c.on,
            held.c.on,
            chosen(held),
            key_worker.person_id,
            deputy.person_id,
        )
        .join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
        .outerjoin(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, as_at)))
        .outerjoin(CasePause, and_(CasePause.case_id == Case.id, in_force(CasePause, as_at)))
        .outerjoin(key_worker, _holds(key_worker, Holds.KEY_WORKER, as_at))
        .outerjoin(deputy, _holds(deputy, Holds.DEPUTY, as_at))
        .outerjoin(held, held.c.case_id == Case.id)
        .outerjoin(since, since.c.case_id == Case.id)
        .outerjoin(CaseStage, and_(CaseStage.case_id == Case.id, in_force(CaseStage, as_at)))
        .where(in_force(ResidentDetails, as_at), or_(not_objecting(), and_(since.c.on.is_(None), going_on())))
        .order_by(Case.local_reference, Case.id)
    )
    for row in rows:
        yield _as_case(tuple(row), tiers, needs)


def _as_case(
    row: tuple[Any, ...], tiers: dict[int, TierFacts], needs: dict[int, list[tuple[int, bool]]]
) -> CaseFacts:
    number, reference, place, tier, pause, accepted_on, held_on, chosen_on, key_worker, deputy = row
    return CaseFacts(
        id=number,
        reference=reference,
        neighbourhood_id=place,
        tier=tiers.get(tier),
        paused=pause is not None,
        accepted_on=accepted_on,
        last_held_on=held_on,
        chosen_on=chosen_on,
        key_worker_id=key_worker,
        deputy_id=deputy,
        needs=tuple(needs.get(number, ())),
    )


def _holds(allocation: Any, role: Holds, as_at: AsAt) -> Any:
    return and_(allocation.case_id == Case.id, allocation.role == role.value, in_force(allocation, as_at))


def _needs(as_at: AsAt) -> dict[int, list[tuple[int, bool]]]:
    rows = db.session.execute(
        select(CaseNeed.case_id, CaseNeed.profession_id, CaseNeed.hard)
        .where(in_force(CaseNeed, as_at))
        .order_by(CaseNeed.case_id, CaseNeed.profession_id)
    )
    found: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for case_id, profession_id, hard in rows:
        found[case_id].append((profession_id, hard))
    return found


def _places(starts_on: date, weeks: int) -> Iterator[PlaceFacts]:
    rows = db.session.execute(
        select(
            Placement.person_id,
            Team.neighbourhood_id,
            PlacementDetails.profession_id,
            PlacementDetails.starts_on,
            PlacementDetails.until,
        )
        .join(Placement, Placement.id == PlacementDetails.placement_id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .where(*_meeting(PlacementDetails, starts_on, weeks))
        .order_by(Placement.person_id, PlacementDetails.id)
    )
    for person_id, neighbourhood_id, profession_id, first, until in rows:
        yield PlaceFacts(person_id, neighbourhood_id, profession_id, Period(first, until))


def _meeting(model: type[Dated], starts_on: date, weeks: int) -> tuple[Any, ...]:
    ends = starts_on + timedelta(weeks=weeks)
    return known(model, AsAt(starts_on)), still_open(model, starts_on), model.starts_on < ends


def _published(starts_on: date, weeks: int) -> tuple[tuple[str, str], ...]:
    rows = db.session.execute(
        select(Case.local_reference, ReviewSession.code)
        .join(PlannedReview, PlannedReview.case_id == Case.id)
        .join(ReviewSession, ReviewSession.id == PlannedReview.session_id)
        .join(Plan, Plan.id == PlannedReview.plan_id)
        .where(
            Plan.status == PlanStatus.PUBLISHED.value,
            *_within(starts_on, weeks),
            ReviewSession.cancelled_because.is_(None),
            ~deferred_before(PlannedReview),
        )
        .order_by(PlannedReview.id)
    )
    return tuple((reference, code) for reference, code in rows)


def published_between(after: datetime, first: datetime) -> dict[int, date]:
    """The day in England of the last session that each case is published for between two moments, by case. A case
    deferred there, or a session cancelled, does not count."""
    rows = db.session.execute(
        select(PlannedReview.case_id, ReviewSession.starts_at)
        .join(ReviewSession, ReviewSession.id == PlannedReview.session_id)
        .join(Plan, Plan.id == PlannedReview.plan_id)
        .outerjoin(
            Deferral,
            and_(
                Deferral.case_id == PlannedReview.case_id,
                Deferral.session_id == ReviewSession.id,
                Deferral.superseded_at.is_(None),
            ),
        )
        .where(
            Plan.status == PlanStatus.PUBLISHED.value,
            ReviewSession.starts_at > after,
            ReviewSession.starts_at < first,
            ReviewSession.cancelled_because.is_(None),
            Deferral.id.is_(None),
        )
        .order_by(ReviewSession.starts_at, PlannedReview.id)
    )
    return {case_id: starts_at.astimezone(LONDON).date() for case_id, starts_at in rows}
