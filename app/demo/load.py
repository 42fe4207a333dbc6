"""Loading the sample borough through the importers a real borough uses, in one transaction."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from accounts import actions
from accounts.account import Account
from accounts.permissions import Role
from accounts.queries import find_account
from app.demo.borough import write_borough
from app.demo.case_work import keep_sample_cases
from app.demo.lookups import import_lookups
from app.demo.manifest import Load, Manifest, SignIn
from app.demo.reviews import record_sample_reviews
from app.demo.sessions import ONE_WEEK, WEEKS_BEFORE, lay_sample_sessions, mend_sample_sessions
from app.demo.suitability import record_sample_suitability
from app.demo.workload import adopt_sample_weights, adoption_day, record_sample_reductions
from app.reference_folder import load_folder
from caseload.case_lists.actions import import_cases
from caseload.reviews.actions import make_plan, publish_plan
from foundation import clock
from foundation.database import begin_writing, db
from foundation.effective import AsAt
from neighbourhoods.reference_files import load_practice_lists
from people.availability_files import import_absences, import_patterns
from people.employment import Employment
from people.organisation import Organisation
from people.person import Person
from people.queries import get_person
from people.supervision_file import import_supervision
from people.tenure_file import import_tenures
from teams.extract.actions import apply_extract, import_extract, receive_extract
from teams.mandates.mandate_file import import_mandates
from teams.positions.actions import keep_week
from teams.reference_files import load_teams

PASSWORD = "sample-borough"  # of invented people, on this machine only
SAMPLE = "@sample.invalid"
REFERENCE = Path(__file__).resolve().parent.parent / "reference"
Importer = Callable[..., Any]
WEEKS_PLANNED = 12
WEEKS_OF_COVERAGE = 52

WORK_FILES: dict[str, Importer] = {
    "lookups": import_lookups,
    "tenures": import_tenures,
    "supervision": import_supervision,
    "patterns": import_patterns,
    "absences": import_absences,
}
FILES_OF_A_DAY: dict[str, Importer] = {"cases": import_cases, "mandates": import_mandates}
ADDRESSED = {Role.EMPLOYER_HR: "hr", Role.PRIVACY_OFFICER: "privacy"}
"""Roles whose addresses say it shorter."""


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """One sign-in of the sample, as it is printed."""

    role: str
    email: str
    name: str
    title: str


def load_sample(locality: str, today: date, **size: int) -> list[SampleAccount]:
    """Write the borough's files to a folder that is thrown away, load them, and open the sample accounts.

    Nothing is committed here: a killed load leaves nothing behind.
    """
    with tempfile.TemporaryDirectory(prefix="sample-borough-") as folder:
        manifest = write_borough(Path(folder), today=today, **size)
        begin_writing()
        reference = Path(folder) / manifest.reference if manifest.reference else REFERENCE / locality
        first_day = min(
            (date.fromisoformat(load.as_of) for load in manifest.loads if load.as_of), default=today
        )
        with at_nine(first_day):
            office, second = _office(manifest)
            load_folder(reference, by=office, on=first_day, at=clock.now())
            load_teams("teams.csv", (Path(folder) / "teams.csv").read_bytes())
            load_practice_lists("practice_lists.csv", (Path(folder) / "practice_lists.csv").read_bytes())
        for load in manifest.loads:
            if load.kind == "sessions":
                continue  # what a borough without patterns would bring
            with at_nine(date.fromisoformat(load.as_of) if load.as_of else today):
                _load(Path(folder), load, today, office, second)
        with at_nine(adoption_day(today)):
            adopt_sample_weights(adoption_day(today), by=office)
        with at_nine(today - WEEKS_BEFORE * ONE_WEEK):
            lay_sample_sessions(today, by=office)
        with at_nine(today):
            mend_sample_sessions(today, by=office)
            keep_sample_cases(by=office, at=clock.now(), today=today)
            record_sample_reductions(today, by=office)
            record_sample_suitability(by=office, at=clock.now(), today=today)
            plan = make_plan(today, WEEKS_PLANNED, by=office, at=clock.now())
            publish_plan(plan.plan_id, by=office, at=clock.now())
            record_sample_reviews(today, by=office, at=clock.now())
            _keep_weeks(today, office)
            return [_open(sign_in, office) for sign_in in manifest.sign_ins]


def sample_accounts() -> list[SampleAccount]:
    """The sign-ins that are there already; none before the sample is loaded."""
    found = db.session.scalars(select(Account).where(Account.email.like(f"%{SAMPLE}")).order_by(Account.id))
    return [SampleAccount(a.email.partition("@")[0].partition(".")[0], a.email, a.name, "") for a in found]


@contextmanager
def at_nine(day: date) -> Iterator[None]:
    """What arrives that day is known from nine in the morning; today's, from now."""
    morning = datetime.combine(day, time(9), tzinfo=clock.LONDON)
    with clock.pretending(min(morning, clock.now())):
        yield


