"""What is amiss with the lines of a team's or a neighbourhood's staff. Each function is one statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from foundation.effective import AsAt, in_force, known
from foundation.formats import day, last_day
from foundation.paging import Page
from foundation.prepared import ask
from people.accountability import Accountability, Registration
from people.organisation import Organisation, Profession
from people.person import PersonDetails
from people.post import Post, PostDetails, Tenure
from teams.queries.ahead import DAY_AFTER, LAST_DAY, one_page, part_of
from teams.queries.staff import Whose, name_in_list, not_cleared, staff_of, unregistered, with_lines
from teams.team import Management, PlacementDetails


@dataclass(frozen=True, slots=True)
class Amiss:
    """A placement with something missing, or known to end within 60 days. `until` is the first day out; a
    registration and funding end on their last day. None: it does not end soon."""

    person_id: int
    name: str
    role: str
    profession: str | None
    organisation: str
    not_cleared: bool
    unregistered: bool
    no_management: bool
    no_professional: bool
    management_until: date | None
    professional_until: date | None
    registration_ends_on: date | None
    funding: str
    funding_ends_on: date | None

    @property
    def reasons(self) -> list[str]:
        """Each thing that is amiss, as a sentence."""
        return [*self._missing(), *self._ending()]

    def _missing(self) -> Iterator[str]:
        if self.no_management:
            yield "No management line."
        if self.no_professional and self.profession is None:
            yield "No profession is recorded, so there is no professional line."
        elif self.no_professional:
            yield f"No professional line as {self.profession}."
        if self.not_cleared and self.unregistered:
            yield f"No registration in force as {self.profession}."

    def _ending(self) -> Iterator[str]:
        if self.management_until:
            yield f"The management line ends on {day(last_day(self.management_until))}."
        if self.professional_until:
            yield f"The professional line ends on {day(last_day(self.professional_until))}."
        if self.registration_ends_on and not self.unregistered:
            yield f"The registration expires on {day(self.registration_ends_on)}."
        if self.funding_ends_on:
            yield f"Funding ({self.funding}) ends on {day(self.funding_ends_on)}."


@dataclass(frozen=True, slots=True)
class AmissList:
    """One page of what is amiss, and of how many placements each thing is true in all."""

    page: Page[Amiss]
    not_cleared: int
    no_management: int
    no_professional: int
    lines_ending: int
    registrations_ending: int
    funding_ending: int


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post that people's lines run to and that nobody holds. `since` is the first day without a holder;
    none where nobody has held it. `people` counts those here whose line runs to it."""

    code: str
    title: str
    line: str
    organisation: str
    people: int
    since: date | None


def list_amiss(whose: Whose, as_at: AsAt, *, number: int) -> AmissList:
    """Placements with a line or registration missing, or a line, registration or funding ending within 60
    days; most pressing first. Raises NotThere for a page past the last."""
    rows, total = one_page(_amiss, whose, as_at, number)
    counts = rows[0][-7:-1] if rows else (0,) * 6
    return AmissList(Page([Amiss(*row[:-7]) for row in rows], number, total), *counts)


@cache
def _amiss(as_at: AsAt, of: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    staff = staff_of(of, as_at)
    columns, wrong, counted = _judged(staff, as_at)
    missing = or_(Management.id.is_(None), Accountability.id.is_(None))
    return part_of(
        with_lines(staff, as_at, *columns, *counted, func.count().over())
        .where(wrong)
        .order_by(
            case((not_cleared(as_at.on), 0), (missing, 1), else_=2),
            PersonDetails.family_name,
            PersonDetails.given_name,
            staff.c.placement_id,
        )
    )


def list_vacancies(whose: Whose, as_at: AsAt) -> list[Vacancy]:
    """The vacant posts that the staff's lines run to, those with the most people first."""
    return [Vacancy(*row) for row in ask(_vacancies, as_at, whose.of, whose=whose.id)]


@cache
def _vacancies(as_at: AsAt, of: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    staff = staff_of(of, as_at)
    answers = _answers(staff, as_at)
    last = aliased(Tenure)
    since = select(func.max(last.until)).where(
        last.post_id == Post.id, known(last, as_at), last.until <= as_at.on
    )
    people = func.count(answers.c.person_id.distinct())
    return (
        select(Post.code, PostDetails.title, Post.line, Organisation.name, people, since.scalar_subquery())
        .select_from(answers)
        .join(Post, Post.id == answers.c.post_id)
        .join(PostDetails, and_(PostDetails.post_id == Post.id, in_force(PostDetails, as_at)))
        .join(Organisation, Organisation.id == PostDetails.organisation_id)
        .where(~exists().where(Tenure.post_id == Post.id, in_force(Tenure, as_at)))
        .group_by(Post.id, Post.code, PostDetails.title, Post.line, Organisation.name)
        .order_by(people.desc(), PostDetails.title, Post.id)
    )


def _judged(staff: CTE, as_at: AsAt) -> tuple[list[Any], ColumnElement[bool], list[Any]]:
    """The columns of `Amiss`, whether anything is wrong, and how often each thing is."""
    management_ends = _line_ends(Management, staff, as_at)
    professional_ends = _line_ends(Accountability, staff, as_at)
    registration_ends = and_(Profession.regulator.is_not(None), Registration.expires_on <= LAST_DAY)
    flags = (
        not_cleared(as_at.on),
        Management.id.is_(None),
        Accountability.id.is_(None),
        or_(management_ends, professional_ends),
        and_(registration_ends, ~unregistered(as_at.on)),
        staff.c.funding_ends_on <= LAST_DAY,
    )
    columns = [
        staff.c.person_id,
        name_in_list(),
        staff.c.role,
        Profession.name,
        Organisation.name,
        not_cleared(as_at.on),
        unregistered(as_at.on),
        Management.id.is_(None),
        Accountability.id.is_(None),
        case((management_ends, Management.until)),
        case((professional_ends, Accountability.until)),
        case((registration_ends, Registration.expires_on)),
        staff.c.funding,
        case((staff.c.funding_ends_on <= LAST_DAY, staff.c.funding_ends_on)),
    ]
    counted = [func.sum(case((flag, 1), else_=0)).over() for flag in flags]
    return columns, or_(*flags, registration_ends), counted


def _line_ends(line: type[Management] | type[Accountability], staff: CTE, as_at: AsAt) -> ColumnElement[bool]:
    """The line's last day is within 60 days, none follows it, and the placement goes on without it."""
    later, place = aliased(line), aliased(PlacementDetails)
    followed = exists().where(
        *(getattr(later, key) == getattr(line, key) for key in line.__no_overlap__),
        later.starts_on == line.until,
        known(later, as_at),
    )
    goes_on = exists().where(
        place.placement_id == staff.c.placement_id,
        place.starts_on <= line.until,
        or_(place.until.is_(None), place.until > line.until),
        known(place, as_at),
    )
    return and_(line.until <= DAY_AFTER, ~followed, goes_on)


def _answers(staff: CTE, as_at: AsAt) -> Any:
    """Which post each of the staff answers to, along either line."""
    management = (
        select(Management.post_id, staff.c.person_id)
        .join(staff, staff.c.placement_id == Management.placement_id)
        .where(in_force(Management, as_at))
    )
    professional = (
        select(Accountability.post_id, staff.c.person_id)
        .join(
            staff,
            and_(
                staff.c.person_id == Accountability.person_id,
                staff.c.profession_id == Accountability.profession_id,
            ),
        )
        .where(in_force(Accountability, as_at))
    )
    return management.union_all(professional).subquery()
