"""Signing in by one's organisation (OpenID Connect: Entra, CIS2 and others), with state, nonce and PKCE.

Coming back is a GET, and no GET changes a row: it puts what the organisation said into the signed cookie, and a
press of a button signs in.
"""

from datetime import datetime, timedelta
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

from accounts.factor import How
from accounts.guard import open_to_all
from accounts.limits import FROM_ONE_ADDRESS, limiter
from accounts.outside_actions import account_of
from accounts.routes import let_in, safe_next
from accounts.vouching import Vouched, judge
from foundation import clock
from foundation.database import begin_writing
from foundation.errors import RuleBroken

single_sign_on = Blueprint("single_sign_on", __name__, url_prefix="/sign-in/organisation")
WAITS = timedelta(minutes=5)
SECONDS = 10  # that an organisation may take to answer
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
FAILED = "Signing in through your organisation did not work. Try again, or ask your organisation’s IT desk."
REFUSED = (AuthlibBaseError, JoseError, RequestException, KeyError, ValueError)
NAME = "organisation"


def register(app: Flask) -> None:
    """Know the organisation, where the settings name one."""
    settings = app.config["SETTINGS"]
    if not settings.OIDC_ISSUER:
        return
    OAuth(app).register(
        NAME,
        server_metadata_url=f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration",
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET,
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )


@single_sign_on.get("")
@open_to_all
@limiter.limit(FROM_ONE_ADDRESS)
def ask() -> ResponseReturnValue:
    """To the organisation. What makes the answer ours (state, nonce, PKCE’s secret) waits in the cookie."""
    known = organisation()
    if known is None:
        return redirect(url_for("accounts.sign_in"))
    session["onward"] = safe_next()
    try:
        return known.authorize_redirect(own_address())
    except REFUSED:
        return failed()


@single_sign_on.get("/back")
@open_to_all
@limiter.limit(FROM_ONE_ADDRESS)
def back() -> ResponseReturnValue:
    """The organisation’s answer, checked; nobody is signed in by it yet."""
    known = organisation()
    if known is None or "state" not in request.args:
        return redirect(url_for("accounts.sign_in"))
    try:
        vouched = judge(claims_from(known), strong())
    except REFUSED:
        return failed()
    session["vouched"] = vouched.as_json() | {"at": clock.now().isoformat()}
    return render_template("single_sign_on/back.html", email=vouched.email)


@single_sign_on.post("/finish")
@open_to_all
@limiter.limit(FROM_ONE_ADDRESS)
def finish() -> ResponseReturnValue:
    """Signed in, or led to a second factor where the organisation asked for none."""
    vouched, onward = session.pop("vouched", None), session.pop("onward", None)
    at = vouched and datetime.fromisoformat(vouched.pop("at"))
    now = clock.now()
    if not vouched or not at or now - at > WAITS:
        return redirect(url_for("accounts.sign_in"))
    said = Vouched(**vouched)
    begin_writing(alone=False)
    try:
        account = account_of(said, at)
    except RuleBroken as refusal:
        flash(str(refusal), "refused")
        return redirect(url_for("accounts.sign_in"))
    how = How.VOUCHED if said.second_factor else How.ORGANISATION
    return let_in(account, how, at=now, vouched=said.second_factor, onward=onward)


def organisation() -> Any:
    """The client of the organisation that the settings name; none where they name none."""
    held = current_app.extensions.get("authlib.integrations.flask_client")
    return held and held.create_client(NAME)


def claims_from(known: Any) -> dict[str, Any]:
    """What the answer says, its signature, issuer, audience, times and nonce checked. Raises what Authlib does."""
    settings = current_app.config["SETTINGS"]
    metadata = known.load_server_metadata()
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [each for each in offered if each in SIGNED_BY]
    expected = {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
    }
    return dict(known.authorize_access_token(claims_options=expected)["userinfo"])


def strong() -> frozenset[str]:
    """The values of `acr` by which the organisation says that it asked for a second factor."""
    return frozenset(current_app.config["SETTINGS"].OIDC_SECOND_FACTOR.split())


def own_address() -> str:
    """Where the organisation sends people back to, as it was told when we were registered there."""
    scheme = "https" if current_app.config["SETTINGS"].HTTPS else "http"
    return url_for("single_sign_on.back", _external=True, _scheme=scheme)


def failed() -> ResponseReturnValue:
    """Why is for the log, by its kind; what the organisation said may name somebody."""
    flash(FAILED, "refused")
    return redirect(url_for("accounts.sign_in"))
