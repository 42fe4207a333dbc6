"""What a run of the tests leaves behind: lines of the log, addresses, mails and temporary files, searched at its end for
names of residents, NHS numbers and tokens."""

import logging
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.access.borough import SECRETS
from tests.small_borough import CASE

NHS_NUMBER = re.compile(r"\b999 ?\d{3} ?\d{4}\b")
TOKEN = re.compile(r"[\w-]{43}")  # as `secrets.token_urlsafe(32)` writes one
NAMES = {name for said, names in SECRETS.items() if said.endswith(".name") for name in names}
WORDS = re.compile("|".join(map(re.escape, sorted({*NAMES, CASE["family_name"]}))))
OURS = ("app", "accounts", "people", "neighbourhoods", "teams", "caseload", "foundation")
FEED = "/calendar/"
"""A calendar is fetched by its address alone, so its token has to be there."""
NOT_OURS = ("playwright", ".org.chromium", ".com.google", "pytest-of-")
LARGEST = 2**24  # bytes: the app leaves nothing like it


@dataclass
class LeftBehind:
    """What was seen. Nothing is searched before the end: which words are tokens is known then."""

    folder: Path
    logs: set[str] = field(default_factory=set[str])
    addresses: set[str] = field(default_factory=set[str])
    mails: set[str] = field(default_factory=set[str])

    def found(self) -> list[str]:
        """Where a name, an NHS number or a token is."""
        said = {"log": self.logs, "address": self.addresses, "mail": self.mails, "file": self._files()}
        return sorted(f"{kind}: {line}" for kind, lines in said.items() for line in lines if tells(line))

    def _files(self) -> Iterator[str]:
        for file in self.folder.rglob("*"):
            ours = not file.relative_to(self.folder).parts[0].startswith(NOT_OURS)
            if ours and file.is_file() and file.stat().st_size < LARGEST:
                yield f"{file.name}: {file.read_bytes().decode('latin-1')}"


TOKENS: set[str] = set()
"""Every token that was made."""

_gathering: list[LeftBehind] = []


def tells(line: str) -> bool:
    """Whether it holds what it must not."""
    token = any(word in TOKENS for word in TOKEN.findall(line))
    return token or NHS_NUMBER.search(line) is not None or WORDS.search(line) is not None


def asked(address: str) -> None:
    """A browser was sent there, or asked for it."""
    if _gathering and not address.startswith(FEED):
        _gathering[-1].addresses.add(address)


class _Log(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        _gathering[-1].logs.add(self.format(record))


@contextmanager
def gathering(folder: Path) -> Iterator[LeftBehind]:
    """Gather within the block, temporary files in `folder`. One within another keeps what it gathers to itself."""
    left, log = LeftBehind(folder), _Log()
    with pytest.MonkeyPatch.context() as here:
        here.setattr(tempfile, "tempdir", str(folder))
        here.setenv("TMPDIR", str(folder))
        here.setattr(secrets, "token_urlsafe", _remembering(secrets.token_urlsafe))
        if not _gathering:
            logging.getLogger().addHandler(log)
            for name in OURS:
                logging.getLogger(name).setLevel(logging.INFO)
            event.listen(Engine, "before_cursor_execute", _mailed)
        _gathering.append(left)
        try:
            yield left
        finally:
            _gathering.pop()
            if not _gathering:
                logging.getLogger().removeHandler(log)
                event.remove(Engine, "before_cursor_execute", _mailed)


def _remembering(make: Callable[[int | None], str]) -> Callable[[int | None], str]:
    def made(size: int | None = None) -> str:
        token = make(size)
        TOKENS.add(token)
        return token

    return made


def _mailed(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
    if statement.startswith("INSERT INTO mail "):
        _gathering[-1].mails.add(repr(parameters))
