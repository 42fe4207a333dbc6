"""What it costs that every statement asks whether a record is sealed: CPU of three pages, with and without.

python -m bench.sealed ADDRESS [ROUNDS] [REQUESTS]

ADDRESS: a database with the sample borough in which some record is sealed: where none is, nothing is asked. The two take
turns, so that a busy machine slows both.
"""

import sys
import time
from statistics import median

from flask import Flask
from flask.testing import FlaskClient

from accounts.actions import start_sign_in
from accounts.queries import find_account
from bench.sample import app_on
from caseload.sealing.hiding import hide_sealed, show_sealed
from foundation.database import begin_writing, db

PAGES = (
    ("the case list", "coordinator@sample.invalid", "/cases"),
    ("My work", "staff.nca@sample.invalid", "/my-work"),
    ("coverage", "director.dass@sample.invalid", "/coverage"),
)


def main(arguments: list[str]) -> int:
    """Prints a line for each page: milliseconds without, with, and the difference in per cent."""
    app = app_on(arguments[0])
    rounds, requests = (int(each) for each in arguments[1:3]) if len(arguments) > 2 else (9, 20)
    for name, email, address in PAGES:
        client = _signed_in(app, email)
        costs: dict[bool, list[float]] = {False: [], True: []}
        for _ in range(rounds):
            for hiding in (False, True):
                hide_sealed() if hiding else show_sealed()
                costs[hiding].append(_cpu(client, address, requests))
                hide_sealed()
        without, with_it = (median(costs[hiding]) for hiding in (False, True))
        print(f"{name}: {without:.2f} ms without, {with_it:.2f} ms with, {with_it / without - 1:+.1%}")
    return 0


def _cpu(client: FlaskClient, address: str, requests: int) -> float:
    assert client.get(address).status_code == 200
    started = time.process_time()
    for _ in range(requests):
        client.get(address)
    return (time.process_time() - started) / requests * 1000


def _signed_in(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        begin_writing()
        account = find_account(email)
        assert account is not None
        token = start_sign_in(account)
        db.session.commit()
    with client.session_transaction() as cookie:
        cookie["token"] = token
    return client


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
