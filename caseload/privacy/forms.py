"""The shapes of answers about looks, and of what a privacy officer asks and says."""

from wtforms import RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length, Optional

from caseload.case_lists.case_file import read_nhs_number
from caseload.keeping.forms import BirthField
from caseload.privacy.words import OUTCOMES, REASONS
from foundation.forms import Choice, Form, options, required, strip, text
from foundation.spreadsheets import NotAsExpected
from people.forms import DayField

LONGEST = 1000
TEN_DIGITS = "Enter an NHS number of ten digits. One of the digits given is wrong."
KEPT = "Kept with the asking, and read by the privacy officer."


def words(label: str, message: str, description: str = "") -> TextAreaField:
    """A longer text that must be given."""
    return TextAreaField(
        label,
        [required(message), Length(max=LONGEST)],
        filters=[strip],
        description=description,
        render_kw={"rows": 4},
    )


class NhsNumberForm(Form):
    """Somebody by their NHS number. It is typed and sent, and stands in no address."""

    nhs_number = text("NHS number", "Enter the NHS number", longest=20)

    def validate_nhs_number(self, field: StringField) -> None:
        """Raises ValidationError for what is no NHS number; keeps its digits."""
        try:
            field.data = read_nhs_number(field.data or "")
        except NotAsExpected:
            raise ValidationError(TEN_DIGITS) from None


class LookForm(NhsNumberForm):
    """Whom somebody must look at, and why."""

    born = BirthField("Date of birth", [required("Enter the date of birth")])
    reason = RadioField("Why you must look", [Choice("Choose why")], choices=options(REASONS.items()))
    because = words("In your own words", "Say why you must look", KEPT)


class EndForm(Form):
    """That somebody has seen enough."""


class ReviewForm(Form):
    """What becomes of a look."""

    outcome = RadioField("Outcome", [Choice("Choose the outcome")], choices=options(OUTCOMES.items()))
    words = words("In words", "Say why")


class LookedIntoForm(Form):
    """What came of looking into an odd pattern."""

    words = words("What came of it", "Say what came of it")


class WhoSawForm(NhsNumberForm):
    """Who saw one resident, from a day until a day."""

    first = DayField("From", [Optional()])
    last = DayField("Until", [Optional()])


class ReportForm(NhsNumberForm):
    """About whom a report is to be made, and why."""

    born = BirthField("Date of birth", [required("Enter the date of birth")])
    because = words(
        "Why the report is made", "Say why the report is made", "For example: they asked for it by letter."
    )


class StaffReportForm(Form):
    """Why a report is made about a member of staff."""

    because = words(
        "Why the report is made", "Say why the report is made", "For example: they asked for it by letter."
    )
