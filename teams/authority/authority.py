"""Who decides what about whom on one day. Pure: facts in, rulings with their reasons out.

Order of precedence, where two would decide: registration and safety (the professional line), then employment
terms (the employer), then direction (the neighbourhood). Of two teams, the one with most of the hours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from foundation.formats import period_text
from people.post import Line
from teams.authority import cession, conflicts
from teams.authority.deciding import Decider, DeciderKind, Reached, climb, people_above
from teams.authority.facts import (
    Cedable,
    DayFacts,
    FunctionFact,
    MandateFact,
    Party,
    PlaceFact,
    Situation,
    Subject,
)
from teams.authority.ruling import Basis, Conflict, Consulted, Ruling
from teams.authority.standpoint import Found, Standpoint
from teams.mandate import Instrument

SITUATIONS_KEPT = 512
"""People in one situation share their rulings. As many situations are kept as a borough has, and no more, so
that memory stays flat for a region."""
ANYONE = Reached(decider=Decider(DeciderKind.ANYONE, "anyone", "Anyone"))
NEVER = {
    Party.PROFESSIONAL: "stays with the professional line and can never be ceded:"
    " registration and safety come before direction",
    Party.EMPLOYER: "stays with the employer and can never be ceded: terms of employment come before direction",
}
DECIDES = {
    Party.PROFESSIONAL: "the professional line decides",
    Party.EMPLOYER: "the employer decides",
    Party.NEIGHBOURHOOD: "the neighbourhood decides",
}
NO_MANDATE = "No mandate of this employer cedes it."
NOT_PLACED = "There is no placement in a team, and mandates cede decisions about staff in teams."


@dataclass(frozen=True, slots=True)
class Cession:
    """Which mandates cede a function in one place, first the one that stands; and why others do not."""

    mandates: tuple[MandateFact, ...] = ()
    refusals: tuple[str, ...] = ()

    @property
    def mandate(self) -> MandateFact | None:
        """The one that stands."""
        return self.mandates[0] if self.mandates else None


class Authority:
    """All rulings of one day. Ask it about as many people as there are: it remembers what they share."""

    def __init__(self, facts: DayFacts) -> None:
        self.facts = facts
        self._mandates = _by_organisation(facts)
        self._functions = {function.code: function for function in facts.functions}
        self._jobs_matter = any(
            name.startswith(cession.JOB) for m in facts.mandates for name in m.professions
        )
        self._all = lru_cache(SITUATIONS_KEPT)(self._rule_all)
        self._climb = lru_cache(None)(self._climbed)
        self._above = lru_cache(None)(lambda post_id: people_above(post_id, facts.posts))

    def rulings(self, subject: Subject) -> tuple[Ruling, ...]:
        """One for each function, in the scheme's order."""
        return self._all(self._distinct(subject.situation), self._concerned(subject))

    def ruling(self, subject: Subject, function: str) -> Ruling:
        """Who decides one function. Raises KeyError for a code that the scheme does not know."""
        view = self._view(subject.situation, self._concerned(subject))
        return self._rule(self._functions[function], view, view.parties())

    def _distinct(self, situation: Situation) -> Situation:
        """Without what makes no difference, so that more people share it."""
        if not self._jobs_matter:
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
        return Standpoint(situation, about, self.facts, self._climb)

    def _rule_all(self, situation: Situation, about: int | None) -> tuple[Ruling, ...]:
        view = self._view(situation, about)
        parties = view.parties()
        return tuple(self._rule(function, view, parties) for function in self.facts.functions)

    def _rule(self, function: FunctionFact, view: Standpoint, parties: Mapping[Party, Found]) -> Ruling:
        if function.before is Party.ANYONE:
            because = (f"{function.name}: whoever sees it raises it, whoever employs or manages them.",)
            consult = _consulted(function, Party.ANYONE, parties)
            return Ruling(function, Party.ANYONE, Basis.NEVER_CEDED, ANYONE, because, consult=consult)
        if function.cedable is Cedable.NEVER:
            return self._never(function, view, parties)
        return self._cedable(function, view, parties)

    def _never(self, function: FunctionFact, view: Standpoint, parties: Mapping[Party, Found]) -> Ruling:
        """Rule 11: with whoever has it, whatever is signed."""
        party, found = function.before, parties[function.before]
        claims = [
            mandate
            for mandate in self._mandates.get(view.situation.organisation, ())
            if function.code in mandate.functions
            and cession.in_force(mandate, self.facts.on)
            and _covers(mandate, view.situation)
        ]
        return Ruling(
            function,
            party,
            Basis.NEVER_CEDED,
            found.reached,
            (f"{function.name} {NEVER[party]}.", *found.because),
            consult=_consulted(function, party, parties),
            conflicts=(
                *conflicts.never_ceded(function, found, claims, view),
                *_professions(party, view, parties),
            ),
        )

    def _cedable(self, function: FunctionFact, view: Standpoint, parties: Mapping[Party, Found]) -> Ruling:
        """Rules 9 to 12: with the neighbourhood where a mandate cedes it, and not otherwise."""
        ceded = [self._cession(function, view.situation, place) for place in view.situation.places]
        main = ceded[0] if ceded else Cession()
        party = function.after if main.mandate else function.before
        found = parties[party]
        return Ruling(
            function,
            party,
            Basis.MANDATE if main.mandate else Basis.DEFAULT,
            found.reached,
            (*_grounds(function, main, placed=bool(ceded)), *found.because),
            mandate=main.mandate,
            condition=main.mandate and cession.condition_of(main.mandate, function),
            consult=_consulted(function, party, parties),
            conflicts=(
                *conflicts.two_mandates(main.mandates, view),
                *conflicts.two_places(function, [each.mandates for each in ceded], view),
                *_professions(party, view, parties),
            ),
            refusals=main.refusals,
        )

    def _cession(self, function: FunctionFact, situation: Situation, place: PlaceFact) -> Cession:
        organisation = self.facts.organisations[situation.organisation]
        naming = [
            m for m in self._mandates.get(situation.organisation, ()) if cession.names_function(m, function)
        ]
        refusals = [
            cession.why_not(m, function, place, situation.job_title, organisation, self.facts.on)
            for m in naming
        ]
        ceding = tuple(m for m, refusal in zip(naming, refusals, strict=True) if refusal is None)
        return Cession(ceding, tuple(f"{refusal}." for refusal in refusals if refusal))

    def _climbed(self, post_id: int, about: int | None, line: Line) -> Reached:
        return climb(post_id, about, self.facts.posts, line)


