"""Reading what a breach is escalated by: a fixed number of statements, however many breaches there are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import and_, select

from accounts.account import Account, RoleGrant
from accounts.following import holding
from accounts.permissions import Role
from caseload.queries.reviews_due import DueLine, breaches
from caseload.reviews.escalating import BreachFacts, EscalatedOver, Step, Wanting
from foundation.database import db
from foundation.effective import AsAt, in_force
from neighbourhoods.neighbourhood import Neighbourhood
from people.person import Person
from people.post import Line, Post, PostDetails
from teams.coverage.chain import climb
from teams.coverage.judging import GapKind, Judge
from teams.queries.coverage import judge_on, practices
from teams.queries.coverage_span import Span
from teams.team import Management, Placement, PlacementDetails, Team

WANTING = {
    GapKind.REGISTRATION_LAPSED: EscalatedOver.REGISTRATION,
    GapKind.REGISTRATION_MISSING: EscalatedOver.REGISTRATION,
    GapKind.SUPERVISION_OVERDUE: EscalatedOver.SUPERVISION,
}


@dataclass(frozen=True, slots=True)
class Breach:
    """A review past its hard limit, with what it is escalated by."""

    line: DueLine
    facts: BreachFacts


@dataclass(frozen=True, slots=True)
class _Managed:
    """The post that a placement answers to. `hours` a week."""

    place: str | None
    hours: Decimal
    post_id: int


def read_breaches(on: date, now: datetime) -> list[Breach]:
    """Every breach of the borough on the day, the longest due first."""
    lines = breaches(on, now)
    people = {worker for line in lines if (worker := holder_of(line)) is not None}
    judge = judge_on(AsAt(on))
    wanting, managed, leads = _wanting(people, judge, on), _managed(people, on), _leads(on)
    return [
        Breach(
            line,
            BreachFacts(
                _in_the_way(line),
                tuple(wanting.get(holder_of(line) or 0, ())),
                _up(_management(line, managed, leads), judge),
            ),
        )
        for line in lines
    ]


def facts_of(holder_id: int | None, place: str, says: tuple[str, ...], on: date) -> BreachFacts:
    """What one case is escalated by: `place` is the code of its neighbourhood, `says` what keeps it."""
    people = set() if holder_id is None else {holder_id}
    judge = judge_on(AsAt(on))
    wanting, post_id = (
        _wanting(people, judge, on),
        _answers(holder_id, place, _managed(people, on), _leads(on)),
    )
    return BreachFacts(says, tuple(wanting.get(holder_id or 0, ())), _up(post_id, judge))


def holder_of(line: DueLine) -> int | None:
    """Whoever brings the review: the key worker, or without one the deputy."""
    return line.facts.key_worker_id or line.facts.deputy_id


def readers_of(roles: Collection[Role], on: date) -> dict[str, list[tuple[int, int | None]]]:
    """By neighbourhood ("": all), the accounts with one of the roles there that day, each with its person. One
    statement."""
    rows = db.session.execute(
        select(RoleGrant.scope, Account.id, Person.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .outerjoin(Person, Person.account_id == Account.id)
        .where(RoleGrant.role.in_([role.value for role in roles]), Account.active.is_(True), holding(on))
        .order_by(RoleGrant.scope, Account.id),
        {"on": on},
    )
    found: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for scope, account_id, person_id in rows:
        found[scope].append((account_id, person_id))
    return found


def _in_the_way(line: DueLine) -> tuple[str, ...]:
    """Without what a plan says, which may name somebody."""
    said = [each.says for each in line.in_the_way if each.says not in line.facts.unplaced]
    if line.facts.unplaced and line.planned is None:
        said.append("The published plan found no session for it in time")
    if line.exempt is not None:
        said.append("An exemption is recorded, which moves no deadline")
    return tuple(said) or ("Nothing is known to be in the way",)


def _wanting(people: Collection[int], judge: Judge, on: date) -> dict[int, list[Wanting]]:
    found: dict[int, list[Wanting]] = defaultdict(list)
    for practice in practices(Span(people=tuple(sorted(people))), AsAt(on)):
        for gap in judge.gaps(practice):
            if gap.kind in WANTING:
                line = _up(practice.post_id, judge)
                found[practice.person_id].append(Wanting(WANTING[gap.kind], (gap.reason.rstrip("."),), line))
    return found


def _up(post_id: int | None, judge: Judge) -> tuple[Step, ...]:
    if post_id is None:
        return ()
    posts = climb(post_id, None, judge.facts).posts
    return tuple(Step(post.post_id, post.title, bool(post.holders)) for post in posts)


def _management(
    line: DueLine, managed: Mapping[int, Sequence[_Managed]], leads: Mapping[str, int]
) -> int | None:
    """Of whoever brings the review the line of the placement in the case's neighbourhood, or of the longest hours;
    of a case that nobody holds the post that leads the neighbourhood."""
    return _answers(holder_of(line), line.place, managed, leads)


def _answers(
    holder: int | None, place: str, managed: Mapping[int, Sequence[_Managed]], leads: Mapping[str, int]
) -> int | None:
    if holder is None:
        return leads.get(place)
    placed = sorted(managed.get(holder, ()), key=lambda each: (each.place != place, -each.hours))
    return placed[0].post_id if placed else None


def _managed(people: Collection[int], on: date) -> dict[int, list[_Managed]]:
    as_at = AsAt(on)
    rows = db.session.execute(
        select(Placement.person_id, Neighbourhood.code, PlacementDetails.hours, Management.post_id)
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Team.neighbourhood_id)
        .join(Management, and_(Management.placement_id == Placement.id, in_force(Management, as_at)))
        .where(Placement.person_id.in_(people), in_force(PlacementDetails, as_at))
        .order_by(Placement.person_id, Placement.id)
    )
    found: dict[int, list[_Managed]] = defaultdict(list)
    for person_id, place, hours, post_id in rows:
        found[person_id].append(_Managed(place, hours, post_id))
    return found


def _leads(on: date) -> dict[str, int]:
    """By a neighbourhood's code, the post that leads it."""
    rows = db.session.execute(
        select(PostDetails.scope, Post.id)
        .join(Post, Post.id == PostDetails.post_id)
        .where(Post.line == Line.MANAGEMENT.value, in_force(PostDetails, AsAt(on)), PostDetails.scope != "")
        .order_by(Post.id.desc())
    )
    return {row[0]: row[1] for row in rows}
