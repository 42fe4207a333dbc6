"""Reading what coverage is judged from: six statements, however many people and however long the history.

Whose coverage is asked about, and what its codes are called, is in `teams.queries.coverage_span`."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal_column, or_, select, true
from sqlalchemy.orm import aliased

from foundation.effective import AsAt, in_force, known
from foundation.prepared import ask, stream
from neighbourhoods.neighbourhood import Neighbourhood
from people.accountability import Accountability, RegisterCheck, Registration, Supervision
from people.employment import Employment
from people.line_facts import Fact, unbroken
from people.organisation import Organisation, Profession, ProfessionalApex
from people.person import PersonDetails
from people.post import Post, PostDetails, Tenure
from people.queries import holders_of, spoken_name
from teams.coverage.chain import HOLDS_IT
from teams.coverage.facts import CoverageFacts, HolderFact, PostFact, PracticeFact, Registered
from teams.coverage.judging import Judge
from teams.queries.coverage_span import BOROUGH_WIDE, Span, reference
from teams.team import Management, Placement, PlacementDetails, Team

NAMELESS = "Name not recorded"
Practised = tuple[int, str, str]
"""A person's number, a profession and an employer."""
PRACTISED = PlacementDetails.profession_id, Placement.person_id


def judge_on(as_at: AsAt) -> Judge:
    """What a day's coverage is judged by: professions, posts, who holds them and where lines must end. Four
    statements."""
    posts = [PostFact(*row) for row in ask(_posts, as_at)]
    holders, registered = holders_of([post.post_id for post in posts], as_at), _registered_holders(as_at)
    professions, apexes = reference()
    held = {
        post_id: tuple(
            HolderFact(h.person_id, h.name, h.holding, h.starts_on, h.until, tuple(registered[h.person_id]))
            for h in found
        )
        for post_id, found in holders.items()
    }
    return Judge(
        CoverageFacts(
            as_at.on,
            professions,
            {post.post_id: replace(post, holders=held.get(post.post_id, ())) for post in posts},
            apexes,
        )
    )


def practices(span: Span, as_at: AsAt) -> Iterator[PracticeFact]:
    """Each placement in the span in which somebody practises a profession that day, by name. Two statements."""
    return _read(_practices, span, as_at)


def practices_to_count(span: Span, as_at: AsAt) -> Iterator[PracticeFact]:
    """The same in no order and without what no gap depends on: name, management line, funding. A third less
    work where everybody is counted and nobody is shown."""
    return _read(_counted, span, as_at)


def _read(
    statement: Callable[..., Select[*tuple[Any, ...]]], span: Span, as_at: AsAt
) -> Iterator[PracticeFact]:
    began = stretches_before(span, as_at)
    for row in stream(statement, as_at, *span.worded(), bool(span.neighbourhood), **span.asked()):
        yield _practice(row, began)


def _practice(row: Any, began: Mapping[Practised, list[Fact]]) -> PracticeFact:
    """The columns stand in the order of the fact's own, but for a placement's and a registration's."""
    person_id, employer, profession, starts_on, until = row[0], row[2], row[6], row[9], row[10]
    earlier = began.get((person_id, profession, employer))
    whole = unbroken([*earlier, Fact(starts_on, until)], starts_on) if earlier else None
    placed_since = whole.starts_on if whole else starts_on
    registered = None if row[14] is None else Registered(profession, row[14], row[15], row[16])
    facts: tuple[Any, ...] = (*row[:9], placed_since, *row[11:14], registered, *row[17:])
    return PracticeFact(*facts)


def stretches_before(span: Span, as_at: AsAt) -> dict[Practised, list[Fact]]:
    """Stretches of practice before the one that is asked about, by person, profession and employer: those that
    ended by the day, and where somebody has several placements those that go on beside it. One statement."""
    found: dict[Practised, list[Fact]] = defaultdict(list)
    rows = ask(_earlier, as_at, *span.worded(), **span.asked())
    for person_id, profession, employer, starts_on, until in rows:
        found[person_id, profession, employer].append(Fact(starts_on, until))
    return found


def _registered_holders(as_at: AsAt) -> dict[int, list[Registered]]:
    """What everybody who holds a post is registered as that day."""
    found: dict[int, list[Registered]] = defaultdict(list)
    for person_id, *said in ask(_registrations, as_at):
        found[person_id].append(Registered(*said))
    return found


@cache
def _practices(as_at: AsAt, *worded: bool) -> Select[*tuple[Any, ...]]:
    return (
        _counted(as_at, *worded)
        .outerjoin(
            PersonDetails,
            and_(PersonDetails.person_id == Placement.person_id, in_force(PersonDetails, as_at)),
        )
        .outerjoin(
            Management,
            and_(Management.placement_id == PlacementDetails.placement_id, in_force(Management, as_at)),
        )
        .with_only_columns(
            *_columns(as_at, func.coalesce(spoken_name(), NAMELESS)),
            Management.post_id,
            PlacementDetails.funding,
            PlacementDetails.funding_ends_on,
            Management.starts_on,
            maintain_column_froms=True,
        )
        .order_by(PersonDetails.family_name, PersonDetails.given_name, PlacementDetails.placement_id)
    )


