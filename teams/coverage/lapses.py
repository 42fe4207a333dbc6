"""What ends or falls due on each day ahead, in words, with everybody it touches. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.formats import day, listed, plural
from people.post import Holding
from teams.authority.cession import ALL_HOURS, why_not_there
from teams.authority.facts import MandateFact, PlaceFact
from teams.coverage.ahead import FALLS_DUE, Beginning, Departure, Outlook
from teams.coverage.chain import principals
from teams.coverage.counting import PersonGap
from teams.coverage.dated import ONE_DAY, Days
from teams.coverage.facts import HolderFact, PostFact, PracticeFact
from teams.coverage.judging import GapKind
from teams.coverage.warnings import MONTHS_ACTING, Lines, months_after
from teams.mandate import ALL, Status


class End(StrEnum):
    """What it is that ends or falls due."""

    POST = "post"
    LINE = "line"
    REGISTRATION = "registration"
    START = "start"
    LEAVER = "leaver"
    FUNDING = "funding"
    MANDATE = "mandate"
    ACTING = "acting"
    CHECK = "check"
    SUPERVISION = "supervision"

    @property
    def falls_due(self) -> bool:
        """Whether it comes round by its interval."""
        return self in (End.CHECK, End.SUPERVISION)


PERSONAL = {
    GapKind.NO_LINE: End.LINE,
    GapKind.POST_VACANT: End.LINE,
    GapKind.CHAIN_BROKEN: End.LINE,
    GapKind.HOLDER_NOT_FIT: End.LINE,
    GapKind.REGISTRATION_MISSING: End.REGISTRATION,
    GapKind.REGISTRATION_LAPSED: End.REGISTRATION,
    GapKind.REGISTRATION_UNCHECKED: End.CHECK,
    GapKind.SUPERVISION_OVERDUE: End.SUPERVISION,
}
"""What ends where it is no post's affair."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """`on`: the first day without it. `losing`: everybody with a gap of a kind they did not have; `newly`: how
    many of them were covered the day before. `touched`: whoever it concerns without a gap. `owner` and `post`:
    codes, as a gap has them; `mandate`: its code."""

    on: date
    end: End
    sentence: str
    losing: tuple[PersonGap, ...] = ()
    newly: int = 0
    touched: tuple[PracticeFact, ...] = ()
    owner: str = ""
    post: str | None = None
    mandate: str = ""

    @property
    def concerned(self) -> dict[int, str]:
        """Everybody's name, by number, in the order given."""
        found = [*(each.practice for each in self.losing), *self.touched]
        return {practice.person_id: practice.name for practice in found}

    @property
    def already(self) -> int:
        """How many lack something already, and come to lack this too."""
        return len({each.practice.person_id for each in self.losing}) - self.newly


def lapses_of(outlook: Outlook, mandates: Iterable[MandateFact]) -> list[Lapse]:
    """Everything, the soonest first and those of most people first on one day."""
    found = (
        *_gaps_beginning(outlook),
        *(_leaving(departure, outlook.days) for departure in outlook.departures()),
        *_funding(outlook),
        *_acting(outlook),
        *_mandates(outlook, list(mandates)),
    )
    return sorted(found, key=lambda each: (each.on, -len(each.concerned), each.end, each.sentence))


@dataclass(frozen=True, slots=True)
class _Cause:
    """What several beginnings of one day may have in common; `about`: what tells it from others."""

    end: End
    sentence: str
    about: object


def _gaps_beginning(outlook: Outlook) -> Iterator[Lapse]:
    shared: dict[tuple[date, _Cause], list[Beginning]] = defaultdict(list)
    for beginning in outlook.beginnings():
        shared[beginning.on, _cause(beginning, outlook.days)].append(beginning)
    for (on, cause), found in shared.items():
        yield Lapse(
            on,
            cause.end,
            cause.sentence or _shared_sentence(cause.end, found, outlook.days),
            losing=tuple(each.found for each in found),
            newly=len({each.practice.person_id for each in found if each.covered_before}),
            owner=found[0].gap.owner,
            post=found[0].gap.post,
        )


