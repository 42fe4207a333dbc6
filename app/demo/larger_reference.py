"""Reference files for a place larger than the borough: its own five neighbourhoods and invented ones."""

import csv
import shutil
from pathlib import Path

from app.demo.names import SURNAMES
from app.demo.reference import BURY, read_rows

STATUS = "invented for the sample"
WARDS_EACH = 3
PRACTICES_EACH = 5


def write_larger_reference(folder: Path, neighbourhoods: int) -> None:
    """Write a full set of reference files with so many neighbourhoods, the first five the borough's own.

    At most as many as there are invented names, and never fewer than the borough's own.
    """
    own = len(read_rows(BURY / "neighbourhoods.csv"))
    names = SURNAMES[: max(0, neighbourhoods - own)]
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(BURY.glob("*.csv")):
        shutil.copyfile(file, folder / file.name)
    _append(folder / "neighbourhoods.csv", [_neighbourhood(name) for name in names])
    _append(folder / "posts.csv", [_lead_post(name) for name in names])
    _append(folder / "wards.csv", [_ward(name, nth) for name in names for nth in range(WARDS_EACH)])
    _append(
        folder / "practices.csv", [_practice(name, nth) for name in names for nth in range(PRACTICES_EACH)]
    )


def _append(file: Path, rows: list[list[str]]) -> None:
    with file.open("a", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(rows)


def _neighbourhood(name: str) -> list[str]:
    population = 30_000 + 250 * (SURNAMES.index(name) % 81)
    return [name.lower(), name, str(population), STATUS, STATUS]


def _lead_post(name: str) -> list[str]:
    code = f"neighbourhood_lead_{name.lower()}"
    return [code, f"Neighbourhood lead: {name}", "lco", "management", "lco_executive", name.lower()]


def _ward(name: str, nth: int) -> list[str]:
    number = SURNAMES.index(name) * WARDS_EACH + nth
    return [f"E05{990_000 + number}", f"{name} ward {nth + 1}", name.lower(), STATUS]


def _practice(name: str, nth: int) -> list[str]:
    number = SURNAMES.index(name) * PRACTICES_EACH + nth
    return [f"Z{number + 1:05d}", f"{name} practice {nth + 1}", f"ZZ{nth + 1} 9ZZ", name.lower(), STATUS]
