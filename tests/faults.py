"""Deliberate faults in the code that decides who may see what, and from when until when: each is one change to one
file, and the test it names has to fail for it.

`python -m tests.faults [PART OF A NAME]` applies each to a copy of the tree and runs its test there. It prints what
became of each, and ends with status 1 when one was not caught. A fault is added to FAULTS; its number is its place.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("accounts", "app", "bench", "caseload", "foundation", "migrations", "neighbourhoods", "people",
            "teams", "templates", "tests", "tools")  # fmt: skip
FILES = ("pyproject.toml", "wsgi.py")
FAILED = 1
"""Pytest's status when a test failed; any other but 0 is that it could not be run."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`before`, which is there once in `file`, becomes `after`; `caught_by`: the test, as pytest names it."""

    name: str
    file: str
    before: str
    after: str
    caught_by: str


FOLLOWING = "tests/queries/test_following.py::test_"
EFFECTIVE = "tests/rules/test_effective.py::test_"
POLICY = "tests/rules/test_policy.py::test_"

FAULTS = (
    Fault("the first day is out", "foundation/effective.py",
          "and_(row.starts_on <= as_at.on, still_open", "and_(row.starts_on < as_at.on, still_open",
          f"{FOLLOWING}a_role_in_a_neighbourhood_follows_the_placement"),
    Fault("the day after the last is in", "foundation/effective.py",
          "or_(row.until.is_(None), row.until > on)", "or_(row.until.is_(None), row.until >= on)",
          f"{FOLLOWING}transferred_at_midnight_the_next_day_obeys"),
    Fault("what was taken back is believed", "foundation/effective.py",
          "return row.superseded_at.is_(None)", "return row.recorded_at.is_not(None)",
          f"{FOLLOWING}what_is_believed_no_more_gives_nothing"),
    Fault("a period holds its end", "foundation/effective.py",
          "return self.starts_on <= day < self.end", "return self.starts_on <= day <= self.end",
          f"{EFFECTIVE}the_first_day_is_in_and_until_is_out"),
    Fault("a last day is taken for an end", "foundation/effective.py",
          "last_day and last_day + timedelta(days=1)", "last_day and last_day + timedelta(days=0)",
          f"{EFFECTIVE}a_last_day_is_the_day_before_until"),
    Fault("the day turns by universal time", "accounts/queries.py",
          "on = at.astimezone(LONDON).date()", "on = at.date()",
          f"{FOLLOWING}the_day_begins_at_midnight_in_england"),
    Fault("a tied account keeps its roles", "teams/following.py",
          "(or_(gives, ~tied()), Standing", "(or_(gives, tied()), Standing",
          f"{FOLLOWING}or_the_post_that_leads_it"),
    Fault("any post leads any neighbourhood", "teams/role_periods.py",
          "PostDetails.scope == RoleGrant.scope", 'PostDetails.scope != ""',
          f"{FOLLOWING}a_post_of_another_neighbourhood_gives_nothing"),
    Fault("a deputy need not wait for anybody to be away", "teams/role_periods.py",
          "or_(itself, _stands_in(as_at, weekday))", "or_(itself, ~itself)",
          f"{FOLLOWING}a_deputy_stands_in_just_while_the_holder_is_away"),
    Fault("a deputy fills a vacancy", "teams/role_periods.py",
          "return and_(exists(holders), ~exists(", "return and_(~exists(",
          f"{FOLLOWING}the_deputy_of_a_post_that_nobody_holds_stands_in_for_nobody"),
    Fault("a working pattern is read a half-day on", "teams/role_periods.py",
          "func.substr(WorkingPattern.half_days, mark + 1, 1)", "func.substr(WorkingPattern.half_days, mark + 2, 1)",
          f"{FOLLOWING}a_deputy_stands_in_just_while_the_holder_is_away"),
    Fault("a role that rests leaves something", "accounts/following.py",
          "if self is Standing.RESTS:", "if self is Standing.REDUCED:",
          f"{POLICY}what_a_role_leaves"),
    Fault("every neighbourhood is covered", "caseload/policy.py",
          'return "" in scopes or code in scopes', "return bool(scopes) or code in scopes",
          f"{POLICY}a_scope_covers_its_neighbourhood_alone"),
    Fault("every neighbourhood is listed", "caseload/queries/cases.py",
          'return true() if "" in scopes else Neighbourhood.code.in_(scopes)', "return true()",
          "tests/queries/test_cases.py::test_only_the_viewers_neighbourhoods_are_listed_and_counted"),
    Fault("a seal is looked for in the wrong place", "caseload/policy.py",
          "if Relation.SEALED in relations:", "if Relation.SEALED in SHOWN:",
          f"{POLICY}a_sealed_record_shows_nothing_whatever_else_holds"),
    Fault("whoever decides a request is told who it is about", "caseload/policy.py",
          "Relation.REQUEST: {_P.DECIDING: frozenset({_F.PLAN})}", "Relation.REQUEST: {_P.DECIDING: _WHO}",
          f"{POLICY}what_a_relation_shows"),
    Fault("whoever has a task is told who it is about", "caseload/policy.py",
          "Relation.ACTION: {_P.ACTING: _TASK}", "Relation.ACTION: {_P.ACTING: _WHO}",
          f"{POLICY}relations_show_together_what_each_shows"),
    Fault("anybody's case is one's own", "caseload/policy.py",
          "person_id is not None and who == person_id", "person_id is not None and who is not None",
          f"{POLICY}having_a_case_is_ones_own"),
)  # fmt: skip


def copied(folder: Path) -> Path:
    """The tree, as far as tests need it, in a folder where it may be spoilt."""
    tree = folder / "tree"
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(ROOT / package, tree / package, ignore=ignored)
    for file in FILES:
        shutil.copy2(ROOT / file, tree / file)
    return tree


def caught(fault: Fault, tree: Path) -> bool:
    """Whether its test fails for it, in a copy that is put right again. Raises RuntimeError where the test could not
    be run."""
    file = tree / fault.file
    sound = file.read_text()
    file.write_text(sound.replace(fault.before, fault.after))
    try:
        command = [
            sys.executable,
            "-B",
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            fault.caught_by,
        ]
        run = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    finally:
        file.write_text(sound)
    if run.returncode not in (0, FAILED):
        raise RuntimeError(f"{fault.caught_by} could not be run: {run.stdout[-500:]}{run.stderr[-500:]}")
    return run.returncode == FAILED


def main(wanted: str) -> int:
    """Each fault whose name has `wanted` in it."""
    asked = [fault for fault in FAULTS if wanted in fault.name]
    with tempfile.TemporaryDirectory() as folder:
        tree = copied(Path(folder))
        missed = [fault for fault in asked if not told(fault, caught(fault, tree))]
    print(f"{len(asked)} deliberate faults, {len(asked) - len(missed)} caught")  # noqa: T201
    return 1 if missed else 0


def told(fault: Fault, found: bool) -> bool:
    """What became of it, said and given back."""
    print(f"  {'caught' if found else 'NOT CAUGHT'}: {fault.name} ({fault.caught_by})", flush=True)  # noqa: T201
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
