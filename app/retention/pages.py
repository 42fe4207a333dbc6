"""How long each kind of record is kept, and what may be removed now: counts, and nobody's name. Nothing is removed here;
that is a command's, on the machine, with the code of what it showed."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from app.retention import words
from app.retention.actions import preview
from app.retention.kinds import NEVER
from foundation import clock

retention = Blueprint("retention", __name__)


@retention.get("/retention")
@allow(Permission.SEE_RETENTION)
def show() -> ResponseReturnValue:
    """Each kind of record with its period, its source and what is older."""
    seen = preview(current_app.config["SETTINGS"], clock.today())
    audit.seen("retention", None, by=viewer().id)
    never = [(each.says, each.why) for each in NEVER]
    return render_template("retention/show.html", preview=seen, never=never, words=words)
