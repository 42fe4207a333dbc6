"""One's own account: the password, the second factor, and where one is signed in."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from accounts import audit, own_queries
from accounts import own_actions as actions
from accounts.account import Account
from accounts.factor_actions import remove_app, renew_recovery_codes, set_up_factor
from accounts.following import followed
from accounts.forms import ChangePasswordForm, OwnPasswordForm, OwnSetUpForm, PasskeyForm, ProofForm
from accounts.guard import signed_in, viewer
from accounts.keeping_queries import list_changes
from accounts.limits import own_password
from accounts.routes import safe_next, this_browser
from accounts.setting_up import offer
from accounts.signing import end_sign_ins
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
        passkeys=own_queries.list_passkeys(asking.id),
        changes=list_changes(asking.id),
        this=asking.sign_in_id,
        roles=asking.roles_text,
        followed=followed(asking.id, clock.today()),
    )


@own_account.route("/password", methods=["GET", "POST"])
@signed_in
@own_password
def change_password() -> ResponseReturnValue:
    """Ends every sign-in, and starts a new one here."""
    form, account, at = ChangePasswordForm(), actions.own_account(viewer().id), clock.now()
    if form.validate_on_submit():
        with attempting(form) as attempt:
            confirm(form, account, at)
            how = own_queries.how_signed_in(viewer().sign_in_id)
            new = form.new.data or ""
            token = actions.change_password(account, new, browser=this_browser(), how=how, at=at)
            db.session.commit()
        if attempt.done:
            session["token"] = token
            return back("Your password is changed. You are signed out everywhere else.", safe_next())
    return page("own_account/change_password.html", form, account)


@own_account.route("/second-factor", methods=["GET", "POST"])
@signed_in
@own_password
def set_up() -> ResponseReturnValue:
    """A second factor where there was none, or in place of the one before."""
    form, account, at = OwnSetUpForm(), actions.own_account(viewer().id), clock.now()
    if own_queries.is_vouched_for_alone(account):
        del form.password
    offered = offer(form, account.id, account.email, at)
    if form.validate_on_submit() and not form.form_errors:
        with attempting(form) as attempt:
            confirm(form, account, at)
            codes = set_up_factor(account.id, offered.secret, form.code.data or "", at=at)
            end_sign_ins(account.id, at, but=viewer().sign_in_id)
            db.session.commit()
        if attempt.done:
            return shown_once(codes)
    return page("own_account/set_up.html", form, account, offer=offered)


@own_account.route("/second-factor/turn-off", methods=["GET", "POST"])
@signed_in
@own_password
def turn_off() -> ResponseReturnValue:
    """No second factor from now on; refused where the borough asks for one."""
    form, account, at = OwnPasswordForm(), actions.own_account(viewer().id), clock.now()
    if form.validate_on_submit():
        with attempting(form) as attempt:
            confirm(form, account, at)
            remove_app(account.id)
            actions.refuse_without_factor(account.id)
            db.session.commit()
        if attempt.done:
            return back("Your second factor is off.")
    return page("own_account/turn_off.html", form, account)


@own_account.route("/recovery-codes", methods=["GET", "POST"])
@signed_in
@own_password
def renew_codes() -> ResponseReturnValue:
    """Ten new ones; those before are worth nothing."""
    form, account, at = OwnPasswordForm(), actions.own_account(viewer().id), clock.now()
    if form.validate_on_submit():
        with attempting(form) as attempt:
            confirm(form, account, at)
            actions.refuse_codes_alone(account)
            codes = renew_recovery_codes(account.id, at=at)
            db.session.commit()
        if attempt.done:
            return shown_once(codes)
    return page("own_account/renew_codes.html", form, account)


@own_account.post("/sign-ins/<int:sign_in>/end")
@signed_in
def end_sign_in(sign_in: int) -> ResponseReturnValue:
    """One place less. Ending this one is signing out."""
    actions.end_own_sign_in(viewer().id, sign_in, clock.now())
    db.session.commit()
    return back("That sign-in is over.")


@own_account.post("/sign-ins/end-others")
@signed_in
def end_others() -> ResponseReturnValue:
    """Everywhere but here."""
    actions.end_other_sign_ins(viewer().id, viewer().sign_in_id, clock.now())
    db.session.commit()
    return back("You are signed out everywhere else.")


def confirm(
    form: OwnPasswordForm | OwnSetUpForm | PasskeyForm | ProofForm,
    account: Account,
    at: datetime,
    *,
    code_will_do: bool = False,
) -> None:
    """Raises RuleBroken unless it is the account's holder who asks, having noted the refusal."""
    said = form.password.data if "password" in form else ""
    try:
        actions.confirm_holder(account, said or "", at=at, code_will_do=code_will_do)
    except actions.RuleBroken:
        audit.refused("own_password", "account", account.id, by=account.id)
        raise


def page(template: str, form: Form, account: Account, **given: Any) -> ResponseReturnValue:
    """The page with its form; a refused form is a 422."""
    standing = own_queries.own_standing(account.id)
    return render_template(template, form=form, account=standing, **given), 422 if form.errors else 200


def shown_once(codes: list[str]) -> ResponseReturnValue:
    """The codes, in the answer to the form and nowhere else."""
    onward = safe_next() or url_for("own_account.show")
    return render_template("own_account/recovery_codes.html", codes=codes, onward=onward)


def back(said: str, onward: str | None = None) -> ResponseReturnValue:
    """To one's account's page or wherever one was led here from, saying what was done."""
    flash(said, "success")
    return redirect(onward or url_for("own_account.show"))
