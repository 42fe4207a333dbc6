"""What rulings cost: one person's page, everybody's rulings in one pass, and the scheme.

python -m bench.authority --folder FOLDER [--staff 285 20000 71000] [--rounds 7] [--requests 20] [--database SERVER]

One pass reads everybody employed on the day, a few thousand at a time, and rules on every function for each.
"""

import resource
import sys
import time
from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from statistics import median

from bench.pages import HEADINGS, cells, measure
from bench.sample import TODAY, alone, app_on, folder_of, parser, register_of
from bench.table import Figure, print_columns, print_figures
from foundation.effective import AsAt
from teams.queries.authority import Employed, authority_of_all, everybody_employed

SIZES = [285, 20_000, 71_000]
AT_ONCE = 2_000
PAGES = ("decisions", "the scheme", "what if")
# The aims for all rulings, in seconds of CPU.
AIMS = {285: 0.2, 71_000: 60.0}


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass over everybody: seconds of CPU for reading and for ruling, and how many rulings there were."""

    reading: float
    ruling: float
    employments: int
    rulings: int


@dataclass(frozen=True, slots=True)
class Cost:
    """Several passes over one register, in a process of their own. `idle_mib`: its memory before the first."""

    passes: tuple[Pass, ...]
    idle_mib: float
    peak_mib: float


def main(arguments: list[str]) -> int:
    """Print the passes and, below them, the pages of each size."""
    asking = parser(__doc__, staff=SIZES)
    asking.add_argument("--rounds", type=int, default=7, help="passes, and turns of each page")
    asking.add_argument("--requests", type=int, default=20, help="requests in each turn")
    asked = asking.parse_args(arguments)
    peaks: dict[int, float] = {}
    for staff in asked.staff:
        address = register_of(folder_of(asked), staff, asked.database)
        peaks[staff] = _one_size(staff, address, asked)
    _print_growth(peaks)
    return 0


def rule_everybody(address: str, rounds: int) -> Cost:
    """All rulings about everybody employed, so many times over, nothing remembered in between."""
    with app_on(address).app_context():
        idle = _peak_mib()
        passes = tuple(_pass() for _ in range(rounds))
        return Cost(passes, idle, _peak_mib())


def _one_size(staff: int, address: str, asked: Namespace) -> float:
    cost = alone(rule_everybody, address, asked.rounds)
    first = cost.passes[0]
    print(
        f"\n{first.rulings:,} rulings about {first.employments:,} employments on {address.partition(':')[0]}"
    )
    print_figures(_figures(cost, AIMS.get(staff)))
    print_columns([HEADINGS, *(cells(page) for page in alone(measure, address, asked, PAGES))])
    return cost.peak_mib


def _pass() -> Pass:
    began, ruling, employments, rulings = time.process_time(), 0.0, 0, 0
    authority = authority_of_all(AsAt(TODAY))
    for some in _at_once(everybody_employed(AsAt(TODAY))):
        began_ruling = time.process_time()
        rulings += sum(len(authority.rulings(each.subject)) for each in some)
        ruling += time.process_time() - began_ruling
        employments += len(some)
    return Pass(time.process_time() - began - ruling, ruling, employments, rulings)


def _at_once(employed: Iterable[Employed]) -> Iterator[list[Employed]]:
    left = iter(employed)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _figures(cost: Cost, aim: float | None) -> Iterator[Figure]:
    ruling = median(each.ruling for each in cost.passes)
    yield Figure("ruling alone: CPU", ruling, "s", aim)
    yield Figure("reading and ruling: CPU", median(e.reading + e.ruling for e in cost.passes), "s", aim)
    yield Figure("one ruling: CPU", ruling / cost.passes[0].rulings * 1e6, "µs")
    yield Figure("memory before", cost.idle_mib, "MiB")
    yield Figure("peak memory", cost.peak_mib, "MiB")


def _print_growth(peaks: dict[int, float]) -> None:
    sizes = sorted(peaks)
    for smaller, larger in pairwise(sizes):
        growth = peaks[larger] - peaks[smaller]
        print(f"peak memory from {smaller:,} to {larger:,} staff: {growth:+.0f} MiB")


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
