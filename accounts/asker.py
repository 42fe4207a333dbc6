"""The account on whose behalf the session reads: what is kept from everybody but a few asks it.

Nobody, until the guard's way to the viewer says otherwise: so a job, a command, an import or a mail reads as
somebody who is named nowhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g, has_app_context


def asker() -> int | None:
    """The account that is asking; none: nobody."""
    return g.get("asker") if has_app_context() else None


def asks(account_id: int | None) -> None:
    """From now on this account is asking, until the request is over."""
    g.asker = account_id


@contextmanager
def nobody_asking() -> Iterator[None]:
    """Within the block nobody is asking: for figures that are kept, and so read by others later."""
    before = asker()
    asks(None)
    try:
        yield
    finally:
        asks(before)
