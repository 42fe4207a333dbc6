"""The shapes of answers about people, their contracts, posts and professional lines.

Each fact has one form for what it says, with its columns' names; each act adds its days after them.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import DateField, DecimalField, EmailField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from foundation.forms import Choice, Form, NumberRange, address, required, strip, text
from people.employment import Contract
from people.post import Holding

FULL_WEEK = 168
EARLIEST, LATEST = date(1948, 7, 5), date(2100, 12, 31)
NO_DAY = "Enter a day, such as 2026-04-01"


class DayField(DateField):
    """A day of this service's life, ISO as in our files."""

    def __init__(self, label: str, validators: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(label, list(validators), **kwargs)
        self.invalid_value_message = NO_DAY

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for a year that is surely a slip."""
        if self.data is not None and not EARLIEST <= self.data <= LATEST:
            raise ValidationError(f"Enter a day between {EARLIEST.year} and {LATEST.year}")


class NumberField(SelectField):
    """One row chosen from a list by its number; nothing chosen is None."""

    def __init__(self, label: str, *, message: str | None = None, **kwargs: Any) -> None:
        checks = [Choice(message)] if message else []
        super().__init__(label, checks, choices=[], coerce=_number, validate_choice=True, **kwargs)

    def offer(self, options: Iterable[tuple[int, str]], none: str) -> None:
        """What may be chosen; `none` is what the first, empty line reads."""
        self.choices = [("", none), *options]


class PersonForm(Form):
    """What somebody is called and how they are reached."""

    given_name = text("Given name", "Enter the given name")
    family_name = text("Family name", "Enter the family name")
    known_as = StringField("Known as", [Optional(), Length(max=200)], filters=[strip])
    email = EmailField("Work email address", [Optional(), Length(max=254), address()], filters=[strip])
    phone = StringField("Work phone", [Optional(), Length(max=40)], filters=[strip])


class NewEmploymentForm(Form):
    """With whom, under which number: what never changes of a contract."""

    organisation_id = NumberField("Employer", message="Choose the employer")
    assignment_number = text("Assignment number", "Enter the assignment number", longest=40)


class EmploymentForm(Form):
    """The terms of a contract."""

    contract = SelectField("Kind of contract", choices={c.value: c.value.capitalize() for c in Contract})
    contracted_hours = DecimalField(
        "Contracted hours a week",
        [
            NumberRange(min=0, max=FULL_WEEK, message="Enter hours between 0 and 168"),
            required("Enter the contracted hours, such as 37.5"),
        ],
    )
    job_title = text("Job title", "Enter the job title")


class ProfessionForm(Form):
    """In which profession a new professional line holds."""

    profession_id = NumberField("Profession", message="Choose the profession")


class AccountabilityForm(Form):
    """Whom a professional line runs to."""

    post_id = NumberField("Professional post", message="Choose the post")


class HoldingForm(Form):
    """How somebody holds a post."""

    holding = SelectField("Holding", choices={h.value: h.value.capitalize() for h in Holding})


STEPS_OVER = "If their own line runs to this post, it runs to the post above it while they hold it"


class PickForm(Form):
    """Somebody likely, or anybody by their employer and assignment number."""

    person_id = NumberField("Who")
    organisation_id = NumberField("Somebody else: their employer")
    assignment_number = StringField(
        "Somebody else: their assignment number", [Optional(), Length(max=40)], filters=[strip]
    )


class ReportsToForm(Form):
    """The post above."""

    post_id = NumberField("Reports to")


class StartForm(Form):
    """The days of something new."""

    starts_on = DayField("First day", [required("Enter the first day")])
    last_day = DayField("Last day, if it is known", [Optional()])

    def validate_last_day(self, field: DayField) -> None:
        """Raises ValidationError when reversed."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("The last day is before the first day")


class ChangeForm(Form):
    """The day a change takes effect."""

    on = DayField("From which day", [required("Enter the day it changes")])


class EndForm(Form):
    """The last day of something."""

    last_day = DayField("Last day", [required("Enter the last day")])


class CorrectForm(StartForm):
    """The days as they truly were, and why they are put right."""

    because = text("Why it is corrected", "Enter why it is corrected", longest=500)


class WithdrawForm(Form):
    """Why something never was true."""

    because = text("Why it is withdrawn", "Enter why it is withdrawn", longest=500)


def _number(value: Any) -> int | None:
    return int(value) if value not in (None, "") else None


class TieForm(Form):
    """The account that somebody signs in with, by its address."""

    email = EmailField(
        "Email address of the account",
        [required("Enter the email address of the account"), Length(max=254), address()],
        filters=[strip],
    )


class UntieForm(Form):
    """Nothing but the asking."""
