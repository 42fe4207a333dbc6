"""What the documents name is there, and the list of requirements is whole."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted((ROOT / "docs").glob("*.md"))
NAMED = re.compile(
    r"`((?:accounts|app|caseload|docs|foundation|people|teams|tests|neighbourhoods|bench|requirements)/[\w./-]+)`"
)
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (met|partly|not met|borough|none) \| \S", re.MULTILINE)
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
