"""Somebody who is not signed in, or not any more, is led to the sign-in page and back to where they were."""

from urllib.parse import urlsplit

from flask import current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from accounts.kept_forms import find_kept, forget_kept, keep_form, whose
from foundation import clock
from foundation.database import db

OVER = (
    "You have been signed out: 30 minutes passed without use, or your sign-in was ended elsewhere. "
    "Sign in to go on where you were."
)
WITH_PASSWORDS = {"accounts", "own_account", "single_sign_on"}
"""Parts of the service whose forms are never kept."""


def turn_away() -> ResponseReturnValue:
    """To the sign-in page. What a form said is kept for whoever this browser was signed in as."""
    page = page_asked_for()
    if request.method == "POST":
        keep_what_was_sent(page, request.path)
        db.session.commit()
    if "token" in session:
        flash(OVER, "refused")
    return redirect(url_for("accounts.sign_in", next=page))


def page_asked_for() -> str | None:
    """The page to come back to: this address, or the page whose form was sent to an address that only acts."""
    if request.method != "POST" or _is_page(request.path):
        return request.full_path.rstrip("?")
    from_page = urlsplit(request.referrer or "")
    if from_page.netloc != request.host or not _is_page(from_page.path):
        return None
    return from_page.path + (f"?{from_page.query}" if from_page.query else "")


def keep_what_was_sent(page: str | None, sent_to: str) -> None:
    """In the transaction that has begun; the cookie remembers where it belongs and holds nothing of it."""
    account_id = whose(session.get("token", ""), clock.now())
    if account_id is None or page is None or _blueprint(page) in WITH_PASSWORDS:
        return
    number = keep_form(account_id, request.form.items(multi=True))
    if number is not None:
        session["kept"] = {"number": number, "page": page, "sent_to": sent_to}


def give_back(account_id: int) -> None:
    """On the page it was typed on, what somebody had typed fills the form again; once it is sent, it is
    forgotten. Costs a statement there and nowhere else."""
    kept = session.get("kept")
    if kept is None:
        return
    if request.method == "GET" and request.full_path.rstrip("?") == kept["page"]:
        g.typed_before = find_kept(kept["number"], account_id, clock.now())
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
