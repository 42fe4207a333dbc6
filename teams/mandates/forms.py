"""The shapes of answers about mandates.

What an agreement may say is judged by `teams.mandates.checks` alone, so that a screen and a file are refused
for the same reasons, all at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, TypeVar, cast

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import Length, Optional, Regexp, ValidationError

from foundation.forms import Form, options, required, strip, text
from people.forms import DayField
from teams.authority.cession import JOB, NEIGHBOURHOOD, is_code, unlawful_because
from teams.authority.facts import Cedable, FunctionFact, OrganisationFact
from teams.mandate import ALL, INSTRUMENTS, Instrument, Status
from teams.mandates.addresses import has_an_address
from teams.mandates.terms import Days, Signatures, Stated, Terms
from teams.mandates.words import Names

TASKING = ("direct_work", "allocate_work", "reallocate_in_absence")
"""What the voluntary sector cedes unless more is agreed: rule 12."""
CONDITION = "condition_"
LONGEST = 500
F = TypeVar("F", bound="TermsForm")


class Blank(Optional):
    """May be left empty so far as a form can tell: the rules say when it may not."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {}


class NewForm(Form):
    """What a mandate keeps for ever."""

    code = StringField(
        "Code",
        [
            required("Enter a code, such as NCA-2026-03"),
            Length(max=60),
            Regexp(r"[A-Za-z0-9_.\-]+$", message="Use letters, digits, full stops, - and _ only"),
        ],
        filters=[strip],
        description="Names this mandate for ever, on screen, in files and in every ruling.",
    )
    organisation = SelectField("Organisation that cedes", [required("Choose the organisation that cedes")])

    def validate_code(self, field: Field) -> None:
        """Raises ValidationError for a code that no page could have."""
        if not has_an_address(field.data):
            raise ValidationError(f"Choose another code: “{field.data}” cannot be the address of its page")

    def offer_organisations(self, found: Iterable[OrganisationFact]) -> None:
        """Those that some form of agreement can bind."""
        able = [o for o in found if any(unlawful_because(form, o) is None for form in Instrument)]
        self.organisation.choices = options([(o.code, o.name) for o in able], "Choose an organisation")


class ActForm(Form):
    """An act on a mandate. `seen`: the newest of its rows when the page was opened, so that nobody signs, or
    writes over, what somebody else has made of it since."""

    seen = HiddenField()

    @property
    def opened_before_a_change(self) -> bool:
        """Whether the register has gone on since the page was opened."""
        return str(self.seen.data or "") != str(self.seen.object_data or "")


class TermsForm(ActForm):
    """What an agreement says, on which days, and its conditions: `with_conditions` adds the inputs for them."""

    instrument = RadioField(
        "Instrument",
        [required("Choose the form of the agreement")],
        choices=options([(form.value, label[0].upper() + label[1:]) for form, label in INSTRUMENTS.items()]),
    )
    reference = StringField("Reference of the agreement", [Blank(), Length(max=200)], filters=[strip])
    functions = SelectMultipleField("Functions it cedes")
    condition = StringField(
        "One condition for every conditional function", [Optional(), Length(max=LONGEST)], filters=[strip]
    )
    professions = SelectMultipleField("Staff it is about")
    jobs = TextAreaField("Particular jobs", [Optional(), Length(max=LONGEST)])
    teams = SelectMultipleField("Teams it is about")
    neighbourhoods = SelectMultipleField("Every team of a neighbourhood")
    starts_on = DayField("First day", [required("Enter the first day")])
    last_day = DayField("Last day, if it has one", [Optional()])
    review_on = DayField("To be reviewed by", [Optional()])

    def validate_functions(self, field: Field) -> None:
        """Raises ValidationError for every one and some."""
        _refuse_all_and_some(field.data, (), "Choose every function that may be ceded, or particular ones")

    def validate_professions(self, field: Field) -> None:
        """Raises ValidationError for all and some."""
        _refuse_all_and_some(
            field.data, self.job_names, "Choose all staff, or particular professions and jobs"
        )

    def validate_teams(self, field: Field) -> None:
        """Raises ValidationError for all and some."""
        some = self.neighbourhoods.data or ()
        _refuse_all_and_some(field.data, some, "Choose every team, or particular teams and neighbourhoods")

    @property
    def job_names(self) -> list[str]:
        """One for each line."""
        return [name.strip() for name in (self.jobs.data or "").splitlines() if name.strip()]

    @property
    def terms(self) -> Terms:
        """What the answers say. No side's signature is among them."""
        places = [f"{NEIGHBOURHOOD}{code}" for code in self.neighbourhoods.data or ()]
        return Terms(
            instrument=self.instrument.data or "",
            reference=self.reference.data or "",
            functions=tuple(self.functions.data or ()),
            professions=(*(self.professions.data or ()), *(f"{JOB}{name}" for name in self.job_names)),
            teams=(*(self.teams.data or ()), *places),
            conditions=tuple(self._conditions()),
            review_on=self.review_on.data,
        )

    @property
    def days(self) -> Days:
        """The days it is meant for."""
        assert self.starts_on.data is not None, "the form asks for it"
        return Days(self.starts_on.data, self.last_day.data)

    def _conditions(self) -> Iterable[str]:
        for field in self:
            if field.name.startswith(CONDITION) and field.data:
                yield f"{field.name.removeprefix(CONDITION)}: {field.data}"
        if self.condition.data:
            yield self.condition.data

    def offer(self, names: Names, functions: Iterable[FunctionFact]) -> None:
        """Fill the lists. What can never be ceded is not offered."""
        cedable = [(f.code, f.name) for f in functions if f.cedable is not Cedable.NEVER]
        self.functions.choices = options([(ALL, "Every function that may be ceded"), *cedable])
        self.professions.choices = options(
            [(ALL, "All staff of the organisation"), *names.professions.items()]
        )
        self.teams.choices = options([(ALL, "Every team and service"), *names.teams.items()])
        self.neighbourhoods.choices = options(names.neighbourhoods.items())


