"""An app served by gunicorn as `make run` serves it, and one client that asks it for pages."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bench.sample import SECRET_KEY

ROOT = Path(__file__).resolve().parent.parent
LONGEST_START = 120.0  # seconds: a machine that does much else compiles us slowly


@dataclass(frozen=True, slots=True)
class Turn:
    """Some requests for one page: the wait for each, and the server's CPU for one, in milliseconds."""

    waits: tuple[float, ...]
    cpu: float


@dataclass(frozen=True, slots=True)
class Served:
    """A gunicorn on a port of this machine. `master` is its first process; its workers do the work."""

    port: int
    master: int

    def ask(self, address: str, cookie: str, requests: int) -> Turn:
        """Ask for a page so many times, one after another. Raises RuntimeError unless every answer is 200."""
        (worker,) = _workers_of(self.master)
        connection = HTTPConnection("127.0.0.1", self.port)
        before = _cpu_of(worker)
        waits = tuple(_wait(connection, address, cookie) for _ in range(requests))
        cpu = (_cpu_of(worker) - before) / requests
        connection.close()
        return Turn(waits, cpu)

    def cpu(self) -> float:
        """Milliseconds that its workers have run."""
        return sum(_cpu_of(worker) for worker in _workers_of(self.master))

    def memory(self) -> list[float]:
        """MiB that each worker keeps."""
        return [_memory_of(worker) for worker in _workers_of(self.master)]

    def send_back(self, body: bytes) -> None:
        """Tell the bare app which page to send."""
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request("PUT", "/", body)
        connection.getresponse().read()
        connection.close()


@contextmanager
def serving(app: str, database: str, workers: int = 1) -> Iterator[Served]:
    """Serve `app` (module:name) on a free port while the block runs."""
    port = free_port()
    settings = {"DATABASE_URL": database, "SECRET_KEY": SECRET_KEY}
    command = [
        *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"),
        *("--workers", str(workers), "--threads", "8", "--preload", "--no-control-socket"),
        *("--log-level", "warning", app),
    ]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | settings) as gunicorn:
        try:
            wait_until_up(port, LONGEST_START, gunicorn)
            yield Served(port, gunicorn.pid)
        finally:
            gunicorn.terminate()


def _wait(connection: HTTPConnection, address: str, cookie: str) -> float:
    began = time.perf_counter()
    connection.request("GET", address, headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    return (time.perf_counter() - began) * 1_000


def wait_until_up(port: int, seconds: float, server: subprocess.Popen[bytes]) -> None:
    """Wait for the first page. Raises TimeoutError when there is none after so many seconds, or the server
    has ended."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and server.poll() is None:
        with (
            suppress(OSError, HTTPException),
            closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection,
        ):
            connection.request("GET", "/sign-in")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.05)
    raise TimeoutError(f"no page on port {port} after {seconds} seconds")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _workers_of(master: int) -> list[int]:
    children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii")
    return [int(child) for child in children.split()]


def _memory_of(process: int) -> float:
    """MiB that it keeps in memory, what it shares with others included."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1_024


def _cpu_of(process: int) -> float:
    """Milliseconds that its threads have run: Linux counts them to the nanosecond."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return sum(int((thread / "schedstat").read_text(encoding="ascii").split()[0]) for thread in threads) / 1e6
