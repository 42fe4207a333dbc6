"""Reading what the register believes now of one person or post, row by row, for keeping it true.

Every row is here, ended ones too: a correction may be about the past.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import aliased

from foundation.acts import table_of
from foundation.database import db
from foundation.effective import still_open
from foundation.errors import NotThere
from foundation.formats import hours
from people.accountability import Accountability, Registration
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation, Profession
from people.person import PersonDetails
from people.post import PostDetails, Tenure
from teams.team import Management, Placement, PlacementDetails, Team

KINDS = ("employment", "placement", "management", "accountability", "tenure")


@dataclass(frozen=True, slots=True)
class Fact:
    """One believed row about a person, in words. `anchor` numbers what it is about: the employment, the
    placement (of a management line too), the profession, the post."""

    kind: str
    row: int
    anchor: int
    starts_on: date
    until: date | None
    what: str
    detail: str

    def ended(self, on: date) -> bool:
        """Whether it is over by then."""
        return self.until is not None and self.until <= on


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody holding a post."""

    row: int
    person_id: int
    starts_on: date
    until: date | None
    name: str
    holding: str


def facts_of(person_id: int, kinds: Sequence[str] = KINDS) -> list[Fact]:
    """What is believed of the person, kind by kind, then by day: one statement for each kind."""
    return [fact for kind in kinds for fact in READ[kind](person_id)]


def find_fact(person_id: int, kind: str, row: int) -> Fact | None:
    """One believed row of this person."""
    return next((fact for fact in READ[kind](person_id) if fact.row == row), None)


def registrations_of(person_id: int, on: date) -> list[tuple[str, str | None, date | None]]:
    """Professions the person is recorded in on the day or later, with the number and the day it expires."""
    found = (
        select(Profession.name, Registration.number, Registration.expires_on)
        .join(Profession, Profession.id == Registration.profession_id)
        .where(
            Registration.person_id == person_id,
            Registration.superseded_at.is_(None),
            still_open(Registration, on),
        )
    )
    rows = db.session.execute(found.order_by(Registration.starts_on, Registration.id))
    return [(row[0], row[1], row[2]) for row in rows]


