"""Reading a session's agenda: one statement each, however many cases there are."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from caseload.cases.case import (
    Allocation,
    Case,
    CaseDetails,
    CaseNeed,
    Holds,
    Informed,
    ResidentDetails,
    ReviewTier,
)
from caseload.cases.holding import Contribution
from caseload.queries.cases import CaseLine, Parts, as_line, select_cases
from caseload.reviews.due import Due
from caseload.reviews.meetings.carried import carried_to
from caseload.reviews.meetings.meeting import Item
from caseload.reviews.review import (
    Deferral,
    PlannedReview,
    Review,
    ReviewExemption,
)
from caseload.reviews.sessions.facts import SessionFacts
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere
from people.organisation import Profession
from people.person import PersonDetails
from people.queries import spoken_name

USUAL_MINUTES = 10
"""What a case takes whose tier is not known any more."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What this session said of a case: the row of a review held, or of a deferral."""

    review_id: int | None = None
    outcome: str | None = None
    due_on: date | None = None
    tier_id: int | None = None
    next_on: date | None = None
    next_because: str | None = None
    deferral_id: int | None = None
    carried_to_id: int | None = None
    because: str | None = None
    taken_off: bool = False
    """Deferred before the meeting began: it has no turn."""

    @property
    def done(self) -> bool:
        """Whether anything was said."""
        return self.review_id is not None or self.deferral_id is not None


@dataclass(frozen=True, slots=True)
class Need:
    """A profession wanted at a case's review."""

    id: int
    profession: str
    hard: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds the case, or contributes to it."""

    person_id: int
    part: str
    name: str


@dataclass(frozen=True, slots=True)
class AgendaCase:
    """A case on an agenda. `carried`: from an earlier session. `starts_minute`: where the plan has it."""

    line: CaseLine
    resident_id: int
    minutes: int
    tier_id: int | None
    starts_minute: int | None
    carried: bool
    exempt: str | None
    decided: Decided

    @property
    def id(self) -> int:
        """The case's number."""
        return self.line.id

    def item(self, holders: Collection[Holder], needs: Collection[Need]) -> Item:
        """As the order of the meeting takes it."""
        by_part = {each.part: each.person_id for each in holders}
        return Item(
            self.id,
            self.minutes,
            self.starts_minute,
            by_part.get(Holds.KEY_WORKER),
            by_part.get(Holds.DEPUTY),
            frozenset(each.person_id for each in holders if each.part == CONTRIBUTES),
            frozenset(need.id for need in needs),
            self.carried,
        )


CONTRIBUTES = "contributor"


def agenda_of(session: SessionFacts, on: date) -> list[AgendaCase]:
    """Its cases as they stand on the day, by what is planned, then by reference: what the plan lays into it, what
    was carried to it, and whatever else it said something of. None whose resident objects."""
    found = _select_agenda(session, on).where(_on_the_agenda(session))
    ordered = found.order_by(PlannedReview.starts_minute, Case.local_reference, Case.id)
    rows = [_as_agenda(row, session.starts_at) for row in db.session.execute(ordered)]
    return sorted(rows, key=lambda each: (each.starts_minute is None, each.starts_minute or 0))


def case_in(session: SessionFacts, case_id: int, on: date, *, any_open: bool) -> AgendaCase:
    """One case as this session has it. Raises NotThere when it is not on the agenda, unless `any_open` and it is an
    open case of the session's neighbourhood."""
    found = _select_agenda(session, on).where(Case.id == case_id)
    here = ResidentDetails.neighbourhood_id == session.neighbourhood_id
    beside = and_(literal(any_open), here, CaseDetails.id.is_not(None))
    row = db.session.execute(found.where(or_(_on_the_agenda(session), beside))).first()
    if row is None:
        raise NotThere
    return _as_agenda(row, session.starts_at)


def due_before(session: SessionFacts, case_id: int) -> Due | None:
    """When the review was due that the session is to hold: counted from the last one held before its day."""
    parts = Parts(AsAt(session.on - timedelta(days=1)))
    row = db.session.execute(select_cases(parts).where(Case.id == case_id)).first()
    if row is None or as_line(row).due is None:
        row = db.session.execute(select_cases(Parts(AsAt(session.on))).where(Case.id == case_id)).first()
    return None if row is None else as_line(row).due


def needs_of(case_ids: Collection[int], on: date) -> dict[int, list[Need]]:
    """The professions wanted at each case's review, by name."""
    rows: Any = db.session.execute(
        select(CaseNeed.case_id, Profession.id, Profession.name, CaseNeed.hard)
        .join(Profession, Profession.id == CaseNeed.profession_id)
        .where(CaseNeed.case_id.in_(case_ids), in_force(CaseNeed, AsAt(on)))
        .order_by(CaseNeed.case_id, Profession.name, CaseNeed.id)
    )
    found: dict[int, list[Need]] = defaultdict(list)
    for case_id, *said in rows:
        found[case_id].append(Need(*said))
    return found


