"""Saying a line in one plain sentence, to the person themselves or about them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from foundation.effective import Period
from foundation.formats import day, last_day, listed, period_text
from people.climb import Chain, Step
from people.employment import Contract
from people.line_facts import EmploymentFact, TenureFact, joined, unbroken
from people.post import Holding

NOT_EMPLOYED = {Contract.HONORARY.value: "honorary contract", Contract.VOLUNTEER.value: "volunteer agreement"}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom a sentence speaks of: the reader when there is no name."""

    name: str | None = None

    @property
    def you(self) -> str:
        """As the object of a sentence."""
        return self.name or "you"

    @property
    def your(self) -> str:
        """Before a noun."""
        return "their" if self.name else "your"

    @property
    def Your(self) -> str:
        """Before a noun, at the start of a sentence."""
        return self.your.capitalize()


def employer_sentence(
    employment: EmploymentFact, employments: Iterable[EmploymentFact], on: date, whose: Whose
) -> str:
    """Who employs the person and whether that has changed, told from their contracts alone."""
    organisation = employment.organisation
    ours = [e for e in employments if e.organisation_code == employment.organisation_code]
    here = unbroken(ours, on) or employment.period
    if employment.contract in NOT_EMPLOYED:
        kind = NOT_EMPLOYED[employment.contract]
        return f"{organisation} holds {whose.your} {kind}, {period_text(here.starts_on)}."
    earlier = _employer_before(employment, employments, here)
    if earlier is None:
        return f"{organisation} employs {whose.you}; {whose.your} employer has not changed."
    left_on, name = earlier
    until = "" if left_on == here.starts_on else f", until {day(last_day(left_on))}"
    return (
        f"{organisation} has employed {whose.you} since {day(here.starts_on)}; before that {name} did{until}."
    )


def management_sentence(chain: Chain, team: str, whose: Whose) -> str:
    """Who directs the day-to-day work of one placement."""
    if not chain.steps:
        return f"The register names nobody to direct {whose.your} day-to-day work in {team}."
    return _line_sentence(chain, f"directs {whose.your} day-to-day work in {team}")


def professional_sentence(chain: Chain, *, practises: bool, whose: Whose) -> str:
    """Who answers for the standard of practice in one profession."""
    if chain.steps:
        return _line_sentence(chain, f"answers for the standard of {whose.your} practice")
    if practises:
        return f"The register names nobody to answer for the standard of {whose.your} practice."
    return "No professional line is recorded; none is needed without a placement in this profession."


def held_by(holder: TenureFact) -> str:
    """“Ada Sample”, or “Ada Sample (acting)”."""
    return holder.name if holder.holding == Holding.SUBSTANTIVE else f"{holder.name} ({holder.holding})"


def _employer_before(
    employment: EmploymentFact, employments: Iterable[EmploymentFact], here: Period
) -> tuple[date, str] | None:
    """The first day out of the other employer that the person last left before coming here, and its name."""
    others: dict[str, list[EmploymentFact]] = {}
    for other in employments:
        if other.organisation_code != employment.organisation_code and other.contract not in NOT_EMPLOYED:
            others.setdefault(other.organisation, []).append(other)
    left = [
        (period.until, name)
        for name, facts in others.items()
        for period in joined(facts)
        if period.until is not None and period.until <= here.starts_on
    ]
    return max(left, default=None)


def _line_sentence(chain: Chain, does: str) -> str:
    first, top = chain.steps[0], chain.steps[-1]
    if chain.stop is not None:
        rest = f"; above {top.title} the line breaks off"
    else:
        rest = f"; the line runs to {top.title}" if len(chain.steps) > 1 else ""
    return f"{_subject(first, does)}{rest}."


def _subject(step: Step, does: str) -> str:
    if step.gap is not None:
        return f"{step.title} {does}, but the post has been vacant {period_text(step.gap.since)}"
    return f"{step.title}, held by {listed(held_by(h) for h in step.holders)}, {does}"
