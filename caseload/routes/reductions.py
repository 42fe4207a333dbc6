"""What reduces somebody's capacity: kept by the lead of a neighbourhood they work in or the partnership office,
read by the person too. Nobody keeps their own."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DecimalField, IntegerField, SelectField
from wtforms.validators import Optional, ValidationError

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.capacity.reducing import (
    NEWLY_QUALIFIED_PERCENT,
    Amount,
    correct_reduction,
    end_reduction,
    newly_qualified_last_day,
    record_reduction,
    withdraw_reduction,
)
from caseload.capacity.weighting import ReductionReason
from caseload.capacity.workload import WORDS
from caseload.queries.reductions import ReductionFacts, reductions_of, works_in
from foundation import clock
from foundation.effective import AsAt
from foundation.errors import NotThere
from foundation.forms import Form, NumberRange, options
from people.deeds import SUPERSEDED
from people.forms import FULL_WEEK, CorrectForm, EndForm, StartForm, WithdrawForm
from people.queries import PersonFacts, get_person
from teams.routes.doing import done

reductions = Blueprint("reductions", __name__)
PERSON = "/people/<int:person_id>/reductions"
ROW = f"{PERSON}/<int:row>"


class AmountForm(Form):
    """How much less: one of the two."""

    percent = IntegerField(
        "Percent of their hours",
        [Optional(), NumberRange(min=1, max=100, message="Enter a percentage from 1 to 100")],
    )
    hours = DecimalField(
        "Or hours a week",
        [Optional(), NumberRange(min=0.01, max=FULL_WEEK, message="Enter hours between 0.01 and 168")],
    )

    def validate_hours(self, field: DecimalField) -> None:
        """Raises ValidationError unless one of the two is given."""
        if (field.data is None) == (self.percent.data is None):
            raise ValidationError("Enter either a percentage or hours a week")

    @property
    def amount(self) -> Amount:
        """What was entered."""
        return Amount(self.data["percent"], self.data["hours"])


class RecordForm(AmountForm, StartForm):
    """Why, how much less, and for which days."""

    reason = SelectField("Reason", choices=options((r.value, WORDS[r].capitalize()) for r in ReductionReason))


class CorrectReductionForm(AmountForm, CorrectForm):
    """How much it was, and for which days."""


@reductions.get(PERSON)
@allow(Permission.SEE_OWN_WORK)
def show(person_id: int) -> ResponseReturnValue:
    """What is in force, what is to come, and everything there was."""
    who, today = read_person(person_id), clock.today()
    rows = reductions_of(person_id)
    believed = [row for row in rows if row.superseded_at is None]
    return render_template(
        "reductions/show.html",
        person=who,
        own=is_own(who),
        keeps=may_keep(who),
        current=[row for row in believed if not row.over(today)],
        past=[row for row in believed if row.over(today)],
        corrected=[row for row in rows if row.superseded_at is not None],
        today=today,
    )


@reductions.route(f"{PERSON}/record", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_WORK)
def record(person_id: int) -> ResponseReturnValue:
    """A reduction that starts. What is offered is that of somebody newly qualified."""
    who, today = kept_person(person_id), clock.today()
    form = RecordForm(
        data={
            "reason": ReductionReason.NEWLY_QUALIFIED.value,
            "percent": NEWLY_QUALIFIED_PERCENT,
            "starts_on": today,
            "last_day": newly_qualified_last_day(today),
        }
    )
    if form.validate_on_submit() and done(
        form,
        "reduction.record",
        "person",
        person_id,
        lambda act: record_reduction(
            act,
            person_id,
            ReductionReason(form.data["reason"]),
            form.amount,
            form.data["starts_on"],
            form.data["last_day"],
        ),
    ):
        return back(person_id, "The reduction is recorded. It starts and ends by itself.")
    return page("reductions/record.html", form, who)


@reductions.route(f"{ROW}/last-day", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_WORK)
def last_day(person_id: int, row: int) -> ResponseReturnValue:
    """It ends sooner."""
    who, held = kept_person(person_id), held_row(person_id, row)
    if held is None:
        return superseded(person_id)
    form = EndForm(data={"last_day": clock.today()})
    if form.validate_on_submit() and done(
        form,
        "reduction.end",
        "person",
        person_id,
        lambda act: end_reduction(act, person_id, row, form.data["last_day"]),
    ):
        return back(person_id, "The reduction ends on that day.")
    return page("reductions/last_day.html", form, who, held)


@reductions.route(f"{ROW}/correct", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_WORK)
def correct(person_id: int, row: int) -> ResponseReturnValue:
    """It was recorded wrongly."""
    who, held = kept_person(person_id), held_row(person_id, row)
    if held is None:
        return superseded(person_id)
    given = {"percent": held.percent, "hours": held.hours, "starts_on": held.starts_on}
    form = CorrectReductionForm(data=given | {"last_day": held.period.last_day})
    if form.validate_on_submit() and done(
        form,
        "reduction.correct",
        "person",
        person_id,
        lambda act: correct_reduction(
            act, person_id, row, form.amount, form.data["starts_on"], form.data["last_day"]
        ),
        because=form.data["because"],
    ):
        return back(person_id, "The reduction is put right. What was believed before is kept.")
    return page("reductions/correct.html", form, who, held)


@reductions.route(f"{ROW}/take-back", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_WORK)
def take_back(person_id: int, row: int) -> ResponseReturnValue:
    """It never was so."""
    who, held = kept_person(person_id), held_row(person_id, row)
    if held is None:
        return superseded(person_id)
    form = WithdrawForm()
    if form.validate_on_submit() and done(
        form,
        "reduction.take_back",
        "person",
        person_id,
        lambda act: withdraw_reduction(act, person_id, row),
        because=form.data["because"],
    ):
        return back(person_id, "The reduction is taken back. What was believed before is kept.")
    return page("reductions/take_back.html", form, who, held)


def read_person(person_id: int) -> PersonFacts:
    """Oneself, or somebody whose reductions this viewer keeps; noted as seen. Raises NotThere."""
    who = get_person(person_id, AsAt(clock.today()))
    if not is_own(who) and not may_keep(who):
        raise NotThere
    audit.seen("person", person_id, by=viewer().id)
    return who


def kept_person(person_id: int) -> PersonFacts:
    """Somebody whose reductions this viewer keeps; noted as seen. Raises NotThere."""
    who = read_person(person_id)
    if not may_keep(who):
        raise NotThere
    return who


def may_keep(who: PersonFacts) -> bool:
    """Whether the reader is of the office, or leads a neighbourhood they work in today. Never one's own."""
    if is_own(who):
        return False
    if viewer().may(Permission.KEEP_WEIGHTS):
        return True
    led = viewer().scopes(Permission.ALLOCATE)
    return bool(led) and ("" in led or bool(led & works_in(who.id, clock.today())))


def is_own(who: PersonFacts) -> bool:
    """Whether the reader is this person."""
    return who.account_id == viewer().id


def held_row(person_id: int, row: int) -> ReductionFacts | None:
    """A reduction of theirs that is believed; None when it was changed meanwhile. Raises NotThere."""
    found = next((each for each in reductions_of(person_id) if each.row == row), None)
    if found is None:
        raise NotThere
    return found if found.superseded_at is None else None


def superseded(person_id: int) -> ResponseReturnValue:
    """To what is recorded now, saying that it was changed."""
    flash(SUPERSEDED, "refused")
    return redirect(url_for("reductions.show", person_id=person_id))


def back(person_id: int, sentence: str) -> ResponseReturnValue:
    """To the page of reductions, saying what was done."""
    flash(sentence, "success")
    return redirect(url_for("reductions.show", person_id=person_id))


def page(
    template: str, form: Form, who: PersonFacts, held: ReductionFacts | None = None
) -> ResponseReturnValue:
    """The form, again with what stopped it."""
    found = render_template(template, form=form, person=who, held=held, today=clock.today())
    return found, 422 if form.errors else 200
