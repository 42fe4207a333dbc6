"""Reading who leads whose practice, and the record of supervision and register checks. Each function is one
statement. Who may read is always judged as things are today; see DESIGN.md, rule 22."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from accounts.account import Account
from foundation.database import db
from foundation.effective import AsAt, in_force, known
from foundation.prepared import ask
from people.accountability import Accountability, RegisterCheck, Registration, Supervision
from people.organisation import Profession
from people.person import PersonDetails
from people.post import Line, Post, PostDetails, Tenure
from people.queries import spoken_name
from teams.coverage.facts import ANYONE, ProfessionFact
from teams.queries.coverage import NAMELESS
from teams.queries.coverage_span import professional_posts_of
from teams.team import Placement, PlacementDetails

Practised = tuple[int, str]
"""A person's number and the code of a profession."""
OTHER_CHECK = aliased(RegisterCheck)


@dataclass(frozen=True, slots=True)
class Terms:
    """A profession: what coverage asks of it, when it renews and how its numbers look."""

    id: int
    fact: ProfessionFact
    renewal: str
    number_pattern: str | None
    pattern_certainty: str


@dataclass(frozen=True, slots=True)
class Supervised:
    """That one supervision took place. `supervisor`: none where it was nobody in the register."""

    row: int
    profession: str
    held_on: date
    kind: str
    supervisor: str | None
    recorded_by: str
    recorded_at: datetime
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Checked:
    """That the register was checked on a day, and by which account that was recorded."""

    row: int
    profession: str
    checked_on: date
    recorded_by: str
    recorded_at: datetime
    superseded_at: datetime | None


def professions() -> dict[str, Terms]:
    """All of them, by code in order of name."""
    return {row[1]: _terms(row) for row in db.session.execute(_professions())}


def answering_to(post_ids: Collection[int], today: date) -> frozenset[Practised]:
    """Whose professional line runs straight to one of these posts, and in which profession."""
    rows = ask(_answering, AsAt(today), post_ids=list(post_ids))
    return frozenset((person_id, profession) for person_id, profession in rows)


def led_by(account_id: int, person_id: int, today: date) -> frozenset[str]:
    """The professions in which a person's line runs to a professional post that the account's person holds, or
    to a post below it; by code. A circle, should one ever be stored, ends the climb."""
    rows = ask(_led_by, AsAt(today), reader=account_id, person_id=person_id)
    return frozenset(code for (code,) in rows)


def holds(account_id: int, post_id: int, today: date) -> bool:
    """Whether the account's person holds this professional post, in any way."""
    return post_id in {held for (held,) in ask(professional_posts_of, AsAt(today), reader=account_id)}


def last_checks(people: Collection[int], as_at: AsAt) -> dict[Practised, Checked]:
    """The latest register check of each of these people in each profession, up to and including the day."""
    found = [(row[0], Checked(*row[1:])) for row in ask(_last_checks, as_at, people=list(people))]
    return {(person_id, check.profession): check for person_id, check in found}


def checks_of(person_id: int, as_at: AsAt) -> list[Checked]:
    """The latest first, up to and including the day."""
    return [Checked(*row[1:]) for row in ask(_checks, as_at, person_id=person_id)]


def supervision_of(person_id: int, as_at: AsAt) -> list[Supervised]:
    """The latest first, up to and including the day."""
    return [Supervised(*row) for row in ask(_supervision, as_at, person_id=person_id)]


def find_supervision(person_id: int, row: int) -> Supervised | None:
    """One of theirs by its number, believed or not."""
    found = db.session.execute(
        _supervised().where(Supervision.person_id == person_id, Supervision.id == row)
    ).first()
    return None if found is None else Supervised(*found)


def find_check(person_id: int, row: int) -> Checked | None:
    """One of theirs by its number, believed or not."""
    found = db.session.execute(
        _checked().where(RegisterCheck.person_id == person_id, RegisterCheck.id == row)
    ).first()
    return None if found is None else Checked(*found[1:])


def began_to_practise(person_id: int, today: date) -> dict[str, date]:
    """The first day of the person's first placement in each profession, by code."""
    return {row[0]: row[1] for row in ask(_began, AsAt(today), person_id=person_id)}


def who_may_lead(codes: Collection[str], today: date) -> dict[int, str]:
    """Number and name of everybody who holds a professional post and is registered in one of these professions
    that day, by name; of everybody who holds one where anybody may lead."""
    rows = ask(_who_may_lead, AsAt(today), ANYONE in codes, codes=list(codes))
    return {row[0]: row[1] for row in rows}


def _terms(row: Any) -> Terms:
    number, code, name, regulator, weeks, ratio, days, may_lead, *written = row
    fact = ProfessionFact(code, name, regulator, weeks, ratio, days, tuple(may_lead.split(";")))
    return Terms(number, fact, *written)


