"""What many readers at once meet: requests at a given rate, nine in ten of them reads, from people who are signed in.

python -m bench.load --folder FOLDER [--staff 4200] [--cases 9000] [--rates 30 150] [--seconds 30] [--database SERVER]

The register is served by gunicorn with two workers of eight threads. A process of its own asks, over connections
that stay open, each request at its appointed moment: a wait counts from then, so one that had to queue is not
forgiven. Prints for each rate the rate reached, p50 and p95 and p99 of reads and writes, what went wrong, the
workers' CPU for a request and the memory of each.
"""

import math
import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from itertools import cycle, islice, product
from pathlib import Path
from shutil import copyfile
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from accounts.account import Account
from bench.pages import COORDINATOR, OFFICE, TOKEN, largest_neighbourhood, sign_in, somebody_with_three_lines
from bench.sample import CASES, alone, app_on, folder_of, parser, register_of
from bench.served import Served, serving
from bench.table import print_columns
from caseload.cases.case import Allocation
from caseload.cases.contact import ContactKind
from foundation import clock
from foundation.database import db
from foundation.effective import AsAt, in_force
from people.person import Person

WORKERS, CONNECTIONS = 2, 32
IDLE = 1.0  # seconds; the server closes a connection that is idle for two, and a request may cross with that
WRITE = "record a contact"
WRITES_IN = 10  # one request in so many is a write
DAYS_BACK = 28  # a contact is recorded for one of so many days


@dataclass(frozen=True, slots=True)
class Asking:
    """One request. `body` is a form's answers; None asks for a page. `expected` is the answer's status."""

    kind: str
    address: str
    headers: dict[str, str]
    body: str | None = None

    @property
    def expected(self) -> int:
        return 200 if self.body is None else 302


@dataclass(frozen=True, slots=True)
class Answer:
    """How long it took from the moment appointed, in milliseconds, and whether the answer was the right one."""

    kind: str
    wait: float
    right: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """What came of one rate: `took` in seconds, the workers' CPU for a request in ms, each one's memory in MiB."""

    rate: int
    took: float
    cpu: float
    memory: list[float]
    answers: list[Answer]


def main(arguments: list[str]) -> int:
    """Print one table for each rate."""
    asking = parser(__doc__, staff=[4_200])
    asking.add_argument("--cases", type=int, default=CASES, help="how many cases there are")
    asking.add_argument("--rates", type=int, nargs="*", default=[30, 150], help="requests in a second")
    asking.add_argument("--seconds", type=int, default=30, help="how long each rate is kept up")
    asked = asking.parse_args(arguments)
    for staff in asked.staff:
        address = _to_write_in(register_of(folder_of(asked), staff, asked.database, asked.cases))
        print(f"\n{staff:,} staff, {asked.cases:,} cases on {address.partition(':')[0]}")
        for reached in alone(measure, address, asked):
            _tell(reached)
    return 0


def _to_write_in(address: str) -> str:
    """A copy of a register that is kept: what one run wrote, the next would be refused."""
    kind, _, kept = address.partition(":///")
    if kind != "sqlite":
        return address
    return f"sqlite:///{copyfile(kept, Path(kept).with_name('load.db'))}"


def measure(address: str, asked: Namespace) -> list[Reached]:
    """One register at every rate."""
    app = app_on(address)
    with app.app_context():
        wanted = requests_of(app)
        with serving("wsgi:app", address, workers=WORKERS) as served:
            alone(drive, served.port, list(islice(wanted, WORKERS * 50)), WORKERS * 10)  # what is made once
            reached = [_at_rate(rate, asked.seconds, wanted, served) for rate in asked.rates]
        db.engine.dispose()
    return reached


def _at_rate(rate: int, seconds: int, wanted: Iterator[Asking], served: Served) -> Reached:
    before = served.cpu()
    answers, took = alone(drive, served.port, list(islice(wanted, rate * seconds)), rate)
    return Reached(rate, took, (served.cpu() - before) / len(answers), served.memory(), answers)


def drive(port: int, plan: Sequence[Asking], rate: int) -> tuple[list[Answer], float]:
    """Ask for each in its turn, so many in a second, whether or not those before it have been answered. The
    answers, and the seconds until the last."""
    began = time.perf_counter()
    waiting = iter([(began + number / rate, asking) for number, asking in enumerate(plan)])
    with ThreadPoolExecutor(CONNECTIONS) as readers:
        shares = [readers.submit(_ask_in_turn, port, waiting) for _ in range(CONNECTIONS)]
        answers = [answer for share in shares for answer in share.result()]
    return answers, time.perf_counter() - began


