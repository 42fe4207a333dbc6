"""Signing in and out, and who has an account."""

import re

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

from accounts import actions, audit, queries
from accounts.forms import AccountForm, SignInForm
from accounts.guard import allow, open_to_all, viewer
from accounts.permissions import Permission, Role
from foundation.database import begin_writing, db
from foundation.forms import attempting

accounts = Blueprint("accounts", __name__)
limiter = Limiter(get_remote_address)
WRONG = "The email address or password is not right."


def same_address() -> str:
    """Guesses are counted for each account as well as for each place they come from."""
    return request.form.get("email", "").strip().lower()


@accounts.route("/sign-in", methods=["GET", "POST"])
@open_to_all
@limiter.limit("10 per 5 minutes", key_func=same_address, methods=["POST"])
@limiter.limit("60 per 5 minutes", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """The limits count before the password is hashed, since hashing is dear."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form)
    account = queries.find_account(form.email.data or "")
    if not actions.password_matches(account, form.password.data or "") or account is None:
        audit.refused("sign_in", "account", account and account.id, by=None)
        audit.store_pending()
        form.refuse(WRONG)
        return render_template("accounts/sign_in.html", form=form), 422
    begin_writing(alone=False)
    session.clear()
    session["token"] = actions.start_sign_in(account)
    db.session.commit()
    return redirect(safe_next() or url_for("home.front_door"))


@accounts.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    """Ends this sign-in on the server too, so a copied cookie is worth nothing."""
    token = session.get("token")
    if token and current_user.is_authenticated:
        by = viewer()
        begin_writing(alone=False)
        actions.end_sign_in(token, by.id)
        db.session.commit()
    session.clear()
    return redirect(url_for("accounts.sign_in"))


@accounts.get("/accounts")
@allow(Permission.MANAGE_ACCOUNTS)
def list_accounts() -> ResponseReturnValue:
    """Every account with its roles."""
    page = queries.list_accounts(number=request.args.get("page", 1, type=int))
    return render_template("accounts/list_accounts.html", page=page)


@accounts.route("/accounts/new", methods=["GET", "POST"])
@allow(Permission.MANAGE_ACCOUNTS)
def open_account() -> ResponseReturnValue:
    """A new account with one role."""
    form = AccountForm()
    if form.validate_on_submit():
        with attempting(form) as attempt:
            actions.open_account(
                form.email.data or "", form.name.data or "", form.password.data,
                roles=[(Role(form.role.data), form.scope.data or "")], by=viewer().id,
            )  # fmt: skip
            db.session.commit()
        if attempt.done:
            flash("The account is open.", "success")
            return redirect(url_for("accounts.list_accounts"))
    return render_template("accounts/open_account.html", form=form), 422 if form.errors else 200


def safe_next() -> str | None:
    """Back to the page that asked for a sign-in, if it is one of ours. Browsers read a backslash as a slash
    and drop tabs and line breaks, so an address with any of them is not followed."""
    wanted = request.args.get("next", "")
    return wanted if re.fullmatch(r"/(?![/\\])[^\\\x00-\x1f\x7f]*", wanted) else None
