"""Keeping the register true: one page of what is believed of a person, and a small form for each act."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.acts import Act, value_names
from foundation.database import db
from foundation.effective import AsAt
from foundation.errors import NotThere
from foundation.forms import Form, attempting
from people import actions as people
from people.deeds import ONE_DAY, SUPERSEDED, believed, doing, key_of
from people.forms import NumberField, PersonForm, WithdrawForm
from people.queries import PersonFacts, get_person
from teams import actions as teams
from teams.queries import choices
from teams.queries import register as queries
from teams.routes.doing import done
from teams.routes.kinds import KINDS, Kind, StartEmployment, days_of, terms_of

register = Blueprint("register", __name__)
PERSON = "/people/<int:person_id>/register"
OF_KIND = f"{PERSON}/<any({', '.join(KINDS)}):kind>"
ROW = f"{OF_KIND}/<int:row>"


class NewPersonForm(PersonForm, StartEmployment):
    """Somebody new, with their contract."""


@register.get(PERSON)
@allow(Permission.CHANGE_LINES)
def person(person_id: int) -> ResponseReturnValue:
    """Everything believed of one person, with what can be done about each row."""
    today = clock.today()
    who = seen_person(person_id)
    facts = queries.facts_of(person_id)
    return render_template(
        "register/person.html",
        person=who,
        kinds=KINDS,
        now=[fact for fact in facts if not fact.ended(today)],
        ended=[fact for fact in facts if fact.ended(today)],
        registrations=queries.registrations_of(person_id, today),
        today=today,
    )


@register.route("/people/new", methods=["GET", "POST"])
@allow(Permission.CHANGE_LINES)
def new_person() -> ResponseReturnValue:
    """Somebody who is not in the register yet."""
    form = NewPersonForm(data={"starts_on": clock.today()})
    offer(form, person_id=0, kind=KINDS["employment"], on=clock.today())
    if form.validate_on_submit():
        with attempting(form) as attempt:
            person = people.new_person()
            with doing("person.start", "person", person.id, by=viewer().id, at=clock.now()) as act:
                start_person(act, person.id, form.data)
            db.session.commit()
        if attempt.done:
            flash("They are in the register. Give them a placement and their lines next.", "success")
            return redirect(url_for("register.person", person_id=person.id))
    return page("register/new_person.html", form)


@register.route(f"{OF_KIND}/start", methods=["GET", "POST"])
@allow(Permission.CHANGE_LINES)
def start(person_id: int, kind: str) -> ResponseReturnValue:
    """Something new: a contract, a placement, a line or a post."""
    who, of = seen_person(person_id), KINDS[kind]
    form = of.start_form(data={"starts_on": clock.today(), "on": clock.today()})
    offer(form, person_id=person_id, kind=of, on=clock.today())
    if form.validate_on_submit() and done(
        form, f"{kind}.start", "person", person_id, lambda act: of.start(act, person_id, form.data)
    ):
        return back(person_id, f"The {of.noun} is in the register. If that was a mistake, correct it below.")
    return page("register/start.html", form, person=who, kind=of)


@register.route(f"{ROW}/change", methods=["GET", "POST"])
@allow(Permission.CHANGE_LINES)
def change(person_id: int, kind: str, row: int) -> ResponseReturnValue:
    """Something else from a day on."""
    who, of = seen_person(person_id), KINDS[kind]
    fact = queries.find_fact(person_id, kind, row)
    if fact is None:
        return superseded(person_id, of, row)
    if of.change_form is None or of.change is None:
        raise NotThere
    verb, form = of.change, of.change_form(data={**queries.row_values(kind, row), "on": clock.today()})
    offer(form, person_id=person_id, kind=of, on=clock.today())
    if form.validate_on_submit() and done(
        form,
        f"{kind}.change",
        "person",
        person_id,
        lambda act: verb(act, believed(act, of.model, row)[0], form.data),
    ):
        return back(person_id, f"The {of.noun} is changed. If that was a mistake, correct it below.")
    return page("register/change.html", form, person=who, kind=of, fact=fact)


@register.route(f"{ROW}/end", methods=["GET", "POST"])
@allow(Permission.CHANGE_LINES)
def end(person_id: int, kind: str, row: int) -> ResponseReturnValue:
    """A last day."""
    who, of = seen_person(person_id), KINDS[kind]
    fact = queries.find_fact(person_id, kind, row)
    if fact is None:
        return superseded(person_id, of, row)
    form = of.end_form(data={"last_day": clock.today()})
    if form.validate_on_submit() and done(
        form,
        f"{kind}.end",
        "person",
        person_id,
        lambda act: of.end(act, believed(act, of.model, row)[0], form.data),
    ):
        return back(person_id, f"The {of.noun} has a last day. If that was a mistake, correct it below.")
    return page("register/end.html", form, person=who, kind=of, fact=fact)


@register.route(f"{ROW}/correct", methods=["GET", "POST"])
@allow(Permission.CHANGE_LINES)
def correct(person_id: int, kind: str, row: int) -> ResponseReturnValue:
    """Put one row right as if it had always been so; what was believed stays in the history."""
    who, of = seen_person(person_id), KINDS[kind]
    fact = queries.find_fact(person_id, kind, row)
    if fact is None:
        return superseded(person_id, of, row)
    stored = queries.row_values(kind, row)
    form = of.correct_form(data={**stored, "last_day": fact.until and fact.until - ONE_DAY, "because": None})
    offer(form, person_id=person_id, kind=of, on=fact.starts_on)

    def put_right(act: Act) -> None:
        given = {name: form.data.get(name, stored[name]) for name in value_names(of.model)}
        teams.correct_row(act, of.model, row, days_of(form.data), **given)

    if form.validate_on_submit() and done(
        form, f"{kind}.correct", "person", person_id, put_right, because=form.data["because"]
    ):
        return back(person_id, "It is corrected. The history still shows what was believed before.")
    return page("register/correct.html", form, person=who, kind=of, fact=fact)


@register.route(f"{ROW}/withdraw", methods=["GET", "POST"])
@allow(Permission.CHANGE_LINES)
def withdraw(person_id: int, kind: str, row: int) -> ResponseReturnValue:
    """One row never was true."""
    who, of = seen_person(person_id), KINDS[kind]
    fact = queries.find_fact(person_id, kind, row)
    if fact is None:
        return superseded(person_id, of, row)
    form = WithdrawForm()
    if form.validate_on_submit() and done(
        form,
        f"{kind}.withdraw",
        "person",
        person_id,
        lambda act: teams.withdraw_row(act, of.model, row),
        because=form.because.data,
    ):
        return back(person_id, "It is withdrawn. The history still shows that it was believed.")
    return page("register/withdraw.html", form, person=who, kind=of, fact=fact)


def seen_person(person_id: int) -> PersonFacts:
    """The person, noted as seen. Raises NotThere."""
    who = get_person(person_id, AsAt(clock.today()))
    audit.seen("person", person_id, by=viewer().id)
    return who


def start_person(act: Act, person_id: int, answers: dict[str, Any]) -> None:
    """Somebody new and their contract, as one act."""
    called = {name: answers[name] or None for name in ("known_as", "email", "phone")}
    people.start_person(
        act, person_id, answers["starts_on"],
        given_name=answers["given_name"], family_name=answers["family_name"], **called,
    )  # fmt: skip
    people.start_employment(
        act, person_id, answers["organisation_id"], answers["assignment_number"], days_of(answers),
        **terms_of(answers),
    )  # fmt: skip


def offer(form: Form, *, person_id: int, kind: Kind, on: date) -> None:
    """Fill the form's lists, reading only what it asks for."""
    lists: dict[str, tuple[str, Callable[[], list[choices.Option]]]] = {
        "organisation_id": ("Choose an employer", choices.organisations),
        "employment_id": ("Choose an employment", lambda: choices.employments_of(person_id)),
        "team_id": ("Choose a team", choices.teams),
        "profession_id": ("None", choices.professions),
        "post_id": ("None yet", lambda: choices.posts_of(kind.lines, on)),
        "placement_id": ("Choose a placement", lambda: choices.placements_of(person_id)),
    }
    for field in form:
        if isinstance(field, NumberField) and field.name in lists:
            none, read = lists[field.name]
            field.offer([(option.id, option.label) for option in read()], none)


def superseded(person_id: int, kind: Kind, row: int) -> ResponseReturnValue:
    """The row was changed since the page was opened: say so where it can be looked at. Raises NotThere when
    there never was such a row."""
    key_of(kind.model, row)
    flash(SUPERSEDED, "refused")
    return redirect(url_for("register.person", person_id=person_id))


def back(person_id: int, sentence: str) -> ResponseReturnValue:
    """To the person's page, saying what was done."""
    flash(sentence, "success")
    return redirect(url_for("register.person", person_id=person_id))


def page(template: str, form: Form, **shown: Any) -> ResponseReturnValue:
    """The form, again with what stopped it."""
    return render_template(template, form=form, **shown), 422 if form.errors else 200
