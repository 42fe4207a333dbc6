"""The shapes of answers about cases and reviews."""

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
)
from wtforms.validators import Length, Optional

from caseload.reviews.plans.planning import MOST_WEEKS
from foundation.forms import Form, NumberRange, options, required, strip
from people.forms import DayField

LOOKING = (("20", "20 seconds"), ("60", "1 minute"), ("300", "5 minutes"))
"""Seconds the planner may look for a better plan; the longer, the nearer to the best possible."""


class CaseListForm(Form):
    """A case list, to be looked at or taken in."""

    file = FileField(
        "Case list",
        [FileRequired("Choose the file of the case list")],
        description="A CSV or XLSX file with one row for each case.",
    )
    check = SubmitField("Check only")
    take = SubmitField("Import")


class WhyForm(Form):
    """Why a plan is made."""

    because = StringField(
        "Why this plan is made",
        [Optional(), Length(max=200)],
        filters=[strip],
        description="It is kept with the plan. Name no resident.",
    )


class PlanForm(WhyForm):
    """The weeks a plan is to be made for, and how long it may be worked on."""

    starts_on = DayField("First day", [required("Enter the first day to plan for")])
    weeks = IntegerField(
        "Weeks",
        [
            required("Enter the number of weeks"),
            NumberRange(1, MOST_WEEKS, f"Enter a number of weeks from 1 to {MOST_WEEKS}"),
        ],
        default=12,
    )
    seconds = SelectField("How long to look", choices=options(LOOKING), default="60")


class ReplanForm(WhyForm):
    """What happened that a plan is made again for."""


class PublishForm(Form):
    """Asks nothing: the button is the answer."""

    publish = SubmitField("Publish this plan")


class PinsForm(Form):
    """Which reviews stay in a session, and whether the session keeps them all."""

    cases = SelectMultipleField("Reviews that stay in this session", choices=[], coerce=int)
    whole = BooleanField("Keep every review this session has in the published plan")