def holders_of(case_ids: Collection[int], on: date) -> dict[int, list[Holder]]:
    """Who holds each case or contributes to it on the day: key worker, deputy, then whoever contributes, by name."""
    a, c = Allocation, Contribution
    held = select(a.case_id, a.person_id, a.role.label("part")).where(
        a.case_id.in_(case_ids), in_force(a, AsAt(on))
    )
    contributed = select(c.case_id, c.person_id, literal(CONTRIBUTES)).where(
        c.case_id.in_(case_ids), in_force(c, AsAt(on))
    )
    parts = union_all(held, contributed).subquery("parts")
    called = and_(PersonDetails.person_id == parts.c.person_id, in_force(PersonDetails, AsAt(on)))
    rows: Any = db.session.execute(
        select(
            parts.c.case_id,
            parts.c.person_id,
            parts.c.part,
            func.coalesce(spoken_name(), "not yet in the register"),
        )
        .outerjoin(PersonDetails, called)
        .order_by(parts.c.case_id, parts.c.part.desc(), PersonDetails.family_name, parts.c.person_id)
    )
    found: dict[int, list[Holder]] = defaultdict(list)
    for case_id, *said in rows:
        found[case_id].append(Holder(*said))
    return found


def _select_agenda(session: SessionFacts, on: date) -> Select[*tuple[Any, ...]]:
    parts, kept_tier, this = Parts(AsAt(on)), aliased(ReviewTier), session.id
    planned = and_(PlannedReview.session_id == this, PlannedReview.plan_id == session.plan_id)
    return (
        select_cases(parts)
        .add_columns(*_agenda_columns(this, kept_tier))
        .outerjoin(PlannedReview, and_(PlannedReview.case_id == Case.id, planned))
        .outerjoin(Review, _said_of_case(Review, this))
        .outerjoin(Deferral, _said_of_case(Deferral, this))
        .outerjoin(kept_tier, kept_tier.id == Review.tier_id)
        .outerjoin(
            ReviewExemption,
            and_(ReviewExemption.case_id == Case.id, in_force(ReviewExemption, AsAt(on))),
        )
        .where(or_(and_(CaseDetails.id.is_not(None), parts.listed), _closed_here(session)))
    )


def _agenda_columns(session_id: int, kept_tier: Any) -> tuple[Any, ...]:
    """What `_as_agenda` reads, in its order."""
    return (
        Case.resident_id,
        func.coalesce(ReviewTier.complexity_minutes, kept_tier.complexity_minutes, USUAL_MINUTES),
        CaseDetails.tier_id,
        PlannedReview.starts_minute,
        _carried_to(session_id),
        ReviewExemption.why,
        Review.id,
        Review.outcome,
        Review.due_on,
        Review.tier_id,
        Review.next_on,
        Review.next_because,
        Deferral.id,
        Deferral.carried_to_id,
        func.coalesce(Review.because, Deferral.because),
        Deferral.recorded_at,
    )


def _said_of_case(model: type[Review] | type[Deferral], session_id: int) -> ColumnElement[bool]:
    """What the session is believed to have said of the case."""
    return and_(model.case_id == Case.id, model.session_id == session_id, model.superseded_at.is_(None))


def _on_the_agenda(session: SessionFacts) -> ColumnElement[bool]:
    return or_(
        PlannedReview.id.is_not(None),
        Review.id.is_not(None),
        Deferral.id.is_not(None),
        _carried_to(session.id),
    )


def _carried_to(session_id: int) -> ColumnElement[bool]:
    """Whether an earlier session carried the case here, and no other has reviewed it since."""
    return Case.id.in_(carried_to(session_id))


def _closed_here(session: SessionFacts) -> ColumnElement[bool]:
    """A case that is over is on no list; where this very session reviewed it last, its outcome stays to be seen and
    put right, but never against an objection."""
    last = aliased(CaseDetails)
    objected = exists().where(
        last.case_id == Case.id,
        last.superseded_at.is_(None),
        last.informed == Informed.OBJECTS.value,
        or_(last.until.is_(None), last.until >= session.on),
    )
    return and_(CaseDetails.id.is_(None), Review.id.is_not(None), ~objected)


def _as_agenda(row: Any, starts_at: datetime) -> AgendaCase:
    resident_id, minutes, tier_id, minute, carried, exempt, *said, deferred_at = row[-16:]
    taken_off = deferred_at is not None and deferred_at < starts_at
    decided = Decided(*said, taken_off=taken_off)
    return AgendaCase(as_line(row), resident_id, minutes, tier_id, minute, bool(carried), exempt, decided)
