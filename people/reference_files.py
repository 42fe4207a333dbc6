"""Organisations, professions, posts and apex posts from their reference files."""

from collections.abc import Callable, Container, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from foundation.acts import Act
from foundation.database import db
from foundation.effective import BEFORE_RECORDS, AsAt, Period
from foundation.errors import BadFile, Fault
from foundation.reference import by_code, keep
from foundation.spreadsheets import Column, NotAsExpected, code, hours, one_of, read_table, words
from people.organisation import Organisation, Profession, ProfessionalApex
from people.post import Line, Post, PostDetails
from people.queries import all_posts


class OrganisationRow(NamedTuple):
    """organisations.csv"""

    number: int
    code: str
    name: str
    kind: str
    ods_code: str | None
    full_time_hours: Decimal
    status: str


class ProfessionRow(NamedTuple):
    """professions.csv"""

    number: int
    code: str
    name: str
    regulator: str | None
    number_pattern: str | None
    pattern_certainty: str
    renewal: str
    supervision_weeks: int | None
    supervision_ratio_warn: int | None
    recheck_days: int | None
    led_by: str


class PostRow(NamedTuple):
    """posts.csv"""

    number: int
    code: str
    title: str
    organisation: str
    line: str
    reports_to: str | None
    scope: str


class ApexRow(NamedTuple):
    """professional_apex.csv"""

    number: int
    profession: str
    employer: str
    usual_first_post: str
    apex_post: str


def whole(least: int = 0) -> Callable[[str], int]:
    """A whole number from `least` up."""

    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) < least:
            raise NotAsExpected(f"a whole number from {least} up")
        return int(text)

    return parse


_CODE = Column(code, "a code", needed=True, empty="")
_NAME = Column(words(), "a name", needed=True, empty="")
_WORDS = Column(words(), "text", empty="")
_NUMBER = Column(whole(), "a whole number")


def load_organisations(file: str, content: bytes) -> int:
    """Gives how many rows there are. Raises BadFile."""
    columns = {
        "code": _CODE,
        "name": _NAME,
        "kind": _CODE,
        "ods_code": Column(code, "an ODS code"),
        "full_time_hours": Column(hours, "hours a week", needed=True, empty=Decimal(0)),
        "status": _WORDS,
    }
    rows = read_table(file, content, OrganisationRow, columns)
    keep(Organisation, ["code"], [{k: v for k, v in row._asdict().items() if k != "number"} for row in rows])
    return len(rows)


def load_professions(file: str, content: bytes) -> int:
    """Gives how many rows there are. Raises BadFile."""
    columns = {
        "code": _CODE,
        "name": _NAME,
        "regulator": Column(words(20), "a regulator"),
        "number_pattern": Column(words(60), "a pattern"),
        "pattern_certainty": _WORDS,
        "renewal": _WORDS,
        "supervision_weeks": _NUMBER,
        "supervision_ratio_warn": _NUMBER,
        "recheck_days": _NUMBER,
        "led_by": Column(words(), "codes of professions separated by ; or *", empty="*"),
    }
    rows = read_table(file, content, ProfessionRow, columns)
    keep(Profession, ["code"], [{k: v for k, v in row._asdict().items() if k != "number"} for row in rows])
    return len(rows)


def load_posts(file: str, content: bytes, *, act: Act, on: date) -> int:
    """Posts and what they report to; a changed row holds from `on`. Raises BadFile."""
    columns = {
        "code": _CODE,
        "title": _NAME,
        "organisation": _CODE,
        "line": Column(one_of(Line.MANAGEMENT, Line.PROFESSIONAL), "management or professional", needed=True),
        "reports_to": Column(code, "the code of a post"),
        "scope": _WORDS,
    }
    rows = read_table(file, content, PostRow, columns)
    organisations = by_code(Organisation)
    codes = {row.code for row in rows} | set(by_code(Post))
    refuse_unknown(
        file,
        [(row.number, "organisation", row.organisation, organisations) for row in rows]
        + [(row.number, "reports_to", row.reports_to, codes) for row in rows if row.reports_to],
    )
    posts = keep(Post, ["code"], [{"code": row.code, "line": row.line} for row in rows])
    numbers = {code: post.id for (code,), post in posts.items()}
    act.load(PostDetails, [(number,) for number in numbers.values()])
    for row in rows:
        key = (numbers[row.code],)
        starts_on = on if act.timeline(PostDetails, key) else BEFORE_RECORDS
        act.put(
            PostDetails, key, Period(starts_on), title=row.title, organisation_id=organisations[row.organisation],
            reports_to_id=numbers[row.reports_to] if row.reports_to else None, scope=row.scope,
        )  # fmt: skip
    return len(rows)


def load_apexes(file: str, content: bytes) -> int:
    """Where each profession's line begins and ends, for each employer. Raises BadFile."""
    columns = {"profession": _CODE, "employer": _CODE, "usual_first_post": _CODE, "apex_post": _CODE}
    rows = read_table(file, content, ApexRow, columns)
    professions, organisations, posts = by_code(Profession), by_code(Organisation), by_code(Post)
    refuse_unknown(
        file,
        [(row.number, "profession", row.profession, professions) for row in rows]
        + [(row.number, "employer", row.employer, organisations) for row in rows]
        + [
            (row.number, name, getattr(row, name), posts)
            for row in rows
            for name in ("usual_first_post", "apex_post")
        ],
    )
    keep(
        ProfessionalApex,
        ["profession_id", "employer_id"],
        [
            {
                "profession_id": professions[row.profession],
                "employer_id": organisations[row.employer],
                "usual_first_post_id": posts[row.usual_first_post],
                "apex_post_id": posts[row.apex_post],
            }
            for row in rows
        ],
    )
    return len(rows)


def refuse_circles(file: str, on: date) -> None:
    """Rule 6: no line of posts goes round. Raises BadFile naming a post of the circle."""
    db.session.flush()
    posts = all_posts(AsAt(on))
    for post in posts.values():
        seen = {post.id}
        above = post.reports_to_id
        while above is not None and above in posts:
            if above in seen:
                raise BadFile(
                    [Fault(file, None, "reports_to", post.code, "a line of posts that does not go round")]
                )
            seen.add(above)
            above = posts[above].reports_to_id


def refuse_unknown(file: str, uses: Sequence[tuple[int, str, str, Container[str]]]) -> None:
    faults = [
        Fault(file, number, column, read, "a code that the reference files define")
        for number, column, read, known in uses
        if read not in known
    ]
    if faults:
        raise BadFile(sorted(faults, key=lambda fault: fault.row or 0))
