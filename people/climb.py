"""Climbing a line from the post it runs to up to the top, and saying where it does not hold. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.effective import Period
from people.line_facts import LineFacts, PostFact, TenureFact, joined, latest_end, only_on, true_on, unbroken
from people.post import Holding, Line

STRENGTH = {holding.value: place for place, holding in enumerate(Holding)}


class GapKind(StrEnum):
    """The ways in which a line does not hold."""

    NO_EMPLOYMENT = "no_employment"
    NO_LINE = "no_line"
    POST_VACANT = "post_vacant"
    CHAIN_BROKEN = "chain_broken"
    CIRCLE = "circle"
    REGISTRATION_MISSING = "registration_missing"
    REGISTRATION_LAPSED = "registration_lapsed"


@dataclass(frozen=True, slots=True)
class Gap:
    """One way in which a line does not hold, and the first day of it. `post` is a post's code."""

    kind: GapKind
    line: Line
    since: date
    reason: str
    post: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A post on the way up. `days`: for how long what is below has answered to it. `holders`: strongest
    first; none when it is vacant, and then `gap` says so."""

    post_id: int
    code: str
    title: str
    organisation: str
    holders: tuple[TenureFact, ...]
    days: Period
    gap: Gap | None = None

    @property
    def holder(self) -> TenureFact | None:
        """Whoever holds it most strongly."""
        return self.holders[0] if self.holders else None


@dataclass(frozen=True, slots=True)
class Chain:
    """Steps from the first post up. `stop` says why there is none, or why they do not reach a top."""

    steps: tuple[Step, ...]
    stop: Gap | None = None

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Every vacancy on the way, then where it stops."""
        vacancies = tuple(step.gap for step in self.steps if step.gap is not None)
        return vacancies if self.stop is None else (*vacancies, self.stop)


def climb(post_id: int, days: Period, line: Line, facts: LineFacts, on: date) -> Chain:
    """From a post to the post that reports to none. `days`: for how long the line has run to the first."""
    steps: list[Step] = []
    seen: set[int] = set()
    above: int | None = post_id
    while above is not None:
        stretches = facts.posts.get(above, ())
        post = only_on(stretches, on)
        if post is None:
            return Chain(tuple(steps), _closed(stretches, days, line, on))
        if above in seen:
            return Chain(tuple(steps), _circle(post, days, line))
        seen.add(above)
        steps.append(_step(post, stretches, days, line, facts, on))
        days = _reporting(post, stretches, on)
        above = post.reports_to_id
    return Chain(tuple(steps))


def _step(
    post: PostFact, stretches: tuple[PostFact, ...], days: Period, line: Line, facts: LineFacts, on: date
) -> Step:
    tenures = facts.tenures.get(post.post_id, ())
    holders = sorted(true_on(tenures, on), key=lambda t: (STRENGTH[t.holding], t.starts_on, t.person_id))
    gap = None if holders else _vacancy(post, stretches, tenures, line, on)
    return Step(post.post_id, post.code, post.title, post.organisation, tuple(holders), days, gap)


def _vacancy(
    post: PostFact, stretches: tuple[PostFact, ...], tenures: tuple[TenureFact, ...], line: Line, on: date
) -> Gap:
    opened = unbroken(stretches, on) or post.period
    since = max(opened.starts_on, latest_end(tenures, on) or opened.starts_on)
    return Gap(GapKind.POST_VACANT, line, since, f"Nobody holds the post {post.title}.", post.code)


def _reporting(post: PostFact, stretches: tuple[PostFact, ...], on: date) -> Period:
    """How long it has reported where it does, whatever else about it changed meanwhile."""
    alike = [s for s in stretches if s.reports_to_id == post.reports_to_id]
    return unbroken(alike, on) or post.period


def _closed(stretches: tuple[PostFact, ...], days: Period, line: Line, on: date) -> Gap:
    """The line runs to a post that is not in force: closed, still to open, or not known of."""
    before = [s for s in stretches if s.starts_on <= on]
    if not before:
        reason = "The line runs to a post that is not open yet."
        return Gap(
            GapKind.CHAIN_BROKEN, line, days.starts_on, reason, stretches[0].code if stretches else None
        )
    last = before[-1]
    closed_on = max((p.until for p in joined(before) if p.until is not None), default=days.starts_on)
    reason = f"The line runs to the post {last.title}, which is closed."
    return Gap(GapKind.CHAIN_BROKEN, line, max(closed_on, days.starts_on), reason, last.code)


def _circle(post: PostFact, days: Period, line: Line) -> Gap:
    return Gap(
        GapKind.CIRCLE,
        line,
        days.starts_on,
        f"The line comes round again to the post {post.title}.",
        post.code,
    )
