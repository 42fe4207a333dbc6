"""The shapes of answers about placements and management lines."""

from wtforms import BooleanField, DecimalField, HiddenField, StringField
from wtforms.validators import Length, Optional, ValidationError

from foundation.forms import Form, NumberRange, required, strip, text
from people.forms import FULL_WEEK, DayField, EndForm, NumberField
from teams.team import RECURRENT


class PlacementForm(Form):
    """Where somebody works, as what, for how long each week."""

    employment_id = NumberField("Employment", message="Choose the employment")
    team_id = NumberField("Team", message="Choose the team")
    role = text("Role in the team", "Enter the role")
    hours = DecimalField(
        "Hours a week in this team",
        [
            NumberRange(min=0, max=FULL_WEEK, message="Enter hours between 0 and 168"),
            required("Enter the hours, such as 37.5"),
        ],
    )
    profession_id = NumberField("Profession practised here")
    funding = StringField(
        "Funding: recurrent, or the name of a short-term source", [Length(max=200)], filters=[strip]
    )
    funding_ends_on = DayField("Last day of the funding, if it ends", [Optional()])

    def validate_funding(self, field: StringField) -> None:
        """Nothing said means recurrent."""
        field.data = field.data or RECURRENT


class ManagementForm(Form):
    """Whom a management line runs to."""

    post_id = NumberField("Management post", message="Choose the post")


class FirstManagementForm(Form):
    """Whom a new placement answers to; its line may also be started later."""

    post_id = NumberField("Management post")


class EndEmploymentForm(EndForm):
    """The last day of a contract, and of the placements under it."""

    with_placements = BooleanField("End the placements under it, and their management lines, on the same day")


class TransferForm(Form):
    """A service, the employer it goes to, and the day. `fingerprint` marks what was shown."""

    from_id = NumberField("Employer now", message="Choose the employer it leaves")
    team_id = NumberField("Team")
    profession_id = NumberField("Profession")
    to_id = NumberField("New employer", message="Choose the employer it goes to")
    on = DayField("First day with the new employer", [required("Enter the day it moves")])
    prefix = StringField("Prefix for the assignment numbers", [Optional(), Length(max=10)], filters=[strip])
    fingerprint = HiddenField()

    def validate_to_id(self, field: NumberField) -> None:
        """Raises ValidationError when it stays where it is."""
        if field.data and field.data == self.from_id.data:
            raise ValidationError("Choose another employer than the one it leaves")

    def validate_team_id(self, field: NumberField) -> None:
        """Raises ValidationError when no service is named."""
        if field.data is None and self.profession_id.data is None:
            raise ValidationError("Choose a team, a profession or both: a service is one of them")