@cache
def _counted(
    as_at: AsAt, people: bool, apex: bool, profession: bool, employer: bool, neighbourhood: bool
) -> Select[*tuple[Any, ...]]:
    return (
        placed(people, apex, profession, employer)
        .outerjoin(Neighbourhood, Neighbourhood.id == Team.neighbourhood_id)
        .outerjoin(Accountability, same_practice(Accountability, PRACTISED, in_force(Accountability, as_at)))
        .outerjoin(Registration, same_practice(Registration, PRACTISED, in_force(Registration, as_at)))
        .where(
            in_force(PlacementDetails, as_at),
            _in(neighbourhood, func.coalesce(Neighbourhood.code, BOROUGH_WIDE), "neighbourhood"),
        )
        .with_only_columns(*_columns(as_at, literal_column("''")), maintain_column_froms=True)
    )


def _columns(as_at: AsAt, name: ColumnElement[str]) -> tuple[Any, ...]:
    """As `_practice` takes them."""
    return (
        Placement.person_id,
        name,
        Organisation.code,
        Employment.assignment_number,
        Team.code,
        Neighbourhood.code,
        Profession.code,
        PlacementDetails.hours,
        Organisation.full_time_hours,
        PlacementDetails.starts_on,
        PlacementDetails.until,
        Accountability.post_id,
        Accountability.starts_on,
        case((Accountability.id.is_(None), latest_end_of(Accountability, PRACTISED, as_at))),
        Registration.starts_on,
        Registration.number,
        Registration.expires_on,
        case((Registration.number.is_(None), latest_end_of(Registration, PRACTISED, as_at))),
        latest_day_of(RegisterCheck, RegisterCheck.checked_on, PRACTISED, as_at),
        latest_day_of(Supervision, Supervision.held_on, PRACTISED, as_at),
    )


@cache
def _earlier(
    as_at: AsAt, people: bool, apex: bool, profession: bool, employer: bool
) -> Select[*tuple[Any, ...]]:
    other = aliased(Placement)
    several = select(other.person_id).group_by(other.person_id).having(func.count() > 1)
    beside = and_(PlacementDetails.starts_on <= as_at.on, Placement.person_id.in_(several))
    return (
        placed(people, apex, profession, employer)
        .where(known(PlacementDetails, as_at), or_(PlacementDetails.until <= as_at.on, beside))
        .with_only_columns(
            Placement.person_id,
            Profession.code,
            Organisation.code,
            PlacementDetails.starts_on,
            PlacementDetails.until,
            maintain_column_froms=True,
        )
        .order_by(PlacementDetails.id)
    )


def placed(people: bool, apex: bool, profession: bool, employer: bool) -> Select[*tuple[Any, ...]]:
    """Placements in which a profession is practised, within a span."""
    answered_for = (
        select(ProfessionalApex.id)
        .join(Post, Post.id == ProfessionalApex.apex_post_id)
        .where(
            ProfessionalApex.profession_id == PlacementDetails.profession_id,
            ProfessionalApex.employer_id == Employment.organisation_id,
            Post.code.in_(bindparam("apex", expanding=True)),
        )
    )
    return (
        select()
        .select_from(PlacementDetails)
        .join(Placement, Placement.id == PlacementDetails.placement_id)
        .join(Employment, Employment.id == PlacementDetails.employment_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .join(Profession, Profession.id == PlacementDetails.profession_id)
        .where(
            Placement.person_id.in_(bindparam("people", expanding=True)) if people else true(),
            answered_for.exists() if apex else true(),
            _in(profession, Profession.code, "profession"),
            _in(employer, Organisation.code, "employer"),
        )
    )


def _in(asked: bool, column: Any, name: str) -> ColumnElement[bool]:
    return column == bindparam(name) if asked else true()


def same_practice(row: Any, person: tuple[Any, Any], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of the same profession and person."""
    return and_(row.profession_id == person[0], row.person_id == person[1], condition)


def latest_end_of(model: Any, person: tuple[Any, Any], as_at: AsAt) -> Any:
    """The day after the latest such row that has ended."""
    row = aliased(model)
    return (
        select(func.max(row.until))
        .where(same_practice(row, person, and_(known(row, as_at), row.until <= as_at.on)))
        .scalar_subquery()
    )


def latest_day_of(model: Any, day: Any, person: tuple[Any, Any], as_at: AsAt) -> Any:
    """The latest day of an event, up to and including the day."""
    return (
        select(func.max(day))
        .where(same_practice(model, person, and_(known(model, as_at), day <= as_at.on)))
        .correlate(PlacementDetails, Placement)
        .scalar_subquery()
    )


@cache
def _registrations(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    holders = select(Tenure.person_id).where(in_force(Tenure, as_at))
    return (
        select(
            Registration.person_id,
            Profession.code,
            Registration.starts_on,
            Registration.number,
            Registration.expires_on,
        )
        .join(Profession, Profession.id == Registration.profession_id)
        .where(in_force(Registration, as_at), Registration.person_id.in_(holders))
        .order_by(Registration.person_id, Profession.code)
    )


@cache
def _posts(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return post_facts(as_at).where(in_force(PostDetails, as_at))


def post_facts(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """What a PostFact says of each post, but for who holds it: a row for each that is true on some day."""
    row, tenure = aliased(PostDetails), aliased(Tenure)
    since = select(func.min(row.starts_on)).where(row.post_id == PostDetails.post_id, known(row, as_at))
    left = select(func.max(tenure.until)).where(
        tenure.post_id == PostDetails.post_id,
        tenure.holding.in_(HOLDS_IT),
        known(tenure, as_at),
        tenure.until <= as_at.on,
    )
    return (
        select(
            Post.id,
            Post.code,
            PostDetails.title,
            PostDetails.reports_to_id,
            since.correlate(PostDetails).scalar_subquery(),
            left.correlate(PostDetails).scalar_subquery(),
        )
        .join(PostDetails, PostDetails.post_id == Post.id)
        .order_by(PostDetails.title, Post.id)
    )
