"""What came of the sample's reviews: those held in past sessions with their outcomes, actions, exemptions, breaches
told along the lines, and the figures of past weeks. No day of a review is another than the case list says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Select, and_, func, insert, select

from caseload.cases.case import Allocation, Case, CaseDetails, Holds, ResidentDetails, ReviewTier
from caseload.queries.reviewing import accepted, last_held
from caseload.queries.reviews_due import DueLine, breaches
from caseload.reviews.escalating_acts import escalate_breaches
from caseload.reviews.exempting import exempt
from caseload.reviews.figures_kept import keep_review_week
from caseload.reviews.meetings.restating import restate
from caseload.reviews.review import Action, ExemptWhy, Review, ReviewOutcome, ReviewSession
from foundation.acts import Act, table_of
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import AsAt, in_force, known
from people.employment import Employment

WEEKS_OF_FIGURES = 26
A_YEAR = timedelta(weeks=52)
OUTCOMES = {ReviewOutcome.CONTINUE: 80, ReviewOutcome.STEP_DOWN: 12, ReviewOutcome.ESCALATED: 8}
SHARE_WITH_ACTION, SHARE_DONE = 0.7, 0.5
EXEMPTED = 3
WHATS = (
    "Order a rail for the stairs",
    "Ask the pharmacist to look through the medicines",
    "Ring the family about the weekend",
    "Refer to the falls class",
    "Check that the care package has started",
)


@dataclass(frozen=True, slots=True)
class _Held:
    """A review that fell on the day of a session of its neighbourhood."""

    review_id: int
    case_id: int
    held_on: date
    session_id: int
    tier_id: int
    interval_weeks: int
    hard_maximum_weeks: int
    owner_id: int
    organisation_id: int


def record_sample_reviews(today: date, *, by: int, at: datetime) -> None:
    """Everything, as the coordinators would have said it."""
    random = Random("sample reviews")
    _lay_earlier_reviews(random, today, by, at)
    actions: list[dict[str, object]] = []
    for held in _held(today):
        _record_outcome(held, random, by, at)
        if random.random() < SHARE_WITH_ACTION:
            actions.append(_action(held, len(actions) + 1, random, today, by, at))
    if actions:
        db.session.execute(insert(table_of(Action)), actions)
    act = Act(by=by, at=at, because="On a ward since the weekend")
    for line in breaches(today, at)[:EXEMPTED]:
        exempt(act, line.line.id, ExemptWhy.IN_HOSPITAL, _since(line, today), None)
    act.write()
    monday = today - timedelta(days=today.weekday())
    for weeks in reversed(range(WEEKS_OF_FIGURES)):
        keep_review_week(monday - timedelta(weeks=weeks), by)
    escalate_breaches(today, by)


def _lay_earlier_reviews(random: Random, today: date, by: int, at: datetime) -> None:
    """A list says only the last review of each case. Those of the year before it were held about when they were
    due: most in time, some late."""
    rows = [
        {"case_id": case_id, "held_on": day, "recorded_at": at, "recorded_by_id": by}
        for case_id, held_on, accepted_on, weeks in db.session.execute(_select_last(AsAt(today))).all()
        for day in _earlier(random, held_on, max(accepted_on, today - A_YEAR), weeks)
    ]
    if rows:
        db.session.execute(insert(table_of(Review)), rows)


def _earlier(random: Random, held_on: date, since: date, weeks: int) -> Iterator[date]:
    """Days before that one, each as far from the next as the tier has it, give or take."""
    day = held_on
    while True:
        day -= timedelta(weeks=weeks, days=random.choice((-5, -3, -1, 0, 0, 0, 2, 6)))
        day -= timedelta(days=max(0, day.weekday() - 4))
        if day <= since:
            return
        yield day


def _select_last(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    held, since = last_held(as_at), accepted(as_at)
    return (
        select(Case.id, held.c.on, since.c.on, ReviewTier.review_interval_weeks)
        .join(held, held.c.case_id == Case.id)
        .join(since, since.c.case_id == Case.id)
        .join(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, as_at)))
        .join(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .order_by(Case.id)
    )


def _since(line: DueLine, today: date) -> date:
    """A few days before today, but not before the case was accepted."""
    return max(today - timedelta(days=4), line.line.accepted_on or today)


def _held(today: date) -> Iterator[_Held]:
    """Past reviews without an outcome on the day of a past session, whose key worker is known."""
    as_at = AsAt(today)
    sessions = {
        (session.neighbourhood_id, session.starts_at.astimezone(LONDON).date()): session.id
        for session in db.session.scalars(
            select(ReviewSession)
            .where(ReviewSession.cancelled_because.is_(None))
            .order_by(ReviewSession.starts_at)
        )
    }
    for row in db.session.execute(_select_held(as_at)):
        review_id, case_id, held_on, place_id, *terms = row
        session_id = sessions.get((place_id, held_on))
        if session_id is not None and held_on < today:
            yield _Held(review_id, case_id, held_on, session_id, *terms)


def _select_held(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    employed = (
        select(Employment.person_id, func.min(Employment.organisation_id).label("organisation_id"))
        .group_by(Employment.person_id)
        .subquery()
    )
    worker = and_(
        Allocation.case_id == Case.id,
        Allocation.role == Holds.KEY_WORKER.value,
        in_force(Allocation, as_at),
    )
    return (
        select(
            Review.id,
            Case.id,
            Review.held_on,
            ResidentDetails.neighbourhood_id,
            ReviewTier.id,
            ReviewTier.review_interval_weeks,
            ReviewTier.hard_maximum_weeks,
            Allocation.person_id,
            employed.c.organisation_id,
        )
        .join(Case, Case.id == Review.case_id)
        .join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
        .join(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, as_at)))
        .join(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .join(Allocation, worker)
        .join(employed, employed.c.person_id == Allocation.person_id)
        .where(known(Review, as_at), Review.outcome.is_(None), in_force(ResidentDetails, as_at))
        .order_by(Review.id)
    )


def _record_outcome(held: _Held, random: Random, by: int, at: datetime) -> None:
    outcome = random.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
    late = timedelta(days=random.choice((-9, -4, -2, 0, 0, 3)))
    values = {
        "case_id": held.case_id,
        "held_on": held.held_on,
        "session_id": held.session_id,
        "outcome": outcome.value,
        "due_on": held.held_on - late,
        "tier_id": held.tier_id,
        "interval_weeks": held.interval_weeks,
        "hard_maximum_weeks": held.hard_maximum_weeks,
    }
    restate(Review, held.review_id, values, by=by, at=at)


def _action(
    held: _Held, number: int, random: Random, today: date, by: int, at: datetime
) -> dict[str, object]:
    due_on = held.held_on + timedelta(days=random.choice((7, 14, 28)))
    done = random.random() < SHARE_DONE and held.held_on + timedelta(days=3) <= today
    return {
        "number": number,
        "case_id": held.case_id,
        "what": random.choice(WHATS),
        "raised_on": held.held_on,
        "due_on": due_on,
        "organisation_id": held.organisation_id,
        "owner_person_id": held.owner_id,
        "session_id": held.session_id,
        "done_on": held.held_on + timedelta(days=3) if done else None,
        "recorded_at": at,
        "recorded_by_id": by,
    }
