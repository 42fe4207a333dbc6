"""The shapes of answers about who is given a case, and about requests."""

from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Length, Optional

from foundation.forms import Form, strip, text

LONGEST = 500


class AllocateForm(Form):
    """Somebody chosen, what the page showed, and why."""

    person_id = HiddenField()
    shown = HiddenField()
    how = HiddenField()
    because = TextAreaField(
        "Why them", [Optional(), Length(max=LONGEST)], filters=[strip], render_kw={"rows": 3}
    )


class TeamForm(Form):
    """The team on whose list the case is put; none takes it off."""

    team = SelectField("Team", choices=[], validate_choice=True)
    because = TextAreaField("Why", [Optional(), Length(max=LONGEST)], filters=[strip], render_kw={"rows": 2})


class EndForm(Form):
    """Why somebody no longer has the case."""

    because = text("Why it is ended", "Enter why it is ended", longest=LONGEST)


class AnswerForm(Form):
    """Yes or no by the button pressed, and why."""

    because = TextAreaField(
        "Why (needed when you decline)",
        [Optional(), Length(max=LONGEST)],
        filters=[strip],
        render_kw={"rows": 3},
    )


class WithdrawForm(Form):
    """Why a request is no longer needed."""

    why = text("Why it is withdrawn", "Enter why it is withdrawn", longest=LONGEST)
