"""What the pages of work done in a process of its own share: stopping it, and starting it again when it died."""

from accounts import audit
from accounts.guard import viewer
from foundation.database import db
from foundation.errands import Seen, ask_to_stop, start
from foundation.forms import Form


class WatchForm(Form):
    """Nothing but the asking, the stopping, or the starting again."""


def stop_errand(errand: Seen) -> None:
    """Have it keep the best so far, unless it is over. Commits."""
    if not errand.over:
        ask_to_stop(errand.id)
        audit.record("errand.stop", "errand", errand.id, by=viewer().id)
        db.session.commit()


def start_again(errand: Seen) -> None:
    """Start a process anew for one whose process died. Commits."""
    audit.record("errand.again", "errand", errand.id, by=viewer().id)
    db.session.commit()
    start(errand.id)
