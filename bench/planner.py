"""Score, proven bound, their ratio and CPU seconds of the planner, for each problem file named.

python -m bench.planner PROBLEM.json...
"""

import json
import sys
import time
from pathlib import Path

from caseload.reviews.planner import Plan, read_problem, solve


def main(paths: list[str]) -> int:
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    print(f"{'problem':24}{'score':>12}{'bound':>12}{'ratio':>8}{'CPU s':>8}")
    for path in paths:
        print(_row(_timed(Path(path))))
    return 0


def _timed(path: Path) -> Plan:
    problem = read_problem(json.loads(path.read_text(encoding="utf-8")))
    began = time.process_time()
    plan = solve(problem)
    return plan.taking(time.process_time() - began)


def _row(plan: Plan) -> str:
    score = plan.figures.score
    ratio = f"{score / plan.bound:.2f}" if plan.bound else "-"
    return f"{plan.problem:24}{score:12,.1f}{plan.bound:12,.1f}{ratio:>8}{plan.seconds:8.2f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
