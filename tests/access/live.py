"""Asking the access tables of a server: gunicorn on a real port, over plain HTTP, each signed in through the page.

`python -m tests.access.live [SEED]` is the long form: every cell of both tables that changes nothing, twice, the
second time with everybody signed in again and in another order. It prints what it did, and ends with status 1 when an
answer is another than the table's, or when an answer that was made wrong on purpose is not found.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from accounts.account import Account
from accounts.actions import HASHER
from accounts.factor_actions import renew_recovery_codes
from bench.served import LONGEST_START, free_port, wait_until_up
from foundation import clock
from foundation.database import db
from tests.access import policy, relations
from tests.access.borough import Borough, borough
from tests.access.policy import Actor
from tests.access.relation_ground import TASK, standing_people
from tests.access.relations import Cell
from tests.databases import Scratch, new_app, new_scratch

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET_KEY = "only for tests, and long enough"
PASSWORD = "a password that all of them share"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
LET_IN = {200, 302, 303, 422}
SHOWN = 20
"""How many wrong answers are printed."""


@dataclass
class Browser:
    """One reader's connection, kept open. `source`: the address that they come from, so that nobody's guesses at
    passwords are counted with another's."""

    port: int
    source: str
    cookie: str = ""
    token: str = ""

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(self.source, 0))

    def ask(self, method: str, address: str, form: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        """The status, where it leads, and the page."""
        headers = {"Cookie": self.cookie, "Connection": "keep-alive"}
        body = None
        if method == "POST":
            headers |= {"X-CSRFToken": self.token, "Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode(form or {})
        self.connection.request(method, quote(address, safe="/?&=%"), body, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode(errors="replace")
        for kept in answer.msg.get_all("Set-Cookie") or ():
            self.cookie = "; ".join(f"{name}={each.value}" for name, each in SimpleCookie(kept).items())
        return answer.status, answer.getheader("Location") or "", page

    def sign_in(self, email: str, codes: list[str]) -> None:
        """Through the sign-in page, with a recovery code where one is asked for. Raises AssertionError when that does
        not let them in."""
        self.token = _token_of(self.ask("GET", "/sign-in")[2])
        status, leads, _ = self.ask("POST", "/sign-in", {"email": email, "password": PASSWORD})
        assert (status, urlsplit(leads).path != "/sign-in") in ((302, True), (303, True)), (
            f"{email}: {status}"
        )
        if urlsplit(leads).path == "/sign-in/code":
            self.token = _token_of(self.ask("GET", "/sign-in/code")[2])
            self.ask("POST", "/sign-in/code", {"code": codes.pop()})
        self.token = _token_of(self.ask("GET", "/me/account")[2])

    def answer(self, cell: Cell) -> str:
        """In the tables' words; a status they have no word for as a number."""
        status, leads, _ = self.ask(cell.method, cell.address)
        if status in (302, 303) and urlsplit(leads).path == "/sign-in":
            return "sign"
        return "yes" if status in LET_IN else str(status)


@dataclass(frozen=True, slots=True)
class Live:
    """A server, the address of the account of whoever the tables name (none: signed out), and recovery codes of those
    who have a second factor."""

    port: int
    emails: dict[str, str]
    codes: dict[str, list[str]]

    def browsers(self, whom: Sequence[str]) -> dict[str, Browser]:
        """Each signed in."""
        found: dict[str, Browser] = {}
        for number, who in enumerate(whom, 2):
            found[who] = Browser(self.port, f"127.0.{number // 250}.{number % 250 + 1}")
            if self.emails[who]:
                found[who].sign_in(self.emails[who], self.codes.get(who, []))
        return found

    def wrong(self, cells: Sequence[Cell], browsers: Mapping[str, Browser]) -> list[str]:
        """What the server says other than the tables."""
        said = ((cell, browsers[cell.who].answer(cell)) for cell in cells)
        return [f"{cell}: {answer}, not {cell.answer}" for cell, answer in said if answer != cell.answer]


@dataclass(frozen=True, slots=True)
class Laid:
    """The borough in a database, and every cell with the addresses filled in."""

    database: Scratch
    heads: str
    emails: dict[str, str]
    codes: dict[str, list[str]]
    relations: list[Cell]
    policy: list[Cell]


def lay_down(database: Scratch, *, few: bool = False) -> Laid:
    """The borough with somebody for each line of the tables."""
    app = new_app(database)
    with app.app_context():
        small = borough()
        accounts = standing_people(small)
        accounts |= {actor.value: account for actor, account in small.accounts.items()}
        hashed = HASHER.hash(PASSWORD)
        for account in accounts.values():
            account.password_hash = hashed
        # The borough's lead has a passkey.
        codes = {Actor.LEAD.value: renew_recovery_codes(small.accounts[Actor.LEAD].id, at=clock.now())}
        db.session.commit()
        laid = _laid(database, small, accounts, codes, few=few)
        db.session.remove()
        db.engine.dispose()
    return laid


def _laid(
    database: Scratch, small: Borough, accounts: dict[str, Account], codes: dict[str, list[str]], *, few: bool
) -> Laid:
    named = small.named | {"task": str(TASK)}
    by_relation = [replace(cell, address=cell.address.format(**named)) for cell in relations.cells(few=few)]
    by_role = [
        Cell(row.method, small.address(row.address, actor), actor.value, answer)
        for row in policy.policy()
        for actor, answer in row.answers.items()
        if row.method == "GET" or (answer == "404" and changes_nothing(row.address))
    ]
    emails = {name: account.email for name, account in accounts.items()} | {Actor.SIGNED_OUT.value: ""}
    return Laid(database, str(database.folder / "served.heads"), emails, codes, by_relation, by_role)


def changes_nothing(address: str) -> bool:
    """Whether asking it leaves everybody signed in."""
    return not address.startswith(("/sign-out", "/idle", "/me/account/sign-ins"))


@contextmanager
def serving(laid: Laid) -> Iterator[Live]:
    """Serve it on a free port while the block runs."""
    port = free_port()
    settings = {"DATABASE_URL": laid.database.address, "SECRET_KEY": SECRET_KEY, "AUDIT_HEADS": laid.heads}
    command = [
        *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"),
        *("--workers", "1", "--threads", "8", "--keep-alive", "600", "--no-control-socket"),
        *("--log-level", "warning", "wsgi:app"),
    ]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | settings) as gunicorn:
        try:
            wait_until_up(port, LONGEST_START, gunicorn)
            yield Live(port, laid.emails, laid.codes)
        finally:
            gunicorn.terminate()


def cells_in_all() -> int:
    """How many cells the two tables hold."""
    return len(relations.cells()) + sum(len(row.answers) for row in policy.policy())


def made_wrong(cells: Sequence[Cell]) -> list[Cell]:
    """The first refusal said to be let in: what a permission given by mistake looks like from the table's side."""
    first = next(cell for cell in cells if cell.answer == "404")
    return [replace(first, answer="yes")]


def _token_of(page: str) -> str:
    found = TOKEN.search(page)
    assert found is not None, "a page without a form"
    return found[1]


def main(seed: int) -> int:
    """The long form."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        laid = lay_down(new_scratch(Path(folder), "live"))
        live = stack.enter_context(serving(laid))
        cells, order = [*laid.relations, *laid.policy], random.Random(seed)
        wrong: list[str] = []
        for turn in ("once", "again, signed in anew, in another order"):
            began = time.perf_counter()
            browsers = live.browsers(sorted({cell.who for cell in cells}))
            found = live.wrong(cells, browsers)
            canary = live.wrong(made_wrong(cells), browsers)
            wrong += found if canary else [*found, "the wrong cell was not found"]
            for browser in browsers.values():
                browser.connection.close()
            seconds = time.perf_counter() - began
            say(f"{len(cells)} cells asked {turn}: {len(found)} wrong ({seconds:.0f} s)")
            order.shuffle(cells)
    say(f"{cells_in_all()} cells in the tables; seed {seed}", *wrong[:SHOWN])
    return 1 if wrong else 0


def say(*lines: str) -> None:
    """To whoever waits."""
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 7))
