"""The sample as its files say it, read back without any of the code that wrote it."""

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

Row = dict[str, str]
Key = tuple[str, str]


def rows_of(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def day(cell: str) -> date:
    return date.fromisoformat(cell)


def key_of(row: Row) -> Key:
    return row["employer"], row["assignment_number"]


@dataclass(frozen=True)
class Extract:
    employer: str
    as_of: date
    rows: list[Row]

    @cached_property
    def employments(self) -> dict[str, list[Row]]:
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row["assignment_number"]].append(row)
        return dict(found)


@dataclass(frozen=True)
class Written:
    folder: Path
    today: date

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))

    @cached_property
    def extracts(self) -> list[Extract]:
        return [
            Extract(load["employer"], day(load["as_of"]), rows_of(self.folder / load["file"]))
            for load in self.manifest["loads"]
            if load["kind"] == "staff"
        ]

    @cached_property
    def todays_rows(self) -> list[Row]:
        return [row for extract in self.extracts if extract.as_of == self.today for row in extract.rows]

    @cached_property
    def placed_today(self) -> list[Row]:
        return [
            row for row in self.todays_rows if row["team"] and day(row["placement_starts_on"]) <= self.today
        ]

    def table(self, kind: str) -> list[Row]:
        return rows_of(self.folder / f"{kind}.csv")

    def reference(self, name: str) -> list[Row]:
        own = Path(__file__).parents[3] / "app" / "reference" / "bury"
        used = self.folder / self.manifest["reference"] if self.manifest["reference"] else own
        return rows_of(used / f"{name}.csv")

    def flaw(self, kind: str) -> dict[str, Any]:
        return next(flaw for flaw in self.manifest["flaws"] if flaw["kind"] == kind)

    def flawed_people(self, kind: str) -> set[Key]:
        return {(employer, number) for employer, number in self.flaw(kind)["people"]}

    def rows_with(self, kind: str) -> list[Row]:
        people = self.flawed_people(kind)
        return [row for row in self.todays_rows if key_of(row) in people]


def by_employer(extracts: list[Extract]) -> dict[str, list[Extract]]:
    found: defaultdict[str, list[Extract]] = defaultdict(list)
    for extract in extracts:
        found[extract.employer].append(extract)
    return dict(found)
