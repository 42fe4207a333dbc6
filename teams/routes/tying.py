"""Which account somebody in the register signs in with: kept by the partnership office."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from accounts.queries import account_email
from foundation import clock
from foundation.database import db
from foundation.effective import AsAt
from foundation.forms import attempting
from people import tying as acts
from people.forms import TieForm, UntieForm
from people.queries import PersonFacts, get_person

tying = Blueprint("tying", __name__)
ONE = "/people/<int:person_id>/account"


@tying.route(ONE, methods=["GET", "POST"])
@allow(Permission.CHANGE_LINES)
def tie(person_id: int) -> ResponseReturnValue:
    """The account they sign in with, and giving them one."""
    who, form = _seen(person_id), TieForm()
    if not form.is_submitted():
        form.email.data = who.email if who.account_id is None else ""
    elif form.validate():
        with attempting(form) as attempt:
            acts.tie(person_id, form.data["email"], by=viewer().id)
            db.session.commit()
        if attempt.done:
            flash("They sign in with that account from now on.", "success")
            return redirect(url_for("tying.tie", person_id=person_id))
    return _page(who, form, UntieForm())


@tying.post(f"{ONE}/take")
@allow(Permission.CHANGE_LINES)
def untie(person_id: int) -> ResponseReturnValue:
    """Their account is theirs no more; it is not closed by this."""
    who, form = _seen(person_id), UntieForm()
    if form.validate_on_submit():
        with attempting(form) as attempt:
            acts.untie(person_id, by=viewer().id)
            db.session.commit()
        if attempt.done:
            flash("Whoever signs in with that account is nobody in the register now.", "success")
            return redirect(url_for("tying.tie", person_id=person_id))
    return _page(who, TieForm(formdata=None), form)


def _seen(person_id: int) -> PersonFacts:
    who = get_person(person_id, AsAt(clock.today()))
    audit.seen("person", who.id, by=viewer().id)
    return who


def _page(who: PersonFacts, form: TieForm, taking: UntieForm) -> ResponseReturnValue:
    email = None if who.account_id is None else account_email(who.account_id)
    shown = taking if taking.errors or taking.refusals else form
    page = render_template("tying/tie.html", person=who, email=email, form=form, taking=taking, shown=shown)
    return page, 422 if shown.errors or shown.refusals else 200
