"""The shapes of answers about cases and reviews."""

from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SubmitField
from wtforms.validators import NumberRange

from caseload.reviews.planning import MOST_WEEKS
from foundation.forms import Form, required
from people.forms import DayField


class CaseListForm(Form):
    """A case list, to be looked at or taken in."""

    file = FileField(
        "Case list",
        [FileRequired("Choose the file of the case list")],
        description="A CSV or XLSX file with one row for each case.",
    )
    check = SubmitField("Check only")
    take = SubmitField("Import")


class PlanForm(Form):
    """The weeks a plan is to be made for."""

    starts_on = DayField("First day", [required("Enter the first day to plan for")])
    weeks = IntegerField(
        "Weeks",
        [
            required("Enter the number of weeks"),
            NumberRange(1, MOST_WEEKS, f"Enter a number of weeks from 1 to {MOST_WEEKS}"),
        ],
        default=12,
    )
    make = SubmitField("Make a draft plan")


class PublishForm(Form):
    """Asks nothing: the button is the answer."""

    publish = SubmitField("Publish this plan")
