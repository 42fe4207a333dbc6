"""A day's coverage as it would be if something were so. Pure: facts are copied, and nothing is ever kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from people.post import Holding
from teams.coverage.counting import Coverage, PersonGap, coverage_of
from teams.coverage.facts import CoverageFacts, PostFact, PracticeFact
from teams.coverage.judging import GapKind, Judge
from teams.team import RECURRENT

Kind = tuple[int, str, str]
"""A person's number, a profession and a kind of gap."""


@dataclass(frozen=True, slots=True)
class Unfunded:
    """Short-term funding that ends. `source`: all of this name, whenever it was to end; without one, whatever
    ends up to and including the day `by`."""

    source: str = ""
    by: date | None = None

    def pays_for(self, practice: PracticeFact) -> bool:
        """Whether the placement is paid from it."""
        if practice.funding == RECURRENT:
            return False
        if self.source:
            return practice.funding == self.source
        ends_on = practice.funding_ends_on
        return ends_on is not None and self.by is not None and ends_on <= self.by


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed, by number. `ended`: tenures, as post and person; `gone`: people who leave altogether;
    `cut`: posts that are no more; `acting`: deputies who act in the post from that day, as post and person."""

    ended: frozenset[tuple[int, int]] = frozenset()
    gone: frozenset[int] = frozenset()
    cut: frozenset[int] = frozenset()
    acting: frozenset[tuple[int, int]] = frozenset()
    unfunded: tuple[Unfunded, ...] = ()

    def also(self, other: "Supposition") -> "Supposition":
        """Both at once."""
        return Supposition(
            self.ended | other.ended,
            self.gone | other.gone,
            self.cut | other.cut,
            self.acting | other.acting,
            self.unfunded + other.unfunded,
        )

    def leaves(self, practice: PracticeFact) -> bool:
        """Whether a placement ends with it."""
        return practice.person_id in self.gone or any(each.pays_for(practice) for each in self.unfunded)


@dataclass(frozen=True, slots=True)
class Loss:
    """What several would come to lack for one reason. `people`: their names by number; `owner`: the code of the
    post that would own it, empty where it is cut."""

    kind: GapKind
    reason: str
    owner: str
    people: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Coverage before and after. `losing`: every gap that was not there, first of those who were covered;
    `newly`: how many they are; `leaving`: placements that would be no more."""

    before: Coverage
    after: Coverage
    losing: tuple[PersonGap, ...]
    newly: int
    leaving: tuple[PracticeFact, ...]

    @property
    def already(self) -> int:
        """How many lack something already, and would lack this too."""
        return len({each.practice.person_id for each in self.losing}) - self.newly

    @property
    def leavers(self) -> int:
        """How many people would have no placement left."""
        return self.before.people - self.after.people


def supposing(facts: CoverageFacts, supposed: Supposition) -> CoverageFacts:
    """The day as it would be. What is supposed of what is not there makes no difference."""
    posts = {
        number: _supposed_post(post, supposed)
        for number, post in facts.posts.items()
        if number not in supposed.cut
    }
    return replace(facts, posts=posts)


def outcome(practices: Sequence[PracticeFact], judge: Judge, supposed: Supposition) -> Outcome:
    """What would come of it for these."""
    staying = [practice for practice in practices if not supposed.leaves(practice)]
    before, after = (
        coverage_of(practices, judge),
        coverage_of(staying, Judge(supposing(judge.facts, supposed))),
    )
    had = {_kind(found) for found in before.gaps}
    uncovered = {found.practice.person_id for found in before.gaps}
    losing = [found for found in after.gaps if _kind(found) not in had]
    return Outcome(
        before,
        after,
        tuple(sorted(losing, key=lambda found: found.practice.person_id in uncovered)),
        len({found.practice.person_id for found in losing} - uncovered),
        tuple(practice for practice in practices if supposed.leaves(practice)),
    )


def losses(found: Outcome, cut: Collection[str] = ()) -> list[Loss]:
    """Those of most people first. `cut`: codes of the posts that would be no more."""
    shared: dict[tuple[GapKind, str, str], dict[int, str]] = {}
    for each in found.losing:
        owner = "" if each.gap.owner in cut else each.gap.owner
        people = shared.setdefault((each.gap.kind, each.gap.reason, owner), {})
        people[each.practice.person_id] = each.practice.name
    told = [Loss(*cause, people) for cause, people in shared.items()]
    return sorted(told, key=lambda loss: (-len(loss.people), loss.reason, loss.kind))


def funds(practices: Iterable[PracticeFact]) -> list[str]:
    """The names of the short-term funding that pays for somebody, in order."""
    return sorted({practice.funding for practice in practices} - {RECURRENT, ""})


def _kind(found: PersonGap) -> Kind:
    return found.practice.person_id, found.practice.profession, found.gap.kind


def _supposed_post(post: PostFact, supposed: Supposition) -> PostFact:
    def stays(person_id: int) -> bool:
        return person_id not in supposed.gone and (post.post_id, person_id) not in supposed.ended

    holders = tuple(
        replace(holder, holding=Holding.ACTING.value)
        if (post.post_id, holder.person_id) in supposed.acting
        else holder
        for holder in post.holders
        if stays(holder.person_id)
    )
    return replace(post, holders=holders)
