"""Residents who may be one person, and what else is known of a resident beside one case."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, bindparam, func, or_, select

from caseload.cases.case import (
    UNCONFIRMED,
    Case,
    CaseDetails,
    Informed,
    PossibleSame,
    Resident,
    ResidentDetails,
    ResidentMerge,
    SameBy,
)
from caseload.cases.stage import OVER, CaseStage
from caseload.queries.cases import in_scope
from caseload.queries.held import EVERYWHERE
from caseload.sealing.seal import SEALED
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere
from neighbourhoods.neighbourhood import Neighbourhood, Ward
from people.spelling import fold


@dataclass(frozen=True, slots=True)
class CaseOf:
    """A case of a resident. `going_on`: neither closed nor declined; `objects`: the resident does."""

    id: int
    reference: str
    accepted: bool
    going_on: bool
    objects: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A resident as a list of possible matches shows them."""

    id: int
    confirmed: bool
    given_name: str
    family_name: str
    date_of_birth: date
    postcode: str
    neighbourhood_code: str
    neighbourhood: str
    cases: tuple[CaseOf, ...] = ()

    @property
    def name(self) -> str:
        """As it is spoken."""
        return f"{self.given_name} {self.family_name}"

    @property
    def objects(self) -> bool:
        """Whether they are in no list."""
        return any(case.objects for case in self.cases)

    @property
    def open_case(self) -> CaseOf | None:
        """The case that goes on, if there is one."""
        return next((case for case in self.cases if case.going_on), None)


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody who was there already, and by what they were found."""

    known: Known
    found_by: SameBy
    same_postcode: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two residents who may be one person."""

    id: int
    found_by: str
    found_at: datetime
    newer: Known
    older: Known


@dataclass(frozen=True, slots=True)
class Merged:
    """Two residents who were said to be one person: `kept` stands for both."""

    id: int
    kept_id: int
    merged_id: int
    at: datetime
    because: str | None
    name: str
    references: tuple[str, ...]


def find_matches(nhs_number: str, family_name: str, born: date, postcode: str, on: date) -> list[Match]:
    """Everybody with the NHS number, or with the family name and the day of birth, whoever may see them: three
    statements whether or not there is anybody. By number first, then by name."""
    rows = db.session.execute(
        _alike(on), {"nhs_number": nhs_number, "sealed_number": SEALED + nhs_number, "born": born}
    ).all()
    found_by = {
        number: SameBy.NHS_NUMBER if by_number else SameBy.NAME_AND_BIRTH
        for number, by_number, family in sorted(map(tuple, rows), key=lambda row: (bool(row[1]), row[0]))
        if by_number or fold(family or "") == fold(family_name)
    }
    known = known_residents(found_by, EVERYWHERE, on)
    found = [Match(each, found_by[each.id], each.postcode == postcode) for each in known.values()]
    return sorted(found, key=lambda match: (match.found_by is not SameBy.NHS_NUMBER, match.known.id))


def list_pairs(scopes: Collection[str], on: date) -> list[Pair]:
    """The pairs nobody has decided about yet of which both are in these neighbourhoods, the oldest first."""
    rows = db.session.execute(
        select(
            PossibleSame.id,
            PossibleSame.found_by,
            PossibleSame.found_at,
            PossibleSame.newer_id,
            PossibleSame.older_id,
        )
        .where(PossibleSame.same.is_(None))
        .order_by(PossibleSame.found_at, PossibleSame.id)
    ).all()
    known = known_residents({number for row in rows for number in row[3:]}, scopes, on)
    return [
        Pair(*row[:3], known[row[3]], known[row[4]]) for row in rows if row[3] in known and row[4] in known
    ]


def get_pair(pair_id: int, scopes: Collection[str], on: date) -> Pair:
    """One such pair. Raises NotThere."""
    found = next((pair for pair in list_pairs(scopes, on) if pair.id == pair_id), None)
    if found is None:
        raise NotThere
    return found


def list_merged(scopes: Collection[str], on: date) -> list[Merged]:
    """The merges that hold, of residents of these neighbourhoods, the newest first."""
    rows: Any = db.session.execute(
        select(
            ResidentMerge.id,
            ResidentMerge.kept_id,
            ResidentMerge.merged_id,
            ResidentMerge.recorded_at,
            ResidentMerge.because,
        )
        .where(ResidentMerge.superseded_at.is_(None))
        .order_by(ResidentMerge.recorded_at.desc(), ResidentMerge.id)
    ).all()
    known = known_residents({number for row in rows for number in row[1:3]}, scopes, on)
    return [
        Merged(number, kept, merged, at, why, known[kept].name, tuple(c.reference for c in known[kept].cases))
        for number, kept, merged, at, why in map(tuple, rows)
        if kept in known and merged in known and not known[kept].objects
    ]


