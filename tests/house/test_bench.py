"""Each bench runs at the smallest size and prints what it promises. How fast things are is not a test's to say.

`bench.first_run` is left out: it needs a package registry.
"""

import json
from pathlib import Path

import pytest

from bench import authority, bare, imports, load, pages, planner, spreading
from bench.pages import MOST_STATEMENTS

SMALLEST = "250"
PROBLEM = Path(__file__).parent.parent / "rules" / "planner" / "problems" / "shared-nurse.json"


@pytest.fixture
def without_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Registers are kept here, so that the smallest is made once."""
    return tmp_path_factory.mktemp("figures")


@pytest.mark.usefixtures("without_server")
def test_imports(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imports.main(["--folder", str(folder), "--staff", SMALLEST]) == 0
    printed = capsys.readouterr().out
    assert "250 staff on sqlite" in printed
    assert "first import: peak memory" in printed
    assert printed.endswith("rows changed by the same files: 0\n")


@pytest.mark.usefixtures("without_server")
def test_pages(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--folder", str(folder), "--staff", SMALLEST, "--rounds", "1", "--requests", "1"]
    assert pages.main(asked) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("one person")]
    assert [" ".join(row[:3]) for row in rows] == ["one person's lines", "one person's history"]
    assert all(1 < int(row[3]) <= MOST_STATEMENTS for row in rows)


@pytest.mark.usefixtures("without_server")
def test_authority(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--folder", str(folder), "--staff", SMALLEST, "--rounds", "1", "--requests", "1"]
    assert authority.main(asked) == 0
    printed = capsys.readouterr().out
    rulings, employments = [int(word) for word in printed.replace(",", "").split() if word.isdigit()][:2]
    assert rulings == employments * 38 > 250 * 38
    assert "reading and ruling: CPU" in printed
    rows = [line.split() for line in printed.splitlines() if line.startswith("decisions about")]
    assert all(1 < int(row[3]) <= MOST_STATEMENTS for row in rows)
    assert len(rows) == 2


@pytest.mark.usefixtures("without_server")
def test_load(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--folder", str(folder), "--staff", SMALLEST, "--rates", "10", "--seconds", "2"]
    assert load.main(asked) == 0
    printed = capsys.readouterr().out
    assert "0 of 20 wrong" in printed
    assert ["reads", "18"] in [line.split()[:2] for line in printed.splitlines()]
    assert ["writes", "2"] in [line.split()[:2] for line in printed.splitlines()]


def test_the_bare_app_sends_the_same_bytes() -> None:
    page = '<p class="a">Ann &amp; Bob’s &lt;team&gt; &nbsp; it\'s <b></b>\n</p>\n<p>Ann &amp; Bob</p>\n'
    client = bare.app.test_client()
    assert client.put("/", data=page).status_code == 204
    assert client.get("/people/41").text == page
    assert "Ann & Bob" in bare.pieces  # given to Jinja as text, to be escaped


def test_planner(capsys: pytest.CaptureFixture[str]) -> None:
    assert planner.main([str(PROBLEM), "--seconds", "0.1"]) == 0
    name = json.loads(PROBLEM.read_text(encoding="utf-8"))["name"]
    assert name in capsys.readouterr().out


def test_spreading(capsys: pytest.CaptureFixture[str]) -> None:
    assert spreading.main(["--boroughs", "1", "--people", "20", "--cases", "40"]) == 0
    printed = capsys.readouterr().out
    assert "40 cases over 20 people" in printed
    row = next(line.split() for line in printed.splitlines() if line.startswith("0 "))
    found, bound = (int(cell.rstrip("%")) for cell in row[4:6])
    assert found >= bound
    assert (row[6] == "yes") == (found == bound)
    assert "a leaver's 40 cases" in printed
