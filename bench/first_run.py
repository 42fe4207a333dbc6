"""How long `make run` takes from a fresh clone, with nothing installed, until its first page is there.

python -m bench.first_run --folder FOLDER

Clones what is committed into a new folder under FOLDER, which is removed afterwards. Packages come from
wherever pip and uv are set up to fetch them; what they keep between runs they may use here too.
"""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.served import ROOT, free_port, wait_until_up
from bench.table import Figure, print_figures

AIM = 60.0
LONGEST = 600.0  # seconds


def main(arguments: list[str]) -> int:
    """Print what the first run took, and a second one that finds everything made."""
    asked = ArgumentParser(description=__doc__)
    asked.add_argument("--folder", type=Path, required=True, help="where the clone is made")
    folder: Path = asked.parse_args(arguments).folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as clone:
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        print_figures(_figures("first make run", Path(clone), AIM))
        print_figures(_figures("second make run", Path(clone), None))
    return 0


def _figures(name: str, clone: Path, aim: float | None) -> Iterator[Figure]:
    port, began, cpu_began = free_port(), time.perf_counter(), _cpu_seconds()
    with _make_run(clone, port) as make:
        wait_until_up(port, LONGEST, make)
        seconds = time.perf_counter() - began
    yield Figure(f"{name}: wall", seconds, "s", aim)
    yield Figure(f"{name}: CPU of all it did before serving", _cpu_seconds() - cpu_began, "s", aim)


def _cpu_seconds() -> float:
    """Of every process that was started and has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def _make_run(clone: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`make run` in a process group of its own, which is ended with everything it started."""
    own = {"DATABASE_URL", "SECRET_KEY", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL"}
    environment = {name: value for name, value in os.environ.items() if name not in own}
    command = ["make", "run", f"PORT={port}"]
    with subprocess.Popen(
        command, cwd=clone, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    ) as make:
        try:
            yield make
        finally:
            with suppress(ProcessLookupError):
                os.killpg(make.pid, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
