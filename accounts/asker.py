"""The account on whose behalf the session reads: what is kept from everybody but a few asks it.

Nobody, until the guard's way to the viewer says otherwise: so a job, a command, an import or a mail reads as
somebody who is named nowhere.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, current_app, g, has_app_context
from sqlalchemy import ColumnElement

KEPT_BACK = "kept back"


def asker() -> int | None:
    """The account that is asking; none: nobody."""
    return g.get("asker") if has_app_context() else None


def asks(account_id: int | None, *, sees_all: bool = False) -> None:
    """From now on this account is asking, until the request is over. `sees_all`: nothing is kept from anybody today."""
    g.asker, g.sees_all = account_id, sees_all


def sees_all() -> bool:
    """Whether whoever asks was found when nothing was kept from anybody."""
    return has_app_context() and g.get("sees_all", False)


def keep_back(app: Flask, anything: Callable[[], ColumnElement[bool]]) -> None:
    """How the floor above says that anything is kept back today, in the statement that finds who is asking."""
    app.extensions[KEPT_BACK] = anything


def kept_back() -> ColumnElement[bool]:
    """That anything is kept from anybody today."""
    return current_app.extensions[KEPT_BACK]()


@contextmanager
def nobody_asking() -> Iterator[None]:
    """Within the block nobody is asking: for figures that are kept, and so read by others later."""
    before = asker()
    asks(None)
    try:
        yield
    finally:
        asks(before)
