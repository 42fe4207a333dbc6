"""Everything that was ever recorded about one case and its resident, in one statement."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from accounts.account import Account
from caseload.cases.case import Allocation, CaseDetails, CaseNeed, CasePause, ResidentDetails, ReviewTier
from caseload.cases.contact import CarePackage, Contact, UrgentContact
from caseload.cases.holding import CaseCompetence, Competence, ConflictOfInterest, Contribution
from caseload.cases.stage import CaseStage, CaseWork
from caseload.cases.told import Told
from caseload.reviews.review import Action, Deferral, Review, ReviewExemption, ReviewSession
from caseload.sealing.seal import Seal, SealName
from foundation.acts import table_of
from foundation.effective import AsAt, Dated, in_force
from foundation.model import Model
from foundation.prepared import ask
from neighbourhoods.neighbourhood import Neighbourhood, Practice
from people.organisation import Organisation, Profession
from people.person import PersonDetails
from people.queries import spoken_name

WORDS = 5


def told_of(case_id: int, resident_id: int, on: date) -> list[Told]:
    """Every row about the case, in the order in which they were recorded. People are called as on the day."""
    return [_told(*row) for row in ask(_story, AsAt(on), case_id=case_id, resident_id=resident_id)]


@cache
def _story(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    parts = union_all(*(_rows(part) for part in _parts(as_at))).subquery()
    recorder, corrector = aliased(Account), aliased(Account)
    c = parts.c
    return (
        select(*c[: 3 + WORDS + 3], recorder.name, c.superseded_at, corrector.name, c.because)
        .join(recorder, recorder.id == c.recorded_by_id)
        .outerjoin(corrector, corrector.id == c.superseded_by_id)
        .order_by(c.recorded_at, c.name, c.id)
    )


def _told(table: str, row: int, key: int | None, *said: Any) -> Told:
    return Told(table, row, key, tuple(said[:WORDS]), *said[WORDS:])


@dataclass(frozen=True, slots=True)
class _Part:
    """How one table is read: its key beside the case, its words, and what they are looked up in."""

    model: Any
    words: tuple[Any, ...]
    key: Any = None
    joins: tuple[tuple[Any, ColumnElement[bool]], ...] = ()
    of_resident: bool = False
    day: Any = None
    only: ColumnElement[bool] | None = None


def _parts(as_at: AsAt) -> tuple[_Part, ...]:
    d, w, r = CaseDetails, CaseWork, ResidentDetails
    return (
        _Part(
            d,
            (ReviewTier.name, d.informed, d.reason, cast(d.informed_on, String)),
            joins=((ReviewTier, ReviewTier.id == d.tier_id),),
        ),
        _Part(CaseStage, (CaseStage.stage, CaseStage.outcome)),
        _Part(w, (w.kind, _yes(w.statutory), _yes(w.travel))),
        _Part(CasePause, (CasePause.why,)),
        _Part(ReviewExemption, (ReviewExemption.why,)),
        _Part(
            CaseNeed,
            (Profession.name, _yes(CaseNeed.hard)),
            key=CaseNeed.profession_id,
            joins=((Profession, Profession.id == CaseNeed.profession_id),),
        ),
        _Part(
            CaseCompetence,
            (Competence.name,),
            key=CaseCompetence.competence_id,
            joins=((Competence, Competence.id == CaseCompetence.competence_id),),
        ),
        _of_person(ConflictOfInterest, as_at, key=ConflictOfInterest.person_id),
        _of_person(Contribution, as_at, key=Contribution.person_id),
        _of_person(Allocation, as_at, more=(Allocation.role,)),
        _Part(CarePackage, (CarePackage.kind, cast(cast(CarePackage.hours, String), String))),
        _of_person(Contact, as_at, more=(Contact.kind,), key=Contact.person_id, day=Contact.held_on),
        _Part(UrgentContact, (UrgentContact.kind,), day=UrgentContact.happened_on),
        *_of_reviews(as_at),
        _Part(Seal, (Seal.why,), of_resident=True),
        _of_person(SealName, as_at, key=SealName.person_id, of_resident=True),
        _Part(
            r,
            (
                r.given_name + " " + r.family_name,
                Neighbourhood.name,
                Practice.name,
                r.postcode,
                cast(r.date_of_birth, String),
            ),
            joins=(
                (Neighbourhood, Neighbourhood.id == r.neighbourhood_id),
                (Practice, Practice.id == r.practice_id),
            ),
            of_resident=True,
        ),
    )


def _of_reviews(as_at: AsAt) -> tuple[_Part, ...]:
    """What sessions said of the case. A review that a list brought says no more than its day, which is told
    elsewhere."""
    called = and_(PersonDetails.person_id == Action.owner_person_id, in_force(PersonDetails, as_at))
    return (
        _Part(
            Review,
            (Review.outcome, cast(Review.next_on, String), Review.next_because),
            key=Review.session_id,
            day=Review.held_on,
            only=Review.outcome.is_not(None),
        ),
        _Part(
            Deferral,
            (cast(Deferral.carried_to_id, String),),
            key=Deferral.session_id,
            joins=((ReviewSession, ReviewSession.id == Deferral.session_id),),
            day=func.date(ReviewSession.starts_at, type_=Date()),
        ),
        _Part(
            Action,
            (
                Action.what,
                spoken_name(),
                Organisation.name,
                cast(Action.done_on, String),
                cast(Action.dropped_on, String),
            ),
            key=Action.number,
            joins=((PersonDetails, called), (Organisation, Organisation.id == Action.organisation_id)),
            day=Action.due_on,
        ),
    )


def _of_person(
    model: Any,
    as_at: AsAt,
    *,
    more: tuple[Any, ...] = (),
    key: Any = None,
    day: Any = None,
    of_resident: bool = False,
) -> _Part:
    called = and_(PersonDetails.person_id == model.person_id, in_force(PersonDetails, as_at))
    joins = ((PersonDetails, called),)
    return _Part(model, (spoken_name(), *more), key=key, joins=joins, day=day, of_resident=of_resident)


def _yes(column: Any) -> ColumnElement[str | None]:
    return case((column, literal("yes")), else_=null())


def _rows(part: _Part) -> Select[*tuple[Any, ...]]:
    model = part.model
    padded = [*part.words, *[cast(null(), String)] * (WORDS - len(part.words))]
    dated = issubclass(model, Dated)
    found = select(
        literal(_name(model)).label("name"),
        model.id.label("id"),
        (cast(null(), table_of(model).c.id.type) if part.key is None else part.key).label("key"),
        *(cast(word, String).label(f"word_{n}") for n, word in enumerate(padded)),
        (model.starts_on if dated else part.day).label("starts_on"),
        (model.until if dated else cast(null(), part.day.type)).label("until"),
        model.recorded_at.label("recorded_at"),
        model.superseded_at.label("superseded_at"),
        model.recorded_by_id.label("recorded_by_id"),
        model.superseded_by_id.label("superseded_by_id"),
        model.because.label("because"),
    )
    for target, condition in part.joins:
        found = found.outerjoin(target, condition)
    if part.only is not None:
        found = found.where(part.only)
    whose = "resident_id" if part.of_resident else "case_id"
    return found.where(getattr(model, whose) == bindparam(whose))


def _name(model: type[Model]) -> str:
    return model.__tablename__
