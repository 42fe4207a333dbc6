"""A whole service changes employer on a day: only the contracts change. Teams, roles, hours, management lines,
professional lines, posts and cases stay as they are, because none of them hangs on an employment."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ScalarSelect, Select, insert, literal, select, union_all
from sqlalchemy.orm import aliased

from foundation.acts import Act, batches, table_of
from foundation.database import db
from foundation.effective import AsAt, Period, in_force, still_open
from foundation.errors import RuleBroken
from foundation.formats import day, listed
from people.availability import WorkingPattern
from people.deeds import said
from people.employment import Employment, EmploymentDetails
from people.person import PersonDetails
from people.queries import spoken_name
from teams.team import PlacementDetails

MOST_NAMED = 10
CHANGED = "The register has changed since you looked, so nobody was moved. Look at the list again before you decide."


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Who is to move: the staff of one employer in a team, of a profession, or both, on the day."""

    from_id: int
    to_id: int
    on: date
    team_id: int | None = None
    profession_id: int | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Mover:
    """One contract that would move."""

    employment_id: int
    person_id: int
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Preview:
    """All that would move, and a mark of the rows it was read from: moving anything else is refused."""

    movers: tuple[Mover, ...]
    clashes: tuple[str, ...]
    fingerprint: str


def preview(service: Service) -> Preview:
    """Who would move, by name, as the register stands. Three statements."""
    movers = tuple(Mover(*row) for row in db.session.execute(_movers(service)))
    return Preview(movers, tuple(db.session.scalars(_clashes(service))), _fingerprint(service))


def transfer(act: Act, service: Service, fingerprint: str) -> int:
    """Every contract of the service ends on the day before and goes on with the other employer from the
    day, on the same terms; placements go on under it. The number of contracts moved.

    Raises RuleBroken when the register has changed since the preview, when nobody would move, and when an
    assignment number is already in use there.
    """
    found = preview(service)
    _refuse(service, found, fingerprint)
    moved = _new_contracts(service, found.movers)
    for model in (EmploymentDetails, WorkingPattern):
        act.load(model, [(number,) for pair in moved.items() for number in pair])
        for old, new in moved.items():
            _carry_on(act, model, old, new, service.on)
    _replace(act, moved, service.on)
    return len(moved)


def _refuse(service: Service, found: Preview, fingerprint: str) -> None:
    if service.from_id == service.to_id:
        raise RuleBroken("The service is with that employer already. Choose another to move it to.")
    if service.team_id is None and service.profession_id is None:
        raise RuleBroken("Choose a team, a profession or both: a service is one of them.")
    if found.clashes:
        named = [*found.clashes[:MOST_NAMED], *(["others"] if len(found.clashes) > MOST_NAMED else [])]
        raise RuleBroken(
            f"The new employer already uses assignment number {listed(named)}. Give a prefix that keeps the "
            "numbers apart."
        )
    if not found.movers:
        raise RuleBroken(f"Nobody of that service is employed there on {day(service.on)}.")
    if found.fingerprint != fingerprint:
        raise RuleBroken(CHANGED)


def _new_contracts(service: Service, movers: Collection[Mover]) -> dict[int, int]:
    """The number of each old contract with that of the new one."""
    table = table_of(Employment)
    new = {mover.employment_id: service.prefix + mover.number for mover in movers}
    rows = [
        {
            "person_id": m.person_id,
            "organisation_id": service.to_id,
            "assignment_number": new[m.employment_id],
        }
        for m in movers
    ]
    # Asked for afterwards: on SQLite an insert that returns its numbers in order is one statement a row.
    db.session.execute(insert(table), rows)
    made: dict[str, int] = {}
    for batch in batches(new.values()):
        numbers = select(table.c.assignment_number, table.c.id).where(
            table.c.organisation_id == service.to_id, table.c.assignment_number.in_(batch)
        )
        made.update((row[0], row[1]) for row in db.session.execute(numbers))
    return {old: made[number] for old, number in new.items()}


def _carry_on(
    act: Act, model: type[EmploymentDetails] | type[WorkingPattern], old: int, new: int, on: date
) -> None:
    """What holds of the old contract from the day on holds of the new one instead, planned changes too."""
    for stretch in list(act.timeline(model, (old,))):
        for part in _from(stretch.period, on):
            act.put(model, (new,), part, **said(model, stretch))
            act.clear(model, (old,), part)


def _replace(act: Act, moved: dict[int, int], on: date) -> None:
    """Placements under the old contracts go on under the new ones."""
    for key in act.load_where(PlacementDetails, "employment_id", list(moved)):
        for stretch in list(act.timeline(PlacementDetails, key)):
            details = said(PlacementDetails, stretch)
            new = moved.get(details["employment_id"])
            for part in _from(stretch.period, on) if new else []:
                act.put(PlacementDetails, key, part, **details | {"employment_id": new})


def _from(period: Period, on: date) -> list[Period]:
    """The days of the period from the day on, as a list of one or none."""
    return [Period(max(period.starts_on, on), period.until)] if period.end > on else []


def _movers(service: Service) -> Select[int, int, str, str]:
    return (
        select(Employment.id, Employment.person_id, spoken_name(), Employment.assignment_number)
        .join(PersonDetails, PersonDetails.person_id == Employment.person_id)
        .where(Employment.id.in_(_moving(service)), in_force(PersonDetails, AsAt(service.on)))
        .order_by(PersonDetails.family_name, PersonDetails.given_name, Employment.id)
    )


def _moving(service: Service) -> ScalarSelect[int]:
    as_at = AsAt(service.on)
    found = (
        select(Employment.id)
        .join(PlacementDetails, PlacementDetails.employment_id == Employment.id)
        .where(Employment.organisation_id == service.from_id, in_force(PlacementDetails, as_at))
    )
    if service.team_id is not None:
        found = found.where(PlacementDetails.team_id == service.team_id)
    if service.profession_id is not None:
        found = found.where(PlacementDetails.profession_id == service.profession_id)
    return found.scalar_subquery()


def _clashes(service: Service) -> Select[str]:
    """Numbers that the new employer has given to anybody, ever: a number is never a second person's."""
    there = aliased(Employment)
    return (
        select(there.assignment_number)
        .join(Employment, there.assignment_number == literal(service.prefix) + Employment.assignment_number)
        .where(there.organisation_id == service.to_id, Employment.id.in_(_moving(service)))
        .order_by(there.assignment_number)
    )


def _fingerprint(service: Service) -> str:
    """A mark of every row that moving would supersede: another row, another mark."""
    rows = union_all(
        *(
            select(literal(table), model.id).where(
                model.employment_id.in_(_moving(service)),
                model.superseded_at.is_(None),
                still_open(model, service.on),
            )
            for table, model in enumerate((EmploymentDetails, PlacementDetails, WorkingPattern))
        )
    )
    mark = hashlib.sha256(repr(service).encode())
    for table, row in sorted(tuple(found) for found in db.session.execute(rows)):
        mark.update(f"{table}:{row};".encode())
    return mark.hexdigest()
