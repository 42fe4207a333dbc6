"""The staff extract's columns (FORMATS section 2), and how each is read."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from foundation.spreadsheets import Column, NotAsExpected, code, day, hours, one_of, words
from people.employment import Contract
from people.post import Holding
from teams.team import RECURRENT


class StaffRow(NamedTuple):
    """One placement of an employment, or an employment without one. `number` is the row in the file."""

    number: int
    employer: str
    assignment_number: str
    given_name: str
    family_name: str
    known_as: str | None
    email: str | None
    phone: str | None
    profession: str | None
    registration_number: str | None
    registration_expires_on: date | None
    registration_checked_on: date | None
    job_title: str
    contract: str
    contracted_hours: Decimal
    employment_starts_on: date
    employment_ends_on: date | None
    team: str | None
    placement_role: str | None
    placement_hours: Decimal | None
    placement_starts_on: date | None
    placement_ends_on: date | None
    management_post: str | None
    professional_post: str | None
    post_held: str | None
    post_holding: str | None
    funding: str
    funding_ends_on: date | None

    @property
    def name(self) -> str:
        """What the person is called."""
        return f"{self.known_as or self.given_name} {self.family_name}"

    @property
    def key(self) -> tuple[str, str | None, str | None]:
        """What may stand in a file once."""
        return self.assignment_number, self.team, self.placement_role


def _email(text: str) -> str:
    local, at, domain = text.partition("@")
    if not (local and at and "." in domain) or " " in text or len(text) > 254 or not text.isprintable():
        raise NotAsExpected("an email address")
    return text.lower()


# A file holds few different days and hours, so each is read once.
_day, _hours = lru_cache(maxsize=20_000)(day), lru_cache(maxsize=2_000)(hours)
_A_DAY = "a day written as 2026-04-01"
_A_CODE = "a code of letters, digits, _ - . or /"

COLUMNS: dict[str, Column] = {
    "employer": Column(code, "the employer’s code", needed=True, empty=""),
    "assignment_number": Column(code, "the employer’s assignment number", needed=True, empty=""),
    "given_name": Column(words(100), "a given name", needed=True, empty=""),
    "family_name": Column(words(100), "a family name", needed=True, empty=""),
    "known_as": Column(words(100), "a name"),
    "email": Column(_email, "an email address"),
    "phone": Column(words(40), "a telephone number"),
    "profession": Column(code, _A_CODE),
    "registration_number": Column(words(40), "a registration number"),
    "registration_expires_on": Column(_day, _A_DAY),
    "registration_checked_on": Column(_day, _A_DAY),
    "job_title": Column(words(200), "a job title", needed=True, empty=""),
    "contract": Column(one_of(*Contract), "one of " + ", ".join(Contract), needed=True, empty=""),
    "contracted_hours": Column(_hours, "hours a week such as 37.5", needed=True, empty=Decimal(0)),
    "employment_starts_on": Column(_day, _A_DAY, needed=True, empty=date(1900, 1, 1)),
    "employment_ends_on": Column(_day, _A_DAY),
    "team": Column(code, _A_CODE),
    "placement_role": Column(words(100), "a role"),
    "placement_hours": Column(_hours, "hours a week such as 37.5"),
    "placement_starts_on": Column(_day, _A_DAY),
    "placement_ends_on": Column(_day, _A_DAY),
    "management_post": Column(code, _A_CODE),
    "professional_post": Column(code, _A_CODE),
    "post_held": Column(code, _A_CODE),
    "post_holding": Column(one_of(*Holding), "one of " + ", ".join(Holding)),
    "funding": Column(words(100), "recurrent or the name of a short-term source", empty=RECURRENT),
    "funding_ends_on": Column(_day, _A_DAY),
}
