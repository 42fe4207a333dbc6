"""Reading signed positions, what one of a day would say, and the trend by week."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select, true, tuple_

from accounts.account import Account
from foundation.database import db
from foundation.effective import AsAt
from foundation.errors import NotThere
from foundation.paging import Page, paged
from foundation.prepared import ask
from people.organisation import Organisation, Profession, ProfessionalApex
from people.post import Post
from teams.coverage.counting import coverage_of
from teams.coverage.judging import Judge
from teams.coverage.trend import Week
from teams.position import CoverageWeek, Position
from teams.positions.findings import Findings, findings_of
from teams.positions.sealing import Signed, from_bytes
from teams.queries.coverage import judge_on, practices
from teams.queries.coverage_span import Names, Span

PER_PAGE = 25
WEEKS = 53
NARROWING = "profession", "employer", "neighbourhood"
"""What a span may be narrowed by, by the names of a week's columns."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A position as it is kept. `content`: the sealed bytes."""

    content: bytes
    digest: str
    signer: str

    @property
    def says(self) -> Signed:
        """What the bytes say."""
        return from_bytes(self.content)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a position of a day would say, and what its codes are called."""

    findings: Findings
    called: Mapping[str, Mapping[str, str]]


def drawn(scope: str, on: date, known: Names) -> Drawn:
    """The coverage of an apex post's people that day as known now. `known`: what codes are called. Six
    statements."""
    as_at = AsAt(on)
    judge = judge_on(as_at)
    found = findings_of(coverage_of(practices(Span(scope), as_at), judge))
    return Drawn(found, _called(found, scope, judge, known))


def list_positions(span: Span, page: int) -> Page[Kept]:
    """Those of the span's apex posts, the newest first."""
    wanted = _kept().where(_within(span)).order_by(Position.number.desc())
    return paged(wanted, page, lambda row: Kept(*row), per_page=PER_PAGE)


def get_positions(numbers: Collection[int], span: Span) -> list[Kept]:
    """Those positions, in the order asked for. Raises NotThere when one is not of the span's apex posts."""
    rows = db.session.execute(
        _kept().add_columns(Position.number).where(_within(span), Position.number.in_(set(numbers)))
    )
    found = {row[-1]: Kept(*row[:-1]) for row in rows}
    if not found.keys() >= set(numbers):
        raise NotThere
    return [found[number] for number in numbers]


def next_number() -> int:
    """One more than the newest position's."""
    return (db.session.scalar(select(func.max(Position.number))) or 0) + 1


def has_week(monday: date) -> bool:
    """Whether that Monday's coverage is kept."""
    return (
        db.session.scalar(select(CoverageWeek.id).where(CoverageWeek.monday == monday).limit(1)) is not None
    )


def trend(span: Span, as_at: AsAt) -> list[Week]:
    """The span's coverage on each Monday of the year up to the day, oldest first; a Monday for which nothing
    was kept is left out. Somebody in two places counts in each. One statement."""
    narrowed = frozenset(name for name in NARROWING if getattr(span, name))
    after = as_at.on - timedelta(weeks=WEEKS)
    return [Week(*row) for row in ask(_trend, as_at, narrowed, bool(span.apex), **span.asked(), after=after)]


@cache
def _trend(as_at: AsAt, narrowed: frozenset[str], of_apex: bool) -> Select[*tuple[Any, ...]]:
    week = CoverageWeek
    sums = (func.sum(c) for c in (week.people, week.covered, week.wte, week.wte_covered))
    return (
        select(week.monday, *sums)
        .where(
            week.monday > bindparam("after"),
            week.monday <= as_at.on,
            *(getattr(week, name) == bindparam(name) for name in sorted(narrowed)),
            true() if as_at.known_at is None else week.reckoned_at <= as_at.known_at,
            tuple_(week.profession, week.employer).in_(_answered_for()) if of_apex else true(),
        )
        .group_by(week.monday)
        .order_by(week.monday)
    )


def _answered_for() -> Select[str, str]:
    """Professions and employers whose lines are to end at the span's apex posts."""
    return (
        select(Profession.code, Organisation.code)
        .join(ProfessionalApex, ProfessionalApex.profession_id == Profession.id)
        .join(Organisation, Organisation.id == ProfessionalApex.employer_id)
        .join(Post, Post.id == ProfessionalApex.apex_post_id)
        .where(Post.code.in_(bindparam("apex", expanding=True)))
    )


def _within(span: Span) -> Any:
    return Position.scope.in_(span.asked()["apex"]) if span.apex else true()


def _kept() -> Select[bytes, str, str]:
    return select(Position.content, Position.digest, Account.name).join(
        Account, Account.id == Position.signed_by_id
    )


def _called(found: Findings, scope: str, judge: Judge, known: Names) -> dict[str, dict[str, str]]:
    """Only what the findings name."""
    titles = {post.code: post.title for post in judge.facts.posts.values()}
    posts = {scope, *(cause.owner for cause in found.causes), *(cause.post for cause in found.causes)}
    practised = [whose for cause in found.causes for whose in cause.whose]
    professions = {p for p, _, _ in found.cells} | {whose.profession for whose in practised}
    employers = {e for _, e, _ in found.cells} | {whose.employer for whose in practised}
    places = {place for _, _, place in found.cells if place}
    return {
        "post": {code: titles[code] for code in posts if code in titles},
        "profession": {code: judge.facts.professions[code].name for code in professions},
        "employer": {code: known.employers[code] for code in employers},
        "neighbourhood": {code: known.neighbourhoods[code] for code in places},
    }
