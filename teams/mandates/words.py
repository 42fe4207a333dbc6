"""What a mandate's codes are called on its pages. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from foundation.formats import listed
from teams.authority.cession import JOB, NEIGHBOURHOOD, condition_of, names_function
from teams.authority.facts import Cedable, FunctionFact, MandateFact, Party
from teams.mandate import ALL

PARTIES = {
    Party.EMPLOYER: "the employer",
    Party.NEIGHBOURHOOD: "the neighbourhood",
    Party.PROFESSIONAL: "the professional line",
    Party.ANYONE: "anyone",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called, in the order in which a form offers them."""

    professions: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    neighbourhoods: dict[str, str] = field(default_factory=dict)

    def staff(self, codes: Iterable[str]) -> list[str]:
        """“All staff”, “District or community nurse”, “The job Team leader”."""
        return [self._staff(code) for code in codes]

    def places(self, codes: Sequence[str]) -> list[str]:
        """“Every team and service”, “Rapid response”, “Every team of East and North”."""
        teams = [self._team(code) for code in codes if not code.startswith(NEIGHBOURHOOD)]
        found = [code.removeprefix(NEIGHBOURHOOD) for code in codes if code.startswith(NEIGHBOURHOOD)]
        areas = listed(self.neighbourhoods.get(code, code) for code in found)
        return [*teams, f"Every team of {areas}"] if areas else teams

    def _staff(self, code: str) -> str:
        if code == ALL:
            return "All staff"
        if code.startswith(JOB):
            return f"The job {code.removeprefix(JOB)}"
        return self.professions.get(code, code)

    def _team(self, code: str) -> str:
        return "Every team and service" if code == ALL else self.teams.get(code, code)


@dataclass(frozen=True, slots=True)
class Ceded:
    """One function that an agreement names, on which condition, and whom its decider must consult.

    `deciding`: who decides once it is ceded, where that is not the neighbourhood.
    """

    function: FunctionFact
    condition: str | None
    consult: str
    deciding: str | None

    @property
    def without_condition(self) -> bool:
        """Whether it needs a condition and has none, so that it is not ceded."""
        return self.function.cedable is Cedable.CONDITIONAL and self.condition is None


def ceded_by(mandate: MandateFact, functions: Iterable[FunctionFact]) -> list[Ceded]:
    """The functions that the agreement names, in the scheme's order."""
    return [_ceded(mandate, function) for function in functions if names_function(mandate, function)]


def _ceded(mandate: MandateFact, function: FunctionFact) -> Ceded:
    after = function.after
    return Ceded(
        function,
        condition_of(mandate, function),
        listed(PARTIES[party] for party in function.consult if party is not after),
        None if after is Party.NEIGHBOURHOOD else PARTIES[after],
    )