class SignForm(ActForm):
    """Who signed for either side, and when."""

    signed_by_organisation = StringField(
        "Who signed for the organisation", [Blank(), Length(max=200)], filters=[strip]
    )
    signed_by_organisation_on = DayField("Day of signing for the organisation", [Blank()])
    signed_by_partnership = StringField(
        "Who signed for the partnership", [Blank(), Length(max=200)], filters=[strip]
    )
    signed_by_partnership_on = DayField("Day of signing for the partnership", [Blank()])

    @property
    def signatures(self) -> Signatures:
        """Both sides'."""
        return Signatures(
            signed_by_organisation=self.signed_by_organisation.data or None,
            signed_by_organisation_on=self.signed_by_organisation_on.data,
            signed_by_partnership=self.signed_by_partnership.data or None,
            signed_by_partnership_on=self.signed_by_partnership_on.data,
        )


class WithdrawForm(ActForm):
    """From which day a mandate is withdrawn, and why."""

    on = DayField("First day on which it is no longer in force", [required("Enter the first day without it")])
    because = text("Why it is withdrawn", "Enter why it is withdrawn", longest=LONGEST)


class EndForm(ActForm):
    """The last day a mandate is in force."""

    last_day = DayField("Last day", [required("Enter the last day")])
    because = StringField("Why", [Optional(), Length(max=LONGEST)], filters=[strip])


STATUSES = {
    Status.SIGNED: "Signed by both sides",
    Status.WITHDRAWN: "Withdrawn: its last day is the last on which it was in force",
    Status.DRAFT: "A draft: both sides never signed it",
}


class CorrectForm(TermsForm, SignForm):
    """What was agreed, where the register has it wrong."""

    status = RadioField(
        "What it truly is",
        [required("Choose what it truly is")],
        choices=options([(status.value, label) for status, label in STATUSES.items()]),
    )
    because = text("Why it is corrected", "Enter why it is corrected", longest=LONGEST)

    @property
    def stated(self) -> Stated:
        """All that the answers say."""
        return Stated(self.terms.with_signatures(self.signatures), Status(self.status.data), self.days)


class MandateFileForm(Form):
    """A file of mandates, to be looked at or taken in."""

    file = FileField(
        "File of mandates",
        [FileRequired("Choose the file of mandates")],
        description="A CSV or XLSX file with one row for each mandate.",
    )
    check = SubmitField("Check only")
    take = SubmitField("Import")


def with_conditions(form: type[F], functions: Iterable[FunctionFact]) -> type[F]:
    """The form, with an input for the condition of each function that is ceded only on one."""
    inputs: dict[str, Any] = {
        f"{CONDITION}{f.code}": StringField(f"Condition for {f.name}", [Length(max=LONGEST)], filters=[strip])
        for f in functions
        if f.cedable is Cedable.CONDITIONAL
    }
    return cast("type[F]", type(form.__name__, (form,), inputs))


def answers_of(stated: Stated) -> Mapping[str, Any]:
    """What a form shows of an agreement that is there already."""
    terms = stated.terms
    own, general = _conditions_of(terms.conditions)
    return {
        **{name: getattr(terms, name) for name in ("instrument", "reference", "functions", "review_on")},
        **{each.name: getattr(terms, each.name) for each in fields(Signatures)},
        **{f"{CONDITION}{code}": condition for code, condition in own.items()},
        "condition": ". ".join(general),
        "professions": [code for code in terms.professions if not code.startswith(JOB)],
        "jobs": "\n".join(c.removeprefix(JOB) for c in terms.professions if c.startswith(JOB)),
        "teams": [code for code in terms.teams if not code.startswith(NEIGHBOURHOOD)],
        "neighbourhoods": [c.removeprefix(NEIGHBOURHOOD) for c in terms.teams if c.startswith(NEIGHBOURHOOD)],
        "starts_on": stated.days.starts_on,
        "last_day": stated.days.last_day,
        "status": stated.status.value,
    }


def _conditions_of(stated: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    own, general = dict[str, str](), list[str]()
    for each in stated:
        code, said, condition = each.partition(":")
        if said and is_code(code):
            own[code.strip()] = ". ".join(filter(None, (own.get(code.strip()), condition.strip())))
        else:
            general.append(each)
    return own, general


def _refuse_all_and_some(chosen: list[str] | None, others: Iterable[str], sentence: str) -> None:
    some = [code for code in chosen or () if code != ALL]
    if ALL in (chosen or ()) and (some or list(others)):
        raise ValidationError(f"{sentence}, not both")
