"""Reading whom a supposed change can touch, and nobody else: one statement, whatever is supposed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, tuple_

from foundation.effective import AsAt, in_force
from foundation.prepared import ask
from people.accountability import Accountability
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation
from teams.authority.what_if import Reach
from teams.queries.authority import ANYWHERE, Employed, grouped, with_places
from teams.team import Management, Team


@dataclass(frozen=True, slots=True)
class Touched:
    """How many employments there are, and each of them as it is read. `employed` is to be read once, or
    not at all."""

    total: int
    employed: Iterator[Employed]


def touched(reach: Reach, as_at: AsAt, *, team: str | None = None) -> Touched:
    """The employments within reach, in the team of this code where one is given; those that the reach names
    are there wherever they work."""
    rows = iter(
        ask(
            _touched,
            as_at,
            team is not None,
            team=team,
            organisations=sorted(reach.organisations),
            posts=sorted(reach.posts),
            people=sorted(reach.people),
            employments=sorted(reach.employments),
        ).yield_per(2000)
    )
    first = next(rows, None)
    if first is None:
        return Touched(0, iter(()))
    return Touched(first[-1], grouped(chain([first], rows)))


@cache
def _touched(as_at: AsAt, in_a_team: bool) -> Select[*tuple[Any, ...]]:
    """Each row counts all the employments in its last column."""
    within = _within(as_at)
    if in_a_team:
        within = and_(within, _in_team(as_at))
    named = tuple_(Organisation.code, Employment.assignment_number).in_(_several("employments"))
    numbers = (
        select(Employment.id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .join(
            EmploymentDetails,
            and_(EmploymentDetails.employment_id == Employment.id, in_force(EmploymentDetails, as_at)),
        )
        .where(or_(named, within))
        .cte("touched")
    )
    total = select(func.count()).select_from(numbers).scalar_subquery()
    return with_places(as_at).where(Employment.id.in_(select(numbers.c.id))).add_columns(total)


def _within(as_at: AsAt) -> ColumnElement[bool]:
    managed = (
        select(ANYWHERE.employment_id)
        .join(Management, and_(Management.placement_id == ANYWHERE.placement_id, in_force(Management, as_at)))
        .where(in_force(ANYWHERE, as_at), Management.post_id.in_(_several("posts")))
    )
    accountable = select(Accountability.person_id).where(
        in_force(Accountability, as_at), Accountability.post_id.in_(_several("posts"))
    )
    return or_(
        Organisation.code.in_(_several("organisations")),
        Employment.person_id.in_(_several("people")),
        Employment.id.in_(managed),
        Employment.person_id.in_(accountable),
    )


def _in_team(as_at: AsAt) -> ColumnElement[bool]:
    working = (
        select(ANYWHERE.employment_id)
        .join(Team, Team.id == ANYWHERE.team_id)
        .where(in_force(ANYWHERE, as_at), Team.code == bindparam("team"))
    )
    return Employment.id.in_(working)


def _several(name: str) -> Any:
    return bindparam(name, expanding=True)
