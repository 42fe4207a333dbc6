"""The shapes of answers about one's own work: a contact made, and being over capacity."""

from wtforms import BooleanField, RadioField, SubmitField, TextAreaField
from wtforms.validators import Length, Optional

from caseload.cases.words import CONTACTS
from foundation.forms import Choice, Form, options, required, strip
from people.forms import DayField

LONGEST = 1000
ABOUT_WORK = "About work, never about a resident: no names, no numbers, nothing of anybody’s health."


def about_work(label: str, message: str) -> TextAreaField:
    """A longer text that must be given, and must not be about a resident."""
    return TextAreaField(
        label,
        [required(message), Length(max=LONGEST)],
        filters=[strip],
        description=ABOUT_WORK,
        render_kw={"rows": 5},
    )


class OwnContactForm(Form):
    """That whoever is asking was in touch. What was said is kept in their agency's own record."""

    held_on = DayField("Day", [required("Enter the day")])
    kind = RadioField("How", [Choice("Choose how")], choices=options(CONTACTS.items()))


class SayForm(Form):
    """What somebody says who is over capacity."""

    says = about_work("What is too much, and what would help", "Enter what is too much")
    safety = BooleanField("I think that people are not safe")


class EntryForm(Form):
    """What is written in a plan: kept, or kept as its last word."""

    says = about_work("What you write", "Enter what you write")
    review_on = DayField("When you look at it together again", [Optional()])
    write = SubmitField("Write it in the plan")
    close = SubmitField("Write it and close the plan")


class EscalationForm(Form):
    """What is done about a breach."""

    says = about_work("What you do about it", "Enter what you do about it")
