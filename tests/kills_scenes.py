"""The registers on which every writing command is killed, each with something for its commands to do, and the commands
that are not killed, each with the reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from accounts.account import SignIn
from accounts.actions import command_line
from accounts.factor import AccountChange, SecondFactor
from accounts.factor_actions import purpose
from accounts.permissions import Role
from accounts.sealing import seal
from app.retention.actions import preview
from app.retention.kinds import KINDS
from app.retention.periods import morning_of
from app.timetable import JOBS
from caseload.cases.case import Case
from caseload.privacy.look import Look
from caseload.reviews.review import Review
from foundation import clock
from foundation.database import db
from people.notice import NoticeKind
from people.notices import tell
from people.organisation import Organisation
from people.person import Person
from teams.mandate import Mandate, MandateTerms
from tests import builders, retention_ground
from tests.access.borough import borough
from tests.actions.mandates import ROW as MANDATE
from tests.actions.mandates import keep_functions
from tests.actions.test_other_files import ABSENCE, PATTERN, SUPERVISION, TENURE
from tests.actions.test_retention import MADE
from tests.kills import REFERENCE
from tests.rules.extract.written import csv_of, row
from tests.small_borough import NOW, SESSION, TODAY, case_list, file_of, small_borough

Words = list[str] | Callable[[], list[str]]
"""A command line; or what makes one, and perhaps something for it to do, when its turn has come."""
OFFICE = "office@example.test"
AFTERNOON = datetime(2026, 11, 23, 14, tzinfo=UTC)
LONG_AGO, OVER = date(2027, 1, 1), datetime(2050, 6, 1, 12, tzinfo=UTC)
"""When what may be removed was last anything, and when its period is over, whichever it is."""

NOT_KILLED: Mapping[str, str] = {
    "audit verify": "reads",
    "jobs": "reads",
    "position verify": "reads a file, and no register",
    "solve": "reads and writes files, and no register",
    "keep-time": "ends when it is stopped: killed in the middle of a job by tests/jobs/test_killed_timekeeper.py",
    "db": "Alembic's own, for whoever develops; `db upgrade` alone is a borough's, and is killed",
}
"""Commands, or groups of them, that no kill can leave between."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A register at a moment. `lay` fills it and commits; `commands` are killed in an order in which each has something
    to do. Both are called within the app."""

    name: str
    now: datetime
    lay: Callable[[Path], None]
    commands: Callable[[Path], dict[str, Words]]


def lay(folder: Path) -> None:
    """A small borough whose employer may cede, an office account with an authenticator, and a file of each kind about
    it. Commits."""
    small_borough()
    council = builders.organisation("council", kind="council")
    builders.post("lead", "management", council)
    builders.post("director", "professional", council)
    keep_functions()
    office = builders.account(Role.OFFICE, email=OFFICE)
    sealed = seal(purpose(office.id), "A" * 32, at=NOW)
    builders.kept(SecondFactor(account_id=office.id, sealed=sealed, added_at=NOW, last_step=0))
    db.session.commit()
    for kind, content in files().items():
        (folder / f"{kind}.csv").write_bytes(content)


def files() -> dict[str, bytes]:
    """A file of each kind, by its kind."""
    council = {
        "employer": "council",
        "team": "team_east",
        "management_post": "lead",
    }
    staff = [row(assignment_number=f"{n}", email=f"{n}@example.test", **council) for n in (1, 2)]
    sessions = [
        SESSION | {"starts_at": f"{TODAY + timedelta(days=n)}T09:30", "code": f"s{n}"} for n in (1, 8)
    ]
    return {
        "staff": csv_of(staff),
        "tenures": file_of([TENURE]),
        "mandates": file_of([MANDATE]),
        "supervision": file_of([SUPERVISION]),
        "patterns": file_of([PATTERN]),
        "absences": file_of([ABSENCE]),
        "cases": case_list({}, {"needs": ""}),
        "sessions": file_of(sessions),
    }


def commands(folder: Path) -> dict[str, Words]:
    """What keeps accounts, files and the whole register."""
    password = ["--password", "another password of theirs"]
    staff = ["--employer", "council", "--as-of", "2026-04-01"]
    imports: dict[str, Words] = {
        f"import {kind}": ["import", kind, str(folder / f"{kind}.csv"), *(staff if kind == "staff" else [])]
        for kind in files()
    }
    return {
        "open-account": ["open-account", "new@example.test", "New Sample", "lead", *password],
        "give-password": ["give-password", OFFICE, *password],
        "reseal": ["reseal"],
        **imports,
        "plan-reviews": ["plan-reviews", "--publish"],
        "backup": ["backup", str(folder / "kept.backup")],
        "load-reference": ["load-reference", REFERENCE],
        "restore": ["restore", str(folder / "kept.backup"), "--replace"],
    }


def lay_borough(_folder: Path) -> None:
    """The borough of the tests of access, in which each job finds something. Commits."""
    small, by = borough(), command_line().id
    staff = db.session.get_one(Person, int(small.named["staff"]))
    _ending_soon(staff)
    _for_the_nights_jobs(staff, by)
    case = db.session.get_one(Case, int(small.named["case_east"]))
    # A review held ten weeks ago, of every twelve: due in a fortnight.
    known = {"recorded_at": NOW, "recorded_by_id": by}
    builders.kept(Review(case_id=case.id, held_on=TODAY - timedelta(weeks=10), **known))
    db.session.commit()


def _ending_soon(staff: Person) -> None:
    """A registration and a mandate that end in a month."""
    podiatrist = builders.profession("podiatrist", regulator="HCPC")
    builders.registration(staff, podiatrist, expires_on=TODAY + timedelta(days=30))
    trust = db.session.scalars(select(Organisation).where(Organisation.code == "nca")).one()
    signed: dict[str, Any] = {
        "signed_by_organisation": "Signatory",
        "signed_by_organisation_on": builders.START,
        "signed_by_partnership": "Signatory",
        "signed_by_partnership_on": builders.START,
    }
    builders.dated(
        MandateTerms,
        mandate_id=builders.kept(Mandate(code="ENDING-1", organisation_id=trust.id)).id,
        status="signed",
        instrument="section_75",
        reference="S75-ENDING",
        functions=("annual_leave",),
        professions=("*",),
        teams=("team_north",),
        conditions=("it is recorded within two days",),
        until=TODAY + timedelta(days=30),
        **signed,
    )


def _for_the_nights_jobs(staff: Person, by: int) -> None:
    """A sign-in of long ago, a change to an account, and a look in the middle of last night."""
    long_ago, yesterday = NOW - timedelta(days=90), TODAY - timedelta(days=1)
    builders.kept(SignIn(account_id=by, token_hash="x", started_at=long_ago, expires_at=long_ago))
    assert staff.account_id is not None
    builders.kept(AccountChange(account_id=staff.account_id, act="close", because="Left", at=NOW, by_id=by))
    at_night = datetime.combine(yesterday, time(23), clock.LONDON)
    asked = {"reason": "covering", "because": "Night", "minutes": 60, "resident_id": None}
    whose = {"account_id": staff.account_id, "person_id": staff.id}
    builders.kept(Look(on=yesterday, starts_at=at_night, **whose, **asked))


def borough_commands(folder: Path) -> dict[str, Words]:
    """Every job, and the commands that leave nothing but that somebody looked."""
    jobs: dict[str, Words] = {f"job {name}": ["job", name] for name in JOBS}
    jobs["job mail-midday"] = lambda: told_since("mail-midday")
    return {
        **jobs,
        "coverage": ["coverage"],
        "lines": ["lines", "--employer", "nca", "--assignment", "OWN-1"],
        "who-decides": ["who-decides", "--employer", "nca", "--assignment", "OWN-1"],
        "workload": ["workload"],
        "position export": ["position", "export", "1", str(folder / "position.json")],
    }


def told_since(job: str) -> list[str]:
    """The job, for somebody who had no mail in the morning."""
    kept = builders.account(Role.ADMINISTRATOR, email="midday@example.test")
    tell("midday", NoticeKind.JOB_LATE, "/jobs", TODAY, at=clock.now(), account_id=kept.id)
    db.session.commit()
    return ["job", job]


def lay_people_who_are_over(_folder: Path) -> None:
    """A resident and a member of staff who may be removed. Commits."""
    ground = retention_ground.ground()
    retention_ground.closed_resident(ground, "9990000018")
    retention_ground.someone_who_left(ground)
    _and_whoever_commands()


def lay_what_is_over(_folder: Path) -> None:
    """Something of each other kind that may be removed. Commits."""
    for rows in MADE.values():
        for made in rows:
            builders.kept(made(morning_of(LONG_AGO)))
    _and_whoever_commands()


def _and_whoever_commands() -> None:
    """So that no command is the first, and has an account to open before it begins."""
    command_line()
    db.session.commit()


def removals(_folder: Path) -> dict[str, Words]:
    """Each kind of people alone, every other being on hold: one command with one transaction."""
    return {f"retention {kind.name}": removing(kind.name) for kind in KINDS if kind.about_people}


def smaller_removals(_folder: Path) -> dict[str, Words]:
    """Likewise of each other kind."""
    return {f"retention {kind.name}": removing(kind.name) for kind in KINDS if not kind.about_people}


def removing(kind: str) -> Callable[[], list[str]]:
    """The command that removes this kind, as it is to be called when its turn has come."""

    def words() -> list[str]:
        others = " ".join(each.name for each in KINDS if each.name != kind)
        settings = replace(current_app.config["SETTINGS"], RETENTION_HOLD=others)
        current_app.config["SETTINGS"] = settings
        return ["retention", "--remove", preview(settings, clock.today(), sealed_too=True).code]

    return words


SCENES = (
    Scene("accounts and files", NOW, lay, commands),
    Scene("jobs and looks", AFTERNOON, lay_borough, borough_commands),
    Scene("people whose time is over", OVER, lay_people_who_are_over, removals),
    Scene("what is older than its period", OVER, lay_what_is_over, smaller_removals),
)
