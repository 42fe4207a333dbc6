"""One's own account: the password, the second factor, and where one is signed in."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from accounts import audit, own_queries
from accounts import own_actions as actions
from accounts.account import Account
from accounts.factor_actions import remove_factor, renew_recovery_codes, set_up_factor
from accounts.following import followed
from accounts.forms import ChangePasswordForm, OwnPasswordForm, OwnSetUpForm
from accounts.guard import signed_in, viewer
from accounts.limits import own_password
from accounts.routes import this_browser
from accounts.setting_up import offer
from foundation import clock
from foundation.database import db
from foundation.forms import Form, attempting

own_account = Blueprint("own_account", __name__, url_prefix="/me/account")


@own_account.get("")
@signed_in
def show() -> ResponseReturnValue:
    """What one may change, and where one is signed in."""
    asking = viewer()
    return render_template(
        "own_account/show.html",
        account=own_queries.own_standing(asking.id),
        sign_ins=own_queries.list_sign_ins(asking.id, clock.now()),
        this=asking.sign_in_id,
        roles=asking.roles_text,
        followed=followed(asking.id, clock.today()),
    )


@own_account.route("/password", methods=["GET", "POST"])
@signed_in
@own_password
def change_password() -> ResponseReturnValue:
    """Ends every sign-in, and starts a new one here."""
    form, account = ChangePasswordForm(), actions.own_account(viewer().id)
    if form.validate_on_submit():
        with attempting(form) as attempt:
            confirm(form, account)
            how = own_queries.how_signed_in(viewer().sign_in_id)
            token = actions.change_password(account, form.new.data or "", browser=this_browser(), how=how)
            db.session.commit()
        if attempt.done:
            session["token"] = token
            return back("Your password is changed. You are signed out everywhere else.")
    return page("own_account/change_password.html", form, account)


@own_account.route("/second-factor", methods=["GET", "POST"])
@signed_in
@own_password
def set_up() -> ResponseReturnValue:
    """A second factor where there was none, or in place of the one before."""
    form, account = OwnSetUpForm(), actions.own_account(viewer().id)
    offered = offer(form, account.id, account.email)
    if form.validate_on_submit() and not form.form_errors:
        with attempting(form) as attempt:
            confirm(form, account)
            codes = set_up_factor(account.id, offered.secret, form.code.data or "")
            db.session.commit()
        if attempt.done:
            return shown_once(codes)
    return page("own_account/set_up.html", form, account, offer=offered)


@own_account.route("/second-factor/turn-off", methods=["GET", "POST"])
@signed_in
@own_password
def turn_off() -> ResponseReturnValue:
    """No second factor from now on; refused where the borough asks for one."""
    form, account = OwnPasswordForm(), actions.own_account(viewer().id)
    if form.validate_on_submit():
        with attempting(form) as attempt:
            confirm(form, account)
            actions.refuse_without_factor()
            remove_factor(account.id, by=account.id)
            db.session.commit()
        if attempt.done:
            return back("Your second factor is off.")
    return page("own_account/turn_off.html", form, account)


@own_account.route("/recovery-codes", methods=["GET", "POST"])
@signed_in
@own_password
def renew_codes() -> ResponseReturnValue:
    """Ten new ones; those before are worth nothing."""
    form, account = OwnPasswordForm(), actions.own_account(viewer().id)
    if form.validate_on_submit():
        with attempting(form) as attempt:
            confirm(form, account)
            actions.refuse_codes_alone(account)
            codes = renew_recovery_codes(account.id)
            db.session.commit()
        if attempt.done:
            return shown_once(codes)
    return page("own_account/renew_codes.html", form, account)


@own_account.post("/sign-ins/<int:sign_in>/end")
@signed_in
def end_sign_in(sign_in: int) -> ResponseReturnValue:
    """One place less. Ending this one is signing out."""
    actions.end_own_sign_in(viewer().id, sign_in)
    db.session.commit()
    return back("That sign-in is over.")


@own_account.post("/sign-ins/end-others")
@signed_in
def end_others() -> ResponseReturnValue:
    """Everywhere but here."""
    actions.end_other_sign_ins(viewer().id, viewer().sign_in_id)
    db.session.commit()
    return back("You are signed out everywhere else.")


def confirm(form: OwnPasswordForm | OwnSetUpForm, account: Account) -> None:
    """Raises RuleBroken for a wrong password, having noted the refusal."""
    try:
        actions.confirm_password(account, form.password.data or "")
    except actions.RuleBroken:
        audit.refused("own_password", "account", account.id, by=account.id)
        raise


def page(template: str, form: Form, account: Account, **given: Any) -> ResponseReturnValue:
    """The page with its form; a refused form is a 422."""
    standing = own_queries.own_standing(account.id)
    return render_template(template, form=form, account=standing, **given), 422 if form.errors else 200


def shown_once(codes: list[str]) -> ResponseReturnValue:
    """The codes, in the answer to the form and nowhere else."""
    return render_template("own_account/recovery_codes.html", codes=codes, onward=url_for("own_account.show"))


def back(said: str) -> ResponseReturnValue:
    """To one's account's page, saying what was done."""
    flash(said, "success")
    return redirect(url_for("own_account.show"))
