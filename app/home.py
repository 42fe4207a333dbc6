"""The front door, the files pages need, and whether the service is up."""

from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Flask, redirect, render_template, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import text

from accounts.following import followed
from accounts.guard import open_to_all, signed_in, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.database import db
from foundation.errors import NotThere

STATIC = Path(__file__).resolve().parent / "static"
FIRST_PAGES = (
    (Permission.IMPORT_STAFF, "imports.list_imports"),
    (Permission.PLAN_REVIEWS, "reviews.diary"),
    (Permission.SEE_NEIGHBOURHOOD, "neighbourhoods.list_neighbourhoods"),
    (Permission.MANAGE_ACCOUNTS, "accounts.list_accounts"),
    (Permission.REVIEW_LOOKS, "looks_to_review.list_looks"),
    (Permission.SEE_OWN_LINES, "lines.mine"),
)

home = Blueprint("home", __name__)


def register(app: Flask) -> None:
    """Hang the front door and the static files."""
    app.register_blueprint(home)
    app.add_url_rule("/static/<path:filename>", "static", open_to_all(static))
    versions = {path.name: sha256(path.read_bytes()).hexdigest()[:8] for path in STATIC.iterdir()}

    @app.url_defaults
    def with_version(endpoint: str, values: dict[str, str]) -> None:
        if endpoint == "static":
            values["v"] = versions.get(values.get("filename", ""), "")


def static(filename: str) -> ResponseReturnValue:
    """A stylesheet or the like; the address carries its version, so a browser may keep it a year."""
    return send_from_directory(STATIC, filename, max_age=31_536_000)


@home.get("/")
@open_to_all
def front_door() -> ResponseReturnValue:
    """To the page this account most likely came for; without a role, to why it has none."""
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in"))
    first = next((page for permission, page in FIRST_PAGES if current_user.may(permission)), None)
    return redirect(url_for(first or "home.no_role"))


@home.get("/no-role")
@signed_in
def no_role() -> ResponseReturnValue:
    """For an account that has no role today: which ones rest, and why. With one there is nothing to say."""
    if viewer().grants:
        raise NotThere
    return render_template("home/no_role.html", followed=followed(viewer().id, clock.today()))


@home.get("/up")
@open_to_all
def up() -> ResponseReturnValue:
    """For whoever watches the service: 200 when the database answers."""
    db.session.execute(text("SELECT 1"))
    return "up", 200, {"Content-Type": "text/plain; charset=utf-8"}
