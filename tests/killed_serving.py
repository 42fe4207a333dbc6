"""The gunicorn worker that serves a writing request killed, with SIGKILL, at each statement of the request: the
register holds what it held before, or all that the request does. The next worker serves, and the same form sent again
is done once.

`python -m tests.killed_serving` is the long form, on SQLite or, under `python -m tests.postgres --`, PostgreSQL. It
prints what it did and ends with status 1 at the first register that holds something between, where the audit does not
verify, or where a page is longer than 5 seconds away.
"""

import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from accounts.account import SignIn
from accounts.audit_heads import Heads
from accounts.audit_verify import verify
from bench.sample import SECRET_KEY
from foundation import clock
from foundation.database import db
from tests.databases import Scratch, new_app, new_scratch
from tests.dying import DIE_AT
from tests.killed_deeds import DEEDS, Deed, deeds_ground
from tests.killing import Contents, contents
from tests.kills import Neither
from tests.served_office import Answer, Office, office_of, served

APP = "tests.dying:app"
SOON = 5.0
"""Seconds within which there is a page again: the long form holds us to it."""
ANY_CLICK = {SignIn.__tablename__}
"""Tables that a click may write beside what it asks for: when somebody was last here."""
SEEN = "'seen'"
"""In the audit's entry that a page was shown, which is stored before the answer leaves: a killed worker showed nothing."""
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
SAID = re.compile(r'\b(name|value)="([^"]*)"')
Changes = Counter[str]
"""How many rows are new in each table, and how many are gone or another."""


@dataclass(frozen=True)
class AtOnce(Office):
    """A browser of the app in this process: nothing kills it."""

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        usual = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        client = self.app.test_client(use_cookies=False)
        answer = client.open(path, method=method, data=body, headers=usual | headers)
        return Answer(answer.status_code, answer.text)


@dataclass(frozen=True, slots=True)
class Doing:
    """An act, the browser of whoever does it, and what it does undisturbed."""

    deed: Deed
    office: Office
    names: Mapping[str, str]
    whole: Changes

    def form(self, name: str) -> tuple[str, str]:
        """The address, and what a browser sends that was given the page."""
        names = {**self.names, "at": name}
        page = self.office.ask("GET", (self.deed.page or self.deed.address).format(**names)).page
        given = (dict(SAID.findall(field)) for field in HIDDEN.findall(page))
        shown = {each["name"]: each.get("value", "") for each in given}
        typed = {field: _filled(said, names) for field, said in self.deed.fields.items()}
        sent = {**shown, **typed, "csrf_token": self.office.token}
        return self.deed.address.format(**names), urlencode(sent, doseq=True)


def _filled(said: str | tuple[str, ...], names: Mapping[str, str]) -> list[str]:
    return [each.format(**names) for each in ((said,) if isinstance(said, str) else said)]


def changes(before: Contents, after: Contents) -> Changes:
    """What became of the rows."""
    found = Changes()
    for name in before.keys() - ANY_CLICK:
        new = (after[name] - before[name]).elements()
        found[f"new in {name}"] = sum(name != "audit_entry" or SEEN not in row for row in new)
        found[f"gone from {name}"] = (before[name] - after[name]).total()
    return +found


def undisturbed(app: Flask, database: Scratch, deeds: Mapping[str, Deed]) -> dict[str, Changes]:
    """What each act does, in rows, on a ground that is put back afterwards. Raises Neither."""
    found: dict[str, Changes] = {}
    names = lay_down(app, database)
    for name, deed in deeds.items():
        doing = Doing(deed, AtOnce(**vars(office_of(app, deed.email, 0))), names, Changes())
        (address, form), before = doing.form("whole"), contents(app)
        if doing.office.ask("POST", address, form).status != 302:
            raise Neither(f"{name} is not even taken undisturbed")
        if not (whole := changes(before, contents(app))):
            raise Neither(f"{name} changes nothing")
        found[name] = whole
    return found


