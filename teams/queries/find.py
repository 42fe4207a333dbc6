"""Finding people, posts, teams and organisations, and the facts of one of each."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    func,
    literal,
    or_,
    select,
)

from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere
from foundation.paging import PER_PAGE, Page
from foundation.prepared import ask
from neighbourhoods.neighbourhood import Neighbourhood
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation
from people.person import Person, PersonDetails
from people.post import Post, PostDetails
from people.queries import PostFacts, select_people, select_posts, spoken_name
from people.spelling import patterns_for, words_of
from teams.team import Team

MOST_SHOWN = 50
# Kinds that are not said as they are written.
KINDS = {"nhs_trust": "NHS trust", "vcf": "Voluntary, community and faith sector"}


@dataclass(frozen=True, slots=True)
class Found:
    """A person who was found. `work` says where they are employed on the day, none where nowhere."""

    id: int
    name: str
    email: str | None
    work: str | None


@dataclass(frozen=True, slots=True)
class Few:
    """The first of what was found, at most MOST_SHOWN, and how many there are in all."""

    rows: list[Any]
    total: int


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """A team and the neighbourhood it serves; none for a borough-wide service."""

    id: int
    code: str
    name: str
    kind: str
    neighbourhood_code: str | None
    neighbourhood: str | None


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """An organisation. `full_time_hours` is its own full-time week; `status` says what is provisional."""

    id: int
    code: str
    name: str
    kind: str
    full_time_hours: Decimal
    ods_code: str | None
    status: str

    @property
    def kind_text(self) -> str:
        """The kind as a reader says it."""
        return KINDS.get(self.kind, self.kind.replace("_", " ").capitalize())


def find_people(asked: str, as_at: AsAt, *, number: int) -> Page[Found]:
    """People by any part of a name, an email address or an assignment number: each word must be in one of
    them. Two statements."""
    words = words_of(asked)
    sought = {f"word_{place}": word for place, word in enumerate(words)}
    total = ask(_how_many, as_at, len(words), **sought).scalar_one()
    number = min(max(1, number), max(1, -(-total // PER_PAGE)))
    rows = ask(_people, as_at, len(words), **sought, skipped=(number - 1) * PER_PAGE)
    return Page([Found(*row) for row in rows], number, total)


@cache
def _how_many(as_at: AsAt, words: int) -> Select[*tuple[Any, ...]]:
    return _sought(as_at, words).with_only_columns(func.count(), maintain_column_froms=True)


@cache
def _people(as_at: AsAt, words: int) -> Select[*tuple[Any, ...]]:
    return (
        _sought(as_at, words)
        .with_only_columns(
            Person.id, spoken_name(), PersonDetails.email, _work(as_at), maintain_column_froms=True
        )
        # An expression, since SQLite would rather walk the names' index and look up everybody one by one.
        .order_by(PersonDetails.family_name + "", PersonDetails.given_name, Person.id)
        .limit(PER_PAGE)
        .offset(bindparam("skipped", type_=Integer))
    )


def _sought(as_at: AsAt, words: int) -> Select[*tuple[Any, ...]]:
    found = select_people(as_at)
    for place in range(words):
        word = bindparam(f"word_{place}", type_=String)
        numbered = select(Employment.person_id).where(_like(func.lower(Employment.assignment_number), word))
        found = found.where(or_(_like(PersonDetails.searched, word), Person.id.in_(numbered)))
    return found


def _like(text: Any, word: BindParameter[str]) -> ColumnElement[bool]:
    return text.like(word, escape="\\")


def find_posts(asked: str, as_at: AsAt) -> Few:
    """Posts by title or code."""
    found = _matching(select_posts(as_at), asked, PostDetails.title, Post.code)
    return _few(found.order_by(PostDetails.title, Post.id), PostFacts)


def find_teams(asked: str) -> Few:
    """Teams by name, code or neighbourhood."""
    found = _matching(_teams(), asked, Team.name, Team.code, func.coalesce(Neighbourhood.name, ""))
    return _few(found.order_by(Team.name, Team.id), TeamFacts)


def find_organisations(asked: str) -> Few:
    """Organisations by name, code or ODS code."""
    ods = func.coalesce(Organisation.ods_code, "")
    found = _matching(_organisations(), asked, Organisation.name, Organisation.code, ods)
    return _few(found.order_by(Organisation.name, Organisation.id), OrganisationFacts)


def get_team(code: str) -> TeamFacts:
    """One team by its code. Raises NotThere."""
    return TeamFacts(*_the_one(_teams().where(Team.code == code)))


def list_teams() -> list[TeamFacts]:
    """Every team by name."""
    return [TeamFacts(*row) for row in db.session.execute(_teams().order_by(Team.name, Team.id))]


def get_organisation(code: str) -> OrganisationFacts:
    """One organisation by its code. Raises NotThere."""
    return OrganisationFacts(*_the_one(_organisations().where(Organisation.code == code)))


def _the_one(found: Select[*tuple[Any, ...]]) -> Any:
    row = db.session.execute(found).first()
    if row is None:
        raise NotThere
    return row


def _work(as_at: AsAt) -> ColumnElement[str]:
    """Each contract in force, as “job title, organisation (assignment number)”."""
    contract = (
        EmploymentDetails.job_title
        + literal(", ")
        + Organisation.name
        + literal(" (")
        + Employment.assignment_number
        + literal(")")
    )
    return (
        select(func.aggregate_strings(contract, "; "))
        .select_from(Employment)
        .join(EmploymentDetails, EmploymentDetails.employment_id == Employment.id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .where(Employment.person_id == Person.id, in_force(EmploymentDetails, as_at))
        .correlate(Person)
        .scalar_subquery()
    )


def _matching(
    found: Select[*tuple[Any, ...]], asked: str, *columns: ColumnElement[str] | Any
) -> Select[*tuple[Any, ...]]:
    """Only rows where each word asked for is in one of the columns."""
    for pattern in patterns_for(asked):
        found = found.where(or_(*(column.regexp_match(pattern) for column in columns)))
    return found


def _few(found: Select[*tuple[Any, ...]], make: Any) -> Few:
    rows = db.session.execute(found.add_columns(func.count().over()).limit(MOST_SHOWN)).all()
    return Few([make(*row[:-1]) for row in rows], rows[0][-1] if rows else 0)


def _teams() -> Select[*tuple[Any, ...]]:
    return select(Team.id, Team.code, Team.name, Team.kind, Neighbourhood.code, Neighbourhood.name).outerjoin(
        Neighbourhood, Neighbourhood.id == Team.neighbourhood_id
    )


def _organisations() -> Select[*tuple[Any, ...]]:
    return select(
        Organisation.id,
        Organisation.code,
        Organisation.name,
        Organisation.kind,
        Organisation.full_time_hours,
        Organisation.ods_code,
        Organisation.status,
    )
