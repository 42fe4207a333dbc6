"""The front door, the files pages need, and whether the service is up."""

from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Flask, abort, redirect, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import text

from accounts.guard import open_to_all
from accounts.permissions import Permission
from foundation.database import db

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
    """To the page this account most likely came for."""
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in"))
    first = next((page for permission, page in FIRST_PAGES if current_user.may(permission)), None)
    return redirect(url_for(first)) if first else abort(404)


@home.get("/up")
@open_to_all
def up() -> ResponseReturnValue:
    """For whoever watches the service: 200 when the database answers."""
    db.session.execute(text("SELECT 1"))
    return "up", 200, {"Content-Type": "text/plain; charset=utf-8"}
