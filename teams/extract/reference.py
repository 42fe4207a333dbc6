"""The codes an extract may use, as the register knows them on the day."""

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select

from foundation.database import db
from foundation.effective import AsAt
from foundation.spreadsheets import Column
from people.files import known
from people.organisation import Organisation, Profession
from people.post import Line
from people.queries import PostFacts, all_posts
from teams.extract.staff_row import COLUMNS
from teams.team import Team


@dataclass(frozen=True, slots=True)
class ProfessionFacts:
    """A profession as an extract is checked against it."""

    id: int
    code: str
    name: str
    regulated: bool
    pattern: re.Pattern[str] | None
    pattern_is_certain: bool
    regulator: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything looked up by code, for one employer's extract on one day."""

    employer_id: int
    employer: str
    employer_name: str
    full_time_hours: Decimal
    professions: dict[str, ProfessionFacts]
    posts: dict[str, PostFacts]
    teams: dict[str, tuple[int, str]]


def reference_for(employer: str, as_at: AsAt) -> Reference | None:
    """None when there is no such employer."""
    row = db.session.execute(
        select(Organisation.id, Organisation.name, Organisation.full_time_hours).where(
            Organisation.code == employer
        )
    ).first()
    if row is None:
        return None
    teams = db.session.execute(select(Team.code, Team.id, Team.name)).all()
    return Reference(
        employer_id=row.id,
        employer=employer,
        employer_name=row.name,
        full_time_hours=row.full_time_hours,
        professions={p.code: _facts(p) for p in db.session.scalars(select(Profession))},
        posts={post.code: post for post in all_posts(as_at).values()},
        teams={code: (number, name) for code, number, name in teams},
    )


def _facts(profession: Profession) -> ProfessionFacts:
    pattern = profession.number_pattern
    return ProfessionFacts(
        id=profession.id,
        code=profession.code,
        name=profession.name,
        regulated=profession.regulated,
        pattern=re.compile(pattern, re.ASCII) if pattern else None,
        pattern_is_certain=profession.pattern_certainty == "sourced",
        regulator=profession.regulator,
    )


def columns_for(reference: Reference) -> dict[str, Column]:
    """How the extract's columns are read, each code being one that the register knows: so an unknown code
    is named together with everything else that is wrong with its row."""
    codes: dict[str, tuple[Container[str], str]] = {
        "employer": ({reference.employer}, f"{reference.employer}, whose extract this is"),
        "team": (reference.teams, "the code of a team in the register"),
        "profession": (reference.professions, "the code of a profession in the register"),
        "post_held": (reference.posts, "the code of a post in the register"),
    }
    for line in (Line.MANAGEMENT, Line.PROFESSIONAL):
        of_the_line = {code for code, post in reference.posts.items() if post.line == line}
        codes[f"{line}_post"] = of_the_line, f"the code of a {line} post in the register"
    known_codes = {name: replace(COLUMNS[name], parse=known(*of)) for name, of in codes.items()}
    return COLUMNS | known_codes
