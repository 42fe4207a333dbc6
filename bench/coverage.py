"""What coverage costs: its pages over HTTP, and one pass over many synthetic staff against SQL by hand.

python -m bench.coverage --folder FOLDER [--staff 2000] [--many 1500000] [--rounds 7] [--requests 20] [--database SERVER]

Both sides of a pass count the same rows and must come to the same cells; they take turns in one run.
"""

import resource
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from bench.many import many_staff
from bench.pages import HEADINGS, cells, measure
from bench.raw_coverage import count_by_hand, hundredths
from bench.sample import TODAY, alone, app_on, folder_of, parser, register_of
from bench.table import Figure, print_columns, print_figures
from foundation.effective import AsAt
from teams.coverage.counting import Coverage, coverage_of
from teams.queries.coverage import judge_on, practices_to_count
from teams.queries.coverage_span import EVERYBODY

T = TypeVar("T")
MANY = 100_000
MOST_RATIO = 3.0


@dataclass(frozen=True, slots=True)
class Pass:
    """Coverage of everybody and the same counts by hand: seconds of both in each turn, and memory in MiB."""

    people: int
    gaps: int
    ours: tuple[float, ...]
    by_hand: tuple[float, ...]
    idle_mib: float
    peak_mib: float


def main(arguments: list[str]) -> int:
    """Print the pages of each size, then the pass over many."""
    asking = parser(__doc__, staff=[2_000])
    asking.add_argument("--many", type=int, nargs="*", default=[MANY], help="synthetic staff of each pass")
    asking.add_argument("--turns", type=int, default=3, help="turns that a pass and SQL by hand take")
    asking.add_argument("--rounds", type=int, default=7, help="turns of each page")
    asking.add_argument("--requests", type=int, default=20, help="requests in each turn")
    asked = asking.parse_args(arguments)
    for staff in asked.staff:
        _pages(staff, asked)
    for staff in asked.many:
        address = many_staff(folder_of(asked), staff, asked.database)
        found = alone(count_both_ways, address, asked.turns)
        print(f"\n{found.people:,} staff, {found.gaps:,} gaps on {address.partition(':')[0]}")
        print_figures(_figures(found))
    return 0


def count_both_ways(address: str, turns: int) -> Pass:
    """So many turns of each. Raises ValueError where they do not come to the same."""
    with app_on(address).app_context():
        idle = _peak_mib()
        ours, by_hand = list[float](), list[float]()
        people = gaps = 0
        for _ in range(turns):
            seconds, counted = _timed(lambda: count_by_hand(TODAY))
            by_hand.append(seconds)
            seconds, found = _timed(
                lambda: coverage_of(practices_to_count(EVERYBODY, AsAt(TODAY)), judge_on(AsAt(TODAY)))
            )
            ours.append(seconds)
            people, gaps = found.people, len(found.gaps)
            if list(_cells(found)) != counted:
                raise ValueError("coverage and SQL by hand came to different cells")
        return Pass(people, gaps, tuple(ours), tuple(by_hand), idle, _peak_mib())


def _pages(staff: int, asked: Namespace) -> None:
    address = register_of(folder_of(asked), staff, asked.database)
    print(f"\n{staff:,} staff on {address.partition(':')[0]}")
    print_columns([HEADINGS, *(cells(page) for page in alone(measure, address, asked, ("coverage",)))])


def _figures(found: Pass) -> Iterator[Figure]:
    ours, by_hand = median(found.ours), median(found.by_hand)
    yield Figure("SQL by hand: wall", by_hand, "s")
    yield Figure("coverage: wall", ours, "s", by_hand * MOST_RATIO)
    yield Figure("coverage over SQL by hand", ours / by_hand, "times", MOST_RATIO)
    yield Figure("one person: wall", ours / found.people * 1e6, "µs")
    yield Figure("memory before", found.idle_mib, "MiB")
    yield Figure("peak memory", found.peak_mib, "MiB")


def _cells(found: Coverage) -> Iterator[tuple[object, ...]]:
    for cell in found.cells:
        place = cell.profession, cell.employer, cell.neighbourhood
        yield *place, cell.people, cell.covered, hundredths(cell.wte), hundredths(cell.wte_covered)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
