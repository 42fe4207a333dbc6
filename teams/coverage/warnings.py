"""What weakens professional accountability and does not break it (DESIGN.md, section 4). Pure.

Everything is judged among the practice given: of one director's span, it says nothing of anybody else's.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from foundation.formats import day, listed
from people.post import Holding
from teams.coverage.chain import climb, principals
from teams.coverage.facts import Apex, CoverageFacts, HolderFact, PostFact, PracticeFact

MONTHS_ACTING = 6
SOON = timedelta(days=60)
Practices = tuple[PracticeFact, ...]
Numbers = tuple[int, ...]
"""Of posts, from the first of a line up."""


class WarningKind(StrEnum):
    """What is warned of."""

    SPAN_WIDE = "span_wide"
    ACTING_LONG = "acting_long"
    ONE_HOLDER = "one_holder"
    REGISTRATION_ENDING = "registration_ending"
    FUNDING_ENDING = "funding_ending"
    ONLY_ONE = "only_one"
    BOTH_LINES = "both_lines"


@dataclass(frozen=True, slots=True)
class CoverageWarning:
    """One weakness, in a sentence. `about`: the practice it touches. `since`: the first day, where it is known;
    `ends_on`: the last day of what is about to end. `post`: the code of the post to mend; none where it is
    mended on the person's own page."""

    kind: WarningKind
    sentence: str
    about: Practices
    since: date | None = None
    ends_on: date | None = None
    post: str | None = None

    @property
    def people(self) -> int:
        """How many people it touches, each once."""
        return len({practice.person_id for practice in self.about})


def warnings_of(practices: Iterable[PracticeFact], facts: CoverageFacts) -> tuple[CoverageWarning, ...]:
    """Those that touch most people first, then the oldest and the soonest."""
    given, lines = tuple(practices), Lines(facts)
    found = (
        *_wide_spans(given, facts),
        *_long_acting(given, lines),
        *_one_holder(given, lines),
        *_registrations(given, facts),
        *_funding(given, facts.on),
        *_only_ones(given, facts),
        *_both_lines(given, facts),
    )
    return tuple(
        sorted(found, key=lambda w: (-w.people, w.since or w.ends_on or facts.on, w.kind, w.sentence))
    )


