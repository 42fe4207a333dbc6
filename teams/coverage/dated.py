"""What is known of coverage over a stretch of days, and any one day of it. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Generic, TypeVar

from people.line_facts import Fact, latest_end, only_on, true_on, unbroken
from teams.authority.facts import OrganisationFact
from teams.coverage.chain import HOLDS_IT
from teams.coverage.facts import (
    Apex,
    CoverageFacts,
    HolderFact,
    PostFact,
    PracticeFact,
    ProfessionFact,
    Registered,
)
from teams.coverage.judging import Judge

ONE_DAY = timedelta(days=1)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spell(Fact, Generic[T]):
    """Something that is so from `starts_on` up to but not including `until`."""

    what: T


@dataclass(frozen=True, slots=True)
class Contract:
    """What mandates ask of an employment."""

    employer: OrganisationFact
    job_title: str


@dataclass(frozen=True, slots=True)
class DatedPractice:
    """One profession of one person, wherever they are placed with it, over the days.

    `placed`: in the order of placements; each `what` is the practice but for what the rest says, and its
    `line_ended_on` and `registered_until` are as on the first of the days. `stretches`: by employer, every
    stretch of practice that is known, past ones too. `contracts`: by employer and assignment.
    """

    placed: tuple[Spell[PracticeFact], ...]
    stretches: Mapping[str, tuple[Fact, ...]]
    lines: tuple[Spell[int], ...] = ()
    registered: tuple[Spell[Registered], ...] = ()
    contracts: Mapping[tuple[str, str], Contract] = field(default_factory=dict)

    @property
    def person_id(self) -> int:
        """Whose it is."""
        return self.placed[0].what.person_id

    @property
    def profession(self) -> str:
        """Its code."""
        return self.placed[0].what.profession

    def on(self, day: date) -> tuple[PracticeFact, ...]:
        """Each placement of that day, which is one of the days; none where they are in no placement then."""
        there = true_on(self.placed, day)
        if not there:
            return ()
        line, held = only_on(self.lines, day), only_on(self.registered, day)
        return tuple(
            replace(
                spell.what,
                placed_since=self._since(spell, day),
                post_id=line.what if line else None,
                line_since=line.starts_on if line else None,
                line_ended_on=None if line else _later(spell.what.line_ended_on, latest_end(self.lines, day)),
                registered=held.what if held else None,
                registered_until=None
                if held and held.what.number is not None
                else _later(spell.what.registered_until, latest_end(self.registered, day)),
            )
            for spell in there
        )

    def days(self) -> set[date]:
        """Every day on which a fact of the person's own begins or ends, but for what falls due."""
        facts: Iterable[Fact] = (*self.placed, *self.lines, *self.registered)
        own = {day for fact in facts for day in (fact.starts_on, fact.until) if day}
        return own | set(_days_after_expiry(self.registered))

    def _since(self, spell: Spell[PracticeFact], day: date) -> date:
        ended = [f for f in self.stretches.get(spell.what.employer, ()) if f.until and f.until <= day]
        whole = unbroken([*ended, spell], spell.starts_on) if ended else None
        return whole.starts_on if whole else spell.starts_on


@dataclass(frozen=True, slots=True)
class DatedFacts:
    """The days from `on` to `last`, both in. `posts` by number; `held`: by post, everybody who holds it on one
    of the days, strongest holding first; `registered`: by person, what holders are registered as."""

    on: date
    last: date
    professions: Mapping[str, ProfessionFact]
    apexes: Mapping[tuple[str, str], Apex]
    posts: Mapping[int, tuple[Spell[PostFact], ...]]
    held: Mapping[int, tuple[HolderFact, ...]]
    registered: Mapping[int, tuple[Spell[Registered], ...]]


class Days:
    """Any one of the days, judged. Days on which posts stand alike share them."""

    def __init__(self, facts: DatedFacts) -> None:
        self.facts = facts
        changes = {day for post_id in facts.posts for day in self._days_at(post_id)}
        self._changes = [facts.on, *sorted(filter(self.takes_in, changes))]
        self._posts = cache(self._posts_on)
        self.judge = cache(self._judge)
        self.days_above = cache(self._days_above)

    def takes_in(self, day: date) -> bool:
        """Whether it is one of the days after the first."""
        return self.facts.on < day <= self.facts.last

    def _judge(self, day: date) -> Judge:
        """The day's judge. Days from `on` to `last`."""
        alike = self._changes[bisect_right(self._changes, day) - 1]
        return Judge(CoverageFacts(day, self.facts.professions, self._posts(alike), self.facts.apexes))

    def _days_above(self, post_id: int) -> frozenset[date]:
        """The days on which something may change at the post or at one it may come to report to."""
        found: set[int] = set()
        left = {post_id}
        while left:
            found |= left
            left = {up for number in left for up in self._reports_to(number)} - found
        return frozenset(day for number in found for day in self._days_at(number) if self.takes_in(day))

    def _reports_to(self, post_id: int) -> Iterator[int]:
        for spell in self.facts.posts.get(post_id, ()):
            if spell.what.reports_to_id is not None:
                yield spell.what.reports_to_id

    def _days_at(self, post_id: int) -> Iterator[date]:
        for spell in self.facts.posts.get(post_id, ()):
            yield from filter(None, (spell.starts_on, spell.until))
        for holder in self.facts.held.get(post_id, ()):
            yield from filter(None, (holder.since, holder.until))
            registered = self.facts.registered.get(holder.person_id, ())
            yield from (day for held in registered for day in (held.starts_on, held.until) if day)
            yield from _days_after_expiry(registered)

    def _posts_on(self, day: date) -> dict[int, PostFact]:
        there = {number: only_on(spells, day) for number, spells in self.facts.posts.items()}
        return {number: self._post(spell.what, day) for number, spell in there.items() if spell}

    def _post(self, post: PostFact, day: date) -> PostFact:
        held = self.facts.held.get(post.post_id, ())
        left = [h.until for h in held if h.until and h.until <= day and h.holding in HOLDS_IT]
        holders = tuple(
            replace(holder, registrations=self._registered(holder.person_id, day))
            for holder in held
            if holder.since <= day and (holder.until is None or day < holder.until)
        )
        return replace(
            post, left_on=max([*left, *filter(None, [post.left_on])], default=None), holders=holders
        )

    def _registered(self, person_id: int, day: date) -> tuple[Registered, ...]:
        return tuple(spell.what for spell in true_on(self.facts.registered.get(person_id, ()), day))


def _days_after_expiry(registered: Iterable[Spell[Registered]]) -> Iterator[date]:
    """The day a registration expires on still counts."""
    for spell in registered:
        if spell.what.expires_on is not None and spell.what.expires_on < date.max:
            yield spell.what.expires_on + ONE_DAY


def _later(first: date | None, second: date | None) -> date | None:
    return max((day for day in (first, second) if day), default=None)
