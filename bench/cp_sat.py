"""A whole problem handed to CP-SAT, begun from a plan: the yardstick that a search should beat.

python -m bench.cp_sat PROBLEM.json PLAN.json SECONDS

It is run in a process of its own by `bench.planner`, and prints the score it reached and the bound it proved as
JSON. A review is a yes or no for each case and session, a seat one for each person and session; a stretch of
days is late unless a session in the interval before it holds the case.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from caseload.reviews.planner import Problem, read_problem
from caseload.reviews.planner.diary import find_clashes
from caseload.reviews.planner.problem import KEY_WORKER_WEIGHT, Case, Session

cp_model: Any = import_module("ortools.sat.python.cp_model")

POINTS = 100
"""Scores have two decimals, and CP-SAT counts in whole numbers."""
Wish = tuple[tuple[str, ...], float | None]
"""Who would do, and what going without costs; None where the review cannot be held without."""


class WholeProblem:
    """The model: `costs` pairs what is paid for with how much."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.model = problem, cp_model.CpModel()
        self.costs: list[tuple[Any, int]] = []
        self._limits = {person.id: person.sessions_per_week for person in problem.staff}
        self.reviews: dict[tuple[str, str], Any] = {}
        self._unless: list[tuple[Any, list[Any], Any]] = []
        self.seats: dict[tuple[str, str], Any] = {}
        self._seat_people()
        for case in problem.cases:
            self._follow(case)
        self._fill_sessions()
        self.model.Minimize(sum(var * cost for var, cost in self.costs))

    def _seat_people(self) -> None:
        clashes = find_clashes(self.problem)
        chairs = {session.id: session.chair for session in self.problem.sessions}
        weeks: defaultdict[tuple[str, int], list[Any]] = defaultdict(list)
        for session in self.problem.sessions:
            for person in sorted(session.available - {session.chair}):
                if not any(chairs[other] == person for other in clashes[session.id]):
                    seat = self.seats[person, session.id] = self.model.NewBoolVar("")
                    weeks[person, session.week].append(seat)
        for (person, _), seats in weeks.items():
            limit = self._limits[person]
            if limit is not None and limit < len(seats):
                self.model.Add(sum(seats) <= limit)
        for (person, session), seat in self.seats.items():
            for other in clashes[session]:
                if session < other and (person, other) in self.seats:
                    self.model.AddAtMostOne([seat, self.seats[person, other]])

    def _follow(self, case: Case) -> None:
        start, soonest = self.problem.earliest_day(case, case.last_day), self.problem.earliest_day(case, 0)
        held: dict[Session, Any] = {}
        for session in self.problem.sessions_of(case.neighbourhood):
            if session.day >= start:
                held[session] = self.reviews[case.id, session.id] = self.model.NewBoolVar("")
                self._meet_needs(case, session, held[session])
        for day in {session.day for session in held}:
            self.model.AddAtMostOne([held[s] for s in held if day - soonest < s.day <= day])
        self._wait(case, held, case.interval_days, case.weight)
        self._wait(case, held, case.interval_days + case.breach_days, case.breach_weight)

    def _meet_needs(self, case: Case, session: Session, review: Any) -> None:
        for people, cost in _wishes(case):
            if session.chair in people:
                continue
            seats = [self.seats[who, session.id] for who in people if (who, session.id) in self.seats]
            if cost is None:
                self.model.AddBoolOr([*seats, review.Not()])
            else:
                without = self.model.NewBoolVar("")
                self.model.AddBoolOr([*seats, review.Not(), without])
                self.costs.append((without, round(POINTS * cost)))
                self._unless.append((without, seats, review))

    def _wait(self, case: Case, held: dict[Session, Any], allowed: int, weight: float) -> None:
        """Each day costs `weight` unless a session in the `allowed` days up to it holds the case."""
        stretches: defaultdict[tuple[Session, ...], int] = defaultdict(int)
        for day in range(max(0, case.last_day + allowed), self.problem.days):
            stretches[tuple(s for s in held if day - allowed < s.day <= day)] += 1
        for sessions, days in stretches.items() if weight else ():
            late = self.model.NewBoolVar("")
            reviews = [held[session] for session in sessions]
            self.model.AddBoolOr([late, *reviews])
            self._unless.append((late, reviews, None))
            self.costs.append((late, round(POINTS * weight * days)))

    def _fill_sessions(self) -> None:
        minutes = {case.id: case.minutes for case in self.problem.cases}
        filled: defaultdict[str, list[Any]] = defaultdict(list)
        for (case, session), review in self.reviews.items():
            filled[session].append(review * minutes[case])
        for session in self.problem.sessions:
            self.model.Add(sum(filled[session.id]) <= session.minutes)

    def begin_from(self, plan: dict[str, Any]) -> None:
        held = {(row["case"], row["session"]) for row in plan["reviews"]}
        asked = {(who, row["session"]) for row in plan["attendance"] for who in row["staff"]}
        taken = {var.Index(): key in held for key, var in self.reviews.items()}
        taken |= {var.Index(): key in asked for key, var in self.seats.items()}
        for var, others, review in self._unless:
            asks = review is None or taken[review.Index()]
            taken[var.Index()] = asks and not any(taken[other.Index()] for other in others)
        for index, value in taken.items():
            self.model.AddHint(self.model.GetBoolVarFromProtoIndex(index), value)


def _wishes(case: Case) -> Iterator[Wish]:
    key = (case.key_worker,) if case.key_worker else ()
    yield key, KEY_WORKER_WEIGHT
    yield key + ((case.deputy,) if case.deputy else ()), None
    for need in case.needs:
        yield need.eligible, need.weight
        if need.hard:
            yield need.eligible, None


def main(arguments: list[str]) -> None:
    problem, plan = (json.loads(Path(name).read_text(encoding="utf-8")) for name in arguments[:2])
    whole = WholeProblem(read_problem(problem))
    whole.begin_from(plan)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = float(arguments[2])
    found = solver.Solve(whole.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    score = solver.ObjectiveValue() / POINTS if found else None
    print(json.dumps({"score": score, "bound": solver.BestObjectiveBound() / POINTS}))


if __name__ == "__main__":
    main(sys.argv[1:])
