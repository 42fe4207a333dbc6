"""Samples written once for all tests: the usual one, and others to show that nothing hangs on its dates."""

from datetime import date
from pathlib import Path

import pytest

from app.demo import write_borough
from tests.rules.demo.written import Written

USUAL_DAY = date(2026, 11, 22)


def write(folder: Path, **wanted: int | date) -> Written:
    today = wanted.pop("today", USUAL_DAY)
    assert isinstance(today, date)
    write_borough(folder, today=today, **{name: int(str(number)) for name, number in wanted.items()})
    return Written(folder, today)


@pytest.fixture(scope="session")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The sample that people see first: 285 staff, 600 cases, five years."""
    return write(tmp_path_factory.mktemp("usual"))


SAMPLES: dict[str, dict[str, int | date]] = {
    "usual": {},
    "leap day": {"today": date(2024, 2, 29), "seed": 2, "staff": 400, "cases": 300},
    "year's start": {"today": date(2027, 1, 1), "seed": 3, "staff": 250, "cases": 50},
    "month's end": {"today": date(2026, 3, 31), "seed": 4, "years": 3},
    "two years": {"today": date(2025, 8, 2), "seed": 5, "years": 2},
    "no history": {"today": date(2026, 7, 1), "seed": 6, "years": 0},
    "larger place": {"staff": 4200, "cases": 900, "seed": 7, "years": 1},
}


@pytest.fixture(scope="session", params=SAMPLES, ids=str)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Each of several samples in turn."""
    return write(tmp_path_factory.mktemp("sample"), **SAMPLES[request.param])