def lay_down(app: Flask, database: Scratch) -> Mapping[str, str]:
    """The ground of the acts, in a register that was empty. Gives its names."""
    database.restore(app)
    Path(app.config["AUDIT_HEADS"]).unlink(missing_ok=True)
    with app.app_context():
        return dict(deeds_ground().named)


@contextmanager
def doings(
    app: Flask, database: Scratch, deeds: Mapping[str, Deed] = DEEDS
) -> Iterator[Callable[[str], Doing]]:
    """What begins an act by its name, its account just signed in: all on one ground, under a server whose worker dies
    when it is told to. Raises Neither where the audit does not verify at the end."""
    app.secret_key = SECRET_KEY
    wholes = undisturbed(app, database, deeds)
    names = lay_down(app, database)
    with served(app, database, APP) as port:
        yield lambda name: Doing(deeds[name], office_of(app, deeds[name].email, port), names, wholes[name])
    with app.app_context(), db.engine.connect() as connection:
        chain = app.extensions["audit"]
        found = verify(connection, Heads(app.config["AUDIT_HEADS"]), chain.keys, clock.now()).findings
    if found:
        raise Neither(f"the audit: {[finding.says for finding in found]}")


def kill_at(doing: Doing, statement: int | str) -> tuple[str, float] | None:
    """Send a form whose worker dies at that statement. Gives what it left and the seconds until there was a page; none
    where it was over before. Done, it is sent again. Raises Neither."""
    office, (address, form) = doing.office, doing.form(f"{statement}".replace(" ", "-"))
    before = contents(office.app)
    if status := office.ask("POST", address, form, **{DIE_AT: f"{statement}"}).status:
        if changes(before, contents(office.app)) != doing.whole:
            raise Neither(f"a form that is not killed is answered {status} and not done")
        return None
    waited = seconds_until_served(office)
    left = changes(before, contents(office.app))
    if left and left != doing.whole:
        raise Neither(f"killed at statement {statement}, it left {dict(left)} of {dict(doing.whole)}")
    if left or doing.deed.again_and_again:
        send_again(doing, address, form, before)
    return ("after" if left else "before"), waited


def seconds_until_served(office: Office) -> float:
    """How long a page is away. Raises Neither."""
    began = time.monotonic()
    if office.ask("GET", "/sign-in").status != 200:
        raise Neither("the next worker does not serve")
    return time.monotonic() - began


def send_again(doing: Doing, address: str, form: str, before: Contents) -> None:
    """By somebody who never saw the answer. Raises Neither."""
    if doing.office.ask("POST", address, form).status != 302:
        raise Neither("the same form is not taken again")
    if (done := changes(before, contents(doing.office.app))) != doing.whole:
        raise Neither(f"a form that was sent again was not done once: {dict(done)} of {dict(doing.whole)}")


def kill_at_each(doing: Doing) -> tuple[Counter[str], float]:
    """At its first statement, its second, and so on until it is done. Gives what was left, how often, and the longest
    wait. Raises Neither."""
    left, longest = Counter[str](), 0.0
    for statement in count(1):
        if (found := kill_at(doing, statement)) is None:
            break
        left[found[0]] += 1
        longest = max(longest, found[1])
        if found[0] == "after" and not doing.deed.again_and_again:
            break
    return left, longest


def main() -> int:
    """The long form."""
    longest = 0.0
    with tempfile.TemporaryDirectory(prefix="killed-") as name:
        database = new_scratch(Path(name), "killed")
        with doings(new_app(database), database) as begin:
            for deed in DEEDS:
                left, waited = kill_at_each(begin(deed))
                print(f"  {deed}, its server killed at each statement: {dict(left)}", flush=True)  # noqa: T201
                longest = max(longest, waited)
    print(f"  a page again after {longest:.1f} s at most")  # noqa: T201
    return 0 if longest <= SOON else 1


if __name__ == "__main__":
    sys.exit(main())
