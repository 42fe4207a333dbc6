"""A plan: reviews laid into sessions, who comes to each, what it costs and what was not possible."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import NamedTuple

FORMAT = "review-plan/1"


@dataclass(frozen=True)
class PlannedReview:
    """One case in one session; `starts_minute` counts from the start of the session."""

    case: str
    session: str
    starts_minute: int


@dataclass(frozen=True)
class Attendance:
    """The people asked to come to one session, the chair among them."""

    session: str
    staff: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """What a plan is judged by. All but `needs_met_percent` are the better for being smaller."""

    score: float
    weighted_overdue_days: float
    breach_days: int
    breaches: int
    needs_met_percent: float
    attendances: int
    waiting_minutes: int
    moved: int


@dataclass(frozen=True)
class Unplaced:
    """A review that could not be held by the day it was due, and the reasons in plain sentences."""

    case: str
    due_on: date
    because: tuple[str, ...]


class Unkept(NamedTuple):
    """A review that was to stay where it is and cannot, and the rule it would break, in a plain sentence."""

    case: str
    session: str
    because: str


@dataclass(frozen=True)
class Plan:
    """The answer to one problem.

    `bound` is proven: no plan of the same problem, with the same reviews kept where they are, has a lower
    score. `status` is "optimal" only when the score has reached it, and otherwise "feasible". `seconds` is
    what the caller measured. `solver` says whether OR-Tools had a part in the bound.
    `unkept` and `solver` are no part of the JSON.
    """

    problem: str
    status: str
    reviews: tuple[PlannedReview, ...]
    attendance: tuple[Attendance, ...]
    figures: Figures
    bound: float
    unplaced: tuple[Unplaced, ...]
    unkept: tuple[Unkept, ...] = ()
    seconds: float = 0.0
    solver: bool = False

    def taking(self, seconds: float) -> "Plan":
        """The same plan, stating how long it took; the planner itself reads no clock."""
        return replace(self, seconds=round(seconds, 2))

    def as_json(self) -> dict[str, object]:
        """This plan as `review-plan/1`, ready for `json.dumps`."""
        return {
            "format": FORMAT,
            "problem": self.problem,
            "status": self.status,
            "seconds": self.seconds,
            "reviews": [asdict(review) for review in self.reviews],
            "attendance": [{"session": row.session, "staff": list(row.staff)} for row in self.attendance],
            "figures": asdict(self.figures),
            "bound": {"score": self.bound},
            "unplaced": [
                {"case": row.case, "due_on": row.due_on.isoformat(), "because": list(row.because)}
                for row in self.unplaced
            ],
        }