def months_after(on: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has no such day."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Line:
    """The posts of a line from the first to the apex, or as far as it goes: none where there is no line. `reaches`:
    each post up to the apex is held."""

    posts: tuple[PostFact, ...]
    numbers: Numbers
    reaches: bool


class Lines:
    """The line of each practice. Each is climbed once."""

    def __init__(self, facts: CoverageFacts) -> None:
        self.facts = facts
        self._climbed: dict[tuple[int | None, str, str], Line] = {}

    def of(self, practice: PracticeFact) -> Line:
        """Thousands practise below one post with one apex."""
        asked = practice.post_id, practice.profession, practice.employer
        if asked not in self._climbed:
            self._climbed[asked] = self._climb(practice.post_id, self.facts.apexes.get(asked[1:]))
        return self._climbed[asked]

    def posts(self, practice: PracticeFact) -> tuple[PostFact, ...]:
        """The posts of its line."""
        return self.of(practice).posts

    def _climb(self, post_id: int | None, apex: Apex | None) -> Line:
        if post_id is None:
            return Line((), (), reaches=False)
        chain = climb(post_id, apex, self.facts)
        codes = [post.code for post in chain.posts]
        end = codes.index(apex.apex_post) + 1 if apex and apex.apex_post in codes else len(codes)
        posts = chain.posts[:end]
        reaches = chain.broken is None and bool(posts) and bool(principals(posts[0]))
        return Line(posts, tuple(post.post_id for post in posts), reaches)


def _wide_spans(given: Practices, facts: CoverageFacts) -> Iterator[CoverageWarning]:
    """Since when: the day on which those who answer there now came to be more than the ratio."""
    below: dict[tuple[int, str], list[PracticeFact]] = defaultdict(list)
    for practice in given:
        if practice.post_id is not None and practice.post_id in facts.posts:
            below[practice.post_id, practice.profession].append(practice)
    for (post_id, code), about in below.items():
        profession, post = facts.professions[code], facts.posts[post_id]
        joined = sorted(_first_days(about).values())
        if profession.ratio is None or len(joined) <= profession.ratio:
            continue
        sentence = (
            f"{len(joined)} people answer to {post.title} as {profession.name}; more than {profession.ratio} "
            "to one post is too many."
        )
        since = joined[profession.ratio]
        yield CoverageWarning(WarningKind.SPAN_WIDE, sentence, tuple(about), since, post=post.code)


def _first_days(about: Iterable[PracticeFact]) -> dict[int, date]:
    """The first day of each person's line there, by person."""
    days: dict[int, date] = {}
    for practice in about:
        began = max(practice.placed_since, practice.line_since or practice.placed_since)
        days[practice.person_id] = min(began, days.get(practice.person_id, began))
    return days


def _long_acting(given: Practices, lines: Lines) -> Iterator[CoverageWarning]:
    below: dict[int, list[PracticeFact]] = defaultdict(list)
    for practice in given:
        for post_id in lines.of(practice).numbers:
            below[post_id].append(practice)
    for post_id, about in below.items():
        post = lines.facts.posts[post_id]
        for holder in post.holders:
            too_long = months_after(holder.since, MONTHS_ACTING)
            if holder.holding == Holding.ACTING and lines.facts.on >= too_long:
                sentence = f"{holder.name} has been acting as {post.title} since {day(holder.since)}."
                yield CoverageWarning(
                    WarningKind.ACTING_LONG, sentence, tuple(about), too_long, post=post.code
                )


def _one_holder(given: Practices, lines: Lines) -> Iterator[CoverageWarning]:
    """Mended at the lowest of the posts: somebody else is to hold it."""
    by_line: dict[Numbers, list[PracticeFact]] = defaultdict(list)
    for practice in given:
        line = lines.of(practice)
        if line.reaches:
            by_line[line.numbers].append(practice)
    found: dict[tuple[int, Numbers], list[PracticeFact]] = defaultdict(list)
    for numbers, about in by_line.items():
        for doubled in _doubled(numbers, lines.facts):
            found[doubled] += about
    for (person_id, numbers), about in found.items():
        posts = [lines.facts.posts[number] for number in numbers]
        holders = [holder for post in posts for holder in _held_by(person_id, post)]
        titles = listed(post.title for post in posts)
        sentence = f"{holders[0].name} holds {titles}, so the line reaches the apex through one person."
        since = max(holder.since for holder in holders)
        yield CoverageWarning(WarningKind.ONE_HOLDER, sentence, tuple(about), since, post=posts[0].code)


def _doubled(line: Numbers, facts: CoverageFacts) -> Iterator[tuple[int, Numbers]]:
    """Each person who holds two or more posts of a line, with those posts from the first up."""
    held: dict[int, list[int]] = defaultdict(list)
    for number in line:
        for person_id in sorted(_principal_numbers(facts.posts[number])):
            held[person_id].append(number)
    yield from ((person_id, tuple(theirs)) for person_id, theirs in held.items() if len(theirs) > 1)


def _held_by(person_id: int, post: PostFact) -> list[HolderFact]:
    return [holder for holder in principals(post) if holder.person_id == person_id]


def _registrations(given: Practices, facts: CoverageFacts) -> Iterator[CoverageWarning]:
    """The day it expires on is in the days left."""
    found: dict[tuple[int, str, date], list[PracticeFact]] = defaultdict(list)
    for practice in given:
        held = practice.registered
        if held is None or held.number is None or held.expires_on is None:
            continue
        if facts.on <= held.expires_on <= facts.on + SOON:
            found[practice.person_id, practice.profession, held.expires_on].append(practice)
    for (_, code, last), about in found.items():
        regulator = facts.professions[code].regulator
        if regulator is not None:
            sentence = f"The {regulator} registration of {about[0].name} expires on {day(last)}."
            yield CoverageWarning(WarningKind.REGISTRATION_ENDING, sentence, tuple(about), ends_on=last)


def _funding(given: Practices, on: date) -> Iterator[CoverageWarning]:
    for practice in given:
        last = practice.funding_ends_on
        if last is not None and on <= last <= on + SOON:
            sentence = (
                f"{practice.funding}, which pays for the placement of {practice.name}, ends on {day(last)}."
            )
            yield CoverageWarning(WarningKind.FUNDING_ENDING, sentence, (practice,), ends_on=last)


def _only_ones(given: Practices, facts: CoverageFacts) -> Iterator[CoverageWarning]:
    """Since when is not known: whoever left is not among the facts of the day."""
    found: dict[tuple[str, str], list[PracticeFact]] = defaultdict(list)
    for practice in given:
        if practice.neighbourhood is not None:
            found[practice.profession, practice.neighbourhood].append(practice)
    for (code, _), about in found.items():
        if len({practice.person_id for practice in about}) == 1:
            profession = facts.professions[code].name
            sentence = (
                f"{about[0].name} is the only person in the neighbourhood who practises as {profession}."
            )
            yield CoverageWarning(WarningKind.ONLY_ONE, sentence, tuple(about))


def _both_lines(given: Practices, facts: CoverageFacts) -> Iterator[CoverageWarning]:
    below: dict[tuple[int | None, int | None], list[PracticeFact]] = defaultdict(list)
    for practice in given:
        below[practice.post_id, practice.management_post_id].append(practice)
    found: dict[tuple[int, int, int], list[PracticeFact]] = {}
    for pair, about in below.items():
        first, manages = (facts.posts.get(post_id or 0) for post_id in pair)
        if first is not None and manages is not None:
            for person_id in sorted(_principal_numbers(first) & _principal_numbers(manages)):
                found[person_id, first.post_id, manages.post_id] = about
    for (person_id, *posts), about in found.items():
        first, manages = (facts.posts[post_id] for post_id in posts)
        tenures = [*_held_by(person_id, first), *_held_by(person_id, manages)]
        sentence = (
            f"{tenures[0].name} holds {first.title} and {manages.title}, and so both leads the practice and "
            "manages the work of the same people."
        )
        lines = min(_since_both(practice) for practice in about)
        since = max(lines, *(holder.since for holder in tenures))
        yield CoverageWarning(WarningKind.BOTH_LINES, sentence, tuple(about), since, post=first.code)


def _principal_numbers(post: PostFact) -> set[int]:
    return {holder.person_id for holder in principals(post)}


def _since_both(practice: PracticeFact) -> date:
    """The first day on which the person had both lines."""
    starts = (practice.placed_since, practice.line_since, practice.management_since)
    return max(start for start in starts if start is not None)
