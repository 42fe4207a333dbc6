"""A borough whose employers may cede: a scheme of seven functions, three employers, two neighbourhoods."""

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from accounts.account import Account
from accounts.permissions import Role
from foundation.acts import Act
from foundation.database import begin_writing, db
from foundation.effective import AsAt, known
from people.deeds import doing
from people.organisation import Organisation
from teams.function import Function
from teams.mandate import Mandate, MandateTerms
from tests import builders as make
from tests.laying import laid_once
from tests.small_borough import NOW

FUNCTIONS = (
    # code, name, before, after, cedable
    ("direct_work", "Day-to-day direction", "employer", "neighbourhood", "yes"),
    ("allocate_work", "Work allocation", "employer", "neighbourhood", "yes"),
    ("rota", "Rota", "employer", "neighbourhood", "conditional"),
    ("annual_leave", "Annual leave", "employer", "neighbourhood", "conditional"),
    ("expenses", "Expenses", "employer", "neighbourhood", "conditional"),
    ("safe_workload", "Safe workload", "professional", "professional", "never"),
    ("disciplinary", "Disciplinary", "employer", "employer", "never"),
)

ROW = {
    "code": "NCA-1",
    "organisation": "nca",
    "instrument": "section_75",
    "reference": "S75-NCA-1",
    "functions": "direct_work;rota",
    "professions": "district_nurse",
    "teams": "neighbourhood:east",
    "conditions": "rota: the trust is consulted first",
    "signed_by_organisation": "Orla Invented",
    "signed_by_organisation_on": "2026-03-02",
    "signed_by_partnership": "Pat Madeup",
    "signed_by_partnership_on": "2026-03-09",
    "starts_on": "2026-04-01",
    "ends_on": "2027-03-31",
    "review_on": "2026-10-01",
    "status": "signed",
}
UNSIGNED = {
    "signed_by_organisation": "",
    "signed_by_organisation_on": "",
    "signed_by_partnership": "",
    "signed_by_partnership_on": "",
}


@dataclass(frozen=True)
class Ceding:
    """The office, and the employers that may cede to the neighbourhoods."""

    office: Account
    trust: Organisation
    council: Organisation
    vcf: Organisation


def keep_functions() -> None:
    """The functions of FUNCTIONS, numbered in their order."""
    for number, (code, name, before, after, cedable) in enumerate(FUNCTIONS, 1):
        make.kept(
            Function(
                code=code,
                number=number,
                name=name,
                before_cession=before,
                after_cession=after,
                cedable=cedable,
            )
        )


@laid_once
def ceding_borough() -> Ceding:
    """East and North, each with a team; nurses and therapists; a dementia service for both."""
    keep_functions()
    for code in ("east", "north"):
        make.team(f"team_{code}", make.neighbourhood(code))
    make.team("dementia")
    for code in ("district_nurse", "physiotherapist"):
        make.profession(code)
    make.organisation("lco", name="Sample Partnership", kind="partnership")
    return Ceding(
        make.account(Role.OFFICE),
        make.organisation("nca", name="Sample Trust"),
        make.organisation("council", name="Sample Council", kind="council"),
        make.organisation("vcfa", name="Sample VCF", kind="vcf"),
    )


def mandates_file(*changes: Mapping[str, str]) -> bytes:
    """A mandates file with one row for each of the changes made to ROW."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(ROW))
    writer.writeheader()
    writer.writerows([ROW | dict(change) for change in changes])
    return text.getvalue().encode()


@contextmanager
def keeping(office: Account, *, because: str | None = None, at: datetime = NOW) -> Iterator[Act]:
    """One act of the office on its own transaction: committed, or nothing of it kept."""
    db.session.commit()  # what the test laid down
    begin_writing()
    try:
        with doing("test.keep", "mandate", 1, by=office.id, at=at, because=because) as act:
            yield act
    except Exception:
        db.session.rollback()
        raise
    db.session.commit()


def believed(code: str, known_at: datetime | None = None) -> list[tuple[str, date, date | None]]:
    """Status, first day and first day out of each row believed at the moment, in order."""
    found = (
        select(MandateTerms.status, MandateTerms.starts_on, MandateTerms.until)
        .join(Mandate, Mandate.id == MandateTerms.mandate_id)
        .where(Mandate.code == code, known(MandateTerms, AsAt(NOW.date(), known_at)))
        .order_by(MandateTerms.starts_on)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(found)]
