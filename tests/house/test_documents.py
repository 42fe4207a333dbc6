"""What the documents name is there, and the list of requirements is whole."""

import re
from pathlib import Path

import click
import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted((ROOT / "docs").glob("*.md"))
TOLD = [*DOCUMENTS, *sorted((ROOT / "docs" / "decisions").glob("*.md")), ROOT / "README.md"]
NAMED = re.compile(
    r"`((?:accounts|app|caseload|docs|foundation|people|teams|tests|neighbourhoods|bench|requirements)/[\w./-]+)`"
)
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (met|partly|not met|borough|none) \| \S", re.MULTILINE)
COMMAND = re.compile(r"`flask ([a-z][a-z-]*(?: [a-z][a-z-]*)?)")
MADE = re.compile(r"`make ([a-z]+)")
RUN = re.compile(r"`(?:\.venv/bin/)?python -m ((?:tests|bench)[\w.]*)")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
LEVELS_1_AND_2 = 70 + 183
"""As many requirements as ASVS 5.0.0 has at these levels."""


def missing(text: str) -> list[str]:
    """The paths that a document names and that are not there."""
    return [path for path in NAMED.findall(text) if not (ROOT / path).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_in_a_document_is_there(document: Path) -> None:
    assert missing(document.read_text("utf-8")) == []


def test_a_path_that_is_not_there_would_be_found() -> None:
    assert missing("as `tests/house/test_nothing.py` shows") == ["tests/house/test_nothing.py"]


def test_each_requirement_of_asvs_is_answered_once() -> None:
    numbers = ROW.findall((ROOT / "docs" / "ASVS.md").read_text("utf-8"))
    assert len({number for number, _ in numbers}) == len(numbers) == LEVELS_1_AND_2


def unknown(text: str, app: Flask) -> list[str]:
    """The commands, targets and tests that a document names and that are not there."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return [
        *(f"flask {words}" for words in COMMAND.findall(text) if not is_command(app.cli, words)),
        *(f"make {name}" for name in MADE.findall(text) if f"\n{name}:" not in makefile),
        *(f"python -m {name}" for name in RUN.findall(text) if not is_module(name)),
        *(f"{path}::{name}" for path, name in TEST.findall(text) if not is_test(path, name)),
    ]


def is_command(group: click.Group, words: str) -> bool:
    """Whether the first word is a command; and the second one of its, where it is a group."""
    first, _, rest = words.partition(" ")
    command = group.commands.get(first)
    if isinstance(command, click.Group) and rest:
        return is_command(command, rest)
    return command is not None


def is_module(name: str) -> bool:
    """Whether it can be run."""
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__main__.py").exists()


def is_test(path: str, name: str) -> bool:
    """Whether the file has such a test."""
    return (ROOT / path).exists() and f"\ndef {name}(" in (ROOT / path).read_text("utf-8")


@pytest.mark.parametrize("document", TOLD, ids=lambda path: path.name)
def test_every_command_and_test_that_a_document_names_is_there(app: Flask, document: Path) -> None:
    assert unknown(document.read_text("utf-8"), app) == []


def test_a_command_that_is_not_there_would_be_found(app: Flask) -> None:
    said = "`flask forget-all`, `flask audit mend`, `make coffee`, `python -m tests.nothing`, `tests/dying.py::test_it`"
    assert unknown(said, app) == [
        "flask forget-all", "flask audit mend", "make coffee", "python -m tests.nothing", "tests/dying.py::test_it",
    ]  # fmt: skip
    assert unknown("`flask audit verify --json`, `make soak`, `python -m tests.kills 9`", app) == []
