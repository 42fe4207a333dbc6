"""Reading who was asked to a session, who came, and who might do something about a case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from caseload.reviews.meetings.carried import brings_one_carried
from caseload.reviews.review import Came, PlannedAttendance
from caseload.reviews.sessions.facts import SessionFacts
from foundation.database import db
from foundation.effective import AsAt, in_force
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation, Profession
from people.person import Person, PersonDetails
from people.queries import spoken_name
from teams.team import Placement, PlacementDetails, Team

NOWHERE = "Not in a team that day"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody asked to a session or there without being asked. `came`: none while nobody has said."""

    id: int
    name: str
    came: bool | None
    asked: bool
    organisation: str = NOWHERE
    professions: tuple[str, ...] = ()
    practises: frozenset[int] = frozenset()

    @property
    def profession(self) -> str:
        """In words."""
        return " and ".join(self.professions) or "Other staff"


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who may be asked to do something, with their organisation."""

    id: int
    name: str
    organisation_id: int
    organisation: str


def attendees_of(session: SessionFacts) -> list[Attendee]:
    """The chair, whoever the plan asks, key workers of what was carried over, and whoever came anyway; by
    organisation, profession and name."""
    as_at, placed = AsAt(session.on), PlacementDetails
    asked = or_(
        exists().where(
            PlannedAttendance.person_id == Person.id,
            PlannedAttendance.session_id == session.id,
            PlannedAttendance.plan_id == session.plan_id,
        ),
        brings_one_carried(Person.id, session.id, session.on),
    )
    rows: Any = db.session.execute(
        select(
            Person.id,
            spoken_name(),
            Came.came,
            or_(asked, Person.id == (session.chair_id or 0)),
            Organisation.name,
            Profession.name,
            Profession.id,
        )
        .join(PersonDetails, and_(PersonDetails.person_id == Person.id, in_force(PersonDetails, as_at)))
        .outerjoin(
            Came,
            and_(Came.person_id == Person.id, Came.session_id == session.id, Came.superseded_at.is_(None)),
        )
        .outerjoin(Placement, Placement.person_id == Person.id)
        .outerjoin(placed, and_(placed.placement_id == Placement.id, in_force(placed, as_at)))
        .outerjoin(Employment, Employment.id == placed.employment_id)
        .outerjoin(Organisation, Organisation.id == Employment.organisation_id)
        .outerjoin(Profession, Profession.id == placed.profession_id)
        .where(or_(asked, Came.id.is_not(None), Person.id == (session.chair_id or 0)))
        .order_by(PersonDetails.family_name, PersonDetails.given_name, Person.id, placed.hours.desc())
    )
    found = _merged(rows)
    return sorted(found, key=lambda each: (each.organisation, each.profession))


def workers_near(neighbourhood_id: int, on: date) -> list[Worker]:
    """Everybody in the neighbourhood's teams or in one for the whole borough, by family name, each once."""
    as_at, placed = AsAt(on), PlacementDetails
    rows: Any = db.session.execute(
        select(Placement.person_id, spoken_name(), Organisation.id, Organisation.name)
        .join(placed, placed.placement_id == Placement.id)
        .join(Team, Team.id == placed.team_id)
        .join(Employment, Employment.id == placed.employment_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .join(
            PersonDetails,
            and_(PersonDetails.person_id == Placement.person_id, in_force(PersonDetails, as_at)),
        )
        .where(
            in_force(placed, as_at),
            or_(Team.neighbourhood_id.is_(None), Team.neighbourhood_id == neighbourhood_id),
        )
        .order_by(
            PersonDetails.family_name, PersonDetails.given_name, Placement.person_id, placed.hours.desc()
        )
    )
    return list({row[0]: Worker(*row) for row in reversed(rows.all())}.values())[::-1]


def organisations() -> list[tuple[int, str]]:
    """Every organisation, by name."""
    found = select(Organisation.id, Organisation.name).order_by(Organisation.name, Organisation.id)
    return [(row[0], row[1]) for row in db.session.execute(found)]


def works_today(account_id: int, on: date) -> int | None:
    """The person whose account it is, while somebody employs them."""
    employed = exists().where(
        Employment.person_id == Person.id,
        EmploymentDetails.employment_id == Employment.id,
        in_force(EmploymentDetails, AsAt(on)),
    )
    return db.session.scalar(select(func.min(Person.id)).where(Person.account_id == account_id, employed))


def by_organisation(found: Iterable[Attendee]) -> dict[str, dict[str, list[Attendee]]]:
    """Under their organisations, and there under their professions."""
    groups: dict[str, dict[str, list[Attendee]]] = {}
    for each in found:
        groups.setdefault(each.organisation, {}).setdefault(each.profession, []).append(each)
    return groups


def _merged(rows: Iterable[Sequence[Any]]) -> list[Attendee]:
    """Somebody in two teams is one attendee: of the organisation they work most hours for."""
    found: dict[int, Attendee] = {}
    for person_id, name, came, asked, organisation, profession, profession_id in rows:
        each = found.get(person_id) or Attendee(person_id, name, came, bool(asked), organisation or NOWHERE)
        if profession_id is not None and profession_id not in each.practises:
            each = replace(
                each,
                professions=(*each.professions, profession),
                practises=each.practises | {profession_id},
            )
        found[person_id] = each
    return list(found.values())