def known_residents(ids: Collection[int], scopes: Collection[str], on: date) -> dict[int, Known]:
    """These residents where they live in these neighbourhoods today: two statements."""
    rows = db.session.execute(_select_known(on).where(Resident.id.in_(ids), in_scope(scopes))).all()
    cases = cases_of_residents([row[0] for row in rows], on)
    return {row[0]: _known(row, cases) for row in rows}


def cases_of_residents(ids: Collection[int] | ScalarSelect[int], on: date) -> dict[int, list[CaseOf]]:
    """Every case of each resident, in the order in which they were made."""
    rows = db.session.execute(
        select(Case.resident_id, Case.id, Case.local_reference, CaseDetails.informed, CaseStage.stage)
        .outerjoin(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, AsAt(on))))
        .outerjoin(CaseStage, and_(CaseStage.case_id == Case.id, in_force(CaseStage, AsAt(on))))
        .where(Case.resident_id.in_(ids))
        .order_by(Case.id)
    )
    found: dict[int, list[CaseOf]] = defaultdict(list)
    for resident_id, number, reference, informed, stage in rows:
        found[resident_id].append(
            CaseOf(
                id=number,
                reference=reference,
                accepted=informed is not None,
                going_on=stage not in OVER,
                objects=informed == Informed.OBJECTS,
            )
        )
    return found


def open_cases_beside(case_id: int, on: date) -> list[CaseOf]:
    """The same resident's other cases that go on: one statement."""
    resident = select(Case.resident_id).where(Case.id == case_id).scalar_subquery()
    found = cases_of_residents(resident, on)
    return [case for cases in found.values() for case in cases if case.going_on and case.id != case_id]


def get_particulars(resident_id: int, on: date) -> dict[str, Any]:
    """Who a resident is and where they live, by the names of a form's fields."""
    d = ResidentDetails
    row: Any = db.session.execute(
        select(
            d.given_name,
            d.family_name,
            d.date_of_birth,
            d.postcode,
            d.neighbourhood_id.label("neighbourhood"),
            d.ward_id.label("ward"),
            d.practice_id.label("practice"),
        ).where(d.resident_id == resident_id, in_force(d, AsAt(on)))
    ).one()
    return dict(row._mapping)


def ward_is_in(ward_id: int, neighbourhood_id: int) -> bool:
    """Whether the ward is in the neighbourhood."""
    found = select(Ward.id).where(Ward.id == ward_id, Ward.neighbourhood_id == neighbourhood_id)
    return db.session.scalars(found).first() is not None


def _select_known(on: date) -> Select[*tuple[Any, ...]]:
    details, place = ResidentDetails, Neighbourhood
    return (
        select(
            Resident.id,
            Resident.nhs_number.not_like(f"{UNCONFIRMED}%"),
            details.given_name,
            details.family_name,
            details.date_of_birth,
            details.postcode,
            place.code,
            place.name,
        )
        .join(details, and_(details.resident_id == Resident.id, in_force(details, AsAt(on))))
        .join(place, place.id == details.neighbourhood_id)
        .order_by(Resident.id)
    )


def _alike(on: date) -> Select[*tuple[Any, ...]]:
    """Residents by `nhs_number` or day of birth, each as the one they were merged into; whether it was by
    number, and the family name."""
    details, merge = ResidentDetails, ResidentMerge
    by_number = Resident.nhs_number.in_((bindparam("nhs_number"), bindparam("sealed_number")))
    return (
        select(func.coalesce(merge.kept_id, Resident.id), by_number, details.family_name)
        .outerjoin(details, and_(details.resident_id == Resident.id, in_force(details, AsAt(on))))
        .outerjoin(merge, and_(merge.merged_id == Resident.id, merge.superseded_at.is_(None)))
        .where(or_(by_number, details.date_of_birth == bindparam("born")))
    )


def _known(row: Any, cases: dict[int, list[CaseOf]]) -> Known:
    number, confirmed, *rest = tuple(row)
    return Known(number, bool(confirmed), *rest, cases=tuple(cases.get(number, ())))
