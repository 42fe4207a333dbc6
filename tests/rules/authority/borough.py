"""The small borough of the cases: its files read into the facts of a day, and into those that are ruled on."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from people.presence import AbsenceFact, Away, AwayKind, WorkFact, away_on
from teams.authority.cession import LAWFUL, PUBLIC_BODIES
from teams.authority.facts import (
    Cedable,
    DayFacts,
    FunctionFact,
    HolderFact,
    MandateFact,
    OrganisationFact,
    Party,
    PlaceFact,
    PostFact,
    Situation,
    Subject,
)
from teams.mandate import Instrument, Status
from tests.rules.authority.rows import Row, in_force, rows_of

CASES = Path(__file__).parent / "cases"
SCHEME = Path(__file__).parents[3] / "app" / "reference" / "bury" / "scheme_of_delegation.csv"
KINDS = PUBLIC_BODIES | LAWFUL.keys() | {"primary_care", "care_provider"}
STRENGTH = ("substantive", "acting", "deputy")
MARKS = {"all": "11", "am": "10", "pm": "01", "none": "00"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def scheme() -> tuple[FunctionFact, ...]:
    """The scheme of delegation that the service comes with."""
    with SCHEME.open(encoding="utf-8", newline="") as file:
        return tuple(
            FunctionFact(
                row["code"],
                int(row["number"]),
                row["function"],
                Party(row["before_cession"]),
                Party(row["after_cession"]),
                Cedable(row["cedable"]),
                tuple(Party(word) for word in row["consult"].split(";") if word),
                row["note"],
            )
            for row in csv.DictReader(file)
        )


@dataclass(frozen=True)
class Borough:
    """Every file of the small borough. Raises WrongRow as soon as a row is used that says what cannot be."""

    organisations: dict[str, OrganisationFact]
    teams: dict[str, Row]
    posts: Sequence[Row]
    tenures: Sequence[Row]
    staff: Sequence[Row]
    lines: Sequence[Row]
    absences: Sequence[Row]
    patterns: dict[str, Row]
    mandates: tuple[MandateFact, ...]
    functions: tuple[FunctionFact, ...]

    def facts(self, on: date) -> DayFacts:
        """What is true on the day."""
        return DayFacts(on, self.functions, self.organisations, self.mandates, self._posts_on(on))

    def subject(self, person: str, employer: str, on: date) -> Subject:
        """Somebody in their employment on the day; with several, in the one with `employer`.

        Raises LookupError unless there is exactly one.
        """
        rows = [row for row in in_force(self.staff, on) if row.text("person") == person]
        rows = [row for row in rows if employer in ("", row.text("employer"))]
        if len({row.text("employer") for row in rows}) != 1:
            raise LookupError(f"{person} has not exactly one employment with “{employer}” on {on}")
        lines = sorted(self._line(row) for row in in_force(self.lines, on) if row.text("person") == person)
        employed = rows[0].one_of("employer", self.organisations)
        situation = Situation(employed, rows[0].needed("job"), self._places(rows), tuple(lines))
        return Subject(self.number_of(person), situation)

    def number_of(self, person: str) -> int:
        """A number for each name."""
        named = dict.fromkeys(row.needed("person") for row in (*self.staff, *self.tenures))
        return list(named).index(person)

    def _post_numbers(self) -> dict[str, int]:
        codes = dict.fromkeys(row.needed("code") for row in self.posts)
        return {code: number for number, code in enumerate(codes, 1)}

    def _post_number(self, row: Row, column: str) -> int | None:
        code = row.maybe_one_of(column, self._post_numbers())
        return None if code is None else self._post_numbers()[code]

    def _posts_on(self, on: date) -> dict[int, PostFact]:
        posts = [self._post(row, on) for row in in_force(self.posts, on)]
        return {post.post_id: post for post in posts}

    def _post(self, row: Row, on: date) -> PostFact:
        code = row.needed("code")
        held = [t for t in in_force(self.tenures, on) if t.one_of("post", self._post_numbers()) == code]
        held.sort(key=lambda tenure: STRENGTH.index(tenure.one_of("holding", STRENGTH)))
        return PostFact(
            self._post_numbers()[code],
            code,
            row.needed("title"),
            self.organisations[row.one_of("organisation", self.organisations)].name,
            self._post_number(row, "reports to"),
            tuple(self._holder(tenure, on) for tenure in held),
        )

    def _holder(self, tenure: Row, on: date) -> HolderFact:
        name = tenure.needed("person")
        return HolderFact(self.number_of(name), name, tenure.text("holding"), self._away(name, on))

    def _away(self, person: str, on: date) -> Away | None:
        mine = [row for row in in_force(self.absences, on) if row.text("person") == person]
        absences = tuple(
            AbsenceFact(AwayKind(row.one_of("kind", list(AwayKind))), row.text("half"), row.period().last_day)
            for row in mine
        )
        pattern = self.patterns.get(person)
        return away_on(on, [WorkFact(pattern and _half_days(pattern), absences)])

    def _places(self, rows: Iterable[Row]) -> tuple[PlaceFact, ...]:
        places = [self._place(row) for row in rows if row.text("team")]
        return tuple(sorted(places, key=lambda place: -place.hours))

    def _place(self, row: Row) -> PlaceFact:
        team = self.teams[row.one_of("team", self.teams)]
        return PlaceFact(
            row.text("team"),
            team.needed("name"),
            team.text("neighbourhood") or None,
            row.text("profession") or None,
            row.hours("hours"),
            self._post_number(row, "answers to"),
        )

    def _line(self, row: Row) -> tuple[str, int]:
        post = self._post_number(row, "answers to")
        return row.needed("profession"), post or row.wrong("answers to", "a post")


def read_borough(folder: Path = CASES) -> Borough:
    """The borough that the files in a folder describe. Raises WrongRow."""
    file = {path.stem: rows_of(path) for path in folder.glob("*.csv")}
    organisations = {row.needed("code"): _organisation(row) for row in file["organisations"]}
    functions = scheme()
    return Borough(
        organisations,
        {row.needed("code"): row for row in file["teams"]},
        file["posts"],
        file["tenures"],
        file["staff"],
        file["professional_lines"],
        file["absences"],
        {row.needed("person"): row for row in file["patterns"]},
        tuple(_mandate(row, organisations, {f.code for f in functions}) for row in file["mandates"]),
        functions,
    )


def _organisation(row: Row) -> OrganisationFact:
    return OrganisationFact(row.needed("code"), row.needed("name"), row.one_of("kind", KINDS))


def _half_days(pattern: Row) -> str:
    return "".join(MARKS[pattern.one_of(weekday, MARKS)] for weekday in WEEKDAYS)


def _mandate(row: Row, organisations: dict[str, OrganisationFact], functions: set[str]) -> MandateFact:
    unknown = set(row.listed("functions")) - functions - {"*"}
    if unknown:
        row.wrong("functions", f"codes of the scheme of delegation, not {', '.join(sorted(unknown))},")
    return MandateFact(
        row.needed("code"),
        row.one_of("organisation", organisations),
        row.one_of("status", list(Status)),
        row.one_of("instrument", list(Instrument)),
        row.text("reference"),
        row.listed("functions"),
        row.listed("professions"),
        row.listed("teams"),
        row.listed("conditions"),
        row.period("starts_on", "ends_on"),
        row.maybe_day("signed_by_organisation_on"),
        row.maybe_day("signed_by_partnership_on"),
    )
