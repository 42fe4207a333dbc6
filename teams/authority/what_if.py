"""Which decisions would be taken by somebody else, or by nobody, if something were so. Pure: a day is copied
with what is supposed in place of what is, and ruled again; nothing is ever kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from foundation.effective import Period
from people.post import Line
from people.presence import Away, AwayKind
from teams.authority.deciding import climb
from teams.authority.facts import DayFacts, FunctionFact, MandateFact, PostFact, Situation
from teams.authority.ruling import Ruling
from teams.mandate import Status
from teams.mandates.standing import standing


@dataclass(frozen=True, slots=True)
class TeamFact:
    """A team that somebody might move to; `neighbourhood` by code, none for a service of the whole borough."""

    code: str
    name: str
    neighbourhood: str | None


@dataclass(frozen=True, slots=True)
class Move:
    """One employment's main placement, in another team or under another post. None: as it is."""

    organisation: str
    assignment_number: str
    team: TeamFact | None = None
    post_id: int | None = None


@dataclass(frozen=True, slots=True)
class Scratch:
    """What is supposed: mandates by code, `ended` tenures as numbers of post and person, `away` people."""

    withdrawn: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()
    ended: frozenset[tuple[int, int]] = frozenset()
    away: frozenset[int] = frozenset()
    moves: tuple[Move, ...] = ()

    def also(self, other: "Scratch") -> "Scratch":
        """Both at once."""
        return Scratch(
            self.withdrawn | other.withdrawn,
            self.signed | other.signed,
            self.ended | other.ended,
            self.away | other.away,
            self.moves + other.moves,
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a scratch can touch at all: everybody these organisations employ, everybody with a line to one
    of these posts, these people, and these employments by organisation and assignment number."""

    organisations: frozenset[str]
    posts: frozenset[int]
    people: frozenset[int]
    employments: frozenset[tuple[str, str]]


class Kind(StrEnum):
    """How a decision would change, the worst first."""

    GAP = "gap"
    ANOTHER = "another"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """As a page says it."""
        return {"gap": "Nobody would decide", "another": "Somebody else", "closed": "Gap closed"}[self.value]


@dataclass(frozen=True, slots=True)
class Difference:
    """One decision that somebody else would take, that nobody would, or that somebody would at last."""

    before: Ruling
    after: Ruling

    @property
    def function(self) -> FunctionFact:
        """What is decided."""
        return self.after.function

    @property
    def kind(self) -> Kind:
        """What becomes of it."""
        if self.after.decider is None:
            return Kind.GAP
        return Kind.CLOSED if self.before.decider is None else Kind.ANOTHER


def supposing(facts: DayFacts, scratch: Scratch) -> DayFacts:
    """The day as it would be. What the scratch names and the day does not have makes no difference."""
    posts = {number: _supposed_post(post, scratch) for number, post in facts.posts.items()}
    return replace(facts, mandates=_supposed_mandates(facts, scratch), posts=posts)


def moved(situation: Situation, move: Move) -> Situation:
    """The employment with its main placement, the one of most hours, moved; without one, as it is."""
    if not situation.places:
        return situation
    main, *others = situation.places
    if move.team:
        main = replace(
            main, team=move.team.code, team_name=move.team.name, neighbourhood=move.team.neighbourhood
        )
    if move.post_id is not None:
        main = replace(main, post_id=move.post_id)
    return replace(situation, places=(main, *others))


def differences(before: Sequence[Ruling], after: Sequence[Ruling]) -> tuple[Difference, ...]:
    """Where the rulings about somebody come to another decider, to a gap or out of one. Both in the scheme's
    order. That only the reason differs is no difference."""
    pairs = zip(before, after, strict=True)
    return tuple(Difference(was, would) for was, would in pairs if decider_of(was) != decider_of(would))


def decider_of(ruling: Ruling) -> tuple[str, str, int | None] | None:
    """Who it is, whatever they hold it as: kind, code, and the holder of a post by number; None for a gap."""
    decider = ruling.decider
    if decider is None:
        return None
    return decider.kind, decider.code, decider.holder and decider.holder.person_id


def reach(facts: DayFacts, scratch: Scratch) -> Reach:
    """Whom to ask about: nobody else's decisions can change.

    A post's holder matters to those whose climb comes to it, and to whoever holds a post below it: nobody
    decides about themselves, so theirs goes further up than others'.
    """
    posts = {
        number
        for number, post in facts.posts.items()
        for holder in post.holders
        if (number, holder.person_id) in scratch.ended or holder.person_id in scratch.away
    }
    below = _below(posts, facts.posts)
    codes = {facts.posts[number].code for number in posts}
    named = scratch.withdrawn | scratch.signed
    return Reach(
        organisations=frozenset(m.organisation for m in facts.mandates if m.code in named),
        posts=frozenset(number for number in below if _comes_to(number, codes, facts.posts)),
        people=frozenset(holder.person_id for number in below for holder in facts.posts[number].holders),
        employments=frozenset((move.organisation, move.assignment_number) for move in scratch.moves),
    )


def _supposed_mandates(facts: DayFacts, scratch: Scratch) -> tuple[MandateFact, ...]:
    """Only the row that speaks for the day changes: what a mandate says of other days stays."""
    rows: dict[str, list[MandateFact]] = {}
    for row in facts.mandates:
        if row.code in scratch.withdrawn or row.code in scratch.signed:
            rows.setdefault(row.code, []).append(row)
    speaking = {code: standing(of, facts.on).row for code, of in rows.items()}
    return tuple(
        _supposed_terms(row, scratch, facts) if speaking.get(row.code) is row else row
        for row in facts.mandates
    )


def _supposed_terms(row: MandateFact, scratch: Scratch, facts: DayFacts) -> MandateFact:
    if row.code in scratch.withdrawn:
        return replace(row, status=Status.WITHDRAWN, period=Period(facts.on))
    if row.status != Status.DRAFT:
        return row
    return replace(
        row,
        status=Status.SIGNED,
        signed_by_organisation_on=row.signed_by_organisation_on or facts.on,
        signed_by_partnership_on=row.signed_by_partnership_on or facts.on,
    )


def _supposed_post(post: PostFact, scratch: Scratch) -> PostFact:
    """Whoever is away already is away for their own reason."""
    staying = [h for h in post.holders if (post.post_id, h.person_id) not in scratch.ended]
    holders = tuple(
        replace(h, away=h.away or Away(AwayKind.AWAY)) if h.person_id in scratch.away else h for h in staying
    )
    return replace(post, holders=holders)


def _below(posts: Collection[int], everywhere: Mapping[int, PostFact]) -> set[int]:
    """These posts and every post that reports up to one of them."""
    found: set[int] = set()
    found_last = {number for number in posts if number in everywhere}
    while found_last:
        found |= found_last
        found_last = {
            number
            for number, post in everywhere.items()
            if post.reports_to_id in found_last and number not in found
        }
    return found


def _comes_to(number: int, codes: Collection[str], posts: Mapping[int, PostFact]) -> bool:
    """Whether a climb from the post, about nobody on the way, asks one of the posts of these codes."""
    return any(step.code in codes for step in climb(number, None, posts, Line.MANAGEMENT).steps)
