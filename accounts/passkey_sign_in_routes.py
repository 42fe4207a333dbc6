"""Signing in with a passkey: as the only step, or after the password. Each time a press of a button asks for a
challenge, and the page that shows it sends the answer."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts import passkey_actions as actions
from accounts.factor import How, Needs
from accounts.forms import AnswerForm
from accounts.guard import open_to_all
from accounts.limits import FROM_ONE_ADDRESS, GUESSES, OVERALL, limiter, of_everybody, of_half_way_in
from accounts.passkey import Use
from accounts.passkey_routes import needed_site
from accounts.routes import complete, half_way_in, let_in, safe_next
from accounts.signing import count_wrong
from foundation import clock
from foundation.database import begin_writing, db
from foundation.errors import RuleBroken

passkey_sign_in = Blueprint("passkey_sign_in", __name__, url_prefix="/sign-in")


@passkey_sign_in.post("/passkey")
@open_to_all
@limiter.limit(FROM_ONE_ADDRESS)
@limiter.limit(OVERALL, key_func=of_everybody)
def ask() -> ResponseReturnValue:
    """For whoever touches a passkey that verifies them."""
    begin_writing(alone=False)
    try:
        session["passkey"], options = actions.begin_alone(needed_site(), clock.now())
    except RuleBroken as refusal:
        return start_again(str(refusal))
    db.session.commit()
    return asking(options, url_for("passkey_sign_in.finish", next=safe_next()), "accounts.sign_in")


@passkey_sign_in.post("/passkey/finish")
@open_to_all
@limiter.limit(FROM_ONE_ADDRESS)
@limiter.limit(OVERALL, key_func=of_everybody)
def finish() -> ResponseReturnValue:
    """Signed in: a passkey that has verified its user is two factors in one."""
    form, at = AnswerForm(), clock.now()
    begin_writing(alone=False)
    try:
        challenge = actions.spend(session.pop("passkey", ""), Use.ALONE, None, at)
        said = form.answer.data or ""
        account = actions.use_passkey(said, challenge=challenge, site=needed_site(), at=at)
    except RuleBroken as refusal:
        audit.record("refused:passkey", "account", None, by=None)
        db.session.commit()
        return start_again(str(refusal))
    return let_in(account, How.PASSKEY_ALONE, at=at, vouched=True)


@passkey_sign_in.post("/code/passkey")
@open_to_all
@limiter.limit(GUESSES, key_func=of_half_way_in)
def ask_second() -> ResponseReturnValue:
    """For whoever has said a right password, in place of a code."""
    half = half_way_in(Needs.CODE)
    if half is None:
        return redirect(url_for("accounts.sign_in", next=safe_next()))
    try:
        session["passkey"], options = actions.begin_second(half.account.id, needed_site(), clock.now())
    except RuleBroken as refusal:
        return start_again(str(refusal), "accounts.sign_in_code")
    db.session.commit()
    return asking(
        options, url_for("passkey_sign_in.finish_second", next=safe_next()), "accounts.sign_in_code"
    )


@passkey_sign_in.post("/code/passkey/finish")
@open_to_all
@limiter.limit(GUESSES, key_func=of_half_way_in)
def finish_second() -> ResponseReturnValue:
    """The second step is taken, by a passkey of the account whose password it was."""
    form, half, at = AnswerForm(), half_way_in(Needs.CODE), clock.now()
    if half is None:
        return redirect(url_for("accounts.sign_in", next=safe_next()))
    try:
        challenge = actions.spend(session.pop("passkey", ""), Use.SECOND, half.account.id, at)
        said, whose = form.answer.data or "", half.account.id
        actions.use_passkey(said, challenge=challenge, site=needed_site(), at=at, second_of=whose)
    except RuleBroken as refusal:
        count_wrong(half)
        db.session.commit()
        return start_again(str(refusal), "accounts.sign_in_code")
    complete(half, How.PASSKEY)
    return redirect(safe_next() or url_for("home.front_door"))


def asking(options: str, sent_to: str, instead: str) -> ResponseReturnValue:
    """The page on which the browser asks for the passkey."""
    other_way = url_for(instead, next=safe_next())
    return render_template(
        "passkey_sign_in/ask.html", form=AnswerForm(), options=options, sent_to=sent_to, instead=other_way
    )


def start_again(said: str, at_page: str = "accounts.sign_in") -> ResponseReturnValue:
    """Back to where another way in is offered, saying why."""
    flash(said, "refused")
    return redirect(url_for(at_page, next=safe_next()))
