"""What there are many of for one case or person would be a dozen statements. They are one, each row saying its
kind: see `select_many` for what stands in which column."""

from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from caseload.allocation.candidates import Taking
from caseload.allocation.request import AllocationRequest
from caseload.cases.case import (
    Allocation,
    Case,
    CaseDetails,
    CaseNeed,
    Informed,
    ResidentDetails,
)
from caseload.cases.contact import Contact
from caseload.cases.holding import (
    CaseCompetence,
    Competence,
    ConflictOfInterest,
    Contribution,
    PersonCompetence,
)
from caseload.queries.matching_rows import CASES, people_of, posts_over
from foundation.effective import AsAt, in_force, known, still_open
from people.accountability import Registration
from people.availability import Absence, WorkingPattern
from people.employment import Employment, EmploymentDetails
from people.organisation import Profession
from people.person import Person, PersonDetails
from people.post import Post, PostDetails, Tenure
from people.queries import spoken_name

SAME_RESIDENT = aliased(Case)
PARTS: tuple[tuple[Any, Any], ...] = (
    (Allocation, Allocation.role),
    (Contribution, literal(Taking.CONTRIBUTOR.value)),
)


class Kind(StrEnum):
    """What a row of `select_many` is about."""

    NEED = "need"
    WANTS = "wants"
    CONFLICT = "conflict"
    CONTRIBUTOR = "contributor"
    KNOWN = "known"
    REQUEST = "request"
    PART = "part"
    PROFESSION = "profession"
    REGISTERED = "registered"
    SIGNED_OFF = "signed_off"
    WARD = "ward"
    PRACTICE = "practice"
    CONTRACT = "contract"
    ABSENCE = "absence"
    POST = "post"
    HOLDER = "holder"
    MINE = "mine"


class Told(NamedTuple):
    """A row of `select_many`; what stands in a column depends on its kind."""

    kind: str
    one: int
    other: int | None
    tally: int | None
    code: str | None
    word: str | None
    more: str | None
    first: Any
    until: Any


