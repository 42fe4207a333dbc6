"""How many decisions come to each post and person, so that it is known what stalls without them. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from teams.authority.authority import Authority
from teams.authority.facts import DayFacts, HolderFact, PlaceFact, PostFact, Situation, Subject
from teams.coverage import facts as coverage
from teams.coverage.dated import DatedPractice
from teams.coverage.facts import PracticeFact


@dataclass(frozen=True, slots=True)
class Stall:
    """Decisions (each function once for each employment), and how many people they are about."""

    decisions: int
    people: int


NOTHING = Stall(0, 0)


@dataclass(slots=True)
class _Count:
    decisions: int = 0
    people: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Decided:
    """Of one day: what comes to each post by code, and to each holder by number."""

    posts: Mapping[str, Stall]
    people: Mapping[int, Stall]

    def by_post(self, code: str) -> Stall:
        """What the post decides."""
        return self.posts.get(code, NOTHING)

    def by_person(self, person_id: int) -> Stall:
        """What the person decides, in all their posts."""
        return self.people.get(person_id, NOTHING)


def decided(practices: Iterable[DatedPractice], day: DayFacts) -> Decided:
    """Everything decided about these in their placements of the day, while nobody who decides is away.
    `day.posts` are to be there."""
    authority = Authority(day)
    posts: dict[str, _Count] = defaultdict(_Count)
    people: dict[int, _Count] = defaultdict(_Count)
    for subject in subjects(practices, day):
        for ruling in authority.rulings(subject):
            decider = ruling.decider
            if decider is not None and decider.holder is not None:
                for count in (posts[decider.code], people[decider.holder.person_id]):
                    count.decisions += 1
                    count.people.add(subject.person_id)
    return Decided(
        {code: Stall(count.decisions, len(count.people)) for code, count in posts.items()},
        {number: Stall(count.decisions, len(count.people)) for number, count in people.items()},
    )


def subjects(practices: Iterable[DatedPractice], day: DayFacts) -> list[Subject]:
    """Each employment with a placement on the day, for rulings about it."""
    situations: dict[tuple[int, str, str], Situation] = {}
    for practice in practices:
        for placed in practice.on(day.on):
            whose = placed.person_id, placed.employer, placed.assignment
            contract = practice.contracts.get(whose[1:])
            title = contract.job_title if contract else ""
            situation = situations.get(whose, Situation(placed.employer, title, (), ()))
            situations[whose] = _also(situation, placed)
    return [Subject(whose[0], situation) for whose, situation in situations.items()]


def posts_deciding(posts: Mapping[int, coverage.PostFact]) -> dict[int, PostFact]:
    """The posts of coverage as rulings read them, everybody being there."""
    return {
        number: PostFact(
            number,
            post.code,
            post.title,
            "",
            post.reports_to_id,
            tuple(HolderFact(holder.person_id, holder.name, holder.holding) for holder in post.holders),
        )
        for number, post in posts.items()
    }


def _also(situation: Situation, placed: PracticeFact) -> Situation:
    """With one more placement, most hours first."""
    place = PlaceFact(
        placed.team,
        placed.team,
        placed.neighbourhood,
        placed.profession,
        placed.hours,
        placed.management_post_id,
    )
    lines = set(situation.lines)
    if placed.post_id is not None:
        lines.add((placed.profession, placed.post_id))
    places = tuple(sorted((*situation.places, place), key=lambda each: -each.hours))
    return replace(situation, places=places, lines=tuple(sorted(lines)))
