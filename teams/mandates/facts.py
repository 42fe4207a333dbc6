"""What pages read of mandates: each row of their terms, and who said so. Pure."""

from dataclasses import dataclass
from datetime import datetime

from foundation.effective import Period
from teams.authority.facts import MandateFact
from teams.mandate import Instrument
from teams.mandates.terms import Terms


@dataclass(frozen=True, slots=True)
class TermsFacts:
    """What one mandate says over one stretch of days; `row` numbers the row that holds it."""

    row: int
    mandate_id: int
    code: str
    organisation_code: str
    organisation: str
    status: str
    period: Period
    terms: Terms

    @property
    def agreement(self) -> str:
        """“section 75 agreement BURY-S75-2026”, as a sentence says it after “a”."""
        return f"{Instrument(self.terms.instrument).label} {self.terms.reference}".rstrip()

    @property
    def fact(self) -> MandateFact:
        """As the judgements take it."""
        said = self.terms
        return MandateFact(
            self.code,
            self.organisation_code,
            self.status,
            said.instrument,
            said.reference,
            said.functions,
            said.professions,
            said.teams,
            said.conditions,
            self.period,
            said.signed_by_organisation_on,
            said.signed_by_partnership_on,
        )


@dataclass(frozen=True, slots=True)
class Told:
    """A row with who recorded it and why. `superseded_at` is none for what was still believed at the moment
    asked about."""

    says: TermsFacts
    recorded_at: datetime
    recorded_by: str
    because: str | None
    superseded_at: datetime | None
