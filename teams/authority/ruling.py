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
    """Exactly one decider, or a named gap. `steps`: the chain of posts that was climbed."""

    function: FunctionFact
    party: Party
    basis: Basis
    reached: Reached
    because: tuple[str, ...]
    mandate: MandateFact | None = None
    condition: str | None = None
    consult: tuple[Consulted, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

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
    def line(self) -> Line | None:
        """The line that the decision runs along; None where anyone decides."""
        return LINES.get(self.party)


LINES = {
    Party.EMPLOYER: Line.EMPLOYER,
    Party.NEIGHBOURHOOD: Line.MANAGEMENT,
    Party.PROFESSIONAL: Line.PROFESSIONAL,
}
