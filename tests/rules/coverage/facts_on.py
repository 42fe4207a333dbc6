"""Rows of a small register, made into the facts of one day."""

from collections.abc import Iterable
from datetime import date, timedelta

from teams.coverage.facts import CoverageFacts, HolderFact, PostFact, PracticeFact, Registered
from tests.rules.coverage.rows import EventRow, PlacementRow, PostRow, Register, TenureRow, in_force

ONE_DAY = timedelta(days=1)


def facts_on(register: Register, on: date) -> CoverageFacts:
    """What the day is judged by."""
    posts = [_post(register, row, on) for row in in_force(register.posts, on)]
    return CoverageFacts(on, register.professions, {post.post_id: post for post in posts}, register.apexes)


def practices_on(register: Register, on: date) -> list[PracticeFact]:
    """Everybody's practice that day."""
    return [_practice(register, row, on) for row in in_force(register.placements, on)]


def _post(register: Register, row: PostRow, on: date) -> PostFact:
    held = [t for t in register.tenures if t.post == row.code and t.holding != "deputy"]
    left = [t.period.until for t in held if t.period.until is not None and t.period.until <= on]
    return PostFact(
        register.post_number(row.code) or 0,
        row.code,
        row.title,
        register.post_number(row.reports_to),
        min(post.period.starts_on for post in register.posts if post.code == row.code),
        max(left, default=None),
        tuple(_holder(register, t, on) for t in in_force(register.tenures, on) if t.post == row.code),
    )


def _holder(register: Register, row: TenureRow, on: date) -> HolderFact:
    held = [r for r in in_force(register.registrations, on) if r.person == row.person]
    registered = tuple(Registered(r.profession, r.period.starts_on, r.number, r.expires_on) for r in held)
    person = register.number(row.person)
    return HolderFact(person, row.person, row.holding, row.period.starts_on, row.period.until, registered)


def _practice(register: Register, row: PlacementRow, on: date) -> PracticeFact:
    whose = row.person, row.profession
    lines = [line for line in register.lines if (line.person, line.profession) == whose]
    line = next(iter(in_force(lines, on)), None)
    registrations = [r for r in register.registrations if (r.person, r.profession) == whose]
    held = next(iter(in_force(registrations, on)), None)
    return PracticeFact(
        register.number(row.person),
        row.person,
        row.employer,
        row.assignment,
        row.team,
        register.teams[row.team],
        row.profession,
        row.hours,
        register.employers[row.employer],
        _placed_since(register, row, on),
        register.post_number(line.post) if line else None,
        line.period.starts_on if line else None,
        None if line else max((r.period.end for r in lines if r.period.end <= on), default=None),
        held and Registered(row.profession, held.period.starts_on, held.number, held.expires_on),
        None
        if held and held.number
        else max((r.period.end for r in registrations if r.period.end <= on), default=None),
        _latest(register.checks, whose, on),
        _latest(register.supervisions, whose, on),
        register.post_number(row.manager),
        row.funding,
        row.funding_ends_on,
        row.period.starts_on,
    )


def _placed_since(register: Register, row: PlacementRow, on: date) -> date:
    """Back, one stretch after another, as long as they meet."""
    since, moved = row.period.starts_on, True
    theirs = [
        other.period
        for other in register.placements
        if (other.person, other.employer, other.profession) == (row.person, row.employer, row.profession)
    ]
    while moved:
        earlier = min([p.starts_on for p in theirs if p.starts_on < since <= p.end], default=since)
        moved, since = earlier < since, earlier
    return since


def _latest(events: Iterable[EventRow], whose: tuple[str, str], on: date) -> date | None:
    return max((e.day for e in events if (e.person, e.profession) == whose and e.day <= on), default=None)