def holders(post_id: int) -> list[Held]:
    """Everybody believed to hold, have held or be about to hold the post, by day."""
    t = Tenure
    later = aliased(PersonDetails)
    name = (
        select(func.coalesce(later.known_as, later.given_name) + literal(" ") + later.family_name)
        .where(later.person_id == t.person_id, later.superseded_at.is_(None))
        .order_by(later.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = (
        select(t.id, t.person_id, t.starts_on, t.until, name, t.holding)
        .where(t.post_id == post_id, t.superseded_at.is_(None))
        .order_by(t.starts_on, t.id)
    )
    return [Held(*row) for row in db.session.execute(found)]


def places_of(post_id: int) -> list[tuple[int, date, date | None, str | None]]:
    """Where the post is believed to report, by day: the row, its days, and the title of the post above."""
    d = PostDetails
    found = (
        select(d.id, d.starts_on, d.until, _title(d.reports_to_id))
        .where(d.post_id == post_id, d.superseded_at.is_(None))
        .order_by(d.starts_on, d.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(found)]


def post_row(post_id: int, row: int) -> dict[str, Any]:
    """A believed row of this post, by column. Raises NotThere."""
    table = table_of(PostDetails)
    found = select(table).where(
        table.c.id == row, table.c.post_id == post_id, table.c.superseded_at.is_(None)
    )
    stored = db.session.execute(found).mappings().first()
    if stored is None:
        raise NotThere
    return dict(stored)


def row_values(kind: str, row: int) -> dict[str, Any]:
    """Every column of a row, for filling in a form. Raises NotThere."""
    table = table_of(MODELS[kind])
    found = db.session.execute(select(table).where(table.c.id == row)).mappings().first()
    if found is None:
        raise NotThere
    return dict(found)


def _employments(person_id: int) -> list[Fact]:
    d = EmploymentDetails
    found = (
        select(
            d.id, Employment.id, d.starts_on, d.until, Organisation.name, Employment.assignment_number,
            d.contract, d.contracted_hours, d.job_title,
        )
        .join(Employment, Employment.id == d.employment_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .where(Employment.person_id == person_id, d.superseded_at.is_(None))
        .order_by(d.starts_on, d.id)
    )  # fmt: skip

    def fact(row: Any) -> Fact:
        detail = f"{row[8]}, {row[6]}, {hours(row[7])}"
        return Fact("employment", row[0], row[1], row[2], row[3], f"{row[4]}, number {row[5]}", detail)

    return [fact(row) for row in db.session.execute(found)]


def _placements(person_id: int) -> list[Fact]:
    d = PlacementDetails
    found = (
        select(
            d.id, d.placement_id, d.starts_on, d.until, Team.name, d.role, d.hours, Organisation.name,
            Profession.name, d.funding, d.funding_ends_on,
        )
        .join(Placement, Placement.id == d.placement_id)
        .join(Team, Team.id == d.team_id)
        .join(Employment, Employment.id == d.employment_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .outerjoin(Profession, Profession.id == d.profession_id)
        .where(Placement.person_id == person_id, d.superseded_at.is_(None))
        .order_by(d.starts_on, d.id)
    )  # fmt: skip

    def fact(row: Any) -> Fact:
        parts = [row[5], hours(row[6]), row[8], f"employed by {row[7]}"]
        funded = f"funded by {row[9]}" if row[9] != "recurrent" else None
        return Fact(
            "placement",
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            ", ".join(part for part in [*parts, funded] if part),
        )

    return [fact(row) for row in db.session.execute(found)]


def _management(person_id: int) -> list[Fact]:
    m = Management
    team = (
        select(Team.name)
        .join(PlacementDetails, PlacementDetails.team_id == Team.id)
        .where(PlacementDetails.placement_id == m.placement_id, PlacementDetails.superseded_at.is_(None))
        .order_by(PlacementDetails.starts_on.desc())
        .limit(1)
        .correlate(m)
        .scalar_subquery()
    )
    found = (
        select(m.id, m.placement_id, m.starts_on, m.until, _title(m.post_id), literal("placement in ") + team)
        .join(Placement, Placement.id == m.placement_id)
        .where(Placement.person_id == person_id, m.superseded_at.is_(None))
        .order_by(m.starts_on, m.id)
    )
    return [_fact("management", row) for row in db.session.execute(found)]


def _accountabilities(person_id: int) -> list[Fact]:
    a = Accountability
    found = (
        select(a.id, a.profession_id, a.starts_on, a.until, _title(a.post_id), Profession.name)
        .join(Profession, Profession.id == a.profession_id)
        .where(a.person_id == person_id, a.superseded_at.is_(None))
        .order_by(a.starts_on, a.id)
    )
    return [_fact("accountability", row) for row in db.session.execute(found)]


def _tenures(person_id: int) -> list[Fact]:
    t = Tenure
    found = (
        select(t.id, t.post_id, t.starts_on, t.until, _title(t.post_id), t.holding)
        .where(t.person_id == person_id, t.superseded_at.is_(None))
        .order_by(t.starts_on, t.id)
    )
    return [_fact("tenure", row) for row in db.session.execute(found)]


def _title(post_id: Any) -> ColumnElement[str]:
    """What the post was last called."""
    details = aliased(PostDetails)
    return (
        select(details.title)
        .where(details.post_id == post_id, details.superseded_at.is_(None))
        .order_by(details.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )


def _fact(kind: str, row: Any) -> Fact:
    return Fact(
        kind, row[0], row[1], row[2], row[3], row[4] or "a post no longer in the register", row[5] or ""
    )


READ = {
    "employment": _employments,
    "placement": _placements,
    "management": _management,
    "accountability": _accountabilities,
    "tenure": _tenures,
}
MODELS = {
    "employment": EmploymentDetails,
    "placement": PlacementDetails,
    "management": Management,
    "accountability": Accountability,
    "tenure": Tenure,
}
