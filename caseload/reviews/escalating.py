"""Along which line a breach is told, and to which post. Pure: facts in, the post or the named gap out.

A registration or supervision that is wanting is the professional line's; everything else is capacity, and the
management line's. Where a line is not in force nothing is guessed: the gap is named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caseload.reviews.review import EscalatedOver
from people.post import Line

LINES = {
    EscalatedOver.CAPACITY: Line.MANAGEMENT,
    EscalatedOver.REGISTRATION: Line.PROFESSIONAL,
    EscalatedOver.SUPERVISION: Line.PROFESSIONAL,
}


@dataclass(frozen=True, slots=True)
class Step:
    """A post of a line, and whether anybody holds it, if only as a deputy."""

    post_id: int
    title: str
    held: bool


@dataclass(frozen=True, slots=True)
class Wanting:
    """What is wanting in the practice of whoever brings the review: sentences without a name, and the posts of the
    professional line for that profession, the first at its foot; none: no line is in force."""

    over: EscalatedOver
    says: tuple[str, ...]
    line: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class BreachFacts:
    """A review past its hard limit. `in_the_way`: what else keeps it from being held. `management`: the posts of the
    management line that answers for the work, the first at its foot; none: no line is in force."""

    in_the_way: tuple[str, ...] = ()
    wanting: tuple[Wanting, ...] = ()
    management: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """Over what, to which post (none: there is a gap, which `because` names), and why."""

    over: EscalatedOver
    post_id: int | None
    because: tuple[str, ...]


def escalate(facts: BreachFacts) -> Told:
    """The first that applies: registration, supervision, capacity."""
    for over in (EscalatedOver.REGISTRATION, EscalatedOver.SUPERVISION):
        found = next((each for each in facts.wanting if each.over is over), None)
        if found is not None:
            return _along(over, found.line, found.says)
    return _along(EscalatedOver.CAPACITY, facts.management, facts.in_the_way)


def _along(over: EscalatedOver, line: Sequence[Step], says: tuple[str, ...]) -> Told:
    held = next((step for step in line if step.held), None)
    return Told(over, held and held.post_id, (*says, *_gaps(over, line, held)))


def _gaps(over: EscalatedOver, line: Sequence[Step], held: Step | None) -> Iterator[str]:
    name = LINES[over].value
    if not line:
        yield f"No {name} line is in force, so it is told to nobody"
        return
    for step in line:
        if step is held:
            yield from () if step is line[0] else (f"So it goes up the line to {step.title}",)
            return
        yield f"Nobody holds the post {step.title}"
    yield f"Nobody holds any post of the {name} line, so it is told to nobody"
