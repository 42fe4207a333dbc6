"""Changing what is held of people, contracts and professional lines. Each says its part on an `Act` and
refuses; `people.deeds.doing` stores it. None commits."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from foundation.acts import Act
from foundation.database import db
from foundation.effective import AsAt, Period
from foundation.errors import RuleBroken
from people.accountability import Accountability
from people.deeds import change, end, start
from people.employment import Contract, Employment, EmploymentDetails
from people.organisation import Organisation
from people.person import Person, PersonDetails
from people.queries import get_person
from people.refusals import refuse_accountability


def new_person() -> Person:
    """A number for somebody new. Everything said of them is dated and comes after."""
    person = Person()
    db.session.add(person)
    db.session.flush()
    return person


def start_person(
    act: Act, person_id: int, on: date, *, given_name: str, family_name: str, known_as: str | None,
    email: str | None, phone: str | None,
) -> None:  # fmt: skip
    """What a new person is called and how they are reached, from a day."""
    act.new_key(PersonDetails, (person_id,))
    act.put(
        PersonDetails, (person_id,), Period(on), given_name=given_name, family_name=family_name,
        known_as=known_as, email=email, phone=phone,
    )  # fmt: skip


def start_employment(
    act: Act, person_id: int, organisation_id: int, assignment_number: str, period: Period, *,
    contract: Contract, contracted_hours: Decimal, job_title: str,
) -> Employment:  # fmt: skip
    """A contract with an organisation. The same number with the same organisation is the same contract, so
    somebody who comes back takes it up again. Raises RuleBroken when it is somebody else's."""
    employment = _employment(person_id, organisation_id, assignment_number, period.starts_on)
    start(
        act, EmploymentDetails, (employment.id,), period,
        contract=contract.value, contracted_hours=contracted_hours, job_title=job_title,
    )  # fmt: skip
    return employment


def change_employment(
    act: Act, employment_id: int, on: date, *, contract: Contract, contracted_hours: Decimal, job_title: str
) -> None:
    """Other terms from a day, for as long as the contract in force then."""
    change(
        act, EmploymentDetails, (employment_id,), on,
        contract=contract.value, contracted_hours=contracted_hours, job_title=job_title,
    )  # fmt: skip


def start_accountability(act: Act, person_id: int, profession_id: int, post_id: int, period: Period) -> None:
    """A professional line where there was none."""
    start(act, Accountability, (person_id, profession_id), period, post_id=post_id)
    refuse_accountability(act, person_id, profession_id)


def change_accountability(act: Act, person_id: int, profession_id: int, post_id: int, on: date) -> None:
    """From a day the person answers to another post in this profession."""
    change(act, Accountability, (person_id, profession_id), on, post_id=post_id)
    refuse_accountability(act, person_id, profession_id)


def end_accountability(act: Act, person_id: int, profession_id: int, last_day: date) -> None:
    """The person answers to nobody in this profession after the last day."""
    end(act, Accountability, (person_id, profession_id), last_day)


def _employment(person_id: int, organisation_id: int, number: str, on: date) -> Employment:
    found = db.session.scalars(
        select(Employment).where(
            Employment.organisation_id == organisation_id, Employment.assignment_number == number
        )
    ).first()
    if found is None:
        found = Employment(person_id=person_id, organisation_id=organisation_id, assignment_number=number)
        db.session.add(found)
        db.session.flush()
    if found.person_id != person_id:
        raise RuleBroken(_taken(found, on))
    return found


def _taken(found: Employment, on: date) -> str:
    employer = db.session.scalar(select(Organisation.name).where(Organisation.id == found.organisation_id))
    holder = get_person(found.person_id, AsAt(on)).name
    return f"Assignment number {found.assignment_number} at {employer} already belongs to {holder}."
