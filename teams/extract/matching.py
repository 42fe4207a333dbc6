"""Whether somebody new in an extract is somebody the register already knows under another employer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select

from foundation.acts import batches
from foundation.database import db
from people.accountability import Registration
from people.organisation import Profession
from people.person import PersonDetails
from teams.extract.staff_row import StaffRow


class Known(NamedTuple):
    """An employment of the register and whose it is."""

    employment_id: int
    person_id: int


Sign = tuple[str, str, str]
"""What tells somebody apart: a kind of mark, the mark, and the name that must go with it."""


@dataclass(slots=True)
class Matches:
    """Who carries which sign already: none where more than one person does. `regulators` are those of the
    regulated professions, by code. People met in this file are numbered below nought."""

    people: dict[Sign, int | None]
    regulators: dict[str, str]
    met: int = 0

    def person_for(self, rows: Iterable[StaffRow]) -> int:
        """The one person who carries a sign of one employment's rows, and from now on carries all of them. Where
        nobody does, or more than one, it is somebody new."""
        signs = {sign for row in rows for sign in self._signs_of(row)}
        found = {self.people[sign] for sign in signs if sign in self.people}
        person = found.pop() if len(found) == 1 else None
        if person is None:
            self.met += 1
            person = -self.met
        for sign in signs:
            self.carries(person, sign)
        return person

    def carries(self, person: int, sign: Sign) -> None:
        """The person has this sign, which tells nobody apart once another has it too."""
        self.people[sign] = person if self.people.get(sign, person) == person else None

    def _signs_of(self, row: StaffRow) -> list[Sign]:
        """A regulator's number with the family name, then an email address with the whole name. Each mark
        alone can be mistyped or shared, so the name must agree; two regulators give out the same numbers."""
        found: list[Sign] = []
        regulator = self.regulators.get(row.profession or "")
        if row.registration_number and regulator:
            found.append((regulator, row.registration_number, row.family_name.casefold()))
        if row.email:
            found.append(("email", row.email, f"{row.given_name} {row.family_name}".casefold()))
        return found


def find_matches(rows: Sequence[StaffRow], regulators: dict[str, str]) -> Matches:
    """Who in the register carries a sign of these rows, now or before: two statements a batch."""
    matches = Matches({}, regulators)
    for person_id, regulator, number, family_name in _by_number(
        {row.registration_number for row in rows if row.registration_number}
    ):
        matches.carries(person_id, (regulator or "", number or "", family_name.casefold()))
    for person_id, email, given_name, family_name in _by_email({row.email for row in rows if row.email}):
        matches.carries(person_id, ("email", email, f"{given_name} {family_name}".casefold()))
    return matches


def _by_number(numbers: set[str]) -> Iterable[tuple[int, str | None, str | None, str]]:
    for batch in batches(numbers):
        yield from db.session.execute(
            select(
                Registration.person_id, Profession.regulator, Registration.number, PersonDetails.family_name
            )
            .join(PersonDetails, PersonDetails.person_id == Registration.person_id)
            .join(Profession, Profession.id == Registration.profession_id)
            .where(
                Registration.number.in_(batch),
                Registration.superseded_at.is_(None),
                PersonDetails.superseded_at.is_(None),
            )
        )


def _by_email(emails: set[str]) -> Iterable[tuple[int, str, str, str]]:
    for batch in batches(emails):
        yield from db.session.execute(
            select(
                PersonDetails.person_id,
                func.lower(PersonDetails.email),
                PersonDetails.given_name,
                PersonDetails.family_name,
            ).where(PersonDetails.email.in_(batch), PersonDetails.superseded_at.is_(None))
        )
