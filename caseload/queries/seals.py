"""Reading who holds the cases of a resident, who is named on a sealed record, and what is sealed. One statement each."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import and_, func, select, union

from caseload.cases.case import Allocation, Case, Resident, ResidentMerge
from caseload.cases.holding import Contribution
from caseload.sealing.hiding import SEALED_TOO
from caseload.sealing.seal import SEALED, Seal, SealName
from foundation.database import db
from foundation.effective import AsAt, in_force, known, still_open
from people.files import batched
from people.person import Person, PersonDetails
from people.queries import spoken_name
from teams.queries.staff import NAMELESS


def person_of_account(account_id: int) -> int | None:
    """The person whose account it is."""
    return db.session.scalar(select(Person.id).where(Person.account_id == account_id))


def holders_of_resident(resident_id: int, on: date) -> dict[int, str]:
    """Everybody who has a case of the resident on the day or is to have one, by number, with their names."""
    parts = union(
        *(
            select(part.person_id.label("person_id"))
            .join(Case, Case.id == part.case_id)
            .where(Case.resident_id == resident_id, known(part, AsAt(on)), still_open(part, on))
            for part in (Allocation, Contribution)
        )
    ).subquery()
    rows = db.session.execute(
        select(parts.c.person_id, func.coalesce(spoken_name(), NAMELESS))
        .outerjoin(
            PersonDetails,
            and_(PersonDetails.person_id == parts.c.person_id, in_force(PersonDetails, AsAt(on))),
        )
        .order_by(parts.c.person_id)
    )
    return {row[0]: row[1] for row in rows}


def one_person(resident_id: int) -> list[int]:
    """The resident and those who were merged into them: all are one person, sealed together."""
    merged = select(ResidentMerge.merged_id).where(
        ResidentMerge.kept_id == resident_id, ResidentMerge.superseded_at.is_(None)
    )
    return [resident_id, *sorted(db.session.scalars(merged))]


def sealed_cases(case_ids: Collection[int], on: date) -> dict[int, set[int]]:
    """Those of the cases that are sealed, each with the people who are named."""
    rows = db.session.execute(
        select(Case.id, SealName.person_id)
        .join(Seal, and_(Seal.resident_id == Case.resident_id, in_force(Seal, AsAt(on))))
        .outerjoin(SealName, and_(SealName.resident_id == Case.resident_id, in_force(SealName, AsAt(on))))
        .where(Case.id.in_(case_ids))
    )
    found: dict[int, set[int]] = {}
    for case_id, person_id in rows:
        found.setdefault(case_id, set()).add(person_id)
    return found


def sealed_residents(resident_ids: Collection[int], on: date) -> set[int]:
    """Those of the residents who are sealed."""
    found = select(Seal.resident_id).where(Seal.resident_id.in_(resident_ids), in_force(Seal, AsAt(on)))
    return set(db.session.scalars(found))


def named_for_numbers(nhs_numbers: Iterable[str], on: date) -> list[int]:
    """Whoever is named on the sealed record of a resident with one of these NHS numbers, whoever asks."""
    named: set[int] = set()
    for batch in batched(SEALED + number for number in nhs_numbers):
        found = (
            select(SealName.person_id)
            .join(Resident, Resident.id == SealName.resident_id)
            .where(Resident.nhs_number.in_(batch), in_force(SealName, AsAt(on)))
        )
        named |= set(db.session.scalars(found, execution_options=SEALED_TOO))
    return sorted(named)
