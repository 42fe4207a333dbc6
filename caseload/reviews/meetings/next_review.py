"""When the next review is, as one is held: by the tier's weeks, or by choice. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from caseload.reviews.due import Due, next_due
from caseload.reviews.review import ReviewOutcome
from foundation.errors import RuleBroken
from foundation.formats import day

STEPS = (ReviewOutcome.STEP_UP, ReviewOutcome.STEP_DOWN)


@dataclass(frozen=True, slots=True)
class Tier:
    """How often a case is reviewed, in weeks."""

    id: int
    name: str
    interval_weeks: int
    hard_maximum_weeks: int

    def after(self, held_on: date) -> Due:
        """When the next review is due by the rule, after one held on the day."""
        return next_due(
            accepted_on=held_on,
            last_held_on=held_on,
            interval_weeks=self.interval_weeks,
            hard_maximum_weeks=self.hard_maximum_weeks,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """Another day than the rule's, and why. `past_limit`: it is known to lie after the longest time allowed."""

    on: date | None = None
    because: str = ""
    past_limit: bool = False


def step_to(outcome: ReviewOutcome, base: int | None, to: int | None, tiers: Mapping[int, Tier]) -> Tier:
    """The tier a case is stepped to from the tier `base`. Raises RuleBroken for one that is no such step."""
    if to is None or base is None:
        raise RuleBroken("Choose the tier that the case goes to.")
    up = outcome is ReviewOutcome.STEP_UP
    weeks, found = tiers[base].interval_weeks, tiers[to]
    if (found.interval_weeks >= weeks) if up else (found.interval_weeks <= weeks):
        raise RuleBroken(
            f"The case is in the tier {tiers[base].name}: choose one that is reviewed "
            f"{'more' if up else 'less'} often."
        )
    return found


def chosen_day(choice: Choice, by_rule: Due, held_on: date) -> date | None:
    """The day chosen; none where it is the rule's. Raises RuleBroken for one that may not be chosen.

    The hard limit stays whatever is chosen, so a day after it has to be said twice.
    """
    if choice.on is None or choice.on == by_rule.due_on:
        return None
    if choice.on <= held_on:
        raise RuleBroken(f"The next review comes after this one, so after {day(held_on)}.")
    if not choice.because:
        raise RuleBroken(f"By the rule the next review is due on {day(by_rule.due_on)}. Say why another day.")
    if choice.on > by_rule.hard_limit_on and not choice.past_limit:
        raise RuleBroken(
            f"{day(choice.on)} is after {day(by_rule.hard_limit_on)}, the longest time this tier allows. That "
            "limit stays, whatever is chosen: choose an earlier day, or tick that you know."
        )
    return choice.on
