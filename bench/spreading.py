"""How fair a spread can be, found and proven, and how far greedy is from it; and a leaver's list, proposed.

python -m bench.spreading [--boroughs 4] [--people 150] [--cases 600]

Each borough is made up from a number, with the provisional weights: five neighbourhoods, people of different hours
and professions, one case in three wanting one profession. Found and proven must take 10 seconds, a leaver's 40
cases among 60 people 1 second; both are seconds of CPU.
"""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from random import Random

from bench.table import Figure, print_columns, print_figures
from caseload.capacity.weights import PROVISIONAL
from caseload.capacity.workload import HeldWork, points_of
from caseload.spreading import Rebalance, Taker, ToPlace, propose, rebalance

SECONDS = 8.0  # the search is stopped then, and hands in what it has
AIM, AIM_LEAVER = 10.0, 1.0
PLACES = 5
PROFESSIONS = "nsnsnsmsmo"
HEADINGS = (
    "borough",
    "seconds",
    "today",
    "greedy",
    "found",
    "bound",
    "proven",
    "greedy above",
    "found above",
)
Problem = tuple[list[Taker], list[ToPlace]]


def main(arguments: list[str]) -> int:
    """Print a line for each borough, and what a leaver's list costs."""
    asking = ArgumentParser(description=__doc__)
    asking.add_argument("--boroughs", type=int, default=4)
    asking.add_argument("--people", type=int, default=150)
    asking.add_argument("--cases", type=int, default=600)
    asked = asking.parse_args(arguments)
    timed = [_timed(_borough(number, asked.people, asked.cases)) for number in range(asked.boroughs)]
    print(
        f"{asked.cases} cases over {asked.people} people: nobody above so many percent of what they can hold"
    )
    print_columns([HEADINGS, *(_row(number, *each) for number, each in enumerate(timed))])
    print_figures(
        [
            Figure("the slowest borough, found and bounded: CPU", max(s for s, _ in timed), "s", AIM),
            Figure("a leaver's 40 cases among 60 people: CPU", _leaver(), "s", AIM_LEAVER),
        ]
    )
    return 0


def _timed(problem: Problem) -> tuple[float, Rebalance]:
    began = time.process_time()
    found = rebalance(*problem, lambda: time.process_time() - began < SECONDS)
    return time.process_time() - began, found


def _row(number: int, seconds: float, found: Rebalance) -> Sequence[str]:
    least = found.bound.unevenness
    return (
        str(number),
        f"{seconds:.1f}",
        *(f"{each.percent}%" for each in (found.today, found.greedy, found.best, found.bound)),
        "yes" if found.proven else "no",
        *(f"{(each.unevenness / least - 1) * 100:.3f}%" for each in (found.greedy, found.best)),
    )


def _leaver() -> float:
    takers, cases = _borough(0, 60, 40, places=1)
    began = time.process_time()
    found = propose(cases, takers)
    assert not found.unplaced
    return time.process_time() - began


def _borough(number: int, people: int, cases: int, places: int = PLACES) -> Problem:
    chance = Random(number)  # a made-up borough, the same each time
    takers = [
        Taker(who, _capacity(chance), chance.choice((0, 0, 66, 66, 110, 132, 50))) for who in range(people)
    ]
    return takers, [_case(chance, case, people, places) for case in range(cases)]


def _capacity(chance: Random) -> int:
    hours, left = chance.choice((37, 37, 37, 37.5, 30, 30, 22.5)), chance.choice((1, 1, 1, 1, 0.8, 0.9))
    return round(2176 * hours / 37 * left)


def _case(chance: Random, number: int, people: int, places: int) -> ToPlace:
    """Held today by anybody who could: how unfair that is says nothing of a real borough."""
    place, points = chance.randrange(places), points_of(_work(chance, number), PROVISIONAL)
    wanted = chance.choices((None, "n", "s", "m"), (12, 3, 3, 1))[0]
    able = [
        who
        for who in range(place, people, places)
        if wanted in (None, PROFESSIONS[who // places % len(PROFESSIONS)]) and chance.random() > 0.002
    ]
    return ToPlace(number, dict.fromkeys(able, points), chance.choice(able) if able else None)


def _work(chance: Random, number: int) -> HeldWork:
    return HeldWork(
        number,
        chance.choices(("intensive", "active", "maintenance"), (2, 8, 10))[0],
        chance.choices(("standard", "complex", "safeguarding", "end_of_life"), (8, 1, 1, 1))[0],
        chance.choices(("assessment", "review_cycle", "stepping_down"), (2, 7, 1))[0],
        paused=chance.random() < 0.06,
        travel=chance.random() < 0.15,
        statutory=chance.random() < 0.1,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
