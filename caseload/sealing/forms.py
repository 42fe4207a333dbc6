"""The shapes of answers about a sealed record."""

from wtforms import RadioField, SelectMultipleField

from caseload.cases.words import SEALED
from caseload.keeping.forms import WHY, CaseForm
from foundation.forms import Choice, options, text
from people.forms import NumberField


class UnsealForm(CaseForm):
    """Why."""

    because = text("Why", "Enter why, in a few words", longest=WHY)


class SealForm(CaseForm):
    """Why a record is sealed, and who sees it from then on."""

    why = RadioField(
        "What makes it necessary", [Choice("Choose what makes it necessary")], choices=options(SEALED.items())
    )
    names = SelectMultipleField("Who else sees it", coerce=int, choices=[])
    because = text("Why, in a few words", "Enter why, in a few words", longest=WHY)


class NameForm(UnsealForm):
    """Somebody who is to see a sealed record, or to see it no longer."""

    person = NumberField("Who", message="Choose who it is")
