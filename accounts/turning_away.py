"""Somebody who is not signed in, or not any more, is led to the sign-in page and back to where they were."""

from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from accounts.account import Owes
from accounts.kept_forms import find_kept, forget_kept, keep_form, whose
from foundation.database import db

OVER = (
    "You have been signed out: 30 minutes passed without use, or your sign-in was ended elsewhere. "
    "Sign in to go on where you were."
)
OWED = {
    Owes.PASSWORD: "Choose a password of your own first. Somebody else gave you the one you have.",
    Owes.FACTOR: "Everybody here needs a second factor from now on. Set up yours, and you go on where you were.",
}
PAGE_OF = {Owes.PASSWORD: "own_account.change_password", Owes.FACTOR: "own_account.set_up"}
OPEN_MEANWHILE = {
    Owes.PASSWORD: {"own_account.change_password", "accounts.stay"},
    Owes.FACTOR: {"own_account.set_up", "passkeys.add", "passkeys.finish", "accounts.stay"},
}
"""What can be done before it; signing out is open to everybody."""
WITH_PASSWORDS = {"accounts", "own_account", "single_sign_on", "passkeys", "passkey_sign_in"}
"""Parts of the service whose forms are never kept."""


def turn_away(at: datetime) -> ResponseReturnValue:
    """To the sign-in page. What a form said is kept for whoever this browser was signed in as."""
    page = page_asked_for()
    if request.method == "POST":
        keep_what_was_sent(page, request.path, at)
        db.session.commit()
    if "token" in session:
        flash(OVER, "refused")
    return redirect(url_for("accounts.sign_in", next=page))


def lead_to(owed: Owes, at: datetime) -> ResponseReturnValue:
    """To what comes before anything else, and then back. What a form said is kept meanwhile."""
    page = page_asked_for()
    if request.method == "POST":
        keep_what_was_sent(page, request.path, at)
        db.session.commit()
    flash(OWED[owed], "refused")
    return redirect(url_for(PAGE_OF[owed], next=page))


def page_asked_for() -> str | None:
    """The page to come back to: this address, or the page whose form was sent to an address that only acts."""
    if request.method != "POST" or _is_page(request.path):
        return request.full_path.rstrip("?")
    from_page = urlsplit(request.referrer or "")
    if from_page.netloc != request.host or not _is_page(from_page.path):
        return None
    return from_page.path + (f"?{from_page.query}" if from_page.query else "")


def keep_what_was_sent(page: str | None, sent_to: str, at: datetime) -> None:
    """In the transaction that has begun; the cookie remembers where it belongs and holds nothing of it."""
    account_id = whose(session.get("token", ""), at)
    if account_id is None or page is None or _blueprint(page) in WITH_PASSWORDS:
        return
    number = keep_form(account_id, request.form.items(multi=True), at)
    if number is not None:
        session["kept"] = {"number": number, "page": page, "sent_to": sent_to}


def give_back(account_id: int, at: datetime) -> None:
    """On the page it was typed on, what somebody had typed fills the form again; once it is sent, it is
    forgotten. Costs a statement there and nowhere else."""
    kept = session.get("kept")
    if kept is None:
        return
    if request.method == "GET" and request.full_path.rstrip("?") == kept["page"]:
        g.typed_before = find_kept(kept["number"], account_id, at)
    elif request.method == "POST" and request.path in (urlsplit(kept["page"]).path, kept["sent_to"]):
        session.pop("kept")
        forget_kept(account_id)


def _is_page(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and adapter.test(path, "GET")


def _blueprint(page: str) -> str:
    adapter = current_app.create_url_adapter(request)
    if adapter is None or not _is_page(urlsplit(page).path):
        return ""
    endpoint, _ = adapter.match(urlsplit(page).path, "GET")
    return endpoint.partition(".")[0]
