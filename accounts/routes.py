"""Signing in and out, and who has an account."""

import re
from datetime import datetime

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from accounts import actions, audit, queries
from accounts.account import Account
from accounts.browsers import describe
from accounts.factor import How, Needs
from accounts.factor_actions import WRONG_CODE, set_up_factor, use_code
from accounts.forms import AccountForm, CodeForm, SetUpForm, SignInForm
from accounts.guard import allow, open_to_all, signed_in, viewer
from accounts.kept_forms import whose
from accounts.limits import (
    FROM_ONE_ADDRESS,
    GUESSES,
    OVERALL,
    limiter,
    of_everybody,
    of_half_way_in,
    of_the_account,
)
from accounts.passkey_actions import has_passkey
from accounts.passkey_ceremony import site_of
from accounts.permissions import Permission, Role
from accounts.setting_up import offer
from accounts.signing import (
    Half,
    count_wrong,
    end_sign_ins,
    find_half,
    finish_half,
    start_half,
    still_needs,
)
from accounts.turning_away import OVER, keep_what_was_sent
from foundation import clock
from foundation.database import begin_writing, db
from foundation.forms import attempting

accounts = Blueprint("accounts", __name__)
WRONG = "The email address or password is not right."
STEPS = {Needs.CODE: "accounts.sign_in_code", Needs.SET_UP: "accounts.sign_in_set_up"}


@accounts.route("/sign-in", methods=["GET", "POST"])
@open_to_all
@limiter.limit(GUESSES, key_func=of_the_account, methods=["POST"])
@limiter.limit(FROM_ONE_ADDRESS, methods=["POST"])
@limiter.limit(OVERALL, key_func=of_everybody, methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """The limits count before the password is hashed, since hashing is dear."""
    form = SignInForm()
    if not form.validate_on_submit():
        return sign_in_page(form), 200
    account, at = queries.find_account(form.email.data or ""), clock.now()
    if not actions.password_matches(account, form.password.data or "", at) or account is None:
        audit.refused("sign_in", "account", account and account.id, by=None)
        audit.store_pending()
        form.refuse(WRONG)
        return sign_in_page(form), 422
    begin_writing(alone=False)
    return let_in(account, How.PASSWORD, at=at)


@accounts.route("/sign-in/code", methods=["GET", "POST"])
@open_to_all
@limiter.limit(GUESSES, key_func=of_half_way_in, methods=["POST"])
def sign_in_code() -> ResponseReturnValue:
    """The second step: a code from the app, or a recovery code."""
    form, at = CodeForm(), clock.now()
    half = half_way_in(Needs.CODE)
    if half is None:
        return redirect(url_for("accounts.sign_in", next=safe_next()))
    if form.validate_on_submit():
        if how := use_code(half.account.id, form.code.data or "", at=at):
            complete(half, how)
            return redirect(safe_next() or url_for("home.front_door"))
        count_wrong(half)
        db.session.commit()
        form.refuse(WRONG_CODE)
    keys = has_passkey(half.account.id)
    shown = render_template("accounts/sign_in_code.html", form=form, has_passkey=keys)
    return shown, 422 if form.errors else 200


@accounts.route("/sign-in/set-up", methods=["GET", "POST"])
@open_to_all
@limiter.limit(GUESSES, key_func=of_half_way_in, methods=["POST"])
def sign_in_set_up() -> ResponseReturnValue:
    """The second step of an account that has no second factor yet, where the borough asks for one."""
    form, at = SetUpForm(), clock.now()
    half = half_way_in(Needs.SET_UP)
    if half is None:
        return redirect(url_for("accounts.sign_in", next=safe_next()))
    offered = offer(form, half.account.id, half.account.email, at)
    if form.validate_on_submit() and not form.form_errors:
        with attempting(form) as attempt:
            codes = set_up_factor(half.account.id, offered.secret, form.code.data or "", at=at)
            end_sign_ins(half.account.id, at)
            complete(half, How.APP)
        if attempt.done:
            onward = safe_next() or url_for("home.front_door")
            return render_template("own_account/recovery_codes.html", codes=codes, onward=onward)
    return render_template(
        "accounts/sign_in_set_up.html", form=form, offer=offered
    ), 422 if form.errors else 200


@accounts.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    """Ends this sign-in on the server too, so a copied cookie is worth nothing."""
    token = session.get("token")
    if token and current_user.is_authenticated:
        by = viewer()
        begin_writing(alone=False)
        actions.end_sign_in(token, by.id, clock.now())
        db.session.commit()
    session.clear()
    return redirect(url_for("accounts.sign_in"))


@accounts.post("/stay")
@signed_in
def stay() -> ResponseReturnValue:
    """Somebody is still there: the guard has noted it."""
    return "signed in", 200, {"Content-Type": "text/plain; charset=utf-8"}


@accounts.post("/idle")
@open_to_all
def leave_idle() -> ResponseReturnValue:
    """Where a page goes by itself when the time is over, so that nobody else reads the screen: the sign-in ends,
    and what was typed on it is kept."""
    token, page, at = session.get("token"), safe_next(), clock.now()
    if token:
        begin_writing(alone=False)
        keep_what_was_sent(page, request.args.get("to", ""), at)
        account_id = whose(token, at)
        if account_id is not None:
            actions.end_sign_in(token, account_id, at)
        db.session.commit()
    start_cookie_afresh()
    flash(OVER, "refused")
    return redirect(url_for("accounts.sign_in", next=page))


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
                given=True,
            )  # fmt: skip
            db.session.commit()
        if attempt.done:
            flash("The account is open.", "success")
            return redirect(url_for("accounts.list_accounts"))
    return render_template("accounts/open_account.html", form=form), 422 if form.errors else 200


