"""The one place where the register's pages commit: an act is kept whole, or its form says why not."""

from collections.abc import Callable, Mapping
from typing import Any

from accounts.guard import viewer
from foundation import clock
from foundation.acts import Act
from foundation.database import db
from foundation.forms import Form, attempting
from people.deeds import NOTHING, doing


def done(
    form: Form,
    name: str,
    subject: str,
    subject_id: int,
    say: Callable[[Act], object],
    *,
    because: str | None = None,
    also: Mapping[str, Any] = NOTHING,
) -> bool:
    """Do it as one act in the viewer's name and commit. False when a rule refused it: nothing is kept."""
    with attempting(form) as attempt:
        with doing(
            name, subject, subject_id, by=viewer().id, at=clock.now(), because=because, also=also
        ) as act:
            say(act)
        db.session.commit()
    return attempt.done
