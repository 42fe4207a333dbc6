"""What a look may write, and which statements write something else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from foundation.database import db
from tests.pages.client import WRITES, first_word

MAY_BE_WRITTEN = (
    re.compile(r"INSERT INTO audit_entry\b"),
    re.compile(r"UPDATE sign_in SET last_used_at=[^,]*WHERE"),
    re.compile(r"UPDATE calendar_feed SET \w+=[^,]* WHERE"),
)
"""What was seen, when a sign-in and when a calendar were last used."""


@contextmanager
def written() -> Iterator[list[str]]:
    """Each statement that writes something else, whether or not it is kept."""
    found: list[str] = []

    def executed(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if first_word(statement) in WRITES and not any(ok.match(statement) for ok in MAY_BE_WRITTEN):
            found.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", executed)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", executed)