def only_in(situation: Situation, team: str) -> Situation:
    """The same employment seen from one team: what is decided there is decided by its line alone."""
    return replace(situation, places=tuple(place for place in situation.places if place.team == team))


def _covers(mandate: MandateFact, situation: Situation) -> bool:
    return any(
        cession.covers_staff(mandate, place.profession, situation.job_title)
        and cession.covers_team(mandate, place)
        for place in situation.places
    )


def _grounds(function: FunctionFact, cession_here: Cession, *, placed: bool) -> tuple[str, ...]:
    """The rule, and the clause behind it or why there is none."""
    mandate = cession_here.mandate
    if mandate is None:
        rule = f"Until it is ceded, {DECIDES[function.before]}: {function.name}."
        return (rule, *(cession_here.refusals or (NO_MANDATE if placed else NOT_PLACED,)))
    days = period_text(mandate.period.starts_on, mandate.period.until)
    form = Instrument(mandate.instrument).label
    condition = cession.condition_of(mandate, function)
    said = [f"Mandate {mandate.code} ({form} {mandate.reference}) cedes {function.name}, {days}."]
    if function.after is not Party.NEIGHBOURHOOD:
        said.append(f"By the scheme, {DECIDES[function.after]} even when it is ceded.")
    if condition:
        said.append(f"Condition: {condition.rstrip('.')}.")
    return tuple(said)


def _consulted(
    function: FunctionFact, deciding: Party, parties: Mapping[Party, Found]
) -> tuple[Consulted, ...]:
    return tuple(
        Consulted(party, parties[party].reached.decider)
        for party in function.consult
        if party is not deciding
    )


def _professions(party: Party, view: Standpoint, parties: Mapping[Party, Found]) -> Iterable[Conflict]:
    return conflicts.two_professions(view, parties) if party is Party.PROFESSIONAL else ()


def _by_organisation(facts: DayFacts) -> dict[str, Sequence[MandateFact]]:
    """Each organisation's mandates as they stand on the day, the one that started first first."""
    standing: dict[str, MandateFact] = {}
    for mandate in sorted(facts.mandates, key=lambda m: m.period.starts_on):
        if mandate.code not in standing or mandate.period.starts_on <= facts.on:
            standing[mandate.code] = mandate
    found: dict[str, Sequence[MandateFact]] = {}
    for mandate in sorted(standing.values(), key=lambda m: (m.period.starts_on, m.code)):
        found[mandate.organisation] = (*found.get(mandate.organisation, ()), mandate)
    return found
