"""The shapes of answers about moving many cases at once."""

from typing import Any

from wtforms import HiddenField, SelectMultipleField, TextAreaField
from wtforms.validators import Length

from caseload.allocation.forms import LONGEST
from caseload.moves.placing import Part
from foundation.forms import Form, required, strip
from people.forms import NumberField, StartForm


class DaysForm(StartForm):
    """From which day, and until which where they come back."""


class MovingForm(Form):
    """Why. Each part adds who is to have it, and the mark of what was shown of it."""

    because = TextAreaField(
        "Why they are moved",
        [required("Say why they are moved"), Length(max=LONGEST)],
        filters=[strip],
        render_kw={"rows": 2},
    )


class RebalanceForm(MovingForm):
    """Which of the moves, by their place in the list."""

    moves = SelectMultipleField("Moves", coerce=int, choices=[])


def name_of(part: Part) -> str:
    """How a part's fields are called, after what they are."""
    return f"{part.case_id}_{part.taking.value}"


def moving_form(labels: dict[Part, str]) -> type[MovingForm]:
    """A form with a choice for each part."""
    fields: dict[str, Any] = {}
    for part, label in labels.items():
        fields[f"to_{name_of(part)}"] = NumberField(label)
        fields[f"shown_{name_of(part)}"] = HiddenField()
    return type("Moving", (MovingForm,), fields)
