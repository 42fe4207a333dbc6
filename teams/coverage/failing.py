"""Single points of failure: who loses cover, and what stalls, if one post or one person goes tomorrow. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from people.post import Holding
from teams.coverage.chain import principals
from teams.coverage.facts import PostFact, PracticeFact
from teams.coverage.judging import Judge
from teams.coverage.stalling import NOTHING, Decided, Stall
from teams.coverage.supposing import Supposition, supposing
from teams.coverage.warnings import Lines

Practices = list[PracticeFact]


@dataclass(frozen=True, slots=True)
class Failing:
    """What comes of it if whoever holds the posts goes. `person_id`, `name`: of one person, with all the posts
    that they hold; None and empty: of one post, whoever holds it. `holders`: their names. `losing`: the names
    of those who are covered and would not be; `below`: how many people have a line through the posts.
    `deputies`: names; `left`: how many would still lose cover if the deputies acted from that day. `only_fit`:
    others hold the posts too, and none of them may lead those who would lose cover."""

    posts: tuple[PostFact, ...]
    holders: tuple[str, ...]
    losing: Mapping[int, str]
    below: int
    deputies: tuple[str, ...]
    left: int
    only_fit: bool
    stall: Stall = NOTHING
    person_id: int | None = None
    name: str = ""

    @property
    def title(self) -> str:
        """What a list calls it."""
        return self.name or self.posts[0].title

    @property
    def harms(self) -> bool:
        """Whether anything would come of it."""
        return bool(self.losing or self.stall.decisions)


class Failings:
    """Everybody given, on the judge's day."""

    def __init__(self, practices: Iterable[PracticeFact], judge: Judge, decided: Decided) -> None:
        self._judge, self._decided = judge, decided
        self._uncovered: set[int] = set()
        self._below: dict[int, Practices] = defaultdict(list)
        lines = Lines(judge.facts)
        for practice in practices:
            if judge.gaps(practice):
                self._uncovered.add(practice.person_id)
            for post in lines.posts(practice):
                self._below[post.post_id].append(practice)

    def posts(self) -> list[Failing]:
        """Each post of their lines that somebody holds and without whom something would come of it, the most
        harm first."""
        found: list[Failing] = []
        for number in self._below:
            post = self._judge.facts.posts[number]
            ended = frozenset((number, holder.person_id) for holder in principals(post))
            if ended:
                failing = self._failing([number], Supposition(ended=ended))
                found.append(replace(failing, stall=self._decided.by_post(post.code)))
        return _worst_first(found)

    def people(self) -> list[Failing]:
        """Likewise each person who holds one, with all of them that they hold. Their own practice apart."""
        held: dict[tuple[int, str], list[int]] = defaultdict(list)
        for number in self._below:
            for holder in principals(self._judge.facts.posts[number]):
                held[holder.person_id, holder.name].append(number)
        return _worst_first(self._person(person_id, name, held[person_id, name]) for person_id, name in held)

    def _person(self, person_id: int, name: str, numbers: Sequence[int]) -> Failing:
        failing = self._failing(numbers, Supposition(gone=frozenset({person_id})))
        stall = self._decided.by_person(person_id)
        return replace(failing, stall=stall, person_id=person_id, name=name)

    def _failing(self, numbers: Sequence[int], supposed: Supposition) -> Failing:
        posts = sorted((self._judge.facts.posts[n] for n in numbers), key=lambda p: (p.title, p.post_id))
        about = [each for n in numbers for each in self._below[n] if each.person_id not in supposed.gone]
        deputies = {
            (post.post_id, holder.person_id): holder.name
            for post in posts
            for holder in post.holders
            if holder.holding == Holding.DEPUTY and holder.person_id not in supposed.gone
        }
        stood_in = supposed.also(Supposition(acting=frozenset(deputies)))
        losing = self._losing(about, supposed)
        return Failing(
            tuple(posts),
            tuple(dict.fromkeys(h.name for post in posts for h in principals(post))),
            losing,
            len({each.person_id for each in about}),
            tuple(dict.fromkeys(deputies.values())),
            len(self._losing(about, stood_in)) if deputies else len(losing),
            bool(losing) and all(_others(post, supposed) for post in posts),
        )

    def _losing(self, about: Practices, supposed: Supposition) -> dict[int, str]:
        """Whoever is covered has only their line to lose, and that is judged once for all who share it."""
        judge = Judge(supposing(self._judge.facts, supposed))
        fails: dict[tuple[int | None, str, str], bool] = {}
        losing: dict[int, str] = {}
        for each in about:
            if each.person_id in self._uncovered:
                continue
            line = each.post_id, each.profession, each.employer
            if line not in fails:
                fails[line] = bool(judge.gaps(each))
            if fails[line]:
                losing[each.person_id] = each.name
        return losing


def _others(post: PostFact, supposed: Supposition) -> bool:
    """Whether somebody else holds the post."""
    gone = supposed.gone | {person_id for number, person_id in supposed.ended if number == post.post_id}
    return any(holder.person_id not in gone for holder in principals(post))


def _worst_first(found: Iterable[Failing]) -> list[Failing]:
    return sorted(
        (failing for failing in found if failing.harms),
        key=lambda f: (-len(f.losing), -f.stall.decisions, f.title, f.posts[0].post_id),
    )
