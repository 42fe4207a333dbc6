"""What the sample borough's own files say, for journeys to compare the pages with."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app.demo.manifest import Flaw, Manifest
from caseload.cases.case import Case, ResidentDetails
from foundation import clock
from foundation.database import db
from foundation.effective import AsAt, in_force
from neighbourhoods.neighbourhood import Neighbourhood
from people.employment import Employment
from people.organisation import Organisation
from people.queries import get_person

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Sample:
    """The files in `folder`, what `manifest` says of them, and the register they were loaded into."""

    folder: Path
    manifest: Manifest
    app: Flask

    def flaw(self, kind: str) -> Flaw:
        """The first of the flaws that were written of this kind."""
        return next(flaw for flaw in self.manifest.flaws if flaw.kind == kind)

    def number_of(self, role: str, employer: str = "") -> str:
        """The assignment number of the first sample account with the role."""
        return next(
            sign_in.assignment_number
            for sign_in in self.manifest.sign_ins
            if sign_in.role == role and employer in ("", sign_in.employer)
        )

    def person(self, employer: str, number: str) -> tuple[int, str]:
        """Somebody's number in the register, and what they are called today."""
        with self.app.app_context():
            found = db.session.scalars(
                select(Employment.person_id)
                .join(Organisation, Organisation.id == Employment.organisation_id)
                .where(Organisation.code == employer, Employment.assignment_number == number)
            ).one()
            return found, get_person(found, AsAt(clock.today())).name

    def case_in(self, neighbourhood: str) -> tuple[int, str]:
        """A case of the neighbourhood: its number, and the resident's family name."""
        with self.app.app_context():
            case, family_name = db.session.execute(
                select(Case.id, ResidentDetails.family_name)
                .join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
                .join(Neighbourhood, Neighbourhood.id == ResidentDetails.neighbourhood_id)
                .where(Neighbourhood.code == neighbourhood, in_force(ResidentDetails, AsAt(clock.today())))
                .order_by(Case.id)
                .limit(1)
            ).one()
        return case, family_name

    def extract(self, employer: str) -> Rows:
        """The employer's extract of today, a dictionary for each row."""
        load = next(
            load
            for load in reversed(self.manifest.loads)
            if load.kind == "staff" and load.employer == employer
        )
        return rows_of(self.folder / load.file)

    def cases(self) -> Rows:
        """The case list."""
        return rows_of(self.folder / "cases.csv")


def rows_of(file: Path) -> Rows:
    """A CSV file's rows."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def csv_of(rows: Rows) -> bytes:
    """The rows as a CSV file."""
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()
