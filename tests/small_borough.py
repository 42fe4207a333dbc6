"""Two neighbourhoods with a few staff, and files about them: what tests of cases and reviews start from."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from caseload.cases.case import ReviewTier
from people.person import Person
from tests import builders
from tests.laying import laid_once

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NHS_NUMBERS = ("9990000018", "9990000026", "9990000034", "9990000042", "9990000050", "9990000069")
TIERS = (("intensive", 4, 6, 15, 8), ("active", 12, 16, 10, 3), ("maintenance", 26, 52, 8, 1))

CASE = {
    "local_reference": "ACM-1",
    "nhs_number": NHS_NUMBERS[0],
    "given_name": "Olive",
    "family_name": "Mockshaw",
    "date_of_birth": "1940-05-01",
    "postcode": "BL9 2ZZ",
    "ward": "",
    "neighbourhood": "east",
    "practice_ods_code": "",
    "referred_on": "2026-09-01",
    "referred_by": "GP practice",
    "accepted_on": "2026-09-08",
    "tier": "intensive",
    "reason": "Frailty",
    "informed": "yes",
    "informed_on": "2026-09-08",
    "key_worker_employer": "nca",
    "key_worker_assignment": "N1",
    "deputy_employer": "nca",
    "deputy_assignment": "N2",
    "needs": "gp!;district_nurse",
    "last_review_on": "2026-11-02",
    "paused_from": "",
}
SESSION = {
    "code": "east-1",
    "neighbourhood": "east",
    "starts_at": "2026-11-24T09:30",
    "minutes": "90",
    "place": "Sample hub",
    "online": "0",
    "chair_employer": "nca",
    "chair_assignment": "N1",
}


@dataclass(frozen=True, slots=True)
class Borough:
    """The people of the small borough, by assignment number at the employer `nca`."""

    staff: dict[str, Person]
    by: int


@laid_once
def small_borough() -> Borough:
    """East with two nurses and a GP, North with a nurse, and the three tiers. Nothing is committed."""
    east, north = builders.neighbourhood("east"), builders.neighbourhood("north")
    employer = builders.organisation("nca")
    nurse = builders.profession("district_nurse", name="District nurse")
    doctor = builders.profession("gp", regulator="GMC", name="General practitioner")
    teams = {"east": builders.team("team_east", east), "north": builders.team("team_north", north)}
    for code, interval, hard_maximum, minutes, weight in TIERS:
        builders.kept(
            ReviewTier(
                code=code,
                name=code.capitalize(),
                review_interval_weeks=interval,
                hard_maximum_weeks=hard_maximum,
                coordinator_contact_weeks=4,
                complexity_minutes=minutes,
                overdue_weight=weight,
            )
        )
    staff: dict[str, Person] = {}
    people = (("N1", "Nora", nurse, "east"), ("N2", "Nils", nurse, "east"), ("G1", "Gita", doctor, "east"))
    for number, given, practising, where in (*people, ("N9", "Nell", nurse, "north")):
        staff[number] = builders.person(given, f"Sample{number}")
        contract = builders.employment(staff[number], employer, number)
        builders.placement(contract, teams[where], practising)
    return Borough(staff, builders.recorder().id)


def file_of(rows: Sequence[Mapping[str, str]]) -> bytes:
    """A CSV file with these rows; the columns are those of the first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def case_list(*changes: Mapping[str, str]) -> bytes:
    """A case list with one row for each of the changes made to CASE, each about another resident."""
    rows = [
        CASE | {"local_reference": f"ACM-{n + 1}", "nhs_number": NHS_NUMBERS[n]} | dict(change)
        for n, change in enumerate(changes)
    ]
    return file_of(rows)