def _cause(beginning: Beginning, days: Days) -> _Cause:
    gap, practice = beginning.gap, beginning.practice
    if not beginning.before:
        sentence = f"{practice.name} starts as {_profession(practice, days)} without being covered."
        return _Cause(End.START, sentence, practice.person_id)
    if gap.kind in FALLS_DUE or gap.kind is GapKind.REGISTRATION_LAPSED:
        about = (
            gap.owner if gap.kind is GapKind.SUPERVISION_OVERDUE else (gap.owner, _regulator(practice, days))
        )
        return _Cause(PERSONAL[gap.kind], "", about)
    if gap.post is not None:
        return _Cause(End.POST, _post_sentence(beginning, gap.post, days), gap.post)
    return _Cause(PERSONAL[gap.kind], _personal_sentence(beginning, days), practice.person_id)


def _personal_sentence(beginning: Beginning, days: Days) -> str:
    gap, practice = beginning.gap, beginning.practice
    profession = days.facts.professions[practice.profession]
    last = day(beginning.on - ONE_DAY)
    if gap.kind is GapKind.NO_LINE:
        return f"The professional line of {practice.name} as {profession.name} ends."
    if gap.kind is GapKind.REGISTRATION_MISSING:
        return f"The registration of {practice.name} as {profession.name} ends on {last}."
    return f"The line of {practice.name} changes. {gap.reason}"


def _post_sentence(beginning: Beginning, code: str, days: Days) -> str:
    """Who goes from the post, where somebody does; otherwise why the gap is one."""
    before, now = (_post(code, on, days) for on in (beginning.on - ONE_DAY, beginning.on))
    if before is None:
        return beginning.gap.reason
    staying = {holder.person_id for holder in principals(now)} if now else set[int]()
    gone = [holder for holder in principals(before) if holder.person_id not in staying]
    if gone:
        stops = "stops" if len(gone) == 1 else "stop"
        said = f"{listed(map(_holder, gone))} {stops} holding {before.title}."
        return said if beginning.gap.kind is not GapKind.HOLDER_NOT_FIT else f"{said} {beginning.gap.reason}"
    if beginning.gap.kind is GapKind.HOLDER_NOT_FIT and staying:
        names = listed(holder.name for holder in principals(before))
        return f"The registration of {names} ends. {beginning.gap.reason}"
    return beginning.gap.reason


def _shared_sentence(end: End, found: Sequence[Beginning], days: Days) -> str:
    """Of what several people's practice may have in common."""
    people = {each.practice.person_id: each.practice.name for each in found}
    whose = next(iter(people.values())) if len(people) == 1 else plural(len(people), "person", "people")
    regulator = _regulator(found[0].practice, days)
    if end is End.REGISTRATION:
        expires = "registration" if len(people) == 1 else "registrations"
        verb = "expires" if len(people) == 1 else "expire"
        return f"The {regulator} {expires} of {whose} {verb} on {day(found[0].on - ONE_DAY)}."
    if end is End.CHECK:
        return f"The check of the {regulator} register for {whose} is overdue."
    return f"The professional supervision of {whose} is overdue."


def _leaving(departure: Departure, days: Days) -> Lapse:
    practice = departure.practice
    says = f"{practice.name} leaves" if departure.wholly else f"{practice.name} goes on in another profession"
    sentence = f"{says}: the last placement as {_profession(practice, days)} ends."
    return Lapse(departure.on, End.LEAVER, sentence, touched=(practice,), owner=_owner(practice, days))


def _funding(outlook: Outlook) -> Iterator[Lapse]:
    """Where the placement itself does not end with it."""
    shared: dict[tuple[date, str], list[PracticeFact]] = defaultdict(list)
    for spell in (spell for practice in outlook.practices for spell in practice.placed):
        ends_on = spell.what.funding_ends_on
        if ends_on is None or not spell.holds(ends_on) or not outlook.days.takes_in(ends_on + ONE_DAY):
            continue
        if spell.until != ends_on + ONE_DAY:
            shared[ends_on + ONE_DAY, spell.what.funding].append(spell.what)
    for (on, funding), paid in shared.items():
        people = plural(len({each.person_id for each in paid}), "person", "people")
        sentence = f"{funding} ends, which pays for {people}."
        yield Lapse(on, End.FUNDING, sentence, touched=tuple(paid))


