"""Each kind of dated row on two days: which keys differ, and the words to say how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from foundation.acts import key_names, value_names
from foundation.effective import AsAt, in_force, known
from people.accountability import Accountability
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation, Profession
from people.person import PersonDetails
from people.post import PostDetails, Tenure
from people.queries import spoken_name
from teams.change import Part
from teams.team import Management, Placement, PlacementDetails, Team


@dataclass(frozen=True, slots=True)
class Between:
    """Two days, as known at one moment."""

    first: AsAt
    second: AsAt


@dataclass(frozen=True, slots=True)
class Comparison:
    """The keys of one table that differ: `found` is the rows without columns, the rest are its columns.

    `was` and `now` are the texts of `teams.change.State`, in order. `people` are those whose change it is.
    """

    part: Part
    kind: str
    found: Select[*tuple[Any, ...]]
    first: Any
    second: Any
    key: Any
    day: ColumnElement[Any]
    about: Any
    was: Sequence[Any]
    now: Sequence[Any]
    people: Sequence[Any] = ()
    hours: tuple[Any, Any] | None = None
    ends_on: tuple[Any, Any] | None = None


def employments(between: Between) -> Comparison:
    """Contracts, by employment."""
    pair = _Pair(EmploymentDetails, between)
    found = pair.found.join(Employment, Employment.id == pair.key("employment_id"))
    was, now = pair.first, pair.second
    return pair.comparison(
        Part.EMPLOYER,
        "employment",
        found,
        about=_organisation(Employment.organisation_id),
        was=(was.job_title, was.contract),
        now=(now.job_title, now.contract),
        people=(Employment.person_id,),
        hours=(was.contracted_hours, now.contracted_hours),
    )


def placements(between: Between) -> Comparison:
    """Places in teams, by placement."""
    pair = _Pair(PlacementDetails, between)
    found = pair.found.join(Placement, Placement.id == pair.key("placement_id"))
    was, now = pair.first, pair.second
    return pair.comparison(
        Part.PLACEMENTS,
        "placement",
        found,
        about=_team(func.coalesce(now.team_id, was.team_id)),
        was=_placement_texts(was),
        now=_placement_texts(now),
        people=(Placement.person_id,),
        hours=(was.hours, now.hours),
        ends_on=(was.funding_ends_on, now.funding_ends_on),
    )


def management(between: Between) -> Comparison:
    """Management lines, by placement; about the team the placement is in."""
    pair = _Pair(Management, between)
    found = pair.found.join(Placement, Placement.id == pair.key("placement_id"))
    teams = [_team_of(Placement.id, as_at) for as_at in (between.second, between.first)]
    return pair.comparison(
        Part.MANAGEMENT,
        "management",
        found,
        about=func.coalesce(*teams, "a team"),
        was=(_title(pair.first.post_id, between.first),),
        now=(_title(pair.second.post_id, between.second),),
        people=(Placement.person_id,),
    )


def accountability(between: Between) -> Comparison:
    """Professional lines, by person and profession."""
    pair = _Pair(Accountability, between)
    return pair.comparison(
        Part.PROFESSIONAL,
        "accountability",
        pair.found,
        about=_profession(pair.key("profession_id")),
        was=(_title(pair.first.post_id, between.first),),
        now=(_title(pair.second.post_id, between.second),),
        people=(pair.key("person_id"),),
    )


def tenures(between: Between) -> Comparison:
    """Who holds each post, by post and holding: the new holder's change, and the old one's."""
    pair = _Pair(Tenure, between)
    was, now = pair.first, pair.second
    titles = [_title(pair.key("post_id"), as_at) for as_at in (between.second, between.first)]
    return pair.comparison(
        Part.POSTS,
        "tenure",
        pair.found,
        about=func.coalesce(*titles, "no longer in the register"),
        was=(name_of(was.person_id, between.first), was.holding),
        now=(name_of(now.person_id, between.second), now.holding),
        people=(now.person_id, was.person_id),
    )


def posts(between: Between) -> Comparison:
    """Posts themselves: what they are called, whose they are, where they report."""
    pair = _Pair(PostDetails, between)
    was, now = pair.first, pair.second
    return pair.comparison(
        Part.POSTS,
        "post",
        pair.found,
        about=func.coalesce(now.title, was.title),
        was=_post_texts(was, between.first),
        now=_post_texts(now, between.second),
    )


def name_of(person_id: Any, as_at: AsAt) -> Any:
    """What somebody is called on the day."""
    return (
        select(spoken_name())
        .where(PersonDetails.person_id == person_id, in_force(PersonDetails, as_at))
        .scalar_subquery()
    )


def placed_in(team_id: Any, between: Between) -> Select[*tuple[Any, ...]]:
    """The people who are in the team on either of the two days."""
    on_either = or_(*(in_force(PlacementDetails, as_at) for as_at in (between.first, between.second)))
    return (
        select(Placement.person_id)
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .where(PlacementDetails.team_id == team_id, on_either)
    )


class _Pair:
    """One table's rows in force on the two days, beside each other, where they differ."""

    def __init__(self, model: Any, between: Between) -> None:
        self.model, self.between = model, between
        self.first, self.second = aliased(model), aliased(model)
        self.keys = self._touched()
        self.found = (
            select()
            .select_from(self.keys)
            .outerjoin(self.first, self._in_force(self.first, between.first))
            .outerjoin(self.second, self._in_force(self.second, between.second))
            .where(self._differs())
        )

    def key(self, name: str) -> Any:
        """A column of the key."""
        return self.keys.c[name]

    def comparison(self, part: Part, kind: str, found: Any, **words: Any) -> Comparison:
        """What differs, with the words to say it."""
        key = self.key(key_names(self.model)[0])
        return Comparison(part, kind, found, self.first, self.second, key, self._day(), **words)

    def _touched(self) -> Any:
        """Keys with a row that starts or ends after the first day and by the second."""
        row, on, by = self.model, self.between.first.on, self.between.second.on
        starts = and_(row.starts_on > on, row.starts_on <= by)
        ends = and_(row.until > on, row.until <= by)
        columns = [getattr(row, name) for name in key_names(row)]
        return (
            select(*columns).where(known(row, self.between.second), or_(starts, ends)).distinct().subquery()
        )

    def _same(self, row: Any) -> list[ColumnElement[bool]]:
        return [getattr(row, name) == self.key(name) for name in key_names(self.model)]

    def _in_force(self, row: Any, as_at: AsAt) -> ColumnElement[bool]:
        return and_(*self._same(row), in_force(row, as_at))

    def _differs(self) -> ColumnElement[bool]:
        was, now = self.first, self.second
        values = [getattr(was, name).is_distinct_from(getattr(now, name)) for name in value_names(self.model)]
        either = or_(was.id.is_not(None), now.id.is_not(None))
        return and_(either, or_(was.id.is_(None), now.id.is_(None), *values))

    def _day(self) -> ColumnElement[Any]:
        """The first day of what is now so; where nothing is, the first day on which nothing was."""
        row = aliased(self.model)
        ended = select(func.max(row.until)).where(
            *self._same(row), known(row, self.between.second), row.until <= self.between.second.on
        )
        return func.coalesce(self.second.starts_on, ended.scalar_subquery())


