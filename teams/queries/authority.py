"""Reading what rulings are made from. Who they are about is one statement; the rest of the day is five."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from foundation.database import db
from foundation.effective import AsAt, Period, in_force, known
from foundation.prepared import ask
from neighbourhoods.neighbourhood import Neighbourhood
from people.accountability import Accountability
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation, Profession
from people.person import PersonDetails
from people.queries import PostFacts, all_posts, holders_of, posts_above, spoken_name
from people.who_is_away import away_people
from teams.authority.authority import Authority
from teams.authority.facts import (
    Cedable,
    DayFacts,
    FunctionFact,
    HolderFact,
    MandateFact,
    OrganisationFact,
    Party,
    PlaceFact,
    PostFact,
    Situation,
    Subject,
)
from teams.function import Function
from teams.mandate import Mandate, MandateTerms
from teams.team import Management, PlacementDetails, Team

NAMELESS = "Name not recorded"
ANSWERS_FOR = aliased(Profession)
ANYWHERE = aliased(PlacementDetails)

# Whose employments are asked about; `whose` is filled in with each question.
OF_PERSON = Employment.person_id == bindparam("whose")
OF_ORGANISATION = Employment.organisation_id == bindparam("whose")
OF_EVERYBODY = Employment.id >= bindparam("whose")


@dataclass(frozen=True, slots=True)
class Employed:
    """Somebody in one employment on the day: what they are called, and what is decided about."""

    name: str
    employment_id: int
    assignment_number: str
    organisation: OrganisationFact
    subject: Subject

    @property
    def person_id(self) -> int:
        """The person's number."""
        return self.subject.person_id

    @property
    def situation(self) -> Situation:
        """What a ruling rests on."""
        return self.subject.situation


def employments_of(person_id: int, as_at: AsAt) -> list[Employed]:
    """The employments of one person that are in force on the day, oldest first."""
    return list(_employed(OF_PERSON, person_id, as_at))


def everybody_employed(as_at: AsAt) -> Iterator[Employed]:
    """Every employment in force on the day, a few thousand rows at a time."""
    return _employed(OF_EVERYBODY, 0, as_at)


def employed_by(organisation_id: int, as_at: AsAt) -> Iterator[Employed]:
    """Every employment with one organisation."""
    return _employed(OF_ORGANISATION, organisation_id, as_at)


def authority_over(
    employed: Collection[Employed], as_at: AsAt, posts: Collection[int] = frozenset()
) -> Authority:
    """What decides about these: their employers' mandates, and every post above their lines and above
    `posts`."""
    situations = [each.situation for each in employed]
    posts = {*posts, *(place.post_id for s in situations for place in s.places if place.post_id is not None)}
    posts |= {post_id for s in situations for _, post_id in s.lines}
    organisations = {each.organisation.code: each.organisation for each in employed}
    return _authority(organisations, posts_above(posts, as_at), as_at)


def authority_of_all(as_at: AsAt) -> Authority:
    """What decides about anybody."""
    return _authority(all_organisations(), all_posts(as_at), as_at)


def all_organisations() -> dict[str, OrganisationFact]:
    """Every organisation, by code, in order of name."""
    rows = db.session.execute(_organisations())
    return {row[0]: OrganisationFact(*row) for row in rows}


def functions() -> tuple[FunctionFact, ...]:
    """The scheme of delegation, in its own order."""
    return tuple(
        FunctionFact(
            code, number, name, Party(before), Party(after), Cedable(cedable), _parties(consult), note
        )
        for code, number, name, before, after, cedable, consult, note in db.session.execute(_functions())
    )


def mandates_of(organisations: Collection[str], as_at: AsAt) -> tuple[MandateFact, ...]:
    """All that was known at the moment of these organisations' mandates, on whatever day it is true."""
    rows = ask(_mandates, as_at, organisations=list(organisations))
    return tuple(
        MandateFact(
            *row[:9],
            period=Period(row[9], row[10]),
            signed_by_organisation_on=row[11],
            signed_by_partnership_on=row[12],
        )
        for row in rows
    )


def _authority(
    organisations: dict[str, OrganisationFact], posts: dict[int, PostFacts], as_at: AsAt
) -> Authority:
    return Authority(
        DayFacts(as_at.on, functions(), organisations, mandates_of(organisations, as_at), _held(posts, as_at))
    )


def _held(posts: dict[int, PostFacts], as_at: AsAt) -> dict[int, PostFact]:
    holders = holders_of(posts, as_at)
    away = away_people({h.person_id for held in holders.values() for h in held}, as_at)
    return {
        post.id: PostFact(
            post.id,
            post.code,
            post.title,
            post.organisation,
            post.reports_to_id,
            tuple(
                HolderFact(h.person_id, h.name, h.holding, away.get(h.person_id))
                for h in holders.get(post.id, ())
            ),
            post.line,
        )
        for post in posts.values()
    }


