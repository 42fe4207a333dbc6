"""Whose coverage is asked about, and what its codes mean and are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, literal, select, union_all
from sqlalchemy.orm import aliased

from accounts.account import Viewer
from accounts.permissions import PERMISSIONS, Permission, Role
from foundation.database import db
from foundation.effective import AsAt, in_force, known
from foundation.prepared import ask
from neighbourhoods.neighbourhood import Neighbourhood
from people.organisation import Organisation, Profession, ProfessionalApex
from people.person import Person
from people.post import Line, Post, PostDetails, Tenure
from teams.coverage.facts import Apex, PracticeFact, ProfessionFact

BOROUGH_WIDE = "borough-wide"
"""Asked for in place of a neighbourhood's code: the services of the whole borough."""


FIRST_POST, APEX_POST = aliased(Post), aliased(Post)


@dataclass(frozen=True, slots=True)
class Span:
    """Whose practice is asked about. `apex`: the code of a director's post, or several, whose professions and
    employers are theirs to answer for; empty: everybody's. The rest narrow it further, by code; `neighbourhood`
    may be BOROUGH_WIDE. `people`: only these, by number; None: whoever they are."""

    apex: str | tuple[str, ...] = ""
    profession: str = ""
    employer: str = ""
    neighbourhood: str = ""
    people: tuple[int, ...] | None = None

    def takes_in(self, practice: PracticeFact) -> bool:
        """Whether the practice is of the profession, employer and neighbourhood asked about."""
        return (
            self.profession in ("", practice.profession)
            and self.employer in ("", practice.employer)
            and self.neighbourhood in ("", practice.neighbourhood or BOROUGH_WIDE)
        )

    def asked(self) -> dict[str, Any]:
        """What the statements are asked with."""
        return {
            "apex": [self.apex] if isinstance(self.apex, str) else list(self.apex),
            "profession": self.profession,
            "employer": self.employer,
            "neighbourhood": self.neighbourhood,
            "people": list(self.people or ()),
        }

    def worded(self) -> tuple[bool, bool, bool, bool]:
        """How the statements are worded: by people, apex, profession and employer or without."""
        return self.people is not None, bool(self.apex), bool(self.profession), bool(self.employer)


EVERYBODY = Span()


@dataclass(frozen=True, slots=True)
class Names:
    """What employers, neighbourhoods, the professional posts that the reader holds, and those that they held
    and have left, are called, by code, in order of name."""

    employers: Mapping[str, str]
    neighbourhoods: Mapping[str, str]
    held: Mapping[str, str]
    left: Mapping[str, str]


def span_of(viewer: Viewer, called: Names) -> Span | None:
    """Whose coverage an account may see: everybody's, or that of the posts a director is scoped to and whose
    holder they have not ceased to be. None for a director to whom that leaves no post. `called`: the viewer's."""
    seeing = [(role, scope) for role, scope in viewer.grants if Permission.SEE_COVERAGE in PERMISSIONS[role]]
    if any(role is not Role.DIRECTOR and not scope for role, scope in seeing):
        return EVERYBODY
    posts = tuple(sorted({scope for _, scope in seeing if scope and scope not in called.left}))
    return Span(posts) if posts else None


def reference() -> tuple[dict[str, ProfessionFact], dict[tuple[str, str], Apex]]:
    """What each profession asks, by code in order of name; and where lines begin as a rule and must end, by
    profession and employer."""
    professions: dict[str, ProfessionFact] = {}
    apexes: dict[tuple[str, str], Apex] = {}
    for row in db.session.execute(_reference()):
        professions[row[0]] = ProfessionFact(*row[:6], led_by=tuple(row[6].split(";")))
        if row[7] is not None:
            apexes[row[0], row[7]] = Apex(*row[8:])
    return professions, apexes


def names(reader: int | None = None, today: date = date.min) -> Names:
    """`reader`: an account, where it matters which professional posts its person holds today or has left. One
    statement."""
    rows = ask(_names, AsAt(today), reader=reader or 0).all()
    return Names(
        *(
            {code: name for kind, code, name in rows if kind == table}
            for table in ("employer", "neighbourhood", "held", "left")
        )
    )


@cache
def _reference() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Profession.code,
            Profession.name,
            Profession.regulator,
            Profession.supervision_weeks,
            Profession.supervision_ratio_warn,
            Profession.recheck_days,
            Profession.led_by,
            Organisation.code,
            FIRST_POST.code,
            APEX_POST.code,
        )
        .outerjoin(ProfessionalApex, ProfessionalApex.profession_id == Profession.id)
        .outerjoin(Organisation, Organisation.id == ProfessionalApex.employer_id)
        .outerjoin(FIRST_POST, FIRST_POST.id == ProfessionalApex.usual_first_post_id)
        .outerjoin(APEX_POST, APEX_POST.id == ProfessionalApex.apex_post_id)
        .order_by(Profession.name, Profession.id, ProfessionalApex.id)
    )


@cache
def _names(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    employers = select(literal("employer").label("kind"), Organisation.code, Organisation.name.label("name"))
    neighbourhoods = select(literal("neighbourhood"), Neighbourhood.code, Neighbourhood.name)
    held = (
        select(literal("held"), Post.code, PostDetails.title)
        .join(PostDetails, PostDetails.post_id == Post.id)
        .where(Post.id.in_(professional_posts_of(as_at)), in_force(PostDetails, as_at))
    )
    left = select(literal("left"), Post.code, Post.code).where(
        Post.id.in_(_theirs().where(known(Tenure, as_at), Tenure.until <= as_at.on)),
        Post.id.not_in(professional_posts_of(as_at)),
    )
    found = union_all(employers, neighbourhoods, held, left).subquery()
    return select(found).order_by(found.c.name, found.c.code)


def professional_posts_of(as_at: AsAt) -> Select[int]:
    """The numbers of the professional posts that the person of the account `reader` holds in any way."""
    return _theirs().where(in_force(Tenure, as_at))


def _theirs() -> Select[int]:
    """Every professional post that they hold, held or will hold."""
    return (
        select(Tenure.post_id)
        .join(Person, Person.id == Tenure.person_id)
        .join(Post, Post.id == Tenure.post_id)
        .where(Person.account_id == bindparam("reader"), Post.line == Line.PROFESSIONAL.value)
    )
