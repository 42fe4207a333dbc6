"""The gunicorn worker that serves a writing request killed, with SIGKILL, at each statement of the request: the
register holds what it held before, or all that the request does. The next worker serves, and the same form sent again
is done once.

`python -m tests.killed_serving` is the long form, on SQLite or, under `python -m tests.postgres --`, PostgreSQL. It
prints what it did and ends with status 1 at the first register that holds something between, or where a page is
longer than 5 seconds away.
"""

import sys
import tempfile
import time
from collections import Counter
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from accounts.account import SignIn
from foundation.database import db
from people.employment import Employment
from tests.databases import new_app, new_scratch
from tests.dying import DIE_AT
from tests.killing import Contents, contents
from tests.kills import Neither
from tests.served_office import PAGE, Office, served_office

APP = "tests.dying:app"
SOON = 5.0
"""Seconds within which there is a page again: the long form holds us to it."""
ANY_CLICK = {SignIn.__tablename__}
"""Tables that a click may write beside what it asks for: when somebody was last here."""


def growth(before: Contents, after: Contents) -> Counter[str]:
    """How many rows each table has more. Raises Neither where a row is gone or another."""
    grown = Counter[str]()
    for name in sorted(before.keys() - ANY_CLICK):
        if before[name] - after[name]:
            raise Neither(f"a row of {name} is gone or another")
        if rows := (after[name] - before[name]).total():
            grown[name] = rows
    return grown


def send_undisturbed(office: Office, number: str) -> Counter[str]:
    """What a form does, in rows. Raises Neither."""
    before = contents(office.app)
    if office.ask("POST", PAGE, office.form_of(number)).status != 302:
        raise Neither("a form is not even taken undisturbed")
    return growth(before, contents(office.app))


def kill_at(
    office: Office, number: str, statement: int | str, whole: Counter[str]
) -> tuple[str, float] | None:
    """Send a form whose worker dies at that statement, and send it again. Gives what the first left and the seconds
    until there was a page; none where it was over before. Raises Neither."""
    before, form = contents(office.app), office.form_of(number)
    if office.ask("POST", PAGE, form, **{DIE_AT: f"{statement}"}).status == 302:
        return None
    began = time.monotonic()
    if office.ask("GET", "/sign-in").status != 200:
        raise Neither("the next worker does not serve")
    waited = time.monotonic() - began
    left = growth(before, contents(office.app))
    if left and left != whole:
        raise Neither(f"killed at statement {statement}, it left {dict(left)} of {dict(whole)}")
    if office.ask("POST", PAGE, form).status != 302:
        raise Neither("the same form is not taken again")
    if people(office, number) != 1:
        raise Neither("a form that was sent again was not done once")
    return ("after" if left else "before"), waited


def people(office: Office, number: str) -> int:
    """How many have this assignment number."""
    asked = select(func.count()).select_from(Employment).where(Employment.assignment_number == number)
    with office.app.app_context():
        return db.session.execute(asked).scalar_one()


def main() -> int:
    """The long form."""
    left, longest = Counter[str](), 0.0
    with tempfile.TemporaryDirectory(prefix="killed-") as name:
        database = new_scratch(Path(name), "killed")
        with served_office(new_app(database), database, APP) as office:
            whole = send_undisturbed(office, "whole")
            for statement in count(1):
                if (found := kill_at(office, f"killed-{statement}", statement, whole)) is None:
                    break
                left[found[0]] += 1
                longest = max(longest, found[1])
    print(f"  a server killed at each statement of a form: {dict(left)}")  # noqa: T201
    print(f"  a page again after {longest:.1f} s at most")  # noqa: T201
    return 0 if longest <= SOON else 1


if __name__ == "__main__":
    sys.exit(main())
