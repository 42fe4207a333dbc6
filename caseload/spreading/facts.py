"""What spreading is asked: people with room, and cases with what each would count for whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

CEILING = Fraction(115, 100)
"""Of capacity: nobody is given a case that would take them over it."""


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who can hold cases: points they can hold, and points they keep whatever is moved."""

    person_id: int
    capacity: int
    kept: int = 0


@dataclass(frozen=True, slots=True)
class ToPlace:
    """A case that can be held by any of these people, for so many points each, whoever should be thought of
    first first. `holder`: who holds it now; they may keep it if they are among the people."""

    case_id: int
    points: Mapping[int, int]
    holder: int | None = None
    order: Mapping[int, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = {person_id: place for place, person_id in enumerate(self.points)}
        object.__setattr__(self, "order", places)

    @property
    def least(self) -> int:
        """The fewest points that anybody would carry for it; 0 where nobody can."""
        return min(self.points.values(), default=0)
