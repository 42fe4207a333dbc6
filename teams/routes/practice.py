"""A professional lead's people, and one's own practice record: registration, register checks, supervision.

Nobody else reads it: not a line manager, not the partnership office (DESIGN.md, rule 24). Who leads whom is
judged by the posts held and the lines in force today, whatever day is read.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.asking import asked_as_at
from foundation.effective import AsAt
from foundation.errors import NotThere
from foundation.paging import Page, page_of
from people.post import Line
from people.practice_actions import KINDS
from people.queries import find_person_of, get_person, get_post
from people.registration_numbers import Misfit, misfit
from people.renewals import Renewal, renewal_on
from teams.coverage.act_by import ActBy, act_by
from teams.coverage.owing import SpanOfPost, Standing, month_end, owed_by, spans, standings
from teams.queries import practice as queries
from teams.queries.coverage import practices
from teams.queries.coverage_span import Span
from teams.queries.deciding import HeldPost, posts_held_by
from teams.queries.practice import Checked, Practised, Supervised, Terms
from teams.routes.lines import ways

practice = Blueprint("practice", __name__)
PERSON = "/people/<int:person_id>/practice"
AT_ONCE = 20
"""How many rows of a list a page of several lists shows."""


@dataclass(frozen=True, slots=True)
class Practising:
    """One profession of somebody, with what its regulator asks and when its register was last checked."""

    standing: Standing
    renewal: Renewal | None
    asks: str
    misfit: Misfit | None
    check: Checked | None


@dataclass(frozen=True, slots=True)
class Led:
    """A post and those who answer straight to it."""

    post: HeldPost
    people: Page[Practising]
    spans: list[SpanOfPost]
    unchecked: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of one person's practice, and the day by which they must act."""

    practising: list[Practising]
    supervision: Page[Supervised]
    checks: Page[Checked]
    act_by: ActBy | None


@practice.get("/practice")
@allow(Permission.SEE_OWN_LINES)
def mine() -> ResponseReturnValue:
    """For whoever holds a professional post, their people and what they owe them; for everybody, their own."""
    as_at, today = asked_as_at(), clock.today()
    person = find_person_of(viewer().id, as_at)
    if person is None:
        return render_template("practice/nobody.html", as_at=as_at)
    posts = [p for p in posts_held_by(person.id, AsAt(today)) if p.line == Line.PROFESSIONAL]
    answering = queries.answering_to([post.post_id for post in posts], today) if posts else frozenset()
    terms = queries.professions()
    found = standings_of({person.id, *(number for number, _ in answering)}, terms, as_at)
    theirs = answering_then(found, {post.post_id for post in posts}, answering)
    checks = queries.last_checks([person.id, *(standing.person_id for standing in theirs)], as_at)
    audit.seen("person", person.id, by=viewer().id)
    for post in posts:
        audit.seen("practice", post.post_id, by=viewer().id)
    own = [standing for standing in found if standing.person_id == person.id]
    return render_template(
        "practice/mine.html",
        as_at=as_at,
        ways=ways(as_at),
        person=person,
        record=record_of(practising(own, terms, checks, as_at), queries.supervision_of(person.id, as_at), []),
        led=[led_from(post, theirs, terms, checks, as_at) for post in posts],
        month_end=month_end(as_at.on),
        owed=page_of(owed_by(theirs, month_end(as_at.on)), asked_page("owed"), per_page=AT_ONCE),
        called={code: each.fact.name for code, each in terms.items()},
        kinds=KINDS,
    )


@practice.get("/practice/<code>")
@allow(Permission.SEE_OWN_LINES)
def post(code: str) -> ResponseReturnValue:
    """Everybody who answers straight to one professional post, for whoever holds it today."""
    as_at, today = asked_as_at(), clock.today()
    found = get_post(code, as_at)
    if not queries.holds(viewer().id, found.id, today):
        raise NotThere
    answering, terms = queries.answering_to([found.id], today), queries.professions()
    everybody = standings_of({number for number, _ in answering}, terms, as_at)
    theirs = answering_then(everybody, {found.id}, answering)
    shown = page_of(theirs, asked_page("page"))
    checks = queries.last_checks([standing.person_id for standing in shown.rows], as_at)
    audit.seen("practice", found.id, by=viewer().id)
    return render_template(
        "practice/post.html",
        as_at=as_at,
        ways=ways(as_at),
        post=found,
        people=Page(practising(shown.rows, terms, checks, as_at), shown.number, shown.total),
        spans=spans(theirs),
    )


