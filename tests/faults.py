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
LOOKING = "tests/actions/test_looking.py::test_"
AUTHORITY = "tests/queries/test_authority.py::test_"
RETENTION = "tests/actions/test_retention.py::test_"

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
          "return true() if everywhere else Neighbourhood.code.in_(bindparam(codes, expanding=True))", "return true()",
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
    # When a look, a seal and a sign-in are over.
    Fault("a look goes on after its hour", "caseload/privacy/look.py",
          "timedelta(minutes=self.minutes)", "timedelta(minutes=self.minutes + 1)",
          f"{LOOKING}a_look_shows_one_resident_until_its_hour_is_over"),
    Fault("a seal hides nothing on its first day", "caseload/sealing/hiding.py",
          "c.starts_on <= TODAY", "c.starts_on < TODAY",
          "tests/actions/test_sealing.py::test_a_seal_hides_from_its_first_day_to_its_last"),
    Fault("who was taken off a seal sees for a day more", "caseload/sealing/hiding.py",
          "c.until > TODAY)", "c.until >= TODAY)",
          "tests/actions/test_sealing.py::test_whoever_was_named_sees_it_to_their_last_day"),
    Fault("a seal hides from nobody", "caseload/sealing/hiding.py",
          "~named.exists()", "named.exists()",
          "tests/actions/test_sealing.py::test_only_the_named_find_it"),
    Fault("half an hour without use is more", "accounts/queries.py",
          '"idle_since": at - IDLE', '"idle_since": at - 2 * IDLE',
          "tests/pages/test_idle.py::test_half_an_hour_without_use_is_the_end"),
    Fault("a sign-in outlasts its twelve hours", "accounts/queries.py",
          'SignIn.expires_at > bindparam("at")', 'SignIn.expires_at != bindparam("at")',
          "tests/pages/test_idle.py::test_a_sign_in_ends_after_twelve_hours_however_busy"),
    # Days: due, covered, at work, in a rhythm.
    Fault("on its due day a review is late", "caseload/reviews/due.py",
          "Standing.LATE if on > self.due_on", "Standing.LATE if on >= self.due_on",
          "tests/rules/test_due.py::test_four_weeks_with_a_hard_maximum_of_six"),
    Fault("a breach is a day late", "caseload/reviews/due.py",
          "if on > self.hard_limit_on:", "if on > self.hard_limit_on + timedelta(days=1):",
          "tests/rules/test_due.py::test_four_weeks_with_a_hard_maximum_of_six"),
    Fault("a choice moves the hard limit", "caseload/reviews/due.py",
          "Due(min(chosen_on, hard_limit_on), hard_limit_on)", "Due(chosen_on, max(chosen_on, hard_limit_on))",
          "tests/rules/test_due.py::test_a_day_chosen_moves_the_due_day_and_never_the_hard_limit"),
    Fault("a registration has run out on its last day", "teams/coverage/judging.py",
          "if held.expires_on is None or on <= held.expires_on:", "if held.expires_on is None or on < held.expires_on:",
          "tests/rules/coverage/test_cases.py::test_case"),
    Fault("the afternoon is taken for the next morning", "people/presence.py",
          "first = on.weekday() * len(HALVES)", "first = on.weekday() * len(HALVES) + 1",
          "tests/rules/test_presence.py::test_who_is_away"),
    Fault("a window of renewal closes the day before", "people/renewals.py",
          "return self.opens_on <= on <= self.closes_on", "return self.opens_on <= on < self.closes_on",
          "tests/rules/test_renewals.py::test_its_first_and_last_day_are_in_it"),
    Fault("a rhythm falls on the day that is out", "caseload/reviews/sessions/recurrence.py",
          "while day < within.end:", "while day <= within.end:",
          "tests/rules/test_recurrence.py::test_a_rhythm_is_what_counting_every_day_says"),
    Fault("the hour of a meeting moves with the clocks", "caseload/reviews/sessions/recurrence.py",
          "datetime.combine(day, time.fromisoformat(hour), LONDON)",
          'datetime.combine(day, time.fromisoformat(hour), type(LONDON)("UTC"))',
          "tests/rules/test_recurrence.py::test_the_hour_in_england_stays_when_the_clocks_change"),
    Fault("bank holidays are Scotland's", "caseload/reviews/sessions/recurrence.py",
          'subdiv="ENG"', 'subdiv="SCT"',
          "tests/rules/test_recurrence.py::test_bank_holidays_are_englands_over_a_year_end"),
    Fault("a job's day turns by universal time", "app/timetable.py",
          "newest = local.date() if local.time() >= job.at else",
          "newest = now.date() if now.time() >= job.at else",
          "tests/rules/test_timetable.py::test_the_days_a_job_is_due_for"),
    Fault("what is superseded later is believed at no time before", "foundation/effective.py",
          "row.superseded_at > as_at.known_at)", "row.superseded_at < as_at.known_at)",
          f"{AUTHORITY}a_correction_changes_the_answer_but_not_what_was_answered_then"),
    Fault("what was recorded afterwards was known before", "foundation/effective.py",
          "row.recorded_at <= as_at.known_at", "row.recorded_at >= as_at.known_at",
          f"{AUTHORITY}a_mandate_recorded_late_was_not_known_before"),
    Fault("a record is kept a year less", "app/retention/periods.py",
          "year=on.year - self.number", "year=on.year - self.number + 1",
          "tests/house/test_retention.py::test_a_period_reaches_back_by_the_calendar"),
    Fault("who holds a case still does not keep its resident", "app/retention/subjects.py",
          "IN_FORCE = (CaseDetails, CasePause, Allocation,", "IN_FORCE = (CaseDetails, CasePause,",
          f"{RETENTION}who_is_referred_to_is_held_back"),
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
