"""What the day's mandates cede, worded once for all the staff whom they do not tell apart. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from foundation.formats import period_text
from teams.authority import cession
from teams.authority.facts import Cedable, DayFacts, FunctionFact, MandateFact, Party, PlaceFact, Situation
from teams.mandate import Instrument

REACHES_KEPT = 512
"""One for each way in which one employer's mandates reach its staff: a handful for each employer."""
DECIDES = {
    Party.PROFESSIONAL: "the professional line decides",
    Party.EMPLOYER: "the employer decides",
    Party.NEIGHBOURHOOD: "the neighbourhood decides",
}
NO_MANDATE = "No mandate of this employer cedes it."
NOT_PLACED = "There is no placement in a team, and mandates cede decisions about staff in teams."


@dataclass(frozen=True, slots=True)
class Cession:
    """Which mandates cede a function in one place, first the one that stands; and why others do not.
    `grounds`: the rule, and the clause behind it or why there is none."""

    grounds: tuple[str, ...]
    mandates: tuple[MandateFact, ...] = ()
    refusals: tuple[str, ...] = ()
    condition: str | None = None

    @property
    def mandate(self) -> MandateFact | None:
        """The one that stands."""
        return self.mandates[0] if self.mandates else None


Cessions = Mapping[str, Cession]
"""One for each function that may be ceded, by its code."""


class Agreements:
    """The mandates of one day."""

    def __init__(self, facts: DayFacts) -> None:
        self._facts = facts
        self._mandates = _by_organisation(facts)
        self._cessions = lru_cache(REACHES_KEPT)(self._worded)
        self._named = cache(self._naming)
        self.jobs_matter = any(name.startswith(cession.JOB) for m in facts.mandates for name in m.professions)
        self.unplaced: Cessions = {
            function.code: _not_ceded(function, (), NOT_PLACED) for function in _cedable(facts)
        }

    def ceded(self, situation: Situation, place: PlaceFact) -> Cessions:
        """What is ceded about somebody in one of their places."""
        mandates = self._mandates.get(situation.organisation, ())
        reach = tuple(cession.why_not_there(m, place, situation.job_title) for m in mandates)
        return self._cessions(situation.organisation, reach)

    def claims(self, function: FunctionFact, situation: Situation) -> Sequence[MandateFact]:
        """Mandates in force that name the function for somebody, whether or not it may be ceded at all."""
        return [
            mandate
            for mandate in self._named(situation.organisation).get(function.code, ())
            if any(
                cession.why_not_there(mandate, place, situation.job_title) is None
                for place in situation.places
            )
        ]

    def _naming(self, organisation: str) -> Mapping[str, Sequence[MandateFact]]:
        """An employer's mandates in force, by the code of each function that they name outright."""
        found: dict[str, list[MandateFact]] = {}
        for mandate in self._mandates.get(organisation, ()):
            if cession.in_force(mandate, self._facts.on):
                for code in mandate.functions:
                    found.setdefault(code, []).append(mandate)
        return found

    def _worded(self, organisation: str, reach: tuple[str | None, ...]) -> Cessions:
        """`reach`: for each of the employer's mandates, why it does not reach some staff (None: it does)."""
        employer = self._facts.organisations[organisation]
        standing = [
            (mandate, cession.why_void(mandate, employer, self._facts.on), not_there)
            for mandate, not_there in zip(self._mandates.get(organisation, ()), reach, strict=True)
        ]
        return {
            function.code: _cession(
                function,
                [
                    (mandate, void or cession.why_not_without(mandate, function) or not_there)
                    for mandate, void, not_there in standing
                    if cession.names_function(mandate, function)
                ],
            )
            for function in _cedable(self._facts)
        }


def _cession(function: FunctionFact, naming: Sequence[tuple[MandateFact, str | None]]) -> Cession:
    """`naming`: the mandates that name the function, each with why it does not cede it (None: it does)."""
    mandates = tuple(mandate for mandate, refusal in naming if refusal is None)
    refusals = tuple(f"{refusal}." for _, refusal in naming if refusal is not None)
    if not mandates:
        return _not_ceded(function, refusals, *(refusals or (NO_MANDATE,)))
    condition = cession.condition_of(mandates[0], function)
    return Cession(_clause(function, mandates[0], condition), mandates, refusals, condition)


def _not_ceded(function: FunctionFact, refusals: tuple[str, ...], *why: str) -> Cession:
    rule = f"Until it is ceded, {DECIDES[function.before]}: {function.name}."
    return Cession((rule, *why), refusals=refusals)


def _clause(function: FunctionFact, mandate: MandateFact, condition: str | None) -> tuple[str, ...]:
    days = period_text(mandate.period.starts_on, mandate.period.until)
    form = Instrument(mandate.instrument).label
    said = [f"Mandate {mandate.code} ({form} {mandate.reference}) cedes {function.name}, {days}."]
    if function.after is not Party.NEIGHBOURHOOD:
        said.append(f"By the scheme, {DECIDES[function.after]} even when it is ceded.")
    if condition:
        said.append(f"Condition: {condition.rstrip('.')}.")
    return tuple(said)


def _cedable(facts: DayFacts) -> list[FunctionFact]:
    return [
        function
        for function in facts.functions
        if function.cedable is not Cedable.NEVER and function.before is not Party.ANYONE
    ]


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
