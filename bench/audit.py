"""What the audit costs a page, and how long a million entries take to verify.

python -m bench.audit --folder FOLDER [--staff 285] [--rounds 9] [--requests 50] [--entries 1000000] [--database SERVER]

One page is asked for again and again in one process: audited and not, in turns; what is compared is the CPU of the process.
"""

import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import flask_migrate
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import insert

from accounts import audit
from accounts.audit_chain import START, canonical, link, microseconds
from accounts.audit_storing import SAID, chain, entries
from accounts.audit_verify import verify
from bench.pages import _pages
from bench.sample import alone, app_on, empty_database, folder_of, parser, register_of
from foundation import clock
from foundation.database import db

BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
BATCH = 10_000


def main(arguments: list[str]) -> int:
    """Print both figures."""
    asking = parser(__doc__, staff=[285])
    asking.add_argument("--rounds", type=int, default=9)
    asking.add_argument("--requests", type=int, default=50)
    asking.add_argument("--entries", type=int, default=1_000_000)
    asked = asking.parse_args(arguments)
    folder = folder_of(asked)
    for staff in asked.staff:
        address = register_of(folder, staff, asked.database)
        print(f"{staff:,} staff on {address.partition(':')[0]}")
        alone(_cost_of_a_page, address, asked)
    alone(_verifying, folder, asked)
    return 0


def _cost_of_a_page(address: str, asked: Namespace) -> None:
    app = app_on(address)
    with app.app_context():
        page = next(iter(_pages(app)))
    browser, headers = app.test_client(use_cookies=False), {"Cookie": page.cookie}
    ways = {"audited": audit.store_pending, "not audited": _nothing}
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(asked.rounds):
        for name, store in ways.items():
            with _storing_by(store):
                spent[name].append(_cpu(browser, page.address, headers, asked.requests))
    cost = {name: median(times) for name, times in spent.items()}
    for name, milliseconds in cost.items():
        share = (milliseconds - cost["not audited"]) / milliseconds
        print(f"  {page.name}, {name}: CPU {milliseconds:.2f} ms, the audit {share:.0%} of it")


def _cpu(browser: FlaskClient, address: str, headers: dict[str, str], requests: int) -> float:
    began = time.process_time()
    for _ in range(requests):
        if browser.get(address, headers=headers).status_code != 200:
            raise RuntimeError(f"{address} was not answered")
    return (time.process_time() - began) / requests * 1000


def _nothing() -> None:
    g.pop("audit", None)


@contextmanager
def _storing_by(store: Callable[[], None]) -> Iterator[None]:
    ours = audit.store_pending
    audit.store_pending = store
    yield
    audit.store_pending = ours


def _verifying(folder: Path, asked: Namespace) -> None:
    with app_on(empty_database(folder, "audit", asked.database)).app_context():
        flask_migrate.upgrade()
        _fill(asked.entries)
        ours, began = chain(), time.process_time()
        with db.engine.connect() as connection:
            report = verify(connection, ours.heads, ours.keys, clock.now())
        spent = time.process_time() - began
    print(f"  {report.entries:,} entries verified: CPU {spent:.1f} s, {report.found} found")


def _fill(count: int) -> None:
    """So many entries, chained as ours are; the last of them by our own hand, so that a head is written."""
    keys, previous = chain().keys, START
    for first in range(1, count, BATCH):
        rows = []
        for number in range(first, min(first + BATCH, count)):
            said = (number % 300, "seen", "person", number % 70_000, None, None)
            at = BEGAN + timedelta(seconds=number)
            entry = canonical(number, microseconds(at), said)
            previous = link(keys.secrets[keys.current], previous, entry)
            rows.append(dict(zip(SAID, said, strict=True)) | {"id": number, "at": at, "hash": previous})
        db.session.execute(insert(entries), [row | {"key": keys.current} for row in rows])
    audit.record("seen", "person", 1, by=1)
    db.session.commit()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