@cache
def select_many(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """Everything that there may be many of. Of people: of those who may be suggested."""
    people, climb = people_of(as_at), posts_over(as_at)
    whose = select(people.c.person_id)
    found = union_all(
        *_about_cases(as_at),
        *_about_people(as_at, whose),
        *_about_days(as_at, whose, select(climb.c.post_id)),
        *_about_posts(as_at, select(climb.c.post_id)),
    ).subquery()
    return select(found).order_by(found.c.kind, found.c.one, found.c.other, found.c.code, found.c.first)


def _about_cases(as_at: AsAt) -> list[Select[*tuple[Any, ...]]]:
    """`one` is the case. A need: `other` is 1 when it is hard. A request: `tally` is its number, `code` the
    role."""
    return [
        _told(
            Kind.NEED, CaseNeed.case_id, case((CaseNeed.hard, 1), else_=0),
            code=Profession.code, word=Profession.name,
        )
        .join(Profession, Profession.id == CaseNeed.profession_id)
        .where(CaseNeed.case_id.in_(CASES), in_force(CaseNeed, as_at)),
        _told(Kind.WANTS, CaseCompetence.case_id, code=Competence.code, word=Competence.name)
        .join(Competence, Competence.id == CaseCompetence.competence_id)
        .where(CaseCompetence.case_id.in_(CASES), in_force(CaseCompetence, as_at)),
        *(
            _told(kind, row.case_id, row.person_id).where(row.case_id.in_(CASES), in_force(row, as_at))
            for kind, row in ((Kind.CONFLICT, ConflictOfInterest), (Kind.CONTRIBUTOR, Contribution))
        ),
        *(
            _told(Kind.KNOWN, Case.id, row.person_id)
            .join(SAME_RESIDENT, SAME_RESIDENT.resident_id == Case.resident_id)
            .join(row, row.case_id == SAME_RESIDENT.id)
            .where(Case.id.in_(CASES), known(row, as_at), since <= as_at.on)
            .distinct()
            for row, since in (
                (Allocation, Allocation.starts_on),
                (Contribution, Contribution.starts_on),
                (Contact, Contact.held_on),
            )
        ),
        *(_parts(row, role, as_at) for row, role in PARTS),
        _told(
            Kind.REQUEST, AllocationRequest.case_id, AllocationRequest.person_id, AllocationRequest.id,
            code=AllocationRequest.role, first=AllocationRequest.starts_on,
        ).where(AllocationRequest.case_id.in_(CASES), AllocationRequest.closed_at.is_(None)),
    ]  # fmt: skip


def _parts(row: Any, role: Any, as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """Who has or has had a case: `other` the person, `code` how, `word` their name, `more` why."""
    return (
        _told(
            Kind.PART, row.case_id, row.person_id,
            code=role, word=spoken_name(), more=row.because, first=row.starts_on, until=row.until,
        )
        .select_from(row)
        .outerjoin(
            PersonDetails, and_(PersonDetails.person_id == row.person_id, in_force(PersonDetails, as_at))
        )
        .where(row.case_id.in_(CASES), known(row, as_at))
    )  # fmt: skip


def _about_people(as_at: AsAt, whose: Any) -> list[Select[*tuple[Any, ...]]]:
    """`one` is the person. Registered: `code` the profession, `word` the number, `until` when it expires. A
    ward or practice: `other` is its number, `tally` how many cases of it they hold. A profession: `one` is its
    own number, `more` its regulator."""
    return [
        _told(
            Kind.PROFESSION, Profession.id, code=Profession.code, word=Profession.name,
            more=Profession.regulator,
        ),
        _told(
            Kind.REGISTERED, Registration.person_id, code=Profession.code, word=Registration.number,
            first=Registration.starts_on, until=Registration.expires_on,
        )
        .join(Profession, Profession.id == Registration.profession_id)
        .where(Registration.person_id.in_(whose), in_force(Registration, as_at)),
        _told(Kind.SIGNED_OFF, PersonCompetence.person_id, code=Competence.code)
        .join(Competence, Competence.id == PersonCompetence.competence_id)
        .where(PersonCompetence.person_id.in_(whose), in_force(PersonCompetence, as_at)),
        _holding_in(Kind.WARD, ResidentDetails.ward_id, whose, as_at),
        _holding_in(Kind.PRACTICE, ResidentDetails.practice_id, whose, as_at),
    ]  # fmt: skip


def _holding_in(kind: Kind, place: Any, whose: Any, as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """How many open cases of residents there somebody holds. An objection takes a case out of every count."""
    return (
        _told(kind, Allocation.person_id, place, func.count(Allocation.case_id.distinct()))
        .join(CaseDetails, and_(CaseDetails.case_id == Allocation.case_id, in_force(CaseDetails, as_at)))
        .join(Case, Case.id == Allocation.case_id)
        .join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
        .where(
            Allocation.person_id.in_(whose),
            in_force(Allocation, as_at),
            in_force(ResidentDetails, as_at),
            CaseDetails.informed != Informed.OBJECTS.value,
            place.is_not(None),
        )
        .group_by(Allocation.person_id, place)
    )


def _about_days(as_at: AsAt, whose: Any, posts: Any) -> list[Select[*tuple[Any, ...]]]:
    """Of those who may be suggested and of those who hold the posts above them; `one` is the person, `other` the
    employment. A contract: `code` the half-days worked. An absence: `code` its kind, `word` am, pm or empty."""
    holders = select(Tenure.person_id).where(Tenure.post_id.in_(posts), in_force(Tenure, as_at))
    asked = or_(Employment.person_id.in_(whose), Employment.person_id.in_(holders))
    return [
        _told(Kind.CONTRACT, Employment.person_id, Employment.id, code=WorkingPattern.half_days)
        .join(
            EmploymentDetails,
            and_(EmploymentDetails.employment_id == Employment.id, in_force(EmploymentDetails, as_at)),
        )
        .outerjoin(
            WorkingPattern,
            and_(WorkingPattern.employment_id == Employment.id, in_force(WorkingPattern, as_at)),
        )
        .where(asked),
        _told(
            Kind.ABSENCE, Employment.person_id, Employment.id,
            code=Absence.kind, word=Absence.half, first=Absence.starts_on, until=Absence.until,
        )
        .join(Absence, Absence.employment_id == Employment.id)
        .where(
            asked, known(Absence, as_at), still_open(Absence, as_at.on),
            Absence.starts_on < bindparam("ahead", type_=Date),
        ),
    ]  # fmt: skip


def _about_posts(as_at: AsAt, posts: Any) -> list[Select[*tuple[Any, ...]]]:
    """A post: `one` its number, `other` the post above, `code`, `word` its title. A holder: `one` the post,
    `other` the person, `code` how, `word` their name. Mine: `code` a post of the account's person."""
    return [
        _told(
            Kind.POST, Post.id, PostDetails.reports_to_id, code=Post.code, word=PostDetails.title,
            more=Post.line,
        )
        .join(PostDetails, PostDetails.post_id == Post.id)
        .where(Post.id.in_(posts), in_force(PostDetails, as_at)),
        _told(
            Kind.HOLDER, Tenure.post_id, Tenure.person_id, code=Tenure.holding, word=spoken_name(),
            first=Tenure.starts_on,
        )
        .outerjoin(
            PersonDetails,
            and_(PersonDetails.person_id == Tenure.person_id, in_force(PersonDetails, as_at)),
        )
        .where(Tenure.post_id.in_(posts), in_force(Tenure, as_at)),
        _told(Kind.MINE, Post.id, code=Post.code)
        .join(Tenure, Tenure.post_id == Post.id)
        .join(Person, Person.id == Tenure.person_id)
        .where(Person.account_id == bindparam("account_id"), in_force(Tenure, as_at)),
    ]  # fmt: skip


def _told(
    kind: Kind,
    one: Any,
    other: Any = None,
    tally: Any = None,
    *,
    code: Any = None,
    word: Any = None,
    more: Any = None,
    first: Any = None,
    until: Any = None,
) -> Select[*tuple[Any, ...]]:
    """A row of `Told`. An empty column has a type, or PostgreSQL would take it for text."""
    columns: list[ColumnElement[Any]] = [
        literal(kind.value).label("kind"),
        one.label("one"),
        *(
            (cast(null(), kind_) if value is None else value).label(name)
            for name, value, kind_ in (
                ("other", other, Integer),
                ("tally", tally, Integer),
                ("code", code, String),
                ("word", word, String),
                ("more", more, String),
                ("first", first, Date),
                ("until", until, Date),
            )
        ),
    ]
    return select(*columns)
