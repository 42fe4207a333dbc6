"""The shapes of answers about one case. Each carries what was read when it was opened."""

from datetime import date

from wtforms import (
    BooleanField,
    DecimalField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Length, Optional, ValidationError

from caseload.case_lists.case_file import read_nhs_number, read_postcode
from caseload.cases.stage import OPEN
from caseload.cases.words import (
    CARE,
    CASE_KINDS,
    CONTACTS,
    EXEMPT,
    INFORMED,
    OUTCOMES,
    PAUSED,
    STAGES,
    URGENT,
)
from caseload.keeping.stages import OF_A_REFERRAL
from foundation.forms import Choice, Form, NumberRange, options, required, strip, text
from foundation.spreadsheets import NotAsExpected
from people.forms import DayField, NumberField

WHY = 500
FIRST_BIRTH = date(1900, 1, 1)


class BirthField(DayField):
    """A date of birth, which may lie before this service."""

    def pre_validate(self, form: object) -> None:
        """Raises ValidationError for a year that is surely a slip."""
        if self.data is not None and self.data < FIRST_BIRTH:
            raise ValidationError(f"Enter a day from {FIRST_BIRTH.year} on")


class CaseForm(Form):
    """`read` are the rows the form was opened on, so that whoever comes second sees what changed."""

    read = HiddenField()


class TierFields(Form):
    """How often the case is reviewed."""

    tier = NumberField("Tier", message="Choose the tier")


class FromDay(CaseForm):
    """The day it holds from."""

    on = DayField("From which day", [required("Enter the day it holds from")])


class Reasoned(FromDay):
    """The day, and why."""

    because = text("Why", "Enter why, in a few words", longest=WHY)


class InformedFields(Form):
    """Whether the resident knows of the reviews."""

    informed = RadioField(
        "Does the resident know that agencies review their case together?",
        [Choice("Choose whether they know")],
        choices=options(INFORMED.items()),
    )
    informed_on = DayField("The day they were told, or it was decided", [Optional()])


class WorkFields(Form):
    """What makes it more or less work."""

    kind = RadioField("Kind of work", [Choice("Choose the kind")], choices=options(CASE_KINDS.items()))
    statutory = BooleanField("Statutory work")
    travel = BooleanField("Needs travel out of the neighbourhood")


class ExemptForm(Reasoned):
    """Why a review may be late, and until when."""

    why = RadioField(
        "What keeps the review from being held",
        [Choice("Choose what keeps it from being held")],
        choices=options(EXEMPT.items()),
    )
    last_day = DayField("Last day, if it is known", [Optional()])


class NeedsFields(Form):
    """Who is wanted at the reviews."""

    wanted = SelectMultipleField("Wanted at the review", coerce=int, choices=[])
    hard = SelectMultipleField("Must be there", coerce=int, choices=[])


class TriageForm(FromDay):
    """From which day somebody looks at it."""


class CompetenceFields(Form):
    """What whoever holds the case must be signed off in."""

    competences = SelectMultipleField("Competences needed", coerce=int, choices=[])


class AcceptForm(TierFields, InformedFields, WorkFields, NeedsFields, CompetenceFields, FromDay):
    """What the case is accepted as."""

    reason = StringField(
        "Why the case is kept, in a few words", [Optional(), Length(max=200)], filters=[strip]
    )


class DeclineForm(Reasoned):
    """Why a referral is not taken on."""

    outcome = RadioField(
        "Outcome",
        [Choice("Choose the outcome")],
        choices=options((each.value, OUTCOMES[each]) for each in OF_A_REFERRAL),
    )


class TierForm(TierFields, Reasoned):
    """Another tier."""


class InformedForm(InformedFields, FromDay):
    """Whether they know, from a day."""


class StageForm(Reasoned):
    """How far an open case has come."""

    stage = RadioField(
        "Stage", [Choice("Choose the stage")], choices=options((each.value, STAGES[each]) for each in OPEN)
    )


class CloseForm(Reasoned):
    """How the case ended."""

    outcome = RadioField("Outcome", [Choice("Choose the outcome")], choices=options(OUTCOMES.items()))


class ReopenForm(CaseForm):
    """Why it should not have been closed."""

    because = text("Why", "Enter what was wrong with closing it", longest=WHY)


class PauseForm(FromDay):
    """Why it stands still."""

    why = RadioField("Why", [Choice("Choose why")], choices=options(PAUSED.items()))


class WorkForm(WorkFields, Reasoned):
    """The kind of work, from a day."""


class NeedsForm(NeedsFields, FromDay):
    """Who is wanted, from a day."""


class CompetencesForm(CompetenceFields, FromDay):
    """What is needed, from a day."""


class ConflictForm(Reasoned):
    """Who must not hold the case."""

    person = NumberField("Who", message="Choose who it is")


class CareForm(FromDay):
    """Formal care, or none any more."""

    kind = SelectField("Kind of care", choices=options(CARE.items(), "None from that day"))
    hours = DecimalField(
        "Hours a week", [Optional(), NumberRange(0, 168, message="Enter hours between 0 and 168")]
    )

    def validate_kind(self, field: SelectField) -> None:
        """Raises ValidationError where care is arranged and its hours are not given."""
        if field.data and self.hours.data is None:
            raise ValidationError("Enter the hours a week")


class ContactForm(Form):
    """That somebody was in touch. What was said is kept in the agency's own record."""

    held_on = DayField("Day", [required("Enter the day")])
    kind = RadioField("How", [Choice("Choose how")], choices=options(CONTACTS.items()))
    person = NumberField("Who was in touch", message="Choose who was in touch")


class UrgentForm(Form):
    """That a service was needed at once."""

    happened_on = DayField("Day", [required("Enter the day")])
    kind = RadioField("Service", [Choice("Choose the service")], choices=options(URGENT.items()))


class TakeBackForm(Form):
    """Why the record was wrong."""

    because = text("What was wrong with the record", "Enter what was wrong with the record", longest=WHY)


class ResidentFields(Form):
    """Who somebody is and where they live. Where they are registered is another fact."""

    given_name = text("Given name", "Enter the given name", longest=100)
    family_name = text("Family name", "Enter the family name", longest=100)
    date_of_birth = BirthField("Date of birth", [required("Enter the date of birth")])
    postcode = text("Postcode", "Enter the postcode", longest=10)
    neighbourhood = NumberField("Neighbourhood they live in", message="Choose the neighbourhood")
    ward = NumberField("Ward")
    practice = NumberField("Practice they are registered with")

    def validate_postcode(self, field: StringField) -> None:
        """Raises ValidationError for what is no postcode; keeps it in capitals."""
        try:
            field.data = read_postcode(field.data or "")
        except NotAsExpected:
            raise ValidationError("Enter a postcode, such as BL9 0SW") from None


class ResidentForm(ResidentFields, FromDay):
    """Where they live, from a day."""


class ReferForm(ResidentFields):
    """A new referral. `same`: which of the people shown it is about; 0: none of them."""

    nhs_number = text("NHS number", "Enter the NHS number", longest=20)
    referred_on = DayField("Day of the referral", [required("Enter the day of the referral")])
    referred_by = text("Who referred", "Enter who referred", longest=100)
    because = text("Why, in a few words", "Enter why they are referred", longest=200)
    same = RadioField(
        "Is it one of these people?", [Optional()], choices=[], coerce=int, validate_choice=False
    )
    shown = HiddenField()

    def validate_nhs_number(self, field: StringField) -> None:
        """Raises ValidationError for what is no NHS number (modulus 11); keeps its digits."""
        try:
            field.data = read_nhs_number(field.data or "")
        except NotAsExpected:
            raise ValidationError(
                "Enter an NHS number of ten digits. One of the digits given is wrong."
            ) from None


class SameForm(Form):
    """Whether two residents are one, and which case goes on."""

    answer = RadioField(
        "Are they the same person?",
        [Choice("Choose whether they are")],
        choices=options([("same", "Yes, one person"), ("different", "No, two people")]),
    )
    goes_on = RadioField("If they are one person, which case goes on?", choices=[], validate_choice=False)
    because = text("How you know", "Enter how you know", longest=WHY)
