"""One situation on one day: whom it finds in each of the three parties that may decide. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from people.post import Line
from teams.authority.ceding import Agreements, Cession, Cessions
from teams.authority.deciding import Decider, DeciderKind, Gap, GapKind, Reached
from teams.authority.facts import DayFacts, FunctionFact, Party, PlaceFact, Situation
from teams.authority.ruling import Consulted

Climb = Callable[[int, int | None, Line], Reached]
"""Climbs from a post, about a person, along a line."""


@dataclass(frozen=True, slots=True)
class Found:
    """Who decides where it lies with a party. `because`: how the line gets there, what was found on the way
    and, where nobody decides, why."""

    reached: Reached
    because: tuple[str, ...]

    @property
    def title(self) -> str:
        """Who it is, for a list of claims."""
        return self.reached.decider.title if self.reached.decider else "Nobody"

    @property
    def decides(self) -> tuple[str, str] | None:
        """Which post or organisation it is: two posts may have one title."""
        decider = self.reached.decider
        return (decider.kind, decider.code) if decider else None


@dataclass(frozen=True)  # without slots, so that what every function asks for is found once
class Standpoint:
    """`about`: the person's number where they hold a post above themselves. The parties are those of the
    main placement."""

    situation: Situation
    about: int | None
    facts: DayFacts
    agreements: Agreements
    climb: Climb

    @cached_property
    def parties(self) -> Mapping[Party, Found]:
        """Everybody who may come to decide."""
        places = self.situation.places
        return {
            Party.EMPLOYER: self._employer(),
            Party.NEIGHBOURHOOD: self._neighbourhood(places[0] if places else None),
            Party.PROFESSIONAL: self.professional(_practised(self.situation)),
        }

    @cached_property
    def consulted(self) -> Mapping[Party, Consulted]:
        """Everybody who may come to be asked."""
        return {party: Consulted(party, found.reached.decider) for party, found in self.parties.items()}

    @cached_property
    def in_each_place(self) -> "tuple[Standpoint, ...]":
        """The same once for each placement, as if it were the only one."""
        alone = (replace(self.situation, places=(place,)) for place in self.situation.places)
        return tuple(replace(self, situation=situation) for situation in alone)

    def ceded(self, function: FunctionFact) -> list[Cession]:
        """Whether the function is ceded in each placement, the main one first; one answer where there is
        none."""
        return [cessions[function.code] for cessions in self._cessions]

    def professional(self, profession: str | None) -> Found:
        """Who answers for the practice of a profession."""
        if profession is None:
            return _no_line("No profession and no professional line is recorded.")
        post_id = dict(self.situation.lines).get(profession)
        name = profession.replace("_", " ")
        if post_id is None:
            return _no_line(f"No professional line is recorded for the profession {name}.")
        says = f"The professional line as {name} runs to {self._post(post_id)}."
        return _found(self.climb(post_id, self.about, Line.PROFESSIONAL), says)

    @cached_property
    def _cessions(self) -> list[Cessions]:
        places = self.situation.places
        if not places:
            return [self.agreements.unplaced]
        return [self.agreements.ceded(self.situation, place) for place in places]

    def _employer(self) -> Found:
        employer = self.facts.organisations[self.situation.organisation]
        decider = Decider(DeciderKind.ORGANISATION, employer.code, employer.name)
        return Found(Reached(decider=decider), (f"{employer.name} holds the contract.",))

    def _neighbourhood(self, place: PlaceFact | None) -> Found:
        if place is None:
            return _no_line("There is no placement in a team, so no neighbourhood can decide.")
        if place.post_id is None:
            return _no_line(f"No management line is recorded for the placement in {place.team_name}.")
        says = f"The placement in {place.team_name} answers to {self._post(place.post_id)}."
        return _found(self.climb(place.post_id, self.about, Line.MANAGEMENT), says)

    def _post(self, post_id: int) -> str:
        post = self.facts.posts.get(post_id)
        return post.title if post else "a post that is closed"


def _practised(situation: Situation) -> str | None:
    """The profession whose line decides: of the main placement that names one, or the only line there is."""
    practised = [place.profession for place in situation.places if place.profession]
    return next(iter(practised), None) or next((code for code, _ in situation.lines), None)


def _found(reached: Reached, sentence: str) -> Found:
    gap = () if reached.gap is None else (reached.gap.reason,)
    return Found(reached, (sentence, *reached.because, *gap))


def _no_line(reason: str) -> Found:
    return Found(Reached(gap=Gap(GapKind.NO_LINE, reason)), (reason,))