def _keep_weeks(today: date, office: int) -> None:
    """Coverage on each Monday of the past year, as it is known now."""
    monday = today - timedelta(days=today.weekday())
    for weeks in range(WEEKS_OF_COVERAGE):
        keep_week(monday - timedelta(weeks=weeks), office)


def _office(manifest: Manifest) -> tuple[int, int]:
    """The two office accounts, in whose name everything is loaded."""
    offices = [sign_in for sign_in in manifest.sign_ins if sign_in.role == Role.OFFICE]
    first, second = (_open(sign_in, None) for sign_in in offices)
    found = [find_account(account.email) for account in (first, second)]
    assert found[0] is not None
    assert found[1] is not None
    return found[0].id, found[1].id


def _load(folder: Path, load: Load, today: date, office: int, second: int) -> None:
    name, content = Path(load.file).name, (folder / load.file).read_bytes()
    given: dict[str, Any] = {"by": office, "at": clock.now()}
    if load.kind == "staff":
        _load_staff(name, content, load, second, given)
    elif load.kind in FILES_OF_A_DAY:
        FILES_OF_A_DAY[load.kind](name, content, on=clock.today(), **given)
    else:
        WORK_FILES[load.kind](name, content, **given)


def _load_staff(name: str, content: bytes, load: Load, second: int, given: dict[str, Any]) -> None:
    """As the office would: where much ends, a second account confirms."""
    extract = {"employer": load.employer, "on": date.fromisoformat(load.as_of), **given}
    with db.session.begin_nested() as point:
        outcome = import_extract(name, content, **extract)
        if not outcome.needs_second:
            return
        point.rollback()
    kept = receive_extract(name, content, **extract)
    apply_extract(kept, by=given["by"], at=given["at"])
    apply_extract(kept, by=second, at=given["at"])


def _open(sign_in: SignIn, office: int | None) -> SampleAccount:
    """An account for the person behind the assignment number, or one that belongs to nobody."""
    person_id = _person_behind(sign_in) if sign_in.assignment_number else None
    name = get_person(person_id, AsAt(clock.today())).name if person_id else sign_in.title
    email = _address(sign_in)
    account = find_account(email)
    if account is None:
        roles = [(Role(sign_in.role), scope) for scope in _scopes(sign_in)]
        account = actions.open_account(email, name, PASSWORD, roles=roles, by=office)
        if person_id:
            db.session.get_one(Person, person_id).account_id = account.id
    db.session.flush()
    return SampleAccount(sign_in.role, email, name, sign_in.title)


def _address(sign_in: SignIn) -> str:
    """Tells the role and, where there are several, which."""
    which = sign_in.scope if ";" not in sign_in.scope else ""
    if sign_in.role == Role.STAFF:
        which = sign_in.employer
    if "second" in sign_in.title:
        which = "second"
    role = ADDRESSED.get(Role(sign_in.role), sign_in.role)
    return ".".join(part for part in (role, which.replace("_", "-")) if part) + SAMPLE


def _scopes(sign_in: SignIn) -> list[str]:
    return sign_in.scope.split(";") if sign_in.scope else [""]


def _person_behind(sign_in: SignIn) -> int:
    return db.session.scalars(
        select(Employment.person_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .where(
            Organisation.code == sign_in.employer, Employment.assignment_number == sign_in.assignment_number
        )
    ).one()
