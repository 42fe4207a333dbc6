"""An administrator keeps accounts: opens and closes them, gives and takes roles, resets a lost second factor."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import keeping_actions as actions
from accounts import keeping_queries as queries
from accounts.account import GIVEN_FOR, Account
from accounts.following import followed
from accounts.forms import ReasonForm, RoleForm
from accounts.guard import allow, viewer
from accounts.permissions import Permission, Role
from foundation import clock
from foundation.database import db
from foundation.errors import NotThere
from foundation.forms import Form, attempting

keeping_accounts = Blueprint("keeping_accounts", __name__, url_prefix="/accounts/<int:account_id>")


@keeping_accounts.get("")
@allow(Permission.MANAGE_ACCOUNTS)
def show(account_id: int) -> ResponseReturnValue:
    """The account, its roles, and what was done to it and why."""
    actions.get_account(account_id)
    return render_template(
        "keeping_accounts/show.html",
        account=queries.kept_account(account_id),
        changes=queries.list_changes(account_id),
        own=viewer().id == account_id,
        followed=followed(account_id, clock.today()),
    )


@keeping_accounts.route("/close", methods=["GET", "POST"])
@allow(Permission.MANAGE_ACCOUNTS)
def close(account_id: int) -> ResponseReturnValue:
    """Nobody signs in with it until it is opened again."""
    return reasoned("close", account_id, actions.close_account, "The account is closed.")


@keeping_accounts.route("/reopen", methods=["GET", "POST"])
@allow(Permission.MANAGE_ACCOUNTS)
def reopen(account_id: int) -> ResponseReturnValue:
    """As it was before it was closed."""
    return reasoned("reopen", account_id, actions.reopen_account, "The account is open again.")


@keeping_accounts.route("/reset-factor", methods=["GET", "POST"])
@allow(Permission.MANAGE_ACCOUNTS)
def reset_factor(account_id: int) -> ResponseReturnValue:
    """For whoever has lost the app and the recovery codes. The administrator never sees either."""
    return reasoned("reset_factor", account_id, actions.reset_factor, "The second factor is reset.")


@keeping_accounts.route("/unlink", methods=["GET", "POST"])
@allow(Permission.MANAGE_ACCOUNTS)
def unlink(account_id: int) -> ResponseReturnValue:
    """Whoever their organisation said they were is nobody here from now on."""
    return reasoned("unlink", account_id, actions.unlink, "Single sign-on is unlinked.")


@keeping_accounts.route("/give-password", methods=["GET", "POST"])
@allow(Permission.MANAGE_ACCOUNTS)
def give_password(account_id: int) -> ResponseReturnValue:
    """A one-time password, shown in the answer to the form and nowhere else."""
    form, account, at = ReasonForm(), actions.get_account(account_id), clock.now()
    if form.validate_on_submit():
        with attempting(form) as attempt:
            because = form.because.data or ""
            password = actions.give_one_time_password(account, because, by=viewer().id, at=at)
            db.session.commit()
        if attempt.done:
            return page("given_password", form, account, password=password, until=at + GIVEN_FOR)
    return page("give_password", form, account)


@keeping_accounts.route("/roles/<int:grant>/take", methods=["GET", "POST"])
@allow(Permission.MANAGE_ACCOUNTS)
def take_role(account_id: int, grant: int) -> ResponseReturnValue:
    """One role less, from the next click."""

    def take(account: Account, because: str, *, by: int, at: datetime) -> None:
        actions.take_role(account, grant, because, by=by, at=at)

    held = next((each for each in queries.holdings_of(account_id) if each.id == grant), None)
    if held is None:
        raise NotThere
    return reasoned("take_role", account_id, take, "The role is taken away.", holding=held)


@keeping_accounts.route("/roles/new", methods=["GET", "POST"])
@allow(Permission.MANAGE_ACCOUNTS)
def grant_role(account_id: int) -> ResponseReturnValue:
    """One role more, from the next click."""
    form, account = RoleForm(), actions.get_account(account_id)
    if form.validate_on_submit():
        role, scope, because = Role(form.role.data), form.scope.data or "", form.because.data or ""
        with attempting(form) as attempt:
            actions.grant_role(account, role, scope, because, by=viewer().id, at=clock.now())
            db.session.commit()
        if attempt.done:
            return back(account_id, "The role is given.")
    return page("grant_role", form, account)


def reasoned(
    name: str, account_id: int, act: Callable[..., None], done: str, **given: Any
) -> ResponseReturnValue:
    """An act that asks for nothing but why."""
    form, account = ReasonForm(), actions.get_account(account_id)
    if form.validate_on_submit():
        with attempting(form) as attempt:
            act(account, form.because.data or "", by=viewer().id, at=clock.now())
            db.session.commit()
        if attempt.done:
            return back(account_id, done)
    return page(name, form, account, **given)


def page(name: str, form: Form, account: Account, **given: Any) -> ResponseReturnValue:
    """The act's page; a refused form is a 422."""
    shown = render_template(f"keeping_accounts/{name}.html", form=form, account=account, **given)
    return shown, 422 if form.errors else 200


def back(account_id: int, said: str) -> ResponseReturnValue:
    """To the account, saying what was done."""
    flash(said, "success")
    return redirect(url_for("keeping_accounts.show", account_id=account_id))
