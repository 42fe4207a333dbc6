"""How much work a plan may take, and how it is told of while it is made."""

from collections.abc import Callable
from dataclasses import dataclass

WORK_PER_CASE = 40
"""Times that each case is looked at, on average, when the caller allows neither work nor time."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`work` is how many series of reviews have been laid out; `score` and `bound` are the best so far.

    `solver` once OR-Tools has had a part in them.
    """

    work: int
    score: float
    bound: float
    solver: bool = False


Watch = Callable[[Progress], bool]
"""Told of progress now and then; answers whether to go on."""


class Allowance:
    """The work or the seconds allowed, and whether somebody watching has called a halt.

    Seconds are only looked at between pieces of work. Where work alone is limited, the same problem and
    seed give the same plan on any machine. `with_solver` once OR-Tools has had a part in what is told.
    """

    def __init__(
        self, work: int | None, seconds: float | None, counter: Callable[[], float], watch: Watch | None
    ) -> None:
        self._work, self._seconds, self._counter, self._watch = work, seconds, counter, watch
        self._began = counter() if seconds is not None else 0.0
        self.done = 0
        self.stopped = False
        self.with_solver = False

    def spend(self, work: int) -> None:
        self.done += work

    def used(self) -> float:
        """The share of what is allowed that is used up: 1 or more when no more may be done."""
        shares = [1.0] if self.stopped else [0.0]
        if self._work is not None:
            shares.append(self.done / self._work if self._work else 1.0)
        if self._seconds is not None:
            shares.append((self._counter() - self._began) / self._seconds if self._seconds else 1.0)
        return max(shares)

    def seconds_left(self) -> float | None:
        """Seconds still allowed, where they are limited."""
        if self._seconds is None:
            return None
        return max(0.0, self._seconds - (self._counter() - self._began))

    def tell(self, score: float, bound: float) -> None:
        """Let whoever watches know, and stop when they say so."""
        if self._watch and not self._watch(Progress(self.done, round(score, 2), bound, self.with_solver)):
            self.stopped = True