def let_in(
    account: Account, how: How, *, at: datetime, vouched: bool = False, onward: str | None = None
) -> ResponseReturnValue:
    """Signed in, or led to what is still missing, in a transaction that writes and ends here. The cookie starts
    afresh, so that nobody who planted one before knows what stands in it now."""
    needs = still_needs(account, vouched=vouched)
    start_cookie_afresh()
    if needs is None:
        session["token"] = actions.start_sign_in(account, browser=this_browser(), how=how)
    else:
        session["halfway"], session["halfway_of"] = start_half(account, needs, how, at), account.id
    db.session.commit()
    onward = onward or safe_next()
    if needs is None:
        return redirect(onward or url_for("home.front_door"))
    return redirect(url_for(STEPS[needs], next=onward))


def sign_in_page(form: SignInForm) -> str:
    """With a passkey too, where they work."""
    works = site_of(current_app.config["SITE_URL"], request.host_url) is not None
    return render_template("accounts/sign_in.html", form=form, passkeys_work=works)


def half_way_in(needs: Needs) -> Half | None:
    """Who has taken the first step in this browser. What is sent begins as something that writes."""
    token = session.get("halfway")
    if request.method == "POST" and token:
        begin_writing(alone=False)
    return find_half(token, needs, clock.now()) if token else None


def complete(half: Half, how: How) -> None:
    """Both steps are taken: a new token, a new cookie."""
    start_cookie_afresh()
    session["token"] = finish_half(half, browser=this_browser(), how=how)
    db.session.commit()


def start_cookie_afresh() -> None:
    """Nothing stays in it but where a kept form belongs, which opens for its own account alone. Whoever was signed in
    with it is so no more, wherever it was copied to. In a transaction that writes."""
    if token := session.get("token"):
        actions.end_sign_in_before(token, clock.now())
    kept = session.get("kept")
    session.clear()
    if kept is not None:
        session["kept"] = kept


def this_browser() -> str:
    """Which browser is asking, in plain words."""
    return describe(request.headers.get("User-Agent", ""))


def safe_next() -> str | None:
    """Back to the page that asked for a sign-in, if it is one of ours. Browsers read a backslash as a slash
    and drop tabs and line breaks, so an address with any of them is not followed."""
    wanted = request.args.get("next", "")
    return wanted if re.fullmatch(r"/(?![/\\])[^\\\x00-\x1f\x7f]*", wanted) else None
