"""What an import does, or would do."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

SHOWN = 2_000


class Effect(NamedTuple):
    """One thing an import does to one person's facts, in words."""

    assignment_number: str
    name: str
    what: str
    verb: str
    sentence: str


@dataclass(slots=True)
class Outcome:
    """`counts` holds `started`, `changed`, `unchanged` by row of the file; `ended` counts placements, and
    employments without one, that were in force on the day and are gone from the file. `effects` says in
    words what changes, where words were asked for. `ending` holds the people left without an employment or a
    placement they had."""

    counts: Counter[str] = field(default_factory=Counter)
    effects: list[Effect] = field(default_factory=list)
    ending: set[int] = field(default_factory=set)
    staff: int = 0
    warnings: list[tuple[int, str]] = field(default_factory=list)
    _digest: Any = field(default_factory=hashlib.sha256)

    def add(self, effects: Iterable[Effect]) -> None:
        """Every effect makes the fingerprint; the first are kept to show."""
        for effect in effects:
            self._digest.update(repr(effect).encode())
            if len(self.effects) < SHOWN:
                self.effects.append(effect)

    @property
    def fingerprint(self) -> str:
        """Equal when two runs would do the same."""
        return self._digest.hexdigest()

    @property
    def needs_second(self) -> bool:
        """More than 20 people, or more than 2 percent of the employer's staff, would end."""
        return len(self.ending) > 20 or len(self.ending) * 50 > self.staff
