"""Whether a registration number looks like one of its regulator's. Pure.

The patterns are the borough's reference facts, each with how certain it is: what is “sourced” makes a number
that does not fit wrong; “warn only” makes it worth a second look.
"""

import re
from dataclasses import dataclass

SOURCED, WARN_ONLY = "sourced", "warn only"


@dataclass(frozen=True, slots=True)
class Misfit:
    """A number that does not fit. `wrong`: it cannot be right; otherwise it is only to be looked at."""

    wrong: bool
    sentence: str


def misfit(
    number: str | None, *, regulator: str | None, pattern: str | None, certainty: str
) -> Misfit | None:
    """None where it fits, where there is no number to judge, and always where nobody regulates.

    `pattern`: a regular expression for the whole number, as `professions.csv` has it. Raises re.error when
    it is none.
    """
    if regulator is None or number is None or not pattern or certainty not in (SOURCED, WARN_ONLY):
        return None
    # fullmatch, since “$” lets a line break at the end pass.
    if re.fullmatch(pattern, number):
        return None
    if certainty == SOURCED:
        return Misfit(True, f"{number} is not a number that {regulator} gives. Look it up in the register.")
    return Misfit(
        False, f"{number} does not look like the numbers that {regulator} usually gives. Check it once more."
    )