def _acting(outlook: Outlook) -> Iterator[Lapse]:
    """The day on which an acting spell comes to be a warning. Those below it that day."""
    for post_id, held in outlook.days.facts.held.items():
        for holder in held:
            on = months_after(holder.since, MONTHS_ACTING)
            lasts = holder.until is None or on < holder.until
            if holder.holding == Holding.ACTING and lasts and outlook.days.takes_in(on):
                yield from _acting_long(post_id, holder, on, outlook)


def _acting_long(post_id: int, holder: HolderFact, on: date, outlook: Outlook) -> Iterator[Lapse]:
    facts = outlook.days.judge(on).facts
    lines, post = Lines(facts), facts.posts.get(post_id)
    below = [p for p in outlook.given(on) if any(up.post_id == post_id for up in lines.posts(p))]
    if post is not None and below:
        sentence = f"{holder.name} will have been acting as {post.title} for {MONTHS_ACTING} months."
        yield Lapse(on, End.ACTING, sentence, touched=tuple(below), owner=post.code, post=post.code)


def _mandates(outlook: Outlook, mandates: Sequence[MandateFact]) -> Iterator[Lapse]:
    """Those about whom something was ceded and is not from the next day."""
    signed = [mandate for mandate in mandates if mandate.status == Status.SIGNED]
    titles = {
        (practice.person_id, *whose): contract.job_title
        for practice in outlook.practices
        for whose, contract in practice.contracts.items()
    }
    for mandate in signed:
        on = mandate.period.until
        if on is None or not outlook.days.takes_in(on):
            continue
        next_day = [other for other in signed if on in other.period]
        touched = tuple(
            practice
            for practice in outlook.given(on - ONE_DAY)
            if _cedes_more(mandate, next_day, practice, titles)
        )
        if touched:
            people = plural(len({each.person_id for each in touched}), "person", "people")
            sentence = (
                f"Mandate {mandate.code} ends. What it cedes about {people} goes back to the employer or the "
                "professional line."
            )
            yield Lapse(on, End.MANDATE, sentence, touched=touched, mandate=mandate.code)


def _cedes_more(
    mandate: MandateFact,
    others: Sequence[MandateFact],
    practice: PracticeFact,
    titles: dict[tuple[int, str, str], str],
) -> bool:
    """Whether the mandate cedes something about them that none of the others does."""
    job = titles.get((practice.person_id, practice.employer, practice.assignment), "")
    if not _reaches(mandate, practice, job):
        return False
    still = {code for other in others if _reaches(other, practice, job) for code in other.functions}
    return ALL not in still and not still.issuperset(mandate.functions)


def _reaches(mandate: MandateFact, practice: PracticeFact, job: str) -> bool:
    team, profession = practice.team, practice.profession
    place = PlaceFact(team, team, practice.neighbourhood, profession, ALL_HOURS, practice.management_post_id)
    return mandate.organisation == practice.employer and why_not_there(mandate, place, job) is None


def _post(code: str, on: date, days: Days) -> PostFact | None:
    posts = days.judge(on).facts.posts.values()
    return next((post for post in posts if post.code == code), None)


def _holder(holder: HolderFact) -> str:
    return f"{holder.name} (acting)" if holder.holding == Holding.ACTING else holder.name


def _profession(practice: PracticeFact, days: Days) -> str:
    return days.facts.professions[practice.profession].name


def _regulator(practice: PracticeFact, days: Days) -> str:
    return days.facts.professions[practice.profession].regulator or ""


def _owner(practice: PracticeFact, days: Days) -> str:
    return days.judge(days.facts.on).owner(practice)
