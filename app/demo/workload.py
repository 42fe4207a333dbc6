"""The sample's weights, adopted last April, and what reduces a few people's capacity: past, now and to come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from caseload.capacity.reducing import (
    NEWLY_QUALIFIED_PERCENT,
    Amount,
    newly_qualified_last_day,
    record_reduction,
)
from caseload.capacity.weighing import adopt_weights, change_weights, draft_weights
from caseload.capacity.weighting import ReductionReason
from caseload.queries.weights import get_version
from caseload.queries.workloads import EVERYWHERE, facts_of_places
from foundation import clock
from foundation.database import db
from foundation.effective import AsAt, in_force
from people.deeds import doing
from people.post import Holding, Line, Post, Tenure

TIERS = {"intensive": 720, "active": 390, "maintenance": 180}
A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Sample:
    """A reduction as it will be recorded; days are counted from today."""

    reason: ReductionReason
    amount: Amount
    starts: timedelta
    ends: timedelta | None


SAMPLES = (
    Sample(ReductionReason.SUPERVISION_DUTIES, Amount(None, Decimal("1.8")), -40 * A_WEEK, None),
    Sample(ReductionReason.PHASED_RETURN, Amount(50, None), -2 * A_WEEK, 4 * A_WEEK),
    Sample(ReductionReason.TRAINING, Amount(10, None), 2 * A_WEEK, 14 * A_WEEK),
    Sample(ReductionReason.PHASED_RETURN, Amount(40, None), -30 * A_WEEK, -24 * A_WEEK),
    Sample(ReductionReason.SUPERVISION_DUTIES, Amount(None, Decimal("3.7")), -20 * A_WEEK, None),
)
NEWLY_QUALIFIED = 3
LEAD_PERCENT = 40
EVERY = 17
"""Every so many of those who hold work has one, so that they are not all of one team."""


def adoption_day(today: date) -> date:
    """The first of the last April."""
    return date(today.year if today.month >= 4 else today.year - 1, 4, 1)


def adopt_sample_weights(on: date, *, by: int) -> None:
    """A draft of what counts without any, with this borough's points, adopted from the day."""
    made = draft_weights(f"April {on.year}", by=by, at=clock.now(), on=on)
    draft = get_version(made)
    points = {code: TIERS.get(code, points) for code, points in draft.weights.tier.items()}
    change_weights(made, replace(draft.weights, tier=points), was=draft.text, by=by)
    adopted = get_version(made)
    with doing("weights.adopt", "weight_set", made, by=by, at=clock.now()) as act:
        adopt_weights(act, adopted, on, today=on)


def record_sample_reductions(today: date, *, by: int) -> None:
    """For neighbourhood leads, for a few newly qualified, and one of each other kind."""
    leads = _leads(today)
    for person_id in leads:
        _record(
            person_id, ReductionReason.LEAD_DUTIES, Amount(LEAD_PERCENT, None), today - 52 * A_WEEK, None, by
        )
    others = iter([each for each in _working(today)[::EVERY] if each not in leads])
    starts_on = today - 10 * A_WEEK
    for person_id in _first(others, NEWLY_QUALIFIED):
        amount = Amount(NEWLY_QUALIFIED_PERCENT, None)
        last_day = newly_qualified_last_day(starts_on)
        _record(person_id, ReductionReason.NEWLY_QUALIFIED, amount, starts_on, last_day, by)
    for sample, person_id in zip(SAMPLES, others, strict=False):
        ends = None if sample.ends is None else today + sample.ends
        _record(person_id, sample.reason, sample.amount, today + sample.starts, ends, by)


def _record(
    person_id: int, reason: ReductionReason, amount: Amount, starts_on: date, ends: date | None, by: int
) -> None:
    with doing("reduction.record", "person", person_id, by=by, at=clock.now()) as act:
        record_reduction(act, person_id, reason, amount, starts_on, ends)


def _leads(today: date) -> list[int]:
    """Whoever holds a neighbourhood's post, and not only as deputy."""
    found = (
        select(Tenure.person_id)
        .distinct()
        .join(Post, Post.id == Tenure.post_id)
        .where(
            Post.line == Line.MANAGEMENT.value,
            Post.code.like("neighbourhood_lead_%"),
            Tenure.holding != Holding.DEPUTY.value,
            in_force(Tenure, AsAt(today)),
        )
        .order_by(Tenure.person_id)
    )
    return list(db.session.scalars(found))


def _working(today: date) -> list[int]:
    """Those who hold work, by number."""
    return sorted(facts_of_places([EVERYWHERE], today).parts)


def _first(people: Iterator[int], count: int) -> Iterable[int]:
    return [person_id for _, person_id in zip(range(count), people, strict=False)]
