"""A professional lead records that supervision took place or a register was checked, and takes it back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.database import db
from foundation.effective import AsAt
from foundation.errors import NotThere
from foundation.forms import Choice, Form, attempting, options, required, text
from people import practice_actions as actions
from people.deeds import SUPERSEDED
from people.forms import DayField, NumberField
from people.queries import PersonFacts, find_person_of, get_person
from teams.queries import practice as queries
from teams.queries.practice import Checked, Supervised, Terms
from teams.routes.practice import PERSON

practice_acts = Blueprint("practice_acts", __name__)
SUPERVISION, CHECK = f"{PERSON}/supervision", f"{PERSON}/check"


class ProfessionForm(Form):
    """In which profession, where the reader leads several of theirs."""

    profession = SelectField("Profession", [Choice("Choose the profession")], choices=[])


class SupervisionForm(ProfessionForm):
    """The day, with whom, and the kind: nothing else is kept."""

    held_on = DayField("Day it took place", [required("Enter the day it took place")])
    with_person_id = NumberField("With whom", message="Choose who it was with")
    kind = RadioField("Kind", choices=options(actions.KINDS.items()))


class CheckForm(ProfessionForm):
    """The day."""

    checked_on = DayField("Day the register was checked", [required("Enter the day it was checked")])


class TakeBackForm(Form):
    """Why the record was wrong."""

    because = text("What was wrong with the record", "Enter what was wrong with the record", longest=500)


@practice_acts.route(SUPERVISION, methods=["GET", "POST"])
@allow(Permission.SEE_OWN_LINES)
def record_supervision(person_id: int) -> ResponseReturnValue:
    """That it took place."""
    who, led = led_person(person_id)
    form = SupervisionForm(data={"held_on": clock.today(), "kind": "one_to_one", "profession": asked(led)})
    only = offer_professions(form, led)
    offer_supervisors(form, led)
    if form.validate_on_submit() and kept(
        form,
        lambda given: actions.record_supervision(
            person_id,
            led[only or form.data["profession"]].id,
            held_on=form.data["held_on"],
            with_person_id=form.data["with_person_id"],
            kind=form.data["kind"],
            began=queries.began_to_practise(person_id, clock.today()).get(only or form.data["profession"]),
            **given,
        ),
    ):
        return back(person_id, "The supervision is recorded. If that was a mistake, take it back below.")
    return page("practice/record_supervision.html", form, who)


@practice_acts.route(CHECK, methods=["GET", "POST"])
@allow(Permission.SEE_OWN_LINES)
def record_check(person_id: int) -> ResponseReturnValue:
    """That somebody looked them up in the regulator's register."""
    who, led = led_person(person_id)
    regulated = {code: terms for code, terms in led.items() if terms.fact.regulator}
    if not regulated:
        raise NotThere
    form = CheckForm(data={"checked_on": clock.today(), "profession": asked(regulated)})
    only = offer_professions(form, regulated)
    if form.validate_on_submit() and kept(
        form,
        lambda given: actions.record_check(
            person_id,
            regulated[only or form.data["profession"]].id,
            checked_on=form.data["checked_on"],
            began=queries.began_to_practise(person_id, clock.today()).get(only or form.data["profession"]),
            **given,
        ),
    ):
        return back(person_id, "The register check is recorded. If that was a mistake, take it back below.")
    return page("practice/record_check.html", form, who, regulated=regulated)


@practice_acts.route(f"{SUPERVISION}/<int:row>/take-back", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_LINES)
def take_back_supervision(person_id: int, row: int) -> ResponseReturnValue:
    """It did not take place as recorded."""
    who, led = led_person(person_id)
    found = queries.find_supervision(person_id, row)
    return taking_back(who, led, found, actions.take_back_supervision, "supervision")


@practice_acts.route(f"{CHECK}/<int:row>/take-back", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_LINES)
def take_back_check(person_id: int, row: int) -> ResponseReturnValue:
    """The register was not checked that day."""
    who, led = led_person(person_id)
    found = queries.find_check(person_id, row)
    return taking_back(who, led, found, actions.take_back_check, "register check")


TakeBack = Callable[..., None]


def taking_back(
    who: PersonFacts,
    led: dict[str, Terms],
    found: Supervised | Checked | None,
    act: TakeBack,
    what: str,
) -> ResponseReturnValue:
    """Ask why, and do it. Raises NotThere for what is not of a profession that the reader leads."""
    if found is None or found.profession not in led:
        raise NotThere
    if found.superseded_at is not None:
        flash(SUPERSEDED, "refused")
        return redirect(url_for("practice.person", person_id=who.id))
    form, row, recorded_at = TakeBackForm(), found.row, found.recorded_at
    if form.validate_on_submit() and kept(
        form, lambda given: act(who.id, row, recorded_at, form.data["because"], **given)
    ):
        return back(who.id, f"The {what} is taken back. What was believed before is kept.")
    return page("practice/take_back.html", form, who, found=found, what=what, kinds=actions.KINDS)


def led_person(person_id: int) -> tuple[PersonFacts, dict[str, Terms]]:
    """Somebody else whose practice the viewer leads today, noted as seen, and the professions in which. Raises
    NotThere."""
    who, led = (
        get_person(person_id, AsAt(clock.today())),
        queries.led_by(viewer().id, person_id, clock.today()),
    )
    if not led or who.account_id == viewer().id:
        raise NotThere  # nobody vouches for themselves, not even where their own line ends at their own post
    audit.seen("person", person_id, by=viewer().id)
    return who, {code: terms for code, terms in queries.professions().items() if code in led}


def asked(led: dict[str, Terms]) -> str:
    """The profession that the address names, where the reader leads it."""
    code = request.args.get("profession", "")
    return code if code in led else ""


def offer_professions(form: ProfessionForm, led: dict[str, Terms]) -> str | None:
    """Ask which only where there is a choice; otherwise the one there is."""
    if len(led) == 1:
        del form.profession
        return next(iter(led))
    form.profession.choices = options(
        ((code, terms.fact.name) for code, terms in led.items()), "Choose a profession"
    )
    return None


def offer_supervisors(form: SupervisionForm, led: dict[str, Terms]) -> None:
    """Whoever holds a professional post and may lead one of the professions; the reader first, as a rule."""
    today = clock.today()
    found = queries.who_may_lead({code for terms in led.values() for code in terms.fact.led_by}, today)
    form.with_person_id.offer(found.items(), "Choose somebody")
    own = find_person_of(viewer().id, AsAt(today))
    if not form.is_submitted() and own is not None and own.id in found:
        form.with_person_id.data = own.id


def kept(form: Form, act: Callable[[dict[str, Any]], None]) -> bool:
    """Do it in the viewer's name and commit. False when a rule refused it: nothing is kept."""
    with attempting(form) as attempt:
        given: dict[str, int | datetime] = {"by": viewer().id, "at": clock.now()}
        act(given)
        db.session.commit()
    return attempt.done


def back(person_id: int, sentence: str) -> ResponseReturnValue:
    """To the person's practice record, saying what was done."""
    flash(sentence, "success")
    return redirect(url_for("practice.person", person_id=person_id))


def page(template: str, form: Form, who: PersonFacts, **shown: Any) -> ResponseReturnValue:
    """The form, again with what stopped it."""
    return render_template(template, form=form, person=who, **shown), 422 if form.errors else 200
