"""What may be supposed of a day, one by one: as a list offers it, and as a sentence says it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from foundation.formats import day, hours, listed, plural
from people.post import Line
from teams.authority.cession import unlawful_because
from teams.authority.facts import DayFacts, HolderFact, MandateFact, PostFact, Situation
from teams.authority.tally import Tally
from teams.authority.what_if import Kind, Move, Scratch
from teams.mandates.standing import Word, standing


@dataclass(frozen=True, slots=True)
class Supposed:
    """One thing that might be so. `label`: as a list offers it. `doing`: as the subject of a sentence.
    `otherwise`: why it may change nothing. `note`: what it takes for granted."""

    label: str
    doing: str
    otherwise: str
    scratch: Scratch
    note: str = ""


def withdrawals(facts: DayFacts) -> dict[str, Supposed]:
    """A mandate in force ends, by its code."""
    return {
        code: Supposed(
            _of_mandate(mandate, facts),
            f"withdrawing mandate {code}",
            f"No decision about anybody rests on {code} alone that day: nobody of its staff works in its teams, "
            "another mandate cedes the same, or the same person would decide either way.",
            Scratch(withdrawn=frozenset({code})),
        )
        for code, mandate in _standing(facts, Word.IN_FORCE).items()
    }


def signings(facts: DayFacts) -> dict[str, Supposed]:
    """A draft is signed by both sides, for its own days, by its code."""
    return {
        code: Supposed(
            _of_mandate(mandate, facts),
            f"signing mandate {code}",
            _signed_in_vain(mandate, facts),
            Scratch(signed=frozenset({code})),
        )
        for code, mandate in _standing(facts, Word.DRAFT).items()
    }


def departures(facts: DayFacts) -> dict[str, Supposed]:
    """Somebody stops holding a post, by the code of the post and their number; in order of title."""
    return {
        f"{post.code}:{holder.person_id}": Supposed(
            f"{post.title}, {post.organisation}: {holder.name}, {holder.holding}",
            f"{holder.name} giving up the post {post.title}",
            f"Nobody’s decisions come to {holder.name} as {post.title} that day.",
            Scratch(ended=frozenset({(post.post_id, holder.person_id)})),
        )
        for post, holder in _holdings(facts)
    }


def absences(facts: DayFacts) -> dict[str, Supposed]:
    """Somebody who holds a post is away all day, by their number; in order of name. That anybody else is
    away makes no difference to who decides."""
    held: dict[tuple[str, int], list[tuple[PostFact, HolderFact]]] = {}
    for post, holder in _holdings(facts):
        held.setdefault((holder.name, holder.person_id), []).append((post, holder))
    return {
        str(number): Supposed(
            f"{name}, {listed(post.title for post, _ in holding)}",
            f"{name} being away",
            f"{name} is away that day already."
            if holding[0][1].away
            else f"Nobody’s decisions come to {name} that day.",
            Scratch(away=frozenset({number})),
        )
        for (name, number), holding in sorted(held.items(), key=lambda item: item[0])
    }


def management_posts(facts: DayFacts) -> dict[str, tuple[int, str]]:
    """The posts that a placement can answer to: number and label by code, in order of title."""
    return {
        post.code: (
            post.post_id,
            f"{post.title}: {listed(holder.name for holder in post.holders) or 'vacant'}",
        )
        for post in _ordered(facts)
        if post.line == Line.MANAGEMENT
    }


def move(name: str, was: Situation, to: Move, facts: DayFacts) -> Supposed:
    """Somebody's main placement moves. There is one."""
    main, post = was.places[0], facts.posts.get(to.post_id or 0)
    where = [f"to {to.team.name}"] if to.team else []
    where += [f"to answer to {post.title}"] if post else []
    stays = "" if post else "; its management line stays where it is, unless you also choose a post"
    return Supposed(
        name,
        f"moving {name} {listed(where)}",
        f"The same is ceded about {name} there, and the same people decide it.",
        Scratch(moves=(to,)),
        f"What moves is their placement of {hours(main.hours)} a week in {main.team_name}{stays}.",
    )


def summary(supposed: Sequence[Supposed], on: date, tally: Tally, team: str | None) -> str:
    """What would come of it, in a sentence. `team`: by name, where only one is looked at."""
    subject = listed(each.doing for each in supposed)
    subject = f"{subject[0].upper()}{subject[1:]} on {day(on)}"
    where = f" in {team}" if team else ""
    if not tally.people():
        return f"{subject} would change nobody’s decisions{where}."
    changed = f"{plural(tally.functions(), 'decision')} about {plural(tally.people(), 'person', 'people')}"
    return f"{subject} would change {changed}{where}; {_gaps(tally)}."


def _gaps(tally: Tally) -> str:
    gaps, closed = tally.functions(Kind.GAP), tally.functions(Kind.CLOSED)
    said = f"{gaps or 'none'} would be left with nobody to decide"
    if gaps:
        said += f", about {plural(tally.people(Kind.GAP), 'person', 'people')}"
    return said + (f"; {closed} would get a decider where there is none now" if closed else "")


def _standing(facts: DayFacts, word: Word) -> dict[str, MandateFact]:
    """The mandates that stand so on the day, by code, in order."""
    rows: dict[str, list[MandateFact]] = {}
    for row in facts.mandates:
        rows.setdefault(row.code, []).append(row)
    found = {code: standing(rows[code], facts.on) for code in sorted(rows)}
    return {code: stands.row for code, stands in found.items() if stands.word is word}


def _of_mandate(mandate: MandateFact, facts: DayFacts) -> str:
    return f"{mandate.code}, {facts.organisations[mandate.organisation].name}"


def _signed_in_vain(mandate: MandateFact, facts: DayFacts) -> str:
    code, days = mandate.code, mandate.period
    if facts.on < days.starts_on:
        return f"{code} would start only on {day(days.starts_on)}. Ask about a day from then on."
    if days.last_day and days.last_day < facts.on:
        return f"{code} would have ended on {day(days.last_day)}. Ask about a day up to then."
    unlawful = unlawful_because(mandate.instrument, facts.organisations[mandate.organisation])
    if unlawful:
        return f"{unlawful}."
    return (
        f"Nobody of the staff that {code} names works in its teams that day, another mandate cedes the same, or "
        "the same person would decide either way."
    )


def _holdings(facts: DayFacts) -> list[tuple[PostFact, HolderFact]]:
    return [(post, holder) for post in _ordered(facts) for holder in post.holders]


def _ordered(facts: DayFacts) -> list[PostFact]:
    return sorted(facts.posts.values(), key=lambda post: (post.title, post.post_id))
