"""The app as gunicorn serves it, `tests.dying:app`, whose worker dies by SIGKILL at the statement that a request asks
for. The master then starts another."""

import os
import signal
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from sqlalchemy import Engine, event

from wsgi import app as real

DIE_AT, AT_COMMIT, AFTER_COMMIT = "Die-At", "a commit", "the first after a commit"


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer, unless the request says at which of its statements and commits to die before."""
    if not (at := environ.get("HTTP_DIE_AT", "")):
        return real(environ, start_response)
    counted, commits = count(1), list[object]()

    def statement(*_: object) -> None:
        if f"{next(counted)}" == at or (commits and at == AFTER_COMMIT):
            os.kill(os.getpid(), signal.SIGKILL)

    def commit(connection: object) -> None:
        if at == AT_COMMIT:
            os.kill(os.getpid(), signal.SIGKILL)
        statement()
        commits.append(connection)

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", commit)
    try:
        return real(environ, start_response)
    finally:
        event.remove(Engine, "before_cursor_execute", statement)
        event.remove(Engine, "commit", commit)
