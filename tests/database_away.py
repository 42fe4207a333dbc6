"""PostgreSQL stopped, as a crash stops it, under a server that is being written to, and started again.

Meanwhile writers meet only the page that says so; each sends the same form again, which is done once. Whatever is
asked after the start is answered at the first try, with no restart of ours.

`python -m tests.database_away [STOPS] [SEED]` is the long form. It prints what it did and ends with status 1 at the
first thing that is not so.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Semaphore

from sqlalchemy import make_url, select

from accounts.audit_entry import AuditEntry
from accounts.audit_storing import chain
from accounts.audit_verify import verify
from app import jobs
from foundation import clock
from foundation.database import db
from people.employment import Employment
from tests import postgres
from tests.databases import PostgresScratch, new_app
from tests.served_office import PAGE, PATIENCE, Office, served_office

WRITERS, BEFORE, AFTER = 4, 2, 2
SOON = 5
"""Seconds after the start within which everybody is served again: the long form holds us to it."""
# An acknowledged commit is on the disk, as in life; the tests' own server need not wait for that.
ON_DISK = "-csynchronous_commit=on"
STARTED = "person.start"
AWAY = "The register cannot be reached just now"


class NotSo(Exception):
    """Something was lost, done twice, or answered wrongly."""


@dataclass
class Round:
    """One stop and start. `met`: one for each writer who found the database away; `written`: one for each form."""

    written: Semaphore = field(default_factory=lambda: Semaphore(0))
    met: Semaphore = field(default_factory=lambda: Semaphore(0))
    back: Event = field(default_factory=Event)
    started: float = 0.0


@dataclass
class Writer:
    """Somebody who starts people, and sends each form until it is answered."""

    office: Office
    round: Round
    name: str
    statuses: Counter[int] = field(default_factory=Counter[int])
    acknowledged: list[str] = field(default_factory=list[str])
    wrong: list[str] = field(default_factory=list[str])
    waited: float = 0.0  # seconds from the start until served again

    def write(self) -> None:
        """Until the database went and came back, and some more."""
        while not self.round.back.is_set():
            self.start_somebody()
        for _ in range(AFTER):
            self.start_somebody()

    def start_somebody(self) -> None:
        """One form, and the page that lists what there is."""
        number = f"{self.name}-{len(self.acknowledged)}"
        if self.until_answered("POST", PAGE, self.office.form_of(number), 302):
            self.acknowledged.append(number)
            self.round.written.release()
        self.until_answered("GET", PAGE, None, 200)

    def until_answered(self, method: str, path: str, body: str | None, expected: int) -> bool:
        """Ask; where the database is away, wait until it is back and ask the same again."""
        if self.ask(method, path, body) == expected:
            return True
        self.round.met.release()
        self.round.back.wait(PATIENCE)
        if (status := self.ask(method, path, body)) != expected:
            self.wrong.append(f"{status} to {method} {path} after the start")
            return False
        self.waited = time.monotonic() - self.round.started
        return True

    def ask(self, method: str, path: str, body: str | None) -> int:
        """The status; 0 where the connection was cut, which a server that is never away does not do."""
        answer = self.office.ask(method, path, body)
        self.statuses[answer.status] += 1
        if answer.status == 503 and not (AWAY in answer.page and answer.retry_after):
            self.wrong.append("a 503 that does not say what happened")
        return answer.status


@contextmanager
def served(folder: Path) -> Iterator[tuple[Office, str]]:
    """The real app under gunicorn, on a PostgreSQL of its own, whose address is given."""
    with postgres.postgres() as server:
        url = make_url(server).update_query_dict({"options": ON_DISK})
        database = PostgresScratch(url, "away", folder)
        database.create()
        with served_office(new_app(database), database) as office:
            yield office, server


def stop_and_start(
    office: Office, server: str, name: str, *, forms: int, seconds: float = 0.0
) -> list[Writer]:
    """Stop the database once so many forms are in and so many seconds have passed, and start it when every writer
    has met that. Whoever keeps the time looks meanwhile, and after."""
    now = Round()
    writers = [Writer(office, now, f"{name}-{number}") for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(writer.write) for writer in writers]
        wait_for(now.written, forms)
        Event().wait(seconds)
        with postgres.stopped(server):
            wait_for(now.met, WRITERS)
            jobs.look(office.app, "keeper")
        now.started = time.monotonic()
        now.back.set()
        for each in writing:
            each.result(PATIENCE)
    jobs.look(office.app, "keeper")
    return writers


def wait_for(many: Semaphore, times: int) -> None:
    for _ in range(times):
        if not many.acquire(timeout=PATIENCE):
            raise NotSo("a writer hangs")


def check(office: Office, writers: list[Writer]) -> None:
    """Raises NotSo unless every form is there once, every answer was the right one, and the audit verifies."""
    if wrong := [said for writer in writers for said in writer.wrong]:
        raise NotSo(f"{len(wrong)} wrong answers, such as: {wrong[0]}")
    statuses = set[int]().union(*(writer.statuses for writer in writers))
    if statuses != {200, 302, 503}:
        raise NotSo(f"answered {sorted(statuses)}")
    sent = sorted(number for writer in writers for number in writer.acknowledged)
    with office.app.app_context():
        kept = sorted(db.session.scalars(select(Employment.assignment_number)))
        told = db.session.scalars(select(AuditEntry.subject_id).where(AuditEntry.act == STARTED)).all()
        db.session.commit()
        found = verify(db.session.connection(), chain().heads, chain().keys, clock.now()).findings
        db.session.rollback()
    if kept != sent:
        raise NotSo(f"lost {sorted(set(sent) - set(kept))}, not acknowledged {sorted(set(kept) - set(sent))}")
    if len(told) != len(sent) or len(set(told)) != len(sent):
        raise NotSo(f"{len(told)} entries in the audit tell of {len(sent)} acts")
    if found:
        raise NotSo(f"the audit: {found}")


def main(arguments: list[str]) -> int:
    """The long form."""
    stops = int(arguments[0]) if arguments else 30
    seed = int(arguments[1]) if len(arguments) > 1 else random.SystemRandom().randrange(10**6)
    rng, writers = random.Random(seed), list[Writer]()
    with tempfile.TemporaryDirectory(prefix="away-") as name, served(Path(name)) as (office, server):
        for turn in range(stops):
            seconds = rng.uniform(0, 0.5)
            writers += stop_and_start(office, server, f"{turn}", forms=rng.randint(1, 12), seconds=seconds)
            check(office, writers)
    longest = max(writer.waited for writer in writers)
    answers = sum((writer.statuses for writer in writers), Counter[int]())
    forms = sum(len(writer.acknowledged) for writer in writers)
    print(f"PostgreSQL stopped and started {stops} times under {WRITERS} writers, seed {seed}")  # noqa: T201
    print(f"  {forms} forms acknowledged, each done once; answers {dict(sorted(answers.items()))}")  # noqa: T201
    print(f"  everybody served again {longest:.1f} s after the start at most")  # noqa: T201
    return 0 if longest <= SOON else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
