"""Who decides what about whom on one day. Pure: facts in, rulings with their reasons out.

Order of precedence, where two would decide: registration and safety (the professional line), then employment
terms (the employer), then direction (the neighbourhood). Of two teams, the one with most of the hours.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache

from people.post import Line
from teams.authority import cession, conflicts
from teams.authority.ceding import Agreements
from teams.authority.deciding import Decider, DeciderKind, Reached, climb, people_above
from teams.authority.facts import Cedable, DayFacts, FunctionFact, Party, Situation, Subject
from teams.authority.ruling import Basis, Conflict, Consulted, Ruling
from teams.authority.standpoint import Standpoint

SITUATIONS_KEPT = 512
"""People in one situation share their rulings. As many situations are kept as a borough has, and no more, so
that memory stays flat for a region."""
ANYONE = Reached(decider=Decider(DeciderKind.ANYONE, "anyone", "Anyone"))
NEVER = {
    Party.PROFESSIONAL: "stays with the professional line and can never be ceded:"
    " registration and safety come before direction",
    Party.EMPLOYER: "stays with the employer and can never be ceded: terms of employment come before direction",
}


class Authority:
    """All rulings of one day. Ask it about as many people as there are: it remembers what they share."""

    def __init__(self, facts: DayFacts) -> None:
        self.facts = facts
        self._agreements = Agreements(facts)
        self._functions = {function.code: function for function in facts.functions}
        self._all = lru_cache(SITUATIONS_KEPT)(self._rule_all)
        self._climb = cache(self._climbed)
        self._above = cache(lambda post_id: people_above(post_id, facts.posts))

    def rulings(self, subject: Subject) -> tuple[Ruling, ...]:
        """One for each function, in the scheme's order."""
        return self._all(self._distinct(subject.situation), self._concerned(subject))

    def ruling(self, subject: Subject, function: str) -> Ruling:
        """Who decides one function. Raises KeyError for a code that the scheme does not know."""
        return self._rule(self._functions[function], self._view(subject.situation, self._concerned(subject)))

    def _distinct(self, situation: Situation) -> Situation:
        """Without what makes no difference, so that more people share it."""
        if not self._agreements.jobs_matter:
            situation = replace(situation, job_title="")
        if len(situation.places) == 1:
            situation = replace(situation, places=(replace(situation.places[0], hours=cession.ALL_HOURS),))
        return situation

    def _concerned(self, subject: Subject) -> int | None:
        """The person's number where they hold a post above themselves, so that it makes a difference."""
        situation = subject.situation
        posts = {place.post_id for place in situation.places} | {post_id for _, post_id in situation.lines}
        met = any(subject.person_id in self._above(post_id) for post_id in posts if post_id is not None)
        return subject.person_id if met else None

    def _view(self, situation: Situation, about: int | None) -> Standpoint:
        return Standpoint(situation, about, self.facts, self._agreements, self._climb)

    def _rule_all(self, situation: Situation, about: int | None) -> tuple[Ruling, ...]:
        view = self._view(situation, about)
        return tuple(self._rule(function, view) for function in self.facts.functions)

    def _rule(self, function: FunctionFact, view: Standpoint) -> Ruling:
        if function.before is Party.ANYONE:
            because = (f"{function.name}: whoever sees it raises it, whoever employs or manages them.",)
            consult = _consulted(function, Party.ANYONE, view)
            return Ruling(function, Party.ANYONE, Basis.NEVER_CEDED, ANYONE, because, consult=consult)
        if function.cedable is Cedable.NEVER:
            return self._never(function, view)
        return self._cedable(function, view)

    def _never(self, function: FunctionFact, view: Standpoint) -> Ruling:
        """Rule 11: with whoever has it, whatever is signed."""
        party = function.before
        found = view.parties[party]
        claims = self._agreements.claims(function, view.situation)
        return Ruling(
            function,
            party,
            Basis.NEVER_CEDED,
            found.reached,
            (f"{function.name} {NEVER[party]}.", *found.because),
            consult=_consulted(function, party, view),
            conflicts=(*conflicts.never_ceded(function, found, claims, view), *_professions(party, view)),
        )

    def _cedable(self, function: FunctionFact, view: Standpoint) -> Ruling:
        """Rules 9 to 12: with the neighbourhood where a mandate cedes it, and not otherwise."""
        ceded = view.ceded(function)
        main = ceded[0]
        party = function.after if main.mandate else function.before
        found = view.parties[party]
        return Ruling(
            function,
            party,
            Basis.MANDATE if main.mandate else Basis.DEFAULT,
            found.reached,
            (*main.grounds, *found.because),
            mandate=main.mandate,
            condition=main.condition,
            consult=_consulted(function, party, view),
            conflicts=(
                *conflicts.two_mandates(main.mandates, view),
                *conflicts.two_places(function, ceded, view),
                *_professions(party, view),
            ),
            refusals=main.refusals,
        )

    def _climbed(self, post_id: int, about: int | None, line: Line) -> Reached:
        return climb(post_id, about, self.facts.posts, line)


def only_in(situation: Situation, team: str) -> Situation:
    """The same employment seen from one team: what is decided there is decided by its line alone."""
    return replace(situation, places=tuple(place for place in situation.places if place.team == team))


def _consulted(function: FunctionFact, deciding: Party, view: Standpoint) -> tuple[Consulted, ...]:
    return tuple(view.consulted[party] for party in function.consult if party is not deciding)


def _professions(party: Party, view: Standpoint) -> Iterable[Conflict]:
    return conflicts.two_professions(view) if party is Party.PROFESSIONAL else ()