@practice.get(PERSON)
@allow(Permission.SEE_OWN_LINES)
def person(person_id: int) -> ResponseReturnValue:
    """One's own practice record, or that of somebody whose professional line comes up to the reader today."""
    as_at = asked_as_at()
    who = get_person(person_id, as_at)
    own = who.account_id == viewer().id
    led, terms = queries.led_by(viewer().id, who.id, clock.today()), queries.professions()
    if not own and not led:
        raise NotThere
    open_to = frozenset(terms) if own else led
    found = [s for s in standings_of({who.id}, terms, as_at) if s.profession.code in open_to]
    supervision = [s for s in queries.supervision_of(who.id, as_at) if s.profession in open_to]
    checks = [c for c in queries.checks_of(who.id, as_at) if c.profession in open_to]
    last = {(who.id, check.profession): check for check in reversed(checks)}
    audit.seen("person", who.id, by=viewer().id)
    return render_template(
        "practice/person.html",
        as_at=as_at,
        ways=ways(as_at),
        person=who,
        own=own,
        may_record=as_at.is_now and not own,
        record=record_of(practising(found, terms, last, as_at), supervision, checks),
        called={code: each.fact.name for code, each in terms.items()},
        kinds=KINDS,
    )


def standings_of(people: Iterable[int], terms: Mapping[str, Terms], as_at: AsAt) -> list[Standing]:
    """What each of these people practises that day."""
    found = practices(Span(people=tuple(sorted(people))), as_at)
    return standings(found, {code: each.fact for code, each in terms.items()}, as_at.on)


def answering_then(
    found: Iterable[Standing], posts: Container[int | None], answering: Container[Practised]
) -> list[Standing]:
    """Those who answered to the posts on the day being read, and answer to them today."""
    return [s for s in found if s.post_id in posts and (s.person_id, s.profession.code) in answering]


def practising(
    found: Iterable[Standing], terms: Mapping[str, Terms], checks: Mapping[Practised, Checked], as_at: AsAt
) -> list[Practising]:
    """Each with its renewal and its last check."""
    return [_practising(s, terms[s.profession.code], checks, as_at) for s in found]


def _practising(
    standing: Standing, asks: Terms, checks: Mapping[Practised, Checked], as_at: AsAt
) -> Practising:
    held, fact = standing.registered, standing.profession
    expires_on, since = (held.expires_on, held.since) if held else (None, None)
    return Practising(
        standing,
        renewal_on(asks.renewal, as_at.on, expires_on=expires_on, since=since),
        asks.renewal,
        misfit(
            held.number if held else None,
            regulator=fact.regulator,
            pattern=asks.number_pattern,
            certainty=asks.pattern_certainty,
        ),
        checks.get((standing.person_id, fact.code)),
    )


def led_from(
    held: HeldPost,
    theirs: Iterable[Standing],
    terms: Mapping[str, Terms],
    checks: Mapping[Practised, Checked],
    as_at: AsAt,
) -> Led:
    """One post's people: the first of them, and figures of all."""
    here = [standing for standing in theirs if standing.post_id == held.post_id]
    first = page_of(here, 1, per_page=AT_ONCE)
    return Led(
        held,
        Page(practising(first.rows, terms, checks, as_at), 1, first.total, AT_ONCE),
        spans(here),
        unchecked=sum(standing.check_overdue for standing in here),
        overdue=sum(standing.supervision_overdue for standing in here),
    )


def record_of(found: list[Practising], supervision: list[Supervised], checks: list[Checked]) -> Record:
    """A page of each list, the latest first."""
    return Record(
        found,
        page_of(supervision, asked_page("supervision"), per_page=AT_ONCE),
        page_of(checks, asked_page("checks"), per_page=AT_ONCE),
        act_by([p.standing for p in found], {p.standing.profession.code: p.renewal for p in found}),
    )


def asked_page(name: str) -> int:
    """The number of the page of a list that the address asks for."""
    return request.args.get(name, 1, type=int)
