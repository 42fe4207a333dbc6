"""The borough's reference files, as far as the sample borough needs them."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

BURY = Path(__file__).parent.parent / "reference" / "bury"


@dataclass(frozen=True, slots=True)
class Profession:
    code: str
    regulator: str
    supervision_weeks: int
    led_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A neighbourhood with its wards' GSS codes and its practices' ODS codes."""

    code: str
    name: str
    population: int
    wards: tuple[str, ...]
    practices: tuple[str, ...]
    postcode_districts: tuple[str, ...]

    @property
    def team(self) -> str:
        return f"team_{self.code}"

    @property
    def lead_post(self) -> str:
        return f"neighbourhood_lead_{self.code}"


@dataclass(frozen=True, slots=True)
class Tier:
    """A review tier; the interval and the hard maximum are in days."""

    code: str
    interval_days: int
    hard_maximum_days: int


@dataclass(frozen=True)
class Reference:
    neighbourhoods: tuple[Neighbourhood, ...]
    professions: dict[str, Profession]
    first_posts: dict[tuple[str, str], str]
    reports_to: dict[str, str]
    post_titles: dict[str, str]
    full_time_hours: dict[str, float]
    tiers: tuple[Tier, ...]

    def first_post(self, profession: str, employer: str) -> str:
        """The post at which this profession's line usually starts; KeyError where there is none."""
        return self.first_posts[profession, employer]

    def manager_of(self, team: str) -> str:
        """The post that directs a team: the neighbourhood's lead, or the chief officer for a service."""
        lead = f"neighbourhood_lead_{team.removeprefix('team_')}"
        return lead if lead in self.reports_to else "lco_executive"


def read_rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_reference(folder: Path) -> Reference:
    """Read a full set of reference files; FileNotFoundError or KeyError where one is not as expected."""
    posts = read_rows(folder / "posts.csv")
    return Reference(
        neighbourhoods=_neighbourhoods(folder),
        professions={row["code"]: _profession(row) for row in read_rows(folder / "professions.csv")},
        first_posts={
            (row["profession"], row["employer"]): row["usual_first_post"]
            for row in read_rows(folder / "professional_apex.csv")
        },
        reports_to={row["code"]: row["reports_to"] for row in posts},
        post_titles={row["code"]: row["title"] for row in posts},
        full_time_hours={
            row["code"]: float(row["full_time_hours"]) for row in read_rows(folder / "organisations.csv")
        },
        tiers=tuple(_tier(row) for row in read_rows(folder / "review_tiers.csv")),
    )


def _profession(row: dict[str, str]) -> Profession:
    return Profession(
        row["code"], row["regulator"], int(row["supervision_weeks"]), tuple(row["led_by"].split(";"))
    )


def _tier(row: dict[str, str]) -> Tier:
    return Tier(row["code"], int(row["review_interval_weeks"]) * 7, int(row["hard_maximum_weeks"]) * 7)


def _neighbourhoods(folder: Path) -> tuple[Neighbourhood, ...]:
    wards: defaultdict[str, list[str]] = defaultdict(list)
    for row in read_rows(folder / "wards.csv"):
        wards[row["neighbourhood"]].append(row["gss_code"])
    practices: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read_rows(folder / "practices.csv"):
        practices[row["neighbourhood"]].append(row)
    return tuple(
        Neighbourhood(
            code=row["code"],
            name=row["name"],
            population=int(row["population"]),
            wards=tuple(wards[row["code"]]),
            practices=tuple(practice["ods_code"] for practice in practices[row["code"]]),
            postcode_districts=tuple(
                sorted({practice["postcode"].split()[0] for practice in practices[row["code"]]})
            ),
        )
        for row in read_rows(folder / "neighbourhoods.csv")
    )