def _ask_in_turn(port: int, waiting: Iterator[tuple[float, Asking]]) -> list[Answer]:
    """One connection: it takes the next request that nobody has taken, until there is none."""
    connection, answers = HTTPConnection("127.0.0.1", port, timeout=60), list[Answer]()
    last = time.perf_counter()
    for due, asking in waiting:  # a list's iterator gives each to one thread alone
        time.sleep(max(0.0, due - time.perf_counter()))
        if time.perf_counter() - last > IDLE:
            connection.close()  # the next request opens it again
        right, last = _ask(connection, asking), time.perf_counter()
        answers.append(Answer(asking.kind, (time.perf_counter() - due) * 1_000, right))
    connection.close()
    return answers


def _ask(connection: HTTPConnection, asking: Asking) -> bool:
    try:
        method = "GET" if asking.body is None else "POST"
        connection.request(method, asking.address, asking.body, asking.headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        connection.close()  # the next request opens it again
        return False
    return answer.status == asking.expected


def requests_of(app: Flask) -> Iterator[Asking]:
    """Reads of every persona in turn, without an end, and a write of one of theirs after every nine."""
    held = _holdings()
    cookies = {email: sign_in(app, email) for email in {OFFICE, COORDINATOR, *(email for email, _ in held)}}
    reads, writes = cycle(list(_reads(cookies, held))), _writes(app, cookies, held)
    while True:
        yield from islice(reads, WRITES_IN - 1)
        yield next(writes, None) or next(reads)


def _reads(cookies: dict[str, str], held: list[tuple[str, int]]) -> Iterator[Asking]:
    place, team, _ = largest_neighbourhood()
    person = somebody_with_three_lines(team)
    of_office = (f"/people/{person}", f"/neighbourhoods/{place}", "/find?q=sample", f"/teams/{team}")
    for address in (*of_office, f"/coverage?neighbourhood={place}"):
        yield Asking(address.partition("?")[0], address, {"Cookie": cookies[OFFICE]})
    for address in ("/cases", "/reviews/diary"):
        yield Asking(address, address, {"Cookie": cookies[COORDINATOR]})
    for email, case_id in held[:5]:
        for kind, address in (("/me", "/me"), ("/my-work", "/my-work"), ("a case", f"/my-work/{case_id}")):
            yield Asking(kind, address, {"Cookie": cookies[email]})


def _writes(app: Flask, cookies: dict[str, str], held: list[tuple[str, int]]) -> Iterator[Asking]:
    """A contact with a resident, each another: of another case, on another day or of another kind."""
    token, today = _form_token(app), clock.today()
    for back, kind, (email, case_id) in product(range(DAYS_BACK), ContactKind, held):
        body = urlencode({"held_on": today - timedelta(days=back), "kind": kind.value, "csrf_token": token})
        headers = {"Cookie": cookies[email], "Content-Type": "application/x-www-form-urlencoded"}
        yield Asking(WRITE, f"/my-work/{case_id}/contact", headers, body)


def _holdings() -> list[tuple[str, int]]:
    """Accounts and the cases that their people hold."""
    found = db.session.execute(
        select(Account.email, Allocation.case_id)
        .join(Person, Person.account_id == Account.id)
        .join(Allocation, Allocation.person_id == Person.id)
        .where(in_force(Allocation, AsAt(clock.today())))
        .order_by(Allocation.case_id, Account.id)
    )
    return [(email, case_id) for email, case_id in found]


def _form_token(app: Flask) -> str:
    with app.test_request_context():
        session["csrf_token"] = TOKEN
        return generate_csrf()


def _tell(reached: Reached) -> None:
    answers = reached.answers
    wrong, rate = sum(not answer.right for answer in answers), len(answers) / reached.took
    print(f"\n{reached.rate} requests/s asked, {rate:.1f} reached; {wrong} of {len(answers)} wrong")
    memory = ", ".join(f"{each:.0f}" for each in reached.memory)
    print(f"CPU {reached.cpu:.1f} ms a request; memory of a worker {memory} MiB")
    writes = [answer for answer in answers if answer.kind == WRITE]
    reads = [answer for answer in answers if answer.kind != WRITE]
    kinds = sorted({answer.kind for answer in reads})
    rows = [("reads", reads), ("writes", writes)]
    rows += [(kind, [answer for answer in reads if answer.kind == kind]) for kind in kinds]
    print_columns([HEADINGS, *(_cells(name, held) for name, held in rows if held)])


def _cells(name: str, answers: list[Answer]) -> tuple[str, ...]:
    waits = sorted(answer.wait for answer in answers)
    shares = (f"{waits[math.ceil(len(waits) * share) - 1]:.0f}" for share in (0.5, 0.95, 0.99))
    return name, f"{len(waits)}", *shares


HEADINGS = ("what", "times", "p50 ms", "p95 ms", "p99 ms")

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
