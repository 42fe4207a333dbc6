"""`python -m app.demo FOLDER` writes the sample borough."""

import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from app.demo.borough import write_borough

# The day the sample was written for; another day moves every date with it.
SAMPLE_DAY = date(2026, 11, 22)


def main(arguments: list[str]) -> int:
    """Exit status 0 done, 1 refused with the reason on stderr, 2 wrong use."""
    asked = _parser().parse_args(arguments)
    try:
        manifest = write_borough(
            asked.folder,
            staff=asked.staff,
            cases=asked.cases,
            seed=asked.seed,
            today=asked.today,
            years=asked.years,
        )
    except ValueError as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    sys.stdout.write(f"{len(manifest.loads)} files to load, as manifest.json in {asked.folder} says\n")
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m app.demo", description="Write the sample borough into a folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--staff", type=int, default=285, help="people in placement today")
    parser.add_argument("--cases", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--today", type=date.fromisoformat, default=SAMPLE_DAY)
    parser.add_argument("--years", type=int, default=5, help="years of history; 0 for today's extracts only")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