def _employed(of: ColumnElement[bool], whose: int, as_at: AsAt) -> Iterator[Employed]:
    return grouped(ask(_employments, as_at, of, whose=whose).yield_per(2000))


def grouped(rows: Iterable[Any]) -> Iterator[Employed]:
    """One for each employment, from the rows of `with_places`: one for each of its placements and professional
    lines."""
    for _, group in groupby(rows, key=lambda row: row[0]):
        yield _one(list(group))


def _one(rows: list[Any]) -> Employed:
    employment_id, person_id, name, number, code, organisation, kind, job_title = rows[0][:8]
    places = {row[8]: (row[9], PlaceFact(*row[10:16])) for row in rows if row[8] is not None}
    ordered = sorted(places.items(), key=lambda item: (-item[1][1].hours, item[1][0], item[0]))
    lines = tuple(sorted({(row[16], row[17]) for row in rows if row[16] is not None}))
    situation = Situation(code, job_title, tuple(place for _, (_, place) in ordered), lines)
    return Employed(
        name,
        employment_id,
        number,
        OrganisationFact(code, organisation, kind),
        Subject(person_id, situation),
    )


def _parties(listed: str) -> tuple[Party, ...]:
    return tuple(Party(word) for word in listed.split(";") if word)


@cache
def _employments(as_at: AsAt, of: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return with_places(as_at).where(of)


def with_places(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """For `grouped`: a row for each employment in force × placement × professional line of the person."""
    return (
        select(
            Employment.id,
            Employment.person_id,
            func.coalesce(spoken_name(), NAMELESS),
            Employment.assignment_number,
            Organisation.code,
            Organisation.name,
            Organisation.kind,
            EmploymentDetails.job_title,
            PlacementDetails.placement_id,
            PlacementDetails.starts_on,
            Team.code,
            Team.name,
            Neighbourhood.code,
            Profession.code,
            PlacementDetails.hours,
            Management.post_id,
            ANSWERS_FOR.code,
            Accountability.post_id,
        )
        .join(
            EmploymentDetails,
            and_(EmploymentDetails.employment_id == Employment.id, in_force(EmploymentDetails, as_at)),
        )
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .outerjoin(
            PersonDetails,
            and_(PersonDetails.person_id == Employment.person_id, in_force(PersonDetails, as_at)),
        )
        .outerjoin(
            PlacementDetails,
            and_(PlacementDetails.employment_id == Employment.id, in_force(PlacementDetails, as_at)),
        )
        .outerjoin(Team, Team.id == PlacementDetails.team_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Team.neighbourhood_id)
        .outerjoin(Profession, Profession.id == PlacementDetails.profession_id)
        .outerjoin(
            Management,
            and_(
                Management.placement_id == PlacementDetails.placement_id,
                in_force(Management, as_at),
            ),
        )
        .outerjoin(
            Accountability,
            and_(Accountability.person_id == Employment.person_id, in_force(Accountability, as_at)),
        )
        .outerjoin(ANSWERS_FOR, ANSWERS_FOR.id == Accountability.profession_id)
        .order_by(Employment.id, PlacementDetails.placement_id, ANSWERS_FOR.code)
    )


@cache
def _organisations() -> Select[*tuple[Any, ...]]:
    return select(Organisation.code, Organisation.name, Organisation.kind).order_by(
        Organisation.name, Organisation.id
    )


@cache
def _functions() -> Select[*tuple[Any, ...]]:
    return select(
        Function.code,
        Function.number,
        Function.name,
        Function.before_cession,
        Function.after_cession,
        Function.cedable,
        Function.consult,
        Function.note,
    ).order_by(Function.number, Function.id)


@cache
def _mandates(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Mandate.code,
            Organisation.code,
            MandateTerms.status,
            MandateTerms.instrument,
            MandateTerms.reference,
            MandateTerms.functions,
            MandateTerms.professions,
            MandateTerms.teams,
            MandateTerms.conditions,
            MandateTerms.starts_on,
            MandateTerms.until,
            MandateTerms.signed_by_organisation_on,
            MandateTerms.signed_by_partnership_on,
        )
        .join(Mandate, Mandate.id == MandateTerms.mandate_id)
        .join(Organisation, Organisation.id == Mandate.organisation_id)
        .where(Organisation.code.in_(bindparam("organisations", expanding=True)), known(MandateTerms, as_at))
        .order_by(MandateTerms.starts_on, Mandate.code, MandateTerms.id)
    )
