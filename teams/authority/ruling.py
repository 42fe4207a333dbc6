"""The answer to “who decides this about this person on this day”, with everything that shows why."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from people.post import Line
from teams.authority.deciding import Decider, Gap, Reached, Step
from teams.authority.facts import FunctionFact, MandateFact, Party


class Basis(StrEnum):
    """What a ruling rests on."""

    MANDATE = "mandate"
    DEFAULT = "default"
    NEVER_CEDED = "never_ceded"

    @property
    def label(self) -> str:
        """As a page says it."""
        return {"mandate": "Ceded", "default": "Not ceded", "never_ceded": "Never ceded"}[self.value]


@dataclass(frozen=True, slots=True)
class Consulted:
    """Somebody who must be asked before it is decided. `decider` is None where the line does not hold."""

    party: Party
    decider: Decider | None


@dataclass(frozen=True, slots=True)
class Claimant:
    """One of two who would decide, and by what."""

    title: str
    claim: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims to one decision on a day, which of them stands and why. Never a silent choice."""

    claimants: tuple[Claimant, ...]
    on: date
    outcome: str
    because: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """Exactly one decider, or a named gap. `because`: the rule first, then the clause or why there is none,
    then how the line gets there. `refusals`: why mandates that speak of the function do not apply."""

    function: FunctionFact
    party: Party
    basis: Basis
    reached: Reached
    because: tuple[str, ...]
    mandate: MandateFact | None = None
    condition: str | None = None
    consult: tuple[Consulted, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    refusals: tuple[str, ...] = ()

    @property
    def decider(self) -> Decider | None:
        """Who decides; None when there is a gap."""
        return self.reached.decider

    @property
    def gap(self) -> Gap | None:
        """Why nobody can decide."""
        return self.reached.gap

    @property
    def steps(self) -> tuple[Step, ...]:
        """The posts that were asked, from the first up."""
        return self.reached.steps

    @property
    def reason(self) -> str:
        """The one sentence that says most: why nobody decides or, where somebody does, the rule."""
        return self.gap.reason if self.gap else self.because[0]

    @property
    def grounds(self) -> tuple[str, ...]:
        """Its reasons without what a page shows apart: the posts that were asked, the gap, the refusals."""
        apart = {*self.reached.because, *self.refusals, self.gap.reason if self.gap else ""}
        return tuple(sentence for sentence in self.because if sentence not in apart)

    @property
    def line(self) -> Line | None:
        """The line that the decision runs along; None where anyone decides."""
        return LINES.get(self.party)


LINES = {
    Party.EMPLOYER: Line.EMPLOYER,
    Party.NEIGHBOURHOOD: Line.MANAGEMENT,
    Party.PROFESSIONAL: Line.PROFESSIONAL,
}
