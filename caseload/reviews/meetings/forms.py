"""The shapes of answers in a meeting, and about what is to be done."""

from collections.abc import Callable
from typing import Any, ClassVar

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import Length, Optional, StopValidation, ValidationError

from caseload.cases.stage import Outcome
from caseload.cases.words import OUTCOMES, REVIEWED
from caseload.reviews.review import ReviewOutcome
from foundation.forms import Choice, Form, options, required, strip, text
from people.forms import DayField, NumberField

WHY = 500
WHAT = 300
DEFERRED = "deferred"
DECIDED = {**REVIEWED, DEFERRED: "Not reviewed: deferred"}


def words(label: str, *, longest: int = WHY, description: str = "") -> StringField:
    """A short text that may be left out."""
    return StringField(label, [Optional(), Length(max=longest)], filters=[strip], description=description)


class Needed:
    """Checks that there is an answer where one is needed; elsewhere it may be left out."""

    field_flags: ClassVar[dict[str, bool]] = {"optional": True}

    def __init__(self, message: str, when: Callable[[Any], object]) -> None:
        self.message, self.when = message, when

    def __call__(self, form: Any, field: Any) -> None:
        """Raises StopValidation for nothing, with its message where something is needed."""
        if any(str(said).strip() for said in field.raw_data or ()):
            return
        field.errors[:] = []
        raise StopValidation(self.message if self.when(form) else "")


def _somebody(form: Any) -> bool:
    return bool(form.owner.data or form.organisation.data or form.due_on.data)


class ToDoFields(Form):
    """Who does what, by when. Said of somebody outside the register, it is their organisation's."""

    what = TextAreaField(
        "What is to be done",
        [Needed("Enter what is to be done", _somebody), Length(max=WHAT)],
        filters=[strip],
        render_kw={"rows": 2},
        description="A task, never what was said in the meeting.",
    )
    owner = NumberField("Who does it")
    organisation = NumberField("Or which organisation")
    due_on = DayField(
        "Done by", [Needed("Enter the day by which it is to be done", lambda form: form.what.data)]
    )

    def validate_owner(self, field: NumberField) -> None:
        """Raises ValidationError where there is something to do and nobody to do it."""
        if self.what.data and not (field.data or self.organisation.data):
            raise ValidationError("Choose who does it, or which organisation")


class OutcomeForm(ToDoFields):
    """What was decided of one case. `read`: what the form was opened on."""

    read = HiddenField()
    outcome = RadioField(
        "What was decided", [Choice("Choose what was decided")], choices=options(DECIDED.items())
    )
    tier = NumberField("The tier it goes to")
    closed_as = SelectField("How the case ended", choices=options(OUTCOMES.items(), "Choose how it ended"))
    carried_to = NumberField("Carry it over to")
    because = words("Why, in a few words", description="Not needed for a case that continues as it is.")
    next_on = DayField("Another day for the next review", [Optional()])
    next_because = words("Why another day")
    past_limit = BooleanField(
        "I know that the day is after the longest time the tier allows, and that this limit stays"
    )
    corrected = words("Why it is put right", description="What was kept before stays in the case’s story.")
    keep = SubmitField("Keep this")
    another = SubmitField("Keep this and add another action")

    @property
    def said_outcome(self) -> ReviewOutcome | None:
        """As the rules know it; none where it is deferred."""
        return None if self.outcome.data == DEFERRED else ReviewOutcome(self.outcome.data)

    @property
    def said_end(self) -> Outcome | None:
        """How the case ended, where it did."""
        return Outcome(self.closed_as.data) if self.closed_as.data else None


class CameForm(Form):
    """Somebody who came without being asked. Who was asked is ticked beside it. `read`: who was ticked when the
    page was opened, so that two people may tick at once."""

    read = HiddenField()
    person = NumberField("Somebody else who came")


class AddForm(Form):
    """A case that is on no agenda, by its local reference."""

    reference = StringField("Local reference", [required("Enter the local reference")], filters=[strip])


class EndForm(Form):
    """Why some cases were not reviewed, and where they go."""

    because = words("Why they were not reviewed")
    carried_to = NumberField("Carry them over to")


class GiveForm(ToDoFields):
    """Something to be done about a case, outside of any meeting."""

    what = text("What is to be done", "Enter what is to be done", longest=WHAT)


class ActionForm(GiveForm):
    """What became of an action, or what it is instead. `row`: what the form was opened on."""

    row = HiddenField()
    became = RadioField(
        "What became of it",
        [Choice("Choose what became of it")],
        choices=options(
            [("done", "Done"), ("dropped", "It will not be done"), ("changed", "It is to be done otherwise")]
        ),
    )
    done_on = DayField(
        "The day it was done", [Needed("Enter the day it was done", lambda form: form.became.data == "done")]
    )
    because = words("Why", description="Needed unless it is done.")
