"""The case list, limited to the neighbourhoods a viewer may see. Each function is one or two statements."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, bindparam, case, func, or_, select, true
from sqlalchemy.orm import aliased

from caseload.cases.case import (
    Allocation,
    Case,
    CaseDetails,
    CaseNeed,
    CasePause,
    Holds,
    Informed,
    ResidentDetails,
    ReviewTier,
)
from caseload.cases.stage import CaseStage
from caseload.queries.reviewing import DueParts, accepted, chosen, going_on, last_held, not_objecting
from caseload.reviews.due import Due, next_due
from caseload.sealing.seal import as_kept
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.paging import Page, ask_page
from foundation.prepared import ask
from neighbourhoods.neighbourhood import Neighbourhood
from people.organisation import Profession
from people.person import PersonDetails

EVERYWHERE = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a list can be narrowed to."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of cases is narrowed to; nothing unless said."""

    neighbourhood_id: int | None = None
    tier_id: int | None = None
    unheld: bool = False
    waiting: bool = False

    @property
    def said(self) -> dict[str, Any]:
        """What is said, by name."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as the list shows it: as little of the resident as will do."""

    id: int
    reference: str
    resident: str
    neighbourhood: str
    tier: str | None
    key_worker: str | None
    informed: str | None
    paused: bool
    accepted_on: date | None
    last_held_on: date | None
    due: Due | None
    stage: str | None

    @property
    def objects(self) -> bool:
        """Whether the resident objects, so that the case is in no list."""
        return self.informed == Informed.OBJECTS


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """A profession wanted at a case's reviews."""

    profession: str
    hard: bool


def list_cases(
    scopes: Collection[str],
    wanted: Wanted,
    on: date,
    *,
    number: int,
    per_page: int = 50,
    total: int | None = None,
) -> Page[CaseLine]:
    """Open cases and referrals that wait, breaches first, then what is due longest: two statements, or one where it is
    known how many there are. None whose resident objects."""
    said = wanted.said
    which, values = (EVERYWHERE in scopes, frozenset(said)), {"codes": list(scopes), **said}
    return ask_page(
        _listed, AsAt(on), *which, number=number, make=as_line, per_page=per_page, total=total, **values
    )


@cache
def _listed(as_at: AsAt, everywhere: bool, said: frozenset[str]) -> Select[*tuple[Any, ...]]:
    parts = Parts(as_at)
    worst_first = case((parts.breach(as_at.on), 0), (parts.late(as_at.on), 1), else_=2)
    no_day_last = parts.due_on.is_(None)
    return (
        select_cases(parts)
        .where(within(everywhere), parts.listed, *_narrowed(said, parts))
        .order_by(worst_first, no_day_last, parts.due_on, Case.local_reference, Case.id)
    )


def find_by_reference(reference: str, scopes: Collection[str], on: date) -> int | None:
    """The number of a case by its local reference, also one that is in no list."""
    values = {"codes": list(scopes), "references": as_kept([reference])}
    return ask(_by_reference, AsAt(on), EVERYWHERE in scopes, **values).scalar()


@cache
def _by_reference(as_at: AsAt, everywhere: bool) -> Select[*tuple[Any, ...]]:
    called = Case.local_reference.in_(bindparam("references", expanding=True))
    return select_cases(Parts(as_at)).where(within(everywhere), called).with_only_columns(Case.id)


def needs_of_cases(case_ids: Collection[int], on: date) -> dict[int, list[NeedFacts]]:
    """The professions wanted at each case's reviews, by name."""
    found: dict[int, list[NeedFacts]] = defaultdict(list)
    for case_id, profession, hard in ask(_needs, AsAt(on), case_ids=list(case_ids)):
        found[case_id].append(NeedFacts(profession, hard))
    return dict(found)


@cache
def _needs(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(CaseNeed.case_id, Profession.name, CaseNeed.hard)
        .join(Profession, Profession.id == CaseNeed.profession_id)
        .where(CaseNeed.case_id.in_(bindparam("case_ids", expanding=True)), in_force(CaseNeed, as_at))
        .order_by(CaseNeed.case_id, Profession.name, CaseNeed.id)
    )


def list_places(scopes: Collection[str]) -> list[Choice]:
    """The neighbourhoods a viewer may see, by name."""
    rows = db.session.execute(_places(EVERYWHERE in scopes), {"codes": list(scopes)})
    return [Choice(*row) for row in rows]


@cache
def _places(everywhere: bool) -> Select[*tuple[Any, ...]]:
    places = select(Neighbourhood.id, Neighbourhood.code, Neighbourhood.name).where(within(everywhere))
    return places.order_by(Neighbourhood.name, Neighbourhood.id)


def list_tiers() -> list[Choice]:
    """The review tiers, the most frequent first."""
    return [Choice(*row) for row in db.session.execute(_tiers())]


@cache
def _tiers() -> Select[*tuple[Any, ...]]:
    tiers = select(ReviewTier.id, ReviewTier.code, ReviewTier.name)
    return tiers.order_by(ReviewTier.review_interval_weeks, ReviewTier.id)


