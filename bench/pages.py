"""What each page costs: statements, time over HTTP, CPU, and CPU against a bare Flask and Jinja app.

python -m bench.pages --folder FOLDER [--staff 285 2000 4200 71000] [--rounds 9] [--requests 20] [--database SERVER]

The register is served as `make run` serves it: one gunicorn worker with eight threads. One client asks for
one page after another, signed in, every view audited. Our page and the bare page take turns in one run.
"""

import math
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import func, select

from accounts.account import Account
from accounts.actions import start_sign_in
from accounts.sealing import seal
from bench.imports import counting
from bench.sample import TODAY, alone, app_on, folder_of, parser, register_of
from bench.served import Served, serving
from bench.table import print_columns
from foundation import clock
from foundation.database import begin_writing, db
from foundation.effective import AsAt, in_force
from neighbourhoods.neighbourhood import Neighbourhood
from people.accountability import Accountability
from teams.team import Management, Placement, PlacementDetails, Team

SIZES = [285, 2_000, 4_200, 71_000]
MOST_STATEMENTS = 10
TOKEN = "0" * 40  # what the tokens of a browser's forms are made from
MOST_RATIO = 3.0
# The aims for p95, in milliseconds.
AIMS = {
    "one person's lines": 30,
    "a neighbourhood": 150,
    "decisions about": 50,
    "coverage of": 50,
    "coverage ahead": 2_000,
    "coverage": 500,
}
OFFICE, COORDINATOR, STAFF = "office@sample.invalid", "coordinator@sample.invalid", "staff.nca@sample.invalid"


@dataclass(frozen=True, slots=True)
class Page:
    """One page to measure, as one account sees it. `cookie` is that account's session."""

    name: str
    address: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What one page costs. Times in milliseconds; `ratio` is CPU over the bare app's."""

    name: str
    statements: int
    bytes: int
    p50: float
    p95: float
    cpu: float
    bare_cpu: float


def main(arguments: list[str]) -> int:
    """Print one table for each size."""
    asking = parser(__doc__, staff=SIZES)
    asking.add_argument("--rounds", type=int, default=9, help="turns that our page and the bare page take")
    asking.add_argument("--requests", type=int, default=20, help="requests in each turn")
    asked = asking.parse_args(arguments)
    folder = folder_of(asked)
    for staff in asked.staff:
        address = register_of(folder, staff, asked.database)
        print(f"\n{staff:,} staff on {address.partition(':')[0]}")
        print_columns([HEADINGS, *(cells(cost) for cost in alone(measure, address, asked))])
    return 0


def measure(address: str, asked: Namespace, names: tuple[str, ...] = ("",)) -> list[Cost]:
    """Every page on one register whose name begins with one of the names."""
    app = app_on(address)
    with app.app_context():
        pages = [page for page in _pages(app) if page.name.startswith(names)]
    with serving("wsgi:app", address) as ours, serving("bench.bare:app", address) as bare:
        return [_measure_one(app, page, ours, bare, asked) for page in pages]


def _measure_one(app: Flask, page: Page, ours: Served, bare: Served, asked: Namespace) -> Cost:
    statements, body = _statements(app, page)
    bare.send_back(body)
    for served in (ours, bare):
        served.ask(page.address, page.cookie, 3)
    turns = [
        (
            ours.ask(page.address, page.cookie, asked.requests),
            bare.ask(page.address, page.cookie, asked.requests),
        )
        for _ in range(asked.rounds)
    ]
    waits = sorted(wait for turn, _ in turns for wait in turn.waits)
    return Cost(
        name=page.name,
        statements=statements,
        bytes=len(body),
        p50=median(waits),
        p95=waits[math.ceil(len(waits) * 0.95) - 1],
        cpu=median(turn.cpu for turn, _ in turns),
        bare_cpu=median(turn.cpu for _, turn in turns),
    )


def _statements(app: Flask, page: Page) -> tuple[int, bytes]:
    """How many statements one view takes, sign-in and audit included, and the page it gives."""
    browser = app.test_client(use_cookies=False)
    headers = {"Cookie": page.cookie}
    browser.get(page.address, headers=headers)
    with app.app_context(), counting() as sent:
        answer = browser.get(page.address, headers=headers)
    return len(sent), answer.data


