"""Reading what reviews came to by week: the figures kept, and what they are made of. No resident is named."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from caseload.cases.case import Case, CaseDetails, ResidentDetails, ReviewTier
from caseload.queries.cases import CaseLine, Parts, as_line, in_scope, select_cases
from caseload.queries.reviewing import accepted, not_objecting, weeks_after
from caseload.reviews.figures import WeekRow
from caseload.reviews.review import Review, ReviewExemption, ReviewWeek
from foundation.database import db
from foundation.effective import AsAt, in_force, known
from neighbourhoods.neighbourhood import Neighbourhood

WEEKS_SHOWN = 52


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case open at the end of a week: where, its tier with the weight of a day late, and whether it is exempt."""

    line: CaseLine
    place_id: int
    tier_id: int
    weight: int
    exempt: bool


@dataclass(frozen=True, slots=True)
class HeldReview:
    """A review held, and whether by its due day."""

    place_id: int
    tier_id: int
    on_time: bool


def kept_weeks(codes: Collection[str], until: date) -> list[WeekRow]:
    """What was kept of these neighbourhoods ("": all) for the last year of Mondays up to a day, oldest first. One
    statement."""
    rows: Any = db.session.execute(
        select(
            ReviewWeek.on,
            Neighbourhood.name,
            ReviewTier.name,
            ReviewWeek.cases,
            ReviewWeek.held,
            ReviewWeek.on_time,
            ReviewWeek.late,
            ReviewWeek.breached,
            ReviewWeek.exempt,
            ReviewWeek.weighted_days,
        )
        .join(Neighbourhood, Neighbourhood.id == ReviewWeek.neighbourhood_id)
        .join(ReviewTier, ReviewTier.id == ReviewWeek.tier_id)
        .where(
            in_scope(codes),
            ReviewWeek.on <= until,
            ReviewWeek.on > until - timedelta(weeks=WEEKS_SHOWN),
        )
        .order_by(ReviewWeek.on, Neighbourhood.name, ReviewTier.review_interval_weeks, ReviewWeek.id)
    )
    return [WeekRow(*row) for row in rows]


def has_week(monday: date) -> bool:
    """Whether the week before that Monday is kept."""
    return db.session.scalar(select(ReviewWeek.id).where(ReviewWeek.on == monday).limit(1)) is not None


def open_cases(on: date) -> list[OpenCase]:
    """Every open case whose resident does not object. One statement."""
    parts = Parts(AsAt(on))
    exempt = and_(ReviewExemption.case_id == Case.id, in_force(ReviewExemption, AsAt(on)))
    rows = db.session.execute(
        select_cases(parts)
        .outerjoin(ReviewExemption, exempt)
        .where(CaseDetails.id.is_not(None), parts.listed)
        .add_columns(Neighbourhood.id, ReviewTier.id, ReviewTier.overdue_weight, ReviewExemption.id)
        .order_by(Case.id)
    )
    found: list[OpenCase] = []
    for row in rows:
        place_id, tier_id, weight, exemption = row[-4:]
        found.append(OpenCase(as_line(row), place_id, tier_id, weight, exemption is not None))
    return found


def held_reviews(first: date, last: date) -> list[HeldReview]:
    """The reviews held on these days, each of the tier its case was on the day before. One whose due day was not kept
    was due by that tier's weeks from the one before it. One statement."""
    as_at, before, since = AsAt(last), aliased(Review), accepted(AsAt(last))
    previous = (
        select(func.max(before.held_on))
        .where(before.case_id == Review.case_id, known(before, as_at), before.held_on < Review.held_on)
        .correlate(Review)
        .scalar_subquery()
    )
    by_weeks = weeks_after(func.coalesce(previous, since.c.on), ReviewTier.review_interval_weeks)
    day_before = and_(
        CaseDetails.case_id == Review.case_id,
        known(CaseDetails, as_at),
        CaseDetails.starts_on < Review.held_on,
        or_(CaseDetails.until.is_(None), CaseDetails.until >= Review.held_on),
    )
    lives = and_(ResidentDetails.resident_id == Case.resident_id, in_force(ResidentDetails, as_at))
    rows: Any = db.session.execute(
        select(
            ResidentDetails.neighbourhood_id,
            ReviewTier.id,
            Review.held_on <= func.coalesce(Review.due_on, by_weeks),
        )
        .select_from(Review)
        .join(Case, Case.id == Review.case_id)
        .join(ResidentDetails, lives)
        .join(CaseDetails, day_before)
        .join(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .join(since, since.c.case_id == Case.id)
        .where(known(Review, as_at), Review.held_on >= first, Review.held_on <= last, not_objecting())
        .order_by(Review.id)
    )
    return [HeldReview(place_id, tier_id, bool(on_time)) for place_id, tier_id, on_time in rows]