def in_scope(scopes: Collection[str]) -> ColumnElement[bool]:
    """Only neighbourhoods with these codes; "" is the whole borough."""
    return true() if EVERYWHERE in scopes else Neighbourhood.code.in_(scopes)


def within(everywhere: bool, codes: str = "codes") -> ColumnElement[bool]:
    """The same of a statement that is built once: it leaves the codes open."""
    return true() if everywhere else Neighbourhood.code.in_(bindparam(codes, expanding=True))


class Parts:
    """The tables and expressions that a query about cases is made of."""

    def __init__(self, as_at: AsAt, of: Subquery | None = None) -> None:
        """`of`: where only some cases are asked for, their numbers as `case_id`. PostgreSQL takes so many tables in
        the order in which they are written, so it begins with these."""
        self.as_at, self.of = as_at, of
        self.key_worker = aliased(Allocation)
        self.worker_details = aliased(PersonDetails)
        self.accepted: Subquery = accepted(as_at, of)
        self.last_held: Subquery = last_held(as_at)
        due = DueParts(self.accepted, self.last_held)
        self.due_on, self.hard_limit_on = due.due_on, due.hard_limit_on
        # An objection stops listing, from that moment and everywhere.
        self.listed = or_(not_objecting(), and_(self.accepted.c.on.is_(None), going_on()))

    def breach(self, on: date) -> ColumnElement[bool]:
        """Past the longest time the tier allows."""
        return self.hard_limit_on < on

    def late(self, on: date) -> ColumnElement[bool]:
        """Past its day, and not a breach."""
        return and_(self.due_on < on, self.hard_limit_on >= on)


def select_cases(parts: Parts) -> Select[*tuple[Any, ...]]:
    """Every case, with the columns of a `CaseLine`: only those `parts.listed` belong in a list."""
    as_at, key_worker, called = parts.as_at, parts.key_worker, parts.worker_details
    columns = select(
        Case.id,
        Case.local_reference,
        ResidentDetails.given_name + " " + ResidentDetails.family_name,
        Neighbourhood.name,
        ReviewTier.name,
        func.coalesce(called.known_as, called.given_name) + " " + called.family_name,
        CaseDetails.informed,
        CasePause.id,
        parts.accepted.c.on,
        parts.last_held.c.on,
        ReviewTier.review_interval_weeks,
        ReviewTier.hard_maximum_weeks,
        CaseStage.stage,
        chosen(parts.last_held),
    )
    cases = (
        columns.select_from(Case)
        if parts.of is None
        else columns.join_from(parts.of, Case, Case.id == parts.of.c.case_id)
    )
    return (
        cases.join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
        .join(Neighbourhood, Neighbourhood.id == ResidentDetails.neighbourhood_id)
        .outerjoin(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, as_at)))
        .outerjoin(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .outerjoin(CasePause, and_(CasePause.case_id == Case.id, in_force(CasePause, as_at)))
        .outerjoin(CaseStage, and_(CaseStage.case_id == Case.id, in_force(CaseStage, as_at)))
        .outerjoin(key_worker, holds(key_worker, Holds.KEY_WORKER, as_at))
        .outerjoin(called, and_(called.person_id == key_worker.person_id, in_force(called, as_at)))
        .outerjoin(parts.accepted, parts.accepted.c.case_id == Case.id)
        .outerjoin(parts.last_held, parts.last_held.c.case_id == Case.id)
        .where(in_force(ResidentDetails, as_at))
    )


def holds(allocation: Any, role: Holds, as_at: AsAt) -> ColumnElement[bool]:
    """The allocation in which somebody holds the case in this role on the day."""
    return and_(allocation.case_id == Case.id, allocation.role == role.value, in_force(allocation, as_at))


def as_line(row: Any) -> CaseLine:
    """A row of `select_cases`."""
    informed, pause, accepted_on, last_held_on, interval_weeks, hard_maximum_weeks, stage, chosen_on = row[
        6:14
    ]
    due = None
    if accepted_on is not None and interval_weeks is not None:
        due = next_due(
            accepted_on=accepted_on,
            last_held_on=last_held_on,
            interval_weeks=interval_weeks,
            hard_maximum_weeks=hard_maximum_weeks,
            chosen_on=chosen_on,
        )
    return CaseLine(
        *row[:6],
        informed=informed,
        paused=pause is not None,
        accepted_on=accepted_on,
        last_held_on=last_held_on,
        due=due,
        stage=stage,
    )


def _narrowed(said: frozenset[str], parts: Parts) -> list[ColumnElement[bool]]:
    narrowing = {
        "neighbourhood_id": Neighbourhood.id == bindparam("neighbourhood_id"),
        "tier_id": ReviewTier.id == bindparam("tier_id"),
        "unheld": and_(parts.key_worker.id.is_(None), CaseDetails.id.is_not(None)),
        "waiting": CaseDetails.id.is_(None),
    }
    return [narrowing[name] for name in sorted(said)]