def _pages(app: Flask) -> Iterator[Page]:
    office, coordinator, staff = (sign_in(app, email) for email in (OFFICE, COORDINATOR, STAFF))
    place, team, members = largest_neighbourhood()
    person = somebody_with_three_lines(team)
    yield Page("one person's lines", f"/people/{person}", office)
    yield Page("one's own lines", "/me", staff)
    yield Page("one person's history", f"/people/{person}/history", office)
    yield Page(f"a neighbourhood ({members} staff)", f"/neighbourhoods/{place}", office)
    yield Page("neighbourhoods", "/neighbourhoods", office)
    yield Page("find a name", f"/find?words={seal('find', 'sample', at=clock.now())}", office)
    yield Page("a post", "/posts/chief_nurse_nca", office)
    yield Page("a team", f"/teams/{team}", office)
    yield Page("an employer", "/organisations/nca", office)
    yield Page("structure, management", "/structure", office)
    yield Page("structure, professional", "/structure/professional", office)
    yield Page("what changed", "/changes", office)
    yield Page("imports", "/imports", office)
    yield Page("decisions about somebody", f"/people/{person}/decisions", office)
    yield Page("decisions about oneself", "/me/decisions", staff)
    yield Page("the scheme", "/scheme", office)
    yield Page("what if, one team", f"/what-if?withdraw=NCA-2026-01&team={team}", office)
    yield Page("coverage", "/coverage", office)
    yield Page("coverage a year ago", f"/coverage?on={TODAY.replace(year=TODAY.year - 1)}", office)
    yield Page("coverage of a neighbourhood", f"/coverage?neighbourhood={place}", office)
    yield Page("coverage ahead", "/coverage/ahead", office)
    yield Page("cases", "/cases", coordinator)
    yield Page("review diary", "/reviews/diary", coordinator)


def largest_neighbourhood() -> tuple[str, str, int]:
    """The codes of the neighbourhood and its team, and how many placements it has today."""
    members = func.count()
    found = db.session.execute(
        select(Neighbourhood.code, Team.code, members)
        .join(Team, Team.neighbourhood_id == Neighbourhood.id)
        .join(PlacementDetails, PlacementDetails.team_id == Team.id)
        .where(in_force(PlacementDetails, AsAt(TODAY)))
        .group_by(Neighbourhood.code, Team.code)
        .order_by(members.desc(), Neighbourhood.code)
    ).first()
    assert found is not None
    return found.tuple()


def somebody_with_three_lines(team: str) -> int:
    """The latest to come of the team who has a management and a professional line."""
    as_at = AsAt(TODAY)
    return db.session.scalars(
        select(Placement.person_id)
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .join(Management, Management.placement_id == Placement.id)
        .join(Accountability, Accountability.person_id == Placement.person_id)
        .where(
            Team.code == team,
            in_force(PlacementDetails, as_at),
            in_force(Management, as_at),
            in_force(Accountability, as_at),
        )
        .order_by(Placement.person_id.desc())
        .limit(1)
    ).one()


def sign_in(app: Flask, email: str) -> str:
    """The session cookie of a browser that this account is signed in with."""
    begin_writing()
    account = db.session.scalars(select(Account).where(Account.email == email)).one()
    kept = {"token": start_sign_in(account), "csrf_token": TOKEN}
    db.session.commit()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return f"session={signer.dumps(kept)}"


def cells(cost: Cost) -> tuple[str, ...]:
    """One row under HEADINGS."""
    aim = next((aim for name, aim in AIMS.items() if cost.name.startswith(name)), None)
    return (
        cost.name,
        f"{cost.statements}{'' if cost.statements <= MOST_STATEMENTS else ' too many'}",
        f"{cost.bytes:,}",
        f"{cost.p50:.1f}",
        f"{cost.p95:.1f}",
        f"{aim}" if aim else "",
        f"{cost.p95 / aim:.2f}" if aim else "",
        f"{cost.cpu:.2f}",
        f"{cost.bare_cpu:.2f}",
        f"{cost.cpu / cost.bare_cpu:.1f}",
    )


HEADINGS = (
    "page", "statements", "bytes", "p50 ms", "p95 ms", "aim ms", "p95/aim", "CPU ms", "bare CPU ms", "CPU ratio",
)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
