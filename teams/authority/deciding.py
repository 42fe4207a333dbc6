"""From the post that a line runs to, up to somebody who can decide that day. Pure.

A vacancy is a gap and is never stepped over. Somebody away is stood in for by a deputy who is there, or else
stepped over; so is somebody whom the decision is about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from foundation.formats import day, listed
from people.post import Holding, Line
from people.presence import Away, AwayKind
from teams.authority.facts import HolderFact, PostFact


class DeciderKind(StrEnum):
    """A post and whoever holds it, an organisation, or anyone at all."""

    POST = "post"
    ORGANISATION = "organisation"
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides. `holder`: of a post, whoever of its holders is there."""

    kind: DeciderKind
    code: str
    title: str
    holder: HolderFact | None = None


class GapKind(StrEnum):
    """Why nobody can decide."""

    NO_LINE = "no_line"
    POST_VACANT = "post_vacant"
    CHAIN_BROKEN = "chain_broken"
    CIRCLE = "circle"
    HOLDER_AWAY = "holder_away"
    OWN_DECISION = "own_decision"


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody decides, and why. `post`: the code of the post to mend; none: the person's own line."""

    kind: GapKind
    reason: str
    post: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A post that was asked for a decider, and what was found there."""

    code: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a climb came to: somebody who decides, or a gap."""

    steps: tuple[Step, ...] = ()
    decider: Decider | None = None
    gap: Gap | None = None

    @property
    def because(self) -> tuple[str, ...]:
        """What was found at each step."""
        return tuple(step.sentence for step in self.steps)


def climb(post_id: int, about: int | None, posts: Mapping[int, PostFact], line: Line) -> Reached:
    """Who decides on a line that runs to the post, about the person of that number (None: nobody here)."""
    steps: list[Step] = []
    seen: set[int] = set()
    own = False
    above: int | None = post_id
    while above is not None:
        post = posts.get(above)
        if post is None or above in seen:
            return Reached(tuple(steps), gap=_broken(post, steps, line))
        seen.add(above)
        asked = _ask(post, about)
        steps.append(Step(post.code, post.title, _sentence(post, asked, posts)))
        if asked.found is not None:
            return Reached(tuple(steps), Decider(DeciderKind.POST, post.code, post.title, asked.found))
        if not post.holders:
            return Reached(tuple(steps), gap=_vacant(post))
        if asked.own and post.reports_to_id is None:
            return Reached(tuple(steps), gap=_own_decision(post, line))
        own, above = own or asked.own, post.reports_to_id
    return Reached(tuple(steps), gap=_all_away(steps[-1], own, line))


def people_above(post_id: int, posts: Mapping[int, PostFact]) -> frozenset[int]:
    """Everybody who holds a post on the way from this one to the top."""
    found: set[int] = set()
    seen: set[int] = set()
    above: int | None = post_id
    while above is not None and above in posts and above not in seen:
        seen.add(above)
        found.update(holder.person_id for holder in posts[above].holders)
        above = posts[above].reports_to_id
    return frozenset(found)


def away_text(name: str, away: Away) -> str:
    """“Ada Sample is away until 4 December 2026”."""
    if away.kind is AwayKind.NOT_WORKING:
        return f"{name} does not work that day"
    says = "is away" if away.kind is AwayKind.AWAY else "is working elsewhere"
    return f"{name} {says}" + (f" until {day(away.last_day)}" if away.last_day else "")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was found at one post: whoever decides, those away whom they stand in for, and whether the search
    stopped at the person it is about."""

    found: HolderFact | None
    away: tuple[HolderFact, ...]
    own: bool = False

    @property
    def why_away(self) -> str:
        """“Ada Sample is away until 4 December 2026 and Bob Sample does not work that day”."""
        return listed(away_text(holder.name, holder.away) for holder in self.away if holder.away)


def _ask(post: PostFact, about: int | None) -> _Asked:
    """The strongest holder who is there. Whoever stands in for somebody does not decide about them."""
    away: list[HolderFact] = []
    for holder in post.holders:
        if holder.person_id == about:
            return _Asked(None, tuple(away), own=True)
        if holder.away is None:
            return _Asked(holder, tuple(away))
        away.append(holder)
    return _Asked(None, tuple(away))


def _sentence(post: PostFact, asked: _Asked, posts: Mapping[int, PostFact]) -> str:
    if not post.holders:
        return f"Nobody holds {post.title}."
    if asked.found is None:
        return f"{_passed_over(post, asked)}{_next_up(post, posts)}."
    held = f"{asked.found.name} holds {post.title}"
    if asked.found.holding == Holding.ACTING:
        held += ", acting"
    if asked.found.holding == Holding.DEPUTY:
        held = f"{asked.found.name}, the deputy, decides for {post.title}"
    return f"{asked.why_away}, so {held}." if asked.away else f"{held}."


def _passed_over(post: PostFact, asked: _Asked) -> str:
    if asked.own and asked.away:
        whom = "whoever would stand in is the person it is about"
        return f"{asked.why_away}, {whom}, and nobody decides about themselves"
    if asked.own:
        return f"{post.title} is held by the person it is about, and nobody decides about themselves"
    if any(holder.holding == Holding.DEPUTY for holder in post.holders):
        return asked.why_away
    return f"{asked.why_away} and there is no deputy"


def _next_up(post: PostFact, posts: Mapping[int, PostFact]) -> str:
    if post.reports_to_id is None:
        return f", and no post is above {post.title}"
    higher = posts.get(post.reports_to_id)
    if higher is None:
        return f", and the post above {post.title} is closed"
    return f", so from {post.title} it goes to the next post up, {higher.title}"


def _vacant(post: PostFact) -> Gap:
    reason = f"Nobody holds {post.title}, so nobody can decide until it is filled."
    return Gap(GapKind.POST_VACANT, reason, post.code)


def _broken(post: PostFact | None, steps: Sequence[Step], line: Line) -> Gap:
    says = f"The {line.label.lower()} line"
    if post is not None:
        return Gap(GapKind.CIRCLE, f"{says} comes round again to {post.title}.", post.code)
    if steps:
        reason = f"{says} breaks off: {steps[-1].title} reports to a post that is closed."
        return Gap(GapKind.CHAIN_BROKEN, reason, steps[-1].code)
    return Gap(GapKind.CHAIN_BROKEN, f"{says} runs to a post that is closed.")


def _own_decision(top: PostFact, line: Line) -> Gap:
    reason = f"There is nobody above {top.title} on the {line.label.lower()} line to decide about its holder."
    return Gap(GapKind.OWN_DECISION, reason, top.code)


def _all_away(top: Step, own: bool, line: Line) -> Gap:
    who = "Everybody else" if own else "Everybody"
    reason = f"{who} on the {line.label.lower()} line up to {top.title} is away, and no deputy is there."
    return Gap(GapKind.HOLDER_AWAY, reason, top.code)