@cache
def _professions() -> Select[*tuple[Any, ...]]:
    p = Profession
    return select(
        p.id, p.code, p.name, p.regulator, p.supervision_weeks, p.supervision_ratio_warn, p.recheck_days,
        p.led_by, p.renewal, p.number_pattern, p.pattern_certainty,
    ).order_by(p.name, p.id)  # fmt: skip


@cache
def _answering(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(Accountability.person_id, Profession.code)
        .join(Profession, Profession.id == Accountability.profession_id)
        .where(
            Accountability.post_id.in_(bindparam("post_ids", expanding=True)),
            in_force(Accountability, as_at),
        )
    )


@cache
def _led_by(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    first = select(
        Accountability.profession_id.label("profession_id"), Accountability.post_id.label("post_id")
    ).where(Accountability.person_id == bindparam("person_id"), in_force(Accountability, as_at))
    climb = first.cte("climb", recursive=True)
    climb = climb.union(
        select(climb.c.profession_id, PostDetails.reports_to_id)
        .join(climb, climb.c.post_id == PostDetails.post_id)
        .where(in_force(PostDetails, as_at), PostDetails.reports_to_id.is_not(None))
    )
    return (
        select(Profession.code)
        .join(climb, climb.c.profession_id == Profession.id)
        .where(climb.c.post_id.in_(professional_posts_of(as_at)))
        .distinct()
    )


def _checked() -> Select[*tuple[Any, ...]]:
    c = RegisterCheck
    return (
        select(c.person_id, c.id, Profession.code, c.checked_on, Account.name, c.recorded_at, c.superseded_at)
        .join(Profession, Profession.id == c.profession_id)
        .join(Account, Account.id == c.recorded_by_id)
    )


@cache
def _checks(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    c = RegisterCheck
    return (
        _checked()
        .where(c.person_id == bindparam("person_id"), known(c, as_at), c.checked_on <= as_at.on)
        .order_by(c.checked_on.desc(), c.id.desc())
    )


@cache
def _last_checks(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    c, other = RegisterCheck, OTHER_CHECK
    same = and_(other.person_id == c.person_id, other.profession_id == c.profession_id)
    last = select(func.max(other.checked_on)).where(same, known(other, as_at), other.checked_on <= as_at.on)
    return (
        _checked()
        .where(
            c.person_id.in_(bindparam("people", expanding=True)),
            known(c, as_at),
            c.checked_on == last.correlate(c).scalar_subquery(),
        )
        .order_by(c.person_id, c.recorded_at, c.id)
    )


def _supervised() -> Select[*tuple[Any, ...]]:
    """The supervisor as they were called on the day it took place."""
    s = Supervision
    called_then = and_(
        PersonDetails.person_id == s.with_person_id,
        PersonDetails.superseded_at.is_(None),
        PersonDetails.starts_on <= s.held_on,
        or_(PersonDetails.until.is_(None), PersonDetails.until > s.held_on),
    )
    supervisor = case((s.with_person_id.is_not(None), func.coalesce(spoken_name(), NAMELESS)))
    return (
        select(
            s.id,
            Profession.code,
            s.held_on,
            s.kind,
            supervisor,
            Account.name,
            s.recorded_at,
            s.superseded_at,
        )
        .join(Profession, Profession.id == s.profession_id)
        .join(Account, Account.id == s.recorded_by_id)
        .outerjoin(PersonDetails, called_then)
    )


@cache
def _supervision(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    s = Supervision
    return (
        _supervised()
        .where(s.person_id == bindparam("person_id"), known(s, as_at), s.held_on <= as_at.on)
        .order_by(s.held_on.desc(), s.id.desc())
    )


@cache
def _began(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(Profession.code, func.min(PlacementDetails.starts_on))
        .join(PlacementDetails, PlacementDetails.profession_id == Profession.id)
        .join(Placement, Placement.id == PlacementDetails.placement_id)
        .where(Placement.person_id == bindparam("person_id"), known(PlacementDetails, as_at))
        .group_by(Profession.code)
    )


@cache
def _who_may_lead(as_at: AsAt, anybody: bool) -> Select[*tuple[Any, ...]]:
    held = (
        select(Tenure.person_id)
        .join(Post, Post.id == Tenure.post_id)
        .where(in_force(Tenure, as_at), Post.line == Line.PROFESSIONAL.value)
    )
    fit = and_(
        in_force(Registration, as_at),
        or_(Registration.expires_on.is_(None), Registration.expires_on >= as_at.on),
        or_(Profession.regulator.is_(None), Registration.number.is_not(None)),
    )
    may_lead = (
        select(Registration.person_id)
        .join(Profession, Profession.id == Registration.profession_id)
        .where(fit, Profession.code.in_(bindparam("codes", expanding=True)))
    )
    found = (
        select(PersonDetails.person_id, spoken_name())
        .where(in_force(PersonDetails, as_at), PersonDetails.person_id.in_(held))
        .order_by(PersonDetails.family_name, PersonDetails.given_name, PersonDetails.person_id)
    )
    return found if anybody else found.where(PersonDetails.person_id.in_(may_lead))