def _placement_texts(row: Any) -> tuple[Any, ...]:
    employer = (
        select(Organisation.name)
        .join(Employment, Employment.organisation_id == Organisation.id)
        .where(Employment.id == row.employment_id)
        .scalar_subquery()
    )
    return _team(row.team_id), row.role, employer, _profession(row.profession_id), row.funding


def _post_texts(row: Any, as_at: AsAt) -> tuple[Any, ...]:
    return row.title, _organisation(row.organisation_id), _title(row.reports_to_id, as_at)


def _title(post_id: Any, as_at: AsAt) -> Any:
    other = aliased(PostDetails)
    return select(other.title).where(other.post_id == post_id, in_force(other, as_at)).scalar_subquery()


def _team(team_id: Any) -> Any:
    return select(Team.name).where(Team.id == team_id).scalar_subquery()


def _team_of(placement_id: Any, as_at: AsAt) -> Any:
    place = aliased(PlacementDetails)
    return (
        select(Team.name)
        .join(place, place.team_id == Team.id)
        .where(place.placement_id == placement_id, in_force(place, as_at))
        .scalar_subquery()
    )


def _organisation(organisation_id: Any) -> Any:
    return select(Organisation.name).where(Organisation.id == organisation_id).scalar_subquery()


def _profession(profession_id: Any) -> Any:
    return select(Profession.name).where(Profession.id == profession_id).scalar_subquery()
