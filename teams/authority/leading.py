"""What is decided from a post, and for whom: people for whom the same is decided stand together. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from people.post import Line
from teams.authority.authority import Authority, only_in
from teams.authority.deciding import Decider, Gap
from teams.authority.facts import OrganisationFact, Party, PlaceFact, Situation, Subject
from teams.authority.groups import Grouped, grouped
from teams.authority.ruling import Ruling


class Employee(Protocol):
    """Somebody in one employment."""

    @property
    def name(self) -> str:
        """What they are called."""
        ...

    @property
    def employment_id(self) -> int:
        """The employment's number."""
        ...

    @property
    def organisation(self) -> OrganisationFact:
        """Who employs them."""
        ...

    @property
    def subject(self) -> Subject:
        """About whom it is decided."""
        ...


@dataclass(frozen=True, slots=True)
class Led:
    """Somebody whose line runs to the post. `elsewhere`: their other teams, where the team with most of their
    hours decides what cannot be decided team by team."""

    person_id: int
    employment_id: int
    name: str
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """What one decider decides for a group, under the headings; no decider where there is a gap."""

    party: Party
    decider: Decider | None
    gap: Gap | None
    groups: tuple[Grouped[Ruling], ...]

    @property
    def members(self) -> tuple[Ruling, ...]:
        """The decisions, in the order of the headings."""
        return tuple(ruling for part in self.groups for ruling in part.members)

    @property
    def line(self) -> Line | None:
        """The line that the decisions run along."""
        return self.members[0].line


@dataclass(frozen=True, slots=True)
class Alike:
    """People of one employer, in one team, for whom everything is decided by the same. `team` is none where
    the line is not of a team. `shares`: the post's own first."""

    employer: OrganisationFact
    team: str | None
    professions: tuple[str, ...]
    people: tuple[Led, ...]
    shares: tuple[Share, ...]

    @property
    def decisions(self) -> int:
        """How many decisions there are but those that anyone may take."""
        return sum(len(share.members) for share in self.shares if share.party is not Party.ANYONE)

    def decided_by(self, person_id: int) -> int:
        """How many of them this person takes."""
        return sum(
            len(share.members)
            for share in self.shares
            if share.decider and share.decider.holder and share.decider.holder.person_id == person_id
        )


@dataclass(frozen=True, slots=True)
class _One:
    """One person in one place, with what is decided there."""

    led: Led
    employer: OrganisationFact
    team: str | None
    profession: str
    rulings: tuple[Ruling, ...]


def managed_from(post_id: int, staff: Iterable[Employee], authority: Authority) -> tuple[Alike, ...]:
    """Who answers to a management post, team by team: each placement is judged by its own line."""
    found = [
        _placed(each, place, authority)
        for each in staff
        for place in each.subject.situation.places
        if place.post_id == post_id
    ]
    return _alike(found, authority.facts.posts[post_id].code)


def accountable_to(post_id: int, staff: Iterable[Employee], authority: Authority) -> tuple[Alike, ...]:
    """Whose professional line runs to a post, in the employments where they practise that profession, with
    what the professional line decides and nothing else."""
    found = [
        _accountable(each, profession, authority)
        for each in staff
        for profession, to in each.subject.situation.lines
        if to == post_id and _practises(each.subject.situation, profession)
    ]
    return _alike(found, authority.facts.posts[post_id].code)


def _placed(each: Employee, place: PlaceFact, authority: Authority) -> _One:
    situation = each.subject.situation
    elsewhere = tuple(dict.fromkeys(p.team_name for p in situation.places if p.team != place.team))
    here = Subject(each.subject.person_id, only_in(situation, place.team))
    return _One(
        Led(each.subject.person_id, each.employment_id, each.name, elsewhere),
        each.organisation,
        place.team_name,
        place.profession or "",
        authority.rulings(here),
    )


def _accountable(each: Employee, profession: str, authority: Authority) -> _One:
    ruled = (ruling for ruling in authority.rulings(each.subject) if ruling.party is Party.PROFESSIONAL)
    led = Led(each.subject.person_id, each.employment_id, each.name)
    return _One(led, each.organisation, None, profession, tuple(ruled))


def _practises(situation: Situation, profession: str) -> bool:
    """Whether they practise it in this employment; where no profession is said, whatever line they have."""
    practised = {place.profession for place in situation.places if place.profession}
    return not practised or profession in practised


def _alike(found: Iterable[_One], post: str) -> tuple[Alike, ...]:
    together: dict[tuple[Any, ...], list[_One]] = {}
    for one in found:
        together.setdefault((one.team or "", one.employer.name, *map(_outcome, one.rulings)), []).append(one)
    told = [_told(ones, post) for ones in together.values()]
    return tuple(sorted(told, key=lambda alike: _rank(alike, post)))


def _outcome(ruling: Ruling) -> tuple[Any, ...]:
    """All that a reader is told of it, so that people are told apart by nothing else."""
    consulted = tuple(each.party for each in ruling.consult)
    return (ruling.function.code, ruling.party, ruling.decider, ruling.gap, consulted, bool(ruling.conflicts))


def _told(ones: list[_One], post: str) -> Alike:
    first = ones[0]
    people = sorted({one.led for one in ones}, key=lambda led: (led.name, led.employment_id))
    professions = tuple(sorted({one.profession for one in ones if one.profession}))
    return Alike(first.employer, first.team, professions, tuple(people), _shares(first.rulings, post))


def _rank(alike: Alike, post: str) -> tuple[str, int, str, tuple[str, ...], str]:
    """Team by team; within it first where most is decided from the post."""
    own = sum(
        len(part.members)
        for share in alike.shares
        if share.decider and share.decider.code == post
        for part in share.groups
    )
    return (alike.team or "", -own, alike.employer.name, alike.professions, alike.people[0].name)


def _shares(rulings: Iterable[Ruling], post: str) -> tuple[Share, ...]:
    """By whom, the post first, then the other parties as the scheme names them, then what nobody decides."""
    found: dict[tuple[Party, Decider | None, Gap | None], list[Ruling]] = {}
    for ruling in rulings:
        found.setdefault((ruling.party, ruling.decider, ruling.gap), []).append(ruling)
    shares = [Share(*whose, groups=tuple(grouped(members))) for whose, members in found.items()]
    return tuple(sorted(shares, key=lambda share: _place_of(share, post)))


def _place_of(share: Share, post: str) -> tuple[bool, bool, int]:
    own = share.decider is not None and share.decider.code == post
    return not own, share.decider is None, list(Party).index(share.party)
