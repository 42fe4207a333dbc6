"""Reading somebody's whole list, and the cases of a neighbourhood, to move them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, or_, select

from caseload.allocation.candidates import Taking
from caseload.cases.case import Allocation, Case, CaseDetails, Holds, Informed, ResidentDetails
from caseload.moves.placing import Part
from caseload.policy import covers
from caseload.queries.matching import Matching, facts_for, facts_of
from caseload.queries.matching_rows import select_asked
from foundation.effective import AsAt, in_force, known
from foundation.errors import NotThere
from foundation.prepared import ask
from neighbourhoods.neighbourhood import Neighbourhood
from people.person import PersonDetails
from people.queries import spoken_name

ROLES = (Taking.KEY_WORKER, Taking.DEPUTY)


@dataclass(frozen=True, slots=True)
class WholeList:
    """What somebody holds of the neighbourhoods asked about. `parts`: theirs on the day, by local reference;
    `gone`: those they hold before it and not on it, with who has them then (None: nobody)."""

    person_id: int
    matching: Matching
    parts: tuple[Part, ...]
    gone: tuple[tuple[Part, int | None], ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A case as a list of moves shows it: the least of the resident. `holder`: its key worker today."""

    case_id: int
    reference: str
    resident: str
    neighbourhood_code: str
    neighbourhood: str
    row: int | None
    holder: int | None


def whole_list(
    person_id: int, since: date, on: date, *, account_id: int, scopes: Collection[str]
) -> WholeList:
    """Everything somebody holds on a day, or held since `since`, as the account may allocate it. Cases whose
    resident objects are in no list. Eight statements."""
    found = ask(_select_held, AsAt(on), person_id=person_id, since=since)
    matching = facts_of(found, on, account_id=account_id, scopes=scopes)
    listed = sorted((c for c in matching.cases.values() if not c.fact.objects), key=lambda c: c.reference)
    parts: list[Part] = []
    gone: list[tuple[Part, int | None]] = []
    for case in listed:
        for taking in ROLES:
            holder, part = case.fact.holders.get(taking), Part(case.fact.case_id, taking)
            if holder == person_id:
                parts.append(part)
            elif any(p.person_id == person_id and p.taking is taking and p.now(since) for p in case.parts):
                gone.append((part, holder))
    return WholeList(person_id, matching, tuple(parts), tuple(gone))


def held_in(codes: Collection[str], on: date, *, account_id: int) -> Matching:
    """Every open, listed case of these neighbourhoods that has a key worker and no open request for another, with
    everybody who could take it."""
    case_ids = [row[0] for row in ask(_select_with_key_worker, AsAt(on), codes=list(codes))]
    return facts_for(case_ids, on, account_id=account_id, scopes=codes)


def names_of_cases(case_ids: Collection[int], on: date, scopes: Collection[str]) -> dict[int, Named]:
    """Those of the cases that are in these neighbourhoods and whose residents do not object."""
    found = (Named(*row) for row in ask(_select_named, AsAt(on), case_ids=list(case_ids)))
    return {each.case_id: each for each in found if covers(scopes, each.neighbourhood_code)}


def names_of_people(person_ids: Collection[int], on: date) -> dict[int, str]:
    """What people are called."""
    return {row[0]: row[1] for row in ask(_select_people, AsAt(on), person_ids=list(person_ids))}


def refuse_elsewhere(listed: WholeList) -> None:
    """Raises NotThere for somebody who holds nothing of the neighbourhoods asked about."""
    if not listed.parts and not listed.gone:
        raise NotThere


@cache
def _select_held(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    held = select(Allocation.case_id).where(
        Allocation.person_id == bindparam("person_id"),
        known(Allocation, as_at),
        Allocation.starts_on <= as_at.on,
        or_(Allocation.until.is_(None), Allocation.until > bindparam("since", type_=Date)),
    )
    return select_asked(as_at, Case.id.in_(held))


@cache
def _select_with_key_worker(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(Case.id)
        .join(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, as_at)))
        .join(
            Allocation,
            and_(
                Allocation.case_id == Case.id,
                Allocation.role == Holds.KEY_WORKER.value,
                in_force(Allocation, as_at),
            ),
        )
        .join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
        .join(Neighbourhood, Neighbourhood.id == ResidentDetails.neighbourhood_id)
        .where(
            in_force(ResidentDetails, as_at),
            CaseDetails.informed != Informed.OBJECTS.value,
            Neighbourhood.code.in_(bindparam("codes", expanding=True)),
        )
        .order_by(Case.id)
    )


@cache
def _select_named(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Case.id,
            Case.local_reference,
            ResidentDetails.given_name + " " + ResidentDetails.family_name,
            Neighbourhood.code,
            Neighbourhood.name,
            Allocation.id,
            Allocation.person_id,
        )
        .join(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, as_at)))
        .join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
        .join(Neighbourhood, Neighbourhood.id == ResidentDetails.neighbourhood_id)
        .outerjoin(
            Allocation,
            and_(
                Allocation.case_id == Case.id,
                Allocation.role == Holds.KEY_WORKER.value,
                in_force(Allocation, as_at),
            ),
        )
        .where(
            Case.id.in_(bindparam("case_ids", expanding=True)),
            in_force(ResidentDetails, as_at),
            CaseDetails.informed != Informed.OBJECTS.value,
        )
        .order_by(Case.id)
    )


@cache
def _select_people(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(PersonDetails.person_id, spoken_name())
        .where(
            PersonDetails.person_id.in_(bindparam("person_ids", expanding=True)),
            in_force(PersonDetails, as_at),
        )
        .order_by(PersonDetails.person_id)
    )
