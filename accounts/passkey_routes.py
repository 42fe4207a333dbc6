"""One's own passkeys: adding one in two steps, naming it, taking it away."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from accounts import own_queries
from accounts import passkey_actions as actions
from accounts.forms import AddedForm, NamedForm, PasskeyForm, ProofForm
from accounts.guard import signed_in, viewer
from accounts.limits import own_password
from accounts.own_actions import own_account as account_row
from accounts.own_routes import back, confirm, shown_once
from accounts.passkey import Passkey, Use
from accounts.passkey_ceremony import Site, site_of
from accounts.routes import safe_next
from accounts.signing import end_sign_ins
from foundation import clock
from foundation.database import db
from foundation.errors import RuleBroken
from foundation.forms import Form, attempting

passkeys = Blueprint("passkeys", __name__, url_prefix="/me/account/passkeys")
NOWHERE = (
    "Passkeys do not work at this address. They need https and a name, not a number: whoever keeps this service sets "
    "SITE_URL to the address that people reach it at."
)


@passkeys.route("/new", methods=["GET", "POST"])
@signed_in
@own_password
def add() -> ResponseReturnValue:
    """What it is called, and who asks; then the page on which the browser makes it."""
    form, account, at = PasskeyForm(), account_row(viewer().id), clock.now()
    if own_queries.is_vouched_for_alone(account):
        del form.password
    if form.validate_on_submit():
        with attempting(form) as attempt:
            confirm(form, account, at, code_will_do=True)
            session["passkey"], options = actions.begin_adding(account, needed_site(), at)
            db.session.commit()
        if attempt.done:
            return making(AddedForm(formdata=None, name=form.name.data), options)
    site = this_site()
    return page("add", form, site=site, nowhere=NOWHERE)


@passkeys.post("/finish")
@signed_in
def finish() -> ResponseReturnValue:
    """The browser has made one: it is the account's if it was made here, now, for this account."""
    form, account_id, at = AddedForm(), viewer().id, clock.now()
    codes, first = list[str](), not viewer().has_factor
    if not form.validate():
        return again("Give the passkey a name.")
    try:
        challenge = actions.spend(session.pop("passkey", ""), Use.ADD, account_id, at)
        said, name = form.answer.data or "", form.name.data or ""
        codes = actions.add_passkey(account_id, said, name, challenge=challenge, site=needed_site(), at=at)
    except RuleBroken as refusal:
        db.session.commit()  # the challenge is spent, and nothing else was written
        return again(str(refusal))
    if first:
        end_sign_ins(account_id, at, but=viewer().sign_in_id)
    db.session.commit()
    return shown_once(codes) if codes else back("The passkey is added.")


@passkeys.route("/<int:passkey>/name", methods=["GET", "POST"])
@signed_in
def rename(passkey: int) -> ResponseReturnValue:
    """What its owner calls it."""
    held = actions.get_passkey(viewer().id, passkey)
    form = NamedForm(name=held.name)
    if form.validate_on_submit():
        with attempting(form) as attempt:
            actions.name_passkey(viewer().id, passkey, form.name.data or "")
            db.session.commit()
        if attempt.done:
            return back("The passkey has its new name.")
    return page("rename", form, held=held)


@passkeys.route("/<int:passkey>/remove", methods=["GET", "POST"])
@signed_in
@own_password
def remove(passkey: int) -> ResponseReturnValue:
    """It opens nothing from now on."""
    form, account, at = ProofForm(), account_row(viewer().id), clock.now()
    held = actions.get_passkey(account.id, passkey)
    if form.validate_on_submit():
        with attempting(form) as attempt:
            confirm(form, account, at, code_will_do=True)
            actions.remove_passkey(account.id, passkey)
            db.session.commit()
        if attempt.done:
            return back("The passkey is taken away.")
    return page("remove", form, held=held)


def this_site() -> Site | None:
    """The service as passkeys know it; none where they cannot work."""
    return site_of(current_app.config["SITE_URL"], request.host_url)


def needed_site() -> Site:
    """Likewise. Raises RuleBroken where they cannot work."""
    site = this_site()
    if site is None:
        raise RuleBroken(NOWHERE)
    return site


def making(form: AddedForm, options: str) -> ResponseReturnValue:
    """The page on which the browser makes it."""
    return page("make", form, options=options)


def again(said: str) -> ResponseReturnValue:
    """Back to the first step, saying why."""
    flash(said, "refused")
    return redirect(url_for("passkeys.add", next=safe_next()))


def page(name: str, form: Form, *, held: Passkey | None = None, **given: Any) -> ResponseReturnValue:
    """The act's page; a refused form is a 422."""
    shown = render_template(f"passkeys/{name}.html", form=form, held=held, **given)
    return shown, 422 if form.errors else 200
